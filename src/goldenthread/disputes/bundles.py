"""A bundle for the tribunal: begun, its papers gathered and each decided on by a person, put together by the queue, and handed over. What can
never be in is kept out three times: where papers are gathered, where one is decided on, and once more by the worker that reads each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import F, Q

from goldenthread.access import rules
from goldenthread.access.policy import OF_A_CHILD, Refused, Shape, visible
from goldenthread.access.viewer import Viewer
from goldenthread.cases.models import Case, Event
from goldenthread.cases.plain_sql import rows
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.disputes.assembly import Unreadable, put_together, read_paper
from goldenthread.disputes.models import Bundle, BundleItem
from goldenthread.families.early import whom_to_offer
from goldenthread.families.queries import officer_bodies
from goldenthread.letters.queries import letters_of
from goldenthread.letters.sending import enqueue
from goldenthread.pathways.common.rights import DISPUTE
from goldenthread.people.identifiers import BadIdentifier, postcode
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Content, Person
from goldenthread.plans.models import IssuedDocument
from goldenthread.science.tribunal_bundle import Count, Guarded, counts, found_in, never, part_of, scheme
from goldenthread.web.turns import one_at_a_time

APPEAL = "tribunal-appeal"
OLD = timedelta(days=3 * 365)
"""Reports that are older are left out unless a person says why they are needed: as the Practice Direction is reported to say."""
_OF_CONTENT = Shape(child="content__child_id", owner="content__owner_id", kind="content__kind_of_data")
IN, OUT = BundleItem.Decision.IN, BundleItem.Decision.OUT
WITHHELD = "The child asked that whoever appeals is not shown it. Where the tribunal needs it, send it to the tribunal alone and say why (rule 14 of its Rules)"
"""Rule 14(3) of the HESC Chamber's Rules 2008 (SI 2008/2699): a party leaves out what another party should not be shown, and gives it and the
reason to the tribunal, which decides."""
APPELLANT_BARRED = "Whoever appeals is barred from the child’s record since. Ask the tribunal what they may be given, before anything leaves"
KINDS_SHOWN = frozenset(kind for kind in KINDS if rules.right("tribunal", kind) == "X")
"""Kinds of data that the agreement lets go to the tribunal."""


class NotReady(Exception):
    """Papers are not decided on yet."""


def may_bundle(viewer: Viewer, case: Case) -> bool:
    return case.pathway == APPEAL and case.child_id is not None and case.owner_id in officer_bodies(viewer)


def bundles_of(viewer: Viewer, case: Case) -> list[Bundle]:
    """The newest first, without their files."""
    return list(Bundle.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), case=case.pk).defer("file").order_by("-version"))


def bundle_seen(viewer: Viewer, key: UUID) -> Bundle | None:
    return Bundle.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), pk=key).defer("file").select_related("child").first()


def items_of(viewer: Viewer, bundle: Bundle) -> list[BundleItem]:
    """In the order of the bundle: by part, and in each by day."""
    order = {p.slug: n for n, p in enumerate(scheme().parts)}
    found = BundleItem.objects.filter(visible(viewer, "read", shape=Shape()), bundle=bundle.pk)
    return sorted(found, key=lambda i: (order.get(i.part, 99), i.on or date.min, i.title, str(i.pk)))


def who_may_appeal(child: Child) -> list[tuple[UUID, str]]:
    return [(p.person, p.name) for p in whom_to_offer(child)]


def pages_now(bundle: Bundle, items: list[BundleItem]) -> list[Count]:
    """Pages of what is in, or as yet proposed to be, against what is allowed."""
    return counts([(i.part, i.pages) for i in items if not i.barred and (i.decision or i.proposed) == IN], bundle.appeal)


# --- begun ---


@transaction.atomic
def begin(viewer: Viewer, case: Case, *, appeal: str, appellant: UUID, on: date) -> Bundle:
    """The next version of the appeal's bundle. What was decided on a paper for the version before stands, until somebody decides anew."""
    if not may_bundle(viewer, case) or appeal not in scheme().appeals or case.child is None:
        raise Refused
    name = dict(who_may_appeal(case.child)).get(appellant)
    if name is None:
        raise Refused
    one_at_a_time(f"bundle of {case.pk}")
    last = next(iter(bundles_of(viewer, case)), None)
    if last is not None and last.state not in (Bundle.State.MADE, Bundle.State.FAILED):
        return last
    made = Bundle(child=case.child, owner_id=case.owner_id, case=case.pk, version=last.version + 1 if last else 1, appeal=appeal, appellant=appellant, appellant_name=name,
                  started_by_name=viewer.name[:100], started_on=on)  # fmt: skip
    Bundle.objects.bulk_create([made])
    before = {i.content_id: i for i in items_of(viewer, last)} if last else {}
    items = list(_gathered(viewer, made, case.child, on))
    for item in items:
        if (old := before.get(item.content_id)) is not None and old.decision:
            item.part = old.part
            item.proposed = old.decision
    BundleItem.objects.bulk_create(items)
    enqueue("disputes.read_papers", bundle=str(made.pk))
    return made


def _gathered(viewer: Viewer, bundle: Bundle, child: Child, on: date) -> Iterator[BundleItem]:
    """Every paper of the child that the viewer may read and that could be in: nothing of another child, of a talk, of a case that is kept from
    others, or of a kind that the tribunal is not given."""
    cases = {line.case.pk: line.case for line in cases_of_child(viewer, child, on)}
    plans = {d.content_id: d for d in IssuedDocument.objects.filter(visible(viewer, "read", shape=_OF_CONTENT), content__child=child.pk).select_related("plan")}
    newest = max((d.made_at for d in plans.values()), default=None)
    days = _days_of(cases)
    papers = Content.objects.filter(visible(viewer, "read", shape=Shape(sealed="sealed")), child=child.pk, case__in=list(cases), removed_at=None).exclude(file_name="").defer("text", "file")
    for paper in papers:
        case, plan = cases[paper.case], plans.get(paper.key)  # type: ignore[index]
        if never(case.pathway, case.confidentiality, paper.kind_of_data, KINDS_SHOWN):
            continue
        day = (plan.plan.issued_on or plan.plan.sent_on) if plan else days.get(str(paper.key))
        old = day is not None and day < on - OLD
        yield _item(bundle, case, paper.key, paper.kind_of_data, f"{_what(plan)}version {plan.plan.version}" if plan else paper.file_name, day,
                    part_of(case.pathway, paper.kind_of_data, plan=plan is not None, familys=paper.kind_of_data == "messages-to-family"),
                    OUT if old or (plan is not None and plan.made_at != newest) else IN)  # fmt: skip
    for case in cases.values():
        for letter in letters_of(viewer, case.pk):
            if not never(case.pathway, case.confidentiality, letter.kind_of_data, KINDS_SHOWN):
                decision = letter.template.startswith("decided-") or letter.template.endswith("-issued")
                yield _item(bundle, case, letter.content_id, letter.kind_of_data, letter.title, letter.made_at.date(),
                            part_of(case.pathway, letter.kind_of_data, decision=decision, letter=not decision), IN if decision else OUT, letter=True)  # fmt: skip


def _what(plan: IssuedDocument) -> str:
    return "Plan as issued, " if plan.what == "final" else "Draft plan as sent, "


def _item(bundle: Bundle, case: Case, content: UUID, kind: str, title: str, on: date | None, part: str, proposed: str, *, letter: bool = False) -> BundleItem:
    return BundleItem(bundle=bundle, child_id=bundle.child_id, owner_id=bundle.owner_id, source=case.pk, kind_of_data=kind, content_id=content, is_letter=letter, title=title[:200], on=on,
                      part=part, proposed=proposed)  # fmt: skip


def _days_of(cases: dict[UUID, Case]) -> dict[str, date]:
    """The day of the latest event that names each paper."""
    rows = Event.objects.filter(case__in=list(cases)).order_by("number").values_list("on", "fields")
    return {value: on for on, fields in rows for v in fields.values() for value in (v if isinstance(v, list) else [v]) if isinstance(value, str) and len(value) == 36}


# --- decided on ---


@transaction.atomic
def decide(viewer: Viewer, item: BundleItem, *, decision: str, part: str, reason: str, looked: bool, on: date) -> None:
    """A person decides on one paper. Otherwise than proposed needs a reason; what is in was looked at, page by page."""
    if item.owner_id not in officer_bodies(viewer) or part not in {p.slug for p in scheme().parts} or decision not in BundleItem.Decision.values:
        raise Refused
    if decision == IN and (item.barred or not looked) or decision != item.proposed and not reason:
        raise Refused
    BundleItem.objects.filter(visible(viewer, "read", shape=Shape()), pk=item.pk).update(decision=decision, part=part, reason=reason, looked=looked, decided_by_name=viewer.name[:100], decided_on=on)


@transaction.atomic
def ask_to_make(viewer: Viewer, bundle: Bundle, on: date) -> None:
    """Queues the putting together. Raises `NotReady` while a paper waits for a person."""
    if bundle.owner_id not in officer_bodies(viewer):
        raise Refused
    items = items_of(viewer, bundle)
    if any(not i.barred and not i.decision for i in items) or not any(i.decision == IN for i in items):
        raise NotReady
    changed = Bundle.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), pk=bundle.pk, state__in=[Bundle.State.CHECKING, Bundle.State.FAILED]).update(
        state=Bundle.State.MAKING, done=0, fault="", made_by_name=viewer.name[:100], made_on=on
    )
    if changed:
        enqueue("disputes.make_bundle", bundle=str(bundle.pk))


def file_of(viewer: Viewer, bundle: Bundle) -> bytes | None:
    """The file, where all that is in it may still be read, and by whoever appeals: what was sealed or removed since, or a child asked to have kept
    from them, is in no copy that leaves from here."""
    papers = list(BundleItem.objects.filter(visible(viewer, "read", shape=Shape()), bundle=bundle.pk, decision=IN).values_list("content", flat=True))
    if appellant_barred(bundle.pk) or not _withheld(bundle.pk).isdisjoint(papers):
        return None
    held = Content.objects.filter(visible(viewer, "read", shape=Shape(sealed="sealed")), pk__in=papers, removed_at=None).count()
    counted = Bundle.objects.filter(visible(viewer, "read", shape=OF_A_CHILD, kind=DISPUTE), pk=bundle.pk, state=Bundle.State.MADE).annotate(n=CountOf("items", filter=Q(items__decision=IN))).values_list("file", "n").first()
    if counted is None or counted[0] is None or held != counted[1]:
        return None
    return bytes(counted[0])


def _withheld(bundle: UUID | str) -> set[UUID]:
    """The keys of what a child asked to have kept from whoever appeals."""
    return {key for (key,) in rows("select disputes_withheld(%(bundle)s)", bundle=bundle)}


def appellant_barred(bundle: UUID | str) -> bool:
    """Whether whoever appeals is barred from the child's record by now: then nothing leaves for them from here."""
    return bool(rows("select disputes_barred(%(bundle)s)", bundle=bundle)[0][0])


UNREAD = "It could not be read. Save it as a PDF again, and add it to the case"
READING_STOPPED = "Reading its papers stopped several times. Save those that could not be read as a PDF again, add them to the case, and begin the next version"

# --- by the queue's worker ---


def read_papers(key: str) -> None:
    """Reads each paper: how many pages, and whether it shows what must not be shown. Each is kept as it is read, so that progress shows."""
    bundle = Bundle.objects.filter(pk=key, state=Bundle.State.READING).defer("file").select_related("child").first()
    if bundle is None:
        return
    guarded, own = _guarded(bundle), _own(bundle.child)
    Bundle.objects.filter(pk=key).update(done=0)
    # One at a time: together the files of a child fill the memory.
    for pk in list(BundleItem.objects.filter(bundle=key).values_list("pk", flat=True)):
        item = BundleItem.objects.select_related("content").get(pk=pk)
        why, pages, unread = _judged(item, guarded, own, _withheld(key))
        BundleItem.objects.filter(pk=item.pk).update(barred=why, pages=pages, unread=unread)
        Bundle.objects.filter(pk=key).update(done=F("done") + 1)
    Bundle.objects.filter(pk=key).update(state=Bundle.State.CHECKING)


def stop_reading(key: str) -> None:
    """After too many tries: what was not read can be in no bundle of this version, and the page says what to do. What was read stays."""
    with transaction.atomic():
        if Bundle.objects.filter(pk=key, state=Bundle.State.READING).update(state=Bundle.State.FAILED, fault=READING_STOPPED):
            BundleItem.objects.filter(bundle=key, barred="", pages=0).update(barred=UNREAD)


def _judged(item: BundleItem, guarded: list[Guarded], own: set[str], withheld: set[UUID]) -> tuple[str, int, bool]:
    case = Case.objects.get(pk=item.source)
    why = never(case.pathway, case.confidentiality, item.kind_of_data, KINDS_SHOWN)
    if case.child_id != item.child_id or item.content.child_id != item.child_id:
        why = "It is of another child"
    if item.content.sealed or item.content.removed_at:
        why = "It was sealed or removed"
    if item.content_id in withheld:
        why = WITHHELD
    if why:
        return why, 0, False
    try:
        paper = read_paper(item.title, item.content, letter=item.is_letter)
    except Unreadable as fault:
        return str(fault), 0, False
    except Exception:  # noqa: BLE001  one paper that breaks must not stop the others
        return UNREAD, 0, False
    return found_in(f"{item.title} {paper.text}", guarded, own=own), paper.pages, not paper.text.strip()


def _guarded(bundle: Bundle) -> list[Guarded]:
    """How others of the family are reached, whoever they are to the child, save whoever appeals and those who share their home. The home of the
    child is guarded from an appellant who does not live there."""
    people = list(Person.objects.filter(relationships__child=bundle.child_id).distinct())
    appellant = next((p for p in people if p.pk == bundle.appellant), None)
    home = _close(appellant.postcode) if appellant else _close(bundle.child.postcode)
    found = []
    for p in people:
        if p.pk != bundle.appellant:
            reached = [w for w in (p.email, p.phone) if w]
            reached += [p.postcode] if _close(p.postcode) != home else []
            found += [Guarded(w, "It shows where or how another person of the family is reached") for w in reached]
    if bundle.child.postcode and _close(bundle.child.postcode) != home:
        found.append(Guarded(bundle.child.postcode, "It shows where the child lives, and whoever appeals does not live there"))
    return found


def _close(text: str) -> str:
    try:
        return postcode(text)
    except BadIdentifier:
        return text.replace(" ", "").upper()


def _own(child: Child) -> set[str]:
    return {child.reference, child.upn, child.uln}


def make_bundle(key: str) -> None:
    """Puts the bundle together. Each paper is judged once more: what has changed since it was read stops it, and the page says so."""
    bundle = Bundle.objects.filter(pk=key, state=Bundle.State.MAKING).defer("file").select_related("child").first()
    if bundle is None:
        return
    if appellant_barred(key):
        Bundle.objects.filter(pk=key).update(state=Bundle.State.FAILED, fault=APPELLANT_BARRED)
        return
    Bundle.objects.filter(pk=key).update(done=0)
    guarded, own = _guarded(bundle), _own(bundle.child)
    order = {p.slug: n for n, p in enumerate(scheme().parts)}
    letters = {p.slug: f"{p.letter}. {p.title}" for p in scheme().parts}
    chosen = sorted(BundleItem.objects.filter(bundle=key, decision=IN).select_related("content"), key=lambda i: (order.get(i.part, 99), i.on or date.min, i.title, str(i.pk)))
    papers = []
    for item in chosen:
        why, pages, _ = _judged(item, guarded, own, _withheld(key))
        if why:
            BundleItem.objects.filter(pk=item.pk).update(barred=why, decision="", looked=False)
            Bundle.objects.filter(pk=key).update(state=Bundle.State.FAILED, fault="A paper may not be in it any more: see below")
            return
        papers.append(read_paper(item.title, item.content, letter=item.is_letter, part=letters[item.part], on=item.on))
        Bundle.objects.filter(pk=key).update(done=F("done") + 1)
    case = Case.objects.get(pk=bundle.case)
    file, firsts, pages = put_together(
        title=f"Bundle for the First-tier Tribunal (SEND): {bundle.child.forename} {bundle.child.surname}",
        facts=[f"Appeal of {bundle.appellant_name}: {scheme().appeals[bundle.appeal].title.lower()}", f"Reference here {case.reference}, version {bundle.version}"],
        papers=papers,
    )
    with transaction.atomic():
        for item, first in zip(chosen, firsts, strict=True):
            BundleItem.objects.filter(pk=item.pk).update(first_page=first)
        # Unless a paper that it has read was removed meanwhile (disputes_forget_removed).
        Bundle.objects.filter(pk=key, state=Bundle.State.MAKING).update(state=Bundle.State.MADE, pages=pages, file=file, sha256=hashlib.sha256(file).hexdigest())


def failed(key: str, why: str) -> None:
    Bundle.objects.filter(pk=key, state=Bundle.State.MAKING).update(state=Bundle.State.FAILED, fault=why[:200])
