"""A dated session as its keeper tells it."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from goldenthread.offer.models import Service
from goldenthread.offer.models_sessions import Session
from goldenthread.web.fields import ChoiceField, DayField, Form, NumberField, SelectField, TextField

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
ONLINE, OTHER = "online", "other"
MOST_WEEKS = 13
FURTHEST = dt.timedelta(days=366)


class SessionForm(Form):
    kind = ChoiceField(label="What is it?", choices=Session.Kind.choices, missing="Select what it is")
    title = TextField(label="What is it called?", max_length=120, missing="Enter what it is called", help_text="As a parent would say it: “Sleep: what helps”. Families read this at once.")
    on = DayField(label="On which day?", missing="Enter the day", help_text="For example, 27 3 2027")
    starts = TextField(label="When does it begin?", missing="Enter when it begins", max_length=20, width="5", help_text="By the 24-hour clock, such as 18:30")
    ends = TextField(label="When does it end?", required=False, max_length=20, width="5", help_text="You can leave this empty.")
    weeks = NumberField(label="For how many weeks, on the same day of each?", min_value=1, max_value=MOST_WEEKS, decimal_places=0, missing="Enter for how many weeks", help_text="1 if it is once.")
    where = SelectField(label="Where is it?", missing="Select where it is", choices=[])
    place = TextField(label="Which other place?", required=False, max_length=200, help_text="Only if you chose another place. Give the name, the street and the town.")
    limited = ChoiceField(label="Is there a limit of places?", choices=[("yes", "Yes"), ("no", "No: whoever comes is welcome")], reveals={"capacity": ("yes",), "left": ("yes",)}, missing="Select whether there is a limit of places")
    capacity = NumberField(label="How many places are there?", required=False, min_value=1, max_value=2000, decimal_places=0)
    left = NumberField(label="How many are left now?", required=False, min_value=0, max_value=2000, decimal_places=0)
    booking = TextField(label="How does a family book?", required=False, max_length=300, help_text="Families do not book here. Give your own telephone, email or website, or leave this empty.")

    def __init__(self, *given: Any, service: Service, today: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.today = today
        places = [(str(a.location_id), f"{a.location.name}, {a.location.city}") for a in service.at.select_related("location").order_by("location__name", "pk") if a.location.location_type == "physical"]
        self.fields["where"].choices = [("", ""), *places, (ONLINE, "Online or by telephone"), (OTHER, "Another place")]  # type: ignore[attr-defined]

    def clean_on(self) -> dt.date:
        said: dt.date = self.cleaned_data["on"]
        if not self.today <= said <= self.today + FURTHEST:
            self.add_error("on", "The day must be today or within a year")
        return said

    def clean_starts(self) -> dt.time | None:
        return self._time("starts")

    def clean_ends(self) -> dt.time | None:
        return self._time("ends")

    def _time(self, name: str) -> dt.time | None:
        said = self.cleaned_data[name].strip()
        found = _TIME.fullmatch(said)
        if said and not found:
            self.add_error(name, "Enter a time like 18:30")
        return dt.time(int(found[1]), int(found[2])) if found else None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", "It must end after it begins")
        if given.get("where") == OTHER and not given.get("place"):
            self.add_error("place", "Enter the other place")
        if given.get("limited") == "yes":
            if given.get("capacity") is None and "capacity" not in self.errors:
                self.add_error("capacity", "Enter how many places there are")
            if given.get("left") is None and "left" not in self.errors:
                self.add_error("left", "Enter how many are left")
            elif given.get("capacity") is not None and given.get("left") is not None and given["left"] > given["capacity"]:
                self.add_error("left", "No more can be left than there are")
        return given

    def told(self) -> list[dict[str, Any]]:
        """Each session that is meant, the first and those of the weeks after it."""
        said = self.cleaned_data
        limited = said["limited"] == "yes"
        one = {
            "kind": said["kind"], "title": said["title"], "starts": said["starts"], "ends": said["ends"], "location": said["where"] if said["where"] not in (ONLINE, OTHER) else None,
            "place": said["place"] if said["where"] == OTHER else "", "booking": said["booking"], "capacity": int(said["capacity"]) if limited else None, "left": int(said["left"]) if limited else None,
        }  # fmt: skip
        return [one | {"on": said["on"] + dt.timedelta(weeks=n)} for n in range(int(said["weeks"]))]


class PlacesForm(Form):
    left = NumberField(label="How many places are left?", min_value=0, max_value=2000, decimal_places=0, missing="Enter how many places are left")
