"""A plan as a family reads it, in another language: the words of the plan stay as they were written, and no sentence of the page is left in English."""

import pytest

from goldenthread.plans.models import Clause

from ..families.test_languages import english_left, pseudo_pages, read_in  # noqa: F401
from ..pseudo import pseudo
from .test_sending import sent, the_sent  # noqa: F401

# Whole pages. Of the plan itself the words stay English, and with them the sentences in which it names its own clauses and appendices.
PAGES = ("read/comment/", "read/meeting/")
NAMES = ("Oscar Lindqvist", "Anna Lindqvist", "Priya Nair", "Essex SEND partnership", "Golden Thread", "Pseudo ar", "Pseudo pl")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_of_a_page_around_the_plan_is_left_in_english(sent, pseudo_pages, page):  # noqa: F811
    shown = read_in(sent.anna, sent.path + page, "ar")
    assert shown.status_code == 200
    left = english_left(shown, NAMES)
    assert left == [], "\n".join(left)


@pytest.mark.django_db
def test_a_family_reads_the_headings_of_a_plan_in_its_language_and_the_plan_as_it_was_written(sent, pseudo_pages):  # noqa: F811
    shown = read_in(sent.anna, f"{sent.path}read/", "ar")
    page = shown.content.decode()
    assert f"B. {pseudo('Special educational needs')}" in page
    assert pseudo("There is no direct payment.") in page
    assert all(c.text in page for c in Clause.objects.filter(section="B"))
