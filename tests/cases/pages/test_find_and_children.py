from uuid import uuid4

import pytest
from django.contrib.messages import get_messages

from goldenthread.access.models import AccessLog, Search
from goldenthread.access.viewer import Role, Viewer
from goldenthread.cases.models import Case
from goldenthread.people.models import Child, FormerUpn
from goldenthread.web.navigation import may_find

from .conftest import (
    allocate,
    as_application,
    case_of,
    child_of,
    day,
    get,
    post,
    practitioner,
    queries,
    sign_in,
    text_of,
)

pytestmark = pytest.mark.django_db


def test_a_child_is_found_by_a_name_spelt_roughly(area):
    text = text_of(post(area.priya, "/find/", q="maya witfeld"))
    assert "No name is spelt “maya witfeld”. 1 child comes near it." in text
    assert f"Maya Whitfield {area.maya.reference} Year 2" in text


def test_who_is_named_so_is_counted_apart_from_those_who_come_near(area):
    assert "1 child fits “WHITFIELD maya”." in text_of(post(area.priya, "/find/", q="WHITFIELD maya"))
    Child.objects.create(owner=area.council, forename="Maja", surname="Whitfield")
    assert "1 child fits “maya whitfield”, and 1 comes near it." in text_of(post(area.priya, "/find/", q="maya whitfield"))


def test_a_child_is_found_by_each_of_their_numbers(area):
    Child.objects.filter(pk=area.maya.pk).update(upn="T881200020001", nhs_number="9434765919")
    FormerUpn.objects.create(child=area.maya, owner=area.council, upn="R201100018042")
    for number in (area.maya.reference, "t881200020001", "943 476 5919", "R201100018042"):
        assert "Maya Whitfield" in text_of(post(area.priya, "/find/", q=number)), number


@pytest.mark.parametrize("typed", ["EHC-00002", "ehc-00002", " EHC-00002 ", "ehc 00002"])
def test_a_child_is_found_by_the_reference_of_a_case(area, typed):
    Case.objects.filter(pk=area.case.pk).update(reference="EHC-00002")
    assert "Maya Whitfield" in text_of(post(area.priya, "/find/", q=typed))
    assert "Nobody whom you can see" in text_of(post(area.stranger, "/find/", q=typed))


def test_the_reference_of_a_case_that_one_may_not_know_of_finds_nobody(area):
    Case.objects.filter(pk=area.case.pk).update(reference="EHC-00002", confidentiality="withheld")
    assert "Nobody whom you can see" in text_of(post(area.priya, "/find/", q="EHC-00002"))


def test_who_is_like_what_was_typed_in_both_names_stands_first(area):
    for forename, surname in (("Maya", "Winfield"), ("Amaya", "Field"), ("Maya", "Wit"), ("Mayaan", "Witherfield")):
        child_of(area.council, forename, surname)
    text = text_of(post(area.priya, "/find/", q="Mya Witfield"))
    others = ("Maya Winfield", "Amaya Field", "Maya Wit ", "Mayaan Witherfield")
    assert "Maya Whitfield" in text
    assert all(text.index("Maya Whitfield") < text.index(name) for name in others if name in text)


def test_a_refused_search_looks_the_same_as_no_match(area):
    refused = text_of(post(area.stranger, "/find/", q="Maya Whitfield"))
    nobody = text_of(post(area.stranger, "/find/", q="Zebedee Quill"))
    assert "Nobody whom you can see fits “Maya Whitfield”." in refused
    assert refused.replace("Maya Whitfield", "") == nobody.replace("Zebedee Quill", "")


@pytest.mark.parametrize("typed", ["GT-99999", "gt 99999", "KT 99999", "9434765919", "EHC-00001", "ehc 00001"])
def test_a_number_that_fits_nobody_shows_no_child_whose_name_sounds_like_its_letters(area, typed):
    """"GT" sounds as "Katie" does, and "EHC" as "Ike": her page would stand there as the answer to another child's reference."""
    for forename in ("Katie", "Ike"):
        child_of(area.council, forename, "Winder")
    assert "Nobody whom you can see fits" in text_of(post(area.priya, "/find/", q=typed))


def test_a_name_is_found_beside_a_number_that_is_none_of_theirs(area):
    text = text_of(post(area.priya, "/find/", q="Maya Witfeld 2018"))
    assert f"Maya Whitfield {area.maya.reference}" in text


def test_a_sealed_child_is_not_found(area):
    Child.objects.filter(pk=area.maya.pk).update(sealed=True)
    assert "Nobody whom you can see" in text_of(post(area.priya, "/find/", q="Maya Whitfield"))


def test_an_empty_search_says_what_can_be_entered(area):
    assert "Enter a name, a reference, a UPN or an NHS number." in text_of(post(area.priya, "/find/", q=" "))


@pytest.mark.parametrize("typed", ["a", "1", "m.", "12"])
def test_too_little_is_not_searched_for_and_says_what_is_enough(area, typed):
    text = text_of(post(area.priya, "/find/", q=typed))
    assert f"“{typed}” fits too many children. Enter at least 2 letters of the name, or a whole reference" in text
    assert "Maya" not in text


def test_a_long_search_is_cut_where_it_is_said_back(area):
    text = text_of(post(area.priya, "/find/", q="Zebedee " * 60))
    assert "Zebedee Zebedee Zebedee Zebedee Zebedee…”" in text
    assert text.count("Zebedee") < 12


def test_signs_that_no_name_has_find_nobody_and_break_nothing(area):
    assert "Nobody whom you can see" in text_of(post(area.priya, "/find/", q="Zeb\x00edee\x07"))


def test_nothing_that_was_searched_for_stands_in_an_address(area):
    page = post(area.priya, "/find/", q="Maya Whitfield")
    assert page.status_code == 200
    assert 'method="post"' in page.content.decode().partition("Search again")[0]


def test_the_children_of_a_viewer_are_listed_by_name(area):
    allocate(child_of(area.council, "Ada", "Abbott"), area.priya)
    child_of(area.council, "Not", "Mine")
    text = text_of(get(area.priya, "/children/"))
    assert "You are connected to 2 children." in text
    assert text.index("Ada Abbott") < text.index("Maya Whitfield")
    assert "Larkfield Primary School" in text
    assert "Not Mine" not in text


def test_somebody_without_children_is_told_how_to_begin(area):
    text = text_of(get(area.stranger, "/children/"))
    assert "No child is connected to you yet." in text
    assert "Find a child by name, reference, UPN or NHS number" in text


def test_a_case_stands_beneath_the_one_that_it_arose_from_and_a_wait_says_for_what(area):
    """Two waits of one name told nobody which was which, and stood above the assessment."""
    Case.objects.filter(pk=area.case.pk).update(opened_on=day("2026-08-10"))
    for pathway, began in (("camhs", "2026-03-02"), ("speech-and-language", "2026-09-09")):
        referral = case_of(area.maya, ("referral-received", day(began)), pathway=pathway)
        wait = case_of(area.maya, ("waiting-began", day("2026-11-20"), {"because": "was-referred"}), pathway="safe-waiting")
        Case.objects.filter(pk=wait.pk).update(arose_from=referral)
    text = text_of(get(area.priya, f"/children/{area.maya.pk}/"))
    places = [text.index(f" {words} ") for words in (
        "Speech and language therapy", "Waiting safely: speech and language therapy", "EHC needs assessment",
        "Mental health and emotional wellbeing", "Waiting safely: mental health and emotional wellbeing",
    )]  # fmt: skip
    assert places == sorted(places)


def test_many_children_come_in_pages(area):
    for n in range(55):
        allocate(child_of(area.council, f"Child{n:02}", "Ashdown"), area.priya)
    assert "You are connected to 56 children. Showing 1 to 50 of 56." in text_of(get(area.priya, "/children/"))
    text = text_of(get(area.priya, "/children/", page="2"))
    assert "Showing 51 to 56 of 56." in text
    assert "Maya Whitfield" in text
    # Beyond the last is the last, not a list of nobody.
    assert "Showing 51 to 56 of 56." in text_of(get(area.priya, "/children/", page="99"))


def test_a_child_shows_their_cases_and_what_comes_next(area):
    case_of(
        area.maya,
        ("plan-made", day("2024-03-01")),
        ("plan-ceased", day("2025-03-01"), {"reason": "moved"}),
        pathway="annual-review",
    )
    text = text_of(get(area.priya, f"/children/{area.maya.pk}/"))
    assert "1 case is open" in text
    assert "Educational psychologist’s advice Fri 30 Oct Overdue by 25 days" in text
    assert text.index("EHC needs assessment") < text.index("Annual review")


def test_a_look_at_a_child_is_recorded_once(area):
    get(area.priya, f"/children/{area.maya.pk}/")
    assert AccessLog.objects.filter(child=area.maya, user=area.priya.user.pk).count() == 1


def test_a_search_is_recorded_and_a_list_is_not(area):
    post(area.priya, "/find/", q="Whitfield")
    get(area.priya, "/children/")
    get(area.priya, "/find/")
    assert list(Search.objects.values_list("user", "found")) == [(area.priya.user.pk, 1)]
    assert not AccessLog.objects.exists()


def test_a_child_of_another_body_is_not_found(area):
    assert get(area.stranger, f"/children/{area.maya.pk}/").status_code == 404


@pytest.mark.parametrize("path", ["/children/", "/children/{}/"])
def test_the_number_of_queries_is_the_same_however_many_children(area, path):
    path = path.format(area.maya.pk)
    few = queries(area.priya, path)
    for n in range(5):
        allocate(child_of(area.council, f"Child{n}", "Ashdown"), area.priya)
        case_of(area.maya, ("request-received", day(f"2026-0{n + 1}-01")))
    assert queries(area.priya, path) == few


@pytest.mark.parametrize(
    "role, first",
    [("la-send-caseworker", "/my-work/"), ("la-send-manager", "/clocks/"), ("educational-psychologist", "/my-work/")],
)
def test_the_first_page_follows_from_the_role(area, role, first):
    someone = practitioner("Some Body", role, area.council)
    assert get(someone, "/").headers["Location"] == first


SEARCH = 'action="/find/"'


@pytest.mark.parametrize("role", ["icb-commissioner", "analyst", "inspector", "tribunal"])
def test_a_role_that_sees_no_child_gets_no_search(area, role):
    assert SEARCH not in get(practitioner("Some Body", role, area.council), "/help/").content.decode()


def test_a_parent_of_one_child_needs_no_search_and_of_two_does():
    def parent(children):
        return Viewer(kind="person", roles=(Role("parent", None),), parented=frozenset(uuid4() for _ in range(children)))

    assert not may_find(parent(1))
    assert may_find(parent(2))


def test_somebody_who_works_with_children_finds_them_whatever_else_they_are(area):
    assert SEARCH in get(area.priya, "/help/").content.decode()
    assert may_find(Viewer(kind="person", roles=(Role("la-send-caseworker", None), Role("analyst", None))))


def test_who_sees_totals_only_is_told_so_and_not_that_no_child_is_connected_yet(area):
    text = text_of(get(practitioner("Tom Field", "analyst", area.council), "/children/"))
    assert "Your role sees no list of children. It sees totals" in text
    assert "connected to you yet" not in text


def test_nothing_is_said_of_the_age_of_a_child_on_a_day_before_their_birth(area):
    text = text_of(get(area.priya, f"/children/{area.maya.pk}/", **{"as-at": "2017-01-02"}))
    assert "Age" not in text


def test_who_withheld_the_last_case_of_a_child_reads_that_and_not_that_there_is_none(area):
    allocate(area.maya, area.daniel)
    client = sign_in(area.priya)
    given = {"level": "withheld", "keeping": str(area.daniel.pk), "reason": "At risk"}
    with as_application():
        page = client.post(f"/cases/{area.case.pk}/confidentiality/", given, follow=True)
        later = client.get(f"/children/{area.maya.pk}/")
    assert "The case is withheld from now on." in text_of(page)
    assert "No case of this child is open to you" not in text_of(page)
    assert "No case of this child is open to you" in text_of(later)


def test_a_case_that_is_opened_again_twice_says_the_second_time_how_it_stands(area):
    path = f"/cases/{area.case.pk}/confidentiality/"
    post(area.priya, path, level="withheld", keeping=str(area.priya.pk), reason="At risk")
    for said in ("The case is open again", "Nothing was done now"):
        assert said in str(*get_messages(post(area.priya, path, level="none", reason="The risk is over").wsgi_request))


def test_the_demonstration_says_that_what_is_recorded_carries_the_real_date(area):
    from goldenthread.web.jinja import environment

    shown = environment().get_template("layout.html")
    said = shown.render(demo=True, demo_today=day("2026-11-24"), request=None, request_messages=lambda r: [])
    assert "The demonstration’s day is 24 November 2026, also for what you record. Looks carry the real day." in said


def test_the_list_of_children_leads_to_each_as_they_stood_on_the_day_that_is_looked_at(area):
    page = get(area.priya, "/children/?as-at=2026-06-01&known=then")
    text = text_of(page)
    assert "You are looking at Monday 1 June 2026, as it was known that day." in text
    assert "where they live and go to school, is as it is today" in text
    assert f'href="/children/{area.maya.pk}/?as-at=2026-06-01&amp;known=then"' in page.content.decode()
    assert "is as it is today" not in text_of(get(area.priya, "/children/"))
