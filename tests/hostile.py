"""What somebody may write into an address by hand, or a broken program may send: no page breaks at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.utils.functional import cached_property

VALUES = {
    "NUL": "a%00b", "no UTF-8": "%ff%ed%a0%80", "no day": "2026-02-31", "a huge number": "9" * 40, "less than nothing": "-1", "no number": "%c2%b2", "not a number": "nan",
    "very long": "x%27" * 2_500, "nobody": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip


class Noting(QueryDict):
    """The questions of an address, which note what a page asks of them."""

    def __init__(self, *given, asked, **how):
        self.asked = asked
        super().__init__(*given, **how)

    def __getitem__(self, name):
        self.asked.add(str(name))
        return super().__getitem__(name)

    def getlist(self, name, default=None):
        self.asked.add(str(name))
        return super().getlist(name, default)

    def __contains__(self, name):
        self.asked.add(str(name))
        return super().__contains__(name)

    def dict(self):
        return Told(super().dict(), self.asked)

    def copy(self):
        return QueryDict(self.urlencode(), mutable=True)


class Told(dict):
    def __init__(self, said, asked):
        super().__init__(said)
        self.asked = asked

    def __getitem__(self, name):
        self.asked.add(str(name))
        return super().__getitem__(name)

    def get(self, name, default=None):
        self.asked.add(str(name))
        return super().get(name, default)

    def __contains__(self, name):
        self.asked.add(str(name))
        return super().__contains__(name)


@contextmanager
def noted() -> Iterator[set[str]]:
    """Which questions the answers meanwhile ask of their addresses."""
    asked: set[str] = set()

    def given(request):
        return Noting(request.META.get("QUERY_STRING", ""), encoding=request._encoding, asked=asked)

    prop = cached_property(given)
    prop.__set_name__(WSGIRequest, "GET")
    with mock.patch.object(WSGIRequest, "GET", prop):
        yield asked


def breaks(client: Client, address: str) -> list[str]:
    """What a page breaks at, of all that it asks of its address: each question with each value."""
    with noted() as asked:
        client.get(f"{address}?x=1")
    raises, client.raise_request_exception = client.raise_request_exception, False
    try:
        return [
            f"{address}?{name}= {what}" for name in sorted(asked - {"x"}) for what, value in VALUES.items() if client.get(f"{address}?{name}={value}").status_code >= 500
        ]
    finally:
        client.raise_request_exception = raises
