"""A long list in parts: which part was asked for, and the ways to the parts beside it."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

A_PAGE = 25
"""Rows of a list of work: a row is some 150 pixels high on a phone, and a hundred of them are thirty screens."""


def page_in(given: Mapping[str, str]) -> int:
    """Which part an address asks for by `page`, from 1 to 99,999; the first where it does not say, or what it says is no such number."""
    number = given.get("page", "")
    return max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1


def start_in(given: Mapping[str, str]) -> int:
    """After how many rows of a list an address asks for more by `from`; 0 where it does not say, or what it says is no such number."""
    number = given.get("from", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0


def page_asked(request: HttpRequest, total: int, most: int) -> int:
    """Which part of a list of `total` rows, `most` to a part: from 0, and never beyond the last."""
    return min(page_in(request.GET) - 1, max(total - 1, 0) // most)


def pages_beside(request: HttpRequest, page: int, total: int, most: int) -> list[tuple[str, str]]:
    """The parts before and after this one, as (words, address): what else the address says is kept."""
    others = [("Previous page", page - 1), ("Next page", page + 1)]
    return [(words, "?" + urlencode({**request.GET.dict(), "page": n + 1})) for words, n in others if 0 <= n <= max(total - 1, 0) // most]
