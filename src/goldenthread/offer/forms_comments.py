"""What anybody says of the Local Offer, and what editors make of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from goldenthread.engine.explain import listed
from goldenthread.offer.forms import NO_CHILD
from goldenthread.offer.models_comments import Answer, Comment, Theme
from goldenthread.science.personal_details import found_in
from goldenthread.web.fields import ChoiceField, ChoicesField, DayField, Form, LongTextField, SelectField, TextField

BAIT = "company"
"""A box that no person sees. Whatever fills it in is a machine."""


class CommentForm(Form):
    asks = ChoiceField(label="What is it about?", choices=Comment.Asks.choices, missing="Select what it is about")
    text = LongTextField(label="What do you want to say?", missing="Enter what you want to say", max_length=3000, help_text="Do not name a child or a family. We do not ask who you are, and cannot write back.")
    who = ChoiceField(label="Who are you?", choices=Comment.Who.choices, required=False, help_text="You can leave this empty.")


class ChildsCommentForm(Form):
    """The same for a child."""

    text = LongTextField(label="What do you think?", missing="Write what you think", max_length=3000, rows=6, help_text="Do not write your name, or anyone’s name.")


class JudgeForm(Form):
    publish = ChoiceField(label="Is it published?", choices=[("yes", "Yes, in these words"), ("no", "No")], missing="Select whether it is published", reveals={"public": ("yes",), "reason": ("no",)})
    public = LongTextField(label="The words that everybody reads", required=False, max_length=3000, rows=8, help_text="Take out every name, place and date that tells who somebody is. Change nothing else. What you take out is not kept.")
    reason = ChoiceField(label="Why not?", choices=Comment.Reason.choices, required=False)
    theme = SelectField(label="Theme", missing="Select the theme", choices=[("", ""), *Theme.choices])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("publish") == "yes":
            if not given.get("public"):
                self.add_error("public", "Enter the words that everybody reads")
            elif still := found_in(given["public"]):
                self.add_error("public", f"It may still hold {listed(still)}: take that out, or write it otherwise")
        if given.get("publish") == "no" and not given.get("reason"):
            self.add_error("reason", "Select why it is not published")
        return given


class TakeBackForm(Form):
    reason = ChoiceField(label="Why is it taken back?", choices=[(Comment.Reason.ABUSE, "It names or tells who somebody is"), (Comment.Reason.OWN, "It is about one person’s own help"), (Comment.Reason.SAFETY, "Somebody may not be safe: the safeguarding lead has it")])


class AnswerForm(Form):
    comments = ChoicesField(label="Which comments does it answer?", required=False, choices=[])
    theme = SelectField(label="Theme", missing="Select the theme", choices=[("", ""), *Theme.choices])
    said = LongTextField(label="You said", missing="Enter what was said, in one or two sentences", max_length=1000, help_text="In one or two plain sentences. Families read this.")
    kind = ChoiceField(label="What did you decide?", choices=Answer.Kind.choices, reveals={"changed": ("done",), "changed_on": ("done",), "due_on": ("will",)})
    changed = LongTextField(label="What changed?", required=False, max_length=1000)
    changed_on = DayField(label="On which day did it change?", required=False)
    due_on = DayField(label="By when will it be done?", required=False)
    decision = LongTextField(label="We decided", missing="Enter what was decided", max_length=2000, help_text="What you do, or do not do. Families read this.")
    why = LongTextField(label="Why?", required=False, max_length=2000, help_text="Needed where you will not do it.")
    decided_by = TextField(label="Who decided?", missing="Enter who decided", max_length=150, help_text="The board, meeting or post, such as “SEND Partnership Board”.")
    decided_on = DayField(label="On which day was it decided?", missing="Enter the day on which it was decided")

    def __init__(self, *given: Any, waiting: list[tuple[str, str]], on: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.on = on
        self.fields["comments"].choices = waiting  # type: ignore[attr-defined]
        if not waiting:
            del self.fields["comments"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind = given.get("kind")
        if kind == Answer.Kind.DONE:
            if not given.get("changed"):
                self.add_error("changed", "Enter what changed")
            if not given.get("changed_on") and "changed_on" not in self.errors:
                self.add_error("changed_on", "Enter the day on which it changed")
        if kind == Answer.Kind.WILL and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Enter by when it will be done")
        if kind == Answer.Kind.NOT and not given.get("why"):
            self.add_error("why", "Enter why you will not do it")
        for name in ("decided_on", "changed_on"):
            if given.get(name) and given[name] > self.on:
                self.add_error(name, "The day must be today or in the past")
        for name in ("said", "decision", "why", "changed"):
            if still := found_in(given.get(name) or ""):
                self.add_error(name, f"It may hold {listed(still)}: families read this, so take that out")
        return given


class ChangeForm(Form):
    text = LongTextField(label="What changed?", missing="Enter what changed", max_length=1000, help_text=f"Families read this. {NO_CHILD}")
    on = DayField(label="On which day did it change?", missing="Enter the day on which it changed")
    entry = TextField(label="Which entry did it change?", required=False, max_length=300, help_text="The address of its page, if it changed one.")


class AddCommentsForm(Form):
    comments = ChoicesField(label="Which comments does it also answer?", missing="Select the comments", choices=[])

    def __init__(self, *given: Any, waiting: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["comments"].choices = waiting  # type: ignore[attr-defined]


class YearForm(Form):
    last = DayField(label="Up to which day?", missing="Enter the last day that it covers", help_text="For example, 31 8 2026. Comments that came up to this day are in it.")
    intro = LongTextField(label="What do you want to say first?", required=False, max_length=2000, help_text="A few plain sentences. You can leave this empty.")

    def __init__(self, *given: Any, first: dt.date, on: dt.date, **more: Any) -> None:
        super().__init__(*given, **more)
        self.first, self.on = first, on

    def clean_last(self) -> dt.date:
        said: dt.date = self.cleaned_data["last"]
        if not self.first <= said <= self.on:
            self.add_error("last", f"The last day must be from {self.first.day} {self.first:%B %Y} to today")
        return said
