"""How somebody of a family wishes to be told: said once, and followed with whatever they are told. What no machine of ours puts into their
language or form is owed by whoever told them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from goldenthread.access.policy import IDENTITY, OF_A_CHILD, Record, Refused, may, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import CASE, ClockFacts
from goldenthread.cases.queries_work import Elsewhere, Said, Task
from goldenthread.families.models import Otherwise, Question, Update, Wish
from goldenthread.families.queries import officer_bodies
from goldenthread.letters.models import Message
from goldenthread.letters.queries import letter
from goldenthread.letters.writing import document_in
from goldenthread.people.kinds import MESSAGES
from goldenthread.people.models import Child
from goldenthread.science.promises import promised
from goldenthread.science.ways import EMAIL, POST, UNSAFE_WORDS, Wished, calls, lines_of, mobile_of
from goldenthread.web.addresses import address

FORMS = {"large-print": "Large print", "easy-read": "Easy read", "braille": "Braille", "audio": "A recording to listen to", "bsl": "British Sign Language (BSL)"}
"""The page itself grows with the reader's browser, so that large print asks for a person only where something is sent on paper."""
BY_A_PERSON = ("easy-read", "braille", "audio", "bsl")


@transaction.atomic
def wish(
    viewer: Viewer, child: Child, *, language: str, forms: Sequence[str], unsafe: Sequence[str], on: dt.date, way: str = "", mobile: str = "", post_to: str = ""
) -> None:  # fmt: skip
    """The viewer's own wish, about what they are told of this child."""
    if viewer.id is None or not may(viewer, "write", IDENTITY, Record(owner=child.owner_id, child=child.pk, sealed=child.sealed)):
        raise Refused
    language = "" if language.strip().lower() == "english" else language.strip()
    Wish.objects.bulk_create([Wish(child=child, owner_id=child.owner_id, user=viewer.id, language=language, forms=[f for f in FORMS if f in forms], on=on,
                              unsafe_phone="phone" in unsafe, unsafe_email=EMAIL in unsafe, unsafe_post=POST in unsafe, way=way, mobile=mobile_of(mobile), post_to="\n".join(lines_of(post_to)))])


def wish_of(viewer: Viewer, child: UUID, user: UUID | None) -> Wish | None:
    return Wish.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=IDENTITY), child=child, user=user).order_by("-at").first() if user else None


def in_words(wish: Wish | None) -> str:
    """ "in Polish, Braille, by a call to 07700 900123", of what a person has to do; empty where what was told can be read as it is."""
    if wish is None:
        return ""
    call = f"by a call to {wish.mobile}" if wish.mobile else "by a call"
    return ", ".join([f"in {wish.language}"] * bool(wish.language) + [FORMS[f] for f in wish.forms if f in BY_A_PERSON] + [call] * calls(wished(wish)))


def wished(wish: Wish | None) -> Wished:
    """What decides by which way they are told."""
    if wish is None:
        return Wished()
    unsafe = {"phone": wish.unsafe_phone, EMAIL: wish.unsafe_email, POST: wish.unsafe_post}
    return Wished(wish.way, frozenset(way for way, said in unsafe.items() if said), tuple(wish.forms), wish.language, wish.mobile, wish.post_to)


def not_safe(viewer: Viewer, child: UUID, user: UUID | None) -> list[str]:
    """By which ways somebody must not be reached, in words: for every page from which they may be."""
    told = wished(wish_of(viewer, child, user))
    return [words for way, words in UNSAFE_WORDS.items() if way in told.unsafe]


def stands(of: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Wished]:
    """The newest wish of each, by child and account, as far as whoever asks may read it; the worker may."""
    pairs = set(of)
    newest = Wish.objects.filter(child__in={c for c, _ in pairs}, user__in={u for _, u in pairs}).order_by("child", "user", "-at").distinct("child", "user")
    return {(w.child_id, w.user): wished(w) for w in newest if (w.child_id, w.user) in pairs}


def owe_letter(message: Message, user: UUID, to: UUID | None, to_name: str, on: dt.date) -> None:
    """By the worker, as a letter leaves: who cannot read it as it is, is owed it by a person. Once for each letter and reader."""
    assert message.child_id is not None
    assert message.owner_id is not None
    how = in_words(Wish.objects.filter(child=message.child_id, user=user).order_by("-at").first())
    if not how or Otherwise.objects.filter(letter=message.letter_id, for_user=user).exists():
        return
    Otherwise.objects.create(
        child_id=message.child_id, owner_id=message.owner_id, case=message.case, letter=message.letter_id, for_user=user, for_name=message.to_name[:100],
        how=how[:200], due=promised("tell-otherwise").after(on), made_on=on, to=to, to_name=to_name[:100],
    )  # fmt: skip


def owe(viewer: Viewer, user: UUID, name: str, on: dt.date, *, question: Question | None = None, update: Update | None = None) -> None:
    """Where somebody who was just told cannot read it as it is, a person owes it to them."""
    told = question or update
    if told is None or not (how := in_words(wish_of(viewer, told.child_id, user))):
        return
    Otherwise.objects.bulk_create([
        Otherwise(
            child_id=told.child_id, owner_id=told.owner_id, case=told.case, question=question.pk if question else None, update=update.pk if update else None,
            for_user=user, for_name=name[:100], how=how[:200], due=promised("tell-otherwise").after(on), made_on=on, to=viewer.practitioner, to_name=viewer.name[:100],
        )
    ])  # fmt: skip


def owed(viewer: Viewer, on: dt.date, case: UUID | None) -> list[Task]:
    """The viewer's own; of one case, everybody's."""
    bodies = sorted(officer_bodies(viewer))
    if not bodies or viewer.practitioner is None or viewer.id is None:
        return []
    found = list(_open(viewer).filter(Q(case=case) if case else Q(to=viewer.practitioner), owner__in=bodies).select_related("child"))
    cases = {c.pk: c for c in Case.objects.filter(visible(viewer, "status", shape=CASE), pk__in=[o.case for o in found if o.case])} if found else {}
    return [
        Task(
            ClockFacts(o.case or o.pk, "tell-otherwise", str(o.pk), o.made_on, o.due, None, None, None, "", "local", False, "authority"), cases.get(o.case) if o.case else None, o.child, mine=True,
            said=Said(f"Tell {o.for_name} {o.how}", address("tell-otherwise", o.pk), "They asked to be told in this way", *((viewer.name, viewer.id) if o.to == viewer.practitioner else (o.to_name, o.to or o.pk))),
        )
        for o in found
    ]  # fmt: skip


def _open(viewer: Viewer):  # type: ignore[no-untyped-def]
    return _seen(viewer).filter(done_on=None)


def _seen(viewer: Viewer):  # type: ignore[no-untyped-def]
    return Otherwise.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=MESSAGES))


def told_already(viewer: Viewer, key: UUID) -> bool:
    """Whether it was owed, of those that the viewer may tell, and is done."""
    return bool(_seen(viewer).filter(pk=key, owner__in=sorted(officer_bodies(viewer))).exclude(done_on=None).exists())


def otherwise_seen(viewer: Viewer, key: UUID) -> tuple[Otherwise, str] | None:
    """What is owed, with the words that were told."""
    found = _open(viewer).filter(pk=key, owner__in=sorted(officer_bodies(viewer))).select_related("child").first()
    if found is None:
        return None
    if found.letter:
        read = letter(viewer, found.letter)
        return found, "\n\n".join("\n".join((b.text, *b.items)).strip() for b in document_in(read.content).blocks) if read else ""
    told = Question.objects.filter(pk=found.question).values_list("answer", flat=True).first() if found.question else Update.objects.filter(pk=found.update).values_list("text", flat=True).first()
    return found, told or ""


def done(viewer: Viewer, otherwise: Otherwise, on: dt.date) -> None:
    if not Otherwise.objects.filter(pk=otherwise.pk, done_on=None).update(done_on=on, done_by_name=viewer.name[:100]):
        raise Refused


_OPEN_OF = "from families_otherwise where done_on is null and "
OWED = Elsewhere(owed, _OPEN_OF + '"to" = any(%(whose)s)', _OPEN_OF + '"case" = %(case)s')
