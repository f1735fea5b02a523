"""What can be done in the ledger: say what became of a week, say that it did not happen, settle a difference, arrange who
gives a line, answer whether it is in place. Rows are only added: a correction is a later word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from goldenthread.access.policy import Record, Refused, may, require
from goldenthread.access.viewer import Viewer
from goldenthread.delivery.ledger import Entry, Row, week_rows
from goldenthread.delivery.lines import PlanLine
from goldenthread.delivery.models import Arrangement, InPlace, Word
from goldenthread.letters.sending import enqueue
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child, Organisation, Practitioner
from goldenthread.plans.queries import PLAN
from goldenthread.web.turns import one_at_a_time

OUTCOMES = ("delivered", "missed", "made-up")


@dataclass(frozen=True)
class Answer:
    """What a provider says of a line's week. `missed_sessions` None means all of them; `made_up` in minutes."""

    line: UUID
    outcome: str
    reason: str = ""
    missed_sessions: int | None = None
    made_up: int | None = None


class NotSaved(Exception):
    """Nothing was saved. `faults` by line, in words."""

    def __init__(self, faults: Mapping[UUID, str]) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(self.faults.values()))


def fault_of(row: Row, answer: Answer) -> str:
    """What is wrong with an answer, in words; empty where nothing is."""
    who = f"{row.line.child.forename} {row.line.child.surname}"
    if answer.outcome not in OUTCOMES:
        return f"Say what happened for {who}: delivered, missed or made up"
    if answer.outcome == "missed" and answer.reason not in Word.Reason.values:
        return f"Select why it was missed for {who}"
    if answer.missed_sessions is not None and not 1 <= answer.missed_sessions <= row.due.sessions:
        return f"The sessions missed for {who} must be between 1 and {row.due.sessions}"
    if answer.outcome == "made-up":
        owed = row.owed.owed_minutes
        if not owed:
            return f"Nothing is owed to {who} from before this week, so nothing can be made up"
        if answer.made_up is not None and not 1 <= answer.made_up <= owed:
            return f"{owed} minutes are owed to {who}: enter no more than that as made up"
    return ""


def word_for(row: Row, answer: Answer) -> dict[str, object]:
    """The minutes of an answer."""
    missed = 0
    if answer.outcome == "missed":
        sessions = answer.missed_sessions or row.due.sessions
        missed = row.due.minutes if sessions == row.due.sessions else sessions * row.each
    made_up = 0
    if answer.outcome == "made-up":
        made_up = answer.made_up or min(row.each, row.owed.owed_minutes)
    return {"delivered": row.due.minutes - missed, "missed": missed, "made_up": made_up, "reason": answer.reason if missed else ""}


@transaction.atomic
def record_week(viewer: Viewer, monday: date, answers: Sequence[Answer], on: date, seen: int | None = None) -> int:
    """Records a provider's answers on a week, whole or not at all; what stands so already is not said twice. `seen` is the
    newest word that the viewer had read: who recorded something else since is told instead of overwritten. Answers how many
    were recorded. Raises `NotSaved`, `Refused`."""
    if monday > on:
        raise Refused
    found = {r.line.line: r for r in week_rows(viewer, monday, on)}
    faults: dict[UUID, str] = {}
    new = []
    for answer in answers:
        row = found.get(answer.line)
        if row is None:
            raise Refused
        if fault := fault_of(row, answer):
            faults[answer.line] = fault
            continue
        said = word_for(row, answer)
        before = row.entry.word(row.due.monday)
        if before and all(getattr(before, name) == value for name, value in said.items()):
            continue
        if before and seen is not None and before.pk > seen and before.by != viewer.id:
            faults[answer.line] = f"{before.by_name} has recorded something else for {row.line.child.forename} {row.line.child.surname} since you opened this page"
            continue
        new.append(_word(viewer, row.line, row.due.monday, "provider", **said))
    if faults:
        raise NotSaved(faults)
    Word.objects.bulk_create(new)
    return len(new)


def _word(viewer: Viewer, line: PlanLine, monday: date, party: str, **said: object) -> Word:
    return Word(
        line=line.line, child_id=line.child.pk, owner_id=line.owner, case=line.case, by=viewer.id, by_name=viewer.name, party=party,
        monday=monday, **said,
    )  # fmt: skip


def record_of(line: PlanLine) -> Record:
    return Record(owner=line.owner, child=line.child.pk, case=line.case, sealed=line.child.sealed)


def may_speak(viewer: Viewer, child: Child) -> bool:
    """Whether the viewer speaks as the child's family."""
    family = {*viewer.parented, *viewer.parented_with_rights_passed, *([viewer.child] if viewer.child else [])}
    return child.pk in family and may(viewer, "write", MESSAGES, Record(owner=child.owner_id, child=child.pk, sealed=child.sealed))


def may_settle(viewer: Viewer, line: PlanLine) -> bool:
    return may(viewer, "write", PLAN, record_of(line))


@transaction.atomic
def did_not_happen(viewer: Viewer, entry: Entry, monday: date, words: str = "", *, happened: bool = False) -> Word:
    """The family's word on a week that was due: that it did not happen, or, taken back, that it did. Whoever gives the line, and
    the case officer, are told of it. What stands so already is not said twice."""
    due = sum(d.minutes for d in entry.dues if d.monday == monday)
    if not may_speak(viewer, entry.line.child) or not due or monday > entry.on:
        raise Refused
    one_at_a_time(f"family's word {entry.line.line} {monday}")
    newest = Word.objects.filter(line=entry.line.line, monday=monday, party__in=["family", "settled"]).order_by("-id").first()
    if newest and newest.party == "family" and newest.by == viewer.id and bool(newest.missed) != happened and newest.words == words.strip():
        return newest
    [word] = Word.objects.bulk_create(
        [_word(viewer, entry.line, monday, "family", missed=0 if happened else due, words=words.strip())]
    )
    if not happened:
        enqueue("delivery.tell_of_a_word", number=str(word.pk))
    return word


@transaction.atomic
def settle(viewer: Viewer, entry: Entry, monday: date, *, happened: bool, words: str) -> Word:
    """A named person decides what became of a week on which provider and family differ. Both words stay. "It happened" is
    what the provider said, with what it said itself was missed; where it said nothing, all that was due."""
    due = next((d for d in entry.dues if d.monday == monday), None)
    if not may_settle(viewer, entry.line) or due is None or not words.strip():
        raise Refused
    one_at_a_time(f"settled {entry.line.line} {monday}")
    said = entry.word(monday)
    stands = {"delivered": 0, "missed": due.minutes, "made_up": 0}
    if happened:
        stands = {"delivered": due.minutes, "missed": 0, "made_up": 0} if said is None else {n: getattr(said, n) for n in stands}
    # Sent twice from one form it is settled once, for as long as nobody says anything else of the week.
    newest = Word.objects.filter(line=entry.line.line, monday=monday).order_by("-id").first()
    given = {**stands, "words": words.strip()}
    if newest and newest.party == "settled" and newest.by == viewer.id and all(getattr(newest, n) == v for n, v in given.items()):
        return newest
    [word] = Word.objects.bulk_create([_word(viewer, entry.line, monday, "settled", **given)])
    return word


@dataclass(frozen=True)
class Arranging:
    line: UUID
    provider: Organisation
    practitioner: Practitioner | None = None
    place: Organisation | None = None
    weekday: int | None = None


@transaction.atomic
def arrange(viewer: Viewer, lines: Sequence[PlanLine], wanted: Iterable[Arranging]) -> int:
    """Says who gives each line, where and when. What is so already is not said twice."""
    known = {x.line: x for x in lines}
    new = []
    for a in wanted:
        line = known.get(a.line)
        if line is None:
            raise Refused
        require(viewer, "write", PLAN, record_of(line))
        now = line.arranged
        same = now and (now.provider_id, now.practitioner_id, now.place_id, now.weekday) == (
            a.provider.pk, a.practitioner.pk if a.practitioner else None, a.place.pk if a.place else None, a.weekday
        )  # fmt: skip
        if not same:
            new.append(Arrangement(
                line=line.line, child_id=line.child.pk, owner_id=line.owner, case=line.case, by=viewer.id, by_name=viewer.name,
                provider=a.provider, practitioner=a.practitioner, place=a.place, weekday=a.weekday,
            ))  # fmt: skip
    Arrangement.objects.bulk_create(new)
    return len(new)


@transaction.atomic
def answer_in_place(viewer: Viewer, lines: Sequence[PlanLine], party: str, answers: Mapping[UUID, str]) -> int:
    """The setting's or the family's answers on lines of the plan that is in force."""
    known = {x.line: x for x in lines}
    new = []
    for key, answer in answers.items():
        line = known.get(key)
        if line is None or answer not in InPlace.Answer.values or not may_answer_in_place(viewer, line.child, party):
            raise Refused
        new.append(InPlace(
            line=key, child_id=line.child.pk, owner_id=line.owner, case=line.case, by=viewer.id, by_name=viewer.name, plan=line.plan,
            party=party, answer=answer,
        ))  # fmt: skip
    InPlace.objects.bulk_create(new)
    return len(new)


def may_answer_in_place(viewer: Viewer, child: Child, party: str) -> bool:
    if party == "family":
        return may_speak(viewer, child)
    return any(role.slug == "setting-senco" and child.pk in role.connected for role in viewer.roles)
