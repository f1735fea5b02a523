"""Forms of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from goldenthread.assessments.recipients import Addressee
from goldenthread.plans.changes import NOT_AGREED
from goldenthread.plans.models import Clause, Consultation, Disclosure
from goldenthread.plans.sections import NEEDS, PROVISION, SECTIONS
from goldenthread.science.comparison import label, same_words
from goldenthread.web.fields import ChoiceField, ChoicesField, Form, LongTextField, NumberField, SelectField, TextField

NUMBERS = ("minutes", "group", "weeks")
CHECKED = ("B", "E", *PROVISION)
"""The sections whose wording is looked at."""
NONE = ("", "Not linked yet")


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:70].rsplit(" ", 1)[0] + "…"


def _links(clauses: Iterable[Clause], sections: Iterable[str]) -> list[tuple[str, str]]:
    return [NONE, *((str(c.line), f"{label(c)}: {_short(c.text)}") for c in clauses if c.section in sections and not c.removed)]


def clause_form(section: str, clauses: list[Clause], because: Mapping[str, str] | None, *, amends: bool, **options: Any) -> Form:
    """The form of one clause: of help, what, who, how often, how long, in what group; of the rest, its words. `because` are
    the answers that a change after a draft may name; None while there is no draft that was sent. What is changed after the family had
    a version of it, a draft or (`amends`) the plan in force, can say why."""
    fields: dict[str, forms.Field] = {
        "text": LongTextField(label="Words in the plan", missing="Enter what the plan says", max_length=4000, rows=6)
    }
    if section in PROVISION:
        fields |= {
            "what": TextField(label="What the help is (optional)", required=False, max_length=300),
            "who": TextField(label="Who gives it, with their training (optional)", required=False, max_length=200),
            "how_often": TextField(label="How often (optional)", required=False, max_length=100, help_text="For example, once a week"),
            "minutes": NumberField(label="Minutes each time (optional)", required=False, min_value=1, max_value=600),
            "group": NumberField(label="Largest size of the group (optional)", required=False, min_value=1, max_value=40, help_text="1 is one to one"),
            "weeks": NumberField(label="Weeks a year (optional)", required=False, min_value=1, max_value=52),
            "review": TextField(label="Who reviews it and when (optional)", required=False, max_length=200),
        }
    if section == "E":
        fields["by"] = TextField(label="By when (optional)", required=False, max_length=100)
    if section == "E" or section in PROVISION:
        fields["need"] = SelectField(label="Which need it answers", required=False, choices=_links(clauses, NEEDS))
    if section in PROVISION:
        fields["outcome"] = SelectField(label="Which outcome it leads to", required=False, choices=_links(clauses, ("E",)))
    if section in CHECKED:
        fields["kept_because"] = LongTextField(
            label="Why do you keep your wording? (optional)", help_text="Whoever works on the plan sees this here. It is not part of the plan.",
            max_length=500, rows=2, required=False,
        )  # fmt: skip
    group = PROVISION if section in PROVISION else NEEDS if section in NEEDS else ()
    if group:
        fields["section"] = SelectField(label="Section", required=False, choices=[(s, f"{s}: {SECTIONS[s]}") for s in group])
    _because(fields, because, section)
    if (amends or because is not None) and section != "K":
        fields["why"] = LongTextField(
            label="Why is it changed? (optional)", help_text="The family reads this beside the change, and so does whoever advised it.", max_length=500, rows=2, required=False
        )
    return type("ClauseForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


def removal_form(section: str, because: Mapping[str, str] | None, **options: Any) -> Form:
    fields: dict[str, forms.Field] = {
        "reason": LongTextField(label="Why is it taken out?", missing="Enter why it is taken out", max_length=500)
    }
    extra = [(NOT_AGREED, "The ICB does not agree to it (r.12(2))")] if section == "G" and because is not None else []
    _because(fields, because, section, extra)
    return type("RemovalForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


def _because(fields: dict[str, forms.Field], because: Mapping[str, str] | None, section: str, extra: Iterable[tuple[str, str]] = ()) -> None:
    if because is None or section == "K":
        return
    fields["because"] = SelectField(
        label="What this change answers",
        required=False,
        choices=[("", "Nothing that was said of the draft: a new draft will be needed"), *extra, *because.items()],
        help_text="After a draft is sent, the law allows changes in the light of what was said of it",
    )


def details_of(form: Form) -> dict[str, Any]:
    names = ("what", "who", "how_often", "minutes", "group", "weeks", "review", "by", "kept_because")
    found = {n: form.cleaned_data[n] for n in names if n in form.cleaned_data}
    return {n: int(v) if n in NUMBERS and v is not None else v for n, v in found.items() if v not in ("", None)}


def own_form(forename: str, *, words_too: bool, childs_alone: bool, because: Mapping[str, str] | None, **options: Any) -> Form:
    """Words, a picture or a recording for section A. A picture or a recording comes with words for whoever cannot see or hear it
    (WCAG 1.1.1 and 1.2.1)."""
    kinds = [("words", "Words"), ("picture", "A picture"), ("sound", "A sound recording")]
    fields: dict[str, forms.Field] = {
        "kind": ChoiceField(label="What would you like to add?", choices=kinds if words_too else kinds[1:], missing="Select what you add"),
        "whose": ChoiceField(
            label="Whose is it?", choices=[("child", f"{forename} said it, made it or chose it"), ("family", "It is from the family")], missing="Select whose it is"
        ),
        "words": LongTextField(
            label="The words", max_length=4000, rows=5,
            missing="Write the words. Of a picture, say what it shows; of a recording, what is said in it",
            help_text=("Of a picture, say what it shows, for somebody who cannot see it: “Oscar on a swing, laughing”. Of a recording, write down what is said or "
                       "heard in it, for somebody who cannot hear it." + (" Or just write what you want to say." if words_too else "")),
        ),
    }  # fmt: skip
    if childs_alone:
        # The family's is for the family to send.
        del fields["whose"]
    _because(fields, because, "A")
    return type("OwnForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


class DeclineForm(Form):
    reason = LongTextField(
        label="Why is it left out?", missing="Say why it is left out", max_length=500, rows=3, help_text="Whoever sent it reads this. Section A is theirs: leave out only what cannot be there."
    )  # fmt: skip


class AnswerForm(Form):
    """Confirm the draft as it stands, or say what it should say."""

    answer = ChoiceField(
        label="Your answer",
        missing="Select yes if the draft still says what you advised",
        choices=[("confirmed", "Yes, I confirm the draft as it stands"), ("corrected", "No, correct it")],
        # Named as if for several answers, so that it stands after both and opens by style alone: what the script says of a
        # field beneath one answer (`aria-expanded`) is not allowed on a radio button.
        reveals={"correction": ("corrected", "corrected")},
    )
    correction = LongTextField(
        label="What it should say",
        required=False,
        max_length=4000,
        rows=5,
        help_text="We have put your own words back. Change them if you need to.",
    )

    def __init__(self, *args: Any, draft: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "corrected":
            correction = (data.get("correction") or "").strip()
            if not correction:
                self.add_error("correction", "Enter what it should say")
            elif same_words(correction, self.draft):
                self.add_error("correction", "These are the words of the draft. Change them, or confirm the draft")
        return data


class DecideForm(Form):
    decision = ChoiceField(
        label="Do you take this correction?",
        choices=[("taken", "Yes, put their words in the plan"), ("declined", "No")],
        missing="Select yes if you take this correction",
    )
    reason = LongTextField(label="Your reason, which they will read", missing="Enter your reason", max_length=500)


class CommentForm(Form):
    text = LongTextField(label="What do you want to say?", missing="Enter what you want to say", max_length=4000)


class WrittenDownForm(Form):
    text = LongTextField(label="What did the family say?", missing="Enter what the family said", max_length=4000)
    done = ChoiceField(
        label="Has everybody of the family said all that they want to say?",
        choices=[("no", "No, somebody may say more"), ("yes", "Yes, each of them has answered the draft")],
        missing="Select yes if everybody of the family has answered",
        help_text="The 15 days are each parent’s own. What one says takes no time from the other.",
    )


class SettingForm(Form):
    setting = TextField(label="Name of the school, college or nursery", missing="Enter a name", max_length=200)


class AuthorityForm(Form):
    """Another council that maintains a setting, which is asked by post."""

    name = TextField(label="Which council?", missing="Enter which council maintains it", max_length=200)
    address = LongTextField(
        label="Where do we write to it?", missing="Enter the postal address of the council", max_length=400, rows=4,
        help_text="The postal address of its SEND team. The draft plan goes with the letter, so it is not sent by email.",
    )  # fmt: skip


class AuthorityAnswerForm(Form):
    answer = LongTextField(label="What did it answer?", missing="Enter what it answered", max_length=4000)
    by = TextField(label="Who answered", missing="Enter who answered", max_length=100)


class ReplyForm(Form):
    """A setting's answer: it can, or one of the grounds of section 39(4), with its reasons."""

    reply = ChoiceField(
        label="Can you meet the needs?",
        missing="Select whether you can meet the needs",
        choices=Consultation.Reply.choices,
        reveals=dict.fromkeys(("reasons", "steps"), tuple(v for v in Consultation.Reply.values if v != "can-meet-need")),
    )
    reasons = LongTextField(
        label="Why, for this child?", required=False, max_length=4000, help_text="What in the draft plan could you not do, and why?"
    )
    steps = LongTextField(
        label="What have you thought of doing so that you could say yes?", required=False, max_length=4000,
        help_text="For example training, equipment, or help from a specialist. Say why it would not be enough.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reply") and data["reply"] != "can-meet-need":
            for name, words in (("reasons", "Enter why, for this child"), ("steps", "Enter what you have thought of doing, and why it is not enough")):
                if not (data.get(name) or "").strip():
                    self.add_error(name, words)
        return data


GROUNDS = [(g.value, g.label) for g in Disclosure.Ground]


def _addresses(fields: dict[str, forms.Field], family: Iterable[Addressee]) -> None:
    """Where to post to those who have no account and of whom nobody knows an address."""
    for a in family:
        if a.needs_address:
            fields[f"address-{a.key}"] = TextField(label=f"Postal address of {a.to.name}", missing=f"Enter the postal address of {a.to.name}", max_length=300)


def addresses_of(form: Form) -> dict[str, str]:
    return {name.removeprefix("address-"): str(value) for name, value in form.cleaned_data.items() if name.startswith("address-")}


def sending_form(people: Iterable[tuple[str, str]], whole: Iterable[str], family: Iterable[Addressee], **options: Any) -> Form:
    """Who of those who advised may read the whole draft, and on which ground."""
    people, whole = list(people), list(whole)
    fields: dict[str, forms.Field] = {}
    _addresses(fields, family)
    if people:
        fields["whole"] = ChoicesField(
            label="Who may read the whole draft, not only what rests on their advice?", required=False, choices=people, initial=whole,
            help_text="Health and social care practitioners have the draft on the day on which the family has it.",
        )  # fmt: skip
        fields["ground"] = ChoiceField(
            label="On which ground of regulation 17?", choices=GROUNDS[:2], initial="childs-interests", missing="Select the ground"
        )
        fields["reason"] = TextField(
            label="Why do they need the whole? (optional)", required=False, max_length=300,
        )  # fmt: skip
    return type("SendingForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


SHARES = [("own", "What rests on their advice"), ("BEF", "Needs, outcomes and educational provision (B, E and F)"),
          ("CG", "Health: sections C, E and G"), ("DH", "Social care: sections D, E and H"), ("whole", "The whole plan")]  # fmt: skip
PARTS = {"own": ("own",), "BEF": ("B", "E", "F"), "CG": ("own", "C", "E", "G"), "DH": ("own", "D", "E", "H1", "H2"), "whole": ()}


def issuing_form(settings: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]], shares: Mapping[str, str], family: Iterable[Addressee], **options: Any) -> Form:
    fields: dict[str, forms.Field] = {
        "setting": SelectField(label="Setting named in section I", required=False, choices=[("", "None: name the type alone"), *settings]),
        "setting_type": TextField(
            label="Type of setting", missing="Enter the type of setting", max_length=100, help_text="For example, mainstream primary school"
        ),
        "direct_payment": LongTextField(
            label="Section J: needs and outcomes that a direct payment meets (optional)", required=False, max_length=2000, rows=3
        ),
    }
    _addresses(fields, family)
    for key, name in people:
        fields[f"copy-{key}"] = SelectField(label=f"What {name} gets", choices=[("", "Nothing"), *SHARES], required=False, initial=shares.get(key, "own"))
    fields["ground"] = ChoiceField(
        label="On which ground of regulation 17 do they get it?", choices=GROUNDS[:2], initial="childs-interests", missing="Select the ground"
    )
    return type("IssuingForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


class AskForCopyForm(Form):
    reason = TextField(
        label="What do you need the plan for?", missing="Say what you need the plan for", max_length=500,
        help_text="For example, to arrange what it promises, or to prepare the review. The council’s officer reads it.",
    )  # fmt: skip


class GiveCopyForm(Form):
    ground = ChoiceField(label="On which ground of regulation 17 do they get it?", choices=GROUNDS[:2], missing="Select the ground")
    reason = TextField(label="Why?", missing="Say why they get it", max_length=300, help_text="Kept with the record of who was given the plan. The setting reads it.")


class DeclineCopyForm(Form):
    reason = TextField(label="Why not?", missing="Say why they do not get it", max_length=300, help_text="The setting reads it.")


def notice_form(family: Iterable[Addressee], **options: Any) -> Form:
    """An amendment notice: what its changes rest on."""
    fields: dict[str, forms.Field] = {
        "evidence": LongTextField(
            label="Why, and what evidence the changes rest on", missing="Say what evidence the changes rest on", rows=6, max_length=6000,
            help_text="As the family will read it: what the review and the advice showed. Send copies of the evidence with the notice (r.22(2)).",
        )
    }  # fmt: skip
    _addresses(fields, family)
    return type("NoticeForm", (Form,), fields)(**options)  # type: ignore[no-any-return]


def amended_form(settings: Iterable[tuple[str, str]], now: str, family: Iterable[Addressee], **options: Any) -> Form:
    """An amended plan: a new setting for section I, of those that were consulted."""
    fields: dict[str, forms.Field] = {}
    if settings := list(settings):
        stays = f"As before: {now}" if now else "As section I says"
        fields["setting"] = SelectField(label="Setting named in section I", required=False, choices=[("", stays), *settings])
    _addresses(fields, family)
    return type("AmendedForm", (Form,), fields)(**options)  # type: ignore[no-any-return]
