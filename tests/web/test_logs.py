"""No address that is a key stands in a log."""

import logging

import pytest
from django.conf import settings
from django.test import Client

from goldenthread.web.logs import WithoutKeys, without_keys

TOKEN = "WyJhIl0:1tXyz-abcdefghijklmnop_qrstuv"


@pytest.mark.parametrize("path", ["/task/{}/", "/ask/return/{}/", "/local-offer/entry/{}/change/", "/meetings/booking/{}/"])
def test_what_opens_something_by_itself_is_cut_short(path):
    said = without_keys(f"Bad Request: {path.format(TOKEN)}")
    assert TOKEN not in said
    assert "not logged" in said


def test_other_addresses_stand_as_they_are():
    for text in ("Not Found: /cases/6f0d7a54-1111-4c3b-9a51-3f1f8f2b7a01/", "Not Found: /task/done/", "Not Found: /local-offer/entries/"):
        assert without_keys(text) == text


@pytest.mark.django_db
def test_a_page_that_is_refused_leaves_its_key_out_of_what_is_written():
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())
    handler.addFilter(WithoutKeys())
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert Client().get(f"/meetings/booking/{TOKEN}/").status_code == 404
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert lines
    assert not any(TOKEN in line for line in lines)
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["without_keys"]
