"""A dump of the whole database, made by PostgreSQL's own program, holds no name and no word of the advice service."""

import base64
import os
import subprocess

import pytest
from django.db import connection

from goldenthread.local.postgres import binaries
from goldenthread.sendiass import caseload, keys
from goldenthread.sendiass.models import Enquiry, Note

from ..audits.conftest import *  # noqa: F403  the council and its people
from ..audits.conftest import _today, day, organisation, practitioner  # noqa: F401
from ..cases.pages.conftest import a_council
from ..plans.conftest import as_viewer
from .test_sendiass import SECRETS

pytestmark = pytest.mark.django_db


def a_service():
    told = a_council()
    told.body = organisation("SENDIASS:X", "Essex SENDIASS", "sendiass")
    told.kate = practitioner("Kate Delaney", "sendiass", told.body)
    before = os.environ.get(keys.KEYS)
    os.environ[keys.KEYS] = told.key = keys.new_key()
    try:
        words = {"theme": "plan", "locality": "Mid", "on": day("2026-11-02"), "next_on": day("2026-11-30"), "family": "Zebedee Quill", "contact": "07700 900123"}

        def write(viewer):
            made = caseload.open_enquiry(viewer, asked="Panel said marzipan", next_step="Ring about marzipan", **words)
            caseload.write_note(viewer, made, on=day("2026-11-03"), kind="call", level=2, said="Spoke of marzipan", agreed="Write to Quill", next_step="marzipan", next_on=day("2026-12-01"))

        as_viewer(told.kate, write)
    finally:
        os.environ.pop(keys.KEYS) if before is None else os.environ.__setitem__(keys.KEYS, before)
    return told


@pytest.fixture(scope="class")
def the_service(scenes):
    with scenes(a_service) as told:
        yield told


def dumped(*options):
    at = connection.settings_dict
    host = at["HOST"] or at["OPTIONS"].get("host", "")
    ran = subprocess.run([str(binaries() / "pg_dump"), "--no-password", "-h", str(host), "-U", at["USER"], *options, at["NAME"]], capture_output=True, check=True, timeout=120)
    return ran.stdout


class TestTheDump:
    def test_no_word_of_the_service_is_legible_in_a_dump(self, the_service, db):
        assert (Enquiry.objects.count(), Note.objects.count()) == (1, 1)
        for options in ((), ("--inserts",), ("--data-only", "-t", "sendiass_*")):
            dump = dumped(*options)
            # It is a dump of this very service: what lies in clear is there.
            assert b"sendiass_enquiry" in dump
            assert b"Kate Delaney" in dump
            low = dump.lower()
            for secret in SECRETS:
                told = secret.encode()
                for form in (told, told.hex().encode(), base64.b64encode(told).rstrip(b"=")[:-1]):
                    assert form.lower() not in low, secret
            # Nor is the key with which it could be read.
            assert the_service.key.encode() not in dump
