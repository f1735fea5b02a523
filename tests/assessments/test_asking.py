"""A request is made without an account, saved after each answer, and received once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from goldenthread.access.viewer import become
from goldenthread.assessments.models import Request, RequestFile
from goldenthread.letters.models import Message
from goldenthread.people.models import Content

from ..cases.pages.conftest import TODAY, as_application, practitioner, sign_in, text_of
from ..pdf_files import a_pdf

ANSWERS = {
    "email": {"email": "Jo@Example.org"},
    "child": {"child_forename": "Ben", "child_surname": "Hart"},
    "born": {"child_born_day": "27", "child_born_month": "3", "child_born_year": "2018"},
    "home": {"child_postcode": "cm11qh"},
    "numbers": {"nhs_number": "999 000 0018", "upn": ""},
    "setting": {"setting": "Larkfield Primary"},
    "you": {"your_forename": "Joanna", "your_surname": "Hart"},
    "relation": {"relation": "mother"},
    "responsibility": {"responsibility": "yes"},
    "care": {"care": "yes"},
    "contact": {"phone": "01245 000000", "address": "1 Hidden Lane", "keep_private": "no"},
    "worries": {"worries": "He does not talk at school."},
    "helps": {"helps": "Quiet rooms."},
    "tried": {"tried": ""},
    "others": {"others": "Dr Osei"},
    "needs": {"language": "", "formats": ["large-print"]},
    "consent": {"share": "yes"},
}
SCHOOLS = {
    **{slug: ANSWERS[slug] for slug in ("email", "child", "born", "home", "numbers", "setting", "you")},
    "relation": {"job": "SENCO"},
    "contact": {"phone": "", "address": ""},
    "family": {"family_name": "Joanna Hart", "family_contact": "", "family_agrees": "agree"},
    **{slug: ANSWERS[slug] for slug in ("worries", "helps", "others", "needs", "consent")},
    "tried": {"tried": "Two terms of a nurture group."},
}
OTHERS = {
    **{slug: ANSWERS[slug] for slug in ("email", "child", "born", "home", "numbers", "setting", "you")},
    "relation": {"job": "Neighbour"},
    "tell": {"tell_family": "no"},
    "contact": ANSWERS["contact"],
    "family": {"family_name": "", "family_contact": ""},
    **{slug: ANSWERS[slug] for slug in ("worries", "helps", "tried", "others", "needs", "consent")},
}
PDF = a_pdf()


class Asking:
    """Somebody in one browser, without an account unless they are given one."""

    def __init__(self, asked_by="parent", client=None):
        self.client = client or Client()
        if asked_by:
            self.post("/ask/who/?new=1", asked_by=asked_by, new="1")

    def get(self, path):
        with as_application():
            return self.client.get(path)

    def post(self, path, **data):
        with as_application():
            return self.client.post(path, data)

    def answer(self, answers=ANSWERS, **changed):
        """Answers every page, with some changed, and a page given None left out."""
        for slug, data in {**answers, **changed}.items():
            if data is not None:
                said = self.post(f"/ask/{slug}/", **data)
                assert said.status_code == 302, (slug, text_of(said))
        return self

    def send(self):
        return self.post("/ask/check/")


def only():
    return Request.objects.get()


def secret_of(message):
    """What a message carries, until it leaves."""
    return message.secret


def the_link():
    return secret_of(Message.objects.filter(purpose="request-link").order_by("queued_at").last())


def the_code():
    return secret_of(Message.objects.filter(purpose="request-code").order_by("queued_at").last())


def upload(name="report.pdf", data=PDF):
    return SimpleUploadedFile(name, data)


def test_a_parents_request_is_saved_page_by_page_and_sent(area):
    asking = Asking().answer()
    assert "He does not talk at school." in text_of(asking.get("/ask/check/"))
    assert asking.send()["Location"] == "/ask/sent/"
    sent = only()
    assert (sent.received_on, sent.asked_by, sent.owner, sent.outcome) == (TODAY, "parent", area.council, "open")
    assert sent.answers["email"] == "jo@example.org"
    assert sent.answers["child_postcode"] == "CM1 1QH"
    page = text_of(asking.get("/ask/sent/"))
    # 24 November 2026 and 6 weeks.
    assert "Tuesday 24 November 2026" in page
    assert "We must tell you by Tuesday 5 January 2027 if we will assess the child." in page
    assert sent.reference in page


def test_an_old_window_does_not_overwrite_newer_words_and_a_second_press_says_which(area):
    asking = Asking().answer()
    old = re.search(r'name="shown" value="(\w+)"', asking.get("/ask/worries/").content.decode())[1]
    newer = asking.post("/ask/worries/", worries="He does not talk, and has stopped eating.", shown=old)
    assert newer.status_code == 302
    told = asking.post("/ask/worries/", worries="He does not talk at school.", shown=old)
    assert told.status_code == 409
    assert "another window since" in text_of(told)
    assert only().answers["worries"] == "He does not talk, and has stopped eating."
    now = re.search(r'name="shown" value="(\w+)"', told.content.decode())[1]
    assert asking.post("/ask/worries/", worries="He does not talk at school.", shown=now).status_code == 302
    assert only().answers["worries"] == "He does not talk at school."


def test_a_fault_beside_a_sound_answer_is_not_taken_for_another_window(area):
    asking = Asking()
    at_first = re.search(r'name="shown" value="(\w+)"', asking.get("/ask/child/").content.decode())[1]
    half = asking.post("/ask/child/", child_forename="Maya", child_surname="", shown=at_first)
    assert "Enter the child’s last name" in text_of(half)
    read = re.search(r'name="shown" value="(\w+)"', half.content.decode())[1]
    assert asking.post("/ask/child/", child_forename="Maya", child_surname="Whitfield", shown=read).status_code == 302


def test_whoever_has_the_screen_next_finds_no_name_and_no_paper_of_a_sent_request(area):
    asking = Asking().answer()
    asking.post("/ask/files/", evidence=upload("Ben Hart diagnosis.pdf"), do="add")
    asking.send()
    page = asking.get("/ask/sent/").content.decode()
    assert "We have 1 paper with it." in page
    assert "Ben" not in page
    assert asking.post("/ask/sent/", do="leave")["Location"] == "/ask/"
    assert asking.get("/ask/sent/").status_code == 410
    assert asking.post("/ask/sent/", evidence=upload("more.pdf")).status_code == 410


@pytest.mark.parametrize("asked_by, answers", [("setting", SCHOOLS), ("other", OTHERS)])
def test_a_school_and_somebody_else_are_asked_their_own_questions(area, asked_by, answers):
    asking = Asking(asked_by).answer(answers)
    assert asking.send()["Location"] == "/ask/sent/"
    assert "Tuesday 5 January 2027" in text_of(asking.get("/ask/sent/"))


def test_a_young_person_asks_in_their_own_name(area):
    asking = Asking("young-person")
    own = {s: ANSWERS[s] for s in ("email", "child", "home", "numbers", "setting", "contact", "worries", "helps", "others", "needs", "consent")}
    born = {"child_born_day": "27", "child_born_month": "3", "child_born_year": "2009"}
    asking.answer(own, born=born, contact={"phone": "", "address": ""})
    assert "What is your name?" in text_of(asking.get("/ask/child/"))
    assert asking.send()["Location"] == "/ask/sent/"
    assert "if we will assess you." in text_of(asking.get("/ask/sent/"))


def test_the_day_received_is_the_civil_day_in_london(area):
    asking = Asking().answer()
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', '2026-06-30T23:30:00+00:00', true)")
    asking.send()
    assert str(only().received_on) == "2026-07-01"


def test_send_pressed_twice_receives_and_tells_once(area):
    asking = Asking().answer()
    asking.send()
    first = only()
    asking.send()
    assert (only().sent_at, only().received_on) == (first.sent_at, first.received_on)
    assert Message.objects.filter(purpose="request-receipt").count() == 1


def test_what_was_received_is_not_changed_afterwards(area):
    asking = Asking().answer()
    asking.send()
    assert asking.post("/ask/worries/", worries="Something else")["Location"] == "/ask/sent/"
    assert only().answers["worries"] == "He does not talk at school."
    with pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.update(received_on="2026-11-01")


def test_an_unfinished_request_is_not_sent_and_says_what_is_missing(area):
    asking = Asking().answer(worries=None, relation=None, email={"email": ""}, contact={"phone": "", "address": ""})
    said = text_of(asking.send())
    assert "Nothing is lost" in said
    assert "Select who you are to the child" in said
    assert "Enter what worries you" in said
    assert "so that we can answer" in said
    assert only().sent_at is None
    assert only().answers["helps"] == "Quiet rooms."


def test_a_young_person_who_is_too_young_is_told_who_can_ask_and_loses_nothing(area):
    asking = Asking("young-person")
    asking.answer({"email": ANSWERS["email"], "child": ANSWERS["child"], "born": ANSWERS["born"], "worries": ANSWERS["worries"],
                   "consent": ANSWERS["consent"]})  # fmt: skip
    # Born in March 2018: compulsory school age ends at the end of the last Friday of June 2034, the 30th.
    assert "You can ask for yourself from 1 July 2034" in text_of(asking.send())
    asking.post("/ask/who/", asked_by="other")
    assert only().asked_by == "other"
    assert only().answers["worries"] == "He does not talk at school."


@pytest.mark.parametrize(
    "slug, data, says",
    [
        ("born", {"child_born_day": "31", "child_born_month": "2", "child_born_year": "2018"}, "real date"),
        ("born", {"child_born_day": "1", "child_born_month": "1", "child_born_year": "2027"}, "in the past"),
        ("home", {"child_postcode": "nowhere"}, "full UK postcode"),
        ("numbers", {"nhs_number": "999 000 0019", "upn": ""}, "last digit does not fit"),
        ("email", {"email": "jo at home"}, "like name@example.org"),
        ("worries", {"worries": "x" * 9000}, "must be 8000 characters or fewer"),
        ("child", {"child_forename": "Ben\x00", "child_surname": "Hart"}, "has a character in it that cannot be kept"),
    ],
)
def test_a_wrong_answer_is_said_back_with_how_to_put_it_right(area, slug, data, says):
    page = Asking().post(f"/ask/{slug}/", **data)
    assert page.status_code == 200
    assert says in text_of(page)
    assert "Error:" in page.content.decode()


def test_a_person_past_25_is_told_so_before_sending(area):
    asking = Asking().answer(born={"child_born_day": "1", "child_born_month": "2", "child_born_year": "1999"})
    assert "younger than 25" in text_of(asking.send())
    assert only().sent_at is None


# --- coming back ---


def test_the_link_that_was_emailed_shows_nothing_until_the_code_that_follows_it(area):
    Asking().answer({"email": ANSWERS["email"], "child": ANSWERS["child"]})
    link = f"/ask/return/{the_link()}/"
    back = Asking(asked_by=None)
    page = text_of(back.get(link))
    assert "j***@example.org" in page
    assert "Ben" not in page
    back.post(link, do="send")
    assert "Ben" not in text_of(back.get("/ask/check/"))
    opened = back.post(link, code=the_code())
    # The first page without an answer.
    assert opened["Location"] == "/ask/born/"
    assert b"Ben" in back.get("/ask/child/").content


def test_the_link_to_come_back_goes_once_however_often_somebody_saves(area):
    asking = Asking().answer({"email": ANSWERS["email"]})
    session = dict(asking.client.session)

    def later():
        assert asking.post("/ask/child/", **ANSWERS["child"], do="later")["Location"] == "/ask/saved/"
        again = asking.client.session
        again.update(session)
        again.save()

    later()
    assert Message.objects.filter(purpose="request-link").count() == 1
    asking.post("/ask/email/", email="joanna@example.org")
    later()
    assert Message.objects.filter(purpose="request-link").count() == 2, "another address has its own"
    with connection.cursor() as cursor:
        cursor.execute("update letters_message set queued_at = queued_at - interval '11 minutes'")
    later()
    assert Message.objects.filter(purpose="request-link").count() == 3, "it may have been lost"


def test_a_code_opens_once(area):
    Asking().answer({"email": ANSWERS["email"]})
    link = f"/ask/return/{the_link()}/"
    Asking(asked_by=None).post(link, do="send")
    code = the_code()
    assert Asking(asked_by=None).post(link, code=code).status_code == 302
    assert "Enter the 6 numbers" in text_of(Asking(asked_by=None).post(link, code=code))


def test_a_code_lives_a_quarter_of_an_hour(area):
    Asking().answer({"email": ANSWERS["email"]})
    link = f"/ask/return/{the_link()}/"
    Asking(asked_by=None).post(link, do="send")
    with connection.cursor() as cursor:
        cursor.execute("update assessments_request set code_sent_at = code_sent_at - interval '15 minutes 1 second'")
    assert "Enter the 6 numbers" in text_of(Asking(asked_by=None).post(link, code=the_code()))


def test_ten_wrong_codes_close_the_link_and_a_new_one_goes_to_the_same_address(area):
    Asking().answer({"email": ANSWERS["email"]})
    old = the_link()
    guessing = Asking(asked_by=None)
    guessing.post(f"/ask/return/{old}/", do="send")
    right = the_code()
    for _ in range(9):
        assert guessing.post(f"/ask/return/{old}/", code="no").status_code == 200
    assert "We have sent a new link to j***@example.org" in text_of(guessing.post(f"/ask/return/{old}/", code="no"))
    assert guessing.post(f"/ask/return/{old}/", code=right).status_code == 410
    new = the_link()
    assert new != old
    assert Message.objects.filter(purpose="request-link").last().address == "jo@example.org"
    own = Asking(asked_by=None)
    with connection.cursor() as cursor:  # a minute later
        cursor.execute("update assessments_request set code_sent_at = code_sent_at - interval '1 minute'")
    own.post(f"/ask/return/{new}/", do="send")
    assert own.post(f"/ask/return/{new}/", code=the_code()).status_code == 302


def test_a_made_up_link_says_that_nothing_is_open(area):
    assert Asking(asked_by=None).get("/ask/return/made-up/").status_code == 410


def test_save_and_come_back_keeps_half_an_answer_and_clears_the_screen(area):
    asking = Asking().answer({"email": ANSWERS["email"]})
    assert asking.post("/ask/child/", child_forename="Ben", child_surname="", do="later")["Location"] == "/ask/saved/"
    assert only().answers["child_forename"] == "Ben"
    assert asking.get("/ask/child/").status_code == 410


def test_who_stops_at_a_question_without_an_answer_comes_back_to_it(area):
    asking = Asking().answer({slug: ANSWERS[slug] for slug in ("email", "child", "born", "home", "numbers")})
    asking.post("/ask/setting/", setting="", do="later")
    back = f"/ask/return/{the_link()}/"
    asking.post(back, do="send")
    assert asking.post(back, code=the_code())["Location"] == "/ask/setting/"


def test_without_an_email_one_is_asked_for_one_before_coming_back_later(area):
    asking = Asking().answer({"email": {"email": ""}})
    assert asking.post("/ask/child/", child_forename="Ben", child_surname="Hart", do="later")["Location"] == "/ask/email/?later=1"
    assert asking.get("/ask/child/").status_code == 200


def test_no_message_to_whoever_asks_names_a_child_or_a_worry(area):
    asking = Asking().answer()
    asking.send()
    for message in Message.objects.all():
        assert not re.search("Ben|Hart|talk|assessment", message.subject + message.body), message.body


# --- papers ---


def test_papers_are_added_named_by_their_content_and_taken_away_again(area):
    asking = Asking("setting")
    asking.post("/ask/files/", **{"provision-map": upload("map.xlsx.pdf"), "evidence": upload("photo.exe", b"\xff\xd8\xff\xe0")}, do="add")
    assert sorted(Content.objects.values_list("file_name", flat=True)) == ["map.xlsx.pdf", "photo.jpg"]
    page = text_of(asking.get("/ask/files/"))
    assert "map.xlsx.pdf Provision map" in page
    photo = RequestFile.objects.get(what="evidence")
    asking.post("/ask/files/", do=f"remove:{photo.pk}")
    assert list(Content.objects.values_list("file_name", flat=True)) == ["map.xlsx.pdf"]


def test_a_hostile_file_is_refused_and_the_others_are_kept(area):
    asking = Asking()
    page = asking.post("/ask/files/", evidence=[upload(), upload("page.pdf", b"<html><script>1</script>")], do="go-on")
    assert "web page or a drawing with code" in text_of(page)
    assert "report.pdf" in text_of(page)
    assert Content.objects.count() == 1


def test_no_more_than_twenty_papers_are_taken(area):
    asking = Asking()
    page = asking.post("/ask/files/", evidence=[upload(f"{n}.pdf") for n in range(21)], do="go-on")
    assert "You can send 20 files" in text_of(page)
    assert RequestFile.objects.count() == 20


# --- who reaches it ---


def asked_of_the_database(sql, *values):
    with as_application(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def test_somebody_without_an_account_reaches_their_own_request_and_no_other(area):
    one, other = Asking().answer(), Asking().answer(child={"child_forename": "Zoe", "child_surname": "Quill"})
    assert "Zoe" not in text_of(one.get("/ask/check/"))
    assert "Ben" not in text_of(other.get("/ask/check/"))
    file = RequestFile.objects
    other.post("/ask/files/", evidence=upload(), do="add")
    one.post("/ask/files/", do=f"remove:{file.get().pk}")
    assert file.count() == 1
    become(None)
    assert asked_of_the_database("select id from assessments_request") == []
    assert asked_of_the_database("select id from assessments_requestfile") == []
    assert asked_of_the_database("select * from assessments_mine('')") == []
    assert asked_of_the_database("select key from people_content") == []


@pytest.mark.parametrize("column", ["secret_hash", "code_hash", "wrong_codes"])
def test_no_page_can_read_what_opens_a_request(area, column):
    with pytest.raises(DatabaseError), transaction.atomic():
        asked_of_the_database(f"select {column} from assessments_request")


def test_nobody_reads_a_request_or_its_papers_before_it_is_sent(area):
    asking = Asking().answer()
    asking.post("/ask/files/", evidence=upload(), do="add")

    def read_by_priya():
        with transaction.atomic():
            become(area.priya.user.pk)
            return [asked_of_the_database(f"select count(*) from {table}")[0][0]
                    for table in ("assessments_request", "assessments_requestfile", "people_content")]  # fmt: skip

    assert read_by_priya() == [0, 0, 0]
    asking.send()
    assert read_by_priya() == [1, 1, 1]


@pytest.mark.parametrize("role", ["la-send-caseworker", "educational-psychologist", "dsco"])
def test_an_officer_elsewhere_and_a_colleague_in_another_role_see_no_request(area, role):
    asking = Asking().answer()
    asking.send()
    who = area.stranger if role == "la-send-caseworker" else practitioner("Sue Dray", role, area.council)
    seen = Asking(None, sign_in(who))
    page = seen.get("/requests/")
    assert page.status_code == (200 if who is area.stranger else 404)
    assert "Ben" not in text_of(page)
    assert seen.get(f"/requests/{only().pk}/").status_code == 404
    with transaction.atomic():
        become(who.user.pk)
        assert asked_of_the_database("select id from assessments_request") == []


# --- by telephone ---


def test_an_officer_takes_a_request_by_telephone_which_counts_from_the_call(area):
    taking = Asking(None, sign_in(area.priya))
    assert taking.post("/requests/by-telephone/", asked_by="parent")["Location"] == "/ask/child/"
    taking.answer({"child": ANSWERS["child"], "email": ANSWERS["email"]})
    assert taking.post("/ask/born/", do="later")["Location"] == "/requests/"
    assert "Go on with Ben Hart" in text_of(taking.get("/requests/"))
    assert "Ben" not in text_of(Asking(None, sign_in(area.daniel)).get("/requests/"))
    assert Message.objects.count() == 0
    # Three days later, the officer finishes it.
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', '2026-11-27T09:00:00+00:00', true)")
    assert taking.post(f"/requests/{only().pk}/go-on/")["Location"] == "/ask/check/"
    assert "when you began to write it down" in text_of(taking.get("/ask/check/"))
    taking.answer({slug: data for slug, data in ANSWERS.items() if slug not in ("child", "email")})
    taking.send()
    assert (only().received_on, only().taken_by) == (TODAY, area.priya.user.pk)
    assert taking.get("/ask/sent/")["Location"] == f"/requests/{only().pk}/"


def test_a_request_that_is_begun_twice_by_telephone_leaves_no_empty_one(area):
    taking = Asking(None, sign_in(area.priya))
    for _ in range(2):
        taking.post("/requests/by-telephone/", asked_by="parent")
    first = only()
    taking.answer({"child": ANSWERS["child"]})
    # Whoever else calls is another, and so is what a colleague takes.
    taking.post("/requests/by-telephone/", asked_by="parent")
    Asking(None, sign_in(area.daniel)).post("/requests/by-telephone/", asked_by="parent")
    assert Request.objects.count() == 3
    assert Request.objects.get(pk=first.pk).answers["child_forename"] == "Ben"


def test_a_call_counts_from_its_own_day_though_the_officer_began_to_take_one_before_and_wrote_nothing(area):
    taking = Asking(None, sign_in(area.priya))
    taking.post("/requests/by-telephone/", asked_by="parent")
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', '2026-12-08T09:00:00+00:00', true)")
    taking.post("/requests/by-telephone/", asked_by="parent")
    taking.answer(ANSWERS)
    taking.send()
    assert str(only().received_on) == "2026-12-08"


def test_nobody_else_goes_on_with_what_an_officer_takes(area):
    taking = Asking(None, sign_in(area.priya))
    taking.post("/requests/by-telephone/", asked_by="parent")
    assert Asking(None, sign_in(area.daniel)).post(f"/requests/{only().pk}/go-on/").status_code == 404
    # The secret of the session alone opens nothing, without the officer.
    stolen = Asking(None)
    session = stolen.client.session
    session["asking"] = taking.client.session["asking"]
    session.save()
    stolen.client.cookies["sessionid"] = session.session_key
    assert stolen.get("/ask/child/").status_code == 410
