"""Form fields that render themselves as the Design System's components, with its words for errors.

In a template: `{{ form["name"].as_field_group() }}`, and `error_summary(form)` at the top of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.forms.renderers import BaseRenderer
from django.template import engines
from django.utils.safestring import mark_safe

from goldenthread.web.languages import t
from goldenthread.web.words import lower_first

EMERGENCY = "Not for emergencies: if a child is in danger call 999."


class PageRenderer(BaseRenderer):
    """Renders forms with the Jinja environment of the pages."""

    def get_template(self, template_name: str) -> Any:
        return engines["jinja2"].get_template(template_name)


class Form(forms.Form):
    """A form whose fields render themselves, and which can list its faults for the summary on top."""

    default_renderer = PageRenderer()

    @property
    def standing(self) -> list[str]:
        """The fields that stand on the page by themselves: the rest are shown with the answers that ask for them."""
        revealed = {name for field in self.fields.values() for name in getattr(field, "reveals", ())}
        return [name for name, field in self.fields.items() if name not in revealed and not field.widget.is_hidden]

    @property
    def error_list(self) -> list[dict[str, str]]:
        listed = []
        for name, faults in self.errors.items():
            href = f"#id_{name}" if name != "__all__" else "#main-content"
            if name in self.fields and isinstance(self.fields[name], DayField):
                href += "-day"
            listed += [{"text": t(fault), "href": href} for fault in faults]
        return listed


class TextField(forms.CharField):
    template_name = "components/field_text.html"

    def __init__(self, *, missing: str = "", width: str = "", **options: Any) -> None:
        self.width = width
        super().__init__(**_with_words(self, options, missing or _enter(options)))


class EmailField(TextField):
    """An email address, kept in small letters."""

    default_validators = [EmailValidator("Enter an email address, like name@example.org")]

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()


class LongTextField(forms.CharField):
    """A free-text box. It always says that it is not for emergencies, and whom to call."""

    template_name = "components/field_long_text.html"

    def __init__(self, *, missing: str = "", rows: int = 4, **options: Any) -> None:
        self.rows = rows
        self.emergency = EMERGENCY
        super().__init__(**_with_words(self, options, missing or _enter(options)))


class NumberField(forms.DecimalField):
    template_name = "components/field_text.html"
    width = "govuk-input--width-5"

    def __init__(self, *, missing: str = "", **options: Any) -> None:
        words = _with_words(self, options, missing or _enter(options))
        what, whole = _what(options), options.get("decimal_places") == 0
        number = "a whole number" if whole else "a number"
        said = {"invalid": f"{what} must be {number}, like 3", "max_decimal_places": f"{what} must be {number}, like 3"}
        least, most = options.get("min_value"), options.get("max_value")
        if least is not None and most is not None:
            said |= dict.fromkeys(("min_value", "max_value"), f"{what} must be {number} from {least} to {most}")
        elif least is not None:
            said["min_value"] = f"{what} must be {least} or more"
        elif most is not None:
            said["max_value"] = f"{what} must be {most} or less"
        words["error_messages"] = {**said, **dict.fromkeys(("max_digits", "max_whole_digits"), f"{what} is too large a number"), **words["error_messages"]}
        super().__init__(**words)


class ChoiceField(forms.ChoiceField):
    """Radio buttons. `reveals` names other fields of the form, each with the answers that ask for it: the page shows
    them only once one of these is chosen."""

    template_name = "components/field_radios.html"

    def __init__(self, *, missing: str = "", reveals: Mapping[str, tuple[str, ...]] | None = None, **options: Any) -> None:
        self.reveals = dict(reveals or {})
        super().__init__(**_with_words(self, options, missing or _select(options)))


class ChoicesField(forms.MultipleChoiceField):
    template_name = "components/field_checkboxes.html"

    def __init__(self, *, missing: str = "", **options: Any) -> None:
        super().__init__(**_with_words(self, options, missing or ("Select at least one answer" if _asks(options) else f"Select at least one for {_lower(options)}")))


class SelectField(forms.ChoiceField):
    template_name = "components/field_select.html"

    def __init__(self, *, missing: str = "", **options: Any) -> None:
        super().__init__(**_with_words(self, options, missing or _select(options)))


class DayParts(forms.MultiWidget):
    """Three boxes: day, month, year."""

    def __init__(self) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")})

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, date) else [None, None, None]


class DayField(forms.MultiValueField):
    """A civil date in three boxes that start empty. `not_after` refuses a later day and `not_before` an earlier one, in words: each is
    today where it is given."""

    template_name = "components/field_day.html"
    widget = DayParts

    def __init__(self, *, missing: str = "", not_after: date | None = None, **options: Any) -> None:
        self.not_after = not_after
        self.not_before: date | None = None
        self.what = "The day" if _asks(options) else options.get("label", "The date")
        self.missing = missing or ("Enter a day" if _asks(options) else f"Enter {_lower(options)}")
        parts = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(parts, require_all_fields=False, **_with_words(self, options, self.missing))

    def compress(self, values: list[str]) -> date | None:
        day, month, year = [*values, "", "", ""][:3]
        if not (day or month or year):
            return None
        for part, given in (("day", day), ("month", month), ("year", year)):
            if not given:
                raise ValidationError(f"{self.what} must include a {part}")
        try:
            found = date(int(year), _month(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(f"{self.what} must be a real date, like 27 3 2026") from None
        if found.year < 1900:
            raise ValidationError(f"{self.what} must include a year with four digits")
        # Nobody alive is concerned, and the limits that follow would lie past the calendar.
        if found.year > 2100:
            raise ValidationError(f"{self.what} must be before the year 2101")
        if self.not_after and found > self.not_after:
            raise ValidationError(f"{self.what} must be today or in the past")
        if self.not_before and found < self.not_before:
            raise ValidationError(f"{self.what} must be today or later")
        return found


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _month(text: str) -> int:
    short = text.strip().lower()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else int(text)


def _with_words(field: forms.Field, options: dict[str, Any], missing: str) -> dict[str, Any]:
    words = {
        "required": missing, "max_length": f"{_what(options)} must be %(limit_value)d characters or fewer", "invalid_choice": "Select one of the answers on this page",
        "invalid_list": "Select from the answers on this page", "null_characters_not_allowed": f"{_what(options)} has a character in it that cannot be kept. Type it again",
        **options.get("error_messages", {}),
    }  # fmt: skip
    # Said again, because Django's own field would clear the template that the class names.
    return {"template_name": type(field).template_name, **options, "error_messages": words}


def _lower(options: dict[str, Any]) -> str:
    return lower_first(str(options.get("label") or "an answer"))


def _enter(options: dict[str, Any]) -> str:
    return "Enter your answer" if _asks(options) else f"Enter {_lower(options)}"


def _select(options: dict[str, Any]) -> str:
    return "Select an answer" if _asks(options) else f"Select {_lower(options)}"


def _asks(options: dict[str, Any]) -> bool:
    return str(options.get("label") or "").endswith("?")


def _what(options: dict[str, Any]) -> str:
    """How a fault calls what was typed: by its label, unless that is a question."""
    label = str(options.get("label") or "").removesuffix(" (optional)")
    return label if label and not _asks(options) else "Your answer"


def options_of(choices: Iterable[tuple[str, str]], chosen: Any) -> list[dict[str, Any]]:
    """The items of a radio, checkbox or select macro."""
    picked = set(chosen if isinstance(chosen, list | tuple) else [chosen])
    return [
        {"value": value, "text": t(text), "checked": value in picked, "selected": value in picked}
        for value, text in choices
    ]


@dataclass(frozen=True)
class Revealed:
    """The items of radio buttons, and the fields that several of them ask for, each with its number."""

    items: list[dict[str, Any]]
    shared: list[tuple[int, list[forms.BoundField]]]


def revealed(field: forms.BoundField) -> Revealed:
    """What one answer asks for stands beneath it, as the Design System has it; what several ask for stands once, after
    them all, since a page can hold a field only once."""
    items = options_of(field.field.choices, field.value())
    by_answers: dict[tuple[str, ...], list[forms.BoundField]] = {}
    for name, answers in field.field.reveals.items():
        by_answers.setdefault(answers, []).append(field.form[name])
    shared = [(answers, fields) for answers, fields in by_answers.items() if len(answers) > 1]
    for item in items:
        alone = by_answers.get((item["value"],), [])
        if alone:
            item["conditional"] = {"html": mark_safe("".join(f.as_field_group() for f in alone))}  # noqa: S308
        opens = " ".join(str(n) for n, (answers, _) in enumerate(shared, 1) if item["value"] in answers)
        if opens:
            item["attributes"] = {"data-opens": opens}
    return Revealed(items, [(n, fields) for n, (_, fields) in enumerate(shared, 1)])


def day_parts(field: forms.BoundField) -> list[Any]:
    """What to show in the three boxes of a day: as typed, or of a date."""
    value = field.value()
    parts = value if isinstance(value, list | tuple) else DayParts().decompress(value)
    return [part or "" for part in parts]
