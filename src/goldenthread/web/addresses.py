"""Addresses of many records at once: a page has hundreds, and working each out anew would cost more than the page."""

from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any
from uuid import UUID

from django.urls import reverse

_ANY = UUID(int=0)


def address(name: str, *args: Any) -> str:
    """The address of a page by its name. Raises NoReverseMatch where there is none."""
    keys = [str(a) for a in args if isinstance(a, UUID)]
    around = _around(name, tuple(_ANY if isinstance(a, UUID) else a for a in args))
    return "".join(chain.from_iterable(zip_longest(around, keys, fillvalue="")))


@lru_cache(maxsize=500)
def _around(name: str, args: tuple[Any, ...]) -> list[str]:
    """The text before, between and after the keys."""
    return reverse(name, args=args).split(str(_ANY))
