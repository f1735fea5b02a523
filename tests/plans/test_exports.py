"""A page for the child, structured data and a Word document are views of the one plan, and give no more than their reader may read."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from docx import Document

from goldenthread import plans
from goldenthread.access.models import AccessLog
from goldenthread.plans.document import _links
from goldenthread.plans.models import Clause, WordTemplate
from goldenthread.plans.summary import MOST, summary_of

from .conftest import get, text_of
from .test_sending import sent, the_sent  # noqa: F401

SCHEMA = json.loads((Path(plans.__file__).parent / "plan.schema.json").read_text())


def faults(data, schema, at="$"):
    """What of the data breaks the schema: of the words of JSON Schema, those that ours uses."""
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    wanted = schema.get("type", [])
    if wanted and not any(isinstance(data, kinds[k]) for k in ([wanted] if isinstance(wanted, str) else wanted)):
        return [f"{at} is no {wanted}"]
    found = [f"{at} is not {schema[k]}" for k, bad in (("const", lambda v: data != v), ("enum", lambda v: data not in v)) if k in schema and bad(schema[k])]
    if isinstance(data, dict):
        properties = schema.get("properties", {})
        found += [f"{at} lacks {name}" for name in schema.get("required", ()) if name not in data]
        found += [f"{at}.{name} is not told of" for name in data if name not in properties]
        for name, value in data.items():
            found += faults(value, properties.get(name, {}), f"{at}.{name}")
    if isinstance(data, list):
        for n, value in enumerate(data):
            found += faults(value, schema.get("items", {}), f"{at}[{n}]")
    return found


def test_structured_data_follows_its_schema_and_holds_every_clause_with_its_links(sent):  # noqa: F811
    data = json.loads(get(sent.anna, f"{sent.path}plan.json").content)
    assert faults(data, SCHEMA) == []
    clauses = {c["line"]: c for s in data["sections"] for c in s["clauses"]}
    assert len(clauses) == Clause.objects.count()
    therapy = next(c for c in clauses.values() if c["text"].startswith("Speech and language therapy"))
    assert clauses[therapy["need"]]["text"].startswith("Oscar understands one step")
    assert therapy["details"]["minutes"] == 30
    assert "Lindqvist" not in json.dumps(data["child"])


def test_a_school_or_therapist_gets_what_they_were_given_alone(sent):  # noqa: F811
    data = json.loads(get(sent.helen, f"{sent.path}plan.json").content)
    assert data["plan"]["whole"] is False
    assert {c["from"] for s in data["sections"] for c in s["clauses"]} == {"educational-psychologist"}
    for page in ("plan.docx", "one-page/", "one-page/plan-on-one-page.pdf"):
        assert get(sent.helen, sent.path + page).status_code == 404


@pytest.mark.parametrize("page", ["plan.json", "plan.docx", "one-page/", "one-page/plan-on-one-page.pdf"])
def test_nobody_else_gets_it_and_each_look_is_on_record(sent, page):  # noqa: F811
    before = AccessLog.objects.count()
    assert get(sent.anna, sent.path + page).status_code == 200
    assert AccessLog.objects.count() == before + 1
    for someone in (sent.nurse, sent.grace, sent.stranger):
        assert get(someone, sent.path + page).status_code == 404


def test_a_draft_that_was_not_sent_is_exported_to_nobody(draft):
    for page in ("plan.json", "plan.docx", "one-page/"):
        for someone in (draft.anna, draft.priya):
            assert get(someone, draft.path + page).status_code == 404


def test_the_page_for_the_child_says_what_matters_what_they_work_towards_and_the_help_they_get(sent):  # noqa: F811
    said = text_of(get(sent.anna, f"{sent.path}one-page/"))
    assert "Oscar’s plan on one page" in said
    assert "Oscar loves trains. He wants to have friends." in said
    assert "Oscar follows a two-step instruction. By July 2027." in said
    assert "A reading programme: daily, 20 minutes, just me, from: trained teaching assistant." in said
    assert "reading age" not in said
    assert "They need a reading age of about" in text_of(get(sent.priya, f"{sent.path}one-page/"))
    pdf = get(sent.anna, f"{sent.path}one-page/plan-on-one-page.pdf").content
    assert pdf.startswith(b"%PDF")
    assert b"pdfuaid" in pdf


def test_help_that_no_longer_reads_as_its_parts_is_told_in_the_plans_words(draft):
    clauses = list(Clause.objects.filter(section="F").order_by("number"))
    clauses[0].text = "Reading, when there is time."
    assert summary_of("Oscar", clauses).parts[0].lines[0] == "Reading, when there is time."
    many = summary_of("Oscar", clauses * 4).parts[0]
    assert (len(many.lines), many.more) == (MOST, len(clauses) * 4 - MOST)


def test_an_outcome_that_names_its_day_in_its_words_does_not_say_it_twice(draft):
    outcome = Clause.objects.filter(section="E").first()
    outcome.text, outcome.details = "By July 2027 Oscar asks an adult for help.", {"by": "July 2027"}
    assert summary_of("Oscar", [outcome]).parts[0].lines == ("By July 2027 Oscar asks an adult for help.",)


def test_what_a_line_of_a_plan_answers_begins_a_sentence_of_its_own(draft):
    need, outcome = Clause.objects.filter(section="B").first(), Clause.objects.filter(section="E").first()
    outcome.need, outcome.details = need.line, {"by": "July 2027"}
    assert _links(outcome, {need.line: "B1"}) == "By: July 2027. Answers B1."


def test_a_word_document_takes_the_councils_styles_and_keeps_its_cover(sent):  # noqa: F811
    template, file = Document(), io.BytesIO()
    template.add_paragraph("Essex County Council")
    template.save(file)
    WordTemplate.objects.create(
        owner=sent.council, name="council.docx", file=file.getvalue(), sent_by=sent.priya.user.pk, sent_by_name="Ines", used_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )
    made = Document(io.BytesIO(get(sent.anna, f"{sent.path}plan.docx").content))
    words = [p.text for p in made.paragraphs]
    assert words[0] == "Essex County Council"
    assert "Section F: Special educational provision" in words
    assert next(p for p in made.paragraphs if p.text.startswith("Section F")).style.name == "Heading 1"
    assert any("once a week, 30 minutes each time" in w for w in words)
