"""Where the children are on roll: by their plan where it names a setting of the register, else at a school nearby."""

from __future__ import annotations

from datetime import date

from goldenthread.engine.calendar import age_on
from goldenthread.local.demo.pictures import Pictures
from goldenthread.local.demo.story import Area, Child

# Phase, type of setting, and the age after which a child begins there in September.
_PHASES = (
    ("college", "general_fe_tertiary_colleges", 16), ("secondary", "mainstream_academy", 11), ("primary", "mainstream_academy", 4),
)


class Attendance:
    def __init__(self, area: Area, pictures: Pictures) -> None:
        self._area = area
        self._known = {id(child): pictures.attends.get(name) for name, child in pictures.children.items()}
        self._register = {school.code: school for school in area.schools.all}
        self._found: dict[int, tuple[str, date] | None] = {}

    def of(self, child: Child) -> tuple[str, date] | None:
        """The code of the setting, and since when. None for one whose setting nobody has entered."""
        if id(child) not in self._found:
            self._found[id(child)] = self._find(child)
        return self._found[id(child)]

    def _find(self, child: Child) -> tuple[str, date] | None:
        today = self._area.today
        stay = child.plan.stay_on(today) if child.plan else None
        if stay:
            return (stay.setting, stay.entry) if stay.setting in self._register else None
        known = self._known.get(id(child))
        for phase, kind, age in _PHASES:
            began = _began(child, age)
            if age == 4 and began > today and age_on(child.born, today) >= 4:
                # In the nursery class of the school.
                began = _began(child, 3)
            if began <= today:
                school = known or self._will_stay(child, phase) or self._near(child, kind, phase)
                return (school, began) if school else None
        return (known, _began(child, 3)) if known else None

    def _will_stay(self, child: Child, phase: str) -> str | None:
        """At the school that the plan will name, where a child without one could be already."""
        for stay in child.plan.stays[:1] if child.plan else []:
            school = self._register.get(stay.setting)
            if school and school.phase == phase and school.kind.startswith(("mainstream", "general")):
                return school.code
        return None

    def _near(self, child: Child, kind: str, phase: str) -> str | None:
        school = self._area.schools.near(kind, phase, child.district)
        return school.code if school else None


def _began(child: Child, age: int) -> date:
    """The September after the child reached this age."""
    return date(child.born.year + age + (child.born.month >= 9), 9, 1)
