"""Clocks at risk and broken, counted by hand on a council of eight children. Today is Tuesday 24 November 2026."""

import csv
import re
from datetime import timedelta
from random import Random

import pytest

from goldenthread.cases.limits_before import periods_before
from goldenthread.people.models import SharingBasis

from .conftest import LONG_AGO, allocate, case_of, child_of, day, get, organisation, practitioner

pytestmark = pytest.mark.django_db


def text_of(response):
    """What a reader reads, with one space between words."""
    assert response.status_code == 200, response.status_code
    body = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).replace(
        "&#39;", "'"
    )


def row_of(response, title):
    """The cells of the row that begins with a title."""
    for row in re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL):
        cells = [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", c)).strip()
            for c in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        if cells[0] == title:
            return [c.split(" ")[0] if c[:1].isdigit() and c != "6 or more" else c for c in cells[1:]]
    raise AssertionError(f"no row {title}")


def add(area, forename, *events, who=None, **more):
    child = child_of(area.council, forename, "Tester")
    if who:
        allocate(child, who)
    return case_of(child, *events, **more)


@pytest.fixture
def busy(area):
    """Beside Maya, whose decision on a plan is due on Monday and whose educational psychologist's advice is late by
    the Code: one decision late, one due today, one draft late, one excused, and three that ended."""
    add(area, "Leo", ("request-received", day("2026-10-01")), who=area.priya)
    add(area, "Jaden", ("request-received", day("2026-10-13")), who=area.priya)
    add(
        area, "Callum", ("request-received", day("2026-06-26")), ("decided-to-assess", day("2026-08-01")),
        ("decided-to-issue", day("2026-10-01")), who=area.daniel,
    )  # fmt: skip
    add(
        area, "Ivy", ("request-received", day("2026-06-20")), ("decided-to-assess", day("2026-07-20")),
        ("decided-to-issue", day("2026-09-01")),
        ("exception-recorded", day("2026-09-02"), {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": "In hospital"}),
    )  # fmt: skip
    add(area, "Ann", ("request-received", day("2025-12-01")), ("final-plan-issued", day("2026-04-01")))
    add(area, "Bob", ("request-received", day("2025-10-01")), ("final-plan-issued", day("2026-04-15")))
    add(
        area, "Cat", ("request-received", day("2025-10-01")), ("decided-to-assess", day("2025-11-01")),
        ("decided-not-to-issue", day("2026-03-10")),
    )  # fmt: skip
    area.manager = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    return area


def test_the_first_sentence_is_the_answer(busy):
    said = text_of(get(busy.manager, "/clocks/"))
    assert "2 open assessments are past a limit set by law. In the next 10 working days 2 more reach one." in said


def test_counts_by_stage_with_the_commonest_cause(busy):
    page = get(busy.manager, "/clocks/")
    assert row_of(page, "Considering") == ["2", "1", "1", "Decision not recorded by week 6"]
    assert row_of(page, "Assessing") == ["1", "0", "1", "No educational psychologist’s advice"]
    assert row_of(page, "Drafting") == ["2", "1", "0", "Draft not sent"]
    assert row_of(page, "All stages")[:3] == ["5", "2", "2"]


def test_advice_that_has_not_come_is_named_at_any_stage(busy):
    """Six weeks from 20 October to Tuesday 1 December; the plan itself is due on 9 February."""
    add(
        busy, "Eve", ("request-received", day("2026-09-22")), ("decided-to-assess", day("2026-10-20")),
        ("advice-requested", day("2026-10-20"), {"contributor": "speech-and-language-therapist"}), ("decided-to-issue", day("2026-11-10")),
        ("draft-plan-sent", day("2026-11-20")),
    )  # fmt: skip
    assert row_of(get(busy.manager, "/clocks/"), "Draft with family") == ["1", "0", "1", "No speech and language advice"]


def test_how_many_are_likely_to_miss_a_limit_is_not_told_from_few(busy):
    page = get(busy.manager, "/clocks/")
    assert "Likely to miss it" not in text_of(page)
    assert "likely to miss" not in text_of(page)


@pytest.fixture
def half_a_year(busy):
    """In each of the 13 periods before today three requests came to their sixth week: two were refused in time, one three weeks late. Ten
    more come to theirs on 1 December."""
    for i, period in enumerate(periods_before(day("2026-11-24"), 10)[-13:]):
        due = period.day + timedelta(days=3)
        for k, late in enumerate((0, 0, 21)):
            asked = ("request-received", due - timedelta(days=42))
            add(busy, f"Past{i}{k}", asked, ("decided-not-to-assess", due + timedelta(days=late - 1)))
    for k in range(10):
        add(busy, f"Soon{k}", ("request-received", day("2026-10-20")))
    return busy


def test_how_many_of_those_due_soon_are_likely_to_miss_their_limit(half_a_year):
    """A third of 39 missed, so of the eleven (one is due today) 3.7 are expected. Each by itself the variance is 11 x 1/3 x 2/3 = 2.4, with
    what is not known of the share 2.6, and 1.782 x 1.62 = 2.9: from 0.8 to 6.6, rounded outwards."""
    for asked in ({}, {"as-at": "2026-11-24", "known": "now"}):
        page = get(half_a_year.manager, "/clocks/", **asked)
        assert row_of(page, "Considering")[:3] == ["12", "1", "11"]
        assert "Likely to miss it" in text_of(page)
        assert "due in 10 working days: Considering 0 to 7 Decision not recorded" in text_of(page)
        assert "of them are likely to miss it, unless something changes." in text_of(page)
        assert row_of(page, "Drafting")[3] == "0"


def test_what_runs_on_after_a_case_has_ended_gives_no_range(busy):
    """A family that declines mediation closes its case, and the certificate is due three working days later."""
    for i, period in enumerate(periods_before(day("2026-11-24"), 10)[-13:]):
        for k in range(3):
            told = period.day - timedelta(days=1)
            add(busy, f"Past{i}{k}", ("mediation-declined", told), ("mediation-certificate-issued", told + timedelta(days=15)), pathway="mediation")
    add(busy, "Open", ("mediation-requested", day("2026-11-20"), {"issues": ["education"]}), pathway="mediation")
    for asked in ({}, {"as-at": "2026-11-24", "known": "now"}):
        said = text_of(get(busy.manager, "/clocks/", pathway="mediation", **asked))
        assert "Due in 10 working days" in said
        assert "Likely to miss it" not in said


def test_the_first_day_on_which_plans_were_made_is_shown_too(busy):
    """A range for it is worked out from 25 periods before it."""
    assert "No open assessment is past a limit set by law." in text_of(get(busy.manager, "/clocks/", **{"as-at": "2014-09-01"}))
    assert get(busy.manager, "/clocks/", **{"as-at": "2014-08-31"}).status_code == 400


def test_the_range_does_not_hang_on_how_the_cases_are_counted(half_a_year):
    wholes = {tuple(row_of(get(half_a_year.manager, "/clocks/", by=by), f"All {word}")[:4]) for by, word in (("stage", "stages"), ("team", "teams"), ("cause", "causes"))}
    assert len(wholes) == 1


def test_who_sees_totals_alone_is_told_of_no_range(half_a_year):
    analyst = practitioner("Ada Counts", "analyst", half_a_year.council)
    assert "Likely to miss it" not in text_of(get(analyst, "/clocks/"))


def test_counts_by_team_and_by_cause(busy):
    teams = get(busy.manager, "/clocks/", by="team")
    assert row_of(teams, "Mid team")[:3] == ["4", "2", "2"]
    assert row_of(teams, "No team recorded")[:3] == ["1", "0", "0"]
    causes = get(busy.manager, "/clocks/", by="cause")
    assert row_of(causes, "Decision not recorded by week 6") == ["2", "1", "1", "Considering"]
    assert row_of(causes, "No limit passed or near")[:3] == ["1", "0", "0"]


def test_an_excused_case_is_open_and_not_past_its_limit(busy):
    listed = text_of(get(busy.manager, "/clocks/list/", by="stage", group="drafting", limit="past"))
    assert "Callum Tester" in listed
    assert "Ivy Tester" not in listed


def test_a_count_opens_its_list(busy):
    page = get(busy.manager, "/clocks/")
    [href] = re.findall(r'href="(/clocks/list/[^"]*group=considering[^"]*limit=past)"', page.content.decode())
    listed = get(busy.manager, href.replace("&amp;", "&"))
    said = text_of(listed)
    assert "1 assessment, the one longest past its limit first." in said
    assert "Leo Tester" in said
    assert "Breach, 12 days over" in said
    assert "Priya Nair" in said
    assert "Jaden" not in said


def test_a_team_narrows_the_counts(busy):
    assert "No open assessment is past" in text_of(get(busy.manager, "/clocks/", team="Another team"))


def test_another_pathway_counts_its_own_limits(busy):
    add(busy, "Dee", ("plan-made", day("2025-11-01")), pathway="annual-review")
    page = get(busy.manager, "/clocks/", pathway="annual-review")
    assert "1 open review cycle is past a limit set by law." in text_of(page)
    assert row_of(page, "Plan in force")[3] == "Review not completed within 12 months"
    assert "Timeliness" not in text_of(page)


def test_months_count_plans_shares_and_what_stays_open(busy):
    page = get(busy.manager, "/clocks/")
    assert "Timeliness, November 2025 to October 2026" in text_of(page)
    months = "Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct".split()
    issued, within, share, still = (
        dict(zip(months, row_of(page, name), strict=True))
        for name in ("New plans issued", "Within 20 weeks", "Share", "Open past 20 weeks")
    )
    assert (issued["Apr"], within["Apr"], share["Apr"]) == ("2", "1", "50%")
    assert share["May"] == "none issued"
    # Bob and Cat were due on 18 February; Cat's request ended in March and Bob's plan came in April.
    assert [still[m] for m in ("Jan", "Feb", "Mar", "Apr")] == ["0", "2", "1", "0"]


def test_a_month_without_plans_is_not_compared(busy):
    said = text_of(get(busy.manager, "/clocks/"))
    assert "In November 2025 no new plan was issued, so no share is compared." in said


def test_a_lawfully_excused_plan_counts_as_in_time_beside_the_plain_share(busy):
    add(
        busy, "Eve", ("request-received", day("2025-10-01")), ("decided-to-assess", day("2025-11-01")),
        ("exception-reported", day("2026-01-15"), {"clock": "issue-final-plan"}), ("final-plan-issued", day("2026-04-20")),
    )  # fmt: skip
    page = get(busy.manager, "/clocks/")
    assert row_of(page, "Share")[5] == "33%"
    assert row_of(page, "Share, counting lawfully excused cases as in time")[5] == "67%"


def test_the_table_downloads_as_csv(busy):
    page = get(busy.manager, "/clocks/timeliness.csv")
    assert page["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(page.content.decode("utf-8-sig").splitlines()))
    assert rows[0][0] == "Month"
    assert rows[6] == ["April 2026", "2", "1", "50", "50", "0"]


def test_as_at_an_earlier_day_counts_as_it_stood(busy):
    page = get(busy.manager, "/clocks/", **{"as-at": "2026-11-01", "known": "now"})
    assert "You are looking at Sunday 1 November 2026" in page.content.decode()
    # Nothing was late yet. By the tenth working day, 13 November, come Leo's decision and the plans of Callum and Ivy.
    assert "No open assessment is past a limit set by law. In the next 10 working days 3 reach one." in text_of(page)
    assert row_of(page, "Considering")[:3] == ["2", "0", "1"]


def test_as_known_before_anything_was_recorded_there_is_nothing(busy):
    assert "No open assessment is past" in text_of(
        get(busy.manager, "/clocks/", **{"as-at": "2026-11-01", "known": "then"})
    )


def test_today_as_computed_from_the_journal_is_today_as_kept(busy):
    """Both readers count the same: the projections and the population reader."""
    kept = get(busy.manager, "/clocks/")
    recorded = "2026-11-23"
    computed = get(busy.manager, "/clocks/", **{"as-at": recorded, "known": "now"})
    for title in ("New plans issued", "Within 20 weeks", "Share", "Open past 20 weeks"):
        assert row_of(kept, title) == row_of(computed, title)
    for title in ("Assessing", "Drafting", "Considering"):
        assert row_of(kept, title) == row_of(computed, title)


def still_open(area):
    page = get(area.manager, "/clocks/")
    return dict(zip("Nov Dec Jan Feb Mar Apr May Jun Jul Aug Sep Oct".split(), map(int, row_of(page, "Open past 20 weeks")), strict=True))


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct")


def added_by(area, *events):
    """The months in which one more case is open past its twenty weeks than before, and nothing else changes."""
    before = still_open(area)
    add(area, "Fay", *events)
    after = still_open(area)
    return {m: after[m] - before[m] for m in MONTHS if after[m] != before[m]}


def test_a_request_made_again_and_withdrawn_in_time_was_never_open_past_its_twenty_weeks(busy):
    # The first ended in its ninth week, the second, of 1 June, in its fifth: nothing ran past 5 January + 140 = 25 May.
    assert added_by(
        busy, ("request-received", day("2026-01-05")), ("request-withdrawn", day("2026-03-10")), ("request-received", day("2026-06-01")),
        ("request-withdrawn", day("2026-07-06")),
    ) == {}  # fmt: skip


def test_a_first_request_that_ran_past_its_twenty_weeks_is_counted_until_it_ended_though_a_second_runs(busy):
    # 1 October + 140 = 18 February; withdrawn on 10 April. The second, of 1 June, is due on 19 October.
    assert added_by(
        busy, ("request-received", day("2025-10-01")), ("decided-to-assess", day("2025-11-01")), ("request-withdrawn", day("2026-04-10")),
        ("request-received", day("2026-06-01")),
    ) == {"Feb": 1, "Mar": 1, "Oct": 1}  # fmt: skip


def test_a_child_who_moves_away_after_the_plan_was_not_open_until_then(busy):
    assert added_by(
        busy, ("request-received", day("2025-10-01")), ("final-plan-issued", day("2026-02-10")), ("moved-out-of-area", day("2026-08-10"), {"to": "Kent"}),
    ) == {}  # fmt: skip


def test_all_who_count_the_months_count_alike_however_often_a_request_was_made(area):
    """The lists of a manager, the journal as at a day, and the totals for those who see no case."""
    rng, analyst = Random(7), practitioner("Tom Field", "analyst", area.council)
    manager = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    more = {"moved-out-of-area": {"to": "Kent"}, "reported-closed": {"reason": "W"}}
    slugs = ("request-received", "request-received", "brought-to-attention", "request-withdrawn", "moved-out-of-area", "reported-closed", "decided-to-assess",
             "decided-not-to-assess", "decided-to-issue", "decided-not-to-issue", "final-plan-issued")  # fmt: skip
    for n in range(80):
        told = [("request-received", day("2025-05-01") + timedelta(days=rng.randrange(200)))]
        for _ in range(rng.randrange(7)):
            told.append((rng.choice(slugs), min(day("2026-11-20"), told[-1][1] + timedelta(days=rng.choice([0, 10, 43, 90, 150])))))
        add(area, f"Extra{n}", *((what, on, more.get(what, {})) for what, on in told))
    kept, computed, totals = (csv.reader(get(who, "/clocks/timeliness.csv", **asked).content.decode("utf-8-sig").splitlines())
                              for who, asked in ((manager, {}), (manager, {"as-at": "2026-11-23", "known": "now"}), (analyst, {})))  # fmt: skip
    kept = list(kept)
    assert kept == list(computed)
    assert max(int(row[5]) for row in kept[1:]) > 20
    for ours, theirs in zip(kept[1:], list(totals)[1:], strict=True):
        assert theirs[5] in (ours[5], "fewer than 6"), (ours, theirs)
        assert theirs[1] in (ours[1], "fewer than 6"), (ours, theirs)


def test_an_analyst_sees_totals_with_small_numbers_hidden_and_no_list(busy):
    analyst = practitioner("Tom Field", "analyst", busy.council)
    for n in range(7):
        add(busy, f"Extra{n}", ("request-received", day("2026-10-02")))
    page = get(analyst, "/clocks/")
    # Of those past a limit one number is small, so the other is kept back: 9 less 8 would tell it.
    assert row_of(page, "Considering") == ["9", "6 or more", "fewer than 6"]
    assert row_of(page, "Assessing")[0] == "fewer than 6"
    assert "/clocks/list/" not in page.content.decode()
    assert "Tester" not in page.content.decode()
    assert row_of(page, "New plans issued")[5] == "fewer than 6"
    assert get(analyst, "/clocks/list/", limit="past").status_code == 404


def test_a_hidden_number_cannot_be_worked_out_from_the_total(busy):
    """One small number alone would be the total less the others, so the next larger goes with it."""
    analyst = practitioner("Tom Field", "analyst", busy.council)
    for n in range(7):
        add(busy, f"Extra{n}", ("request-received", day("2026-10-02")))
        add(
            busy,
            f"More{n}",
            ("request-received", day("2026-08-01")),
            ("decided-to-assess", day("2026-08-20")),
            ("decided-to-issue", day("2026-09-20")),
        )
    page = get(analyst, "/clocks/")
    shown = [row_of(page, title)[0] for title in ("Considering", "Assessing", "Drafting", "All stages")]
    assert shown in (["6 or more", "fewer than 6", "9", "19"], ["9", "fewer than 6", "6 or more", "19"])


BODIES = [
    ("icb-commissioner", "ICB:QH8", "Mid and South Essex ICB", "icb"),
    ("analyst", "ICB:QH8", "Mid and South Essex ICB", "icb"),
    ("dco", "ICB:QH8", "Mid and South Essex ICB", "icb"),
    ("inspector", "SERVICE:INSPECTORATE", "Inspectorate", "service"),
]


@pytest.mark.parametrize(("role", "code", "name", "kind"), BODIES)
def test_a_body_with_which_nothing_is_shared_is_told_so_and_not_that_nothing_is_late(busy, role, code, name, kind):
    said = text_of(get(practitioner("Ray Cole", role, organisation(code, name, kind)), "/clocks/"))
    assert f"Nothing is shared with {name} yet" in said
    assert "information governance lead can record the agreement" in said
    assert "No open assessment" not in said
    assert "Considering" not in said


@pytest.mark.parametrize(("role", "code", "name", "kind"), [b for b in BODIES if b[0] != "dco"])
def test_a_body_with_which_totals_are_shared_sees_them(busy, role, code, name, kind):
    body = organisation(code, name, kind)
    SharingBasis.objects.create(
        owner=busy.council, reader=body, purpose="Oversight", ground="Law", kinds=["kpi-aggregates"], valid_from=LONG_AGO
    )
    for n in range(7):
        add(busy, f"Extra{n}", ("request-received", day("2026-10-02")))
    assert row_of(get(practitioner("Ray Cole", role, body), "/clocks/"), "Considering")[0] == "9"


def test_what_is_shared_without_totals_shows_no_totals(busy):
    icb = organisation("ICB:QH8", "Mid and South Essex ICB", "icb")
    SharingBasis.objects.create(
        owner=busy.council, reader=icb, purpose="Advice", ground="Law", kinds=["health-advice"], valid_from=LONG_AGO
    )
    said = text_of(get(practitioner("Ray Cole", "icb-commissioner", icb), "/clocks/"))
    assert "Nothing is shared with Mid and South Essex ICB yet" in said


def test_an_analyst_sees_only_today(busy):
    analyst = practitioner("Tom Field", "analyst", busy.council)
    assert "totals of today only" in text_of(get(analyst, "/clocks/", **{"as-at": "2026-11-01"}))
    assert get(analyst, "/clocks/timeliness.csv", **{"as-at": "2026-11-01"}).status_code == 404


def test_another_councils_manager_counts_none_of_ours(busy):
    stranger = practitioner("Una Other", "la-send-manager", organisation("LA:998", "Third Council", "local-authority"))
    assert "No open assessment is past a limit" in text_of(get(stranger, "/clocks/"))
    assert "Tester" not in text_of(get(stranger, "/clocks/list/", limit="open"))


def test_a_family_finds_no_such_page(busy):
    from types import SimpleNamespace

    from goldenthread.access.models import RoleGrant, User
    from goldenthread.people.models import Person

    person = Person.objects.create(owner=busy.council, forename="Joanna", surname="Whitfield")
    user = User.objects.create(email="joanna@example.org", name="Joanna Whitfield", person=person)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    assert get(SimpleNamespace(user=user), "/clocks/").status_code == 404
    assert get(SimpleNamespace(user=user), "/clocks/list/").status_code == 404


def test_the_page_asks_as_many_questions_of_a_larger_area(busy, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(path, **data):
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert get(busy.manager, path, **data).status_code == 200
        return len(found)

    paths = [("/clocks/", {}), ("/clocks/list/", {"limit": "open"}), ("/clocks/", {"as-at": "2026-11-01"})]
    before = [asked(path, **data) for path, data in paths]
    for n in range(12):
        add(busy, f"Extra{n}", ("request-received", day("2026-10-02")), who=busy.priya)
    assert [asked(path, **data) for path, data in paths] == before


def test_how_each_number_is_counted_is_said(busy):
    said = text_of(get(busy.manager, "/clocks/counted/"))
    assert "no more than 140 days after the request" in said
    assert "41,448 of 90,392" in said


def test_where_no_share_can_be_shown_nothing_is_drawn(busy):
    analyst = practitioner("Tom Field", "analyst", busy.council)
    page = get(analyst, "/clocks/")
    assert "<svg" not in page.content.decode()
    assert "Timeliness, " in text_of(page)
    assert "too few to show" not in text_of(page)


def test_the_filters_fold_away_on_a_small_screen(busy):
    page = get(busy.manager, "/clocks/", by="locality")
    assert "Filter (showing locality, EHC needs assessment)" in text_of(page)
    ids = re.findall(r' id="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))
