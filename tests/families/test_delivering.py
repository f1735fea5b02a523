"""What a family is told goes by the way that is right for each of them, once, and a person is asked where no way is left."""

import io
from uuid import uuid4

import pytest
from pypdf import PdfReader

from goldenthread.access.models import RoleGrant
from goldenthread.families.actions import answer
from goldenthread.families.bars import bar
from goldenthread.families.models import Otherwise, Wish
from goldenthread.letters import delivering, tasks
from goldenthread.letters.carriers import NotTaken
from goldenthread.letters.document import Block, Document
from goldenthread.letters.models import Message, NotReached, Sending
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import About, keep
from goldenthread.people.models import Allocation, Content, Cover, Relationship

from ..cases.pages.conftest import TODAY, as_the_worker, day, get, post, practitioner, text_of
from ..notify import notify, sent  # noqa: F401
from .test_pages import as_viewer, asked_by, said

pytestmark = pytest.mark.django_db
MOBILE, TEMPORARY, GONE = "07700900123", "07700900003", "07700900002"
HOME = "1 Example Road\nChelmsford\nCM1 1QH"


def wish_of(home, who, **given):
    return Wish.objects.create(child=home.maya, owner=home.maya.owner, user=who.user.pk, on=TODAY, **given)


def told(home, who):
    """Somebody's question is answered, and the worker sends that there is news."""
    question = asked_by(home, who)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.filter(to_name=who.name).latest("queued_at")
    send(message)
    return message


def send(message):
    with as_the_worker():
        tasks.send(None, message=str(message.pk))
    message.refresh_from_db()


def receipt(by, message, status=None):
    """Notify says what became of the newest that it has of a message."""
    sending = message.sendings.order_by("-begun_at").first()
    with as_the_worker():
        changed = delivering.receive(sending.carrier_id, status or by.one(sending.carrier_id)["status"])
    message.refresh_from_db()
    return changed


def test_without_a_wish_news_goes_by_email_and_names_no_child(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    [m] = sent(notify)
    assert (m["type"], m["email_address"]) == ("email", "joanna@example.org")
    assert "Maya" not in m["subject"] + m["body"]
    assert (message.state, message.way, message.receipt) == ("sent", "email", "awaited")
    assert receipt(notify, message)
    assert message.receipt == "delivered"


def test_what_notify_is_told_to_know_a_message_by_is_a_number_and_nothing_of_anybody(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    assert sent(notify)[0]["reference"] == str(message.sendings.get().pk)


def test_a_wish_for_texts_is_followed_and_the_text_names_no_service_and_nobody(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="text", mobile=MOBILE)
    told(home, home.joanna)
    [m] = sent(notify)
    assert (m["type"], m["phone_number"]) == ("sms", MOBILE)
    assert m["body"] == "There is something new for you to read. Sign in: http://127.0.0.1:8000/family/"


def test_a_text_that_fails_is_followed_by_an_email_and_then_a_letter_to_the_same_person_alone(home, notify):  # noqa: F811
    home.joanna.user.email = "perm-fail@simulator.notify"
    home.joanna.user.save()
    wish_of(home, home.joanna, way="text", mobile=TEMPORARY, post_to=HOME)
    wish_of(home, home.mark, way="text", mobile=MOBILE, post_to="9 Other Street\nColchester\nCO1 1AA")
    message = told(home, home.joanna)
    receipt(notify, message)
    assert message.state == "queued"
    send(message)
    receipt(notify, message)
    send(message)
    assert [m["type"] for m in sent(notify)] == ["sms", "email", "letter"]
    letter = sent(notify)[-1]
    assert [letter[f"line_{n}"] for n in range(1, 5)] == ["Joanna Whitfield", "1 Example Road", "Chelmsford", "CM1 1QH"]
    assert (message.state, message.way, message.posted) == ("sent", "post", True)
    # Nobody else heard of it.
    assert {m["phone_number"] for m in sent(notify, type="sms")} == {TEMPORARY}
    assert not NotReached.objects.exists()


def test_a_phone_that_is_not_safe_is_never_texted_nor_called(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="text", mobile=MOBILE, unsafe_phone=True)
    message = told(home, home.joanna)
    receipt(notify, message, "permanent-failure")
    send(message)
    assert [m["type"] for m in sent(notify)] == ["email"]
    assert message.state == "unreached"


def test_where_no_way_of_writing_is_safe_nothing_is_sent_and_a_named_person_is_asked(home, notify):  # noqa: F811
    wish_of(home, home.joanna, unsafe_phone=True, unsafe_email=True, unsafe_post=True, mobile=MOBILE, post_to=HOME)
    message = told(home, home.joanna)
    assert sent(notify) == []
    n = NotReached.objects.get(message=message)
    # Tuesday 24 November and two working days: Thursday 26 November.
    assert (n.why, n.to_name, n.due) == ("no-way", "Priya Nair", day("2026-11-26"))


def test_a_bounce_is_owed_by_whoever_sent_it_with_what_is_not_safe_and_leaves_when_it_is_done(home, notify):  # noqa: F811
    wish_of(home, home.joanna, unsafe_phone=True, mobile=MOBILE)
    message = told(home, home.joanna)
    receipt(notify, message, "permanent-failure")
    send(message)
    assert "Find out how Joanna Whitfield can be told" in said(home.priya, "/my-work/")
    assert "Joanna Whitfield can be told" not in said(home.daniel, "/my-work/")
    path = f"/letters/not-reached/{NotReached.objects.get().pk}/"
    page = said(home.priya, path)
    assert "Do not reach them by phone or text message." in page
    assert "We tried by email." in page
    assert MOBILE not in page
    assert post(home.priya, path).status_code == 400
    assert post(home.priya, path, outcome="told").status_code == 302
    assert "Joanna Whitfield can be told" not in said(home.priya, "/my-work/")


def test_of_a_case_that_is_kept_from_others_whoever_is_named_to_it_is_asked_and_nobody_who_covers(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    Cover.objects.create(practitioner=home.priya.who, covered_by=home.daniel.who, valid_from=day("2026-11-01"))
    home.case.confidentiality = "withheld"
    home.case.save()
    Allocation.objects.create(child=home.maya, owner=home.council, case=home.case.pk, practitioner=home.priya.who, role="la-send-caseworker", valid_from=day("2026-11-01"))
    receipt(notify, message, "permanent-failure")
    send(message)
    assert NotReached.objects.get().to_name == "Priya Nair"
    assert "Find out how Joanna Whitfield can be told" in said(home.priya, "/my-work/")


def test_of_a_case_that_is_kept_from_others_with_nobody_named_to_it_a_manager_is_asked_and_not_told_of_the_case(home, notify):  # noqa: F811
    grace = practitioner("Grace Lead", "la-send-manager", home.council)
    message = told(home, home.joanna)
    home.case.confidentiality = "withheld"
    home.case.save()
    receipt(notify, message, "permanent-failure")
    send(message)
    owed = NotReached.objects.get()
    assert (owed.to, owed.case) == (None, None)
    assert "Find out how Joanna Whitfield can be told" in said(grace, "/my-work/")
    page = said(grace, f"/letters/not-reached/{owed.pk}/")
    assert home.case.reference not in page
    assert "Joanna Whitfield can be told" not in said(home.daniel, "/my-work/")


def test_no_family_and_no_stranger_opens_what_is_owed_to_find_somebody(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    receipt(notify, message, "permanent-failure")
    send(message)
    path = f"/letters/not-reached/{NotReached.objects.get().pk}/"
    for someone in (home.joanna, home.mark, home.stranger):
        assert get(someone, path).status_code == 404, someone.name
        assert as_viewer(someone, lambda v: NotReached.objects.count()) == 0


def test_each_way_that_was_tried_is_shown_to_nobody_who_signs_in(home, notify):  # noqa: F811
    told(home, home.joanna)
    assert as_viewer(home.priya, lambda v: Sending.objects.count()) == 0


@pytest.mark.parametrize("ends", ["account", "grant", "relationship", "sealed"])
def test_whoever_may_no_longer_be_told_is_told_nothing_more_also_by_no_other_way(home, notify, ends):  # noqa: F811
    wish_of(home, home.joanna, mobile=MOBILE, post_to=HOME)
    message = told(home, home.joanna)
    match ends:
        case "account":
            home.joanna.user.is_active = False
            home.joanna.user.save()
        case "grant":
            RoleGrant.objects.filter(user=home.joanna.user).update(valid_to=day("2026-11-23"))
        case "relationship":
            Relationship.objects.filter(person=home.joanna.person).update(valid_to=day("2026-11-23"))
        case "sealed":
            home.maya.sealed = True
            home.maya.save()
    receipt(notify, message, "temporary-failure")
    send(message)
    assert len(sent(notify)) == 1
    assert NotReached.objects.get().why == "not-now"


def test_a_wish_that_changed_since_is_the_one_that_is_followed(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="text", mobile=MOBILE)
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    wish_of(home, home.joanna, way="text", mobile=MOBILE, unsafe_phone=True)
    send(Message.objects.latest("queued_at"))
    assert [m["type"] for m in sent(notify)] == ["email"]


def test_whoever_wishes_a_call_is_owed_one_by_whoever_answered_and_no_number_stands_in_a_list_of_others(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="call", mobile=MOBILE)
    told(home, home.joanna)
    assert Otherwise.objects.get().how == f"by a call to {MOBILE}"


# --- never twice ---


def test_a_receipt_that_is_said_again_changes_nothing(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    assert receipt(notify, message)
    assert not receipt(notify, message)
    assert not receipt(notify, message, "permanent-failure")
    assert message.receipt == "delivered"


def test_a_message_that_is_queued_again_after_it_left_is_not_sent_again(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    send(message)
    assert len(sent(notify)) == 1


def test_a_worker_that_died_after_notify_took_it_is_followed_by_one_that_asks_first(home, notify, monkeypatch):  # noqa: F811
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.latest("queued_at")

    class Killed(BaseException):
        pass

    def killed(*_):
        raise Killed

    with monkeypatch.context() as dies, as_the_worker():
        dies.setattr(delivering, "_all_taken", killed)
        with pytest.raises(Killed):
            tasks.send(None, message=str(message.pk))
    message.refresh_from_db()
    assert message.state == "queued"
    send(message)
    assert len(sent(notify)) == 1
    assert message.state == "sent"
    # The stand-in had a receipt for it already, which is not lost either.
    assert message.receipt == "delivered"


def test_notify_that_takes_no_more_for_now_is_tried_again_and_nothing_is_lost(home, notify):  # noqa: F811
    notify.a_minute = 0
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.latest("queued_at")
    with as_the_worker(), pytest.raises(RuntimeError, match="429 RateLimitError"):
        tasks.send(None, message=str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "Notify 429 RateLimitError")
    notify.a_minute = None
    send(message)
    assert (message.state, len(sent(notify))) == ("sent", 1)


def three(home):
    """Three messages that wait."""
    for text in ("When?", "Who?", "Where?"):
        question = asked_by(home, home.joanna, text)
        as_viewer(home.priya, lambda v, q=question: answer(v, q.pk, "On Friday.", TODAY))
    return list(Message.objects.order_by("queued_at"))


def test_one_job_takes_along_what_waits_and_the_jobs_of_the_others_then_find_nothing_to_do(home, notify):  # noqa: F811
    first, *others = three(home)
    send(first)
    assert len(sent(notify)) == 3
    for message in others:
        send(message)
        assert message.state == "sent"
    assert len(sent(notify)) == 3


def test_what_was_taken_along_and_not_taken_by_notify_waits_for_its_own_job(home, notify):  # noqa: F811
    first, *others = three(home)
    notify.a_minute = 2
    send(first)
    assert sorted(Message.objects.values_list("state", flat=True)) == ["queued", "sent", "sent"]
    notify.a_minute = None
    for message in others:
        send(message)
    assert len({m["reference"] for m in sent(notify)}) == len(sent(notify)) == 3


def test_of_a_message_that_notify_has_forgotten_no_receipt_is_waited_for_any_more(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    Message.objects.update(sent_at="2026-01-01T08:00:00Z")
    with as_the_worker():
        delivering.ask_what_became()
    message.refresh_from_db()
    assert (message.state, message.receipt) == ("sent", "")


def test_a_wrong_key_is_a_fault_of_the_area_and_no_other_way_is_tried(home, notify, settings):  # noqa: F811
    settings.NOTIFY_KEY = settings.NOTIFY_KEY[:-4] + "ffff"
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.latest("queued_at")
    with as_the_worker(), pytest.raises(RuntimeError, match="403 AuthError"):
        tasks.send(None, message=str(message.pk))
    assert not NotReached.objects.exists()


def test_without_any_way_of_sending_nothing_is_said_to_have_been_sent(home, settings):
    settings.EMAIL_BACKEND = "goldenthread.letters.account_mail.EmailBackend"
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    message = Message.objects.latest("queued_at")
    with as_the_worker(), pytest.raises(NotTaken):
        delivering.deliver(str(message.pk))
    message.refresh_from_db()
    assert (message.state, message.fault) == ("failed", "No way of sending is set up")


def test_what_notify_says_nothing_of_is_asked_for(home, notify):  # noqa: F811
    message = told(home, home.joanna)
    with as_the_worker():
        assert delivering.ask_what_became() == 0
        Sending.objects.update(taken_at="2026-11-24T08:00:00Z")
        assert delivering.ask_what_became() in (0, 1)
    message.refresh_from_db()


# --- the callback ---


def test_a_receipt_is_taken_with_the_areas_own_token_alone(home, notify, client, settings):  # noqa: F811
    message = told(home, home.joanna)
    body = {"id": message.sendings.get().carrier_id, "status": "delivered"}

    def says(token, given=body):
        return client.post("/notify/receipt/", given, content_type="application/json", headers={"Authorization": f"Bearer {token}"}).status_code

    assert says("wrong") == 403
    assert says(settings.NOTIFY_CALLBACK_TOKEN, {"id": "no number", "status": "delivered"}) == 400
    assert says(settings.NOTIFY_CALLBACK_TOKEN, ["x"]) == 400
    assert says(settings.NOTIFY_CALLBACK_TOKEN) == 204
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert says("") == 404


def test_a_letter_that_comes_back_is_a_task_that_speaks_of_safety(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="post", post_to=HOME)
    message = told(home, home.joanna)
    assert receipt(notify, message, "received")
    assert receipt(notify, message, "returned")
    assert message.state == "unreached"
    page = said(home.priya, f"/letters/not-reached/{NotReached.objects.get().pk}/")
    assert "safeguarding lead" in page
    assert "Do not ask one parent where the other lives." in page


# --- saying how ---


def test_a_way_that_is_said_to_be_unsafe_cannot_be_wished_and_what_was_typed_is_kept(home):
    page = text_of(post(home.joanna, f"{home.page}how-to-tell/", way="text", mobile="07700 900123", unsafe=["phone"]))
    assert "You say below that this way is not safe for you" in page
    assert not Wish.objects.exists()


@pytest.mark.parametrize("given, says", [
    ({"way": "text"}, "Enter your mobile number, so that we can use it"),
    ({"way": "post"}, "Enter where your letters should go"),
    ({"mobile": "01245 111111"}, "Enter a UK mobile number, like 07700 900123"),
    ({"post_to": "1 Example Road\nChelmsford"}, "End the address with its postcode, on a line of its own"),
])  # fmt: skip
def test_a_way_without_its_address_is_asked_for_beside_its_field(home, given, says):
    assert says in text_of(post(home.joanna, f"{home.page}how-to-tell/", **given))


def test_where_one_parent_is_told_is_read_by_no_other(home):
    wish_of(home, home.joanna, way="post", mobile=MOBILE, post_to=HOME)
    page = get(home.mark, f"{home.page}how-to-tell/").content.decode()
    assert "Example Road" not in page
    assert MOBILE not in page


# --- letters ---


def lettered(home, who, encloses=False):
    """A letter to one of the family, queued for the worker."""
    about = About(home.maya.pk, home.case.pk, home.council.pk)
    paper = Content.objects.create(key=uuid4(), child=home.maya, owner=home.council, case=home.case.pk, kind_of_data="ehc-request-and-stage", text="", file=b"%PDF-1.7", file_name="a.pdf")

    def write_it(viewer):
        letter = keep(viewer, about, "decided-to-assess", Document("We have decided", "", (Block("paragraph", "We will look at what Maya needs."),)), kind="ehc-request-and-stage", encloses=paper.key if encloses else None)
        queue(viewer, Recipient("family", who.name, who.user.email), purpose="notice", subject="There is a letter for you to read", body="Sign in.", child=home.maya.pk, case=home.case.pk, owner=home.council.pk, letter=letter)

    as_viewer(home.priya, write_it)
    message = Message.objects.filter(to_name=who.name, purpose="notice").get()
    send(message)
    return message


def size_of(pdf):
    found = []
    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: found.append(size) if "look at what" in text else None)
    return found[0]


def test_a_letter_goes_by_post_to_whoever_wishes_it_and_in_large_print_where_it_was_asked_for(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="post", post_to=HOME, forms=["large-print"])
    message = lettered(home, home.joanna)
    [m] = sent(notify)
    assert (m["type"], m["line_1"], message.posted) == ("letter", "Joanna Whitfield", True)
    assert size_of(notify.pdf(m["id"])) == 18
    # The same letter on their own page; and in the usual size for the other parent, who asked for nothing.
    path = f"/letters/{message.letter_id}/letter.pdf"
    assert size_of(get(home.joanna, path).content) == 18
    assert size_of(get(home.mark, path).content) == 12


def test_a_letter_with_a_paper_in_the_same_envelope_waits_in_the_tray_for_whoever_wishes_post(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="post", post_to=HOME)
    message = lettered(home, home.joanna, encloses=True)
    assert (message.state, message.post_to, sent(notify)) == ("to-post", HOME, [])
    assert "CM1 1QH" in said(home.priya, "/letters/to-post/")


def test_a_form_that_only_a_person_makes_is_owed_with_a_day_by_whoever_wrote_once_and_the_letter_leaves_too(home, notify):  # noqa: F811
    wish_of(home, home.joanna, forms=["braille", "bsl"], language="Polish")
    message = lettered(home, home.joanna)
    o = Otherwise.objects.get()
    # Tuesday 24 November and five working days: Tuesday 1 December.
    assert (o.how, o.due, o.to_name, o.letter) == ("in Polish, Braille, British Sign Language (BSL)", day("2026-12-01"), "Priya Nair", message.letter_id)
    assert [m["type"] for m in sent(notify)] == ["email"]
    assert "We will look at what Maya needs." in said(home.priya, f"/told-otherwise/{o.pk}/")


def test_a_letter_to_an_address_without_an_account_is_printed_by_notify_where_the_area_posts_by_it(home, notify):  # noqa: F811
    about = About(home.maya.pk, home.case.pk, home.council.pk)

    def write_it(viewer):
        letter = keep(viewer, about, "decided-to-assess", Document("We have decided", "", (Block("paragraph", "We will look."),)), kind="ehc-request-and-stage")
        queue(viewer, Recipient("family", "Lee Reeve", post_to=HOME), purpose="notice", subject="x", body="", child=home.maya.pk, case=home.case.pk, owner=home.council.pk, letter=letter)

    as_viewer(home.priya, write_it)
    message = Message.objects.get(to_name="Lee Reeve")
    send(message)
    assert (message.state, sent(notify)[0]["line_4"]) == ("sent", "CM1 1QH")


def test_a_letter_whose_address_notify_does_not_take_stays_in_the_tray(home, notify):  # noqa: F811
    about = About(home.maya.pk, home.case.pk, home.council.pk)

    def write_it(viewer):
        letter = keep(viewer, about, "decided-to-assess", Document("We have decided", "", (Block("paragraph", "We will look."),)), kind="ehc-request-and-stage")
        queue(viewer, Recipient("family", "Lee Reeve", post_to="care of the school"), purpose="notice", subject="x", body="", child=home.maya.pk, case=home.case.pk, owner=home.council.pk, letter=letter)

    as_viewer(home.priya, write_it)
    message = Message.objects.get(to_name="Lee Reeve")
    send(message)
    assert (message.state, sent(notify)) == ("to-post", [])


def test_a_letter_that_a_bar_held_back_is_printed_by_nobody_who_has_its_address(home, notify):  # noqa: F811
    wish_of(home, home.joanna, way="post", post_to=HOME)
    message = lettered(home, home.joanna, encloses=True)
    path = f"/letters/to-post/{message.pk}/letter.pdf"
    assert get(home.priya, path).status_code == 200
    as_viewer(home.priya, lambda v: bar(v, home.maya, home.joanna.person, ground="no-contact", words="An order", on=TODAY))
    for page in ("letter.pdf", "enclosed.pdf"):
        assert get(home.priya, f"/letters/to-post/{message.pk}/{page}").status_code == 404
