"""The form of a decision: one way or the other, and for a refusal what its notice must say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from goldenthread.assessments.decisions import Decision, reasons_told
from goldenthread.assessments.decisions_actions import Words
from goldenthread.assessments.recipients import Addressee
from goldenthread.web.fields import ChoiceField, ChoicesField, Form, LongTextField, TextField

ADDRESS = "address_"
CALLS = "any weekday between 9am and 4pm"


class DecideForm(Form):
    decision: Decision
    first: str

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("way") == self.decision.no:
            for name in ("grounds", "reasons", "help_now", "call_times"):
                if name in self.fields and not data.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return data

    @property
    def words(self) -> Words:
        """What the notice needs; nothing of a refusal that was typed and then not chosen."""
        data = self.cleaned_data
        if data["way"] != self.decision.no:
            return Words(data["anew"].strip(), anew=True) if "anew" in self.fields else Words()
        grounds = data["grounds"] if "grounds" in self.fields else [g.slug for g in self.decision.grounds]
        return Words(
            reasons_told(self.decision, grounds, data["reasons"], self.first), data["help_now"].strip(), data["call_times"].strip()
        )

    @property
    def addresses(self) -> dict[str, str]:
        return {name.removeprefix(ADDRESS): v for name, v in self.cleaned_data.items() if name.startswith(ADDRESS)}


def decide_form(
    decision: Decision, ways: tuple[str, ...], first: str, family: Iterable[Addressee], data: Any = None, *, anew: bool = False
) -> DecideForm:
    """`anew`: the council changes a refusal of its own, and says why."""
    refusing = ("grounds", "reasons", "help_now", "call_times")
    fields: dict[str, forms.Field] = {}
    if len(decision.grounds) > 1:
        fields["grounds"] = ChoicesField(
            label="Which part of the test is not met?", required=False, missing="Select which part of the test is not met",
            choices=[(g.slug, g.chosen) for g in decision.grounds],
        )  # fmt: skip
    fields["reasons"] = LongTextField(
        label="Reasons, as the family will read them", required=False, rows=8, max_length=8000, missing="Enter the reasons",
        help_text="Say what the evidence shows about this child, in short sentences. They are typed once: here, in the notice and on the record.",
    )  # fmt: skip
    fields["help_now"] = LongTextField(
        label="What help there is now", required=False, rows=5, max_length=4000, missing="Enter what help there is now",
        help_text="Who does what from tomorrow, and whom to ask for it.",
    )  # fmt: skip
    fields["call_times"] = TextField(
        label="When can you call the family to talk it through?", required=False, max_length=200, initial=CALLS,
        missing="Enter when you can call the family", help_text=f"For example, {CALLS}",
    )  # fmt: skip
    words = {decision.yes: decision.yes_words, decision.no: decision.no_words}
    # Never one answer alone: what the Design System's script then writes on a radio button is not allowed by ARIA.
    reveals = {name: (decision.no, "") for name in refusing if name in fields} if decision.no in ways else {}
    way = ChoiceField(
        label="Your decision", missing="Select what you have decided", choices=[(w, words[w]) for w in ways], reveals=reveals
    )
    if decision.no not in ways:
        fields = {}
    if anew and ways:
        fields["anew"] = LongTextField(
            label="Why we have changed our decision, as the family will read it", rows=6, max_length=8000, missing="Enter why the decision is changed",
            help_text="What has come to light, or what we did not weigh. The first decision stays on record, and so do the family’s rights about it.",
        )  # fmt: skip
    posts = {ADDRESS + a.key: address_field(a) for a in family if a.by_post}
    made = type("OneDecideForm", (DecideForm,), {"way": way, **fields, **posts, "decision": decision, "first": first})
    return made(data)  # type: ignore[no-any-return]


def address_field(a: Addressee) -> forms.Field:
    return LongTextField(
        label=f"Postal address of {a.to.name}", rows=4, max_length=300, initial=a.to.post_to,
        missing=f"Enter the postal address of {a.to.name}",
        help_text="It stands on the envelope. Only officers see it, never the child’s other parent.",
    )  # fmt: skip
