"""A case in one line an event: "2026-03-16 advice-requested contributor=health received_on=2026-03-17". A time may stand
for the day; a list is written a,b; a word before a colon is the event's id."""

from types import SimpleNamespace

import pytest

from goldenthread.clocks_command import answer


def read(line):
    on, slug, *fields = line.split()
    given = {name: value.split(",") if "," in value else value for name, value in (f.split("=", 1) for f in fields)}
    event_id, _, slug = slug.rpartition(":")
    return {"at" if "T" in on else "on": on, "event": slug, **({"id": event_id} if event_id else {}), **given}


class Answer:
    """`answer["advice", "health"]` is that clock, `answer["issue-final-plan"]` one that exists once; `in` asks whether
    there is any; `each` lists what a clock is for."""

    def __init__(self, found):
        self.stage = found["stage"]
        self.duties = {(d["duty"], d["for"]): SimpleNamespace(**d) for d in found["duties"]}
        self.clocks = [SimpleNamespace(**{**c, "for_": c["for"]}) for c in found["clocks"]]

    def all(self, slug, for_=None):
        return [c for c in self.clocks if c.clock == slug and for_ in (None, c.for_)]

    def each(self, slug):
        return [c.for_ for c in self.all(slug)]

    def __contains__(self, slug):
        return bool(self.all(slug))

    def __getitem__(self, name):
        slug, for_ = name if isinstance(name, tuple) else (name, None)
        (only,) = self.all(slug, for_)
        return only


@pytest.fixture
def clocks(request):
    """The answer for a case of the module's PATHWAY, as at the day of its last event unless another is said."""

    def clocks(*lines, as_at=None, closures=(), pathway=None):
        events = [read(line) for line in lines]
        return Answer(
            answer(
                {
                    "pathway": pathway or request.module.PATHWAY,
                    "events": events,
                    "as_at": as_at or max(e.get("on") or e["at"][:10] for e in events),
                    "calendar": {"closures": [dict(zip(("from", "to"), c, strict=True)) for c in closures]},
                }
            )
        )

    return clocks
