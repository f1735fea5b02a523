"""The questions about a child's needs: the same for home and for school."""

from __future__ import annotations

from typing import Any

from goldenthread.families.needs import AREAS, LEVELS, LONGEST, OPEN
from goldenthread.web.fields import ChoiceField, Form, LongTextField, TextField
from goldenthread.web.languages import t, tf


class NeedsForm(Form):
    def __init__(self, *args: Any, name: str, **more: Any) -> None:
        super().__init__(*args, **more)
        for area, (title, takes_in) in AREAS.items():
            self.fields[f"level-{area}"] = ChoiceField(label=tf("{title}: how much help does {name} need?", title=t(title), name=name), help_text=tf("For example {takes_in}.", takes_in=t(takes_in)), choices=list(LEVELS.items()), required=False)
            self.fields[f"words-{area}"] = TextField(label=tf("{title}: what helps, and what is hard? (optional)", title=t(title)), required=False, max_length=LONGEST)
        for key, label in OPEN.items():
            self.fields[f"words-{key}"] = LongTextField(label=tf("{label} (optional)", label=t(label).replace(t("the child"), name)), required=False, max_length=LONGEST)

    def said(self) -> tuple[dict[str, str], dict[str, str]]:
        """Levels and words, as they were typed, checked or not: what is kept is not lost to a slip elsewhere."""
        typed = {name: str(self.data.get(self.add_prefix(name), "")).replace("\0", "").strip() for name in self.fields}
        return ({n[6:]: v for n, v in typed.items() if n.startswith("level-") and v}, {n[6:]: v for n, v in typed.items() if n.startswith("words-") and v})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(given.values()):
            self.add_error("level-understanding", "Answer at least one question before you send")
        return given
