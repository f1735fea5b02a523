"""Audits through their pages and both walls."""

import pytest

from goldenthread.access.models import AccessLog
from goldenthread.audits.models import Agreed, Audit, Auditor, Grade, Reading, Sampled
from goldenthread.plans.models import Clause

from .conftest import DRAW, TODAY, a_finding, a_plan, both_read, day, drawn, get, grades, issued, post, queries, text_of


def test_what_would_be_drawn_is_shown_before_it_is_drawn(area):
    text = text_of(post(area.grace, "/audits/new/", **DRAW, do="see"))
    assert "3 of 6" in text
    assert "Mid team Under 1 year 4 2" in text
    assert "West team 3 or 4 years 2 1" in text
    assert not Audit.objects.exists()
    # Nothing is drawn that was not shown.
    post(area.grace, "/audits/new/", **DRAW, do="draw", seen="6 4 team age")
    assert not Audit.objects.exists()


def test_the_draw_gives_each_group_its_share_and_can_be_made_again(area):
    audit = drawn(area, share=False)
    assert sorted(Sampled.objects.values_list("team", flat=True)) == ["Mid team", "Mid team", "West team"]
    text = text_of(get(area.grace, f"/audits/{audit.pk}/"))
    assert "gives the same plans in the same order" in text
    assert f"Seed {audit.seed}" in text
    # Pressed again after going back, it is the same draw: nobody draws until they like what comes.
    assert drawn(area, share=False) == audit
    assert "Cognition and learning" in text


def test_a_slice_narrows_what_can_be_drawn(area):
    assert "2 plans can be drawn : West team" in text_of(get(area.grace, "/audits/new/", team="West team")).replace("drawn:", "drawn :")
    assert "No plan is like this" in text_of(get(area.grace, "/audits/new/", team="West team", period="3"))
    assert get(area.grace, "/audits/new/", team="x" * 300, period="²").status_code == 200


def test_only_a_manager_starts_an_audit_and_another_council_sees_nothing_of_it(area):
    assert get(area.priya, "/audits/new/").status_code == 404
    assert get(area.helen, "/audits/new/").status_code == 404
    audit = drawn(area)
    for path in ("", "results/", "moderation/"):
        assert get(area.sam, f"/audits/{audit.pk}/{path}").status_code == 404
    assert "Autumn audit" not in text_of(get(area.sam, "/audits/"))


def test_people_who_may_read_plans_are_asked_and_nobody_else(area):
    audit = drawn(area, auditors=(), share=False)
    assert "Leila Farouk, Health practitioner, Provide Community" in text_of(get(area.grace, f"/audits/{audit.pk}/", who="leila"))
    assert "Nobody of that name" in text_of(get(area.grace, f"/audits/{audit.pk}/", who="Sam Ford"))
    post(area.grace, f"/audits/{audit.pk}/", do="add", who="Leila", user=f"{area.leila.user.pk} health-practitioner")
    assert Auditor.objects.get().part == "health"
    assert post(area.priya, f"/audits/{audit.pk}/", do="share").status_code == 404


def test_on_the_ground_that_all_are_of_the_council_nobody_else_is_asked(area):
    audit = drawn(area, share=False, ground="within-council")
    assert list(Auditor.objects.filter(audit=audit).values_list("name", flat=True)) == ["Helen Marsh"]


def test_nobody_is_given_the_plan_of_a_child_for_whom_they_answer(area):
    audit = drawn(area, auditors=("priya",))
    assert not Reading.objects.exists()
    text = text_of(post(area.grace, f"/audits/{audit.pk}/", do="share"))
    assert "has too few people who may grade it" in text
    assert not Audit.objects.get().shared_out


def test_an_auditor_opens_the_plans_that_are_theirs_and_nothing_else_of_the_child(area):
    drawn(area)
    mine = Reading.objects.filter(user=area.helen.user.pk).first().sampled
    page = get(area.helen, f"/audits/plans/{mine.pk}/")
    assert f"The plan of {mine.child.forename} {mine.child.surname}" in text_of(page)
    assert AccessLog.objects.filter(child=mine.child, user=area.helen.user.pk, purpose="Audit of plans: opened the plan").count() == 1
    for path in (f"/cases/{mine.case}/", f"/cases/{mine.case}/plan/", f"/cases/{mine.case}/plan/read/"):
        assert get(area.helen, path).status_code == 404
    theirs = Sampled.objects.exclude(readings__user=area.helen.user.pk).first()
    if theirs:
        assert get(area.helen, f"/audits/plans/{theirs.pk}/").status_code == 404
    for someone in (area.sol, area.sam, area.nell):
        assert get(someone, f"/audits/plans/{mine.pk}/").status_code == 404


def test_when_the_audit_ends_the_plans_shut(area):
    audit = drawn(area)
    mine = Reading.objects.filter(user=area.helen.user.pk).first().sampled
    post(area.grace, f"/audits/{audit.pk}/", do="end")
    assert get(area.helen, f"/audits/plans/{mine.pk}/").status_code == 404
    assert get(area.helen, f"/audits/plans/{mine.pk}/1/").status_code == 404
    assert get(area.helen, "/audits/").status_code == 200


def test_what_the_machine_points_out_stands_beside_the_question_and_grades_nothing(area):
    drawn(area)
    one = both_read(area)
    text = text_of(get(area.helen, f"/audits/plans/{one.pk}/6/"))
    assert "Access to regular speech and language therapy" in text
    assert "The computer points out" in text
    assert "It can be wrong: you grade" in text
    assert 'checked' not in get(area.helen, f"/audits/plans/{one.pk}/6/").content.decode()


def test_what_is_saved_stays_and_what_is_missing_is_named(area):
    drawn(area)
    one = both_read(area)
    answer = post(area.helen, f"/audits/plans/{one.pk}/6/", **{"g-specific": "2", "w-specific": "No number in F1"})
    assert "Choose a grade for: Does help meet every need" in text_of(answer)
    assert Grade.objects.get().why == "No number in F1"
    assert "Grade every section" in text_of(post(area.helen, f"/audits/plans/{one.pk}/"))
    assert Reading.objects.filter(given_at__isnull=False).count() == 0
    for bad in ("5", "-1", "x", "²", ""):
        post(area.helen, f"/audits/plans/{one.pk}/6/", **{"g-specific": bad})
    assert Grade.objects.get().grade == 2


def test_nobody_sees_anothers_grades_before_all_have_given_theirs(area):
    audit = drawn(area)
    one = both_read(area)
    grades(area, area.helen, one, grade=3, specific=2)
    for someone in (area.leila, area.grace, area.helen):
        assert get(someone, f"/audits/plans/{one.pk}/moderate/").status_code == 404
    assert "Until then nobody sees what another gave" in text_of(get(area.grace, f"/audits/{audit.pk}/moderation/"))
    grades(area, area.leila, one, grade=3, specific=4)
    text = text_of(get(area.leila, f"/audits/plans/{one.pk}/moderate/"))
    assert "1 question is to be agreed" in text
    assert "Helen Marsh" in text
    for someone in (area.helen, area.leila):
        assert "1 plan has grades to agree" in text_of(get(someone, "/audits/"))
    assert "grades to agree" not in text_of(get(area.grace, "/audits/"))
    assert get(area.priya, f"/audits/plans/{one.pk}/moderate/").status_code == 404


def test_what_is_agreed_stands_with_its_reason_and_once(area):
    audit = drawn(area)
    one = both_read(area)
    grades(area, area.helen, one, grade=3, specific=1)
    grades(area, area.leila, one, grade=3, specific=4)
    path = f"/audits/plans/{one.pk}/moderate/"
    assert "Say why this is the grade that stands" in text_of(post(area.leila, path, **{"g-specific": "2"}))
    assert not Agreed.objects.exists()
    assert "No plan is graded and agreed yet" in text_of(get(area.grace, f"/audits/{audit.pk}/results/"))
    post(area.leila, path, **{"g-specific": "1", "w-specific": "Nothing in F1 can be checked"})
    assert Agreed.objects.get().grade == 1
    assert "grades to agree" not in text_of(get(area.helen, "/audits/"))
    post(area.helen, path, **{"g-specific": "4", "w-specific": "Again"})
    assert Agreed.objects.count() == 1
    text = text_of(get(area.grace, f"/audits/{audit.pk}/moderation/"))
    assert "no interval: fewer than 5 plans" in text
    # Casework learns from what was given once it is agreed, and changes nothing of it.
    assert "Nothing in F1 can be checked" in text_of(get(area.priya, path))
    assert "Save what is agreed" not in text_of(get(area.priya, path))
    results = text_of(get(area.grace, f"/audits/{audit.pk}/results/"))
    assert "1 of 3 plans are graded and agreed" in results
    assert "Section F 1 1.9 too few plans 1" in results


def test_small_numbers_are_kept_back_from_those_outside_casework(area):
    audit = drawn(area)
    for reading in Reading.objects.order_by("sampled__number"):
        someone = area.helen if reading.user == area.helen.user.pk else area.leila
        grades(area, someone, reading.sampled)
    for by in ("section", "criterion", "team", "locality", "need", "age"):
        outside = text_of(get(area.leila, f"/audits/{audit.pk}/results/", by=by))
        assert "fewer than 6" in outside
        assert "3.0" not in outside
    assert "Together they come to 3.0 of 4" in text_of(get(area.priya, f"/audits/{audit.pk}/results/", by="team"))


@pytest.fixture
def finding(area):
    drawn(area)
    one = both_read(area)
    area.officer, area.other_officer = (area.priya, area.wes) if one.team == "Mid team" else (area.wes, area.priya)
    return a_finding(area, area.helen, one)



def test_a_finding_is_listed_to_its_owner_and_the_manager_without_who_wrote_it(area, finding):
    # Written twice by a button pressed twice, it is one.
    assert a_finding(area, area.helen, finding.sampled) == finding
    text = text_of(get(area.officer, "/audits/findings/"))
    assert "1 of 1 finding waits" in text
    assert "Say how often, how long and by whom." in text
    page = text_of(get(area.officer, f"/audits/findings/{finding.pk}/"))
    assert "Access to regular speech" in page
    assert "Helen" not in page
    assert "Say how often" in text_of(get(area.grace, "/audits/findings/", whose="all"))
    assert get(area.nell, f"/audits/findings/{finding.pk}/").status_code == 404
    assert get(area.sam, f"/audits/findings/{finding.pk}/").status_code == 404


def test_that_a_finding_was_acted_on_is_read_from_a_later_version(area, finding):
    case = both_read(area)
    lines = dict(Clause.objects.filter(plan=finding.plan).values_list("section", "line"))
    texts = dict(Clause.objects.filter(plan=finding.plan).values_list("section", "text"))
    from goldenthread.cases.models import Case

    of = Case.objects.get(pk=case.case)
    issued(of, TODAY, texts | {"B": "Another need."}, version=2, lines=lines)
    assert "Nothing has changed yet" in text_of(get(area.officer, f"/audits/findings/{finding.pk}/"))
    issued(of, TODAY, texts | {"F": "Therapy once a week for 30 minutes by a qualified therapist."}, version=3, lines=lines)
    text = text_of(get(area.officer, f"/audits/findings/{finding.pk}/"))
    assert "Acted on" in text
    assert "Therapy once a week for 30 minutes" in text
    assert "No finding waits, of 1" in text_of(get(area.officer, "/audits/findings/"))


def test_its_owner_answers_with_a_reason_and_nobody_else_does(area, finding):
    path = f"/audits/findings/{finding.pk}/"
    assert "Enter why it will not be changed" in text_of(post(area.officer, path, reason=""))
    post(area.other_officer, path, reason="No")
    assert "Nothing has changed yet" in text_of(get(area.officer, path))
    post(area.officer, path, reason="The therapist left F1 open for the summer, and says why in B2.")
    text = text_of(get(area.officer, path))
    assert "Answered, not changed" in text
    assert "left F1 open for the summer" in text


def test_a_finding_that_waits_is_owed_in_its_owners_work_and_on_the_case(area, finding):
    case = f"/cases/{finding.case}/"
    work = text_of(get(area.officer, "/my-work/"))
    assert "Act on what an audit found in F1" in work
    assert "Autumn audit. Nothing has changed yet." in work
    assert f'href="/audits/findings/{finding.pk}/"' in get(area.officer, "/my-work/").content.decode()
    assert "You : act on what an audit found in F1, by 22 December" in text_of(get(area.officer, case))
    assert f"{area.officer.who.name} : act on what an audit found in F1" in text_of(get(area.grace, case))
    for other in (area.other_officer, area.grace, area.dina):
        assert "audit found" not in text_of(get(other, "/my-work/"))
    # An auditor who may open the child's record through nothing else sees no case; another council neither.
    for outsider in (area.helen, area.sam):
        assert get(outsider, case).status_code == 404
    # Of an earlier day nothing is told: what became of it is read as it stands now.
    assert "audit found" not in text_of(get(area.officer, "/my-work/", **{"as-at": "2026-11-02"}))
    assert "audit found" not in text_of(get(area.officer, "/my-work/", kind="law"))
    post(area.officer, f"/audits/findings/{finding.pk}/", reason="It is written down at the review in January.")
    for page in ("/my-work/", case):
        assert "audit found" not in text_of(get(area.officer, page))


def test_a_designated_officer_owns_a_finding_and_reads_it(area):
    drawn(area)
    found = a_finding(area, area.helen, both_read(area), whose=area.dina)
    assert "Act on what an audit found in F1" in text_of(get(area.dina, "/my-work/"))
    assert "1 of 1 finding waits" in text_of(get(area.dina, "/audits/findings/"))
    assert "Access to regular speech" in text_of(get(area.dina, f"/audits/findings/{found.pk}/"))
    post(area.dina, f"/audits/findings/{found.pk}/", reason="Therapy begins in May, and the line is written then.")
    assert "Answered, not changed" in text_of(get(area.dina, f"/audits/findings/{found.pk}/"))


def test_whoever_wrote_a_finding_follows_it_after_the_audit_and_opens_the_plan_no_more(area, finding):
    audit = Audit.objects.get()
    post(area.grace, f"/audits/{audit.pk}/", do="end")
    assert "Nothing has changed yet" in text_of(get(area.helen, f"/audits/findings/{finding.pk}/"))
    assert get(area.helen, f"/audits/plans/{finding.sampled_id}/").status_code == 404
    assert "Open 1 All 1" in text_of(get(area.grace, f"/audits/{audit.pk}/results/"))


def test_nobody_from_outside_agrees_grades_once_the_audit_has_ended(area):
    audit = drawn(area)
    one = both_read(area)
    grades(area, area.helen, one, grade=3, specific=1)
    grades(area, area.leila, one, grade=3, specific=4)
    post(area.grace, f"/audits/{audit.pk}/", do="end")
    path = f"/audits/plans/{one.pk}/moderate/"
    assert post(area.leila, path, **{"g-specific": "1", "w-specific": "Late"}).status_code == 404
    post(area.grace, path, **{"g-specific": "1", "w-specific": "Agreed by telephone"})
    assert Agreed.objects.get().by_name == "Grace Oyelaran"


def test_a_finding_after_its_day_is_overdue(area, finding, settings):
    settings.DEMO_TODAY = day("2027-01-10")
    assert "Nothing has changed, 19 days after its day" in text_of(get(area.officer, f"/audits/findings/{finding.pk}/"))


def test_the_list_of_plans_asks_as_many_questions_of_many_as_of_few(area):
    few = queries(area.grace, "/audits/new/")
    for n in range(100, 115):
        a_plan(area, n)
    assert queries(area.grace, "/audits/new/") == few


def test_a_plan_that_has_ended_and_one_replaced_are_not_drawn(area):
    from goldenthread.audits.queries import population
    from goldenthread.cases.models import Case

    from ..plans.conftest import as_viewer
    from .conftest import add_event

    case = Case.objects.get(pk=area.plans[0].case)
    add_event(case, 2, "plan-ceased", day("2026-10-01"), {"reason": "moved"})
    of = Case.objects.get(pk=area.plans[1].case)
    newer = issued(of, day("2026-11-01"), version=2)
    found = {c.plan for c in as_viewer(area.grace, lambda v: population(v, TODAY))}
    assert area.plans[0].pk not in found
    assert area.plans[1].pk not in found
    assert newer.pk in found
    assert area.elsewhere.pk not in found
