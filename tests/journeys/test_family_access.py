"""Who of a family sees what: a father asks on a phone and is let in after checks, a mother is barred, a young person keeps a question to
herself, and rights pass at the end of the last Friday in June."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from django.db import connection
from playwright.sync_api import expect

from goldenthread.access.models import RoleGrant, User
from goldenthread.families.models import AccessAsk, Withheld
from goldenthread.people.models import Bar, Consent, Relationship

from ..cases.pages.conftest import LONG_AGO, allocate, case_of, child_of, day, get, post, practitioner, text_of
from ..families.conftest import parent_of
from ..pseudo import install

PHONE = 320


@pytest.fixture
def apart(area):
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    return area


def choose(seen, label):
    seen.page.get_by_label(label, exact=True).first.check()


def test_a_father_asks_on_his_phone_and_is_let_in_after_every_check(visit, apart):
    mark = visit(None, width=PHONE).open("/ask-to-see/")
    mark.press("Send")
    expect(mark.page.get_by_role("alert")).to_contain_text("Enter the first name")
    mark.faults.clear()  # the browser says that the form was refused
    mark.assert_sound("refused")
    for name, text in (("forename", "Mark"), ("surname", "Whitfield"), ("email", "mark@home.example"), ("child_named", "Maya Whitfield"), ("child_born_day", "5"), ("child_born_month", "10"), ("child_born_year", "2019")):
        mark.page.locator(f"[name={name}]").fill(text)
    choose(mark, "Father")
    mark.press("Send")
    expect(mark.page.get_by_role("heading", level=1)).to_have_text("We have it")
    mark.assert_sound("sent")

    officer = visit(apart.priya, width=PHONE).open("/questions/")
    officer.follow("Parents who ask to see a page")
    officer.assert_sound("the list")
    officer.follow("Mark Whitfield")
    officer.assert_sound("one ask")
    officer.page.get_by_label("Maya Whitfield").check()
    officer.press("This is the child")
    officer.page.locator("[name=identity_how]").fill("Passport, seen on a video call")
    choose(officer, "They have parental responsibility")
    officer.page.locator("[name=basis_seen]").fill("The birth certificate")
    choose(officer, "I have looked for orders, and asked social care and the school")
    officer.press("Save the checks")
    officer.page.get_by_text("Say what came of it").click()
    choose(officer, "They do not object")
    officer.page.locator("[name=f0-how]").fill("Rang her on the number that she chose")
    officer.page.get_by_role("button", name="Save", exact=True).click()
    expect(officer.page.get_by_text("Every check is done.")).to_be_visible()
    choose(officer, "Open the page to them")
    officer.page.locator("[name=reasons]").fill("He has responsibility, and no order stands.")
    officer.press("Decide in my name")
    officer.assert_sound("decided")
    officer.press("Open it and make the invitation")
    link = officer.page.locator("#the-link").inner_text()
    officer.assert_sound("the invitation")

    mark.open("/" + link.split("/", 3)[3])
    mark.page.locator("[name=password1]").fill("a long enough phrase")
    mark.page.locator("[name=password2]").fill("a long enough phrase")
    mark.page.locator("main button").first.click()
    user = User.objects.get(email="mark@home.example")
    assert user.has_usable_password()
    inside = visit(SimpleNamespace(user=user), width=PHONE).open("/")
    expect(inside.page.get_by_role("heading", level=1)).to_contain_text("Maya’s assessment")
    assert AccessAsk.objects.get().opened_user == user.pk


def test_a_bar_is_recorded_and_whoever_is_barred_reads_a_page_that_tells_no_place(visit, apart):
    mark = parent_of(apart.maya, "Mark", "Whitfield", "father")
    officer = visit(apart.priya).open(f"/children/{apart.maya.pk}/")
    officer.follow("Who of the family can see this")
    officer.assert_sound("who can see")
    officer.follow("Enter a parent who asks")
    officer.assert_sound("enter one")
    officer.open(f"/children/{apart.maya.pk}/family-access/")
    officer.follow("Record a bar")
    officer.assert_sound("a bar")
    choose(officer, "Mark Whitfield")
    choose(officer, "A non-molestation or occupation order")
    officer.page.locator("[name=words]").fill("Order of 3 March 2026")
    officer.press("Bar them now")
    expect(officer.page.get_by_text("1 bar stands")).to_be_visible()
    officer.follow("Ask that it ends")
    officer.assert_sound("ending it")

    father = visit(mark, width=PHONE).open("/")
    expect(father.page.get_by_role("heading", level=1)).to_contain_text("Maya’s assessment")
    text = father.page.locator("body").inner_text()
    for word in ("Larkfield", "Priya", "Helen", "Mid"):
        assert word not in text
    father.assert_sound("the limited page")
    father.page.get_by_label("Your question").fill("When will you decide?")
    father.press("Send question")
    expect(father.page.get_by_text("We will answer by Friday 27 November.")).to_be_visible()
    expect(father.page.get_by_role("link", name="Leave this page quickly")).to_be_visible()
    father.follow("make a complaint")
    father.assert_sound("complaining while barred")
    choose(father, "Something else")
    choose(father, "The council")
    father.page.locator("[name=text]").fill("Nobody asked me before you barred me.")
    father.press("Send the complaint")
    expect(father.page.get_by_text("We have your complaint. A manager answers it here.")).to_be_visible()
    father.follow("How it stands, and what you can do next")
    father.assert_sound("a complaint while barred")
    text = father.page.locator("body").inner_text()
    for word in ("Larkfield", "Priya", "Helen", "Mid"):
        assert word not in text
    mother = visit(apart.joanna, width=PHONE).open("/")
    expect(mother.page.get_by_text("Larkfield Primary School").first).to_be_visible()
    assert Bar.objects.count() == 1


def test_a_young_person_keeps_a_question_from_her_father_and_her_psychologist_decides(visit, apart):
    amelia = child_of(apart.council, "Amelia", "Hart", date_of_birth=day("2008-10-02"))
    case_of(amelia, ("request-received", day("2026-11-02"), {"by": "young-person"}))
    allocate(amelia, apart.helen)
    user = User.objects.create(email="amelia@example.org", name="Amelia Hart", child=amelia)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    father = parent_of(amelia, "Simon", "Hart", "father", role="parent-of-young-person")
    kinds = ["identity-and-contact", "ehc-request-and-stage", "messages-to-family"]
    Consent.objects.create(child=amelia, owner=apart.council, person=father.person, kinds=kinds, valid_from=day("2026-01-01"))
    me = SimpleNamespace(user=user)
    post(me, f"/family/{amelia.pk}/ask/", about="question", text="Can I live elsewhere?", share="yes")
    mine = visit(me, width=PHONE).open("/")
    mine.follow("Keep something private from a parent")
    mine.assert_sound("keep private")
    mine.page.locator("[name=piece]").first.check()
    choose(mine, "Simon Hart")
    mine.press("Do not show it")
    expect(mine.page.get_by_role("status")).to_contain_text("Helen Marsh decides")
    assert "Can I live elsewhere?" not in text_of(get(father, f"/family/{amelia.pk}/"))

    helen = visit(apart.helen).open("/my-work/")
    helen.follow("Decide what a child asks to have kept from a parent")
    choose(helen, "16 or over, and able to decide this (Mental Capacity Act 2005 s.1(2))")
    choose(helen, "It is not shown to the parent")
    for part, text in (("day", "1"), ("month", "3"), ("year", "2027")):
        helen.page.locator(f"[name=review_on_{part}]").fill(text)
    helen.page.locator("[name=reasons]").fill("She knows what she wants.")
    helen.assert_sound("deciding")
    helen.press("Decide in my name")
    expect(helen.page.get_by_text("Look at it again by")).to_be_visible()
    mine.open(f"/family/{amelia.pk}/keep-private/")
    expect(mine.page.get_by_text("She knows what she wants.")).to_be_visible()
    assert Withheld.objects.get().to_name == "Helen Marsh"


@pytest.mark.django_db
def test_rights_pass_at_the_end_of_the_last_friday_in_june_of_the_school_year_of_the_sixteenth_birthday(apart, settings):
    """Born on 2 October 2009, 16 in the school year 2025/26: the last Friday in June 2026 is the 26th, at the end of which
    compulsory school age ends (Education Act 1996 s.8(3))."""
    settings.DEMO_TODAY = None
    noah = child_of(apart.council, "Noah", "Reed", date_of_birth=dt.date(2009, 10, 2))
    case_of(noah, ("request-received", day("2026-06-01"), {"by": "parent"}))
    mother = parent_of(noah, "Ruth", "Reed")
    RoleGrant.objects.create(user=mother.user, role="parent-of-young-person", valid_from=LONG_AGO)
    user = User.objects.create(email="noah@example.org", name="Noah Reed", child=noah)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    path = f"/family/{noah.pk}/"
    def passed(on):
        with connection.cursor() as cursor:
            cursor.execute("select access_rights_pass_on(%s) <= %s", [noah.date_of_birth, on])
            return cursor.fetchone()[0]

    assert not passed(dt.date(2026, 6, 26))
    assert passed(dt.date(2026, 6, 27))
    # Today is past that Friday: the page speaks to him, and his mother sees what he agrees to, which is nothing yet.
    assert "We are deciding if you need an assessment." in text_of(get(SimpleNamespace(user=user), path))
    assert get(mother, path).status_code == 404
    assert "it is for them to say what you can see here" in text_of(get(mother, "/family/"))
    # And before it, for somebody whose Friday is still to come, the other way round.
    born = dt.date.today().replace(year=dt.date.today().year - 15, month=1, day=1)
    iris = child_of(apart.council, "Iris", "Reed", date_of_birth=born)
    case_of(iris, ("request-received", day("2026-06-01"), {"by": "parent"}))
    Relationship.objects.create(child=iris, owner=iris.owner, person=mother.person, relation="mother", parental_responsibility=True, valid_from=LONG_AGO)
    hers = User.objects.create(email="iris@example.org", name="Iris Reed", child=iris)
    RoleGrant.objects.create(user=hers, role="young-person", valid_from=LONG_AGO)
    assert "We are deciding if Iris needs an assessment." in text_of(get(mother, f"/family/{iris.pk}/"))
    assert get(SimpleNamespace(user=hers), f"/family/{iris.pk}/").status_code == 404


@pytest.mark.django_db
def test_a_young_person_is_given_their_own_page_and_says_on_a_phone_what_a_parent_sees(visit, apart):
    noah = child_of(apart.council, "Noah", "Reed", date_of_birth=day("2007-10-02"))
    case_of(noah, ("request-received", day("2026-11-02"), {"by": "young-person"}))
    allocate(noah, apart.priya)
    mother = parent_of(noah, "Ruth", "Reed")
    before = visit(mother, width=PHONE).open("/family/")
    expect(before.page.get_by_text("There is nothing here that you can see.")).to_be_visible()
    before.assert_sound("nothing")

    officer = visit(apart.priya).open(f"/children/{noah.pk}/family-access/")
    officer.follow("Open Noah’s own page")
    officer.press("Open it")
    expect(officer.page.get_by_role("alert")).to_contain_text("Say how you checked who they are")
    officer.faults.clear()  # the browser says that the form was refused
    officer.page.locator("[name=email]").fill("noah@home.example")
    officer.page.locator("[name=identity_how]").fill("Passport, seen at college")
    officer.assert_sound("open it")
    officer.press("Open it")
    expect(officer.page.locator("#the-link")).to_contain_text("/accounts/password/reset/key/")
    officer.assert_sound("invitation")

    mine = visit(SimpleNamespace(user=User.objects.get(child=noah)), width=PHONE).open("/")
    mine.follow("Who can see your page")
    mine.assert_sound("who sees")
    mine.page.get_by_label("Where things are, the dates, and letters").check()
    mine.page.get_by_role("button", name=re.compile("Save")).click()
    expect(mine.page.get_by_role("status")).to_contain_text("It holds for Ruth Reed from now")
    hers = visit(mother, width=PHONE).open("/family/")
    expect(hers.page.get_by_text("We are deciding if Noah needs an assessment.")).to_be_visible()
    officer.open(f"/children/{noah.pk}/family-access/").follow("Somebody lost the phone that they sign in with")
    officer.assert_sound("lost phone")


@pytest.mark.parametrize("code", ["pl", "ar"])
def test_a_family_page_in_another_language_stands_on_a_phone_in_its_own_direction(visit, apart, settings, tmp_path, code):
    settings.LANGUAGES_DIR = str(install(tmp_path, code, "Pseudo"))
    mother = visit(apart.joanna, width=375).open("/")
    mother.page.get_by_role("button", name="Pseudo").click()
    root = mother.page.locator("html")
    expect(root).to_have_attribute("dir", "rtl" if code == "ar" else "ltr")
    expect(root).to_have_attribute("lang", code)
    mother.assert_sound("the family page")
    for path in ("ask/", "complain/", "how-to-tell/"):
        mother.open(f"/family/{apart.maya.pk}/{path}")
        mother.assert_sound(path)
    box = mother.page.locator("h1").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    label = mother.page.locator(".govuk-checkboxes__label").first.bounding_box()
    tick = mother.page.locator(".govuk-checkboxes__input").first.bounding_box()
    middle = tick["x"] + tick["width"] / 2
    # The box stands where reading begins.
    assert (middle > label["x"] + label["width"] / 2) == (code == "ar")
