"""Writing a letter: its facts put into the area's words, the check of what the law asks for, and keeping it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.db import connection, transaction

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.letters.document import Document, document_of, fill
from goldenthread.letters.models import Contact, Letter
from goldenthread.letters.pdf import pdf
from goldenthread.letters.templates_of_area import MAIL, parts_of, template_of
from goldenthread.pathways.common.notices import NOTICES, missing
from goldenthread.people.models import Content
from goldenthread.web.languages import RIGHT_TO_LEFT


class Incomplete(Exception):
    """A notice without something that the law asks for. It is not sent; `lacking` says what, in words."""

    def __init__(self, lacking: tuple[str, ...]) -> None:
        self.lacking = lacking
        super().__init__("This notice cannot be sent without: " + "; ".join(lacking))


@dataclass(frozen=True)
class About:
    """The case that a letter belongs to."""

    child: UUID
    case: UUID
    owner: UUID


def contacts(owner: UUID) -> dict[str, str]:
    """The facts of a letter that name whom to call; a missing one is left out, and the letter then is not filled."""
    found = {kind: (name, how) for kind, name, how in Contact.objects.filter(owner=owner).values_list("kind", "name", "how")}
    facts = {}
    if c := found.get("authority"):
        facts["authority_contact"] = c[1]
    if c := found.get("mediation-adviser"):
        facts |= {"mediation_adviser": c[0], "mediation_contact": c[1]}
    if c := found.get("sendiass"):
        facts |= {"sendiass": c[0], "sendiass_contact": c[1]}
    if c := found.get("disagreement-resolution"):
        facts["disagreement_resolution"] = f"{c[0]}, {c[1]}"
    return facts


def write(about: About, slug: str, facts: Mapping[str, str], *, to: tuple[str, ...] = (), day: str = "") -> Document:
    """The letter as it would be sent. `slug` is also the event whose notice it is. Raises `Incomplete` where the law
    asks for more than it says, and `Unfilled` where a fact is missing."""
    template = template_of(about.owner, slug)
    parts = parts_of(about.owner, template)
    if slug in NOTICES and (lacking := missing(slug, parts)):
        raise Incomplete(lacking)
    document = fill(template, {**contacts(about.owner), **facts}, parts)
    return replace(document, to=to, date=day)


@dataclass(frozen=True)
class Mail:
    """The words of an email. A link or a code in it is put in when it leaves, and stands nowhere else."""

    subject: str
    body: str


def mail(owner: UUID, slug: str, facts: Mapping[str, str]) -> Mail:
    """An email in the area's words. Raises `Unfilled` where a fact is missing."""
    words = fill(template_of(owner, MAIL + slug), {"link": "{link}", "code": "{code}", **facts}, {})
    said = ["\n".join(f"- {item}" for item in b.items) if b.kind == "list" else b.text for b in words.blocks]
    return Mail(words.title, "\n\n".join(said) + "\n")


def mail_with(link: UUID | None, owner: UUID, slug: str, facts: Mapping[str, str]) -> Mail:
    """The email with a personal link, or for somebody without one that which says what to open after signing in."""
    return mail(owner, slug if link else f"{slug}-signed-in", facts)


@transaction.atomic
def keep(viewer: Viewer, about: About, slug: str, document: Document, kind: str = "messages-to-family", encloses: UUID | None = None) -> Letter:
    """Keeps what was said, as it was said, and which document of the case goes with it. Raises `Refused` for anybody who does not do the case's casework."""
    letter = Letter(
        id=uuid4(), child_id=about.child, case=about.case, owner_id=about.owner, kind_of_data=kind, template=slug,
        title=document.title, content_id=uuid4(), encloses_id=encloses, made_by=viewer.id,
    )  # fmt: skip
    words = json.dumps(document.data(), ensure_ascii=False)
    given = [letter.pk, letter.content_id, about.child, about.case, about.owner, kind, slug, document.title, words, encloses]
    with connection.cursor() as cursor:
        cursor.execute("select letters_keep(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", given)
        if not cursor.fetchone()[0]:
            raise Refused
    return letter


def document_in(content: Content) -> Document:
    return document_of(json.loads(content.text))


def as_pdf(document: Document, large: bool = False) -> bytes:
    """`large`: large print, in letters of 18 points."""
    return pdf("letter.typ", letter={**document.data(), "large": large, "right_to_left": _RIGHT_TO_LEFT})


def as_posted(document: Document, envelope: tuple[str, ...], large: bool = False) -> bytes:
    """The letter as GOV.UK Notify prints it: the address, which stands nowhere on what is kept, is seen through the window of the envelope."""
    return pdf("letter.typ", letter={**document.data(), "to": (), "envelope": envelope, "large": large, "right_to_left": _RIGHT_TO_LEFT})


_RIGHT_TO_LEFT = sorted(RIGHT_TO_LEFT)
