"""What is filled in to complain, and to answer a complaint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from goldenthread.families.complaint_about import CLAUSE, OTHER, Failed
from goldenthread.families.complaint_whose import COUNCIL, Body
from goldenthread.families.forms import LONGEST, emergency
from goldenthread.families.story import Who
from goldenthread.science.remedies import Remedy
from goldenthread.web import fields
from goldenthread.web.languages import t, t_date, tf
from goldenthread.web.words import upper_first

OUTCOMES = {"upheld": "We were wrong", "partly-upheld": "We were partly wrong", "not-upheld": "We were not wrong"}


ADVICE = "Give advice"
"""The title of the step by which a report comes: a family reads of the report."""


def _read(words: str) -> str:
    """A step that failed, as its reader reads it. What is kept with a complaint stays in English, which those who answer it read."""
    line, of_plan, text = words.partition(" of the plan, not given: ")
    if of_plan:
        return tf("{line} of the plan, not given: {text}", line=line, text=text)
    title, due, day = words.partition(": was due on ")
    if not due:
        return t(words)
    what, comma, whose = title.rpartition(", ")
    # "Give advice, educational psychologist" is a step and whose it is; other titles have a comma of their own.
    if what == ADVICE:
        return tf("{who}: the report was due on {due}", who=upper_first(t(whose)), due=t_date(day))
    shown = t(title) if t(title) != title or not comma else f"{t(what)}, {t(whose)}"
    return tf("{title}: was due on {day}", title=shown, day=t_date(day))


class ComplainForm(fields.Form):
    failed = fields.ChoiceField(label="What is it about?", missing="Select what it is about")
    of = fields.ChoicesField(label="Whom is it about?", missing="Select whom it is about")
    text = fields.LongTextField(label="What went wrong, and what would put it right?", max_length=LONGEST, missing="Say what went wrong")

    line = fields.SelectField(label="Which line of the plan?", required=False)

    field_order = ("failed", "line", "of", "text")

    def __init__(self, *args: Any, failed: Sequence[Failed], lines: Sequence[Failed], bodies: Sequence[Body], who: Who, **options: Any) -> None:
        super().__init__(*args, **options)
        # NHS bodies that answer complaints here. Where there is none, none can be complained of here, and the page says how.
        paying = {str(b.key) for b in bodies if b.commissions}
        named = [(str(b.key), tf("{name}. Choose it too if you do not know which NHS service it is", name=b.name) if str(b.key) in paying else b.name) for b in bodies]
        self.fields["of"].choices = [(COUNCIL, t("The council")), *named]  # type: ignore[attr-defined]
        self.fields["of"].help_text = t("Choose one or two. If it is about two, they give you one answer together.") if bodies else ""
        if not bodies:
            self.fields["of"].initial = [COUNCIL]
        plan = [(CLAUSE, "Help in the plan is not given")] if lines else []
        self.fields["failed"].choices = [*((f.key, _read(f.words)) for f in failed), *plan, (OTHER, "Something else")]  # type: ignore[attr-defined]
        self.fields["line"].choices = [("", "Choose"), *((f.key, _read(f.words)) for f in lines)]  # type: ignore[attr-defined]
        self.fields["failed"].reveals = {"line": (CLAUSE,)} if lines else {}  # type: ignore[attr-defined]
        self.fields["text"].emergency = emergency(who)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("failed") == CLAUSE and not told.get("line"):
            self.add_error("line", "Choose which line of the plan is not given")
        if len(told.get("of", ())) > 2:
            self.add_error("of", "Choose at most two. If it is about more, name the others in your words")
        return dict(told)


class AnswerForm(fields.Form):
    outcome = fields.ChoiceField(label="What did you find?", choices=list(OUTCOMES.items()), missing="Select what you found")
    text = fields.LongTextField(
        label="Your answer", rows=8, max_length=LONGEST, missing="Write an answer first",
        help_text="Whoever complained reads it on their page. Say what you found, what you do about it and by when, and that they can ask for the next stage or go to the Ombudsman.",
    )  # fmt: skip


class PartForm(fields.Form):
    text = fields.LongTextField(
        label="What your body says of it", rows=6, max_length=LONGEST, missing="Write what your body says first",
        help_text="Whoever leads puts it into the one answer. The family reads that answer, and not this.",
    )  # fmt: skip


class StepForm(fields.Form):
    text = fields.LongTextField(label="What is still wrong, and what would put it right?", max_length=LONGEST, missing="Say what is still wrong")

    def __init__(self, *args: Any, who: Who, needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].required = needed
        self.fields["text"].emergency = emergency(who)  # type: ignore[attr-defined]


class RemedyForm(fields.Form):
    rule = fields.ChoiceField(label="Which remedy do you decide on?", missing="Select a remedy")
    action = fields.TextField(label="What is done, in words that the family reads", missing="Write what is done", max_length=200, help_text="Name a payment with its amount.")
    due = fields.DayField(label="By which day?", missing="Enter the day by which it is done")

    def __init__(self, *args: Any, remedies: Sequence[Remedy], today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due"].not_before = today  # type: ignore[attr-defined]
        self.fields["rule"].choices = [*((r.slug, f"{r.says}{': ' + r.amount if r.amount else ''}") for r in remedies), (OTHER, "Something else")]  # type: ignore[attr-defined]
