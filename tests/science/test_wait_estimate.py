"""Ranges for whoever waits, tried on made-up lists whose end is known: it is the share inside that must be right, not one list."""

import csv
import datetime as dt
import json

import numpy as np
import pytest

from goldenthread.commands import main
from goldenthread.science.wait_estimate import NEVER, History, Ranges, estimate, forecast, with_and_without

from .waiting_lists import START, made

DAY = START + 4 * 364 + 300


def history(rows):
    priority, received, seen, left = ([row[n] for row in rows] for n in (1, 2, 3, 4))
    ends = lambda column: np.array([NEVER if v is None else v for v in column])  # noqa: E731
    return History(np.array(received), ends(seen), ends(left), np.array(priority))


def truth(whole, day):
    """Days until each child who waits on a day was seen; not a number where it left or still waits."""
    here = np.flatnonzero(whole.received <= day)[whole.by(day).waiting]
    return np.where(whole.seen[here] == NEVER, np.nan, whole.seen[here].astype(float) - day)


def test_eight_in_ten_are_inside_though_staff_changes_without_notice():
    inside, children = 0, 0
    for seed in range(6):
        change = (400 + 200 * seed, (0.88, 1.12)[seed % 2])
        whole = history(made(seed, rate=7 + seed, slots=6.5 + seed, backlog=250, changes=[change]))
        ranges, wait = forecast(whole.by(DAY), DAY, runs=200), truth(whole, DAY)
        known = ~np.isnan(wait)
        inside += int(((ranges.low <= wait) & (wait <= ranges.high))[known].sum())
        children += int(known.sum())
    assert children > 300
    assert 0.7 <= inside / children <= 0.97


def test_a_list_that_was_read_well_before_is_told_with_its_own_record():
    found = estimate(history(made(1, backlog=250)), DAY)
    assert found.abstains == ""
    assert found.test.coverage >= 0.65
    assert found.test.number >= 40
    assert found.test.later + found.test.sooner == pytest.approx(1 - found.test.coverage)
    assert (found.ranges.low <= found.ranges.middle).all()
    assert (found.ranges.middle <= found.ranges.high).all()


def test_a_list_that_lost_staff_twice_abstains_and_says_how_few_were_inside():
    found = estimate(history(made(3, rate=10, slots=10.5, backlog=250, changes=[(900, 0.75), (1150, 0.75)])), START + 1684)
    assert found.ranges is None
    assert "when it was tried on the past" in found.abstains
    assert found.test.later > 0.35


def test_a_list_that_sees_too_few_abstains():
    found = estimate(history(made(2, rate=0.5, slots=0.4, backlog=20)), DAY)
    assert found.ranges is None
    assert "were seen in the last year" in found.abstains


def test_a_list_on_which_nobody_is_called_any_more_abstains():
    rows = made(3, rate=10, slots=10, backlog=250)
    stop = DAY - 40
    found = estimate(history([[*r[:3], None if (r[3] or 0) > stop else r[3], r[4]] for r in rows]), DAY)
    assert found.ranges is None
    assert "nobody has been seen for 28 days" in found.abstains


def test_a_range_without_an_upper_end_has_none_whichever_end_is_widened():
    open_ended = Ranges(np.array([70.0]), np.array([np.inf]), np.array([np.inf]))
    sooner, later = open_ended.wider(2.0, 0.0), open_ended.wider(0.0, 2.0)
    assert (sooner.low[0], sooner.high[0]) == (56.0, np.inf)  # 70 - 2 weeks, since no middle is there to take a share of
    assert (later.low[0], later.high[0]) == (70.0, np.inf)


def test_who_still_waits_past_the_range_is_a_miss_that_is_known():
    """Staff halve for good: those told before it wait on, past their ranges. Leaving them out would make a good record of a bad one."""
    rows = made(3, rate=10, slots=11, backlog=150, changes=[(1400, 0.35)])
    found = estimate(history(rows), START + 1400 + 230)
    assert found.test.later > 0.15


def test_what_comes_later_changes_nothing():
    whole = history(made(4, backlog=250))
    then = whole.by(DAY)
    a, b = estimate(whole, DAY), estimate(then, DAY)
    assert np.array_equal(a.ranges.high, b.ranges.high)
    assert a.test == b.test


def test_whoever_is_asked_about_stays_and_the_first_in_line_is_called_first():
    known = history(made(5, backlog=300)).by(DAY)
    ranges = forecast(known, DAY, runs=100)
    order = np.lexsort((known.received[known.waiting], known.priority[known.waiting]))
    assert (np.diff(ranges.middle[order][known.priority[known.waiting][order] == 2]) >= 0).all()


def test_a_plan_of_twice_the_slots_halves_the_wait_and_narrows_the_range():
    known = history(made(6, rate=10, slots=9, backlog=250)).by(DAY)
    first = DAY - (DAY - 1) % 7
    without = forecast(known, DAY, runs=200)
    kept = forecast(known, DAY, {first + 7 * w: 9.0 for w in range(300)}, runs=200)
    doubled = forecast(known, DAY, {first + 7 * w: 18.0 for w in range(300)}, runs=200)
    last = known.priority[known.waiting] == 2
    assert np.median(doubled.middle[last]) < 0.65 * np.median(kept.middle[last])
    assert np.mean((kept.high - kept.low)[last]) < np.mean((without.high - without.low)[last])


def test_a_plan_of_a_week_here_and_there_narrows_nothing_much_and_one_that_ends_leaves_the_rest_open():
    known = history(made(6, rate=10, slots=9, backlog=250)).by(DAY)
    first = DAY - (DAY - 1) % 7
    width = lambda plan: np.mean((r := forecast(known, DAY, plan, runs=300)).high - r.low)  # noqa: E731
    none, whole = width(None), width({first + 7 * w: 9.0 for w in range(300)})
    sparse, half = width({first + 7 * w: 9.0 for w in range(0, 300, 13)}), width({first + 7 * w: 9.0 for w in range(13)})
    assert whole < 0.7 * none
    assert sparse > 0.8 * none
    assert whole < half < none


def written(path, rows, service="Speech and language", locality="Mid"):
    day = lambda n: "" if n is None else dt.date.fromordinal(n).isoformat()  # noqa: E731
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["id", "service", "locality", "priority", "received_on", "first_seen_on", "left_on"])
        out.writerows([r[0], service, locality, r[1], day(r[2]), day(r[3]), day(r[4])] for r in rows)
    return path


def test_the_command_gives_each_waiting_child_a_range_and_each_list_its_record(tmp_path, capsys):
    rows = made(1, backlog=250)
    file = written(tmp_path / "history.csv", rows)
    assert main(["wait-estimate", str(file), "--as-at", dt.date.fromordinal(DAY).isoformat()]) == 0
    told = json.loads(capsys.readouterr().out)
    (one,) = told["lists"]
    waiting = [r for r in rows if r[2] <= DAY and (r[3] or DAY + 1) > DAY and (r[4] or DAY + 1) > DAY]
    assert one["waiting"] == len(waiting) == len(told["children"])
    assert {c["id"] for c in told["children"]} == {r[0] for r in waiting}
    assert one["back_test"]["coverage"] >= 0.65
    assert all(c["low"] <= c["middle"] <= c["high"] for c in told["children"])


def test_a_list_that_abstains_promises_nobody_anything(tmp_path, capsys):
    file = written(tmp_path / "history.csv", made(2, rate=0.5, slots=0.4, backlog=20))
    main(["wait-estimate", str(file), "--as-at", dt.date.fromordinal(DAY).isoformat()])
    told = json.loads(capsys.readouterr().out)
    assert "needs at least 30" in told["lists"][0]["abstains"]
    assert {c["high"] for c in told["children"]} == {None}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1,SLT,Mid,urgent,2026-02-30,,", "line 2, received_on: '2026-02-30' is not a date"),
        ("1,SLT,Mid,urgent,2026-02-03,2026-02-01,", "`first_seen_on` is before `received_on`"),
        ("1,SLT,Mid,loud,2026-02-03,,", "`priority` is a whole number"),
        ("1,SLT,Mid,99999999999999999999,2026-02-03,,", "`priority` is a whole number"),
        (",SLT,Mid,urgent,2026-02-03,,", "`id` is empty"),
        ("1,,Mid,urgent,2026-02-03,,", "line 2: `service` is empty"),
        ("1,SLT,,urgent,2026-02-03,,", "line 2: `locality` is empty"),
        ("1,SLT,Mid,urgent,2026-02-03", "line 2: there are not as many values as columns"),
        ("1,SLT,Mid,urgent,2026-02-03,,,2026-02-09", "line 2: there are not as many values as columns"),
        ("1,SLT,Mid,0,2026-02-03,,\n1,SLT,Mid,0,2026-02-03,,", "line 3: the id '1' is on this list twice"),
    ],
)
def test_a_faulty_row_is_named_and_nothing_is_guessed(tmp_path, capsys, line, says):
    file = tmp_path / "history.csv"
    file.write_text(f"id,service,locality,priority,received_on,first_seen_on,left_on\n{line}\n")
    assert main(["wait-estimate", str(file), "--as-at", "2026-11-24"]) == 2
    assert says in capsys.readouterr().err


def test_a_column_that_is_given_twice_is_refused_since_either_might_be_meant(tmp_path, capsys):
    file = tmp_path / "history.csv"
    file.write_text("id,service,locality,priority,received_on,first_seen_on,left_on,left_on\n1,SLT,Mid,0,2026-02-03,,,2026-02-09\n")
    assert main(["wait-estimate", str(file), "--as-at", "2026-11-24"]) == 2
    assert "has the column left_on twice" in capsys.readouterr().err


def test_a_plan_for_a_list_that_is_not_there_is_refused(tmp_path, capsys):
    file, plan = written(tmp_path / "history.csv", made(2, years=1)), tmp_path / "plan.csv"
    plan.write_text("service,locality,week,slots\nSpeech,Mid,2026-W48,9\n")
    assert main(["wait-estimate", str(file), "--as-at", "2021-01-01", "--staffing", str(plan)]) == 2
    assert "names a list that the history does not have: Speech, Mid" in capsys.readouterr().err
    plan.write_text("service,locality,week,slots\nSpeech and language,Mid,next,9\n")
    assert main(["wait-estimate", str(file), "--as-at", "2021-01-01", "--staffing", str(plan)]) == 2
    assert "2026-W48" in capsys.readouterr().err


def weeks_of(whole, first, last):
    """What was seen in each week: a plan that turned out exactly."""
    seen = whole.seen[whole.seen != NEVER]
    mondays = range(first - (first - 1) % 7, last, 7)
    return {m: float(((seen >= m) & (seen < m + 7)).sum()) for m in mondays}


def test_errors_are_told_with_and_without_the_plan_of_the_same_days():
    # Staff falls by a third on a day that nobody announced, and the plan names what came: whoever knew it was less far out.
    whole = history(made(5, backlog=150, changes=[(4 * 364 - 60, 0.67)]))
    planned, bare = with_and_without(whole, DAY + 200, weeks_of(whole, START + 3 * 364, DAY + 700))
    assert min(planned.number, bare.number) >= 40
    assert planned.width < bare.width
    assert abs(planned.bias) < abs(bare.bias)
    assert planned.later < bare.later


def test_a_plan_that_names_none_of_the_past_is_not_tested():
    whole = history(made(1, backlog=250))
    assert with_and_without(whole, DAY, weeks_of(whole, DAY, DAY + 300)) is None
    one_week_missing = {m: n for m, n in weeks_of(whole, START, DAY + 300).items() if (m // 7) % 12}
    assert with_and_without(whole, DAY, one_week_missing) is None


def test_the_command_tells_errors_with_and_without_the_plan(tmp_path, capsys):
    whole = made(1, backlog=250)
    file, plan = written(tmp_path / "history.csv", whole), tmp_path / "plan.csv"
    lines = [f"Speech and language,Mid,{dt.date.fromordinal(m)},{n}" for m, n in weeks_of(history(whole), START + 364, DAY + 364).items()]
    plan.write_text("service,locality,week,slots\n" + "\n".join(lines) + "\n")
    day = dt.date.fromordinal(DAY).isoformat()
    assert main(["wait-estimate", str(file), "--as-at", day, "--staffing", str(plan)]) == 0
    [told] = json.loads(capsys.readouterr().out)["lists"]
    assert told["same_days_with_staffing_plan"]["with_staffing_plan"] is True
    assert told["same_days_without"]["with_staffing_plan"] is False
    assert told["same_days_with_staffing_plan"]["width"] < told["same_days_without"]["width"]
    plan.write_text(f"service,locality,week,slots\nSpeech and language,Mid,{day},9\n")
    assert main(["wait-estimate", str(file), "--as-at", day, "--staffing", str(plan)]) == 0
    [told] = json.loads(capsys.readouterr().out)["lists"]
    assert "13 weeks" in told["not_tested_with_staffing_plan"]
