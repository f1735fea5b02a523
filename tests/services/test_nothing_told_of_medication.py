"""Who treats a child with medication, and what a health service notes, is told to nobody else by any page of any case of the child.

Every address that takes a case or a child is walked, so a new page is tested by being there."""

import datetime as dt
import re

import pytest
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch
from tests.cases.pages.conftest import LONG_AGO, add_event, as_application, case_of, practitioner, sign_in
from tests.families.conftest import parent_of

from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.people.models import Allocation, Connection, Organisation, Relationship

pytestmark = pytest.mark.django_db
# Words that stand in the record of the services alone. Names are made up so that no page says them by chance.
SECRET = re.compile(r"Quillfeather|Zebrawood|Wexcombe|prescriber|medication-reviewer|dbt-informed", re.IGNORECASE)
PRESCRIBERS = (("Dr Quillfeather", "prescriber"), ("Nell Zebrawood", "medication-reviewer"))


def of_service(area, pathway, kind, *events):
    case = Case.objects.create(child=area.maya, owner=area.provider, pathway=pathway, opened_on=events[0][1], kind_of_data=kind, last_number=len(events))
    for number, event in enumerate(events, 1):
        add_event(case, number, *event)
    project(case.pk)
    return case


@pytest.fixture
def treated(area):
    """Maya is on medication, in therapy and known to the learning disability service, besides her assessment by the council."""
    council, day = area.council, dt.date(2026, 6, 1)
    school = Organisation.objects.create(code="URN:123456", name="Larkfield Primary School", kind="school")
    Connection.objects.create(child=area.maya, owner=council, organisation=school, kind="attends", valid_from=LONG_AGO)
    area.senco = practitioner("Aaron Bell", "setting-senco", school)
    area.lead = practitioner("Mo Grant", "la-send-manager", council)
    area.worker = practitioner("Leah Stone", "social-worker", council)
    area.helen = practitioner("Helen Marsh", "educational-psychologist", council)
    area.ehc = case_of(area.maya, ("request-received", dt.date(2026, 8, 10), {"by": "parent"}), ("decided-to-assess", dt.date(2026, 9, 18)))
    for someone in (area.officer, area.worker, area.helen):
        Allocation.objects.create(child=area.maya, owner=council, practitioner=someone.who, role=someone.who.role, valid_from=LONG_AGO)
    for name, part in PRESCRIBERS:
        someone = practitioner(name, "health-practitioner", area.provider)
        setattr(area, part.replace("-", "_"), someone)
        # The council's own file of people may hold them too.
        Allocation.objects.create(child=area.maya, owner=council, practitioner=someone.who, role=part, valid_from=LONG_AGO)
    area.medication = of_service(
        area, "adhd-medication", "medication",
        ("treatment-started", day, {"date_of_birth": "2019-10-05", "prescriber": "Dr Quillfeather"}),
        ("shared-care-proposed", day, {"practice": "Wexcombe Surgery"}),
    )  # fmt: skip
    area.camhs = of_service(
        area, "camhs", "other-health-services",
        ("referral-received", day, {}), ("therapy-planned", day, {"modality": "dbt-informed"}),
        ("help-agreed", day, {"aim": "Zebrawood", "expected_on": "2026-12-01"}),
    )  # fmt: skip
    area.disability = of_service(
        area, "learning-disability", "other-health-services",
        ("referral-received", day, {}), ("unmet-need-noted", day, {"need": "Zebrawood"}),
    )  # fmt: skip
    area.parent = parent_of(area.maya, "Tom", "Whitfield")
    area.barred = parent_of(area.maya, "Gill", "Elsewhere")
    Relationship.objects.filter(person=area.barred.person).update(valid_to=dt.date(2026, 9, 1))
    return area


def addresses(area):
    """Every page that can be reached with a case, a child, or neither."""
    cases = (area.ehc, area.medication, area.camhs, area.disability)
    events = list(Event.objects.filter(case__in=cases))
    for name in sorted({n for n in get_resolver().reverse_dict if isinstance(n, str)}):
        if name.startswith("demo") or name == "sign-out":
            continue
        tried = [{}, {"child_id": area.maya.pk}]
        for case in cases:
            tried += [{"case_id": case.pk}, {"case_id": case.pk, "contributor": "health"}, {"case_id": case.pk, "contributor": "educational-psychologist"}]
        tried += [{"case_id": e.case_id, "event_id": e.pk} for e in events]
        for given in tried:
            try:
                yield reverse(name, kwargs=given)
            except NoReverseMatch:
                continue


def told(area, who):
    client, found = sign_in(who), []
    for path in dict.fromkeys(addresses(area)):
        with as_application():
            answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code != 200 or answer.streaming:
            continue
        text = answer.content.decode(errors="replace")
        if match := SECRET.search(text):
            found.append((path, text[max(0, match.start() - 80) : match.end() + 40]))
    return found


@pytest.mark.parametrize("who", ["officer", "lead", "worker", "helen", "senco", "barred"])
def test_no_page_of_any_case_tells_a_council_a_setting_or_a_barred_parent_of_medication_or_of_a_service_s_notes(treated, who):
    assert told(treated, getattr(treated, who)) == []


def test_the_parents_read_who_treats_their_child(treated):
    client = sign_in(treated.parent)
    with as_application():
        assert "Dr Quillfeather" in client.get(f"/cases/{treated.ehc.pk}/").text


def test_making_a_case_confidential_offers_nobody_who_gives_medication(treated):
    client = sign_in(treated.officer)
    with as_application():
        page = client.get(f"/cases/{treated.ehc.pk}/confidentiality/")
    assert page.status_code == 200
    assert "Leah Stone" in page.text
    assert "Quillfeather" not in page.text
