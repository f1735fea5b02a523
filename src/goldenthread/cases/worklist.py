"""A list of work in its groups: past the limit first, law before the Code, then by date; then the weeks to come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from goldenthread.cases.queries_work import Task
from goldenthread.engine.explain import listed
from goldenthread.pathways import PATHWAYS
from goldenthread.web.words import count_of, upper_first

MOST_IN_GROUP = 25

GROUPS = {
    "past": "Past the limit",
    "week": "Today and this week",
    "next": "Next week",
    "later": "Later",
    "excused": "Excused by law: still owed as soon as practicable",
}
KINDS = ("law", "guidance", "quality", "local")


@dataclass(frozen=True)
class Filters:
    """What a reader asked to see. Anything not known is the first choice."""

    work_of: str = "cover"
    pathway: str = ""
    due: str = ""
    kind: str = ""
    hide_waiting: bool = False
    show_all: str = ""

    CHOICES = {  # noqa: RUF012
        "of": {"cover": "Me and my cover", "me": "Me", "team": "My team"},
        "pathway": {"": "All pathways", **{slug: p.title for slug, p in PATHWAYS.items()}},
        "due": {
            "": "Any time",
            "past": "Past the limit",
            "week": "Today and this week",
            "next": "Next week",
            "later": "Later",
        },
        "kind": {"": "Anything", "law": "Law", "guidance": "Code", "quality": "Quality standard", "local": "Local"},
    }

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Filters:
        def one(name: str) -> str:
            choices = cls.CHOICES[name]
            given = query.get(name, "")
            return given if given in choices else next(iter(choices))

        return cls(
            one("of"), one("pathway"), one("due"), one("kind"), query.get("hide") == "1",
            query.get("all", "") if query.get("all", "") in GROUPS else "",
        )  # fmt: skip

    def query(self, **changed: str) -> str:
        """The address of the list with these filters, and with some of them changed."""
        given = {"of": self.work_of, "pathway": self.pathway, "due": self.due, "kind": self.kind}
        given |= {"hide": "1" if self.hide_waiting else "", "all": self.show_all} | changed
        return urlencode({k: v for k, v in given.items() if v})

    @property
    def showing(self) -> str:
        """ "everything", or what the filters leave, for the button of a small screen."""
        parts = [
            self.CHOICES["of"][self.work_of].lower() if self.work_of != "cover" else "",
            self.CHOICES["pathway"][self.pathway] if self.pathway else "",
            self.CHOICES["due"][self.due].lower() if self.due else "",
            f"set by {self.CHOICES['kind'][self.kind]}" if self.kind else "",
            "not what waits on others" if self.hide_waiting else "",
        ]
        return ", ".join(p for p in parts if p) or "everything"


@dataclass(frozen=True)
class Group:
    slug: str
    title: str
    tasks: list[Task]
    total: int

    @property
    def hidden(self) -> int:
        return self.total - len(self.tasks)


@dataclass(frozen=True)
class Sums:
    """The numbers of the sentence that answers the page's question."""

    owed: int = 0
    waiting: int = 0
    past_law: int = 0
    past_other: int = 0
    today: int = 0
    this_week: int = 0


def group_of(task: Task, on: date) -> str:
    clock = task.clock
    status = clock.status(on)
    if status in ("overdue", "excused"):
        return "past" if status == "overdue" else "excused"
    if clock.due is None:
        return "later"
    sunday = on + timedelta(days=6 - on.weekday())
    if clock.due <= sunday:
        return "week"
    return "next" if clock.due <= sunday + timedelta(days=7) else "later"


def chosen(tasks: Iterable[Task], filters: Filters, on: date) -> list[Task]:
    def kept(task: Task) -> bool:
        return (
            (not filters.pathway or (task.case is not None and task.case.pathway == filters.pathway))
            and (not filters.kind or task.clock.kind == filters.kind)
            and (not filters.due or group_of(task, on) == filters.due)
            and (not filters.hide_waiting or task.mine)
        )

    return [task for task in tasks if kept(task)]


def grouped(tasks: Iterable[Task], on: date, show_all: str = "") -> list[Group]:
    found: dict[str, list[Task]] = {slug: [] for slug in GROUPS}
    for task in tasks:
        found[group_of(task, on)].append(task)
    groups = []
    for slug, title in GROUPS.items():
        ordered = sorted(found[slug], key=_ORDER.get(slug, _by_date))
        most = len(ordered) if show_all == slug else MOST_IN_GROUP
        if ordered:
            groups.append(Group(slug, title, ordered[:most], len(ordered)))
    return groups


def _by_date(task: Task) -> tuple[object, ...]:
    return (task.clock.due or date.max, KINDS.index(task.clock.kind), task.child.sort_key if task.child else "", task.clock.clock)


def _law_first(task: Task) -> tuple[object, ...]:
    return (KINDS.index(task.clock.kind), *_by_date(task))


_ORDER: dict[str, Callable[[Task], tuple[object, ...]]] = {"past": _law_first}


def sums(tasks: Iterable[Task], on: date) -> Sums:
    tasks = list(tasks)
    past = [t for t in tasks if group_of(t, on) == "past"]
    week = [t for t in tasks if group_of(t, on) == "week" and not t.clock.floor]
    today = [t for t in week if t.clock.due == on]
    return Sums(
        owed=sum(t.mine for t in tasks),
        waiting=sum(not t.mine for t in tasks),
        past_law=sum(t.clock.kind == "law" for t in past),
        past_other=sum(t.clock.kind != "law" for t in past),
        today=len(today),
        this_week=len(week) - len(today),
    )


def answer(s: Sums) -> tuple[str, str, str]:
    """The answer to "what do I owe, by when?": before, in bold, and after."""
    if not s.owed and not s.waiting:
        return "You owe nothing that has a limit.", "", ""
    opening = f"You owe {count_of(s.owed, 'thing')}"
    if s.waiting:
        opening += f" and wait for {count_of(s.waiting, 'thing')} from others"
    bold = f"{s.past_law} {'is' if s.past_law == 1 else 'are'} past the law’s limit" if s.past_law else ""
    rest = []
    if s.past_other:
        rest.append(f"{s.past_other} {'is' if s.past_other == 1 else 'are'} past a limit that the law does not set")
    if s.today:
        rest.append(f"{s.today} {'is' if s.today == 1 else 'are'} due today")
    if s.this_week:
        more = "more " if s.today else ""
        rest.append(f"{s.this_week} {more}{'is' if s.this_week == 1 else 'are'} due by the end of this week")
    if not bold and not rest:
        rest.append("nothing is past the law’s limit or due this week")
    if not bold:
        return f"{opening}.", "", f"{upper_first(listed(rest))}."
    after = "" if not rest else f" and {rest[0]}" if len(rest) == 1 else f", {listed(rest)}"
    return f"{opening}.", bold, f"{after}."
