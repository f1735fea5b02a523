"""What children and young people are asked, in words that fit their age. Every question may be left out, save the one about being safe."""

from __future__ import annotations

from typing import Any

from goldenthread.web.fields import ChoiceField, Form, LongTextField, TextField


class FacesField(ChoiceField):
    """Radio buttons with a face each; the word beside it says the same."""

    template_name = "voice/field_faces.html"

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


FACES = [("happy", "Good"), ("so-so", "OK"), ("sad", "Not good")]
HOW_OFTEN = [("happy", "Yes"), ("so-so", "Sometimes"), ("sad", "No")]
TICKS: dict[str, dict[str, str]] = {
    "under-8": {"school": "How is school or nursery?", "friends": "How is playing with other children?", "help": "How is it when you need help?"},
    "8-13": {"learn": "Do you get the help you need to learn?", "listen": "Do grown-ups listen to you?", "friends": "Can you do things with friends?", "choose": "Do you help to choose what happens?"},
    "14-plus": {"support": "Does the support you get work for you?", "listen": "Do people take your views seriously?", "say": "Do you have a say in your plans?", "next": "Do you know what comes next for you?"},
}
WRITES: dict[str, dict[str, str]] = {
    "under-8": {"best": "What do you like best?", "wish": "What do you wish for?"},
    "8-13": {"well": "What is going well?", "change": "What would you change?"},
    "14-plus": {"well": "What is going well?", "change": "What should change, and how?", "hopes": "What do you hope to do next?"},
}
SAFE = {
    "under-8": ("Is somebody or something making you scared or hurting you?", [("no", "No"), ("yes", "Yes")]),
    "8-13": ("Is something making you feel unsafe or very worried?", [("no", "No"), ("yes", "Yes")]),
    "14-plus": ("Is something making you unsafe, or are you worried about somebody?", [("no", "No"), ("yes", "Yes, I am worried")]),
}
LONGEST = 1000


class ViewForm(Form):
    """The fields of one age. `asked` is a project's own question; `helpers` who may be beside the child."""

    def __init__(self, *args: Any, age: str, helpers: list[tuple[str, str]], asked: str = "", known: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.age, self.asked = age, asked
        if len(helpers) > 1:
            self.fields["helped"] = ChoiceField(label="Who is filling this in?", choices=helpers, missing="Choose who is filling this in")
        if asked:
            self.fields["asked"] = LongTextField(label=asked, required=False, max_length=LONGEST, rows=3)
        else:
            faces = HOW_OFTEN if age != "under-8" else FACES
            for name, label in TICKS[age].items():
                self.fields[f"face-{name}"] = FacesField(label=label, choices=faces)
            for name, label in WRITES[age].items():
                self.fields[f"write-{name}"] = LongTextField(label=label, required=False, max_length=LONGEST, rows=3)
        self.fields["shows"] = TextField(
            label="If you send a picture or a recording: what is in it?", required=False, max_length=500, help_text="For somebody who cannot see or hear it. You can leave this empty."
        )
        question, answers = SAFE[age]
        self.fields["unsafe"] = ChoiceField(label=question, choices=answers, missing="Choose yes or no", reveals={"what": ("yes",)} if known else {"what": ("yes", "yes"), "find_me": ("yes", "yes")})
        self.fields["what"] = LongTextField(label="What is it? You can leave this empty", required=False, max_length=2000, rows=3)
        if not known:
            self.fields["find_me"] = TextField(
                label="Your name, and how can we find you?", required=False, max_length=300, help_text="Your school, or a phone number that is safe to ring. Without it we cannot help you ourselves: ring Childline on 0800 1111."
            )

    @property
    def faces(self) -> dict[str, str]:
        return {name.removeprefix("face-"): value for name, value in self.cleaned_data.items() if name.startswith("face-") and value}

    @property
    def words(self) -> str:
        """Question and answer, as a person reads them."""
        said = []
        for name, value in self.cleaned_data.items():
            if name.startswith("face-") and value:
                said.append(f"{self.fields[name].label} {dict(self.fields[name].choices)[value]}.")  # type: ignore[attr-defined]
            elif (name == "asked" or name.startswith("write-")) and value.strip():
                said.append(f"{self.fields[name].label} “{value.strip()}”")
        return "\n".join(said)


class ReadForm(Form):
    """What the safeguarding lead found."""

    outcome = ChoiceField(label="What did you do?", choices=[
        ("nothing", "Nothing in it is a concern: pass it on"), ("support", "Talked with the child, and agreed help"),
        ("referred", "Referred to children’s social care"), ("police", "Police or 999"),
    ], missing="Select what you did")  # fmt: skip
    done = LongTextField(label="What was done, and when?", required=False, max_length=4000, help_text="Needed where something was done, and where the child said yes. Nobody but safeguarding leads reads this.")
    shows = TextField(label="What does the picture show, or what is said in the recording?", required=False, max_length=500, help_text="For whoever cannot see or hear it. Needed before a picture or recording is passed on.")

    def __init__(self, *args: Any, needs_words: bool, said_unsafe: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.needs_words, self.said_unsafe = needs_words, said_unsafe
        if not needs_words:
            del self.fields["shows"]

    def clean(self) -> Any:
        data = super().clean() or self.cleaned_data
        if not (data.get("done") or "").strip() and (self.said_unsafe or data.get("outcome") not in ("nothing", None)):
            self.add_error("done", "Enter what was done, and when")
        if self.needs_words and data.get("outcome") == "nothing" and not (data.get("shows") or "").strip():
            self.add_error("shows", "Enter what it shows, or what is said in it")
        return data
