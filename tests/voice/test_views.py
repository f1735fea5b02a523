"""What a child says is read by the safeguarding lead first, by nobody else, and only then goes to the plan."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from goldenthread.access.models import RoleGrant
from goldenthread.engine.calendar import LONDON
from goldenthread.letters.models import Message
from goldenthread.offer import often
from goldenthread.people.models import Bar, Connection, Content
from goldenthread.plans.models import Offering
from goldenthread.voice.models import ChildView, Concern, Project
from goldenthread.voice.telling import tell_leads

from ..cases.pages.conftest import TODAY, get, post, text_of
from ..plans.conftest import as_viewer
from ..plans.media_files import SECRET, told_mp3, told_png
from .conftest import public, public_post

SAYS = {"face-school": "sad", "write-best": "Marzipan trains", "unsafe": "no"}


def say(area, someone=None, child=None, age="under-8", **given):
    return post(someone or area.anna, f"/tell-us/child/{(child or area.oscar).pk}/{age}/", **{k.replace("-", "__"): v for k, v in (SAYS | given).items()})


def read(area, view=None, **given):
    view = view or ChildView.objects.get()
    return post(area.sal, f"/safeguarding/{view.pk}/", **{"outcome": "nothing", "done": "", **given})


def test_what_a_child_says_waits_for_the_lead_and_then_goes_to_section_a_of_the_plan(area):
    assert say(area).status_code == 302
    assert not Offering.objects.exists()
    for someone in (area.priya, area.grace, area.anna):
        assert "Marzipan" not in text_of(get(someone, "/tell-us/passed-on/"))
    text = text_of(get(area.sal, "/safeguarding/"))
    assert "1 view to read" in text
    assert "Oscar Lindqvist" in text
    assert "How is school or nursery? Not good." in text_of(get(area.sal, f"/safeguarding/{ChildView.objects.get().pk}/"))
    read(area)
    sent = Offering.objects.get()
    assert (sent.case, sent.childs_own, sent.by_name, sent.kind) == (area.case.pk, True, "Anna Lindqvist", "words")
    assert "Marzipan trains" in sent.words
    assert "Marzipan" in text_of(get(area.priya, f"/cases/{area.case.pk}/plan/section-a/"))
    assert "Marzipan" in text_of(get(area.anna, "/tell-us/passed-on/"))


def test_a_picture_goes_without_where_it_was_taken_and_with_words_for_whoever_cannot_see_it(area):
    say(area, file=SimpleUploadedFile("me.png", told_png()))
    view = ChildView.objects.get()
    assert SECRET not in bytes(view.file)
    assert get(area.sal, f"/safeguarding/{view.pk}/file/")["Content-Type"] == "image/png"
    assert get(area.anna, f"/tell-us/passed-on/{view.pk}/").status_code == 404
    assert "Enter what it shows" in text_of(read(area))
    read(area, shows="A train")
    sent = Offering.objects.get(kind="picture")
    assert sent.words == "A train"
    assert Content.objects.filter(pk=sent.content_id).exists()
    assert ChildView.objects.get().file is None


@pytest.mark.parametrize(("name", "data", "said"), [("x.html", b"<html><script>", "web page"), ("x.png", told_png()[:60], "damaged"), ("x.exe", b"MZ\x90\x00", "program")])
def test_a_hostile_file_is_refused_and_what_was_typed_is_kept(area, name, data, said):
    answer = say(area, file=SimpleUploadedFile(name, data))
    assert said in text_of(answer)
    assert "Marzipan trains" in answer.content.decode()
    assert not ChildView.objects.exists()


def test_a_recording_is_taken(area):
    say(area, file=SimpleUploadedFile("me.mp3", told_mp3()))
    assert ChildView.objects.get().kind == "sound"


def test_a_disclosure_is_read_by_the_lead_alone_and_the_child_is_told_that_adults_will_act(area):
    answer = say(area, area.aaron, unsafe="yes", what="Zebedee hits me")
    assert answer.status_code == 302
    view = ChildView.objects.get()
    text = text_of(get(area.sal, "/safeguarding/"))
    assert "Said: something is unsafe" in text
    for someone in (area.priya, area.grace, area.anna, area.erik, area.aaron, area.sol, area.otto, area.cal, area.dina):
        assert get(someone, f"/safeguarding/{view.pk}/").status_code == 404
        assert as_viewer(someone, lambda _: [Concern.objects.count(), ChildView.objects.count()]) == [0, 0]
    assert "Enter what was done" in text_of(read(area))
    read(area, outcome="referred", done="Rang the front door at 11")
    assert not Offering.objects.exists()
    assert ChildView.objects.get().state == "kept-back"
    for someone in (area.anna, area.aaron, area.priya):
        assert as_viewer(someone, lambda _: [Concern.objects.count(), ChildView.objects.count()]) == [0, 0]
    text = text_of(get(area.sal, f"/safeguarding/{view.pk}/"))
    assert "Rang the front door at 11" in text


def test_the_thanks_are_honest_and_tell_the_next_reader_nothing(area):
    from ..cases.pages.conftest import as_application, sign_in

    client = sign_in(area.young)
    with as_application():
        client.post(f"/tell-us/child/{area.ella.pk}/14-plus/", {"helped": "alone", "unsafe": "yes", "what": "x"})
        first, second = client.get("/tell-us/thank-you/"), client.get("/tell-us/thank-you/")
    assert "They will do something about it" in text_of(first)
    assert "cannot keep it secret" in text_of(first)
    assert "Childline on 0800 1111" in text_of(first)
    assert "do something about it" not in text_of(second)


def test_nobody_outside_the_council_can_show_that_the_lead_looked(area):
    say(area, unsafe="yes", what="x")
    get(area.sal, f"/safeguarding/{ChildView.objects.get().pk}/")
    assert "Safeguarding" not in text_of(get(area.anna, f"/family/{area.oscar.pk}/who-looked/"))


@pytest.mark.parametrize("who", ["priya", "leila", "sam", "young"])
def test_only_the_family_and_the_childs_school_send_its_views(area, who):
    assert say(area, getattr(area, who)).status_code == 404
    assert not ChildView.objects.exists()


def test_a_late_one_stands_as_late(area, settings):
    say(area)
    Concern.objects.update(due=TODAY - dt.timedelta(days=1))
    assert "1 is late" in text_of(get(area.sal, "/safeguarding/"))


def test_what_is_to_be_read_stands_in_the_work_of_the_lead_and_of_nobody_else(area):
    say(area, unsafe="yes", what="Zebedee hits me")
    work = text_of(get(area.sal, "/my-work/"))
    assert "Read what a child told us" in work
    assert "Oscar Lindqvist" in work
    assert "Zebedee" not in work
    for someone in (area.priya, area.grace, area.aaron):
        assert "Read what a child told us" not in text_of(get(someone, "/my-work/"))
    read(area, outcome="referred", done="Rang the front door at 11")
    assert "Read what a child told us" not in text_of(get(area.sal, "/my-work/"))


def test_two_leads_at_once_act_once(area):
    say(area)
    read(area)
    read(area, outcome="police", done="again")
    assert Concern.objects.get().outcome == "nothing"
    assert Offering.objects.count() == 1


def test_nothing_said_is_not_sent(area):
    assert "Tell us something first" in text_of(say(area, **{"face-school": "", "write-best": ""}))
    assert "Choose yes or no" in text_of(say(area, unsafe=""))


def of(someone):
    """Whether somebody reads what Oscar said, on the page and by asking the database, and opens the file."""
    view = ChildView.objects.get()
    seen = "Marzipan" in text_of(get(someone, "/tell-us/passed-on/"))
    assert as_viewer(someone, lambda _: ChildView.objects.count()) == seen
    return seen, get(someone, f"/tell-us/passed-on/{view.pk}/").status_code != 404


def test_nobody_reads_what_a_child_said_once_its_record_is_sealed(area):
    say(area)
    read(area)
    assert of(area.anna)[0]
    area.oscar.sealed = True
    area.oscar.save()
    for someone in (area.anna, area.priya, area.grace):
        assert of(someone) == (False, False)


def test_a_parent_who_is_barred_since_reads_no_more_what_they_sent_with_the_child(area):
    say(area, file=SimpleUploadedFile("me.png", told_png()), shows="A train")
    ChildView.objects.update(case=None)
    read(area)
    assert of(area.anna) == (True, True)
    Bar.objects.create(child=area.oscar, owner=area.essex, person=area.anna.user.person, ground="risk", words="x", valid_from=TODAY, recorded_by=area.priya.user.pk, recorded_by_name="x")
    assert of(area.anna) == (False, False)


def test_a_senco_reads_no_more_what_a_pupil_said_who_has_left_the_school(area):
    say(area, area.aaron)
    read(area)
    assert of(area.aaron)[0]
    Connection.objects.filter(child=area.oscar).update(valid_to=TODAY - dt.timedelta(days=1))
    assert of(area.aaron) == (False, False)


def test_a_child_who_answers_a_project_where_a_parent_is_signed_in_answers_without_a_name(area, room):
    post(area.anna, f"/tell-us/project/{room.pk}/8-13/", helped="alone", asked="Marzipan light", unsafe="no")
    view = ChildView.objects.get()
    assert (view.by, view.by_name) == (None, "")
    read(area)
    assert of(area.anna) == (False, False)


def test_a_file_that_comes_too_often_is_not_even_looked_at(area, room, monkeypatch):
    monkeypatch.setitem(often.A_DAY, "say", 1)
    page = f"/tell-us/project/{room.pk}/8-13/"
    for expected in (200, 429):
        assert public_post(page, helped="alone", asked="x", unsafe="no", file=SimpleUploadedFile("x.png", told_png()[:60])).status_code == expected


def test_a_project_takes_words_when_it_has_as_many_files_as_can_be_kept_in_a_day(area, room):
    page = f"/tell-us/project/{room.pk}/8-13/"
    public_post(page, helped="alone", asked="one", unsafe="no", file=SimpleUploadedFile("x.png", told_png()))
    with connection.cursor() as cursor:
        cursor.execute("update voice_childview set file = convert_to(repeat('x', 301 * 1024 * 1024), 'UTF8')")
    answer = public_post(page, helped="alone", asked="two", unsafe="yes", what="x", file=SimpleUploadedFile("x.png", told_png()))
    assert "Try without one" in text_of(answer)
    public_post(page, helped="alone", asked="two", unsafe="yes", what="x")
    assert ChildView.objects.count() == 2


@pytest.fixture
def room(area):
    return Project.objects.create(owner=area.essex, kind="co-production", title="A sensory room", about="a", asks_children="What makes you calm?", opens_on=TODAY, closes_on=TODAY, made_by=area.cal.user.pk)


def test_a_project_is_answered_without_a_name_and_stays_with_it(area, room):
    page = f"/tell-us/project/{room.pk}/8-13/"
    assert "What makes you calm?" in text_of(public(page))
    answer = public_post(page, helped="school", asked="Marzipan light", unsafe="no")
    assert "goes to the people who decide" in text_of(answer)
    assert "Marzipan" not in text_of(get(area.cal, f"/consultations/run/{room.pk}/"))
    read(area)
    assert "Marzipan light" in text_of(get(area.cal, f"/consultations/run/{room.pk}/"))
    assert not Offering.objects.exists()
    assert as_viewer(area.fay, lambda _: ChildView.objects.count()) == 0


def test_a_disclosure_without_an_account_says_how_to_be_found(area, room):
    public_post(f"/tell-us/project/{room.pk}/14-plus/", helped="alone", asked="", unsafe="yes", what="I am scared", find_me="Larkfield, Zed")
    assert "Larkfield, Zed" in text_of(get(area.sal, f"/safeguarding/{ChildView.objects.get().pk}/"))


def test_a_project_that_is_over_asks_nobody(area, room):
    Project.objects.update(closes_on=TODAY - dt.timedelta(days=1), opens_on=TODAY - dt.timedelta(days=9))
    assert public(f"/tell-us/project/{room.pk}/8-13/").status_code == 404


def hour(n):
    return dt.datetime(2026, 11, 24, n, tzinfo=LONDON)


def test_the_lead_is_written_to_at_once_and_again_in_the_afternoon_and_never_of_whom(area):
    say(area, unsafe="yes", what="Zebedee hits me")
    Concern.objects.update(due=TODAY)
    assert [tell_leads(hour(n), TODAY) for n in (9, 10, 14, 15)] == [1, 0, 1, 0]
    for message in Message.objects.all():
        assert message.address == "sal.ward@example.org"
        words = message.subject + message.body
        assert "1 thing waits for you to read, the first by the end of Tuesday 24 November 2026" in words
        assert not any(secret in words for secret in ("Oscar", "Lindqvist", "Zebedee", "unsafe", "child"))


def test_where_nobody_is_the_lead_those_who_can_name_one_are_told_once_a_day_and_of_nothing(area):
    say(area, unsafe="yes", what="Zebedee hits me")
    leads = RoleGrant.objects.filter(role="safeguarding-lead", organisation=area.essex)
    leads.update(valid_to=TODAY - dt.timedelta(days=1))
    told = tell_leads(hour(9), TODAY)
    message = Message.objects.get(address="grace.oyelaran@example.org")
    assert told == Message.objects.count()
    assert "Nobody of your council is named as safeguarding lead" in message.body
    assert not any(secret in message.subject + message.body for secret in ("Oscar", "Zebedee", "unsafe", "child"))
    assert tell_leads(hour(10), TODAY) == 0
    # The lead is written to as soon as there is one.
    leads.update(valid_to=None)
    assert tell_leads(hour(11), TODAY) == 1
    assert Message.objects.latest("queued_at").address == "sal.ward@example.org"


def test_what_was_read_is_written_of_to_nobody(area):
    say(area)
    read(area)
    assert tell_leads(hour(14), TODAY) == 0
