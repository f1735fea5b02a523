"""Help that is suggested to a family: found, shared and recorded, whether it was used, and counted without telling of one child."""

import pytest
from django.db import ProgrammingError, transaction

from goldenthread.access.actions import break_glass
from goldenthread.families import signposts
from goldenthread.families.models import Signpost
from goldenthread.families.signposts import Uptake, suggest, uptake
from goldenthread.offer.models import Service
from goldenthread.people.models import SharingBasis

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    case_of,
    child_of,
    day,
    get,
    organisation,
    post,
    practitioner,
    text_of,
)
from .test_help_now import nearby  # noqa: F401
from .test_pages import as_viewer, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def helping(nearby):  # noqa: F811
    nearby.chat = Service.objects.get(name="Chat club")
    nearby.at = f"/children/{nearby.maya.pk}/suggest-help/"
    return nearby


def test_an_officer_shares_help_in_two_clicks_from_the_case_and_it_is_recorded(helping):
    assert helping.at in get(helping.priya, f"/cases/{helping.case.pk}/").content.decode()
    page = text_of(get(helping.priya, helping.at))
    assert "Chat club" in page
    assert "Harlow talkers" not in page
    assert post(helping.priya, helping.at, service=str(helping.chat.pk)).status_code == 302
    s = Signpost.objects.get()
    assert (s.service_name, s.by_name, s.on, s.needs, s.locality) == ("Chat club", "Priya Nair", TODAY, ["speech"], "Mid")
    assert "Priya Nair thought of this for you on Tuesday 24 November." in said(helping.joanna, helping.page)
    post(helping.priya, helping.at, service=str(helping.chat.pk))
    assert Signpost.objects.count() == 1


def test_from_the_page_of_the_child_it_is_two_clicks_too(helping):
    assert helping.at in get(helping.priya, f"/children/{helping.maya.pk}/").content.decode()
    # Of a day that has passed nothing is suggested.
    assert helping.at not in get(helping.priya, f"/children/{helping.maya.pk}/?as-at=2026-01-05").content.decode()


def test_what_is_looked_for_stands_in_no_address(helping):
    page = post(helping.priya, helping.at, text="worries")
    assert page.status_code == 200
    assert "Calm spaces online" in text_of(page)


def test_a_clinician_who_has_the_child_suggests_too_and_nobody_else_does(helping):
    trust = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    SharingBasis.objects.create(owner=helping.council, reader=trust, purpose="Care", ground="Public task", kinds=["identity-and-contact", "messages-to-family"], valid_from=LONG_AGO)
    nell, other = practitioner("Nell Ward", "health-practitioner", trust), practitioner("Ola Berg", "health-practitioner", trust)
    allocate(helping.maya, nell)
    assert as_viewer(nell, lambda v: suggest(v, helping.maya, helping.chat.pk, TODAY)).by_name == "Nell Ward"
    for someone in (other, helping.stranger, helping.joanna):
        assert get(someone, helping.at).status_code == 404, someone.name


@pytest.mark.parametrize("wall", ["both walls", "the second alone"])
def test_a_record_that_was_opened_outside_work_is_read_only(helping, monkeypatch, wall):
    """Neither is help suggested on it, nor anything kept from a parent."""
    trust = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    ola = practitioner("Ola Berg", "health-practitioner", trust)
    helping.maya.refresh_from_db()
    opened = as_viewer(ola, lambda v: break_glass(v, number=helping.maya.reference, date_of_birth=helping.maya.date_of_birth, reason="Alone at home"))
    assert opened
    if wall == "both walls":
        page = get(ola, f"/children/{helping.maya.pk}/")
        assert page.status_code == 200
        for step in ("suggest-help", "keep-private"):
            assert step not in page.content.decode()
        for at in (helping.at, f"/children/{helping.maya.pk}/keep-private/"):
            assert get(ola, at).status_code == 404, at
        return
    monkeypatch.setattr(signposts, "may_suggest", lambda viewer, child: True)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        as_viewer(ola, lambda v: suggest(v, helping.maya, helping.chat.pk, TODAY))


def test_the_family_says_whether_it_was_used_and_helped(helping):
    as_viewer(helping.priya, lambda v: suggest(v, helping.maya, helping.chat.pk, TODAY))
    at = f"{helping.page}used/{Signpost.objects.get().pk}/"
    assert get(helping.joanna, at).status_code == 404
    assert post(helping.stranger, at, used="helped").status_code == 404
    assert post(helping.joanna, at, used="helped").status_code == 302
    s = Signpost.objects.get()
    assert (s.taken_up, s.helped, s.said_on) == (True, True, TODAY)
    assert "The family used it, and it helped." in text_of(get(helping.priya, helping.at))


def test_an_entry_that_is_gone_is_not_suggested_and_that_is_said(helping):
    Service.objects.filter(pk=helping.chat.pk).update(status="defunct")
    post(helping.priya, helping.at, service=str(helping.chat.pk))
    assert Signpost.objects.count() == 0


def test_uptake_is_counted_by_service_locality_and_need_and_small_numbers_are_kept_back(helping):
    ngozi = practitioner("Ngozi Ade", "la-send-manager", helping.council, helping.team)
    for n in range(7):
        child = child_of(helping.council, f"Child{n}", "Some", postcode="CM1 1QH")
        case_of(child, ("request-received", day("2026-11-02"), {"by": "parent"}))
        Signpost.objects.create(child=child, owner=helping.council, service=helping.chat.pk, service_name="Chat club", needs=["speech"], locality="Mid", by=helping.priya.pk, by_name="P", on=TODAY,
                                taken_up=True if n < 6 else None, helped=True if n < 2 else None, said_on=TODAY if n < 6 else None)  # fmt: skip
    as_viewer(helping.priya, lambda v: suggest(v, helping.maya, Service.objects.get(name="Parent line").pk, TODAY))
    found = as_viewer(ngozi, uptake)
    assert found["Service"][0] == Uptake("Chat club", 7, 6, 2, 6)
    assert [(u.title, u.children) for u in found["Locality"]] == [("Mid", 8)]
    assert {u.title for u in found["Need"]} == {"Speech and language", "Help for parents"}
    page = text_of(get(ngozi, "/suggested-help/"))
    assert "Chat club 7 not shown not shown not shown" in page
    assert "Parent line fewer than 6 not shown not shown not shown" in page
    assert get(helping.priya, "/suggested-help/").status_code == 404
    # Who commissions reads the same numbers of the area, and of no child.
    icb = organisation("ICB:QH8", "Mid and South Essex ICB", "icb")
    kate = practitioner("Kate Mills", "icb-commissioner", icb)
    assert as_viewer(kate, uptake) == found
    assert "Chat club 7 not shown not shown not shown" in text_of(get(kate, "/suggested-help/"))
    assert not as_viewer(kate, lambda v: list(Signpost.objects.all()))
