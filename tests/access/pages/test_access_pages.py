"""Who looked, opening a record outside ordinary work, and the public page of who can see what."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.access.actions import NoMatch, break_glass, load_rules, record_look
from goldenthread.access.models import BreakGlass, BreakGlassAttempt, RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.people.models import Child

from ...conftest import as_role, client_of
from ..conftest import LONG_AGO, a_child

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agreement(db):
    load_rules()


def get(user, path, **data):
    client = client_of(user)
    with as_role("goldenthread_app"):
        return client.get(path, data)


def post(user, path, **data):
    client = client_of(user)
    with as_role("goldenthread_app"):
        return client.post(path, data)


def text_of(response):
    body = response.content.decode()
    body = body[body.index("<main") : body.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace(" .", ".").replace("&#39;", "’")


def looked(world, role, purpose):
    with as_role("goldenthread_app"):
        record_look(become(world.users[role].pk), world.ada.pk, purpose)


def test_a_manager_sees_who_looked_by_name(world):
    looked(world, "la-send-caseworker", "Case page")
    said = text_of(get(world.users["la-send-manager"], f"/children/{world.ada.pk}/who-looked/"))
    assert "This record was opened once" in said
    assert world.users["la-send-caseworker"].name in said
    assert "SEND caseworker Council Case page" in said
    # As people say a time, and not 15.30.
    assert re.search(r" 2026, (1?[0-9](\.[0-5][0-9])?[ap]m|noon|midnight) ", said)


def test_a_parent_sees_roles_and_organisations_and_no_name(world):
    looked(world, "la-send-caseworker", "Case page")
    said = text_of(get(world.users["parent"], f"/children/{world.ada.pk}/who-looked/"))
    assert "People whose work is to help Ada have opened this record once" in said
    assert "SEND caseworker Council Case page" in said
    assert world.users["la-send-caseworker"].name not in said


def test_every_look_can_be_reached_25_to_a_page(world):
    """On a phone a look is five lines; and of more than 200 the older ones were nowhere to be read."""
    for n in range(27):
        looked(world, "la-send-caseworker", f"Look number {n}")
    path = f"/children/{world.ada.pk}/who-looked/"
    first, second = (get(world.users["parent"], path, page=page).content.decode() for page in ("", "2"))
    assert "opened this record 27 times" in first
    assert "Showing 1 to 25 of 27. The newest come first." in first
    assert ("Look number 26" in first, "Look number 0<" in first, 'href="?page=2"' in first) == (True, False, True)
    assert "Showing 26 to 27 of 27. The newest come first." in second
    assert ("Look number 0<" in second, "Look number 26" in second, 'href="?page=1"' in second) == (True, False, True)
    # Beyond the last is the last; what is no number is the first.
    assert "Showing 26 to 27" in get(world.users["parent"], path, page="99").content.decode()
    assert "Showing 1 to 25" in get(world.users["parent"], path, page="x").content.decode()


def test_a_practitioner_sees_only_their_own_looks(world):
    looked(world, "la-send-caseworker", "Case page")
    looked(world, "educational-psychologist", "Advice")
    said = text_of(get(world.users["educational-psychologist"], f"/children/{world.ada.pk}/who-looked/"))
    assert "You opened this record once" in said
    assert "Case page" not in said


@pytest.mark.parametrize("role", ["la-send-manager", "la-send-caseworker", "parent", "analyst", "system-administrator"])
def test_a_child_out_of_reach_looks_like_no_child_at_all(world, role):
    answers = [get(world.users[role], f"/children/{which}/who-looked/") for which in (world.ben.pk, world.council.pk)]
    assert [a.status_code for a in answers] == [404, 404]
    assert text_of(answers[0]) == text_of(answers[1])


GIVEN = {
    "born_day": "1",
    "born_month": "2",
    "born_year": "2018",
    "reason": "Seen at the door with a burn",
    "minutes": "60",
}


def emergency(world, **others):
    born = world.ben.date_of_birth
    world.ben.refresh_from_db()
    return (
        GIVEN
        | {"number": world.ben.reference, "born_day": born.day, "born_month": born.month, "born_year": born.year}
        | others
    )


def test_an_emergency_opens_one_record_for_a_time(world):
    ep = world.users["educational-psychologist"]
    answer = post(ep, "/open-a-record/", **emergency(world))
    assert answer.status_code == 302
    assert answer["Location"] == f"/children/{world.ben.pk}/"
    opening = BreakGlass.objects.get()
    assert (opening.user, opening.child, opening.reason) == (ep, world.ben, "Seen at the door with a burn")
    assert (opening.closes_at - opening.opened_at).total_seconds() == 3600


def test_an_emergency_that_is_sent_twice_is_one_opening_to_review(world):
    ep = world.users["educational-psychologist"]
    for _ in range(2):
        assert post(ep, "/open-a-record/", **emergency(world))["Location"] == f"/children/{world.ben.pk}/"
    assert BreakGlass.objects.count() == 1
    # Both presses are on record as attempts.
    assert BreakGlassAttempt.objects.filter(user=ep.pk, outcome="opened").count() == 2
    assert post(ep, "/open-a-record/", **emergency(world, minutes="240")).status_code == 302
    assert BreakGlass.objects.count() == 2


def test_a_wrong_birthday_and_an_unknown_number_are_answered_alike(world):
    ep = world.users["educational-psychologist"]
    wrong = text_of(post(ep, "/open-a-record/", **emergency(world, born_year="2001")))
    unknown = text_of(post(ep, "/open-a-record/", **emergency(world, number="GT-99999")))
    said = "No record matches that number and date of birth. Check both, and give your reason."
    assert said in wrong
    assert said in unknown
    assert not BreakGlass.objects.exists()
    assert BreakGlassAttempt.objects.filter(user=ep.pk, outcome="no-match").count() == 2


def test_trying_again_and_again_is_stopped_and_shown_to_the_managers(world):
    ep = world.users["educational-psychologist"]
    for n in range(5):
        post(ep, "/open-a-record/", **emergency(world, number=f"GT-9999{n}"))
    said = text_of(post(ep, "/open-a-record/", **emergency(world)))
    assert "You have tried too many times, and your managers can see it. Wait an hour." in said
    assert "call 999" in said
    page = text_of(get(world.users["la-send-manager"], "/open-a-record/review/"))
    assert "Attempts that opened nothing" in page
    assert "educational-psychologist Educational psychologist Council 6" in page


def test_looking_at_who_looked_is_itself_a_look(world):
    get(world.users["la-send-caseworker"], f"/children/{world.ada.pk}/who-looked/")
    said = text_of(get(world.users["parent"], f"/children/{world.ada.pk}/who-looked/"))
    assert "SEND caseworker Council Looked at who had looked" in said


def test_each_missing_answer_is_said_beside_its_question(world):
    said = text_of(post(world.users["educational-psychologist"], "/open-a-record/"))
    for words in (
        "There is a problem", "Enter the child’s reference, UPN or NHS number", "Enter date of birth",
        "Enter why you must see this record now", "Select how long you need it", "call 999",
    ):  # fmt: skip
        assert words in said


@pytest.mark.parametrize("role", ["parent", "analyst", "icb-commissioner", "inspector", "system-administrator"])
def test_a_role_that_reads_no_record_cannot_open_one(world, role):
    assert get(world.users[role], "/open-a-record/").status_code == 404


def test_the_lead_who_reviews_what_was_opened_opens_nothing_in_either_wall(world):
    lead = world.users["information-governance"]
    assert get(lead, "/open-a-record/").status_code == 404
    ben = world.ben
    ben.refresh_from_db()
    with as_role("goldenthread_app"):
        viewer = become(lead.pk)
        with pytest.raises(NoMatch):
            break_glass(viewer, number=ben.reference, date_of_birth=ben.date_of_birth, reason="Curious")


def test_a_manager_reviews_what_was_opened_and_nobody_reviews_their_own(world):
    manager = world.users["la-send-manager"]
    post(
        world.users["social-worker"],
        "/open-a-record/",
        **emergency(world, number=_reference(world.ada), **_born(world.ada)),
    )
    page = get(manager, "/open-a-record/review/")
    assert "1 opening waits for a review" in text_of(page)
    assert "Seen at the door with a burn" in text_of(page)
    opening = BreakGlass.objects.get()
    assert "Enter what you found" in text_of(
        post(manager, "/open-a-record/review/", opening=str(opening.pk), finding=" ")
    )
    assert post(manager, "/open-a-record/review/", opening=str(opening.pk), finding="Right to look").status_code == 302
    opening.refresh_from_db()
    assert (opening.reviewed_by, opening.finding) == (manager, "Right to look")
    assert "None waits for a review" in text_of(get(manager, "/open-a-record/review/"))
    assert post(manager, "/open-a-record/review/", opening="rubbish", finding="x").status_code == 404
    assert get(world.users["social-worker"], "/open-a-record/review/").status_code == 404


@pytest.mark.parametrize("owner", ["provider", "icb", "school", "council"])
def test_the_information_governance_lead_of_the_owner_reviews_where_there_is_no_send_manager(world, owner):
    body = getattr(world, owner)
    child = Child.objects.create(owner=body, surname="Carr", forename="Leo", date_of_birth=world.ada.date_of_birth)
    lead = User.objects.create(email="lead@example.org", name="The lead")
    RoleGrant.objects.create(user=lead, role="information-governance", organisation=body, valid_from=LONG_AGO)
    post(world.users["social-worker"], "/open-a-record/", **emergency(world, number=_reference(child), **_born(child)))
    opening = BreakGlass.objects.get()
    assert opening.owner == body
    given = {"opening": str(opening.pk), "finding": "Right to look"}
    for other in ("la-send-manager", "information-governance"):
        if owner != "council":
            assert "None waits for a review" in text_of(get(world.users[other], "/open-a-record/review/"))
            assert post(world.users[other], "/open-a-record/review/", **given).status_code == 404
    assert "1 record opened outside ordinary work waits for your review" in text_of(get(lead, "/administration/")), "told at once"
    page = text_of(get(lead, "/open-a-record/review/"))
    assert "1 opening waits for a review" in page
    assert _reference(child) in page
    assert post(lead, "/open-a-record/review/", **given).status_code == 302
    opening.refresh_from_db()
    assert (opening.reviewed_by, opening.finding) == (lead, "Right to look")
    kept = text_of(get(lead, "/open-a-record/review/"))
    assert "Reviewed" in kept, "what was found can be read again"
    assert f"{lead.name} found: Right to look" in kept


def test_a_reviewer_reads_what_was_looked_at_while_it_was_open_and_whoever_comes_second_keeps_their_words(world):
    ep, manager, lead = (world.users[r] for r in ("educational-psychologist", "la-send-manager", "information-governance"))
    world.cy = a_child(world.council, "Cy", "Carr", world.ada.date_of_birth)
    post(ep, "/open-a-record/", **emergency(world, number=_reference(world.cy), **_born(world.cy)))
    for _ in range(2):
        assert get(ep, f"/children/{world.cy.pk}/").status_code == 200
    page = get(manager, "/open-a-record/review/")
    assert "educational-psychologist, Educational psychologist, opened" in text_of(page)
    assert "What they then did Looked at the child’s page (2 times)" in text_of(page)
    assert f'href="/children/{world.cy.pk}/who-looked/"' in page.content.decode()
    first = BreakGlass.objects.get()
    with CaptureQueriesContext(connection) as one:
        get(manager, "/open-a-record/review/")
    post(world.users["social-worker"], "/open-a-record/", **emergency(world, number=_reference(world.cy), **_born(world.cy)))
    with CaptureQueriesContext(connection) as two:
        page = text_of(get(manager, "/open-a-record/review/"))
    assert "2 openings wait" in page
    assert page.count("Looked at the child’s page") == 1, "what one did is not told of the other"
    assert len(two) == len(one), "however many wait"
    given = {"opening": str(first.pk)}
    assert post(manager, "/open-a-record/review/", **given, finding="Right to look").status_code == 302
    second = post(lead, "/open-a-record/review/", **given, finding="I rang them, and I am not so sure")
    assert second.status_code == 409
    assert "Somebody else reviewed this opening before you." in text_of(second)
    assert "I rang them, and I am not so sure" in text_of(second)
    first.refresh_from_db()
    assert first.finding == "Right to look"


def _reference(child):
    child.refresh_from_db()
    return child.reference


def _born(child):
    born = child.date_of_birth
    return {"born_day": born.day, "born_month": born.month, "born_year": born.year}


def test_anybody_may_read_who_can_see_what(client, db):
    said = text_of(client.get("/who-can-see-what/"))
    assert "SEND caseworker" in said
    assert "Child protection detail" in said
