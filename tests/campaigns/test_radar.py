"""The radar and its campaigns through both walls."""

import datetime as dt

import pytest

from goldenthread.campaigns.models import Campaign, Hours, Member, Weighing
from goldenthread.cases.models import Case

from .conftest import REVIEW, TODAY, a_plan, add_event, as_application, case_of, day, get, post, queries, text_of  # noqa: F401


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
    assert "Deprivation and home language are not held here" in text


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
    assert "There is a problem" in text_of(post(area.grace, "/campaigns/new/?year=9", title="A", hours=hours, hours_a_plan="6"))
    assert not Campaign.objects.exists()


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
