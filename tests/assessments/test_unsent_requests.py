"""Requests that are begun and left do not pile up; papers can follow one that was sent."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from goldenthread.access.viewer import become
from goldenthread.assessments.models import Request, RequestFile
from goldenthread.assessments.requests_own import KEPT_DAYS, MOST_BEGUN, forget_unsent
from goldenthread.assessments.tasks import forget
from goldenthread.letters.models import Message
from goldenthread.people.models import Content, Practitioner

from ..cases.pages.conftest import as_application, as_the_worker, get, sign_in, text_of
from ..pdf_files import a_pdf
from .test_asking import ANSWERS, Asking, only, the_code, the_link, upload

LATE = dt.timedelta(days=KEPT_DAYS, minutes=1)


def left_for(time, **which):
    Request.objects.filter(**which).update(saved_at=timezone.now() - time)


def run():
    with transaction.atomic(), as_the_worker():
        return forget_unsent()


# --- what is begun and left ---


def test_from_one_network_address_only_so_many_are_begun_and_not_sent_within_an_hour(area):
    for _ in range(MOST_BEGUN):
        Asking()
    refused = Asking(asked_by="")
    page = refused.post("/ask/who/?new=1", asked_by="parent", new="1")
    assert "Many requests were begun from here in the last hour" in text_of(page)
    assert refused.get("/ask/child/").status_code == 410
    assert Request.objects.count() == MOST_BEGUN
    elsewhere = Asking(asked_by="")
    with as_application():
        assert elsewhere.client.post("/ask/who/?new=1", {"asked_by": "parent", "new": "1"}, REMOTE_ADDR="10.0.0.9").status_code == 302
    left_for(dt.timedelta(minutes=61))
    assert Asking().get("/ask/email/").status_code == 200


def test_a_school_that_sends_each_request_has_no_limit(area):
    for _ in range(MOST_BEGUN + 1):
        asking = Asking()
        Request.objects.filter(sent_at=None).update(sent_at=timezone.now(), received_on=timezone.now().date())
    assert asking.get("/ask/sent/").status_code == 200


def test_an_officer_who_takes_requests_by_telephone_has_no_limit(area):
    client = sign_in(area.priya)
    for _ in range(MOST_BEGUN + 1):
        with as_application():
            assert client.post("/requests/by-telephone/", {"asked_by": "parent"}).status_code == 302
            client.post("/ask/child/", ANSWERS["child"])
    assert Request.objects.count() == MOST_BEGUN + 1


def test_no_network_address_is_kept_and_its_digest_for_a_day(area):
    Asking()
    assert "127.0.0.1" not in str(Request.objects.values().get())
    assert len(only().begun_from) == 64
    left_for(dt.timedelta(days=1, minutes=1))
    run()
    assert only().begun_from == ""


def test_what_nobody_sent_or_touched_is_removed_with_its_papers_and_nothing_else(area):
    old, recent, sent = Asking(), Asking(), Asking()
    for each, name in ((old, "old.pdf"), (recent, "recent.pdf"), (sent, "sent.pdf")):
        each.post("/ask/files/", evidence=upload(name), do="add")
    sent.answer()
    sent.send()
    keys = {name: Content.objects.get(file_name=name).pk for name in ("old.pdf", "recent.pdf", "sent.pdf")}
    Request.objects.update(saved_at=timezone.now() - LATE)
    left_for(dt.timedelta(days=KEPT_DAYS - 1), files__content=keys["recent.pdf"])
    assert run() == 1
    assert run() == 0
    assert set(Content.objects.filter(pk__in=keys.values()).values_list("file_name", flat=True)) == {"recent.pdf", "sent.pdf"}
    assert RequestFile.objects.count() == 2
    assert old.get("/ask/child/").status_code == 410
    assert recent.get("/ask/child/").status_code == 200


def test_what_an_officer_took_by_telephone_was_received_and_stays(area):
    client = sign_in(area.priya)
    with as_application():
        client.post("/requests/by-telephone/", {"asked_by": "parent"})
    Request.objects.update(saved_at=timezone.now() - LATE)
    become(None)
    forget(0)
    assert only().taken_by == area.priya.user.pk


def test_no_page_can_have_requests_removed(area):
    with as_application(), transaction.atomic():
        become(area.priya.user.pk)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            forget_unsent()


# --- papers after sending ---


@pytest.fixture
def sent(area):
    Practitioner.objects.filter(pk=area.priya.pk).update(email=area.priya.user.email)
    asking = Asking().answer()
    asking.send()
    return asking


LATER = a_pdf("later")


def add(asking, name="later.pdf", data=LATER):
    return asking.post("/ask/sent/", evidence=SimpleUploadedFile(name, data))


def test_papers_follow_a_request_by_the_same_link_and_code(area, sent):
    back = Asking(asked_by="")
    link = f"/ask/return/{the_link()}/"
    back.post(link, do="send")
    assert back.post(link, code=the_code())["Location"] == "/ask/sent/"
    assert add(back).status_code == 302
    assert "We have 1 paper with it." in text_of(back.get("/ask/sent/"))
    page = text_of(get(area.priya, f"/requests/{only().pk}/"))
    assert "later.pdf" in page
    kept = Content.objects.get(file_name="later.pdf")
    assert (kept.sealed, kept.child_id, bytes(kept.file)) == (False, None, LATER)


def test_papers_that_come_when_the_case_is_open_stand_on_it_and_its_officer_is_told(area, sent):
    Request.objects.update(outcome="known-child", child=area.maya, case=area.case.pk)
    add(sent)
    kept = Content.objects.get(file_name="later.pdf")
    assert (kept.child_id, kept.case) == (area.maya.pk, area.case.pk)
    told = Message.objects.get(purpose="papers-came")
    assert told.address == area.priya.user.email
    for name in ("Maya", "Ben", "later.pdf"):
        assert name not in told.subject + told.body
    assert "later.pdf" in text_of(get(area.priya, f"/cases/{area.case.pk}/ask-for-advice/"))


def test_a_hostile_paper_is_refused_after_sending_too_and_nobody_is_told(area, sent):
    Request.objects.update(outcome="known-child", child=area.maya, case=area.case.pk)
    assert "is a program" in text_of(add(sent, "later.pdf", b"MZ\x90"))
    assert not Message.objects.filter(purpose="papers-came").exists()


def test_papers_come_for_as_long_as_an_assessment_lasts_and_no_more_than_so_many(area, sent):
    row = only()
    Request.objects.all().delete()  # the day of sending is written once, and never moved
    row.sent_at = timezone.now() - dt.timedelta(days=141)
    row.save(force_insert=True)
    add(sent)
    assert not Content.objects.filter(file_name="later.pdf").exists()


def test_the_day_received_is_not_moved_by_a_later_paper(area, sent):
    before = (only().received_on, only().sent_at)
    add(sent)
    assert (only().received_on, only().sent_at) == before
