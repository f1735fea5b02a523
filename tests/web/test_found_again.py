"""What Python said in English is found again; what a person wrote, and what is a name, stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.web.catalogues import messages, mo
from goldenthread.web.found_again import Pattern, as_written, said, said_of
from goldenthread.web.languages import spoken

from ..pseudo import install, pseudo

WORDS = ("Decide if a plan is needed", "{length} after {what}", "{n} weeks", "Request received", "That day is not counted.", "case officer", "Dear {reader}", "There is news for you", "Family", "or", "{n} working days",
         "Call {who} first. Then write to us.", "Does treatment go on?", "goes-on", "parent", "from {by}", "will", "mark", "Law", "Day")  # fmt: skip


@pytest.fixture
def said_here(settings, tmp_path):
    where = tmp_path / "pl" / "LC_MESSAGES"
    where.mkdir(parents=True)
    (where / "family.mo").write_bytes(mo({m: pseudo(m) for m in (*WORDS, *("August", "May", "Monday"))}, name="Polski"))
    settings.LANGUAGES_DIR = str(tmp_path)
    with spoken("pl"):
        yield


def p(message, **names):
    return pseudo(message).format(**names)


def test_a_sentence_of_the_pure_core_is_said_again_with_its_day_and_its_step(said_here):
    # Golden: "{n} weeks" holds the number, and stands for {length}; the step and its day stand for {what}; the second sentence is one of its own.
    step = f"{p('Request received')} (10 {pseudo('August')} 2026)"
    assert said_of("20 weeks after request received (10 August 2026). That day is not counted.") == f"{p('{length} after {what}', length=p('{n} weeks', n=20), what=step)}. {p('That day is not counted.')}"


def test_of_what_stands_in_a_list_the_names_stay(said_here):
    assert said_of("Priya Nair, case officer: decide if a plan is needed") == f"Priya Nair, {p('case officer')}: {p('Decide if a plan is needed')}"
    assert said_of("Does treatment go on: goes-on") == f"{pseudo('Does treatment go on?').replace('?', '')}: {p('goes-on')}"
    assert said_of("from parent.") == f"{p('from {by}', by=p('parent'))}."


@pytest.mark.parametrize("typed", [
    "Family Young", "Will", "Mark", "Law", "Day", "Will Law", "May", "Nadia May", "It was May, or near.", "We met in two working days", "She is, or was, a parent", "from me, after school", "Bring a case officer, please", "x" * 700, "", "12", "Ask the family or parent",
])  # fmt: skip
def test_what_a_person_typed_stays_as_it_is(said_here, typed):
    assert said(typed) == typed


def test_a_sentence_of_several_and_one_with_a_name_between(said_here):
    assert said("There is news for you. Call Priya Nair first. Then write to us.") == f"{p('There is news for you')}. {p('Call {who} first. Then write to us.', who='Priya Nair')}"


def test_markup_numbers_and_what_is_marked_as_written_are_left_alone(said_here):
    marked = as_written("There is news for you <b>")
    assert said(marked) == "There is news for you &lt;b&gt;"
    assert said(7) == 7
    assert said(None) is None


def test_in_english_a_value_is_handed_back_as_it_is(settings, tmp_path):
    settings.LANGUAGES_DIR = str(install(tmp_path, "pl", "Polski"))
    value = "There is news for you"
    assert said(value) is value
    assert said_of(value) is value


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).map(str.strip).filter(bool))
def test_whatever_stands_for_a_name_comes_out_of_a_filled_message_as_it_was(name):
    found = Pattern("Dear {reader}, we write to you").filled.fullmatch(f"Dear {name}, we write to you")
    assert found is not None
    assert found["reader"] == name


def test_no_message_is_an_address_a_column_or_a_question_of_the_database():
    assert [m for m in messages() if "_id" in m and " " not in m or m.startswith(("select ", "SELECT ", "/"))] == []
