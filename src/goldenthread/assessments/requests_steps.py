"""The questions of a request, one a page, in the words of whoever is asked. What is asked lies here; pages only show it.

Who may ask is in law a parent, a young person, or somebody acting for a school or post-16 institution (Children and
Families Act 2014 s.36(1)); anybody else brings a child to attention, and the same time limits run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from goldenthread.engine.calendar import age_on
from goldenthread.people.identifiers import BadIdentifier, nhs_number, postcode, upn
from goldenthread.people.models import Relationship
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, LongTextField, TextField
from goldenthread.web.words import long_day

PARENT, YOUNG_PERSON, SETTING, OTHER = "parent", "young-person", "setting", "other"

ASKERS = (
    (PARENT, "I am a parent or carer", "A parent or carer"),
    (YOUNG_PERSON, "I am a young person aged 16 to 25, asking for myself", "The young person"),
    (SETTING, "I work for a school, college or early years setting", "A school, college or early years setting"),
    (OTHER, "Somebody else, such as a doctor, a relative or a neighbour", "Somebody else"),
)
"""Slug, as the asker says it, and as it is said of them."""

RELATIONS = [(v, t) for v, t in Relationship.Relation.choices if v != "sibling"]
YES_NO = [("yes", "Yes"), ("no", "No")]
UNSURE = [*YES_NO, ("not-sure", "I am not sure")]
FORMATS = [
    ("large-print", "Large print"),
    ("easy-read", "Easy read"),
    ("braille", "Braille"),
    ("audio", "Audio"),
    ("bsl", "British Sign Language"),
    ("post", "Letters by post"),
    ("telephone", "Telephone calls"),
]
LONGEST = 8000


class Checked(TextField):
    """A short text that a rule tidies, or refuses with words that say how to put it right."""

    def __init__(self, rule: Callable[[str], str], **options: Any) -> None:
        self.rule = rule
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        try:
            return self.rule(super().clean(value))
        except BadIdentifier as bad:
            raise ValidationError(str(bad)) from None


def _email(text: str) -> str:
    if text:
        try:
            EmailValidator()(text)
        except ValidationError:
            raise BadIdentifier("Enter an email address like name@example.org") from None
    return text.lower()


@dataclass(frozen=True)
class Step:
    """A page: its question, what helps to answer it, and its fields by name. `about` is its line where answers are
    checked."""

    slug: str
    question: str
    about: str
    fields: dict[str, forms.Field]
    hint: str = ""


WHO, FILES, CHECK = "who", "files", "check"


def steps_of(asked_by: str, answers: Mapping[str, Any], today: date) -> list[Step]:
    """The pages of a request in their order. `files` is the one whose answers are not fields."""
    return list(_steps(asked_by, answers, today))


def _steps(asked_by: str, answers: Mapping[str, Any], today: date) -> Iterator[Step]:
    self_ = asked_by == YOUNG_PERSON
    name = str(answers.get("child_forename") or "") or "the child"
    whose = "your" if self_ else "the child’s"
    yield Step("email", "What is your email address?", "Your email address",
               {"email": Checked(_email, label="Email address", required=False, width="govuk-input--width-20", max_length=254)},
               "We will send you a link, so that you can stop and come back. If you have no email, leave it empty: then "
               "please finish in one go.")  # fmt: skip
    yield Step("child", "What is your name?" if self_ else "What is the child’s name?", "Name" if self_ else "The child",
               {"child_forename": TextField(label="First name", missing=f"Enter {whose} first name", width="govuk-input--width-20", max_length=100),
                "child_surname": TextField(label="Last name", missing=f"Enter {whose} last name", width="govuk-input--width-20", max_length=100)},
               "" if self_ else "The name of the child or young person who may need help.")  # fmt: skip
    yield Step("born", "When were you born?" if self_ else f"When was {name} born?", "Date of birth",
               {"child_born": DayField(label="Date of birth", not_after=today, required=asked_by in (PARENT, YOUNG_PERSON))},
               "" if asked_by in (PARENT, YOUNG_PERSON) else "Leave it empty if you do not know.")  # fmt: skip
    yield Step("home", "What is your home postcode?" if self_ else f"What is {name}’s home postcode?", "Home postcode",
               {"child_postcode": Checked(postcode, label="Postcode", required=False, width="govuk-input--width-10", max_length=10)},
               "It tells us which team to ask. Leave it empty if there is none or you do not know.")  # fmt: skip
    yield Step("numbers", "Do you know these numbers?", "NHS number and UPN",
               {"nhs_number": Checked(nhs_number, label="NHS number (optional)", required=False, max_length=20,
                                      width="govuk-input--width-10",
                                      help_text="10 numbers, on a letter from a doctor or hospital"),
                "upn": Checked(upn, label="Unique pupil number, UPN (optional)", required=False, max_length=20,
                               width="govuk-input--width-20", help_text="13 letters and numbers. The school has it")},
               "They help us to find the right record. You do not need them.")  # fmt: skip
    where = "Which school, college or other setting do you go to?" if self_ else f"Where does {name} go?"
    if asked_by == SETTING:
        where = "Which setting do you work for?"
    yield Step("setting", where, "School, college or setting",
               {"setting": TextField(label="Name of the school, college, nursery or childminder", required=asked_by == SETTING,
                                     max_length=200, help_text="" if asked_by == SETTING else
                                     "Leave it empty if there is none, and say so when you tell us what worries you")})  # fmt: skip
    if not self_:
        yield Step("you", "What is your name?", "Your name",
                   {"your_forename": TextField(label="First name", missing="Enter your first name", width="govuk-input--width-20", max_length=100),
                    "your_surname": TextField(label="Last name", missing="Enter your last name", width="govuk-input--width-20", max_length=100)})  # fmt: skip
    if asked_by == PARENT:
        yield Step("relation", f"Who are you to {name}?", f"Who you are to {name}",
                   {"relation": ChoiceField(label="I am the child’s", choices=RELATIONS, missing="Select who you are to the child")})  # fmt: skip
        yield Step("responsibility", f"Do you have parental responsibility for {name}?", "Parental responsibility",
                   {"responsibility": ChoiceField(label="Parental responsibility", choices=UNSURE,
                                                  missing="Select yes if you have parental responsibility")},
                   "It is the legal right to decide for a child. Most mothers have it, and most fathers. A court can give it "
                   "to others.")  # fmt: skip
        yield Step("care", f"Does {name} live with you, or do you look after them?", "Whether you look after them",
                   {"care": ChoiceField(label="Looking after", choices=YES_NO, missing="Select yes if the child lives with you, or you look after them")},
                   "All of the time, or part of it.")  # fmt: skip
    elif asked_by == SETTING:
        yield Step("relation", "What is your job?", "Your job",
                   {"job": TextField(label="Job", max_length=100, help_text="Such as SENCO, head teacher or manager")})  # fmt: skip
    elif asked_by == OTHER:
        yield Step("relation", f"How do you know {name}?", f"How you know {name}",
                   {"job": TextField(label="How you know them", max_length=100, help_text="Such as doctor, aunt or neighbour")})  # fmt: skip
        yield Step("tell", "May we tell the family that you told us?", "Whether we may tell the family",
                   {"tell_family": ChoiceField(label="Tell the family", choices=YES_NO, missing="Select yes if we may tell the family")},
                   "The family can read what is on the child’s record.")  # fmt: skip
    contact = {
        "phone": TextField(label="Telephone number (optional)", required=False, width="govuk-input--width-20", max_length=30),
        "address": LongTextField(label="Postal address (optional)", required=False, rows=3, max_length=500),
    }
    if asked_by in (PARENT, OTHER):
        contact["keep_private"] = ChoiceField(
            label="Must your address and numbers be kept from the child’s other parent?" if asked_by == PARENT
            else "Must your address and numbers be kept from the family?",
            choices=YES_NO, required=False, missing="Select yes or no",
            help_text="If you say yes, we will not put them on the child’s record. Only the officers who handle this will see them",
        )  # fmt: skip
    yield Step("contact", "How else can we reach you?", "How to reach you", contact)
    if asked_by in (SETTING, OTHER):
        yield Step("family", f"Who looks after {name}?", "The family",
                   {"family_name": TextField(label="Name of a parent or carer (optional)", required=False, max_length=200),
                    "family_contact": TextField(label="How to reach them (optional)", required=False, max_length=300),
                    **({"family_agrees": ChoiceField(label="Do they know that you are asking, and agree?",
                                                     choices=[("agree", "They know and agree"), ("know", "They know, and do not agree"),
                                                              ("no", "They do not know")], missing="Select what the family knows")}
                       if asked_by == SETTING else {})})  # fmt: skip
    yield Step("worries", "What worries you?" if self_ else f"What worries you about {name}?", "What worries you",
               {"worries": LongTextField(label="In your own words", rows=8, max_length=LONGEST, missing="Enter what worries you",
                                         help_text="Such as learning, talking, feelings, health, or getting about. Short is fine.")},
               "You do not need special words, or a diagnosis.")  # fmt: skip
    yield Step("helps", "What helps you?" if self_ else f"What helps {name}?", "What helps",
               {"helps": LongTextField(label="What helps (optional)", rows=6, max_length=LONGEST, required=False,
                                       help_text="What goes well, what you would like, and what would help more.")})  # fmt: skip
    tried = "What has your setting tried?" if asked_by == SETTING else "What has the school or setting tried?"
    yield Step("tried", tried, "What has been tried",
               {"tried": LongTextField(label="What was tried, and how it went" + ("" if asked_by == SETTING else " (optional)"),
                                       rows=6, max_length=LONGEST, required=asked_by == SETTING,
                                       help_text="Extra help, for how long, and what changed.")},
               "You will be asked for your provision map next." if asked_by == SETTING else "Leave it empty if you do not know.")  # fmt: skip
    yield Step(FILES, "Do you have papers to send?", "Papers", {},
               "Send the provision map, and whatever shows what you have seen and done." if asked_by == SETTING
               else "Reports, letters, photos of them. You can send none, and you can send more later.")  # fmt: skip
    yield Step("others", "Who else knows you well?" if self_ else f"Who else knows {name} well?", "Who else to ask",
               {"others": LongTextField(label="Their names, and what they do (optional)", rows=5, max_length=LONGEST, required=False,
                                        help_text="A doctor, therapist, youth worker or relative. We must ask anybody whom the "
                                        "family reasonably wants us to ask.")})  # fmt: skip
    yield Step("needs", "How should we talk and write to you?" if asked_by != SETTING else "How should we talk and write to the family?",
               "Language and format",
               {"language": TextField(label="Language (optional)", required=False, width="govuk-input--width-20", max_length=100,
                                      help_text="If it is not English. We pay for interpreters"),
                "formats": ChoicesField(label="Anything that you need (optional)", choices=FORMATS, required=False)})  # fmt: skip
    yield Step("consent", "May we share this?", "Sharing",
               {"share": ChoiceField(label="May we share what you told us with health, social care and the school or setting?",
                                     choices=YES_NO, missing="Select yes if we may share this")},
               "We will still look at the request if you say no. We may share what the law lets us, to keep a child safe or to "
               "do what it asks of us.")  # fmt: skip


class _Of(Form):
    """Filled with the fields of a step."""


def form_of(step: Step, answers: Mapping[str, Any], data: Any = None) -> Form:
    initial = {name: _shown(field, answers.get(name)) for name, field in step.fields.items()}
    form = _Of(data, initial=initial)
    form.fields.update(step.fields)
    return form


def _shown(field: forms.Field, value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(field, DayField) and value else value


def kept(form: Form) -> dict[str, Any]:
    """The answers of a valid form as they are stored."""
    return {k: v.isoformat() if isinstance(v, date) else v if v is not None else "" for k, v in form.cleaned_data.items()}


def born_of(answers: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(answers["child_born"]) if answers.get("child_born") else None


OF_THEM = {
    "email": "Email address",
    "you": "Who asks",
    "relation": "Who they are",
    "care": "Looks after the child",
    "tell": "May the family know who told us",
    "contact": "How to reach them",
    "worries": "What worries them",
    "consent": "May it be shared",
}
"""What an answer is about, as it is said of whoever gave it."""


def said(step: Step, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The answers of a step in words, each with its label; an empty one is said to be empty, and a name stands whole."""
    names = list(step.fields)
    if len(names) == 2 and names[0].endswith("_forename"):
        return [("Name", " ".join(filter(None, (str(answers.get(n) or "") for n in names))) or "Not given")]
    return [(_label(str(f.label)), _in_words(f, answers.get(name))) for name, f in step.fields.items()]


def _label(label: str) -> str:
    return label.removesuffix(" (optional)").rstrip("?")


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return "Not given"
    if isinstance(field, DayField):
        return long_day(date.fromisoformat(value))
    if isinstance(field, ChoicesField | ChoiceField):
        words = dict(field.choices)
        return ", ".join(str(words.get(v, v)) for v in (value if isinstance(value, list) else [value]))
    return str(value)


@dataclass(frozen=True)
class Lacking:
    """Something without which a request is not sent, or that contradicts itself: in words, and the page that mends it."""

    step: str
    words: str


def lacking(asked_by: str, answers: Mapping[str, Any], today: date, rights_pass_on: date | None) -> list[Lacking]:
    """What is unfinished or contradictory. `rights_pass_on` is the first day after compulsory school age, from which
    the young person asks for themselves."""
    found = []
    for step in steps_of(asked_by, answers, today):
        for name, field in step.fields.items():
            if field.required and answers.get(name) in (None, "", []):
                found.append(Lacking(step.slug, str(field.error_messages["required"])))
    if not any(answers.get(k) for k in ("email", "phone", "address")):
        found.append(Lacking("contact", "Enter an email address, a telephone number or a postal address, so that we can answer"))
    born = born_of(answers)
    if born and age_on(born, today) >= 25:
        found.append(Lacking("born", "Check the date of birth: an assessment is for people younger than 25"))
    if born and asked_by == YOUNG_PERSON and rights_pass_on and today < rights_pass_on:
        found.append(
            Lacking(
                WHO,
                f"You can ask for yourself from {long_day(rights_pass_on)}. Until then a parent can ask, or you can choose "
                "“Somebody else” and tell us yourself. Nothing that you wrote is lost",
            )
        )
    return found


def asks_in_law(asked_by: str, answers: Mapping[str, Any], on: date, rights_pass_on: date | None) -> bool:
    """Whether, on what they said, this is a request under s.36(1); otherwise a child was brought to attention. A parent in
    education law has parental responsibility or the care of the child (Education Act 1996 s.576), and asks until
    compulsory school age ends."""
    if asked_by in (SETTING, YOUNG_PERSON):
        return True
    if asked_by != PARENT or (rights_pass_on and on >= rights_pass_on):
        return False
    return answers.get("responsibility") == "yes" or answers.get("care") == "yes"
