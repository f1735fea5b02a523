"""The record of the advice service: only its members reach it, and without its key nobody reads it."""

import logging

import pytest
from django.db import connection

from goldenthread.science.small_numbers import FEW, LEAST
from goldenthread.sendiass import caseload, keys
from goldenthread.sendiass.models import Enquiry, Note

from ..audits.conftest import *  # noqa: F403  the council and its people
from ..audits.conftest import LONG_AGO, _today, day, get, organisation, post, practitioner  # noqa: F401
from ..cases.pages.conftest import text_of
from ..plans.conftest import as_viewer

NEW = {"family": "Zebedee Quill", "contact": "07700 900123", "asked": "Panel said marzipan", "theme": "plan", "locality": "Not known",
       "next_step": "Ring about marzipan", "next_on_day": "1", "next_on_month": "12", "next_on_year": "2026"}  # fmt: skip
NOTE = {"do": "note", "on_day": "24", "on_month": "11", "on_year": "2026", "kind": "call", "level": "2", "said": "Spoke of marzipan", "agreed": "To write to Quill",
        "next_step": "Read the marzipan letter", "next_on_day": "3", "next_on_month": "12", "next_on_year": "2026"}  # fmt: skip
SECRETS = ("Zebedee", "Quill", "marzipan", "900123")


@pytest.fixture
def service(area, monkeypatch):
    monkeypatch.setenv(keys.KEYS, keys.new_key())
    area.body = organisation("SENDIASS:X", "Essex SENDIASS", "sendiass")
    area.kate = practitioner("Kate Delaney", "sendiass", area.body)
    area.omar = practitioner("Omar Reed", "sendiass", area.body)
    area.rival = practitioner("Rita Vale", "sendiass", organisation("SENDIASS:Y", "Southend SENDIASS", "sendiass"))
    area.admin = practitioner("Ada Min", "system-administrator", area.essex)
    return area


def opened(service):
    answer = post(service.kate, "/advice-service/new/", **NEW)
    assert Enquiry.objects.count() == 1, text_of(answer)
    return Enquiry.objects.get()


def test_an_enquiry_goes_from_the_call_to_its_outcome(service):
    one = opened(service)
    at = f"/advice-service/{one.pk}/"
    assert "Zebedee Quill" in text_of(get(service.kate, "/advice-service/"))
    post(service.kate, at, **NOTE)
    text = text_of(get(service.kate, at))
    assert "Read the marzipan letter" in text
    assert "To write to Quill" in text
    post(service.kate, at, do="hand", adviser=str(service.omar.user.pk), had=str(service.kate.user.pk))
    assert "Zebedee" in text_of(get(service.omar, "/advice-service/"))
    assert "Zebedee" not in text_of(get(service.kate, "/advice-service/"))
    assert "Zebedee" in text_of(get(service.kate, "/advice-service/", whose="team"))
    post(service.omar, at, do="close", outcome="solved")
    assert "The family has what it needed".lower() in text_of(get(service.omar, at)).lower()


def test_an_enquiry_that_is_sent_twice_is_counted_once(service):
    assert opened(service).pk == opened(service).pk


def test_what_comes_after_somebody_closed_or_took_an_enquiry_changes_nothing_and_says_so(service):
    one = opened(service)
    at = f"/advice-service/{one.pk}/"
    # Kate's page is open, with herself on it, while Omar takes the enquiry.
    Enquiry.objects.update(adviser=service.omar.user.pk, adviser_name="Omar Reed")
    late = post(service.kate, at, do="hand", adviser=str(service.kate.user.pk), had=str(service.kate.user.pk))
    assert late.status_code == 409
    assert "Omar Reed was given this enquiry before you sent this. Nothing of yours was kept." in text_of(late)
    assert Enquiry.objects.get().adviser == service.omar.user.pk
    post(service.omar, at, do="close", outcome="solved")
    for sent in ({"do": "close", "outcome": "confident"}, {"do": "hand", "adviser": str(service.kate.user.pk), "had": str(service.omar.user.pk)}, NOTE):
        late = post(service.kate, at, **sent)
        assert late.status_code == 409, sent
        assert "This enquiry was closed before you sent this" in text_of(late)
    assert "Spoke of marzipan" in text_of(late)
    assert not Note.objects.exists()
    assert (Enquiry.objects.get().outcome, Enquiry.objects.get().adviser) == ("solved", service.omar.user.pk)
    # Between reading and closing, too.
    found = Enquiry.objects.get()
    assert as_viewer(service.kate, lambda v: caseload.close(v, found, "confident", found.opened_on)) is False


def test_what_was_typed_is_kept_beside_a_fault(service):
    text = post(service.kate, "/advice-service/new/", **{**NEW, "theme": ""}).content.decode()
    assert "Choose what it is about" in text
    assert "Panel said marzipan" in text
    assert not Enquiry.objects.exists()


def test_nobody_outside_the_service_finds_anything_through_either_wall(service):
    one = opened(service)
    post(service.kate, f"/advice-service/{one.pk}/", **NOTE)
    for someone in (service.priya, service.grace, service.admin, service.dina, service.leila, service.rival):
        assert get(someone, f"/advice-service/{one.pk}/").status_code == 404
        assert as_viewer(someone, lambda _: [Enquiry.objects.count(), Note.objects.count()]) == [0, 0]
    assert as_viewer(service.omar, lambda _: [Enquiry.objects.count(), Note.objects.count()]) == [1, 1]


def test_the_whole_database_and_the_log_hold_no_name_and_no_word(service, caplog):
    caplog.set_level(logging.DEBUG)
    post(service.kate, f"/advice-service/{opened(service).pk}/", **NOTE)
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for secret in SECRETS:
                # bytea is searched as its bytes, and everything else as it would be written in a dump.
                cursor.execute(f'select count(*) from "{table}" t where t::text ilike %s or t::text ilike %s', [f"%{secret}%", f"%{secret.encode().hex()}%"])
                assert cursor.fetchone() == (0,), table
    ours = "".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert not any(s in ours for s in SECRETS)


@pytest.mark.parametrize("given", ["", "short", "another"])
def test_without_the_right_key_the_pages_say_so_and_nothing_is_lost_or_kept_in_clear(service, monkeypatch, given):
    one = opened(service)
    right, before = keys.os.environ[keys.KEYS], bytes(one.sealed)
    monkeypatch.setenv(keys.KEYS, keys.new_key() if given == "another" else given)
    at = f"/advice-service/{one.pk}/"
    for path in ("/advice-service/", at):
        assert "Nothing is lost" in text_of(get(service.kate, path))
    post(service.kate, at, **NOTE)
    post(service.kate, at, do="close", outcome="solved")
    text = post(service.kate, "/advice-service/new/", **NEW).content.decode()
    assert "Nothing is lost" in text
    assert "Panel said marzipan" in text
    assert Enquiry.objects.count() == 1
    one.refresh_from_db()
    assert bytes(one.sealed) == before
    assert one.closed_on is None
    assert not Note.objects.exists()
    monkeypatch.setenv(keys.KEYS, right)
    assert "Zebedee" in text_of(get(service.kate, at))


def test_sealed_words_moved_to_another_row_do_not_open(service):
    sealed = keys.seal({"said": "x"}, "note 1 of enquiry 1")
    with pytest.raises(keys.WrongKey):
        keys.unseal(sealed, "note 1 of enquiry 2")


def test_after_turning_the_key_over_the_old_one_is_needed_no_more(service, monkeypatch):
    one = opened(service)
    post(service.kate, f"/advice-service/{one.pk}/", **NOTE)
    old, fresh = keys.os.environ[keys.KEYS], keys.new_key()
    monkeypatch.setenv(keys.KEYS, fresh)
    with pytest.raises(keys.WrongKey):
        caseload.rotate()
    monkeypatch.setenv(keys.KEYS, f"{fresh} {old}")
    assert caseload.rotate() == 2
    monkeypatch.setenv(keys.KEYS, fresh)
    assert "To write to Quill" in text_of(get(service.kate, f"/advice-service/{one.pk}/"))


def test_themes_leave_where_their_number_is_not_small_in_a_quarter_that_is_over(service):
    # Mid, plan: the least number that is told. West, plan: one fewer. Mid, transport, today: the quarter runs.
    for theme, locality, on, n in (("plan", "Mid", "2026-08-03", LEAST), ("plan", "West", "2026-08-03", FEW), ("transport", "Mid", "2026-11-24", LEAST)):
        for _ in range(n):
            Enquiry.objects.create(owner=service.body, adviser=service.kate.user.pk, adviser_name="K", theme=theme, locality=locality, opened_on=day(on), sealed=b"")
    text = text_of(get(service.grace, "/advice-service/themes/"))
    assert "What an EHC plan says Wednesday 1 July 2026 Mid 6" in " ".join(text.split())
    assert "Families asked most about “What an EHC plan says”: 6 times in Mid" in " ".join(text.split())
    assert "West" not in text
    assert "Transport" not in text
    assert get(service.priya, "/advice-service/themes/").status_code == 404


def test_the_next_step_stands_in_the_advisers_own_list_of_work_and_in_nobody_elses(service):
    opened(service)
    text = text_of(get(service.kate, "/my-work/"))
    for words in ("Ring about marzipan", "Zebedee Quill", "What an EHC plan says"):
        assert words in text
    assert "no-cache" in get(service.kate, "/my-work/")["Cache-Control"]
    for someone in (service.omar, service.rival, service.priya, service.grace):
        text = text_of(get(someone, "/my-work/"))
        assert "marzipan" not in text
        assert "Zebedee" not in text


def test_without_the_key_the_list_of_work_says_that_something_is_due_and_no_more(service, monkeypatch):
    opened(service)
    monkeypatch.delenv(keys.KEYS)
    text = text_of(get(service.kate, "/my-work/"))
    assert "Next step of an enquiry" in text
    assert "Zebedee" not in text


def test_the_manager_of_the_service_reads_numbers_by_adviser_and_theme_and_no_enquiry(service):
    one = opened(service)
    manager = practitioner("Mina Vale", "sendiass-manager", service.body)
    other = practitioner("Otto Vale", "sendiass-manager", organisation("SENDIASS:Z", "Another", "sendiass"))
    text = text_of(get(manager, "/advice-service/caseload/"))
    assert "1 enquiry is open." in text
    assert "Kate Delaney 1 0 0" in text
    for secret in SECRETS:
        assert secret not in text
    assert get(manager, f"/advice-service/{one.pk}/").status_code == 404
    assert get(manager, "/advice-service/").status_code == 404
    assert as_viewer(manager, lambda _: Enquiry.objects.count()) == 0
    assert "Kate Delaney" not in text_of(get(other, "/advice-service/caseload/"))
    for someone in (service.kate, service.grace, service.admin):
        assert get(someone, "/advice-service/caseload/").status_code == 404


def test_what_was_done_is_not_in_the_future_and_what_comes_next_is_not_in_the_past(service):
    one = opened(service)
    page = post(service.kate, f"/advice-service/{one.pk}/", **{**NOTE, "on_day": "25", "next_on_day": "23", "next_on_month": "11"})
    assert page.status_code == 400
    text = text_of(page)
    assert "must be today or in the past" in text
    assert "must be today or later" in text
    assert "Spoke of marzipan" in page.content.decode()
    assert not Note.objects.exists()
