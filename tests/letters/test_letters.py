"""A notice says all that the law asks for, or is not sent."""

import re

import pytest

from goldenthread.letters.document import Unfilled, fill, read_template
from goldenthread.letters.pdf import pdf
from goldenthread.letters.templates_of_area import LONGEST_TEXT, MAIL, PART, TEXTS, shipped
from goldenthread.pathways.common.notices import NOTICES, missing
from goldenthread.science.discreet import seen_at_a_glance, told_by
from goldenthread.science.reading_age import AIM, reading_age
from goldenthread.web.letter_words import TO_FAMILIES

LETTERS = {slug: read_template(text) for slug, text in shipped().items() if not slug.startswith(PART)}
PARTS = {slug.removeprefix(PART): text for slug, text in shipped().items() if slug.startswith(PART)}


@pytest.mark.parametrize("event", NOTICES)
def test_the_words_that_ship_hold_every_part_that_the_law_asks_for(event):
    template = LETTERS[event]
    assert missing(event, {part: PARTS[part] for part in template.parts}) == ()


def test_a_refusal_without_the_right_to_mediation_is_found_lacking():
    parts = {part: PARTS[part] for part in LETTERS["decided-not-to-assess"].parts if part != "mediation"}
    assert missing("decided-not-to-assess", parts) == ("the right to mediation, and the certificate (regulation 32)",)


def test_a_part_that_no_longer_names_its_date_is_found_lacking():
    parts = {**PARTS, "time-limits": "You have some time."}
    assert "the time limits: lodge appeal by" in missing("decided-not-to-issue", parts)


def test_a_refusal_to_assess_need_not_tell_of_recommendations_and_a_refusal_to_issue_must():
    assert "recommendations" not in NOTICES["decided-not-to-assess"].must_say
    assert "recommendations" in NOTICES["decided-not-to-issue"].must_say


def words_of(slug):
    template = LETTERS[slug]
    return template.body + "".join(PARTS[part] for part in template.parts)


@pytest.mark.parametrize("slug", ["final-plan-issued", "amended-plan-issued"])
def test_the_notice_of_a_plan_says_what_can_be_appealed_and_that_section_i_alone_needs_no_certificate(slug):
    words = words_of(slug)
    for section in ("section B:", "section F:", "section I:"):
        assert section in words
    assert "If you appeal about section I alone, you need no certificate." in words
    assert "Before you appeal, you must contact the mediation adviser" not in words
    assert {"final-mediation", "final-time-limits", "final-right-of-appeal"} <= set(NOTICES[slug].must_say)


@pytest.mark.parametrize("slug", ["decided-not-to-assess", "decided-not-to-issue", "final-plan-issued"])
def test_an_appeal_must_reach_the_tribunal_by_five_o_clock(slug):
    assert "Your appeal must reach the tribunal by 5pm on {lodge_appeal_by}." in words_of(slug)
    assert "send your appeal by" not in words_of(slug)


@pytest.mark.parametrize(
    "slug, part, what",
    [
        ("draft-plan-sent", "fifteen-days", "the fifteen days"),
        ("draft-plan-sent", "right-to-a-meeting", "the right to a meeting"),
        ("draft-plan-sent", "settings-to-ask-for", "which schools and colleges"),
        ("draft-plan-sent", "information-about-schools", "where to find information"),
        ("notified-considering", "right-to-give-views", "the right to give views and evidence"),
    ],
)
def test_a_draft_and_a_first_notice_keep_the_familys_rights(slug, part, what):
    parts = {name: PARTS[name] for name in LETTERS[slug].parts}
    assert [w for w in missing(slug, parts | {part: ""}) if w.startswith(what)]


def test_the_settings_that_a_family_may_ask_for_are_those_of_the_law_and_no_special_school_besides():
    words = PARTS["settings-to-ask-for"]
    assert "non-maintained special school" in words
    assert "approved under section 41" in words
    assert "- a special school\n" not in words


def test_a_letter_with_an_empty_fact_is_not_made():
    with pytest.raises(Unfilled) as lacking:
        fill(LETTERS["decided-to-issue"], {"child_first": "Maya", "reader": ""}, PARTS)
    assert "reader" in lacking.value.names


def test_a_persons_words_never_become_a_heading_or_a_fact():
    template = read_template("title: T\ncite: C\nabout: A\n\n{reasons}\n")
    document = fill(template, {"reasons": "# Not a heading\n\n- {secret}"}, {})
    assert [(b.kind, b.text) for b in document.blocks] == [("paragraph", "# Not a heading"), ("paragraph", "- {secret}")]


TO_OTHERS = {
    # Each with why it may ask for more of its reader: they are read at work, by people whose words these are.
    "setting-consulted": "a head teacher is asked under the regulation's own words",
    "authority-consulted": "another council is asked under the regulation's own words",
}


@pytest.mark.parametrize("slug", [slug for slug in LETTERS if slug not in TO_OTHERS])
def test_every_letter_email_and_text_can_be_read_at_eleven(slug):
    template = LETTERS[slug]
    facts = dict.fromkeys({name for text in (template.body, *PARTS.values()) for name in read_template(f"title: t\ncite: c\nabout: a\n\n{text}").facts}, "Maya")
    document = fill(template, {**facts, **dict.fromkeys(template.facts, "Maya")}, PARTS)
    assert reading_age(document.words) <= AIM, reading_age(document.words)
    assert reading_age(document.title) <= AIM + 3, document.title


def test_no_exception_to_the_reading_age_is_kept_that_is_no_letter():
    assert set(TO_OTHERS) <= set(LETTERS)


FAMILY = {slug: LETTERS[MAIL + slug] for slug in sorted(TO_FAMILIES)}


@pytest.mark.parametrize("slug", FAMILY)
def test_nothing_that_a_locked_phone_shows_of_a_familys_email_names_a_service_or_a_condition(slug):
    assert told_by(seen_at_a_glance(FAMILY[slug].title, FAMILY[slug].body)) == []
    # A fact in what is seen at a glance could name one: only those that cannot are put there.
    assert set(re.findall(r"{(\w+)}", seen_at_a_glance(FAMILY[slug].title, FAMILY[slug].body))) <= HARMLESS


HARMLESS = {"reader", "officer", "address", "link", "code", "received_on", "reference", "decide_by", "due", "meeting_on", "meeting_time", "days"}


@pytest.mark.parametrize("slug", sorted(TEXTS))
def test_a_text_names_nobody_no_service_and_no_condition_in_any_of_its_words(slug):
    words = LETTERS[MAIL + slug]
    assert told_by(words.body) == []
    assert words.facts == ("address",)
    assert len(words.body.strip().replace("{address}", "https://a-long-name-of-an-area.example/family/")) <= LONGEST_TEXT


@pytest.mark.parametrize("slug", [slug for slug in LETTERS if slug.startswith(MAIL)])
def test_no_subject_line_to_anybody_names_a_childs_condition_or_a_dispute(slug):
    assert [w for w in told_by(LETTERS[slug].title) if w.lower() not in AT_WORK] == []


AT_WORK = {"assessment", "health"}
"""Of those who give advice or agree to care as their work: an assessment, and the health care in a plan."""


def test_every_email_is_to_a_family_or_to_somebody_at_work_and_none_is_forgotten():
    at_work = {"advice", "clause", "clauses", "consultation", "correction", "help", "nobody", "offer", "papers", "plan", "provision", "queue", "section", "setting", "views", "work"}
    others = {slug.removeprefix(MAIL) for slug in LETTERS if slug.startswith(MAIL)} - TO_FAMILIES
    assert {slug.partition("-")[0] for slug in others} <= at_work


def test_the_formula_gives_its_authors_grade_for_a_plain_sentence():
    # 6 words, 6 syllables: 0.39 × 6 + 11.8 × 1 − 15.59 = −1.45, so the youngest age that is told.
    assert reading_age("The cat sat on the mat.") == 5
    # 8 words; groups of vowels 5+4+3+5+5+3+3+3 = 31: 0.39 × 8 + 11.8 × 31/8 − 15.59 = 33.26, plus 5.
    assert reading_age("Educational psychologists recommend individualised communication provision every Wednesday.") == 38


def test_the_pdf_is_tagged_and_says_what_it_was_given_as_text():
    made = pdf("letter.typ", letter={"title": "T", "sender": "", "date": "", "to": ["#read(\"/etc/passwd\")"], "cite": "",
                                     "blocks": [{"kind": "heading", "text": "H", "items": []}, {"kind": "list", "text": "", "items": ["a"]}]})
    assert made.startswith(b"%PDF-")
    assert b"pdfuaid" in made
    assert b"/StructTreeRoot" in made
