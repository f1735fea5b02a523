"""Packs: the version that holds now, the earlier ones, and how far they reach, without names."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.text import slugify

from goldenthread.access.policy import Refused
from goldenthread.access.viewer import Viewer
from goldenthread.cases.plain_sql import rows
from goldenthread.offer.often import mark_of
from goldenthread.voice.meetings import body_of
from goldenthread.voice.models import Pack, PackCount, PackVersion
from goldenthread.voice.projects import LEADS
from goldenthread.web.turns import one_at_a_time


def every() -> list[tuple[Pack, PackVersion]]:
    """Each pack with the version that holds now."""
    newest: dict[UUID, PackVersion] = {}
    for version in PackVersion.objects.defer("file", "text").select_related("pack", "owner").order_by("number"):
        newest[version.pack_id] = version
    return sorted(((v.pack, v) for v in newest.values()), key=lambda p: p[0].title)


def versions(pack: Pack) -> QuerySet[PackVersion]:
    """The newest first; without the file, which is as large as it may be."""
    return pack.versions.defer("file").order_by("-number")


def own(viewer: Viewer) -> QuerySet[Pack]:
    return Pack.objects.filter(owner=body_of(viewer, LEADS)).order_by("title")


@transaction.atomic
def publish(viewer: Viewer, pack: Pack | None, on: dt.date, *, title: str = "", about: str = "", made_with: str, changed: str, text: str, file: bytes | None, file_name: str) -> PackVersion:
    """A new pack, or a new version of one, which holds from now on; the earlier ones stay as they were. Sent twice from one form, it is one."""
    body = body_of(viewer, LEADS)
    if body is None or viewer.id is None or pack is not None and pack.owner_id != body:
        raise Refused
    one_at_a_time(f"voice pack {pack.pk if pack else title}")
    given = {"on": on, "made_with": made_with, "changed": changed, "text": text, "file_name": file_name, "made_by": viewer.id}
    known = Pack.objects.filter(owner=body, title=title, about=about).first() if pack is None else pack
    newest = known.versions.order_by("-number").first() if known else None
    if newest and all(getattr(newest, name) == value for name, value in given.items()) and bytes(newest.file or b"") == (file or b""):
        return newest
    if pack is None:
        pack = Pack(owner_id=body, slug=_free(slugify(title)[:50] or "pack"), title=title, about=about)
        pack.save(force_insert=True)
    last = pack.versions.order_by("-number").values_list("number", flat=True).first() or 0
    made = PackVersion(id=uuid4(), pack=pack, owner_id=body, number=last + 1, file=file, **given)
    made.save(force_insert=True)
    return made


def _free(slug: str) -> str:
    taken = set(Pack.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return slug if slug not in taken else next(f"{slug}-{n}" for n in range(2, 1000) if f"{slug}-{n}" not in taken)


def went_out(request: HttpRequest, version: PackVersion, way: str, on: dt.date) -> None:
    """Counts that it was read or downloaded: once a day from one place, so that a reload or a machine counts for no more."""
    first = rows("select offer_spend('pack', %(on)s, %(mark)s, 1)", on=on, mark=mark_of(request, f"pack {way} {version.pk}", on))[0][0]
    if first:
        rows("select voice_count_pack(%(v)s, %(way)s, null, 1, %(on)s)", v=version.pk, way=way, on=on)


def gave(viewer: Viewer, version: PackVersion, way: str, number: int, on: dt.date) -> None:
    """Somebody at work sent it to families, or handed it out."""
    body = work_body(viewer)
    if body is None or not rows("select voice_count_pack(%(v)s, %(way)s, %(body)s, %(n)s, %(on)s)", v=version.pk, way=way, body=body, n=number, on=on)[0][0]:
        raise Refused


def work_body(viewer: Viewer) -> UUID | None:
    return next((r.organisation for r in viewer.roles if r.organisation and viewer.link_child is None), None)


@dataclass(frozen=True)
class Reach:
    """How often each version went out, in each way."""

    of_version: dict[int, dict[str, int]]

    @property
    def total(self) -> int:
        return sum(sum(ways.values()) for ways in self.of_version.values())


def reach(pack: Pack) -> Reach:
    found: dict[int, dict[str, int]] = {}
    for version, way, times in rows("select * from voice_pack_totals(%(p)s)", p=pack.pk):
        found.setdefault(version, {})[way] = int(times)
    return Reach(found)


def by_body(pack: Pack) -> list[tuple[str, str, int]]:
    """Who sent it or handed it out, the most copies first: for those who publish it."""
    found = PackCount.objects.filter(version__pack=pack, body__isnull=False).values_list("body__name", "way").annotate(n=Sum("times")).order_by("-n", "body__name")
    return [(body, PackCount.Way(way).label, n) for body, way, n in found]


Block = tuple[str, list[str]]


def blocks(text: str) -> list[Block]:
    """Plain text as a page shows it: a line that begins with # is a heading, lines that begin with - a list, the rest paragraphs."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        while lines:
            if lines[0].startswith("#"):
                found.append(("heading", [lines.pop(0).lstrip("# ")]))
                continue
            kind = "list" if lines[0].startswith("- ") else "text"
            taken = []
            while lines and not lines[0].startswith("#") and (lines[0].startswith("- ")) == (kind == "list"):
                taken.append(lines.pop(0).removeprefix("- "))
            found.append((kind, taken if kind == "list" else [" ".join(taken)]))
    return found
