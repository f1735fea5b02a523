"""What people say of the Local Offer: held until somebody reads it, published without what tells who they are, answered with what changed,
and published once a year with what was not done and why."""

import csv
import datetime as dt
import io

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, ProgrammingError, transaction

from goldenthread.access.viewer import become
from goldenthread.offer import comments
from goldenthread.offer.models import Service
from goldenthread.offer.models_comments import Answer, Comment, Publication
from goldenthread.offer.often import A_DAY
from goldenthread.offer.tasks import forget_comments
from tests.cases.pages.conftest import as_application, as_the_worker, sign_in

from .conftest import TODAY
from .test_keeping import ask, council  # noqa: F401

SAID = "My son Jack waited. Ring me on 01632 960 200. There is no club in Harlow."
PASSED = "My son waited. There is no club in Harlow."


def text(client, path):
    return ask(client, path).content.decode()


def say(client, words=SAID, path="/local-offer/comments/say/", **other):
    return ask(client, path, {"asks": "content", "text": words, "who": "parent"} | other)


def judged(editor, words=PASSED, theme="missing", **other):
    one = Comment.objects.filter(state="held").get()
    return ask(editor, f"/local-offer/comments/read/{one.pk}/", {"publish": "yes", "public": words, "theme": theme} | other)


def day(name, on):
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def answered(editor, kind="done", ones=None, **other):
    told = {"theme": "missing", "said": "There is no club in Harlow.", "kind": kind, "decision": "We asked Tidewater to open one.", "why": "", "decided_by": "SEND Partnership Board"}
    told |= day("decided_on", TODAY - dt.timedelta(days=10)) | {"comments": ones if ones is not None else [str(c.pk) for c in comments.unanswered()]} | other
    if kind == "done" and "changed" not in other:
        told |= {"changed": "A club opened on Saturdays."} | day("changed_on", TODAY - dt.timedelta(days=3))
    return ask(editor, "/local-offer/comments/answers/new/", told)


def test_nobody_reads_a_comment_before_an_editor_has(council, client):  # noqa: F811
    assert say(client).status_code == 302
    assert "club in Harlow" not in text(client, "/local-offer/comments/")
    with as_application():
        assert not Comment.objects.exists()
    # The DCO reads along and judges nothing; a caseworker reads none.
    one = Comment.objects.get()
    path = f"/local-offer/comments/read/{one.pk}/"
    assert "club in Harlow" in text(sign_in(council.dco), path)
    assert ask(sign_in(council.dco), path, {"publish": "yes", "public": PASSED, "theme": "missing"}).status_code == 404
    assert ask(sign_in(council.officer), path).status_code == 404
    assert ask(sign_in(council.officer), "/local-offer/comments/read/").status_code == 404


def test_an_editor_sees_what_to_take_out_and_what_was_taken_out_is_gone(council, client):  # noqa: F811
    say(client)
    editor = sign_in(council.manager)
    page = text(editor, f"/local-offer/comments/read/{Comment.objects.get().pk}/")
    assert "It may hold a telephone number." in page
    assert "Ring me on [telephone]" in page
    # Words that still hold it are not published.
    assert "It may still hold a name of somebody and" not in page
    assert "take that out" in judged(editor, SAID).content.decode()
    assert Comment.objects.get().state == "held"
    assert judged(editor).status_code == 302
    one = Comment.objects.get()
    assert (one.state, one.public, one.text, one.decided_by_name) == ("published", PASSED, "", "Mo Khan")
    public = text(client, "/local-offer/comments/")
    assert PASSED in public
    assert "No answer yet." in public
    assert "Mo Khan" not in public


def test_the_database_holds_no_published_comment_with_the_words_as_they_came(council, client):  # noqa: F811
    say(client)
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.update(state="published", public=PASSED)


def test_what_is_not_published_has_a_reason_and_is_forgotten_after_90_days(council, client, time_machine, settings):  # noqa: F811
    say(client, "My own daughter’s help is late.")
    editor = sign_in(council.manager)
    assert "Select why it is not published" in judged(editor, publish="no", reason="").content.decode()
    assert judged(editor, publish="no", reason="own", theme="waits").status_code == 302
    assert Comment.objects.get().text != ""
    settings.DEMO_TODAY = TODAY + dt.timedelta(days=91)
    # Also where nobody says anything any more.
    with as_the_worker():
        forget_comments(0)
    assert Comment.objects.get(reason="own").text == ""


def test_two_who_publish_the_year_at_once_publish_it_once(council, client):  # noqa: F811
    say(client)
    first = comments.begins()
    for expected in (1, 0):
        with as_application(), transaction.atomic():
            made = comments.publish(become(council.manager.user.pk), first, TODAY, "", TODAY)
        assert (made is not None) == bool(expected)
    assert Publication.objects.count() == 1


def test_a_machine_is_thanked_and_not_heard(council, client):  # noqa: F811
    assert say(client, company="Buy now").status_code == 302
    assert not Comment.objects.exists()


def test_one_place_says_so_much_a_day_and_no_more(council, client):  # noqa: F811
    for n in range(A_DAY["comment"]):
        assert say(client, f"Comment {n}").status_code == 302
    assert say(client).status_code == 429
    assert Comment.objects.count() == A_DAY["comment"]


@pytest.mark.parametrize("path", ["/local-offer/comments/say/", "/local-offer/children/tell-us/"])
def test_an_empty_comment_is_refused_beside_its_field(council, client, path):  # noqa: F811
    assert "govuk-error-summary" in ask(client, path, {"text": " "}).content.decode()
    assert not Comment.objects.exists()


def test_a_child_says_what_it_thinks(council, client):  # noqa: F811
    assert ask(client, "/local-offer/children/tell-us/", {"text": "more swings"}).status_code == 302
    assert Comment.objects.get().who == "child"


def test_an_entry_is_commented_on_where_it_is_shown(council, client):  # noqa: F811
    service = Service.objects.get(name="Overnight stays")
    say(client, "It is lovely.", path=f"/local-offer/{service.pk}/comment/")
    assert Comment.objects.get().service == service
    hidden = Service.objects.get(name="Nobody confirms this")
    assert ask(client, f"/local-offer/{hidden.pk}/comment/").status_code == 404


def test_an_answer_says_who_decided_what_changed_and_when(council, client):  # noqa: F811
    editor = sign_in(council.manager)
    say(client)
    judged(editor)
    assert answered(editor).status_code == 302
    public = text(client, "/local-offer/comments/")
    for words in ("We did it.", "We asked Tidewater to open one.", "24 November 2026: A club opened on Saturdays.", "Decided by SEND Partnership Board on 17 November 2026."):
        assert words in public
    # What follows is added, with the entry that it changed.
    made, service = Answer.objects.get(), Service.objects.get(name="Overnight stays")
    there = f"/local-offer/comments/answers/{made.pk}/"
    assert "No entry has this address" in ask(editor, there, {"do": "change", "text": "It opens on Sundays too.", "entry": "somewhere"} | day("on", TODAY)).content.decode()
    assert ask(editor, there, {"do": "change", "text": "It opens on Sundays too.", "entry": f"http://localhost/local-offer/{service.pk}/"} | day("on", TODAY)).status_code == 302
    assert made.changes.get(service=service).by_name == "Mo Khan"
    assert ask(sign_in(council.dco), there, {"do": "change", "text": "x"} | day("on", TODAY)).status_code == 404
    with as_application(), pytest.raises(ProgrammingError), transaction.atomic():
        Answer.objects.create(theme="other", said="x", kind="not", decision="x", decided_by="x", decided_on=TODAY, on=TODAY, by=council.dco.user.pk, by_name="x")


def test_an_answer_and_what_followed_that_are_sent_twice_are_one(council, client):  # noqa: F811
    editor = sign_in(council.manager)
    say(client)
    judged(editor)
    ones = [str(Comment.objects.get().pk)]
    for _ in range(2):
        assert answered(editor, ones=ones).status_code == 302
    made = Answer.objects.get()
    there = f"/local-offer/comments/answers/{made.pk}/"
    for _ in range(2):
        assert ask(editor, there, {"do": "change", "text": "It opens on Sundays too.", "entry": ""} | day("on", TODAY)).status_code == 302
    assert sorted(made.changes.values_list("text", flat=True)) == ["A club opened on Saturdays.", "It opens on Sundays too."]
    again = ask(editor, there, {"do": "comments", "comments": ones})
    assert "Nothing was done now" in [str(m) for m in get_messages(again.wsgi_request)][-1]
    # What no comment is called is refused.
    assert ask(editor, there, {"do": "comments", "comments": ["x", "00000000-0000-0000-0000-000000000000"]}).status_code == 200
    assert Comment.objects.get().answer_id == made.pk


def test_the_same_decision_for_another_comment_answers_that_one_too(council, client):  # noqa: F811
    editor = sign_in(council.manager)
    for _ in range(2):
        say(client)
        judged(editor)
        answered(editor)
    assert Answer.objects.get().comments.count() == 2
    assert not comments.unanswered()


@pytest.mark.parametrize(("kind", "other", "said"), [
    ("done", {"changed": ""}, "Enter what changed"),
    ("will", {}, "Enter by when it will be done"),
    ("not", {}, "Enter why you will not do it"),
    ("already", {"decision": "Ask Mrs Jones"}, "families read this, so take that out"),
])  # fmt: skip
def test_a_decision_that_lacks_what_families_are_owed_is_refused(council, kind, other, said):  # noqa: F811
    page = answered(sign_in(council.manager), kind, [], **other).content.decode()
    assert said in page
    assert "There is no club in Harlow." in page
    assert not Answer.objects.exists()


def test_the_year_says_what_was_said_what_was_done_and_what_will_not_be(council, client, settings):  # noqa: F811
    assert "Once a year we publish" in text(client, "/local-offer/you-said-we-did/")
    editor = sign_in(council.manager)
    say(client)
    judged(editor)
    answered(editor)
    say(client, "Open at night.")
    judged(editor, "Open at night.", "missing")
    answered(editor, "not", said="Open at night.", decision="We will keep the hours.", why="Nobody came when we tried it.")
    say(client, "Buy my book")
    judged(editor, publish="no", reason="advert", theme="other")
    say(client, "The map is hard to read.")
    judged(editor, "The map is hard to read.", "access")
    # Came: 4. Published: 3, of which 1 has no answer. Not published: 1.
    assert ask(editor, "/local-offer/you-said-we-did/publish/", {"intro": "Thank you."} | day("last", TODAY)).status_code == 302
    page = text(client, "/local-offer/you-said-we-did/")
    for words in ("4 comments came. 3 are published here. 2 decisions followed.", "Thank you.", "We will not do it", "Why: Nobody came when we tried it.", "Changed on 24 November 2026: A club opened on Saturdays.",
                  "It is an advertisement, or nothing was said: 1", "The map is hard to read.", "Reading and using the pages"):  # fmt: skip
        assert words in page, words
    lines = list(csv.DictReader(io.StringIO(ask(client, f"/local-offer/you-said-we-did/{TODAY}/comments.csv").content.decode("utf-8-sig"))))
    assert sorted(line["decision"] for line in lines) == ["We did it", "We will not do it", "no answer yet"]
    # A comment taken back is gone from the page; the numbers stay as they were said.
    one = Comment.objects.get(public="Open at night.")
    ask(editor, f"/local-offer/comments/read/{one.pk}/", {"reason": "abuse"})
    page = text(client, f"/local-offer/you-said-we-did/{TODAY}/")
    assert page.count("Open at night.") == 1  # what the council says was said; not the comment
    assert "3 are published here" in page
    # The next begins the day after.
    assert comments.begins() == TODAY + dt.timedelta(days=1)
    assert "The next begins on 28 November 2026" in text(editor, "/local-offer/you-said-we-did/publish/")
    assert ask(client, "/local-offer/you-said-we-did/2026-13-01/").status_code == 404


def test_editors_are_told_what_they_owe_to_those_who_commented(council, client, settings):  # noqa: F811
    editor = sign_in(council.manager)
    say(client)
    assert "Read comments on the Local Offer" not in text(editor, "/my-work/")
    settings.DEMO_TODAY = TODAY + dt.timedelta(days=11)
    assert "Read comments on the Local Offer" in text(editor, "/my-work/")
    assert "Read comments" not in text(sign_in(council.dco), "/my-work/")
    # A year after the first comment the first page is due; eight weeks before, editors are told.
    assert comments.due() == TODAY + dt.timedelta(days=365)
    settings.DEMO_TODAY = TODAY + dt.timedelta(days=365 - 56)
    page = text(editor, "/my-work/")
    assert "Publish “You said, we did”" in page
    assert "Children and Families Act 2014, section 30(6)" in page
    assert not Publication.objects.exists()
    # What was promised by a day is owed on it.
    answered(editor, "will", [], **day("due_on", TODAY + dt.timedelta(days=400)))
    settings.DEMO_TODAY = TODAY + dt.timedelta(days=400)
    assert "Do what was promised: There is no club in Harlow." in text(editor, "/my-work/")
