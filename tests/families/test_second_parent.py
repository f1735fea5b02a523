"""A second parent's access: asked for, checked, decided by somebody by name, and opened by nobody's mistake."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, transaction
from django.test import Client

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.plain_sql import rows
from goldenthread.families.models import AccessAsk, FirstAsked
from goldenthread.families.tasks import forget
from goldenthread.offer import often
from goldenthread.people.models import Bar, Person, Relationship

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    as_application,
    as_the_worker,
    child_of,
    day,
    get,
    post,
    practitioner,
    text_of,
)
from .conftest import parent_of

pytestmark = pytest.mark.django_db
ASK = {
    "forename": "Mark", "surname": "Whitfield", "email": "Mark.W@example.org", "phone": "", "safe_contact": "By email only", "relation": "father",
    "says": "I live apart.",
}  # fmt: skip


@pytest.fixture
def apart(area):
    """Maya's mother signs in; her father is on the record and cannot."""
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.mark = Person.objects.create(owner=area.council, surname="Whitfield", forename="Mark")
    Relationship.objects.create(child=area.maya, owner=area.council, person=area.mark, relation="father", parental_responsibility=True, valid_from=LONG_AGO)
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    area.here = f"/children/{area.maya.pk}/family-access/"
    return area


def entered(apart):
    page = post(apart.priya, f"{apart.here}ask/", person=str(apart.mark.pk), **ASK)
    assert page.status_code == 302, text_of(page)
    return page["Location"]


CHECKED = {"do": "check", "identity_how": "Passport, seen on a video call", "basis": "responsibility", "basis_seen": "Birth certificate", "orders_looked": "yes", "orders_seen": ""}


def checked(apart, path, **more):
    assert post(apart.priya, path, **(CHECKED | more)).status_code == 302


def asked_first(apart, path, said="no-objection", by=None):
    data = {"do": f"first-{apart.joanna.person.pk}", "f0__said": said, "f0__how": "Rang her on the number she chose, alone, on 23 November", "f0__words": ""}
    assert post(by or apart.priya, path, **data).status_code == 302


def decided(who, path, decision="open"):
    return post(who, path, do="decide", decision=decision, reasons="He has responsibility, and no order stands.")


def test_a_page_is_opened_after_every_check_and_the_link_sets_a_password_once(apart):
    path = entered(apart)
    page = text_of(get(apart.priya, path))
    assert "4 checks are still to be done" in page
    assert decided(apart.priya, path).status_code == 400, "nothing but a refusal can be decided yet"
    checked(apart, path)
    asked_first(apart, path)
    assert decided(apart.priya, path).status_code == 302
    page = post(apart.priya, path, do="open")
    assert page.status_code == 200
    link = re.search(r'id="the-link">http[^<]*?(/accounts/[^<]+)<', page.content.decode())[1]
    mark = User.objects.get(email="mark.w@example.org")
    assert mark.person_id == apart.mark.pk
    assert RoleGrant.objects.filter(user=mark, role="parent", ended_at=None).exists()
    client = Client()
    with as_application():
        chosen = client.get(link, follow=True)
        assert "password" in text_of(chosen).lower()
        done = client.post(chosen.request["PATH_INFO"], {"password1": "a long enough phrase", "password2": "a long enough phrase"})
        assert done.status_code == 302
    assert "password already" in text_of(post(apart.priya, path, do="invite")), "nobody at work makes another link to an account in use"


def test_the_other_parent_finds_no_trace_before_or_after(apart):
    before = text_of(get(apart.joanna, f"/family/{apart.maya.pk}/"))
    path = entered(apart)
    checked(apart, path)
    asked_first(apart, path)
    get(apart.priya, path)
    assert text_of(get(apart.joanna, f"/family/{apart.maya.pk}/")) == before
    assert "asks to see" not in text_of(get(apart.joanna, f"/children/{apart.maya.pk}/who-looked/"))
    assert get(apart.joanna, path).status_code == 404
    with as_application(), transaction.atomic():
        become(apart.joanna.pk)
        assert AccessAsk.objects.count() == FirstAsked.objects.count() == 0


def test_an_objection_goes_to_a_manager_and_an_opening_against_it_takes_two_names(apart):
    second = practitioner("Ruth Adeyemi", "la-send-manager", apart.council)
    path = entered(apart)
    checked(apart, path)
    asked_first(apart, path, said="objects")
    assert "a manager decides" in text_of(get(apart.priya, path))
    assert decided(apart.priya, path).status_code == 409, "not by a case officer"
    assert decided(apart.grace, path).status_code == 302
    assert post(apart.grace, path, do="open").status_code == 409, "not with one name"
    assert post(apart.grace, path, do="second", agree="yes", words="Mine too").status_code == 409, "nor with one's own twice"
    assert post(second, path, do="second", agree="yes", words="No order, and he has responsibility.").status_code == 302
    assert post(second, path, do="open").status_code == 200


def test_a_manager_can_send_a_decision_back(apart):
    path = entered(apart)
    assert decided(apart.priya, path, "refuse").status_code == 302
    assert post(apart.grace, path, do="second", agree="no", words="Ask the mother first.").status_code == 302
    page = text_of(get(apart.priya, path))
    assert "Ask the mother first." in page
    checked(apart, path)
    asked_first(apart, path)
    assert decided(apart.priya, path).status_code == 302
    assert AccessAsk.objects.get().second == ""
    assert post(apart.priya, path, do="open").status_code == 200


def test_a_refusal_takes_a_second_name_and_is_told_safely(apart):
    path = entered(apart)
    decided(apart.priya, path, "refuse")
    assert post(apart.priya, path, do="told").status_code == 409
    post(apart.grace, path, do="second", agree="yes", words="He could not show who he is.")
    assert post(apart.priya, path, do="told").status_code == 302
    assert User.objects.filter(email="mark.w@example.org").count() == 0


def test_an_order_opens_only_a_page_behind_a_bar(apart):
    path = entered(apart)
    checked(apart, path, orders="non-molestation", orders_seen="Order of 3 March 2026")
    asked_first(apart, path)
    assert decided(apart.priya, path, "open").status_code == 400
    assert decided(apart.priya, path, "limited").status_code == 302
    assert post(apart.priya, path, do="open").status_code == 409, "no bar yet"
    assert post(apart.priya, f"{apart.here}bar/", person=str(apart.mark.pk), ground="non-molestation", words="Order of 3 March 2026").status_code == 302
    assert post(apart.priya, path, do="open").status_code == 200
    mark = User.objects.get(email="mark.w@example.org")
    page = text_of(get(SimpleNamespace(user=mark), f"/family/{apart.maya.pk}/"))
    assert "We are finding out what help Maya needs." in page
    assert "Priya" not in page
    assert "Larkfield" not in page


def test_what_must_be_done_stands_in_lists_of_work(apart):
    path = entered(apart)
    assert "Check who asks to see this child’s page" in text_of(get(apart.priya, "/my-work/"))
    assert "Answer by Tuesday 15 December 2026" in text_of(get(apart.priya, path)), "15 working days from 24 November"
    decided(apart.priya, path, "refuse")
    assert "Agree to a decision about a parent’s access" in text_of(get(apart.grace, "/my-work/"))
    assert "Agree to a decision about a parent’s access" not in text_of(get(apart.priya, "/my-work/"))


def test_anybody_asks_without_signing_in_and_learns_nothing(apart):
    born = {"child_born_day": "5", "child_born_month": "10", "child_born_year": "2019"}
    with as_application():
        known = Client().post("/ask-to-see/", ASK | born | {"child_named": "Maya Whitfield"})
        unknown = Client().post("/ask-to-see/", ASK | born | {"child_named": "Nobody Known", "email": "other@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"]) == (302, "/ask-to-see/sent/")
    page = text_of(get(apart.priya, "/parents-who-ask/"))
    assert "2 parents wait for an answer" in page
    one = AccessAsk.objects.get(email="mark.w@example.org")
    path = f"/parents-who-ask/{one.pk}/"
    assert "Maya Whitfield, " in text_of(get(apart.priya, path))
    assert post(apart.priya, path, do="match", child=str(apart.maya.pk)).status_code == 302
    assert "checks are still to be done" in text_of(get(apart.priya, path))
    other = AccessAsk.objects.get(email="other@example.org")
    assert post(apart.priya, f"/parents-who-ask/{other.pk}/", do="decide", decision="unknown", reasons="Nobody of that name.").status_code == 302
    assert "1 parent waits" in text_of(get(apart.priya, "/parents-who-ask/"))


def test_a_birthday_that_was_mistyped_does_not_hide_the_child_who_is_meant(apart):
    with as_application():
        Client().post("/ask-to-see/", ASK | {"child_born_day": "10", "child_born_month": "5", "child_born_year": "2019", "child_named": "Maya Whitfeild"})
    path = f"/parents-who-ask/{AccessAsk.objects.get().pk}/"
    page = text_of(get(apart.priya, path))
    assert "Maya Whitfield, " in page
    assert "not on the day that they gave" in page
    assert post(apart.priya, path, do="match", child=str(apart.maya.pk)).status_code == 302
    assert "checks are still to be done" in text_of(get(apart.priya, path))


def test_the_public_page_keeps_three_a_day_from_one_address(apart):
    for _ in range(5):
        with as_application():
            assert Client().post("/ask-to-see/", ASK | {"child_named": "X Y", "child_born_day": "5", "child_born_month": "10", "child_born_year": "2019"}).status_code == 302
    assert AccessAsk.objects.count() == 3


def test_who_asked_about_a_child_that_nobody_knows_is_forgotten_after_90_days(apart, settings):
    with as_application():
        Client().post("/ask-to-see/", ASK | BORN)
    path = f"/parents-who-ask/{AccessAsk.objects.get().pk}/"
    assert post(apart.priya, path, do="decide", decision="unknown", reasons="Nobody of that name, Mark.").status_code == 302
    for days, kept in ((90, True), (91, False)):
        settings.DEMO_TODAY = TODAY + dt.timedelta(days=days)
        with transaction.atomic(), as_the_worker():
            forget(0)
        one = AccessAsk.objects.get()
        assert bool(one.email and one.child_named and one.child_born and one.says and one.reasons) == kept
    assert (one.surname, one.email, one.child_named, one.child_born, one.says, one.reasons, one.decision) == ("", "", "", None, "", "", "unknown")


BORN = {"child_named": "X Y", "child_born_day": "5", "child_born_month": "10", "child_born_year": "2019"}


def test_whoever_asks_after_as_many_as_can_be_kept_in_a_day_is_told_that_nothing_was_kept(apart):
    AccessAsk.objects.bulk_create([
        AccessAsk(owner=apart.council, came="public", forename="A", surname="B", email=f"a{n}@example.org", child_named="X", asked_on=TODAY, decide_by=TODAY, orders=[]) for n in range(200)
    ])  # fmt: skip
    with as_application():
        answer = Client().post("/ask-to-see/", ASK | BORN)
    assert answer.status_code == 429
    assert "Nothing was recorded" in text_of(answer)
    assert AccessAsk.objects.count() == 200


def test_one_place_cannot_use_up_what_all_may_ask_in_a_day(apart, monkeypatch):
    monkeypatch.setitem(often.A_DAY, "ask-to-see", 1)
    with as_application():
        assert [Client().post("/ask-to-see/", ASK | BORN | {"email": f"a{n}@example.org"}).status_code for n in range(2)] == [302, 429]
    assert AccessAsk.objects.count() == 1


def test_an_address_of_somebody_at_work_opens_nothing(apart):
    page = post(apart.priya, f"{apart.here}ask/", person=str(apart.mark.pk), **(ASK | {"email": apart.daniel.user.email}))
    path = page["Location"]
    checked(apart, path)
    asked_first(apart, path)
    decided(apart.priya, path)
    page = post(apart.priya, path, do="open")
    assert "Nothing was opened." in text_of(page)
    assert not RoleGrant.objects.filter(user=apart.daniel.user, role="parent").exists()


def test_the_second_wall_opens_nothing_that_was_not_decided(apart):
    path = entered(apart)
    ask = AccessAsk.objects.get()

    def as_priya(do):
        with as_application(), transaction.atomic():
            become(apart.priya.user.pk)
            return do()

    def opened():
        return rows("select families_open_access(%(key)s, %(on)s)", key=ask.pk, on=TODAY)[0][0]

    assert as_priya(opened) is None
    for forged in ({"second": "agree", "second_by": apart.grace.user.pk}, {"opened_on": TODAY}, {"opened_user": apart.priya.user.pk}):
        with pytest.raises(DatabaseError), transaction.atomic():
            as_priya(lambda forged=forged: AccessAsk.objects.filter(pk=ask.pk).update(**forged))
    assert get(apart.stranger, path).status_code == 404
    assert get(apart.helen, path).status_code == 404


def test_a_bar_is_ended_by_two_people(apart):
    post(apart.priya, f"{apart.here}bar/", person=str(apart.mark.pk), ground="risk", words="As the social worker judged it")
    bar = Bar.objects.get()
    path = f"{apart.here}bar/{bar.pk}/end/"
    assert post(apart.grace, path, reasons="The order has ended.").status_code == 302
    again = post(apart.grace, path, reasons="The order has ended.")
    assert "Nothing was done now" in str(*get_messages(again.wsgi_request))
    assert Bar.objects.get().ended_at is None
    assert get(apart.grace, path).status_code == 404, "not by whoever asked"
    assert get(apart.priya, path).status_code == 404, "nor by somebody who is no manager"

    def alone():
        with as_application(), transaction.atomic():
            become(apart.priya.user.pk)
            Bar.objects.filter(pk=bar.pk).update(ended_at=dt.datetime.now(dt.UTC), ended_by=apart.priya.user.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        alone()
    second = practitioner("Ruth Adeyemi", "la-send-manager", apart.council)
    assert post(second, path).status_code == 302
    assert "Nothing was done now" in str(*get_messages(post(second, path).wsgi_request))
    for someone in (apart.stranger, apart.joanna, apart.helen):
        assert post(someone, path).status_code == 404
    bar.refresh_from_db()
    assert bar.ended_by_name == "Ruth Adeyemi"


def test_an_officer_of_another_council_and_a_parent_find_no_page_of_it(apart):
    ada = child_of(apart.council, "Ada", "Other", date_of_birth=day("2018-01-01"))
    for someone in (apart.stranger, apart.joanna, apart.helen):
        for path in ("/parents-who-ask/", apart.here, f"{apart.here}ask/", f"{apart.here}bar/", f"/children/{ada.pk}/family-access/"):
            if someone is apart.stranger and path == "/parents-who-ask/":
                continue
            assert get(someone, path).status_code == 404, path
