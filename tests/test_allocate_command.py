"""What the command takes, tells and refuses; the plans themselves are in tests/science/test_planner.py."""

import json
import os

import pytest

from goldenthread.allocate_command import BadModel, answer
from goldenthread.commands import main

# Ten cases a month against five that come and 25 that wait; 20 are due in September: ten late, then 25 - 20 = 5.
MODEL = {
    "months": ["2026-09", "2026-10", "2026-11"], "localities": ["Mid", "North"], "season": 1, "replications": 50,
    "services": [{"name": "advice", "hours_per_case": 8, "statutory": True}, {"name": "early", "hours_per_case": 5, "leave_rate": 0.05, "target_weeks": 6}],
    "staff": [{"name": "EP", "services": ["advice", "early"], "hours": {"Mid": 80, "North": 20}, "travel": 0.5}],
    "demand": [
        {"locality": "Mid", "service": "advice", "waiting": 25, "arrivals": 5, "due": [20, 5, 0]},
        {"locality": "North", "service": "early", "waiting": 6, "arrivals": [2, 3, 2]},
    ],
    "locums": {"services": ["advice"], "hours": 26, "cost": 1000, "months": 2, "supervised_by": "EP", "supervision_hours": 1},
    "budget": 5000, "equity": {"weeks": 4, "from": "2026-10"},
}  # fmt: skip


def test_each_plan_tells_its_hours_its_limits_and_its_chances(tmp_path, capsys):
    file = tmp_path / "model.json"
    file.write_text(json.dumps(MODEL))
    assert main(["allocate", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [p["name"] for p in told["plans"]] == ["staff in post", "least cost", "least waiting", "most even", "no equity floor"]
    alone, cheap = told["plans"][:2]
    assert alone["cost"] == 0
    assert alone["locums"] == []
    assert "advice in Mid is late for as many as" in alone["limits"][0]
    assert cheap["overdue_case_months"] < alone["overdue_case_months"]
    assert cheap["cost"] in (2000, 4000)
    for plan in told["plans"]:
        lists = {(row["locality"], row["service"]): row for row in plan["lists"]}
        assert lists["Mid", "advice"]["waiting"][0] == pytest.approx(25 + 5 - lists["Mid", "advice"]["seen"][0], abs=1e-3)
        assert {(c["locality"], c["service"]) for c in plan["chances"]} == set(lists)
        assert all(0 <= c["cleared"] <= 1 for c in plan["chances"])
        assert plan["solver"]["within_gap"]
    assert [row["name"] for row in told["price_of_equity"]] == ["no floor", "the floor", "most even"]


def test_what_the_solver_prints_past_python_does_not_spoil_the_answer(tmp_path, capfd, monkeypatch):
    from goldenthread import allocate_command

    def noisy(given):
        os.write(1, b"a line of the solver\n")
        return {"plans": []}

    monkeypatch.setattr(allocate_command, "answer", noisy)
    file = tmp_path / "model.json"
    file.write_text("{}")
    assert main(["allocate", str(file)]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out) == {"plans": []}
    assert "a line of the solver" in err


def changed(**parts):
    return {**MODEL, **parts}


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ([1], "a model is an object"),
        ({"months": []}, "a model needs demand"),
        (changed(budgets=1), "a model has no budgets"),
        (changed(months=["2026-09", "2026-11", "2026-12"]), "one after another"),
        (changed(months=["September"]), "such as 2026-09"),
        (changed(season=[1, 1]), "`season` is a number, or a list of 3"),
        (changed(localities=["Mid", "Mid"]), "`localities` names one twice"),
        (changed(services=[{"name": "advice", "hours_per_case": 0}]), "`hours_per_case` is a number from 0.01"),
        (changed(services=[{"name": "advice", "hours_per_case": 8, "statutory": True, "leave_rate": 0.1}]), "nobody leaves advice, which is statutory"),
        (changed(staff=[{"name": "EP", "services": ["advise"], "hours": {}}]), "there is no service 'advise'; there are advice, early"),
        (changed(staff=[{"name": "EP", "services": ["advice"], "hours": {"South": 3}}]), "there is no locality 'South'"),
        (changed(staff=[{"name": "EP", "services": ["advice"], "hours": {"Mid": float("inf")}}]), "`Mid` is a number from"),
        (changed(demand=[MODEL["demand"][0]] * 2), "names advice in Mid twice"),
        (changed(demand=[{"locality": "Mid", "service": "advice", "arrivals": 1, "due": 9}]), "more falls due of advice in Mid than waits and arrives"),
        (changed(equity={"weeks": 4, "from": "2027-01"}), "there is no month '2027-01'"),
        (changed(locums={"services": ["advice"], "hours": 26}), "`locums` needs cost"),
        (changed(budget=True), "`budget` is a number"),
    ],
)
def test_a_faulty_model_is_told_what_is_wrong(model, says):
    with pytest.raises(BadModel, match=says):
        answer(model)


def test_a_file_that_cannot_be_planned_is_one_line_and_status_2(tmp_path, capsys):
    file = tmp_path / "model.json"
    file.write_text(json.dumps(changed(season="full")))
    assert main(["allocate", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_staff_may_be_bound_to_places_that_there_are():
    bound = [{**MODEL["staff"][0], "only_in": ["North"]}]
    told = answer({**MODEL, "staff": bound})
    assert {h["locality"] for p in told["plans"] for h in p["hours"] if h["staff"] == "EP"} <= {"North"}
    with pytest.raises(BadModel, match="there is no locality 'West'"):
        answer({**MODEL, "staff": [{**MODEL["staff"][0], "only_in": ["West"]}]})
