"""Sections D and H are compared with what social care advised."""

from types import SimpleNamespace
from uuid import UUID, uuid4

from goldenthread.plans.care import care_items
from goldenthread.science.advice import Advice, Need, Provision

from .conftest import get, text_of

KEY = UUID(int=7)
ADVICE = Advice(
    needs=(Need("n1", "Oscar needs rest from noise at home.", "care"), Need("n2", "His carers are tired.", "care")),
    provisions=(Provision("p1", "Short breaks", "the council’s short breaks team", "Twice a month", 240, need="n2"), Provision("p2", "A sleep course", need="n1")),
)


def clause(section, number, text, line="", removed=False):
    return SimpleNamespace(
        line=uuid4(), section=section, number=number, text=text, advice=KEY if line else None, advice_line=line, removed=removed, details={}, need=None, outcome=None
    )


def test_each_item_of_either_is_told_once_differences_first():
    plan = [
        clause("D", 1, "Oscar needs rest from noise at home.", "n1"), clause("D", 2, "His carers are tired.", "n2", removed=True),
        clause("H2", 1, "Short breaks, twice a year, 240 minutes each time, by the council’s short breaks team.", "p1"), clause("H2", 2, "A taxi."),
        clause("F", 1, "A sleep course.", "p2"), clause("F", 2, "Reading."),
    ]  # fmt: skip
    found = care_items(plan, [(KEY, ADVICE)])
    assert [(i.label, i.result) for i in found] == [
        ("", "left out"), ("H2.1", "changed"), ("H2.2", "not from social care"), ("D1", "same"), ("F1", "same"),
    ]  # fmt: skip
    assert found[1].compared.sentences == ("This help was twice a month. It is now twice a year. That is less often.",)


def test_without_advice_of_social_care_nothing_is_found_to_be_missing():
    assert care_items([clause("B", 1, "Reads.")], []) == []


def test_the_page_is_for_those_who_read_the_whole_plan(draft):
    page = f"{draft.path}social-care/"
    for someone in (draft.priya, draft.sara):
        assert "That is no finding that there is no social care need" in text_of(get(someone, page))
    for someone in (draft.anna, draft.leila, draft.nurse, draft.grace, draft.stranger):
        assert get(someone, page).status_code == 404
