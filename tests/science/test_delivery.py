"""Provision in weeks of term, and what is owed of it. The terms of 2026: autumn from Tuesday 1 September to Friday 23 October
and from Monday 2 November to Friday 18 December, which are 8 and 7 school weeks; spring 6 + 5, summer 7 + 7: 40 in all."""

import datetime as dt
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.engine.calendar import Closure
from goldenthread.science.advice import Provision
from goldenthread.science.delivery import (
    BeyondTerms,
    CannotBeChecked,
    Line,
    Owed,
    Rhythm,
    Week,
    Word,
    account,
    first_week,
    hours,
    is_behind,
    line_of,
    minutes_a_week,
    quantities,
    rhythm_of,
    schedule,
    school_weeks,
    service_of,
    week_of,
    weeks_behind,
    weeks_so_far,
)
from goldenthread.science.delivery_columns import LINES, WORDS, owed_and_due, owed_by_week, roll_up, weeks

D = dt.date
TERM = D(2026, 9, 1)


def of_year(year):
    return [w for w in school_weeks() if w.half_term.school_year == year]


# --- what a line says ---


@pytest.mark.parametrize(
    "words, rhythm",
    [
        ("Once a week", Rhythm(1, "week")), ("weekly", Rhythm(1, "week")), ("Twice a week", Rhythm(2, "week")), ("3 times per week", Rhythm(3, "week")),
        ("two sessions each week", Rhythm(2, "week")), ("Daily", Rhythm(1, "day")), ("every day", Rhythm(1, "day")), ("every school day", Rhythm(1, "day")),
        ("Fortnightly", Rhythm(1, "week", 2)), ("every other week", Rhythm(1, "week", 2)), ("once a fortnight", Rhythm(1, "week", 2)),
        ("every six weeks", Rhythm(1, "week", 6)), ("half-termly", Rhythm(1, "half term")), ("half-termly visit", Rhythm(1, "half term")),
        ("once every half term", Rhythm(1, "half term")), ("termly", Rhythm(1, "term")), ("6 visits a term", Rhythm(6, "term")),
        ("Twice a year", Rhythm(2, "year")), ("monthly", Rhythm(1, "month")), ("annually", Rhythm(1, "year")), ("twice weekly", Rhythm(2, "week")),
    ],
)  # fmt: skip
def test_how_often_is_read_where_it_gives_a_number(words, rhythm):
    assert rhythm_of(words) == rhythm


@pytest.mark.parametrize(
    "details, reason",
    [
        ({"minutes": 30}, "it does not say how often"),
        ({"how_often": "As required", "minutes": 30}, "“as required” gives no number that could be counted"),
        ({"how_often": "up to twice a week", "minutes": 30}, "“up to” gives no number that could be counted"),
        ({"how_often": "regularly", "minutes": 30}, "“regularly” gives no number that could be counted"),
        ({"how_often": "at break times", "minutes": 30}, "“at break times” gives no number that could be counted"),
        ({"how_often": "Once a week"}, "it does not say for how long each time"),
        ({"how_often": "Once a week", "minutes": 0}, "it does not say for how long each time"),
        ({"how_often": "Once a week", "minutes": "some"}, "it does not say for how long each time"),
        ({"how_often": "0 times a week", "minutes": 10}, "“0 times a week” gives no number that could be counted"),
    ],
)
def test_a_line_that_cannot_be_put_into_weeks_says_why(details, reason):
    assert line_of(details) == CannotBeChecked(reason)


def test_a_line_of_advice_is_read_from_its_fields():
    p = Provision("p1", "Therapy", how_often="Once a week", minutes=30, weeks=36)
    assert line_of(vars(p)) == Line(Rhythm(1, "week"), 30, 36)


FIELDS = {"how_often": "Once a week", "minutes": 30, "weeks": 36}
ONCE = Line(Rhythm(1, "week"), 30, 36)


@pytest.mark.parametrize(
    "words, read",
    [
        ("Therapy, once a week, 30 minutes each time, in a group of no more than 3, 36 weeks a year, by a therapist. Reviewed termly.", ONCE),
        ("Weekly therapy of half an hour, so that Zoë follows every instruction.", ONCE),
        # Words that are silent leave it to the fields.
        ("Speech and language therapy.", ONCE),
        ("Regular therapy in a small group, 36 weeks a year.", CannotBeChecked("“regular” gives no number that could be counted")),
        ("Therapy once a fortnight, 30 minutes.", CannotBeChecked("its words say “once a fortnight” and its fields “Once a week”")),
        ("Therapy once a week, 20 minutes.", CannotBeChecked("its words say “20 minutes” and its fields 30 minutes")),
        ("Therapy once a week, 30 minutes, 20 weeks a year.", CannotBeChecked("its words say “20 weeks a year” and its fields 36 weeks a year")),
    ],
)
def test_the_words_of_a_plan_bind_where_they_and_its_fields_differ_nobody_guesses(words, read):
    assert line_of(FIELDS, words) == read
    # Totals read only the words of quantity, and come to the same.
    assert line_of(FIELDS, quantities(words)) == read


def test_words_alone_can_be_read_too():
    assert line_of({}, "A half-termly visit of 1 hour by a registered OT.") == Line(Rhythm(1, "half term"), 60)
    assert line_of({}, "Access to a therapist.") != ONCE


def test_nothing_but_quantity_is_left_of_the_words():
    said = quantities("Oscar Lindqvist, who has epilepsy, sees Dr Rao twice a year for 30 minutes.")
    assert not {"oscar", "lindqvist", "epilepsy", "rao"} & set(said.replace(",", "").split())
    assert "twice a year" in said


@pytest.mark.parametrize(
    "who, contributor, service",
    [
        ("qualified speech and language therapist", "", "speech-and-language-therapy"), ("SALT", "", "speech-and-language-therapy"),
        ("a registered OT", "", "occupational-therapy"),
        ("teaching assistant trained by the psychologist", "educational-psychologist", "school"), ("class teacher", "", "school"),
        ("consultant paediatrician", "", "community-health"), ("qualified teacher of the deaf", "", "sensory-support"),
        ("", "physiotherapist", "physiotherapy"), ("", "education-setting", "school"), ("", "", "not-known"), ("somebody", "", "not-known"),
    ],
)  # fmt: skip
def test_the_service_is_whoever_the_line_names_first(who, contributor, service):
    assert service_of(who, contributor) == service


def test_without_a_box_for_who_the_words_say_by_whom_it_is_given():
    words = "Daily, 10 minutes: going through the day, by a teaching assistant trained by the educational psychologist."
    assert service_of("", "educational-psychologist", words) == "school"
    assert service_of("", "educational-psychologist", "Done by heart by Easter.") == "not-known"
    # Whoever advised it still comes before its words.
    assert service_of("", "occupational-therapist", words) == "occupational-therapy"


# --- school weeks ---


def test_a_school_year_has_its_weeks_and_none_in_the_half_term():
    weeks = of_year(2026)
    assert len(weeks) == 40
    assert D(2026, 10, 26) not in {w.monday for w in weeks}
    # Tuesday 1 September begins a week of four days.
    assert (weeks[0].monday, weeks[0].days) == (D(2026, 8, 31), 4)


def test_a_closed_autumn_leaves_thirty_six_weeks_a_year_in_term():
    # 40 school weeks less 12: the other 28, and none of the closure, of Christmas or of the summer.
    closed = (Closure(D(2026, 11, 2), D(2027, 1, 31)),)
    found = schedule(Line(Rhythm(1, "week"), 30, 36), D(2026, 9, 1), D(2027, 8, 20), closed)
    open_weeks = [w.monday for w in school_weeks(closed) if w.half_term.school_year == 2026 and w.monday >= D(2026, 9, 7)]
    assert [d.monday for d in found] == open_weeks
    # "Holidays too" is still not in weeks that are closed.
    whole_year = schedule(Line(Rhythm(1, "week"), 30, 52), D(2026, 9, 1), D(2027, 8, 20), closed)
    assert not [d for d in whole_year if D(2026, 11, 2) <= d.monday <= D(2027, 1, 25)]


def test_a_closure_takes_days_and_a_whole_week_of_it_takes_the_week():
    weeks = {w.monday: w.days for w in school_weeks((Closure(D(2026, 11, 9), D(2026, 11, 17)),))}
    assert D(2026, 11, 9) not in weeks
    assert weeks[D(2026, 11, 16)] == 3


def test_a_bank_holiday_in_term_is_no_day_of_school():
    assert {w.monday: w.days for w in school_weeks()}[D(2027, 5, 3)] == 4  # Monday 3 May 2027 is one


def test_a_line_is_due_from_the_first_monday_on_or_after_it_began():
    assert first_week(D(2026, 11, 16)) == D(2026, 11, 16)
    assert first_week(D(2026, 11, 18)) == D(2026, 11, 23)


# --- golden cases: worked by hand ---


def test_once_a_week_from_mid_november():
    # Issued Wednesday 11 November: due Mondays 16, 23, 30 November, 7 and 14 December, 30 minutes each = 150 minutes.
    found = schedule(Line(Rhythm(1, "week"), 30), D(2026, 11, 11), D(2026, 12, 31))
    assert [(d.monday.isoformat(), d.minutes) for d in found] == [
        ("2026-11-16", 30), ("2026-11-23", 30), ("2026-11-30", 30), ("2026-12-07", 30), ("2026-12-14", 30)
    ]  # fmt: skip


def test_daily_help_is_due_for_each_day_of_school():
    # 20 minutes on 4 days in the week of 31 August, which begins on the Tuesday, then on 5.
    found = schedule(Line(Rhythm(1, "day"), 20), D(2026, 8, 31), D(2026, 9, 13))
    assert [(d.minutes, d.sessions) for d in found] == [(80, 4), (100, 5)]


def test_thirty_six_weeks_of_a_year_of_forty_are_its_first_thirty_six():
    found = schedule(Line(Rhythm(1, "week"), 30, 36), D(2026, 8, 31), D(2027, 8, 1))
    assert len(found) == 36
    assert found[-1].monday == of_year(2026)[35].monday


def test_begun_in_mid_year_the_share_that_is_left_is_due_rounded_up():
    # From Monday 4 January 2027, 25 of the 40 weeks are left: 36 x 25 / 40 = 22.5, so 23.
    assert len(schedule(Line(Rhythm(1, "week"), 30, 36), D(2027, 1, 4), D(2027, 8, 1))) == 23


def test_more_weeks_than_the_school_year_has_are_due_in_the_holidays_too():
    found = schedule(Line(Rhythm(1, "week"), 60, 52), D(2026, 8, 31), D(2027, 8, 29))
    assert len(found) == 52
    assert D(2026, 10, 26) in {d.monday for d in found}


def test_once_a_fortnight_is_due_by_the_end_of_each_two_school_weeks():
    found = schedule(Line(Rhythm(1, "week", 2), 45), D(2026, 11, 2), D(2026, 12, 31))
    # Seven weeks are left of the term: blocks end 9 November, 23 November, 7 December; the seventh opens the next.
    assert [d.monday for d in found] == [D(2026, 11, 9), D(2026, 11, 23), D(2026, 12, 7)]
    assert [d.opens for d in found] == [D(2026, 11, 2), D(2026, 11, 16), D(2026, 11, 30)]


def test_twice_a_year_is_due_by_the_end_of_each_half_of_it():
    # 40 weeks: the first twenty end with that of 8 February 2027, the others with that of 19 July.
    found = schedule(Line(Rhythm(2, "year"), 30), D(2026, 8, 31), D(2027, 8, 1))
    assert [(d.monday, d.minutes) for d in found] == [(of_year(2026)[19].monday, 30), (of_year(2026)[39].monday, 30)]


def test_a_termly_visit_is_not_due_in_a_term_of_which_less_than_half_was_left():
    # From 23 November four of fifteen weeks are left of the autumn: first due by the end of the spring.
    assert schedule(Line(Rhythm(1, "term"), 60), D(2026, 11, 23))[0].monday == D(2027, 3, 22)
    # From 19 October eight of fifteen are left.
    assert schedule(Line(Rhythm(1, "term"), 60), D(2026, 10, 19))[0].monday == D(2026, 12, 14)


def test_a_half_termly_visit_of_an_hour_comes_six_times_a_year():
    found = schedule(Line(Rhythm(1, "half term"), 60), D(2026, 8, 31), D(2027, 8, 1))
    assert [d.monday.isoformat() for d in found] == ["2026-10-19", "2026-12-14", "2027-02-08", "2027-03-22", "2027-05-24", "2027-07-19"]


def test_six_visits_a_term_are_spread_over_it():
    # 15 weeks in six parts: they end with weeks 2, 5, 7, 10, 12 and 15.
    autumn = [w.monday for w in of_year(2026)[:15]]
    found = schedule(Line(Rhythm(6, "term"), 30), D(2026, 8, 31), D(2026, 12, 31))
    assert [autumn.index(d.monday) + 1 for d in found] == [2, 5, 7, 10, 12, 15]


def test_beyond_the_terms_that_are_known_nothing_is_guessed():
    with pytest.raises(BeyondTerms):
        schedule(Line(Rhythm(1, "week"), 30), D(2031, 1, 1))
    with pytest.raises(BeyondTerms):
        schedule(Line(Rhythm(1, "week"), 30), D(2026, 9, 1), D(2031, 1, 1))


def test_what_a_line_comes_to_in_a_school_week():
    assert minutes_a_week(Line(Rhythm(1, "week"), 30)) == pytest.approx(30)
    assert minutes_a_week(Line(Rhythm(1, "week", 2), 30)) == pytest.approx(15, rel=0.1)
    assert minutes_a_week(Line(Rhythm(1, "half term"), 60)) == pytest.approx(6 * 60 / 39, rel=0.1)


# --- what was said, and what is owed ---


def delivered(minutes, number=1):
    return Word("provider", delivered=minutes, number=number)


def missed(minutes, number=1):
    return Word("provider", missed=minutes, number=number)


def test_a_later_word_of_the_same_party_replaces_the_first():
    assert week_of(TERM, 30, [delivered(30), missed(30, 2)]) == Week(TERM, 30, missed=30)


def test_a_familys_word_stands_beside_the_providers_until_somebody_settles_it():
    said = [delivered(30), Word("family", missed=30, number=2)]
    assert week_of(TERM, 30, said) == Week(TERM, 30, in_question=30)
    assert week_of(TERM, 30, [*said, Word("settled", missed=30, number=3)]) == Week(TERM, 30, missed=30)
    assert week_of(TERM, 30, [*said, Word("settled", delivered=30, number=3)]) == Week(TERM, 30, delivered=30)
    # The family says it once more.
    again = [*said, Word("settled", delivered=30, number=3), Word("family", missed=30, number=4)]
    assert week_of(TERM, 30, again) == Week(TERM, 30, in_question=30)


def test_silence_is_not_delivery_and_is_not_a_miss():
    week = week_of(TERM, 30, [])
    assert (week.delivered, week.missed, week.not_recorded) == (0, 0, 30)


def test_made_up_time_pays_the_oldest_first_and_nothing_beyond_what_is_owed():
    a, b, c = D(2026, 11, 2), D(2026, 11, 9), D(2026, 11, 16)
    # 30 missed, 30 missed, then 45 made up: 30 pay the first week, 15 the second, of which 15 are left.
    found = account([Week(a, 30, missed=30), Week(b, 30, missed=30), Week(c, 30, 30, made_up=45)])
    assert (found.owed, found.made_up) == ((Owed(b, 15),), 45)
    # What is made up before anything is owed pays nothing, and is not kept.
    found = account([Week(a, 30, 30, made_up=60), Week(b, 30, missed=30)])
    assert (found.owed, found.made_up) == ((Owed(b, 30),), 0)


def test_nothing_is_forgiven_at_the_end_of_the_year():
    found = account([Week(D(2026, 7, 13), 30, missed=30), *(Week(w.monday, 30, 30) for w in of_year(2026))])
    assert found.owed == (Owed(D(2026, 7, 13), 30),)


def test_a_line_is_behind_at_three_of_its_weeks_owed_or_unrecorded():
    a_week = minutes_a_week(Line(Rhythm(1, "week"), 30))
    weeks = [Week(w.monday, 30, missed=30) for w in of_year(2026)[:2]]
    assert not is_behind(*behind(weeks), a_week)
    silent = [*weeks, Week(of_year(2026)[2].monday, 30)]
    assert is_behind(*behind(silent), a_week)
    assert weeks_behind(*behind(silent), a_week) == pytest.approx(3)


def behind(weeks):
    found = account(weeks)
    return found.owed_minutes, found.not_recorded


def test_a_line_of_some_weeks_a_year_is_behind_by_the_weeks_that_it_has():
    # Once a week for 60 minutes in 20 of the year's weeks: the first 20. Eleven of them said nothing of are 11 x 60 = 660
    # minutes, which is 11 weeks of 60; over an average of all 39 weeks, 20 x 60 / 39, it would be more than 21.
    line = Line(Rhythm(1, "week"), 60, 20)
    weeks = [Week(w.monday, 60) for w in of_year(2026)[:11]]
    assert (minutes_a_week(line), weeks_behind(*behind(weeks), minutes_a_week(line))) == (60, 11)
    assert [is_behind(*behind(weeks[:n]), minutes_a_week(line)) for n in (2, 3)] == [False, True]
    # Once a fortnight in 20 weeks is 10 x 60 minutes in 20 weeks.
    assert minutes_a_week(Line(Rhythm(1, "week", 2), 60, 20)) == 30
    # In 46 weeks, holidays too, a week has no more than it says.
    assert minutes_a_week(Line(Rhythm(1, "week"), 60, 46)) == 60


def test_the_running_week_counts_only_once_something_is_said_of_it():
    dues = {D(2026, 11, 16): 30, D(2026, 11, 23): 30}
    assert [w.monday for w in weeks_so_far(dues, {}, D(2026, 11, 24))] == [D(2026, 11, 16)]
    assert len(weeks_so_far(dues, {D(2026, 11, 23): [delivered(30)]}, D(2026, 11, 24))) == 2
    # On Saturday the week of the Monday before is over.
    assert len(weeks_so_far(dues, {}, D(2026, 11, 28))) == 2


def test_minutes_in_words():
    assert [hours(m) for m in (0, 1, 60, 90, 1500)] == ["no time", "1 minute", "1 hour", "1 hour 30 minutes", "25 hours"]


# --- properties ---

RHYTHMS = st.one_of(
    st.builds(Rhythm, st.integers(1, 3), st.sampled_from(["week", "day"])),
    st.builds(Rhythm, st.integers(1, 2), st.just("week"), st.integers(2, 6)),
    st.builds(Rhythm, st.integers(1, 8), st.sampled_from(["half term", "term", "year", "month"])),
)
ALL = st.builds(Line, RHYTHMS, st.integers(5, 90), st.one_of(st.none(), st.integers(1, 52)))
STARTS = st.dates(D(2025, 9, 1), D(2026, 11, 20))
ON = D(2026, 11, 24)
MONDAYS = [w.monday for w in school_weeks() if D(2025, 9, 1) <= w.monday <= ON]
MINUTES = st.integers(0, 120)
WORD = st.builds(Word, st.sampled_from(["provider", "provider", "family", "settled"]), MINUTES, MINUTES, MINUTES, st.integers(1, 10**6))
SAID = st.dictionaries(st.sampled_from(MONDAYS), st.lists(WORD, min_size=1, max_size=3, unique_by=lambda w: w.number), max_size=12)


@settings(max_examples=150, deadline=None)
@given(ALL, STARTS)
def test_a_schedule_is_in_order_begins_after_its_line_and_promises_whole_sessions(line, first):
    found = schedule(line, first, ON)
    mondays = [d.monday for d in found]
    assert mondays == sorted(set(mondays))
    assert all(first_week(first) <= d.opens <= d.monday <= ON for d in found)
    assert all(d.minutes == d.sessions * line.minutes > 0 for d in found)


@settings(max_examples=150, deadline=None)
@given(ALL, STARTS, SAID)
def test_the_sums_of_a_ledger_hold(line, first, said):
    dues = {d.monday: d.minutes for d in schedule(line, first, ON)}
    found = account(weeks_so_far(dues, said, ON))
    assert found.owed_minutes == found.missed - found.made_up >= 0
    assert all(o.minutes > 0 for o in found.owed)
    assert [o.since for o in found.owed] == sorted({o.since for o in found.owed})
    # No more is owed of a week than was due in it.
    assert all(o.minutes <= dues[o.since] for o in found.owed)
    assert found.not_recorded + found.missed <= found.due


CLOSURE = st.tuples(st.dates(D(2025, 9, 1), ON), st.integers(0, 90)).map(lambda c: (Closure(c[0], c[0] + dt.timedelta(days=c[1])),))
CLOSURES = st.one_of(st.just(()), CLOSURE)


def test_of_one_week_a_year_a_closed_first_week_gives_way_to_the_next():
    # The school year 2026 begins on Tuesday 1 September, so its first week has four days. Closed until 25 September, the week of
    # 28 September takes its place, with five.
    line = Line(Rhythm(1, "day"), 5, 1)
    closed = (Closure(D(2026, 8, 1), D(2026, 9, 25)),)
    due = [(d.monday, d.minutes) for d in schedule(line, D(2025, 9, 1), D(2027, 7, 31), closed)]
    assert due[-1] == (D(2026, 9, 28), 25)
    assert len(due) == len(schedule(line, D(2025, 9, 1), D(2027, 7, 31))) == 2


@settings(max_examples=300, deadline=None)
@given(ALL, STARTS, CLOSURE)
def test_a_closure_makes_nothing_fall_due_in_it_and_never_makes_more_weeks_fall_due(line, first, closures):
    until = D(2027, 7, 31)
    with_it, without = schedule(line, first, until, closures), schedule(line, first, until)
    assert len(with_it) <= len(without)
    # Of "so many weeks a year, every day", a whole week may take the place of one of four days.
    if line.rhythm.period != "day" or line.weeks is None:
        assert sum(d.minutes for d in with_it) <= sum(d.minutes for d in without)
    in_term = {w.monday for w in school_weeks()}
    if {d.monday for d in without} <= in_term:
        assert {d.monday for d in with_it} <= in_term
    closed = closures[0]
    assert not [d for d in with_it if closed.first <= d.monday and d.monday + dt.timedelta(days=4) <= closed.last]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ALL, STARTS, SAID, CLOSURES), min_size=1, max_size=6))
def test_the_columns_say_what_the_single_reader_says(cases):
    lines, words = [], []
    for key, (line, first, said, closures) in enumerate(cases):
        closed = json.dumps([[c.first.isoformat(), c.last.isoformat()] for c in closures]) if closures else None
        lines.append((key, line.rhythm.times, line.rhythm.every, line.rhythm.period, line.minutes, line.weeks, first, None, closed))
        words += [(key, m, w.party, w.delivered, w.missed, w.made_up, w.number) for m, ws in said.items() for w in ws]
    frame, spoken = pl.DataFrame(lines, schema=LINES, orient="row"), pl.DataFrame(words, schema=WORDS, orient="row")
    rows = {r["line"]: r for r in roll_up(frame, spoken, ON).iter_rows(named=True)}
    unpaid = owed_by_week(weeks(frame, spoken, ON))
    # Only what can move what is owed, as the database gives it for a whole area.
    moved = pl.any_horizontal(pl.col("missed") > 0, pl.col("made_up") > 0).any().over("line", "monday")
    few = spoken.filter(moved | (pl.col("monday") + pl.duration(days=4) >= pl.lit(ON)))
    short = {r["line"]: (r["owed"], r["due"]) for r in owed_and_due(frame, few, ON).iter_rows(named=True)}
    for key, (line, first, said, closures) in enumerate(cases):
        dues = {d.monday: d.minutes for d in schedule(line, first, ON, closures)}
        found, row = account(weeks_so_far(dues, said, ON)), rows[key]
        names = ("due", "delivered", "missed", "made_up", "in_question", "not_recorded")
        assert {n: row[n] for n in names} == {n: getattr(found, n) for n in names}
        assert (row["owed"], row["oldest"]) == (found.owed_minutes, found.oldest)
        assert short[key] == (found.owed_minutes, found.due)
        ours = unpaid.filter(pl.col("line") == key).sort("monday").select("monday", "owed").rows()
        assert ours == [(o.since, o.minutes) for o in found.owed]
