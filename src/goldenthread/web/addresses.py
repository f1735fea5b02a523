"""Addresses of records, many at once: a page has hundreds, and working each out anew would cost more than the page. And the keys and numbers that come back in them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

_ANY = UUID(int=0)


def address(name: str, *args: Any) -> str:
    """The address of a page by its name. Raises NoReverseMatch where there is none."""
    keys = tuple([str(a) for a in args if isinstance(a, UUID)])
    return _without_keys(name, tuple([_ANY if isinstance(a, UUID) else a for a in args])) % keys


def key_in(given: object) -> UUID | None:
    """The key that an address or a form gives; None where it is none."""
    try:
        return UUID(str(given))
    except ValueError:
        return None


def key_or_404(given: object) -> UUID:
    """As `key_in`, for what no page of ours would send. Raises Http404."""
    if (key := key_in(given)) is None:
        raise Http404
    return key


def keys_in(given: Iterable[object]) -> list[UUID]:
    """Those of several that are keys, in their order."""
    return [key for each in given if (key := key_in(each))]


def number_in(given: str) -> int | None:
    """The whole number that an address or a form gives; None where it is none, or longer than a column holds."""
    return int(given) if given.isdecimal() and len(given) < 10 else None


@lru_cache(maxsize=500)
def _without_keys(name: str, args: tuple[Any, ...]) -> str:
    """The address with a place for each key."""
    return reverse(name, args=args).replace("%", "%%").replace(str(_ANY), "%s")
