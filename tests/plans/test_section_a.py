"""Section A in the child's own words, pictures and sound: the family sends them, the officer puts them in, and whoever may read the
clause sees them, and nobody else."""

import datetime as dt
import hashlib
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from docx import Document
from pypdf import PdfReader

from goldenthread.access.models import AccessLog, PersonalLink
from goldenthread.cases.queries_retention import past_their_time
from goldenthread.people.models import Child, Content, LegalHold, RetentionRule
from goldenthread.plans.models import Clause, Disclosure, Offering, Plan

from .conftest import a_parent, as_viewer, get, post, practitioner, text_of
from .media_files import SECRET, told_jpeg, told_mp3, told_png
from .test_by_link import ask, opened
from .test_exports import SCHEMA, faults
from .test_plan_by_link import issue_to_hawthorn
from .test_sending import sent, the_sent  # noqa: F401

SHOWS = "Oscar on a swing, laughing"


def offer(someone, area, kind="picture", words=SHOWS, whose="child", data=None, name="me.png", path="section-a/"):
    files = {} if kind == "words" else {"file": SimpleUploadedFile(name, data or told_png())}
    return post(someone, f"{area.path}{path}", kind=kind, words=words, whose=whose, **files)


def taken_in(area, kind="picture", **more):
    """Sent by the family and put in the draft."""
    assert offer(area.anna, area, kind, **more).status_code == 302
    made = Offering.objects.latest("at")
    assert post(area.priya, f"{area.path}section-a/{made.pk}/", do="take").status_code == 302
    return Clause.objects.get(section="A", content=made.content)


def sends(area):
    page = post(area.priya, f"{area.path}send/", ground="childs-interests")
    assert page.status_code == 302, text_of(page)


@pytest.fixture
def pictured(draft):
    """The draft with a picture and a recording in section A, sent to the family."""
    draft.picture = taken_in(draft)
    draft.sound = taken_in(draft, "sound", words="I like trains!", data=told_mp3(), name="trains.mp3")
    sends(draft)
    draft.src = f"{draft.path}media/{draft.picture.content_id}/"
    return draft


def test_what_the_family_sends_waits_for_the_officer_who_puts_it_in_the_draft(draft):
    page = offer(draft.anna, draft)
    assert page.status_code == 302, text_of(page)
    assert "With your case officer" in text_of(get(draft.anna, f"{draft.path}section-a/"))
    assert "1 thing sent for this section waits for you" in text_of(get(draft.priya, draft.path))
    made = Offering.objects.get()
    assert post(draft.priya, f"{draft.path}section-a/{made.pk}/", do="take").status_code == 302
    c = Clause.objects.get(content=made.content)
    assert (c.section, c.text, c.details["childs_own"]) == ("A", SHOWS, True)
    kept = bytes(Content.objects.get(pk=made.content_id).file)
    assert SECRET not in kept
    assert c.details["media"]["sha256"] == hashlib.sha256(kept).hexdigest() == made.sha256
    assert "In the plan" in text_of(get(draft.anna, f"{draft.path}section-a/"))
    # Answered once.
    assert post(draft.priya, f"{draft.path}section-a/{made.pk}/", do="decline", reason="No.").status_code == 409


def test_it_is_left_out_only_with_a_reason_that_the_family_reads(draft):
    offer(draft.anna, draft, "words", "I want to drive a train.")
    made = Offering.objects.get()
    assert "Say why it is left out" in text_of(post(draft.priya, f"{draft.path}section-a/{made.pk}/", do="decline", reason=" "))
    assert post(draft.priya, f"{draft.path}section-a/{made.pk}/", do="decline", reason="Another child is in it.").status_code == 302
    page = text_of(get(draft.anna, f"{draft.path}section-a/"))
    assert "Left out" in page
    assert "Priya Nair: Another child is in it." in page
    assert not Clause.objects.filter(text="I want to drive a train.").exists()


@pytest.mark.parametrize("kind", ["picture", "sound"])
def test_a_picture_needs_its_alternative_and_a_recording_its_transcript(draft, kind):
    page = offer(draft.anna, draft, kind, words=" ", data=told_mp3() if kind == "sound" else None, name="x.mp3" if kind == "sound" else "x.png")
    assert page.status_code == 200
    assert "Of a picture, say what it shows; of a recording, what is said in it" in text_of(page)
    assert not Offering.objects.exists()
    assert "Choose the picture" in text_of(post(draft.anna, f"{draft.path}section-a/", kind="picture", words="x", whose="child"))
    assert "is a recording. Choose that above" in text_of(offer(draft.anna, draft, "picture", data=told_mp3()))
    assert "is damaged" in text_of(offer(draft.anna, draft, "picture", data=told_jpeg()[:200], name="half.jpg"))
    assert not Content.objects.filter(file__isnull=False, case=draft.case.pk, kind_of_data="drafts-and-final-plan").exists()


def test_an_officer_adds_what_the_family_gave_them_and_a_sent_version_is_never_changed(draft):
    assert offer(draft.priya, draft).status_code == 302
    assert Clause.objects.filter(section="A", content__isnull=False).count() == 1
    sends(draft)
    assert offer(draft.priya, draft).status_code == 200
    assert "first begin the next version" in text_of(get(draft.priya, f"{draft.path}section-a/"))
    # The next version refers to the same content, by the same hash.
    post(draft.priya, draft.path, do="change")
    first, second = Clause.objects.filter(content__isnull=False).order_by("plan__version")
    assert (first.content_id, first.details) == (second.content_id, second.details)
    with pytest.raises(DatabaseError, match="this version was sent"), transaction.atomic():
        Clause.objects.filter(pk=first.pk).update(details={})


@pytest.mark.parametrize("kind", ["words", "picture"])
def test_what_the_family_sends_twice_is_one_until_it_is_answered(draft, kind):
    for _ in range(2):
        assert offer(draft.anna, draft, kind).status_code == 302
    made = Offering.objects.get()
    offer(draft.anna, draft, kind, words="Oscar on a slide")
    assert Offering.objects.count() == 2
    post(draft.priya, f"{draft.path}section-a/{made.pk}/", do="decline", reason="Another child is in it.")
    offer(draft.anna, draft, kind)
    assert Offering.objects.filter(words=SHOWS).count() == 2


def test_a_picture_that_an_officer_sends_twice_is_one_clause_and_one_file(draft):
    for _ in range(2):
        assert offer(draft.priya, draft).status_code == 302
    assert Clause.objects.filter(section="A", content__isnull=False).count() == 1
    assert Content.objects.filter(file__isnull=False, case=draft.case.pk, kind_of_data="drafts-and-final-plan").count() == 1


def test_the_words_of_a_picture_can_be_bettered_and_it_stays_the_same_picture(draft):
    from goldenthread.plans.actions import mark

    c = taken_in(draft)
    assert post(draft.priya, f"{draft.path}clauses/{c.pk}/", seen=mark(c), text="Oscar on a red swing").status_code == 302
    after = Clause.objects.get(pk=c.pk)
    assert (after.text, after.details, after.content_id) == ("Oscar on a red swing", c.details, c.content_id)


def test_something_sent_after_the_draft_may_change_the_plan_as_an_answer_to_it(pictured):
    offer(pictured.anna, pictured, "words", "I want to drive a train.")
    made = Offering.objects.latest("at")
    assert "first begin the next version" in text_of(get(pictured.priya, f"{pictured.path}section-a/{made.pk}/"))
    post(pictured.priya, pictured.path, do="change")
    post(pictured.priya, f"{pictured.path}section-a/{made.pk}/", do="take")
    assert Clause.objects.get(text="I want to drive a train.").because == f"offering:{made.pk}"
    assert "answers nothing" not in text_of(get(pictured.priya, f"{pictured.path}issue/"))


# --- who sees it ---


def test_it_is_served_to_whoever_may_read_the_clause_and_as_nothing_else(pictured):
    for someone in (pictured.priya, pictured.anna, pictured.dina):
        page = get(someone, pictured.src)
        assert (page.status_code, page["Content-Type"]) == (200, "image/png")
        assert page["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in page["Content-Security-Policy"]
        assert "no-store" in page["Cache-Control"]
    # A therapist has her own clauses of this draft, and others have nothing.
    for someone in (pictured.leila, pictured.nurse, pictured.grace, pictured.stranger, a_parent(child_else(pictured), "Eva Other")):
        assert get(someone, pictured.src).status_code == 404
        assert as_viewer(someone, lambda v: Content.objects.filter(pk=pictured.picture.content_id).count()) == 0, someone.name
    Disclosure.objects.create(
        plan=pictured.plan, child=pictured.oscar, owner=pictured.council, case=pictured.case.pk, to="x", to_name="Leila", reader=pictured.leila.user.pk,
        sections=["A"], ground="consent", by=pictured.priya.user.pk,
    )  # fmt: skip
    assert get(pictured.leila, pictured.src).status_code == 200
    assert AccessLog.objects.filter(purpose__contains="picture or recording").exists()


def child_else(area):
    return Child.objects.create(owner=area.council, forename="Mia", surname="Ortiz", date_of_birth=dt.date(2015, 1, 1))


def test_what_was_sent_and_not_put_in_is_between_its_sender_and_the_officers(pictured):
    offer(pictured.anna, pictured, words="Something else")
    made = Offering.objects.latest("at")
    other = a_parent(pictured.oscar, "Nils Lindqvist")
    src = f"{pictured.path}media/{made.content_id}/"
    assert get(pictured.anna, src).status_code == 200
    for someone in (other, pictured.leila, pictured.helen, pictured.tom, pictured.stranger):
        assert get(someone, src).status_code == 404
        assert as_viewer(someone, lambda v: (Offering.objects.filter(pk=made.pk).count(), Content.objects.filter(pk=made.content_id).count())) == (0, 0), someone.name
    assert "Something else" not in text_of(get(other, f"{pictured.path}section-a/"))
    # The other parent does see what stands in the draft.
    assert get(other, pictured.src).status_code == 200


def test_nobody_sends_something_about_another_child_or_in_another_name(draft):
    stranger = a_parent(child_else(draft), "Eva Other")

    def send(viewer):
        with connection.cursor() as cursor:
            cursor.execute("select plans_offer(gen_random_uuid(), %s, 'words', 'x', false, 'Eva', null, '', null)", [draft.case.pk])
            return cursor.fetchone()[0]

    for someone in (stranger, draft.leila, draft.tom, draft.priya, draft.stranger):
        assert as_viewer(someone, send) == "refused"
    for someone in (stranger, draft.leila, draft.tom, draft.stranger):
        assert get(someone, f"{draft.path}section-a/").status_code == 404
        assert offer(someone, draft).status_code == 404
    assert as_viewer(draft.anna, send) == "sent"
    with pytest.raises(DatabaseError), transaction.atomic():
        as_viewer(draft.anna, lambda v: Offering.objects.create(kind="words", words="x", by=v.id, by_name="x", child=draft.oscar, owner=draft.council, case=draft.case.pk))


def test_nobody_fills_the_store_or_the_plan(draft):
    for n in range(20):
        offer(draft.anna, draft, "words", f"Words {n}")
    assert "as many things as we can keep" in text_of(offer(draft.anna, draft, "words", "One more"))
    for n in range(6):
        assert offer(draft.priya, draft, words=f"Oscar on swing {n}").status_code == 302
    assert "There are 6 pictures and recordings in this plan already" in text_of(offer(draft.priya, draft))


def test_whoever_has_the_plan_by_a_link_sees_the_picture_if_they_were_given_that_part(draft, settings):
    c = taken_in(draft)
    issue_to_hawthorn(draft, settings)
    whole, part = (opened(PersonalLink.objects.get(task="plan", user=who.user)) for who in (draft.grace, draft.leila))
    src = f"/task/plan/media/{c.content_id}/"
    assert f'src="{src}" alt="{SHOWS}"' in ask(whole, "/task/plan/").content.decode()
    assert ask(whole, src)["Content-Type"] == "image/png"
    assert SHOWS not in ask(part, "/task/plan/").content.decode()
    assert ask(part, src).status_code == 404


# --- where it is shown ---


def test_the_plan_the_page_and_the_summary_show_the_picture_with_its_words(pictured):
    for page in ("read/", "one-page/", ""):
        html = get(pictured.priya, pictured.path + page).content.decode()
        assert f'src="{pictured.src}" alt="{SHOWS}"' in html, page
    read = text_of(get(pictured.anna, f"{pictured.path}read/"))
    assert "A sound recording, “trains.mp3”. Chosen by the child. What is said in it: I like trains!" in read
    assert "I like trains!" in text_of(get(pictured.anna, f"{pictured.path}one-page/"))
    assert b"<audio" in get(pictured.anna, f"{pictured.path}read/").content


def test_the_pdf_the_word_document_and_the_data_have_it_too(pictured):
    for page in ("read/plan.pdf", "one-page/plan-on-one-page.pdf"):
        reader = PdfReader(io.BytesIO(get(pictured.anna, pictured.path + page).content))
        assert sum(len(p.images) for p in reader.pages) == 1, page
    words = "".join(p.extract_text() for p in PdfReader(io.BytesIO(get(pictured.anna, f"{pictured.path}read/plan.pdf").content)).pages)
    assert "I like trains!" in words
    word = Document(io.BytesIO(get(pictured.anna, f"{pictured.path}plan.docx").content))
    assert [s._inline.docPr.get("descr") for s in word.inline_shapes] == [SHOWS]
    assert "I like trains!" in "\n".join(p.text for p in word.paragraphs)
    data = json.loads(get(pictured.anna, f"{pictured.path}plan.json").content)
    assert faults(data, SCHEMA) == []
    told = [c["media"] for s in data["sections"] for c in s["clauses"] if "media" in c]
    assert [m["kind"] for m in told] == ["picture", "sound"]


def test_a_player_may_ask_for_a_part_of_a_recording(pictured):
    from .conftest import as_application, sign_in

    src = f"{pictured.path}media/{pictured.sound.content_id}/"
    whole = get(pictured.anna, src).content
    client = sign_in(pictured.anna)
    with as_application():
        for asked, first, last in (("bytes=0-9", 0, 9), ("bytes=10-", 10, len(whole) - 1), ("bytes=-5", len(whole) - 5, len(whole) - 1), ("bytes=0-999999", 0, len(whole) - 1)):
            part = client.get(src, headers={"range": asked})
            assert (part.status_code, part.content) == (206, whole[first : last + 1])
            assert part["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
        assert client.get(src, headers={"range": "bytes=999999-"}).status_code == 416
        assert client.get(src, headers={"range": "lines=1-2"}).status_code == 200


# --- sealing and retention ---


def test_a_sealed_picture_is_shown_to_nobody_and_its_words_stay(pictured):
    Content.objects.filter(pk=pictured.picture.content_id).update(sealed=True)
    for someone in (pictured.priya, pictured.anna):
        assert get(someone, pictured.src).status_code == 404
    word = Document(io.BytesIO(get(pictured.anna, f"{pictured.path}plan.docx").content))
    assert len(word.inline_shapes) == 0
    assert SHOWS in "\n".join(p.text for p in word.paragraphs)
    assert get(pictured.anna, f"{pictured.path}one-page/plan-on-one-page.pdf").status_code == 200


def test_a_picture_is_kept_as_long_as_its_plan_and_past_its_time_with_it(pictured):
    boss = practitioner("Ines Long", "la-send-manager", pictured.council)
    RetentionRule.objects.create(organisation=pictured.council, kind_of_data="drafts-and-final-plan", anchor="birth", years=25)
    due = {p.content for p in as_viewer(boss, lambda v: past_their_time(v, dt.date(2050, 1, 1)))}
    plan = Plan.objects.get().documents.get().content_id
    assert {pictured.picture.content_id, pictured.sound.content_id, plan} <= due
    assert as_viewer(boss, lambda v: past_their_time(v, dt.date(2030, 1, 1))) == []
    LegalHold.objects.create(child=pictured.oscar, owner=pictured.council, reason="Appeal")
    assert as_viewer(boss, lambda v: past_their_time(v, dt.date(2050, 1, 1))) == []


def test_what_was_removed_by_a_reviewed_disposal_leaves_its_words(pictured):
    Content.objects.filter(pk=pictured.picture.content_id).update(file=None, file_name="", text="", removed_at=dt.datetime(2050, 1, 2, tzinfo=dt.UTC))
    assert get(pictured.anna, pictured.src).status_code == 404
    assert SHOWS in get(pictured.priya, pictured.path).content.decode()
    assert get(pictured.anna, f"{pictured.path}plan.docx").status_code == 200
