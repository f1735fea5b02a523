"""Changing an area's words for a letter or a part: what may not be lost, what may be named, and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import Viewer
from goldenthread.letters.document import Document, Template, Unfilled, fill, read_template
from goldenthread.letters.models import Contact, TemplateVersion
from goldenthread.letters.templates_of_area import (
    LONGEST_TEXT,
    MAIL,
    PART,
    TEXTS,
    parts_of,
    shipped,
    template_of,
    text_of,
)
from goldenthread.pathways.common.notices import NOTICES, PARTS, missing
from goldenthread.science.discreet import seen_at_a_glance, told_by
from goldenthread.web.letter_words import TO_FAMILIES
from goldenthread.web.words import upper_first

SAMPLE = {
    "child_first": "Sam", "child_name": "Sam Example", "reader": "Alex Example", "officer": "Jo Sample",
    "received_on": "Monday 7 September 2026", "decide_by": "Monday 19 October 2026", "decide_issue_by": "Monday 28 December 2026",
    "final_plan_by": "Monday 25 January 2027", "refused_on": "Monday 12 October 2026",
    "assured": "Friday 11 September 2026", "marked": "In 14 days the page will say that nobody has confirmed it.", "contact_mediation_by": "Friday 18 December 2026",
    "lodge_appeal_by": "Friday 18 December 2026", "answer_by": "Friday 4 December 2026", "advice_by": "Monday 30 November 2026",
    "review_by": "Monday 24 January 2028", "reasons": "Sam reads and writes as well as most children of the same age.",
    "help_now": "The school goes on with its reading group on three days a week.", "call_times": "any weekday between 9am and 4pm",
    "evidence": "We looked at: the request REQ-EXAMPLE; a school report.", "contributors": "you, the school and an educational psychologist",
    "setting": "Example School", "section_i": "It names Example School.", "placement": "Example School must admit Sam. Only a fully independent school or college may refuse: one that the government has not approved under section 41.",
    "why_you": "The plan names you in section I, and the law has us send it to you.", "comes_with": "The draft plan comes with this letter, with the advice of: educational psychologist.",
    "authority_contact": "01234 567890, send@council.example", "mediation_adviser": "Example Mediation",
    "mediation_contact": "01234 567891", "sendiass": "Example SENDIASS", "sendiass_contact": "01234 567892",
    "disagreement_resolution": "Example Resolution, 01234 567893",
    "enclosed": "The plan as we want it to be, and after it the plan as it is now, come with this letter.",
    "changes": "F1: “regular help with reading” becomes “help with reading, 20 minutes each day, from a teaching assistant”.",
    "amended_plan_by": "Monday 1 March 2027", "keep_until": "Monday 1 March 2027", "meeting_on": "Monday 1 March 2027", "meeting_time": "3.30pm",
    "place": "Larkfield Primary School", "sender": "Larkfield Primary School",
    "contributor": "educational psychologist", "due": "Friday 30 October 2026", "asked": "Alex Example", "missing": "No head of service is entered",
    "link": "https://golden-thread.example/task/EXAMPLE/", "address": "https://golden-thread.example/ask/return/EXAMPLE/", "code": "123456",
    "area_name": "Example Council", "days": "30", "reference": "R-EXAMPLE", "lines": "2 lines",
    "provider": "Example NHS Trust", "service": "Example service", "since": "Monday 7 September 2026", "hear_by": "You should hear by Monday 21 September 2026.",
    "expected": "Most people in this place on the list wait between 14 and 22 weeks more (8 in 10). 1 in 10 is seen sooner, and 1 in 10 waits longer.", "moved": "The end of it is 6 weeks later than we said.", "what": "2 things wait",
}  # fmt: skip
"""Made-up facts for a preview. No child stands behind them."""

KEPT_IN_A_MAIL = {"link", "address", "code"}
"""Facts without which an email would be of no use to whoever gets it."""

_PART_NAMED = re.compile(r"\[\[[^\]]*\]\]")

ANYWHERE = (
    "child_first", "officer", "authority_contact", "mediation_adviser", "mediation_contact", "sendiass", "sendiass_contact",
    "disagreement_resolution",
)  # fmt: skip
"""Facts that every letter to a family knows."""


_OF_A_SERVICE = re.compile(r"waiting-|part/while-you-wait$")
_OF_BOTH = (MAIL + "news", MAIL + "text-news")


def sends(slug: str, of_a_service: bool) -> bool:
    """Whether a health service sends this letter, or a council: each changes its own words."""
    return slug in _OF_BOTH or bool(_OF_A_SERVICE.match(slug)) == of_a_service


@dataclass(frozen=True)
class Words:
    """The title and the body of a letter; a part has a body alone."""

    title: str
    body: str


def is_part(slug: str) -> bool:
    return slug.startswith(PART)


def name_of(slug: str) -> str:
    """What a list calls a letter or a part."""
    if is_part(slug):
        return upper_first(PARTS.get(slug.removeprefix(PART)) or slug.removeprefix(PART).replace("-", " "))
    return read_template(shipped()[slug]).about


def cite_of(slug: str) -> str:
    """The regulation that a letter is sent under; of a part, the notices that must hold it."""
    if not is_part(slug):
        return read_template(shipped()[slug]).cite
    return "; ".join(n.cite for n in NOTICES.values() if slug.removeprefix(PART) in n.must_say)


def words_of(slug: str, text: str) -> Words:
    if is_part(slug):
        return Words("", text.strip())
    template = read_template(text)
    return Words(template.title, template.body.strip())


def text_with(slug: str, words: Words) -> str:
    """The text to keep. What a letter is about, and the regulation that it is sent under, are not an area's to change."""
    body = words.body.replace("\r\n", "\n").strip() + "\n"
    if is_part(slug):
        return body
    known = read_template(shipped()[slug])
    return f"title: {' '.join(words.title.split())}\ncite: {known.cite}\nabout: {known.about}\n\n{body}"


def faults(owner: UUID, slug: str, text: str) -> list[str]:
    """Why these words cannot be kept: a notice would say less than the law asks for, or name what nobody knows."""
    found = [f"This notice no longer says {what}" for what in _lost(owner, slug, text)]
    known = _known(slug)
    named = read_template(text) if not is_part(slug) else Template("", "", "", text)
    found += [f"No letter of this kind knows {{{fact}}}" for fact in named.facts if fact not in known]
    if slug.startswith(MAIL):
        lost = set(read_template(shipped()[slug]).facts) & KEPT_IN_A_MAIL - set(named.facts)
        found += [f"This email would go without its {fact}: keep {{{fact}}}" for fact in sorted(lost)]
    found += _tells(slug, named)
    found += [f"There is no part called [[{part}]]" for part in named.parts if PART + part not in shipped()]
    inside = [line for line in text.splitlines() if _PART_NAMED.search(line) and not _PART_NAMED.fullmatch(line.strip())]
    found += [f"A part must stand on a line of its own: {_PART_NAMED.search(line)[0]}" for line in inside]  # type: ignore[index]
    if is_part(slug) and named.parts:
        found.append("A part cannot hold another part")
    return found


def _tells(slug: str, named: Template) -> list[str]:
    """What an email or a text message to a family would show to whoever looks over a shoulder."""
    which = slug.removeprefix(MAIL)
    if not slug.startswith(MAIL) or which not in TO_FAMILIES:
        return []
    words = named.body if which in TEXTS else seen_at_a_glance(named.title, named.body)
    found = [f"A phone shows the beginning of this without opening it, and “{word}” tells what it is about" for word in told_by(words)]
    if which in TEXTS and len(named.body.strip()) > LONGEST_TEXT - len("https://a-long-name-of-an-area.example/family/"):
        found.append("A text message must be shorter: 260 letters at most")
    return found


def _lost(owner: UUID, slug: str, text: str) -> list[str]:
    if not is_part(slug):
        template = read_template(text)
        return list(missing(slug, parts_of(owner, template))) if slug in NOTICES else []
    part = slug.removeprefix(PART)
    lost: list[str] = []
    for event, notice in NOTICES.items():
        if part in notice.must_say:
            parts = {**parts_of(owner, template_of(owner, event)), part: text}
            lost += [what for what in missing(event, parts) if what.startswith(PARTS[part])]
    return list(dict.fromkeys(lost))


def _known(slug: str) -> frozenset[str]:
    """The facts that the words may name: those of the words that ship, their parts', and those known everywhere."""
    text = shipped()[slug]
    if is_part(slug):
        return frozenset((*Template("", "", "", text).facts, *ANYWHERE))
    template = read_template(text)
    if slug.startswith(MAIL):  # an email names no child
        return frozenset(template.facts)
    of_parts = [f for p in template.parts for f in Template("", "", "", shipped()[PART + p]).facts]
    return frozenset((*template.facts, *of_parts, *ANYWHERE))


def preview(owner: UUID, slug: str, text: str) -> Document | None:
    """The letter with made-up facts; a part by itself. None where a fact has no example."""
    try:
        if is_part(slug):
            return fill(Template(name_of(slug), "", "", text), SAMPLE, {})
        template = read_template(text)
        return fill(template, SAMPLE, parts_of(owner, template))
    except Unfilled:
        return None


@dataclass(frozen=True)
class Known:
    """A letter or part as a list shows it."""

    slug: str
    name: str
    cite: str
    own: bool
    document: Document | None


def all_of(owner: UUID) -> list[Known]:
    return [Known(slug, name_of(slug), cite_of(slug), is_own(owner, slug), preview(owner, slug, text_of(owner, slug))) for slug in shipped()]


def versions(owner: UUID, slug: str) -> list[TemplateVersion]:
    """Newest first. An empty text says that the words that ship stand again."""
    return list(TemplateVersion.objects.filter(owner=owner, slug=slug).order_by("-changed_at", "-id"))


def is_own(owner: UUID, slug: str) -> bool:
    newest = TemplateVersion.objects.filter(owner=owner, slug=slug).order_by("-changed_at", "-id").first()
    return newest is not None and newest.text != ""


def changed_by(found: list[TemplateVersion]) -> list[tuple[TemplateVersion, str]]:
    """Versions with the names of who kept them."""
    names = dict(User.objects.filter(pk__in={v.changed_by for v in found}).values_list("pk", "name"))
    return [(v, names.get(v.changed_by, "somebody")) for v in found]


def whom_to_call(owner: UUID) -> dict[str, tuple[str, str]]:
    """The name and the way to reach each of those whom letters name, by kind."""
    return {kind: (name, how) for kind, name, how in Contact.objects.filter(owner=owner).values_list("kind", "name", "how")}


@transaction.atomic
def name_whom_to_call(owner: UUID, given: dict[str, tuple[str, str]]) -> None:
    known = whom_to_call(owner)
    for kind, (name, how) in given.items():
        if kind not in known and not how:
            continue
        if kind not in known:
            Contact.objects.bulk_create([Contact(owner_id=owner, kind=kind, name=name, how=how)])
        elif known[kind] != (name, how):
            Contact.objects.filter(owner=owner, kind=kind).update(name=name, how=how)


KINDS_OF_CONTACT = tuple(Contact.Kind.choices)


def change(viewer: Viewer, owner: UUID, slug: str, text: str) -> None:
    """Adds a version; an empty text goes back to the words that ship. Earlier ones stay."""
    TemplateVersion.objects.bulk_create([TemplateVersion(owner_id=owner, slug=slug, text=text, changed_by=viewer.id)])
