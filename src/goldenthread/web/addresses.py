"""Addresses of many records at once: a page has hundreds, and working each out anew would cost more than the page."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse

_ANY = UUID(int=0)


def address(name: str, *args: Any) -> str:
    """The address of a page by its name. Raises NoReverseMatch where there is none."""
    keys = tuple([str(a) for a in args if isinstance(a, UUID)])
    return _without_keys(name, tuple([_ANY if isinstance(a, UUID) else a for a in args])) % keys


@lru_cache(maxsize=500)
def _without_keys(name: str, args: tuple[Any, ...]) -> str:
    """The address with a place for each key."""
    return reverse(name, args=args).replace("%", "%%").replace(str(_ANY), "%s")
