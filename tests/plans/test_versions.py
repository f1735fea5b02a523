"""Every version that was sent is kept as it was, and two of them are compared for whoever may read them."""

import copy
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import override_settings

from goldenthread.plans.actions import mark
from goldenthread.plans.models import Clause, Comment, Disclosure, Plan

from .conftest import as_viewer, clause, get, post, recorded_on_the_day_shown, text_of
from .test_sending import AFTER, a_draft_that_was_answered, issue, send, sent, the_sent  # noqa: F401

SPOILT = (
    "Speech and language therapy to build understanding of two-step instructions, once every two weeks, 30 minutes each time, in a group of no "
    "more than 6, 36 weeks a year, by a trained adult."
)


def a_plan_that_gives_less():
    """The draft was sent; the family spoke; the officer spoilt the therapy in its answer, and issued the plan."""
    area = a_draft_that_was_answered()
    with override_settings(DEMO_TODAY=AFTER):
        post(area.anna, f"{area.path}read/comment/", text="Two sessions a week tire him.")
        post(area.priya, area.path, do="change")
        c = clause(area, "speech-and-language-therapist", "F")
        because = f"comment:{Comment.objects.get().pk}"
        post(area.priya, f"{area.path}clauses/{c.pk}/", seen=mark(c), text=SPOILT, section="F", need=str(c.need), outcome=str(c.outcome), because=because)
        page = issue(area, **{"copy-3": "own"})
        assert page.status_code == 302, text_of(page)
    area.versions, area.compare = f"{area.path}versions/", f"{area.path}versions/compare/"
    return area


@pytest.fixture(scope="class")
def the_two(scenes):
    with scenes(a_plan_that_gives_less) as told:
        yield told


@pytest.fixture
def two(the_two, db, settings):
    recorded_on_the_day_shown()
    settings.DEMO_TODAY = AFTER
    return copy.deepcopy(the_two)


def test_a_family_is_told_in_plain_words_what_became_less_who_changed_it_when_and_why(two):
    page = get(two.anna, two.compare)
    said = text_of(page)
    assert "This help was once a week. It is now once every two weeks. That is less often." in said
    assert "More children share it." in said
    assert "It was given by: qualified speech and language therapist. It is now given by: trained adult." in said
    assert "In 1 place help is less, or is said less clearly." in said
    assert "Priya Nair, in the plan of 9 December" in said
    assert "The family said: “Two sessions a week tire him.”" in said
    assert "How often once a week once every two weeks Less" in said
    assert "once <mark>every two weeks</mark>" in page.content.decode()


def test_the_versions_say_what_changed_by_whom_and_when_the_family_was_told(two):
    for someone in (two.anna, two.priya):
        said = text_of(get(someone, two.versions))
        assert "2 versions" in said
        assert "1 changed" in said
        assert "By Priya Nair" in said
        assert "No notice is on record" not in said


def test_a_contributor_compares_what_they_were_given_of_both_and_nothing_seems_taken_out(two):
    # She was given the whole draft, and of the plan only what rests on her advice.
    said = text_of(get(two.leila, two.compare))
    assert "You were given a part of these versions" in said
    assert "This help was once a week. It is now once every two weeks." in said
    assert "1 part changed, 0 were added and 0 taken out. 3 stayed the same." in said
    assert "epilepsy" not in said
    assert "loves trains" not in said
    assert "Two sessions a week tire him" not in said


def test_whoever_may_read_no_version_finds_no_page(two):
    for someone in (two.stranger, two.nurse, two.grace):
        for page in (two.versions, two.compare):
            assert get(someone, page).status_code == 404


def test_a_family_sees_no_version_that_was_not_sent(draft):
    assert get(draft.anna, f"{draft.path}versions/").status_code == 404
    assert "1 version" in text_of(get(draft.priya, f"{draft.path}versions/"))
    assert get(draft.priya, f"{draft.path}versions/compare/").status_code == 404


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000", "'"])
def test_a_version_that_is_none_of_theirs_is_not_found(two, key):
    assert get(two.anna, f"{two.compare}?before={key}").status_code == 404


def test_every_version_that_was_sent_was_given_to_the_family(two):
    given = set(Disclosure.objects.filter(to="family").values_list("plan", flat=True))
    assert given == set(Plan.objects.values_list("pk", flat=True))


STATEMENTS = [
    "update plans_clause set text = 'x'", "update plans_clause set details = '{}'", "update plans_clause set removed = true", "delete from plans_clause",
    "update plans_plan set sent_on = null", "update plans_plan set issued_on = null", "update plans_plan set setting_type = 'x'", "delete from plans_plan",
    "update plans_issueddocument set what = 'draft'", "delete from plans_issueddocument",
]  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_was_sent_is_changed_by_nobody_not_even_the_owner_of_the_tables(two, statement):
    before = list(Clause.objects.order_by("pk").values()), list(Plan.objects.order_by("pk").values())
    with pytest.raises(ProgrammingError, match="was sent"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    def try_it(viewer):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    with pytest.raises(ProgrammingError, match=r"was sent|permission denied"):
        as_viewer(two.priya, try_it)
    assert before == (list(Clause.objects.order_by("pk").values()), list(Plan.objects.order_by("pk").values()))


def test_nothing_is_added_to_a_version_that_was_sent(two):
    kept = Clause.objects.filter(plan__issued_on__isnull=False).first()
    kept.pk, kept.line = uuid4(), uuid4()
    with pytest.raises(ProgrammingError, match="was sent"), transaction.atomic():
        Clause.objects.bulk_create([kept])
