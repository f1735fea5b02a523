"""Addresses of many cases at once: a list has hundreds, and working each out anew would cost more than the list."""

from functools import lru_cache
from uuid import UUID

from django.urls import reverse

_ANY = UUID(int=0)


def of_case(name: str, case: UUID, *rest: str) -> str:
    return _pattern(name, *rest).replace(str(_ANY), str(case), 1)


@lru_cache(maxsize=500)
def _pattern(name: str, *rest: str) -> str:
    return reverse(name, args=[_ANY, *rest])
