"""Why advice is late is said in one short task, told to the family without anybody's health or name, and moves no date."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from goldenthread.access.viewer import become
from goldenthread.cases.models import ClockRow, Delay
from goldenthread.cases.plain_sql import rows

from ..families.conftest import parent_of
from .conftest import TODAY, allocate, as_application, child_of, get, organisation, post, practitioner, text_of
from .test_advice import DUE, THERAPIST, asked, at, by_link, clinic, leads  # noqa: F401

PSYCHOLOGIST = "educational-psychologist"
DAY = {"expected_day": "10", "expected_month": "12", "expected_year": "2026"}
STAFF = {"reason": "short-of-staff", **DAY}


def page(area, contributor=PSYCHOLOGIST):
    return f"/cases/{area.case.pk}/advice/{contributor}/why-late/"


def family_reads(area):
    joanna = parent_of(area.maya, "Joanna", "Whitfield")
    return text_of(get(joanna, f"/family/{area.maya.pk}/"))


def test_a_contributor_says_why_by_their_link_and_goes_on_with_their_task(asked):  # noqa: F811
    client = by_link(asked)
    assert "It will be late: say why" in text_of(at(client))
    assert at(client, "late/", STAFF)["Location"] == "/task/advice/"
    assert "You said why it is late: Not enough staff. Now expected by Thu 10 Dec." in text_of(at(client))
    told = Delay.objects.get()
    assert (told.about, told.reason, told.expected_on, told.by_name) == (THERAPIST, "short-of-staff", dt.date(2026, 12, 10), "Leila Farouk")


def test_a_reason_stops_no_clock_and_moves_no_date(area):
    before = list(ClockRow.objects.filter(case=area.case).order_by("clock", "about").values())
    assert post(area.priya, page(area), **STAFF).status_code == 302
    assert list(ClockRow.objects.filter(case=area.case).order_by("clock", "about").values()) == before
    assert "Not here yet , due 30 October" in family_reads(area)


def test_the_family_reads_the_reason_and_the_day_and_nobodys_name_or_words(area):
    post(area.priya, page(area), reason="other", words="Helen Marsh broke her leg", **DAY)
    text = family_reads(area)
    assert "Something else holds it up. You can ask us what, below. They now expect to send it by Thursday 10 December." in text
    assert "Helen" not in text
    assert "leg" not in text.split("Who we have asked")[0]
    post(area.priya, page(area), **STAFF)
    text = text_of(get(parent_of(area.maya, "Mark", "Whitfield", "father"), f"/family/{area.maya.pk}/"))
    assert "The educational psychologist service does not have enough staff. They now expect to send it by Thursday 10 December." in text


def test_a_family_that_nobody_told_reads_so_and_who_will_ask(area):
    allocate(area.maya, area.helen)
    text = family_reads(area)
    assert "Nobody has told us yet why it is late. It is Priya Nair’s job to ask, and to write it here." in text


def test_a_day_that_has_passed_is_said_to_have_passed(area, settings):
    post(area.priya, page(area), **STAFF)
    settings.DEMO_TODAY = dt.date(2026, 12, 14)
    assert "They told us that it would come by Thursday 10 December. It has not." in family_reads(area)
    assert "Was expected by Thu 10 Dec" in text_of(get(area.priya, f"/cases/{area.case.pk}/"))


def test_case_page_my_work_queue_and_the_page_of_advice_say_it(area):
    post(area.priya, page(area), reason="other", words="The report waits for a hearing test", **DAY)
    said = "Another reason. Now expected by Thu 10 Dec"
    assert said in text_of(get(area.priya, f"/cases/{area.case.pk}/"))
    assert said in text_of(get(area.priya, "/my-work/"))
    advice = text_of(get(area.priya, f"/cases/{area.case.pk}/advice/"))
    assert said in advice
    assert "by Priya Nair: “The report waits for a hearing test”" in advice
    principal = practitioner("Rao Principal", "principal-educational-psychologist", area.council)
    assert said in text_of(get(principal, "/ep-queue/"))


def test_the_day_shown_in_the_past_knows_nothing_of_it(area):
    post(area.priya, page(area), **STAFF)
    assert "Not enough staff" not in text_of(get(area.priya, f"/cases/{area.case.pk}/", **{"as-at": "2026-11-20"}))


def test_whoever_leads_the_service_says_it_from_their_list(leads, settings):  # noqa: F811
    settings.DEMO_TODAY = DUE + dt.timedelta(days=1)
    assert "Nobody has said" in text_of(get(leads.amara, "/late-advice/"))
    day = {"expected_day": "1", "expected_month": "2", "expected_year": "2027"}
    assert post(leads.amara, f"/cases/{leads.case.pk}/advice/{THERAPIST}/late/", reason="appointment", **day)["Location"] == "/late-advice/"
    assert "The child waits for an appointment. Now expected by Mon 1 Feb" in text_of(get(leads.amara, "/late-advice/"))


def test_what_is_missing_or_impossible_is_said_beside_its_field(area):
    assert "Select what holds it up" in text_of(post(area.priya, page(area), **DAY))
    assert "Enter what it is" in text_of(post(area.priya, page(area), reason="other"))
    old = {"expected_day": "1", "expected_month": "11", "expected_year": "2026"}
    assert "must be today or later" in text_of(post(area.priya, page(area), reason="closed", **old))
    assert not Delay.objects.exists()
    assert post(area.priya, page(area), reason="closed").status_code == 302, "nobody has to invent a day"
    assert "Was closed. They cannot say yet" not in family_reads(area)


def test_a_reason_of_an_earlier_request_is_not_told_of_a_later_one(asked):  # noqa: F811
    ClockRow.objects.filter(case=asked.case, about=PSYCHOLOGIST).update(started=TODAY + dt.timedelta(days=1))
    post(asked.priya, page(asked), **STAFF)
    assert "Not enough staff" not in text_of(get(asked.priya, "/my-work/"))


def test_nobody_gives_a_reason_for_what_is_not_theirs_or_not_owed(asked):  # noqa: F811
    assert get(asked.priya, page(asked, "family")).status_code == 404
    assert get(asked.priya, page(asked, "physiotherapist")).status_code == 404
    assert get(asked.stranger, page(asked)).status_code == 404
    joanna = parent_of(asked.maya, "Joanna", "Whitfield")
    assert get(joanna, page(asked)).status_code == 404
    assert at(by_link(asked), "late/").status_code == 200
    elsewhere = practitioner("Nobody Asked", "health-practitioner", organisation("TRUST:Z", "Far Trust", "nhs-provider"))
    assert get(elsewhere, f"/cases/{asked.case.pk}/advice/{THERAPIST}/late/").status_code == 404


# --- the second wall ---

def as_viewer(someone, do):
    with as_application(), transaction.atomic():
        become(someone.user.pk)
        return do()


def test_without_the_applications_filters_only_those_who_may_say_it_do(asked):  # noqa: F811
    def says(someone, about, **otherwise):
        row = {
            "child_id": asked.maya.pk, "case_id": asked.case.pk, "owner_id": asked.council.pk, "kind_of_data": "ehc-request-and-stage",
            "about": about, "reason": "closed", "said_on": TODAY, "by": someone.user.pk, "by_name": someone.name,
        } | otherwise  # fmt: skip
        try:
            as_viewer(someone, lambda: Delay.objects.bulk_create([Delay(**row)]))
        except DatabaseError:
            return False
        return True

    allocate(asked.maya, asked.helen)
    joanna = parent_of(asked.maya, "Joanna", "Whitfield")
    other = child_of(asked.council, "Other", "Child")
    assert not says(joanna, PSYCHOLOGIST)
    assert not says(asked.stranger, PSYCHOLOGIST)
    assert not says(asked.priya, "family")
    assert not says(asked.priya, "physiotherapist"), "it was not asked for"
    assert not says(asked.helen, THERAPIST)
    assert not says(asked.priya, PSYCHOLOGIST, by=asked.helen.user.pk)
    assert not says(asked.priya, PSYCHOLOGIST, child_id=other.pk)
    assert not says(asked.priya, PSYCHOLOGIST, kind_of_data="ep-advice")
    assert says(asked.helen, PSYCHOLOGIST)
    assert says(asked.priya, THERAPIST)


def test_without_the_applications_filters_who_said_it_and_in_which_words_is_for_casework(area):
    post(area.priya, page(area), reason="other", words="She is off", **DAY)
    joanna = parent_of(area.maya, "Joanna", "Whitfield")
    seen = as_viewer(joanna, lambda: rows("select reason from cases_delay"))
    assert seen == [("other",)]
    assert as_viewer(joanna, lambda: rows("select words from cases_delay_words(%(case)s)", case=area.case.pk)) == []
    assert as_viewer(area.priya, lambda: rows("select words from cases_delay_words(%(case)s)", case=area.case.pk)) == [("She is off",)]
    assert as_viewer(area.stranger, lambda: rows("select reason from cases_delay")) == []
    with pytest.raises(DatabaseError):
        as_viewer(area.priya, lambda: rows("select words from cases_delay"))
    with pytest.raises(DatabaseError):
        as_viewer(area.priya, lambda: rows("update cases_delay set reason = 'closed' returning id"))


def test_no_reason_is_told_of_a_sealed_child_or_a_hidden_case(area):
    post(area.priya, page(area), **STAFF)
    with connection.cursor() as cursor:
        cursor.execute("update cases_case set confidentiality = 'withheld' where id = %s", [area.case.pk])
    child_of(area.council, "Other", "Child")
    assert as_viewer(area.priya, lambda: rows("select reason from cases_delay")) == []
