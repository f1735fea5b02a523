from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from goldenthread.services.harm import OUTCOMES
from goldenthread.services.planning_area import Base
from goldenthread.services.staffing import MOST_WEEKS, WEEK
from goldenthread.services.waits import slug_of
from goldenthread.web.days import today
from goldenthread.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    Form,
    LongTextField,
    NumberField,
    SelectField,
    TextField,
)
from goldenthread.web.words import HOME_UNLISTED


class ListForm(Form):
    taken_on = DayField(label="On which day was the list taken from your system?", missing="Enter the day on which the list was taken", help_text="For example, 27 3 2026")

    def clean_taken_on(self) -> Any:
        day: dt.date = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError("The day on which the list was taken must be today or in the past")
        return day


class StaffingForm(Form):
    first = DayField(label="From which week?", missing="Enter a day of the first week", help_text="Any day of it. For example, 27 3 2026")
    last = DayField(label="To which week?", missing="Enter a day of the last week", help_text="That week is included")
    slots = NumberField(
        label="How many new children will be seen for the first time in each of these weeks?", missing="Enter the number of children a week", min_value=0, max_value=9999, decimal_places=1,
        help_text="First appointments that will be kept, after leave, training and other duties. 0 for a week in which nobody is seen",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last week must not be before the first")
        elif first and first < today() - 52 * WEEK:
            self.add_error("first", "The first week must not be more than a year ago")
        elif first and last and last - first > (MOST_WEEKS - 1) * WEEK:
            self.add_error("last", f"The plan can have {MOST_WEEKS} weeks at most")
        return given


class CapacityForm(Form):
    target = NumberField(label="Longest wait that is wanted, in weeks", missing="Enter the longest wait in weeks", min_value=1, max_value=80, decimal_places=0)
    start = NumberField(label="A locum starts in how many weeks?", missing="Enter in how many weeks, or 0 for now", min_value=0, max_value=100, decimal_places=0)
    weeks = NumberField(label="For how many weeks?", missing="Enter for how many weeks, or 0 for no locum", min_value=0, max_value=104, decimal_places=0)
    each = NumberField(label="New children a week", missing="Enter how many children a week", min_value=0, max_value=200, decimal_places=1)


class PlannerForm(Form):
    """Hours a case of each service, and hours a month of each locality of the viewer's own provider, or of each provider in each of its localities."""

    months = NumberField(label="For how many months, from the next one?", missing="Enter for how many months", min_value=2, max_value=12, decimal_places=0, initial=6)
    target = NumberField(label="A list counts as cleared at how many weeks of referrals?", missing="Enter a number of weeks", min_value=1, max_value=104, decimal_places=0, initial=18)
    budget = NumberField(label="Budget for locums in pounds, 0 for none", missing="Enter the budget, or 0", min_value=0, max_value=10_000_000, decimal_places=0, initial=0)
    block = NumberField(label="Hours a month of one locum", missing="Enter the hours of one locum", min_value=1, max_value=400, decimal_places=1, initial=30)
    cost = NumberField(label="Pounds a month for one locum", missing="Enter what one locum costs", min_value=1, max_value=100_000, decimal_places=0, initial=2500)
    floor = NumberField(
        label="At most how many weeks may one place wait longer than another? (optional)", required=False, min_value=0, max_value=200, decimal_places=0,
        help_text="The equity floor. Left empty, there is none",
    )  # fmt: skip

    def __init__(self, *args: Any, services: Mapping[Any, str], localities: Sequence[str] = (), bases: Sequence[Base] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.services, self.bases = [f"case-{key}" for key in services], {b.field: b for b in bases}
        self.localities = {f"hours-{slug_of(p)}": p for p in localities} | {b.field: b.place for b in bases}
        for name, title in zip(self.services, services.values(), strict=True):
            self.fields[name] = NumberField(
                label=f"{title}: hours of work that one child takes", required=False, min_value=0.1, max_value=1000, decimal_places=1, help_text="Left empty, the service is not in the plan"
            )
        for name, place in self.localities.items():
            self.fields[name] = NumberField(
                label=f"{self.bases[name].title if name in self.bases else place or HOME_UNLISTED}: contracted hours a month", required=False, min_value=0,
                max_value=100_000, decimal_places=0, help_text="Left empty, its staff are not in the plan here" if name in self.bases else "Left empty, the place is not in the plan",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["places"] = [place for name, place in self.localities.items() if given.get(name) is not None]
        if not self.errors and self.services and not any(given.get(name) for name in self.services):
            self.add_error(self.services[0], "Enter the hours that one child takes, for one service at least")
        if not self.errors and self.localities and not given["places"]:
            self.add_error(next(iter(self.localities)), "Enter the contracted hours of one place at least")
        wanted = {name for name in self.services if given.get(name)}
        if not self.errors and self.bases and not any(f"case-{s}" in wanted for name, b in self.bases.items() if given.get(name) is not None for s in b.services):
            self.add_error(next(iter(self.bases)), "Enter the contracted hours of a provider that has a list of a service in the plan")
        return given


class PsychologistsForm(CapacityForm):
    """What would clear the educational psychologists' queue, in one locality or all."""

    place = SelectField(label="Where?", required=False)

    def __init__(self, *args: Any, places: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["place"].choices = [("", "Everywhere"), *places.items()]
        self.order_fields(["place"])


class PsychologistsPlannerForm(PlannerForm):
    """As the planner of a provider, with what supervising a locum and the road take. Hours that are not entered are what everybody's weeks
    hold: `time_for` are assessments a month in each locality."""

    supervision = NumberField(label="Hours a month that one of you gives to supervise a locum", missing="Enter the hours of supervision, or 0", min_value=0, max_value=100, decimal_places=1, initial=4)
    travel = NumberField(
        label="Hours on the road for each hour worked in another locality", missing="Enter the hours on the road, or 0", min_value=0, max_value=5, decimal_places=2, initial=0.2,
        help_text="0.2 is 12 minutes",
    )  # fmt: skip

    def __init__(self, *args: Any, time_for: Mapping[str, float], **more: Any) -> None:
        super().__init__(*args, **more)
        self.time_for = time_for
        self.fields["target"].initial = 6
        each = self.fields[self.services[0]]
        each.label, each.help_text, each.initial = "Hours of work that one assessment takes", "Reading, seeing the child, talking with family and school, and writing", 14
        each.required = True
        for name, place in self.localities.items():
            said = f"Left empty: what everybody’s weeks hold, {self.time_for.get(place, 0):.1f} assessments a month"
            self.fields[name].help_text = said

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super(PlannerForm, self).clean() or {}
        each = given.get(self.services[0])
        if each:
            for name, place in self.localities.items():
                if name not in self.errors and given.get(name) is None:
                    given[name] = round(self.time_for.get(place, 0) * float(each))
        given["places"] = list(self.localities.values())
        return given


class WorseForm(Form):
    words = LongTextField(
        label="What has got worse?", missing="Say what has got worse", max_length=2000,
    )  # fmt: skip
    words.emergency = "Not for emergencies. If somebody is in danger call 999. For urgent mental health help call 111, option 2."
    call = TextField(label="A telephone number, if you would like a call (optional)", required=False, max_length=40)


class AnswerForm(Form):
    text = LongTextField(label="Your answer to the family", missing="Write your answer", max_length=2000, help_text="They read it on their page. Say what happens next and by when.")


class IncidentForm(Form):
    reference = TextField(label="Its number in your incident system", required=False, max_length=60)


class HarmForm(Form):
    outcome = ChoiceField(
        label="What harm has the wait done?", choices=list(OUTCOMES.items()), missing="Choose what harm the wait has done",
        help_text="Your own judgement: nothing here works it out. Moderate or severe is then to be reported as an incident, and the family told openly.",
    )  # fmt: skip
    also = ChoicesField(label="And the priority?", choices=[("priority", "I looked at the priority again, and the family was told the result")], required=False)
    on = DayField(label="On which day did you review it?", missing="Enter the day of the review")

    def clean_on(self) -> Any:
        day: dt.date = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError("The day of the review must be today or in the past")
        return day
