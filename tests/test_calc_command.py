"""Worked numbers of the sources, and what the command refuses. Each figure was worked by hand or stands in the source that is named."""

import json
import math

import pytest

from goldenthread.calc_command import CALCULATIONS, BadQuestion, answer
from goldenthread.commands import main
from goldenthread.science.capacity import NoAnswer

# Fong and others 2022, as NHSRwaitinglist gives them, re-run in R; Erlang values are exact fractions; funnel limits: Spiegelhalter 2005;
# Kaplan-Meier: the 6-MP arm of Freireich 1963.
SIX_MP = {"times": [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35], "events": [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]}
WORKED = [
    ("queue_load", {"demand": 30, "capacity": 27}, 1.1111),
    ("target_mean_wait", {"target_wait": 52, "factor": 6}, 8.6667),
    ("target_queue_size", {"demand": 30, "target_wait": 50, "factor": 6}, 250),
    ("relief_capacity", {"demand": 30, "queue_size": 1200, "target_queue_size": 390, "time_to_target": 26}, 61.1538),
    ("target_capacity", {"demand": 30, "target_wait": 52, "factor": 3, "cv_demand": 1.1, "cv_capacity": 1.2}, 30.07644),
    ("target_capacity", {"demand": 4, "target_wait": 52, "factor": 4, "cv_demand": 1, "cv_capacity": 1}, 4.07692),
    ("pressure", {"mean_wait": 63, "target_wait": 52}, 2.4231),
    ("weeks_to_clear", {"queue_size": 300, "target": 100, "demand": 20, "capacity": 25}, 40),  # 200 too many, 5 fewer a week
    ("weeks_to_clear", {"queue_size": 90, "target": 100, "demand": 20, "capacity": 5}, 0),
    # 300 + 20 * 26 = 820 to be seen in 20 weeks of term and 6 of a quarter: 21.5.
    ("term_week_capacity_to_clear", {"queue_size": 300, "target": 0, "demand_per_week": 20, "weeks": 26, "holiday_weeks": 6, "holiday_share": 0.25}, 38.1395),
    ("fluid_list", {"demand": 30, "capacity": 27, "leave_rate": 0.01, "q0": 100, "t": 0}, {"steady": 300, "list_at_t": 100}),
    ("fluid_list", {"demand": 20, "capacity": 27, "leave_rate": 0.01, "q0": 100, "t": 500}, {"steady": 0, "list_at_t": 0}),
    ("daily_list", {"q0": 5, "arrivals": [1, 0, 2], "slots": [2, 9, 1]}, {"list": [4, 0, 1], "seen": [2, 4, 1]}),
    ("erlang_c", {"arrival_rate": 0.8, "service_rate": 1, "servers": 1}, {"p_wait": 0.8, "mean_wait_in_queue": 4.0, "mean_queue": 3.2}),
    ("erlang_c", {"arrival_rate": 1.8, "service_rate": 1, "servers": 2}, {"p_wait": 0.852632, "mean_wait_in_queue": 4.263158, "mean_queue": 7.673684}),
    ("erlang_c", {"arrival_rate": 9, "service_rate": 1, "servers": 10}, {"p_wait": 0.668732, "mean_wait_in_queue": 0.668732, "mean_queue": 6.018584}),
    ("erlang_c_tail", {"arrival_rate": 4, "service_rate": 1, "servers": 5, "t": 1}, {"p_wait_more_than_t": 0.554113 * math.exp(-1)}),
    ("erlang_b", {"offered": 2, "servers": 2}, 0.4),  # (2^2/2) / (1 + 2 + 2)
    ("mm1", {"arrival_rate": 0.8, "service_rate": 1}, {"L": 4, "Lq": 3.2, "W": 5, "Wq": 4, "p_wait_gt_10": 0.8 * math.exp(-2)}),
    ("mg1_mean_wait", {"arrival_rate": 0.8, "mean_service": 1, "cv_service": 1}, 4),  # as M/M/1
    ("mg1_mean_wait", {"arrival_rate": 0.8, "mean_service": 1, "cv_service": 0}, 2),  # half of it
    # 0.8 in service at a time takes 0.8 more on average; 0.8 / (1 * 0.7), then 0.8 / (0.7 * 0.2).
    ("mm1_nonpreemptive_priority", {"arrival_rates": [0.3, 0.5], "service_rate": 1}, {"Wq": [1.142857, 5.714286]}),
    # Patience as long as service, many servers or one: the number in all is Poisson of mean 2; those waiting for one server are 2 - 1 + exp(-2).
    ("erlang_a", {"arrival_rate": 2, "service_rate": 1, "servers": 1, "patience_rate": 1}, {"mean_queue": 1 + math.exp(-2), "p_abandon": (1 + math.exp(-2)) / 2}),
    ("queue_size_by_day", {"referrals": ["2026-01-01", "2026-01-04", "2026-01-10", "2026-01-16"], "removals": ["2026-01-08"], "start": "2026-01-10", "end": "2026-01-16"}, [2, 2, 2, 2, 2, 2, 3]),
    ("mean_wait_of_those_waiting_days", {"referrals": ["2026-01-01", "2026-01-04", "2026-01-10"], "removals": ["2026-01-08", None], "end": "2026-01-12"}, 5),
    ("kaplan_meier", {"times": [2, 4, 5, 7, 9], "events": [1, 0, 1, 0, 1]}, {"median": 9, "S": {"2": 0.8, "5": 0.533333, "9": 0}}),
    # At 3 two are at risk, for the third came at 4 only.
    ("kaplan_meier_left_truncated", {"entry": [0, 0, 4], "times": [3, 6, 8], "events": [1, 1, 0]}, {"median": 3, "S": {"3": 0.5, "6": 0.25}}),
    ("cumulative_incidence", {"times": [1, 2, 3, 4], "cause": [1, 2, 1, 0]}, {"seen_by_4": 0.5, "left_by_4": 0.25}),
    ("cumulative_incidence", {"times": [1, 2, 3, 4], "cause": ["seen", "left", "seen", "open"], "by": 2}, {"seen_by_2": 0.25, "left_by_2": 0.25}),
    ("funnel_normal", {"target": 0.5, "n": 100}, {"l95": 0.4020, "u95": 0.5980, "l998": 0.3455, "u998": 0.6545}),
    ("funnel_overdispersed", {"target": 0.5, "n": 100, "phi": 4}, {"l95": 0.3040, "u95": 0.6960}),
    ("funnel_binomial_counts", {"target": 0.6, "n": 30}, {"q025": 13, "q975": 23, "q001": 10, "q999": 26}),
    ("pinball", {"q": 0.9, "y": 10, "forecast": 8}, 1.8),
    ("pinball", {"q": 0.9, "y": 8, "forecast": 10}, 0.2),
    ("interval_score", {"alpha": 0.2, "lo": 10, "hi": 30, "y": 34}, 60),
    ("conformal_rank", {"n": 19, "alpha": 0.1}, 18),
    ("conformal_rank", {"n": 8, "alpha": 0.1}, 9),
    ("position_wait_weeks", {"position": 1, "calls_per_week": 2}, {"mean": 0.5, "p10": -math.log(0.9) / 2, "p50": math.log(2) / 2, "p90": math.log(10) / 2}),
    ("gini", {"values": [1, 2, 3, 4]}, 0.25),
    ("rate_ratio_ci95", {"a": 60, "n1": 100, "b": 45, "n2": 100}, {"ratio": 1.333, "lo": 1.0185, "hi": 1.7455}),
    # All six are seen on the third day: one step, after which nobody waits.
    ("survival_curve", {"times": [3] * 6, "events": [1] * 6}, [{"time": 3, "after": 0.0, "lo": None, "hi": None}]),
    # Of five children: 2 + 3 x 0.8 + 3 x 0.5333; Greenwood's error of 4^2/20 and 1.6^2/6.
    ("restricted_mean_wait", {"times": [2, 4, 5, 7, 9], "events": [1, 0, 1, 0, 1], "horizon": 8}, {"mean": 6, "se": math.sqrt(0.8 + 2.56 / 6)}),
    ("difference_ci95", {"mean": 30, "se": 3, "other_mean": 20, "other_se": 4}, {"difference": 10, "se": 5, "lo": 0.200180, "hi": 19.799820}),
    # The spread is (36 + 36 - 2) / 2 = 35.
    ("shrunk_differences", {"differences": [6, -6], "errors": [1, 1]}, [6 * 35 / 36, -6 * 35 / 36]),
    # 10 and 0 are seven standard errors of their difference apart; 0 and 0.1 are not apart at all.
    ("rank_intervals", {"values": [0, 10, -0.1], "errors": [1, 1, 1]}, [{"rank": 2, "lo": 2, "hi": 3}, {"rank": 1, "lo": 1, "hi": 1}, {"rank": 3, "lo": 2, "hi": 3}]),
    ("overdispersion", {"counts": [60, 40], "sizes": [100, 100]}, 4),
    ("funnel_poisson_counts", {"expected": 10}, {"q001": 2, "q025": 4, "q975": 17, "q999": 21}),
    # Of 35 hours a week, 7 a day, 0.6 are for new cases of 12 hours: 0.35 a day; half of that in the holiday, nothing on Saturday, Sunday, leave and
    # the day that is closed. Thursday 17 December 2026 to Thursday 24.
    ("slots_by_day", {"staff": [{"hours_a_week": 35, "hours_per_case": 12, "other_duties": 0.4, "in_holidays": 0.5, "leave": [{"first": "2026-12-23", "last": "2026-12-31"}]}],
                      "start": "2026-12-17", "days": 8, "holidays": [{"first": "2026-12-19", "last": "2027-01-03"}], "closed": ["2026-12-22"]},
     [0.35, 0.35, 0, 0, 0.175, 0, 0, 0]),
    ("simulate_given", {"slots": [1], "children": [{"t": 0.5}]}, {"waits": [0.5], "left": 0, "unused_slots": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "expected"), WORKED, ids=lambda x: x if isinstance(x, str) else "")
def test_worked_numbers(name, given, expected):
    found = answer(name, given)
    if isinstance(expected, list) and isinstance(expected[0], dict):
        assert found == expected
    elif isinstance(expected, dict) and any(isinstance(v, list | dict) for v in expected.values()):
        assert found.keys() == expected.keys()
        assert all(found[k] == (v if k == "waits" else pytest.approx(v, rel=1e-5)) for k, v in expected.items())
    else:
        assert found == pytest.approx(expected, rel=4e-4 if name.startswith(("funnel", "rate", "queue_load")) else 1e-5)


def test_every_calculation_has_a_worked_number():
    assert {name for name, _, _ in WORKED} == set(CALCULATIONS)


def test_the_six_mp_arm():
    found = answer("kaplan_meier", SIX_MP)
    assert found["median"] == 23
    assert [round(found["S"][t], 4) for t in ("6", "10", "22")] == [0.8571, 0.7529, 0.5378]


def test_a_curve_for_others_has_no_step_of_fewer_than_six_and_a_range_at_each():
    # R's survfit with conf.type = "log-log" gives 0.620 to 0.952 at 6, and 0.268 to 0.747 at 22.
    every = {p["time"]: p for p in answer("survival_curve", SIX_MP | {"least": 1})}
    assert [(round(every[t]["lo"], 3), round(every[t]["hi"], 3)) for t in (6, 22)] == [(0.620, 0.952), (0.268, 0.747)]
    # Nine were seen: the first six at 6, 6, 6, 7, 10 and 13; the other three are too few for a step.
    assert [p["time"] for p in answer("survival_curve", SIX_MP)] == [13]
    # Of twenty seen one by one: steps of six, until the last eight, of whom six would leave two.
    assert [(p["time"], round(p["after"], 9)) for p in answer("survival_curve", {"times": list(range(1, 21)), "events": [1] * 20})] == [(6, 0.7), (12, 0.4), (20, 0)]


def test_a_median_that_is_not_reached_is_not_made_up():
    assert answer("kaplan_meier", {"times": [1, 5, 5], "events": [1, 0, 0]})["median"] is None


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("erlang_b", {"offered": 2, "servers": 1_000_000_000}, "`servers` is from 1 to"),
        ("erlang_a", {"arrival_rate": 1e300, "service_rate": 1, "servers": 1, "patience_rate": 1}, "come to more than"),
        ("position_wait_weeks", {"position": 1_000_000, "calls_per_week": 1}, "`position` is from 1 to"),
        ("funnel_binomial_counts", {"target": 0.5, "n": 10**9}, "`n` is from 1 to"),
        ("queue_size_by_day", {"referrals": [1], "removals": [], "start": 0, "end": 10**12}, "are at most"),
        ("queue_size_by_day", {"referrals": [5], "removals": [2], "start": 0, "end": 9}, "a removal stands before its referral"),
        ("queue_size_by_day", {"referrals": [5], "removals": [], "start": "2026-01-01", "end": "2026-01-02"}, "dates throughout"),
    ],
)
def test_what_would_take_for_ever_or_makes_no_sense_has_no_answer(name, given, says):
    with pytest.raises(NoAnswer, match=says):
        answer(name, given)


def test_two_times_that_are_nearly_the_same_stay_two():
    assert set(answer("kaplan_meier", {"times": [1.23456789, 1.23456788, 3], "events": [1, 1, 0]})["S"]) == {"1.23456788", "1.23456789"}


@pytest.mark.parametrize("name", ["erlang_c", "mm1"])
def test_a_queue_that_never_settles_has_no_mean_wait(name):
    with pytest.raises(NoAnswer, match="at 1 and above the queue never settles"):
        answer(name, {"arrival_rate": 5, "service_rate": 1, **({"servers": 5} if name == "erlang_c" else {})})


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("gini", [1], "takes an object with values"),
        ("gini", {}, "needs values"),
        ("gini", {"values": 3}, "`values` is a list"),
        ("gini", {"values": [1], "of": 2}, "has no of"),
        ("queue_load", {"demand": "many", "capacity": 2}, "`demand` is a number"),
        ("queue_load", {"demand": True, "capacity": 2}, "`demand` is a number"),
        ("erlang_b", {"offered": 2, "servers": 2.5}, "`servers` is a whole number"),
        ("target_queue_size", {"demand": -3, "target_wait": 2}, "`demand` is not below 0"),
        ("target_queue_size", {"demand": 1e308, "target_wait": 1e308}, "too large or too small"),
        ("cumulative_incidence", {"times": [1], "cause": [{}]}, "`cause` is a number"),
        ("queue_size_by_day", {"referrals": ["1 May"], "removals": [], "start": "2026-01-01", "end": "2026-01-02"}, "is not a date such as"),
    ],
)
def test_a_faulty_question_is_told_what_is_wrong(name, given, says):
    with pytest.raises(BadQuestion, match=says):
        answer(name, given)


def test_a_list_of_questions_has_a_list_of_answers(tmp_path, capsys):
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps([{"demand": 3, "capacity": 2}, {"demand": 3, "capacity": 0}]))
    assert main(["calc", "queue_load", str(asked)]) == 0
    assert json.loads(capsys.readouterr().out) == [1.5, {"error": "`capacity` is above 0"}]


def test_an_unknown_calculation_is_refused_and_the_known_ones_are_named(capsys):
    assert main(["calc", "guess", "-"]) == 2
    assert "erlang_c" in capsys.readouterr().err


def test_the_queue_command_gives_each_class_and_each_week(tmp_path, capsys):
    model = {
        "horizon_days": 70, "slots": [2] * 70, "arrivals": [1.5] * 70, "backlog": 20, "replications": 30, "seed": 4, "threads": 2,
        "classes": [{"name": "urgent", "share": 0.25, "patience_mean_days": 900}, {"name": "routine", "share": 0.75, "patience_mean_days": 900}],
    }  # fmt: skip
    file = tmp_path / "model.json"
    file.write_text(json.dumps(model))
    assert main(["queue", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    urgent, routine = told["classes"]
    assert urgent["mean_wait"] < routine["mean_wait"]
    assert urgent["se"] > 0
    assert [w["week"] for w in told["list"]] == list(range(1, 11))
    assert all(w["p10"] <= w["p50"] <= w["p90"] for w in told["list"])
    assert sum(c["seen"] + c["left"] + c["still_waiting"] for c in told["classes"]) == pytest.approx(20 + 105, rel=0.1)
    file.write_text(json.dumps({**model, "slots": [2] * 7}))
    assert main(["queue", str(file)]) == 2
    assert "`slots` is a list of 70 numbers" in capsys.readouterr().err
    file.write_text(json.dumps({**model, "slots": [1e300, *[2] * 69]}))
    assert main(["queue", str(file)]) == 2
    assert "a day of more than" in capsys.readouterr().err


def test_the_queue_command_answers_what_is_asked_of_capacity(tmp_path, capsys):
    """100 children and nobody else: 98 slots in the first 49 days leave 2, and the eighth week clears them. 13 weeks and a factor of 4 are a target of nobody."""
    model = {
        "horizon_days": 70, "slots": [2] * 70, "arrivals": [0] * 70, "backlog": 100, "replications": 5,
        "classes": [{"name": "all", "share": 1, "patience_mean_days": 1e12}], "target_wait_weeks": 13, "clear_by_day": 40,
        "extra_slots": [1] * 7 + [0] * 63, "extra_weeks": 1,
    }  # fmt: skip
    file = tmp_path / "model.json"
    file.write_text(json.dumps(model))
    assert main(["queue", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["terms"]["load"] == 0
    assert told["weeks_until_cleared"] == {"p10": 8, "p50": 8, "p90": 8, "share": 1}
    assert told["capacity_to_clear"]["needed"] == pytest.approx(1.25, rel=0.005), "100 in 40 days"
    # Seven fewer at the ends of seven weeks, and the two who were left at the end of the seventh: 7 * 6 + 2.
    assert told["extra"]["child_weeks"]["each_week"] == 44
    assert told["extra"]["weeks_sooner"]["mean"] == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"clear_by_day": 10}, "`clear_by_day` needs `target_wait_weeks`"),
        ({"extra_slots": [1] * 14}, "go together"),
        ({"keep_under_weeks": 3}, "the horizon is too short"),
        ({"within": 1.5, "keep_under_weeks": 1}, "`within` is a number from"),
    ],
)
def test_a_question_of_capacity_that_makes_no_sense_is_refused(tmp_path, capsys, changed, says):
    file = tmp_path / "model.json"
    file.write_text(json.dumps({"horizon_days": 14, "slots": [1] * 14, "arrivals": [1] * 14, "classes": [{"name": "all", "share": 1, "patience_mean_days": 9}], **changed}))
    assert main(["queue", str(file)]) == 2
    assert says in capsys.readouterr().err
