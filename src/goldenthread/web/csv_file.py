"""A table of a page as a file that any spreadsheet opens."""

import csv
import io
import re
from collections.abc import Iterable

from django.http import HttpResponse

from goldenthread.web.files import attached

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def csv_file(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """The answer that a browser saves under `name`. The mark at its beginning tells a spreadsheet that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return attached(HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8"), name)


def _safe(cell: object) -> str:
    """A spreadsheet takes text that begins with one of these for a formula; the apostrophe tells it not to. A number is none."""
    text = str(cell)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
