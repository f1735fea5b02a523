"""Which providers a family may choose between, and how long each list is now."""

import datetime as dt

import pytest
from tests.cases.pages.conftest import LONG_AGO, TODAY, as_application, organisation, practitioner, sign_in
from tests.families.conftest import parent_of
from tests.services.conftest import load

from goldenthread.cases.models import Case
from goldenthread.people.models import District
from goldenthread.services.models import Forecast, Offer, Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(area):
    """Maya, 7, lives in Chelmsford and has waited since 2 March 2026."""
    load(area, [{"accepted_on": "2026-03-10"}])
    area.case = Case.objects.get(pathway="neurodevelopmental")
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.mid = District.objects.get(name="Chelmsford")
    return area


def service(area, name, district=None, ages=(0, 17), low=None, high=None, **said):
    body = organisation(f"RTC:{name.upper()}", name, "nhs-provider")
    made = Service.objects.create(owner=body, code="ND", name="Assessment", pathway=said.pop("pathway", "neurodevelopmental"), valid_from=LONG_AGO, **said)
    Offer.objects.create(service=made, owner=body, district=district or area.mid, age_from=ages[0], age_to=ages[1], valid_from=LONG_AGO)
    if low is not None:
        Forecast.objects.create(service=made, owner=body, locality="Mid", on=TODAY, joins_low=low, joins_high=high, waiting=0, seen_in_13_weeks=0, abstains="", with_staffing=False)
    return made


def page(area, someone=None):
    client = sign_in(someone or area.joanna)
    with as_application():
        return client.get(f"/waits/choice/{area.case.pk}/")


def test_a_family_sees_who_else_takes_its_child_and_how_long_each_list_is(waiting):
    service(waiting, "Oakhaven", right_to_choose=True, referred_by="only a GP", low=70, high=140)
    service(waiting, "Birch")
    said = page(waiting).text
    assert "2 other providers do this" in said
    # The own list first, then the one of the Right to Choose.
    assert said.index("Eastway Community") < said.index("Oakhaven") < said.index("Birch")
    oakhaven = said[said.index("Oakhaven") : said.index("Birch")]
    assert "Most people who join this list now wait" in oakhaven
    assert "NHS Right to Choose" in oakhaven
    assert "Who can refer: only a GP" in oakhaven
    assert "We do not know how long" in said[said.index("Birch") :]
    assert "still counts from Monday 2 March 2026" in said


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"ages": (8, 17)}, False),
        ({"ages": (7, 17)}, True),
        ({"pathway": "camhs"}, False),
        ({"paused_on": dt.date(2026, 10, 5)}, True),
    ],
)
def test_only_those_who_take_a_child_of_its_age_for_the_same_thing(waiting, what, said):
    service(waiting, "Oakhaven", **what)
    shown = page(waiting).text
    assert ("Oakhaven" in shown) is said
    if "paused_on" in what:
        assert "It takes nobody new now" in shown


def test_another_district_s_provider_is_no_choice_and_without_any_the_page_says_so(waiting):
    service(waiting, "Far", district=District.objects.create(code="E07000071", name="Colchester", locality="North East"))
    shown = page(waiting).text
    assert "Far" not in shown
    assert "No other provider that we know of" in shown


def test_the_page_is_the_family_s_own(waiting):
    for someone in (waiting.manager, waiting.officer, practitioner("Zed Lane", "health-practitioner", waiting.provider)):
        assert page(waiting, someone).status_code == 404
