"""The radar and its campaigns through both walls."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.campaigns import readings
from goldenthread.campaigns.kept import keep_all
from goldenthread.campaigns.models import Campaign, Hours, Member, Weighing
from goldenthread.campaigns.reading import plans
from goldenthread.cases.models import Case
from goldenthread.delivery import readings as delivery_readings
from goldenthread.delivery.models import Word
from goldenthread.plans.models import Clause, Plan, SignBack
from goldenthread.science.staleness import YEAR_9
from goldenthread.science.wording import check_together, rules

from .conftest import (  # noqa: F401
    REVIEW,
    TODAY,
    a_plan,
    add_event,
    as_application,
    as_the_worker,
    case_of,
    day,
    get,
    post,
    queries,
    text_of,
)


def order(text, *names):
    return sorted(names, key=text.index)


def begin(area, **given):
    post(area.grace, "/campaigns/new/?team=Mid+team&year=9", **{"title": "Mid, Year 9", "hours": 24, "hours_a_plan": 6, **given})
    return Campaign.objects.get()


def test_reviews_past_the_laws_limit_come_first_and_reasons_are_in_words(area):
    text = text_of(get(area.grace, "/radar/"))
    assert order(text, "Tyler Webb", "Aisha Rahman", "Wilma West", "Nadia Petrova", "Tim Young") == ["Tyler Webb", "Aisha Rahman", "Nadia Petrova", "Wilma West", "Tim Young"]
    assert "2 of 5 plans score 50 or more. 2 plans are past a limit of the law" in text
    assert "Review overdue 62 days (law) . Text from before Year 9, without preparation for adulthood" in text.replace("(law).", "(law) .")
    assert "Review undecided 25 days (law)" in text
    # Year 11, and nobody identified the move: the plan before 31 March.
    assert "Plan for the next phase by 30 March 2027 (law)" in text
    assert "Changed setting since" in text
    assert "Else Where" not in text
    assert "Deprivation is not held of any of these children’s postcodes" in text


def test_a_score_opens_its_sum(area):
    text = text_of(get(area.priya, f"/radar/{area.tyler.pk}/"))
    assert "What the score of 51 is made of" in text
    assert "Text is 4 yr 2 mo old" in text
    assert get(area.priya, f"/radar/{area.elsewhere.pk}/").status_code == 404


def test_filters_leave_a_slice(area):
    text = text_of(get(area.grace, "/radar/", team="Mid team", year="9", older="24"))
    assert "Mid team, Year 9 and above, text older than 2 years: 3, overdue reviews first" in text
    assert "Wilma West" not in text
    assert "Nadia Petrova" in text_of(get(area.grace, "/radar/", reason="setting"))
    assert get(area.grace, "/radar/", team="x" * 300, year="nonsense", page="²").status_code == 200


def test_the_radar_asks_as_many_questions_of_many_plans_as_of_few(area):
    few = queries(area.grace, "/radar/")
    for n in range(30):
        a_plan(area, "Child", f"Number {n}", "2013-01-10", ("plan-made", "2021-09-24"))
    assert queries(area.grace, "/radar/") == few


def plan_of(area, case, *clauses, on="2022-09-24"):
    plan = Plan.objects.create(child=case.child, owner=area.essex, case=case.pk, version=1, made_by=area.priya.user.pk)
    for n, (section, text, more) in enumerate(clauses, 1):
        Clause.objects.create(plan=plan, child=case.child, owner=area.essex, case=case.pk, section=section, number=n, text=text, **more)
    Plan.objects.filter(pk=plan.pk).update(sent_on=day(on), issued_on=day(on))
    return plan


def by_the_job(work):
    with transaction.atomic(), as_the_worker():
        return work()


@pytest.mark.parametrize("outcome, silent", [
    ("By July 2027 she travels alone by bus to college, five days a week.", False), ("He will have a paid job by July 2028.", False),
    ("By July 2027 she manages her own money and cooks a meal.", False), ("By the end of Year 12 he reads 60 words a minute of Braille.", True),
    ("By July 2027 she follows two instructions of preparation for adulthood lessons.", True),
])  # fmt: skip
def test_the_radar_finds_adult_life_where_the_check_of_the_plans_wording_finds_it(area, outcome, silent):
    assert bool(check_together([("E", outcome)], 9)) is silent
    plan_of(area, area.tyler, ("E", outcome, {}))
    path = f"/radar/{area.tyler.pk}/"
    before = text_of(get(area.priya, path))
    assert ("No preparation for adulthood" in before) is silent
    # Read once and kept, it says the same.
    assert by_the_job(readings.keep_readings) == 1
    assert by_the_job(readings.keep_readings) == 0
    assert text_of(get(area.priya, path)) == before


def test_what_is_kept_of_a_plan_is_what_a_page_finds_of_it(area):
    asked = {"contributor": "paediatrician", "advice": uuid.uuid4()}
    plan = plan_of(area, area.tyler, ("E", "By July 2027 he travels alone by bus to college.", {}), ("G", "An inhaler.", asked))

    def facts(someone, on=TODAY, cases=None):
        with as_application(), transaction.atomic():
            found = plans(become(someone.user.pk), on, cases)
        return list(zip(found.cases, found.children, found.frame.rows(), strict=True))

    def keep(on=TODAY):
        return by_the_job(lambda: keep_all(on))

    before = facts(area.priya)
    assert keep() > 0
    assert keep() == 0
    assert facts(area.priya) == facts(area.grace) == before
    # One plan's facts are those that it has in the whole list.
    [alone] = facts(area.priya, cases=[area.tyler.pk])
    assert alone[0] == area.tyler.pk
    assert alone[2][1:] == next(row for case, _, row in before if case == area.tyler.pk)[1:]
    # What is recorded afterwards counts at once.
    clause = Clause.objects.get(plan=plan, section="G")
    SignBack.objects.create(plan=plan, clause=clause, child=clause.child, owner=clause.owner, case=clause.case, contributor="paediatrician", said="An inhaler.",
                            answer="confirmed", by=area.priya.user.pk, by_name="P")  # fmt: skip
    after = facts(area.priya)
    assert after != before
    assert keep() == 1
    assert facts(area.priya) == after
    # A plan that ends is off the list, before and after that is kept; and another day has facts of its own.
    case_of(area.tyler.child, ("cessation-considered", day("2026-10-01")), ("plan-ceased", day("2026-11-20"), {"reason": "x"}), pathway="plan-cessation")
    ended = facts(area.priya)
    assert len(ended) == len(before) - 1
    keep()
    assert facts(area.priya) == ended
    later = dt.date(2027, 9, 2)
    live = facts(area.priya, later)
    assert live != ended
    assert keep(later) > 0
    assert facts(area.priya, later) == live


def test_the_radar_and_the_wording_begin_with_the_same_year():
    of_plan = [r for r in rules() if r.label == "no-pfa"]
    assert [r.from_year for r in of_plan] == [YEAR_9]


def test_a_plan_that_ended_on_another_case_is_not_on_the_radar(area):
    assert "Tyler Webb" in text_of(get(area.grace, "/radar/"))
    case_of(area.tyler.child, ("cessation-considered", day("2026-10-01")), ("plan-ceased", day("2026-11-20"), {"reason": "x"}), pathway="plan-cessation")
    assert "Tyler Webb" not in text_of(get(area.grace, "/radar/"))


def test_only_clauses_that_rest_on_professional_advice_wait_to_be_confirmed(area):
    plan_of(area, area.tyler, ("C", "Asthma.", {"contributor": "family", "advice": uuid.uuid4()}), ("G", "An inhaler.", {"contributor": "paediatrician"}))
    row = as_viewer(area.priya, area.tyler)
    assert (row["health"], row["care"]) == (0, 0)
    plan_of(area, area.aisha, ("G", "An inhaler.", {"contributor": "paediatrician", "advice": uuid.uuid4()}), ("D", "Respite.", {"contributor": "social-care", "advice": uuid.uuid4()}))
    row = as_viewer(area.priya, area.aisha)
    assert (row["health"], row["care"]) == (1, 1)
    asked = Clause.objects.get(child=area.aisha.child, section="G")
    SignBack.objects.create(plan=asked.plan, clause=asked, child=asked.child, owner=asked.owner, case=asked.case, contributor="paediatrician", said="An inhaler.",
                            answer="confirmed", by=area.priya.user.pk, by_name="P")  # fmt: skip
    assert as_viewer(area.priya, area.aisha)["health"] == 0
    SignBack.objects.update(said="An inhaler, twice a day.")
    assert as_viewer(area.priya, area.aisha)["health"] == 1


def as_viewer(someone, case):
    """The facts of a plan, as they are read for somebody."""
    with as_application(), transaction.atomic():
        found = plans(become(someone.user.pk), TODAY)
    return found.frame.row(found.cases.index(case.pk), named=True)


def test_help_that_was_missed_counts_by_the_ledgers_own_sums(area):
    details = {"what": "Therapy", "who": "speech and language therapist", "how_often": "Once a week", "minutes": 30}
    plan = plan_of(area, area.tyler, ("F", "Speech and language therapy once a week for 30 minutes.", {"details": details, "contributor": "speech-and-language-therapist"}), on="2026-11-02")
    line = plan.clauses.get().line
    whose = {"line": line, "child": area.tyler.child, "owner": area.essex, "case": area.tyler.pk, "party": "provider"}
    Word.objects.create(**whose, monday=dt.date(2026, 11, 2), delivered=0, missed=30, reason="vacancy")
    Word.objects.create(**whose, monday=dt.date(2026, 11, 9), delivered=30)
    # Missed, and then found to have been given.
    Word.objects.create(**whose, monday=dt.date(2026, 11, 16), missed=30, reason="vacancy")
    Word.objects.create(**whose, monday=dt.date(2026, 11, 16), delivered=30)
    # The running week counts once something is said of it.
    first = as_viewer(area.priya, area.tyler)
    assert (first["owed_minutes"], first["due_minutes"]) == (30, 90)
    Word.objects.create(**whose, monday=dt.date(2026, 11, 23), delivered=30)
    assert as_viewer(area.priya, area.tyler)["due_minutes"] == 120
    assert by_the_job(delivery_readings.keep_readings) == 1
    again = as_viewer(area.priya, area.tyler)
    assert (again["owed_minutes"], again["due_minutes"]) == (30, 120)


def test_a_campaign_takes_a_slice_and_counts_what_the_journals_say(area, settings):
    campaign = begin(area)
    assert set(Member.objects.values_list("case", flat=True)) == {area.tyler.pk, area.aisha.pk, area.nadia.pk}
    path = f"/campaigns/{campaign.pk}/"
    text = text_of(get(area.priya, path))
    # 24 hours at 6 a plan, 4 a week: 3 plans in half a week to a week and a half.
    assert "0 of 3 plans amended since Tuesday 24 November 2026. At 24 hours a week it will finish: between 28 November 2026 and 5 December 2026" in text
    assert "fewer than 4 weeks of this campaign are over" in text
    post(area.priya, path, plan=[str(area.tyler.pk)])
    assert Member.objects.get(week__isnull=False).case == area.tyler.pk
    assert "This week: 1" in text_of(get(area.priya, path))
    add_event(area.aisha, 5, "amendment-notice-sent", dt.date(2026, 11, 24), {"served_on": "2026-11-24"})
    add_event(area.tyler, 4, "amendment-notice-sent", dt.date(2026, 11, 24), {"served_on": "2026-11-24"})
    add_event(area.tyler, 5, "amended-plan-issued", dt.date(2026, 11, 24))
    text = text_of(get(area.priya, path))
    assert "1 of 3 plans amended" in text
    assert "1 with the family" in text
    assert "1 not started" in text


def test_a_plan_amended_on_its_phase_transfer_or_ended_on_a_cessation_counts_in_its_campaign(area):
    campaign = begin(area)
    transfer = case_of(area.tyler.child, ("phase-transfer-identified", TODAY, {"phase": "middle-to-secondary", "transfer_on": "2027-09-01"}),
                       ("amendment-notice-sent", TODAY), ("amended-plan-issued", TODAY, {"setting": "URN:1"}), pathway="phase-transfer")  # fmt: skip
    notice = case_of(area.nadia.child, ("phase-transfer-identified", TODAY, {"phase": "middle-to-secondary", "transfer_on": "2027-09-01"}),
                     ("amendment-notice-sent", TODAY), pathway="phase-transfer")  # fmt: skip
    cessation = case_of(area.aisha.child, ("cessation-considered", TODAY), ("decided-to-cease", TODAY), pathway="plan-cessation")
    for case, review in ((transfer, area.tyler), (notice, area.nadia), (cessation, area.aisha)):
        Case.objects.filter(pk=case.pk).update(arose_from=review.pk)
    text = text_of(get(area.priya, f"/campaigns/{campaign.pk}/"))
    assert "1 of 3 plans amended" in text
    assert "1 with the family" in text
    assert "1 decided without a change" in text


def test_a_campaign_begun_again_after_going_back_is_the_same_one(area):
    campaign = begin(area)
    again = post(area.grace, "/campaigns/new/?team=Mid+team&year=9", title="Mid, Year 9", hours=24, hours_a_plan=6)
    assert again.url == f"/campaigns/{campaign.pk}/"
    assert (Campaign.objects.count(), Hours.objects.count()) == (1, 1)
    # Hours used twice are used once.
    for _ in range(2):
        post(area.grace, f"/campaigns/{campaign.pk}/change/", hours="6", seen="6", do="apply")
    assert Hours.objects.count() == 2
    # Other plans, or the same after it has ended, are another campaign.
    post(area.grace, "/campaigns/new/?team=Mid+team", title="Mid, Year 9", hours=24, hours_a_plan=6)
    for said in ("The campaign has ended.", "Nothing was done now"):
        assert said in str(*get_messages(post(area.grace, f"/campaigns/{campaign.pk}/change/", do="end").wsgi_request))
    # Not told to somebody who ends none.
    assert post(area.priya, f"/campaigns/{campaign.pk}/change/", do="end").status_code == 404
    post(area.grace, "/campaigns/new/?team=Mid+team&year=9", title="Mid, Year 9", hours=24, hours_a_plan=6)
    assert Campaign.objects.count() == 3


def test_other_hours_are_shown_before_they_hold(area):
    campaign = begin(area)
    path = f"/campaigns/{campaign.pk}/change/"
    text = text_of(post(area.grace, path, hours="6", do="see"))
    assert "At 6 hours a week it would finish: between 8 December 2026 and 5 January 2027" in text
    assert Hours.objects.count() == 1
    # Nothing holds that was not shown.
    post(area.grace, path, hours="7", seen="6", do="apply")
    assert Hours.objects.count() == 1
    post(area.grace, path, hours="6", seen="6", do="apply")
    assert Hours.objects.count() == 2
    assert "At 6 hours a week it will finish: between 8 December 2026 and 5 January 2027" in text_of(get(area.grace, f"/campaigns/{campaign.pk}/"))


@pytest.mark.parametrize("hours", ["0", "-1", "2001", "1.5", "x", "", "1e9"])
def test_hours_that_no_team_has_are_refused(area, hours):
    page = text_of(post(area.grace, "/campaigns/new/?year=9", title="A", hours=hours, hours_a_plan="6"))
    assert ("Hours of the team a week must be a whole number" if hours else "Enter the hours of the team a week") in page
    assert not Campaign.objects.exists()


def test_a_filter_that_is_no_choice_leaves_no_plan_and_begins_no_campaign(area):
    page = text_of(get(area.grace, "/campaigns/new/?year=9%2B"))
    assert "0 plans : No plans" in page
    assert "Year group: the address has a value that is no choice" in page
    post(area.grace, "/campaigns/new/?year=9%2B", title="A", hours="4", hours_a_plan="6")
    assert not Campaign.objects.exists()
    text = text_of(get(area.grace, "/radar/?year=9%2B"))
    assert "Error: Choose from this list" in text
    assert "Tyler Webb" not in text


def test_what_a_weight_would_move_is_shown_before_it_holds(area):
    given = {"age": "0", "review": "25", "setting": "90", "phase": "15", "adulthood": "10", "health": "5", "care": "5", "provision": "10"}
    text = text_of(post(area.grace, "/radar/weights/", **given, do="see"))
    assert "would change" in text
    assert "1 would come to 50 or more, 1 fall below it" in text
    assert not Weighing.objects.exists()
    post(area.grace, "/radar/weights/", **{**given, "care": "6"}, seen="0 25 90 15 10 5 5 10", do="apply")
    assert not Weighing.objects.exists()
    post(area.grace, "/radar/weights/", **given, seen="0 25 90 15 10 5 5 10", do="apply")
    assert Weighing.objects.get().points["setting"] == 90
    assert "What the score of 100 is made of" in text_of(get(area.grace, f"/radar/{area.nadia.pk}/"))
    assert "must be a whole number" in text_of(post(area.grace, "/radar/weights/", **{**given, "age": "101"}, do="apply"))
    nothing = dict.fromkeys(given, "0")
    assert "At least one reason must weigh more than 0" in text_of(post(area.grace, "/radar/weights/", **nothing, seen="0 0 0 0 0 0 0 0", do="apply"))
    assert Weighing.objects.get().points["setting"] == 90
    earlier = text_of(get(area.grace, "/radar/weights/")).split("Earlier weights")[1]
    assert "changed setting since the text 90" in earlier
    assert "Until Tuesday 24 November 2026, as they came with Golden Thread: age of the text 20, review, decision or amended plan past the law’s limit 25" in earlier
    assert post(area.priya, "/radar/weights/", **given, do="apply").status_code == 404


def test_only_casework_of_the_council_sees_campaigns_and_only_its_manager_makes_them(area):
    assert post(area.priya, "/campaigns/new/", title="A", hours="4", hours_a_plan="4").status_code == 404
    campaign = begin(area)
    for who in (area.sam, area.dina):
        assert get(who, f"/campaigns/{campaign.pk}/").status_code == 404
    assert get(area.dina, "/radar/").status_code == 404
    assert "Else Where" in text_of(get(area.sam, "/radar/"))
    assert "Tyler" not in text_of(get(area.sam, "/radar/"))
    assert get(area.priya, f"/campaigns/{campaign.pk}/change/").status_code == 404
