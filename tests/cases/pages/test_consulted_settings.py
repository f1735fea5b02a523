"""Whose move it is once settings were consulted: each setting's own, and not of the school that the child attends."""

import re

import pytest

from goldenthread.cases.models import Duty
from goldenthread.cases.projection import rebuild
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Connection, Organisation, SharingBasis

from .conftest import (
    LONG_AGO,
    allocate,
    as_the_worker,
    case_of,
    child_of,
    day,
    get,
    organisation,
    practitioner,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def consulted(area):
    """Maya attends Larkfield, whose SENCO looks after her there. Oakwood School, and Larkfield itself, are asked for a place."""
    organisation("URN:777777", "Oakwood School", "school")
    kinds = [k for k in KINDS if k not in ("kpi-aggregates", "audit-log")]
    SharingBasis.objects.create(owner=area.council, reader=area.school, purpose="EHC", ground="x", kinds=kinds, valid_from=LONG_AGO)
    area.aaron = practitioner("Aaron Lowe", "setting-senco", area.school)
    area.asked = case_of(
        area.maya,
        ("request-received", day("2026-08-03")),
        ("decided-to-assess", day("2026-09-01")),
        ("decided-to-issue", day("2026-11-02")),
        ("setting-consulted", day("2026-11-12"), {"setting": "URN:777777"}),
        ("setting-consulted", day("2026-11-13"), {"setting": "URN:123456"}),
    )
    allocate(area.maya, area.aaron)
    return area


def test_a_senco_owes_the_reply_of_their_own_school_and_of_no_other(consulted):
    text = text_of(get(consulted.aaron, "/my-work/"))
    assert text.count("Reply to the consultation for Maya Whitfield") == 1
    assert "Consulted 13 November" in text
    assert "Consulted 12 November" not in text


def test_a_senco_whose_school_was_not_asked_owes_no_reply(consulted):
    elsewhere = child_of(consulted.council, "Samir", "Ashdown")
    case_of(elsewhere, ("request-received", day("2026-08-03")), ("setting-consulted", day("2026-11-12"), {"setting": "URN:777777"}))
    allocate(elsewhere, consulted.aaron)
    assert "for Samir Ashdown" not in text_of(get(consulted.aaron, "/my-work/"))


def test_the_reason_of_a_date_names_the_school_as_it_is_called(consulted):
    page = get(consulted.priya, f"/cases/{consulted.asked.pk}/").content.decode()
    whys = set(re.findall(r"/cases/[^\"]*/why/setting-consultation[^\"?]*", page))
    assert any("Maya Whitfield. Oakwood School: reply" in text_of(get(consulted.priya, why)) for why in whys)


def test_the_officer_waits_for_every_reply(consulted):
    text = text_of(get(consulted.priya, "/my-work/"))
    assert "Get Oakwood School’s reply for Maya Whitfield" in text
    assert "Get Larkfield Primary School’s reply for Maya Whitfield" in text


@pytest.mark.parametrize(("who", "own"), [("priya", "Aaron Lowe , SENCO or setting:"), ("aaron", "You :")])
def test_the_case_says_of_each_setting_that_it_owes_its_own_reply(consulted, who, own):
    text = text_of(get(getattr(consulted, who), f"/cases/{consulted.asked.pk}/"))
    assert "Oakwood School : reply to the consultation, by 27 November" in text
    assert f"{own} reply to the consultation, by 28 November" in text
    assert text.count("reply to the consultation") == 2


def test_a_duty_names_no_school_that_was_not_asked_and_rebuilding_changes_none(consulted):
    kept = ("about", "role", "organisation")
    duties = sorted(Duty.objects.filter(clock="setting-consultation").values_list(*kept))
    assert duties == [("URN:123456", "setting-senco", None), ("URN:777777", "setting-senco", None)], "each is named by what it is about"
    with as_the_worker():
        rebuild([consulted.asked.pk])
    assert sorted(Duty.objects.filter(clock="setting-consultation").values_list(*kept)) == duties


def test_a_school_that_was_renamed_is_named_so_at_once(consulted):
    """No row holds its name: it is read where it is shown, so nothing has to be worked out again."""
    with as_the_worker():
        Organisation.objects.filter(code="URN:777777").update(name="Oakwood Academy")
    work, case = text_of(get(consulted.priya, "/my-work/")), text_of(get(consulted.priya, f"/cases/{consulted.asked.pk}/"))
    assert "Get Oakwood Academy’s reply for Maya Whitfield" in work
    assert "Oakwood Academy : reply to the consultation, by 27 November" in case
    assert "Oakwood School" not in work + case


def test_the_school_that_takes_over_owes_the_reply_that_the_old_one_was_asked_for(consulted):
    """Oakwood became an academy on 20 November: what was asked was asked of the old school and is named so, and whoever works for the new one owes
    it."""
    new = organisation("URN:888888", "Oakwood Academy", "school")
    with as_the_worker():
        Organisation.objects.filter(code="URN:777777").update(valid_to=day("2026-11-19"), successor=new)
    kinds = [k for k in KINDS if k not in ("kpi-aggregates", "audit-log")]
    SharingBasis.objects.create(owner=consulted.council, reader=new, purpose="EHC", ground="x", kinds=kinds, valid_from=LONG_AGO)
    Connection.objects.create(child=consulted.maya, owner=consulted.council, organisation=new, kind="attends", valid_from=day("2026-11-20"))
    ada = practitioner("Ada Moss", "setting-senco", new)
    allocate(consulted.maya, ada)
    text = text_of(get(ada, "/my-work/"))
    assert text.count("Reply to the consultation for Maya Whitfield") == 1
    assert "Consulted 12 November" in text
    assert "Get Oakwood School’s reply for Maya Whitfield" in text_of(get(consulted.priya, "/my-work/"))
