"""The forms of a review."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from goldenthread.assessments.pages.decide_form import address_field
from goldenthread.assessments.recipients import Addressee
from goldenthread.reviews import adulthood
from goldenthread.reviews.ceasing import GROUNDS
from goldenthread.reviews.deciding import WAYS
from goldenthread.reviews.invitees import Party
from goldenthread.reviews.models import Invitation
from goldenthread.reviews.people import Candidate
from goldenthread.reviews.phases import PHASES
from goldenthread.reviews.report import CHANGES, GIVEN, JUDGEMENTS, RECOMMENDS
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, LongTextField, SelectField, TextField
from goldenthread.web.words import lower_first

_TIME = re.compile(r"(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)? ?(?:am|pm|noon)?(?: ?(?:to|-|–) ?(?:[01]?\d|2[0-3])(?:[.:][0-5]\d)? ?(?:am|pm|noon)?)?", re.IGNORECASE)


class MeetingForm(Form):
    day = DayField(label="Day of the meeting", help_text="For example, 27 3 2027")
    time = TextField(label="Time", missing="Enter the time", max_length=20, help_text="For example, 3.30pm", width="govuk-input--width-5")

    place = TextField(label="Where it is", missing="Enter where it is", max_length=200, help_text="A room, or how to join on line")

    def clean_time(self) -> str:
        """Nothing but a time: it goes into an email, which holds no words that somebody typed."""
        time = str(self.cleaned_data["time"]).strip()
        if not _TIME.fullmatch(time):
            raise forms.ValidationError("Enter a time of day and nothing else, such as 3.30pm or 15:30")
        return time


_TYPED = "name-"


def inviting_form(parties: Sequence[tuple[Party, list[Candidate]]], **options: Any) -> Form:
    """Whom to invite for each party that the law names; all are ticked from the start. Where nobody is on record, a name is typed."""
    fields: dict[str, forms.Field] = {}
    for party, people in parties:
        if not people:
            fields[_TYPED + party.slug] = TextField(
                label=f"{party.who}: name", missing=f"Enter the name of {lower_first(party.who)} ({party.cite})", max_length=150,
                help_text=f"Nobody is on record. They are invited on paper. The law names them: {party.cite}",
            )  # fmt: skip
            continue
        fields[f"party-{party.slug}"] = ChoicesField(
            label=party.who, choices=[(c.key, f"{c.name}{', ' + c.what if c.what else ''}: {c.way}") for c in people],
            initial=[c.key for c in people], help_text=f"The law names them: {party.cite}", missing=f"Invite {lower_first(party.who)} ({party.cite})",
        )  # fmt: skip
    fields["others"] = LongTextField(
        label="Anybody else (optional)", required=False, max_length=1000, rows=3, help_text="One name a line. They are invited on paper."
    )
    return type("InvitingForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


def chosen(form: Form, parties: Sequence[tuple[Party, list[Candidate]]]) -> list[Candidate]:
    known = [c for party, people in parties for c in people if c.key in form.cleaned_data.get(f"party-{party.slug}", ())]
    named = [(party.slug, form.cleaned_data[_TYPED + party.slug].strip()) for party, people in parties if not people]
    return known + [Candidate(f"{slug}-typed", slug, name, "") for slug, name in named]


class PaperForm(Form):
    by_name = TextField(label="Who it is from", missing="Enter who it is from", max_length=150, help_text="Name and role")
    text = LongTextField(label="Their advice", missing="Enter their advice", rows=12, max_length=20000, help_text="In their own words. Everybody who is invited will read it.")


def held_form(invited: Iterable[Invitation], today: date, **options: Any) -> Form:
    invited = list(invited)
    fields: dict[str, forms.Field] = {
        "on": DayField(label="Day on which it was held", not_after=today),
        "came": ChoicesField(
            label="Who came?", required=False, choices=[(str(i.pk), f"{i.name}{', ' + i.what if i.what else ''}") for i in invited],
        ),
    }  # fmt: skip
    return type("HeldForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


def part_form(part: str, lines: Sequence[Mapping[str, str]], **options: Any) -> Form:
    """One part of the report. Nothing is required: it is kept as it is typed, and what is lacking is pointed out at the end."""
    return type("PartForm", (Form,), dict(_fields_of(part, lines)))(**options)  # type: ignore[no-any-return]


def _fields_of(part: str, lines: Sequence[Mapping[str, str]]) -> Iterable[tuple[str, forms.Field]]:
    long = {"required": False, "max_length": 8000}
    if part == "outcomes":
        for o in lines:
            yield f"judgement-{o['line']}", ChoiceField(label=f"{o['label']}: {o['text']}", required=False, choices=JUDGEMENTS.items(), help_text=f"By: {o['by']}" if o["by"] else "")
            yield f"evidence-{o['line']}", LongTextField(label=f"What shows it, for {o['label']}?", rows=3, help_text="What was measured or seen, when and by whom", **long)
        yield "other", LongTextField(label="Anything else about progress" if lines else "What progress was made towards each outcome of the plan, and what shows it?", rows=4, **long)
    elif part == "help":
        for h in lines:
            yield f"given-{h['line']}", ChoiceField(label=f"{h['label']}: {h['text']}", required=False, choices=GIVEN.items(), help_text=f"We ask because {h['why']}.")
            yield f"shows-{h['line']}", LongTextField(label=f"What shows it, for {h['label']}?", rows=3, help_text="Who gave it, how often and until when", **long)
    elif part == "changes":
        yield "recommends", ChoiceField(label="What does the meeting recommend?", required=False, choices=RECOMMENDS.items(), help_text="The council decides. It hears what you recommend.")
        for key, title in CHANGES.items():
            yield key, LongTextField(label=title, rows=3, help_text="What should change, and why. Leave it empty if nothing should.", **long)
    elif part == "views":
        yield "child", LongTextField(label="What does the child or young person think?", rows=5, help_text="In their own words, and how you asked", **long)
        yield "family", LongTextField(label="What does the family think?", rows=5, **long)
    else:
        for key, (title, asks) in adulthood.OUTCOMES.items():
            yield key, LongTextField(label=title, rows=4, help_text=asks, **long)
        for key, title in adulthood.LEADS.items():
            yield key, TextField(label=title, required=False, max_length=200, help_text="A named service, and the person there if there is one. Say so if nobody has agreed to.")


# --- decisions ---

ADDRESS = "address_"
_REASONS: dict[str, Any] = {
    "label": "Reasons, as the family will read them", "rows": 8, "max_length": 8000, "missing": "Enter the reasons",
    "help_text": "Say what the review showed about this child, in short sentences.",
}  # fmt: skip


class _Reasoned(Form):
    @property
    def reasons(self) -> str:
        return str(self.cleaned_data.get("reasons", "")).strip()


class _DecideForm(_Reasoned):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("way") == "maintain" and not (data.get("reasons") or "").strip():
            self.add_error("reasons", _REASONS["missing"])
        return data


def decide_form(family: Iterable[Addressee], data: Any = None) -> Any:
    way = ChoiceField(
        label="What have you decided?", missing="Select what you have decided", choices=[(w.slug, w.words) for w in WAYS.values()],
        reveals={"reasons": ("maintain",)},
    )  # fmt: skip
    return type("DecideForm", (_DecideForm,), {"way": way, "reasons": LongTextField(required=False, **_REASONS), **_posts(family)})(data)


def reasons_form(family: Iterable[Addressee], data: Any) -> Any:
    return type("ReasonsForm", (_Reasoned,), {"reasons": LongTextField(**_REASONS), **_posts(family)})(data)


def _posts(family: Iterable[Addressee]) -> dict[str, forms.Field]:
    return {ADDRESS + a.key: address_field(a) for a in family if a.by_post}


def consulted_form(in_a_setting: bool, today: date, data: Any) -> Form:
    """That the family or the head was told that ceasing is considered, and what they said (r.31(1))."""
    who = [("family", "The family"), *([("setting", "The head or principal")] if in_a_setting else [])]
    fields = {
        "who": SelectField(label="Who was consulted?", choices=who, missing="Select who was consulted"),
        "on": DayField(label="Day on which they were told and asked", not_after=today),
        "words": LongTextField(label="What they said", required=False, max_length=8000, rows=4),
    }
    return type("ConsultedForm", (Form,), fields)(data)  # type: ignore[no-any-return]


class _CeaseForm(_Reasoned):
    first: str

    @property
    def reasons(self) -> str:
        told = GROUNDS[self.cleaned_data["ground"]].told.format(first=self.first)
        return f"{told}\n\n{self.cleaned_data['reasons'].strip()}"


def cease_form(first: str, family: Iterable[Addressee], data: Any) -> Any:
    stopped = tuple(g.slug for g in GROUNDS.values() if g.education_stopped)
    fields = {
        "ground": ChoiceField(
            label="Why may the plan cease?", choices=[(g.slug, g.chosen) for g in GROUNDS.values()], missing="Select why the plan may cease",
            reveals={"wants_to_return": stopped, "appropriate": stopped},
        ),
        "wants_to_return": ChoiceField(
            label="Does the young person want to return to education or training?", required=False,
            choices=[("yes", "Yes"), ("no", "No"), ("not-asked", "Nobody has asked yet")],
        ),
        "appropriate": ChoiceField(
            label="If so, would a return be appropriate?", required=False, choices=[("yes", "Yes"), ("no", "No"), ("not-decided", "Not decided")]
        ),
        "reasons": LongTextField(**_REASONS),
    }  # fmt: skip
    return type("CeaseForm", (_CeaseForm,), {**fields, **_posts(family), "first": first})(data)


def keep_form(data: Any = None) -> Any:
    """That the plan goes on, though it was to cease."""
    return type("KeepForm", (Form,), {"why": LongTextField(label="Why does the plan go on?", missing="Enter why the plan goes on", max_length=8000, rows=4)})(data)


class IdentifyForm(Form):
    phase = SelectField(label="Which phase transfer comes next?", choices=PHASES.items(), missing="Select the phase transfer")
    transfer_on = DayField(label="Day of the transfer")
