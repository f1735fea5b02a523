"""Free words of an extract are personal content: they go to the content store, and the event holds their key."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from goldenthread.cases.actions import holds_words
from goldenthread.cases.imports.journal import CaseJournal
from goldenthread.cases.imports.staging import stage
from goldenthread.exchange.facts import Fact


@dataclass(slots=True)
class Words:
    texts: dict[str, str] = field(default_factory=dict)

    def keyed(self, child: UUID, fact: Fact) -> Fact:
        """The fact with a key in the place of each text. The same words of a child keep the same key."""
        written = {
            name: value
            for name, value in fact.fields.items()
            if isinstance(value, str) and value and holds_words(fact.event, name)
        }
        if not written:
            return fact
        keys = {}
        for name, text in written.items():
            key = str(uuid5(child, f"{fact.event}|{name}|{text}"))
            self.texts[key] = text
            keys[name] = key
        return replace(fact, fields={**fact.fields, **keys})

    def write(self, cursor: Any, journals: Iterable[CaseJournal], owner: UUID) -> None:
        """Only what the added events hold. A text that was sealed or removed stays so."""
        if not self.texts:
            return
        rows = []
        for journal in journals:
            for event in journal.added:
                fields: Mapping[str, Any] = json.loads(event.fields) if len(event.fields) > 36 else {}
                for value in fields.values():
                    if isinstance(value, str) and value in self.texts:
                        rows.append((value, journal.child, journal.id, event.kind_of_data, self.texts[value]))
        stage(
            cursor,
            "incoming_words",
            [("key", "uuid"), ("child_id", "uuid"), ("case", "uuid"), ("kind", "text"), ("text", "text")],
            rows,
        )
        cursor.execute(
            'INSERT INTO people_content (key, child_id, "case", owner_id, kind_of_data, text, file_name)'
            " SELECT key, child_id, \"case\", %s, kind, text, '' FROM incoming_words ON CONFLICT (key) DO NOTHING",
            [owner],
        )
