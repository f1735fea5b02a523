import datetime as dt
import functools
import re
import uuid
from types import SimpleNamespace

import pytest

from goldenthread.access.models import AccessLog, RoleGrant, User
from goldenthread.cases.models import Case, ClockRow
from goldenthread.cases.pages.comparison import sentence
from goldenthread.cases.pages.why_words import family_sentence
from goldenthread.cases.projection import project
from goldenthread.cases.queries_case import Entry, Line, timeline
from goldenthread.cases.queries_clocks import ClockFacts, clock_key
from goldenthread.people.models import Allocation, Connection, Content, Person, Relationship, SharingBasis

from .conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    allocate,
    case_of,
    child_of,
    cover,
    day,
    get,
    organisation,
    practitioner,
    queries,
    text_of,
)

pytestmark = pytest.mark.django_db


def page_of(case):
    return f"/cases/{case.pk}/"


def more(case, *events):
    """Later entries of a case."""
    for slug, on, *fields in events:
        case.last_number += 1
        add_event(case, case.last_number, slug, on, *fields)
    case.save()
    project(case.pk)


def test_a_case_says_who_the_child_is_and_where_it_stands(area):
    text = text_of(get(area.priya, page_of(area.case)))
    assert "Age 7, Year 2 at Larkfield Primary School. EHC needs assessment, case" in text
    # Nobody ended the stay at the former school: it is not where the child is.
    old = Connection.objects.get(child=area.maya, kind="attends")
    Connection.objects.create(child=area.maya, owner=area.council, organisation=organisation("URN:2", "Hazel School", "school"), kind="attends", valid_from=TODAY)
    Connection.objects.create(child=area.maya, owner=area.council, organisation=organisation("URN:3", "Nursery", "early-years"), kind="attends", valid_from=old.valid_from)
    assert "Year 2 at Hazel School." in text_of(get(area.priya, page_of(area.case)))
    assert "Assessing week 16 of 20" in text


def test_each_clock_says_when_it_is_due_and_why(area):
    text = text_of(get(area.priya, page_of(area.case)))
    assert "Issue the final plan 10 Aug 2026 Mon 28 Dec 34 days left Law" in text
    assert "Why Monday 28 December 2026?" in text
    assert (
        "A bank holiday. The limit does not move. The last working day before it is Thursday 24 December 2026." in text
    )
    assert "Law. SEND Regulations 2014, regulation 13(2), (3)" in text


def test_what_is_owed_now_names_the_people_found_by_allocation(area):
    allocate(area.maya, area.helen)
    text = text_of(get(area.priya, page_of(area.case)))
    assert "You : decide whether to issue a plan, by 30 November" in text
    assert "Helen Marsh , educational psychologist: advice, due 30 October" in text


def test_somebody_who_is_away_is_covered(area):
    allocate(area.maya, area.helen)
    second = practitioner("Una Second", "educational-psychologist", area.council)
    cover(area.helen, second, day("2026-12-01"))
    assert "educational psychologist (Una Second covers): advice" in text_of(get(area.priya, page_of(area.case)))


def test_the_advice_is_counted(area):
    more(area.case, ("advice-requested", day("2026-09-18"), {"contributor": "social-care"}))
    more(area.case, ("advice-nil-return", day("2026-10-01"), {"contributor": "social-care"}))
    text = text_of(get(area.priya, page_of(area.case)))
    assert "Advice: 2 of 3 answered" in text
    assert "2 of 3 advisers have answered" in text_of(get(area.priya, "/my-work/")), "one rule for both pages"
    assert "Social care Not known to them" in text
    assert "Educational psychologist Not in" in text


def test_a_correction_shows_the_struck_day_the_new_day_and_why(area):
    wrong = area.case.events.get(event="decided-to-assess")
    more(
        area.case,
        ("corrected", day("2026-09-18"), {"event_id": str(wrong.pk), "reason": "wrong date read from letter"}),
        ("decided-to-assess", day("2026-09-17")),
    )
    page = get(area.priya, page_of(area.case)).content.decode()
    assert "<del>18 September 2026</del> <ins>17 September 2026</ins>" in page
    assert "wrong date read from letter" in page


@pytest.mark.parametrize("gone", [{"sealed": True}, {"text": "", "removed_at": "2026-11-01T00:00:00Z"}])
def test_of_a_reason_that_was_sealed_or_removed_the_timeline_keeps_what_happened_and_never_its_key(area, gone):
    wrong = area.case.events.get(event="decided-to-assess")
    words = [Content.objects.create(child=area.maya, case=area.case.pk, owner=area.council, kind_of_data="ehc-request-and-stage", text="She was ill") for _ in "ab"]
    more(
        area.case,
        ("exception-recorded", day("2026-10-02"), {"clock": "advice", "ground": "missed-appointment", "contributor": "occupational-therapist", "reason": str(words[0].pk)}),
        ("corrected", day("2026-10-02"), {"event_id": str(wrong.pk), "reason": str(words[1].pk)}),
    )  # fmt: skip
    assert "She was ill" in text_of(get(area.priya, page_of(area.case)))
    Content.objects.update(**gone)
    page = text_of(get(area.priya, page_of(area.case)))
    assert "Exception recorded for “Give advice”: the child missed that adviser’s appointment. (words not shown)" in page
    assert not [word for word in words if str(word.pk) in page]
    assert "She was ill" not in page
    form = get(area.priya, f"/cases/{area.case.pk}/correct/{area.case.events.get(event='exception-recorded').pk}/").content.decode()
    assert str(words[0].pk) not in form, "nor is the key what an officer puts right"


def test_each_link_to_correct_an_entry_says_alone_of_which(area):
    more(area.case, *[("advice-requested", day("2026-09-19"), {"contributor": c}) for c in ("camhs", "social-care")])
    page = get(area.priya, page_of(area.case) + "?events=all").content.decode()
    links = re.findall(r'Correct this<span class="govuk-visually-hidden">([^<]+)', page)
    assert len(set(links)) == len(links) > 5


def test_details_that_begin_anew_follow_a_full_stop(area):
    more(area.case, ("decided-not-to-issue", day("2026-11-20"), {"reasons": "Needs are met at school."}))
    page = get(area.priya, page_of(area.case)).content.decode()
    assert "<strong>Decided not to issue a plan</strong>. Reasons: Needs are met at school.\n" in page
    assert "<strong>Advice requested</strong> from the family." in page


def test_the_days_on_which_clocks_began_all_say_their_year_if_one_must(area):
    page = get(area.priya, page_of(area.case)).content.decode()
    started = re.findall(r'data-label="Started">([^<]+)<', page)
    assert {"10 Aug 2026", "18 Sep 2026"} <= set(started)


def test_an_entry_withdrawn_without_another_stands_struck(area):
    wrong = area.case.events.get(event="decided-to-assess")
    more(area.case, ("corrected", day("2026-09-18"), {"event_id": str(wrong.pk), "reason": "another child"}))
    page = get(area.priya, page_of(area.case)).content.decode()
    assert "<del><strong>Decided to assess</strong></del>" in page
    assert "another child" in page


def test_the_timeline_begins_with_the_newest_and_opens_to_all(area):
    for n in range(10):
        more(area.case, ("family-consulted", day(f"2026-11-{n + 1:02}")))
    page = get(area.priya, page_of(area.case)).content.decode()
    assert "Show all 15" in page
    assert page.index("10 Nov 2026") < page.index("2 Nov 2026")
    assert "Show all" not in get(area.priya, page_of(area.case), events="all").content.decode()


def test_documents_are_listed_by_name(area):
    for name, sealed in (("School advice.pdf", False), ("Sealed.pdf", True)):
        Content.objects.create(
            child=area.maya, case=area.case.pk, owner=area.council, kind_of_data="school-sen-support",
            file_name=name, sealed=sealed,
        )  # fmt: skip
    text = text_of(get(area.priya, page_of(area.case)))
    assert "School advice.pdf" in text
    assert "Sealed.pdf" not in text


def test_an_earlier_day_changes_the_facts_and_nothing_can_be_recorded(area):
    page = get(area.priya, page_of(area.case), **{"as-at": "2026-10-01", "known": "now"})
    text = text_of(page)
    assert "week 8 of 20" in text
    assert "Advice: 0 of 2 answered" in text
    assert "Family’s views and evidence received" not in text
    assert "Record what happened" not in text
    assert "Correct this" not in text


def test_a_day_before_it_began_says_so(area):
    text = text_of(get(area.priya, page_of(area.case), **{"as-at": "2026-08-01"}))
    assert "This case had not begun on Saturday 1 August 2026. It began on Monday 10 August 2026." in text


def test_one_look_is_recorded_for_one_request(area):
    get(area.priya, page_of(area.case))
    looks = AccessLog.objects.filter(child=area.maya, user=area.priya.user.pk)
    assert [(look.purpose, look.case) for look in looks] == [("Looked at the case", area.case.pk)]


def test_a_case_of_another_body_looks_the_same_as_none(area):
    refused = get(area.stranger, page_of(area.case))
    missing = get(area.stranger, f"/cases/{uuid.uuid4()}/")
    assert refused.status_code == missing.status_code == 404
    assert text_of(refused).partition("Golden Thread")[2] == text_of(missing).partition("Golden Thread")[2]
    assert not AccessLog.objects.filter(user=area.stranger.user.pk).exists()


def test_a_confidential_case_opens_only_to_those_allocated_to_it_by_name(area):
    Case.objects.filter(pk=area.case.pk).update(confidentiality="withheld")
    assert get(area.priya, page_of(area.case)).status_code == 404
    Allocation.objects.filter(child=area.maya).update(case=area.case.pk)
    assert get(area.priya, page_of(area.case)).status_code == 200


def test_whoever_may_know_only_that_it_runs_sees_no_reason_and_no_entries(area):
    senco = practitioner("Aaron Lowe", "setting-senco", area.school)
    SharingBasis.objects.create(
        owner=area.council, reader=area.school, purpose="Support", ground="Agreement", valid_from=LONG_AGO,
        kinds=["identity-and-contact", "ehc-request-and-stage"],
    )  # fmt: skip
    text = text_of(get(senco, page_of(area.case)))
    assert "Issue the final plan" in text
    assert "Why Monday" not in text
    assert "Nothing that you may read has been recorded." in text
    assert "Record what happened" not in text


def a_parent(area):
    joanna = Person.objects.create(owner=area.council, forename="Joanna", surname="Whitfield")
    Relationship.objects.create(
        child=area.maya, owner=area.council, person=joanna, relation="mother", has_care=True, valid_from=LONG_AGO
    )
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=joanna)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return SimpleNamespace(user=user)


def test_a_parent_reads_the_case_in_words_said_to_them(area):
    allocate(area.maya, area.helen)
    text = text_of(get(a_parent(area), page_of(area.case)))
    assert "Maya Whitfield" in text
    for words in ("What happens next", "Finding out what is needed", "This is late", "Who we have asked: 1 of 2 answered"):
        assert words in text
    for words in ("Owed now", "Clocks", "Overdue", "Breach", "as soon as practicable"):
        assert words not in text
    assert "Educational psychologist : advice, due 30 October" in text, "of the service, and not of the person"


def test_a_parent_is_told_how_long_they_have_to_answer_the_draft(area):
    more(area.case, ("draft-plan-sent", day("2026-11-18")))
    text = text_of(get(a_parent(area), page_of(area.case)))
    assert "You can answer the draft, until 2 December" in text
    assert "Your time to answer the draft" in text
    assert "You have until 2 December" in text


def test_a_parents_page_of_a_child_says_it_in_the_same_words(area):
    text = text_of(get(a_parent(area), f"/children/{area.maya.pk}/"))
    assert "Next date" in text
    assert "This is late" in text


def test_the_number_of_queries_is_the_same_however_long_the_case(area):
    few = queries(area.priya, page_of(area.case))
    for n in range(8):
        more(area.case, ("advice-requested", day("2026-09-20"), {"contributor": f"adviser-{n}"}))
        allocate(area.maya, practitioner(f"Person {n}", "health-practitioner", area.council))
    case_of(child_of(area.council, "Another", "Child"), ("request-received", day("2026-10-01")))
    assert queries(area.priya, page_of(area.case)) == few


# --- why this date ---


def why(area, clock, **query):
    page = get(area.priya, page_of(area.case)).content.decode()
    key = page.partition(f"/why/{clock}")[2].partition("/")[0]
    return get(area.priya, f"/cases/{area.case.pk}/why/{clock}{key}/", **query)


def test_each_step_of_a_date_stands_with_the_fact_and_its_day(area):
    text = text_of(why(area, "issue-final-plan"))
    assert "Why Monday 28 December 2026?" in text
    assert "Today this clock has 34 days left ." in text
    assert "Started by Request received, Monday 10 August 2026. Recorded " in text, "also when it was recorded, which may be much later"
    assert "An earlier day changes the facts, never what you are allowed to see." in text


def test_another_day_on_which_it_was_known_is_said_as_people_say_a_day(area):
    text = text_of(why(area, "issue-final-plan", **{"as-at": "2026-10-13", "known": "2026-11-03"}))
    assert "You are looking at Tuesday 13 October 2026, as it was known on 3 November 2026." in text


def test_the_days_that_pass_alone_are_nothing_that_we_know_more(area):
    text = text_of(why(area, "issue-final-plan", **{"as-at": "2026-11-20", "known": "2026-11-24"}))
    assert "We know more today" not in text
    assert "Today it stands differently: see below." in text
    assert "What has changed since" in text


def test_only_a_limit_of_law_has_a_last_lawful_day(area):
    assert "Last lawful day Monday 28 December 2026" in text_of(why(area, "issue-final-plan"))
    entry = next(c for c in ClockRow.objects.filter(case=area.case, kind="guidance"))
    page = text_of(get(area.priya, f"/cases/{area.case.pk}/why/{clock_key(entry.clock, entry.about, entry.started)}/"))
    assert "Last day " in page
    assert "Last lawful day" not in page


def test_an_earlier_day_is_compared_with_today(area):
    text = text_of(why(area, "decide-whether-to-assess", **{"as-at": "2026-09-10", "known": "now"}))
    assert "On 10 September this clock had 11 days left and what it waits for was not in." in text
    assert "What it waits for Not recorded 18 September 2026" in text
    assert "Where the clock stands 11 days left Met 18 Sep" in text


def test_a_decision_that_one_answer_stops_and_the_other_ends_names_both(area):
    """Told only of "decided not to issue", a reader thinks that this is what we wait for."""
    text = text_of(why(area, "decide-whether-to-issue"))
    assert "When this is recorded: decided not to issue a plan. It also ends with this: decided to issue a plan." in text


def test_who_set_a_limit_has_one_word_on_the_lists_and_on_the_page_of_its_date(area):
    entry = next(c for c in ClockRow.objects.filter(case=area.case, kind="guidance"))
    path = f"/cases/{area.case.pk}/why/{clock_key(entry.clock, entry.about, entry.started)}/"
    assert re.search(r"Set by Code\. ", text_of(get(area.priya, path)))
    assert "Set by Guidance. " in text_of(get(a_parent(area), path))
    assert " Code " in text_of(get(area.priya, page_of(area.case)))


def test_a_parent_reads_of_a_date_and_no_clock_nor_breach(area):
    parent = a_parent(area)
    path = f"/cases/{area.case.pk}/why/issue-final-plan-20260810-one/"
    text = text_of(get(parent, path))
    assert "Send the final plan" in text
    assert "This is due in 34 days ." in text
    earlier = text_of(get(parent, path, **{"as-at": "2026-11-20", "known": "now"}))
    assert "On 20 November this was due in 38 days ." in earlier
    assert "Counting starts 10 August 2026" in earlier
    assert "Where it stands By 28 December" in earlier
    for said in (text, earlier):
        assert not re.search(r"clock|breach", said.partition("Maya Whitfield. ")[2], re.IGNORECASE)


def test_a_wait_without_a_limit_tells_its_length_and_never_that_no_day_is_left(area):
    started = day("2026-03-02")
    wait = ClockFacts(area.case.pk, "first-contact", "", started, None, None, None, None, "", "wait", False, "provider")
    assert sentence(wait, TODAY, False) == ("Today this clock has run for", "267 days", ". No limit is set.")
    assert family_sentence(wait, TODAY, False) == ("This wait has lasted", "267 days", ". No limit is set.")
    unset = wait._replace(kind="law")
    assert sentence(unset, TODAY, False)[1] == family_sentence(unset, TODAY, False)[1] == "no last day yet"


def test_what_another_body_owes_is_not_told_to_a_family_as_owed_by_us(area):
    started = day("2026-09-01")
    advice = ClockFacts(area.case.pk, "advice", "paediatrician", started, day("2026-10-13"), None, None, started, "personal-circumstances", "law", False, "paediatrician")
    assert family_sentence(advice, TODAY, False)[2] == " for this. It is still owed as soon as it can be done."
    assert family_sentence(advice._replace(owed_by="authority"), TODAY, False)[2] == " for this. We still owe it as soon as we can."


def test_what_was_not_recorded_then_was_not_known_then(area):
    text = text_of(why(area, "issue-final-plan", **{"as-at": "2026-10-30", "known": "then"}))
    assert "with what was known then, this clock had not begun" in text
    assert "What we know now that we did not know then" in text
    assert "Clock starts Not started 10 August 2026" in text


def test_a_clock_that_does_not_exist_is_not_found(area):
    assert get(area.priya, f"/cases/{area.case.pk}/why/no-such-clock/").status_code == 404
    assert get(area.stranger, f"/cases/{area.case.pk}/why/issue-final-plan-20260810-one/").status_code == 404


def test_an_entry_that_was_withdrawn_twice_still_stands_with_what_was_recorded_in_its_place():
    entry = functools.partial(Entry, at=None, recorded_at=dt.datetime(2026, 10, 1, tzinfo=dt.UTC), by="Priya Nair", about="", kind_of_data="ehc-request-and-stage")
    wrong = entry(uuid.UUID(int=1), 1, "decided-to-assess", dt.date(2026, 9, 8), fields={})
    first = entry(uuid.UUID(int=2), 2, "corrected", dt.date(2026, 9, 20), fields={"event_id": str(wrong.id), "reason": "Mistyped"})
    right = entry(uuid.UUID(int=3), 3, "decided-to-assess", dt.date(2026, 9, 18), fields={})
    again = entry(uuid.UUID(int=4), 4, "corrected", dt.date(2026, 9, 22), fields={"event_id": str(wrong.id), "reason": "Mistyped"})
    # One line: the eighth struck through, by the first correction, and the eighteenth in its place.
    assert timeline([wrong, first, right, again], None) == [Line(right, first, wrong)]
