"""A council's own Word template for plans: what is taken, which one stands, and the way back to the standard one."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from lxml import etree

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.assessments.uploads import Accepted, BadFile, accepted, shown_name
from goldenthread.exchange.zips import BROKEN_ZIP
from goldenthread.plans.document import plan_document
from goldenthread.plans.docx import plan_docx
from goldenthread.plans.models import WordTemplate

ADMINISTERS = ("la-send-manager", "system-administrator")
"""Roles of a council that set its template. No child is in it."""
LARGEST = 5 * 1024 * 1024
_MAIN = b"wordprocessingml.document.main+xml"
_EMBEDS = ("word/embeddings/", "word/activex/", "word/afchunk", "word/externallinks/")
_FETCHES = re.compile(r"\b(?:INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|DDEAUTO|DDE|LINK|DATABASE|RD)\b", re.IGNORECASE)
"""Fields by which Word fetches something from elsewhere when the document is opened."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_FIELD = ("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instrText", "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fldSimple")


def taken(upload: UploadedFile) -> Accepted:
    """A Word document that may be a template: without macros, without anything that lies elsewhere, and one in which a plan can be
    set. Raises `BadFile`."""
    said = shown_name(upload.name)
    begins = upload.read(4)
    upload.seek(0)
    if begins and begins != b"PK\x03\x04":
        # Said here: what other pages take is no template, and their words would ask for it.
        raise BadFile(f"“{said}” is not a Word document. Save your template as .docx and send that")
    found = accepted(upload)
    said = found.name
    if len(found.data) > LARGEST:
        raise BadFile(f"“{said}” is larger than 5 MB. Make its pictures smaller")
    try:
        with zipfile.ZipFile(io.BytesIO(found.data)) as archive:
            for entry in archive.infolist():
                _check_part(said, entry.filename, archive)
    except BROKEN_ZIP:
        raise BadFile(f"“{said}” is damaged. Save it again in Word and send that") from None
    try:
        plan_docx(sample(), found.data)
    except Exception:  # noqa: BLE001  whatever the reader of Word documents cannot do with it
        raise BadFile(f"“{said}” is damaged, or no plan can be set in it. Save it again in Word and send that") from None
    return found


def _check_part(said: str, name: str, archive: zipfile.ZipFile) -> None:
    lower = name.lower()
    if lower.startswith(_EMBEDS):
        raise BadFile(f"“{said}” has another document in it. Take it out and send the template again")
    if not lower.endswith((".xml", ".rels")):
        return
    data = archive.read(name)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise BadFile(f"“{said}” was not made by Word as it should be. Save it again in Word and send that")
    if lower == "[content_types].xml" and _MAIN not in data:
        raise BadFile(f"“{said}” is a template of Word’s own kind. Save it as a Word document (.docx) and send that")
    try:
        tree = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError:
        raise BadFile(f"“{said}” is damaged. Save it again in Word and send that") from None
    for link in tree.iter("{*}Relationship"):
        if str(link.get("TargetMode", "")).lower() == "external":
            raise BadFile(f"“{said}” points to something outside it ({str(link.get('Target', ''))[:80]}). Remove the link, keep its words, and send it again")
    if _FETCHES.search("".join((e.text or "") + " ".join(str(v) for v in e.attrib.values()) for e in tree.iter(*_FIELD))):
        raise BadFile(f"“{said}” has a field that fetches something from elsewhere. Remove it and send it again")


# --- which one stands ---


def councils(viewer: Viewer) -> list[UUID]:
    """The councils whose template the viewer sets."""
    return [r.organisation for r in viewer.roles if r.slug in ADMINISTERS and r.organisation]


def standing(owner: UUID) -> WordTemplate | None:
    """The one that is used; None for the standard one."""
    found = WordTemplate.objects.filter(owner=owner, used_at__isnull=False).order_by("-used_at", "-id").first()
    return found if found is not None and found.file else None


def versions(owner: UUID) -> Sequence[WordTemplate]:
    """What was sent, newest first, without what only went back to the standard one."""
    return list(WordTemplate.objects.filter(owner=owner, file__isnull=False, same_as=None).order_by("-sent_at", "-id")[:20])


@transaction.atomic
def keep(viewer: Viewer, owner: UUID, found: Accepted) -> WordTemplate:
    """Keeps a template to be looked at. It is not used yet."""
    return _new(viewer, owner, name=found.name, file=found.data, sha256=hashlib.sha256(found.data).hexdigest())


@transaction.atomic
def use(viewer: Viewer, owner: UUID, which: UUID | None) -> WordTemplate | None:
    """Uses one of those that were sent, or the standard one. It is a new row, so that who used which and when stays on record."""
    found = None
    if which is not None:
        found = WordTemplate.objects.filter(pk=which, owner=owner, file__isnull=False, same_as=None).first()
        if found is None:
            raise Refused
    given = {"name": found.name, "same_as": found.pk, "sha256": found.sha256, "file": found.file} if found else {}
    _new(viewer, owner, used_at=timezone.now(), **given)
    return found


def _new(viewer: Viewer, owner: UUID, **given: object) -> WordTemplate:
    if owner not in councils(viewer):
        raise Refused
    made = WordTemplate(id=uuid4(), owner_id=owner, sent_by=viewer.id, sent_by_name=viewer.name, **given)
    WordTemplate.objects.bulk_create([made])
    return made


# --- a preview, of nobody's plan ---


class _Line:
    def __init__(self, section: str, number: int, text: str) -> None:
        self.section, self.number, self.text, self.removed = section, number, text, False
        self.line, self.details, self.need, self.outcome = uuid4(), {}, None, None


def sample() -> dict[str, object]:
    """The document of a made-up plan. No child stands behind it."""
    said = {
        "A": "Sam loves trains, and wants to have friends.", "B": "Sam reads at the level of a child two years younger.",
        "E": "Sam reads a short story without help.", "F": "A reading programme, once a day, 20 minutes each time, one to one, by a trained teaching assistant.",
        "K": "Advice of the educational psychologist.",
    }  # fmt: skip
    return plan_document(child="Sam Example", reference="EXAMPLE", what="Plan", day="Monday 7 September 2026", clauses=[_Line(s, 1, t) for s, t in said.items()])


def preview(template: bytes | None) -> bytes:
    return plan_docx(sample(), template)
