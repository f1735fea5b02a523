"""What a final plan's notice says of section I, and of the duty that follows from it."""

from __future__ import annotations

from goldenthread.people.models import Organisation


def named(setting: Organisation | None, setting_type: str) -> str:
    """Whether section I names a setting, or its type alone (Children and Families Act 2014 s.37(2)(c), 40(2))."""
    if setting is not None:
        return f"It names {setting.name}."
    return f"It does not name a school or college. It says which type: {setting_type.strip()}."


def duty_to_admit(setting: Organisation | None, child: str) -> str:
    """What follows for the place. Section 43 binds maintained schools and nurseries, academies, further education and
    non-maintained special schools, and those approved under section 41. The record tells a school from a nursery, and not who
    runs it, so the words hold for whichever it is."""
    if setting is None:
        return "Talk to us about which school or college it will be. Section F must happen wherever it is."
    if setting.kind in (Organisation.Kind.SCHOOL, Organisation.Kind.COLLEGE):
        return f"{setting.name} must admit {child}. Only a fully independent school or college may refuse: one that the government has not approved under section 41."
    if setting.kind == Organisation.Kind.EARLY_YEARS:
        return f"If the council maintains {setting.name}, it must admit {child}. Another nursery may choose."
    return f"{setting.name} is to be the place for {child}."
