import contextlib
import importlib
import re
from datetime import date

import pytest
from django import forms as django_forms

from goldenthread.web import fields


class Form(fields.Form):
    note = fields.LongTextField(label="What happened")
    reply = fields.ChoiceField(label="Their reply", choices=[("yes", "Yes"), ("no", "No")])
    on = fields.DayField(label="The day it came", not_after=date(2026, 11, 24))
    hours = fields.NumberField(label="Hours a week", required=False)
    setting = fields.SelectField(label="The setting", choices=[("", ""), ("a", "Larkfield")], required=False)
    kinds = fields.ChoicesField(label="Kinds of advice", choices=[("health", "Health")], required=False)


def given(**answers):
    return {"note": "Rang", "reply": "yes", "on_day": "23", "on_month": "11", "on_year": "2026", **answers}


def said(form, name):
    return [str(fault) for fault in form.errors.get(name, [])]


def test_a_whole_answer_is_read():
    form = Form(given(hours="2.5"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["on"] == date(2026, 11, 23)


def test_each_missing_answer_is_asked_for_in_the_words_of_the_design_system():
    form = Form({})
    assert said(form, "note") == ["Enter what happened"]
    assert said(form, "reply") == ["Select their reply"]
    assert said(form, "on") == ["Enter the day it came"]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("23", "", "2026"), "The day it came must include a month"),
        (("", "11", "2026"), "The day it came must include a day"),
        (("30", "2", "2026"), "The day it came must be a real date, like 27 3 2026"),
        (("1", "thirteen", "2026"), "The day it came must be a real date, like 27 3 2026"),
        (("23", "11", "9" * 30), "The day it came must be a real date, like 27 3 2026"),
        (("23", "11", "26"), "The day it came must include a year with four digits"),
        (("25", "11", "2026"), "The day it came must be today or in the past"),
    ],
)
def test_a_day_says_what_is_wrong_with_it(parts, words):
    form = Form(given(on_day=parts[0], on_month=parts[1], on_year=parts[2]))
    assert said(form, "on") == [words]


def test_a_month_may_be_written_out():
    form = Form(given(on_month="November"))
    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 11, 23)


def test_a_number_that_is_none_is_refused_in_words():
    assert said(Form(given(hours="many")), "hours") == ["Hours a week must be a number, like 3"]


def test_a_free_text_box_says_that_it_is_not_for_emergencies():
    assert "if a child is in danger call 999" in Form()["note"].as_field_group()


@pytest.mark.parametrize("name", list(Form.base_fields))
def test_every_field_renders_itself_with_its_label(name):
    field = Form()[name]
    html = field.as_field_group()
    assert str(field.label) in html
    assert "govuk-form-group" in html


def test_the_summary_leads_to_the_box_at_fault():
    form = Form({})
    assert {"text": "Enter the day it came", "href": "#id_on-day"} in form.error_list
    assert 'id="id_on-day"' in form["on"].as_field_group()
    for fault in form.error_list:
        name = fault["href"].removeprefix("#id_").removesuffix("-day")
        assert f'id="{fault["href"][1:]}"' in form[name].as_field_group()


def test_what_was_typed_is_kept_and_escaped():
    form = Form(given(note="<b>Rang</b>", on_day="99"))
    assert not form.is_valid()
    assert "&lt;b&gt;Rang&lt;/b&gt;" in form["note"].as_field_group()
    assert 'value="99"' in form["on"].as_field_group()


def test_each_box_of_a_day_has_a_name_of_its_own_and_its_label():
    html = Form()["on"].as_field_group()
    for part in ("day", "month", "year"):
        assert f'for="id_on-{part}"' in html
        assert f'id="id_on-{part}" name="on_{part}"' in html


class Absence(fields.Form):
    why = fields.ChoiceField(
        label="Why", choices=[("away", "Away"), ("ill", "Ill"), ("other", "Other")],
        reveals={"where": ("away",), "until": ("away", "ill")},
    )  # fmt: skip
    where = fields.TextField(label="Where", required=False)
    until = fields.DayField(label="Until", required=False)


def test_a_field_that_an_answer_asks_for_stands_with_the_answers_and_not_by_itself():
    form = Absence()
    assert form.standing == ["why"]
    html = form["why"].as_field_group()
    for box in ("id_where", "id_until-day"):
        assert html.count(f'id="{box}"') == 1


def test_what_one_answer_asks_for_is_the_design_systems_conditional_field():
    html = Absence()["why"].as_field_group()
    beneath = html.partition('id="conditional-id_why"')[2].partition("govuk-radios__item")[0]
    assert 'id="id_where"' in beneath
    assert "govuk-radios__conditional--hidden" in html
    chosen = Absence({"why": "away"})["why"].as_field_group()
    assert "govuk-radios__conditional--hidden" not in chosen


def test_what_several_answers_ask_for_stands_once_after_them():
    html = Absence()["why"].as_field_group()
    assert html.count('data-opens="1"') == 2
    assert 'id="id_until-day"' in html.partition('data-opened="1"')[2]


def every_form(of=fields.Form):
    for each in of.__subclasses__():
        yield each
        yield from every_form(each)


ASKS = re.compile(r"^(?:Enter|Select) (?:what|how|why|who|which|when|where|did|do|does|is|are|may|has|have|by how|for how|in proportion|on what)\b.*\?$|\?$", re.IGNORECASE)


def test_what_is_missing_or_wrong_is_said_in_our_words_and_never_in_djangos():
    """Of every field of every form that a module declares: what its faults say."""
    for app in ("access", "assessments", "audits", "campaigns", "cases", "delivery", "families", "letters", "plans", "reviews"):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(f"goldenthread.{app}.forms")
    django = {str(text) for of in (django_forms.CharField, django_forms.DecimalField, django_forms.ChoiceField, django_forms.MultipleChoiceField)
              for base in of.__mro__ for text in vars(base).get("default_error_messages", {}).values()}  # fmt: skip
    known = {form for form in every_form() if form.__module__.startswith("goldenthread.")}
    assert len(known) > 20
    for form in known:
        for name, field in form.base_fields.items():
            said = str(field.error_messages.get("required", ""))
            assert not field.required or said not in django and not ASKS.search(said), (form, name, said)


def test_a_number_says_which_it_may_be():
    class Hours(fields.Form):
        hours = fields.NumberField(label="Hours a week", min_value=1, max_value=40, decimal_places=0)
        weeks = fields.NumberField(label="How many weeks?", min_value=1)

    wrong = "Hours a week must be a whole number from 1 to 40"
    for given, words in (("0", wrong), ("41", wrong), ("1.5", "Hours a week must be a whole number, like 3"), ("many", "Hours a week must be a whole number, like 3"), ("", "Enter hours a week")):
        assert said(Hours({"hours": given, "weeks": "1"}), "hours") == [words], given
    assert said(Hours({"hours": "1", "weeks": ""}), "weeks") == ["Enter your answer"]
    assert said(Hours({"hours": "1", "weeks": "0"}), "weeks") == ["Your answer must be 1 or more"]


def test_a_text_that_is_too_long_and_an_answer_that_was_not_offered_are_said_in_our_words():
    class Named(fields.Form):
        title = fields.TextField(label="Name of the audit", max_length=5)
        reply = fields.ChoiceField(label="Their reply", choices=[("yes", "Yes")])

    form = Named({"title": "Too long", "reply": "no"})
    assert said(form, "title") == ["Name of the audit must be 5 characters or fewer"]
    assert said(form, "reply") == ["Select one of the answers on this page"]
