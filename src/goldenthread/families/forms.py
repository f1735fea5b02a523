"""What a family fills in to ask something, and an officer to answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from goldenthread.assessments.uploads import Accepted, BadFile, accepted
from goldenthread.families.models import Question
from goldenthread.families.story import Who
from goldenthread.web import fields
from goldenthread.web.languages import spoken, t, tf

LONGEST = 4000
FARTHEST = dt.timedelta(weeks=26)
"""How far away a day may be by which somebody promises to be in touch: later than that it is no promise."""
# The box's own words, by what is asked.
LABELS = {
    "question": "Your question",
    "meeting": "What would you like to talk about, and when could you come?",
    "call": "When can we call you, and on which number?",
    "date": "Which date is it, and what do you think is right?",
    "evidence": "What else should we know? What do you think, wish and feel?",
    "not-happy": "What went wrong?",
}
TITLES = {
    "question": "Ask a question",
    "meeting": "Ask for a meeting",
    "call": "Ask for a call",
    "date": "Say that a date is wrong",
    "evidence": "Tell us more, or send papers",
    "not-happy": "Tell us what went wrong",
}


def about_of(asked: str | None) -> str:
    """What is asked, of the kinds that there are."""
    return asked if asked in Question.About.values else "question"


MOST_FILES = 5
FILES_ALONE = "I send you these papers."
"""What stands for words where papers came without any."""


def files_of(uploads: Sequence[UploadedFile]) -> list[Accepted]:
    """What came with a question, checked and scanned. Raises `BadFile` for the first that is not taken."""
    if len(uploads) > MOST_FILES:
        raise BadFile(f"Send up to {MOST_FILES} files at a time. You can send more in another message")
    return [accepted(upload) for upload in uploads]


class AskForm(fields.Form):
    text = fields.LongTextField(max_length=LONGEST, missing="Write something first")
    share = fields.ChoicesField(label="Who else may read it? (optional)", required=False)

    def __init__(self, *args: Any, about: str, who: Who, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = LABELS[about]
        self.fields["text"].emergency = emergency(who)  # type: ignore[attr-defined]
        self.fields["share"].choices = [("yes", "Others in the family who can sign in here")]  # type: ignore[attr-defined]


class AgainForm(fields.Form):
    """Why an answer did not answer, in the asker's words if they wish."""

    text = fields.LongTextField(label="What do you still need to know? (optional)", required=False, max_length=LONGEST)

    def __init__(self, *args: Any, who: Who, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].emergency = emergency(who)  # type: ignore[attr-defined]


def emergency(who: Who) -> str:
    return tf("Not for emergencies. If {who} in danger call 999. For urgent mental health help call 111, option 2.", who=who.does("is", "are"))


class ViewsForm(fields.Form):
    """A family's own views, wishes and feelings, which stand in section A of a plan (r.12(1)(a))."""

    likes = fields.LongTextField(label="likes", required=False, max_length=LONGEST)
    hard = fields.LongTextField(label="hard", required=False, max_length=LONGEST)
    hopes = fields.LongTextField(label="hopes", required=False, max_length=LONGEST)

    def __init__(self, *args: Any, who: Who, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, label in asked_of_family(who).items():
            self.fields[name].label = tf("{label} (optional)", label=label)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(str(data.get(name, "")).strip() for name in self.fields):
            self.add_error("likes", "Write something in at least one box first")
        return data


def asked_of_family(who: Who) -> dict[str, str]:
    return {
        "likes": tf("What matters to {name}, and what {likes}", name=who.name, likes=who.does("likes", "like")),
        "hard": tf("What is hard for {name}, and what helps", name=who.name),
        "hopes": t("What you hope for, now and later on") if who.you else tf("What {name} and you hope for, now and later on", name=who.first),
    }


def views_in_words(who: Who, said: Mapping[str, Any]) -> str:
    """What a family wrote, each part under its question in English: whoever reads it works in English."""
    with spoken("en"):
        questions = asked_of_family(who)
    told = {label: str(said.get(name, "")).strip() for name, label in questions.items()}
    return "\n\n".join(f"{label}:\n{text}" for label, text in told.items() if text)


class AnswerForm(fields.Form):
    text = fields.LongTextField(
        label="Your answer", rows=8, max_length=LONGEST, missing="Write an answer first",
        help_text="Short sentences, no abbreviations. The family reads it on its page.",
    )  # fmt: skip


class TellForm(fields.Form):
    text = fields.LongTextField(
        label="What the family should know", rows=8, max_length=LONGEST, missing="Write what the family should know",
        help_text="Everybody in the family who can sign in reads it. Name no address. If there is no news, say so.",
    )  # fmt: skip
    hear_by = fields.DayField(label="They will hear from you again by (optional)", required=False, help_text="The family reads this day, and it is owed by you: it stands in your work. For example, 14 12 2026.")

    def __init__(self, *args: Any, on: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._on = on

    def clean_hear_by(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data.get("hear_by")
        if day is not None and not self._on < day <= self._on + FARTHEST:
            raise ValidationError(f"Give a day after today, and not more than {FARTHEST.days // 7} weeks away")
        return day
