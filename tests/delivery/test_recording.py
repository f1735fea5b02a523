"""A week's sessions are recorded by whoever gives them, in one table or by a file, whole or not at all."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from goldenthread.delivery.lines import OF_A_SCHOOL, covered_by, lines_of, may_record
from goldenthread.delivery.models import Arrangement, Word
from goldenthread.people.models import Allocation, Cover

from .conftest import MONDAY, TODAY, arrange, as_viewer, get, lines, post, queries, text_of

WEEK = f"/sessions/?week={MONDAY}"


def say(line, outcome, **more):
    key = line.line
    return {f"say-{key}": outcome, **{f"{name.replace('_', '-')}-{key}": value for name, value in more.items()}}


def save(someone, answers, path=WEEK, do="save"):
    return post(someone, path, **answers, do=do)


def test_the_week_shows_what_is_due_of_the_lines_that_somebody_gives(arranged):
    page = text_of(get(arranged.leila, WEEK))
    assert "Speech and language therapy, week of Monday 16 November 2026. 1 child. 0 answered, 1 to go." in page
    assert "Larkfield Primary School, Monday 16 November: 1 child" in page
    assert "30 min, group of 3" in page
    assert "reading" not in page.lower()


def test_a_school_records_for_its_pupils_what_it_gives(arranged):
    page = text_of(get(arranged.tom, WEEK))
    assert "Oscar Lindqvist" in page
    assert "20 min, one to one, daily" in page
    assert "25 min, group of 4, 2 a week" in page
    assert "30 min, group of 3" not in page


def test_nobody_else_has_a_week_of_this_child(arranged):
    assert "Nothing that you record is due" in text_of(get(arranged.amir, WEEK))
    assert "Nothing that you record is due" in text_of(get(arranged.nurse, WEEK))
    assert "Nothing that you record is due" in text_of(get(arranged.grace, WEEK))
    for someone in (arranged.priya, arranged.anna, arranged.dina):
        assert get(someone, WEEK).status_code == 404


def test_what_was_delivered_and_missed_is_kept_with_who_said_so(arranged):
    assert save(arranged.leila, say(arranged.therapy, "missed", why="staff-absent")).status_code == 302
    word = Word.objects.get()
    assert (word.party, word.monday, word.delivered, word.missed, word.reason) == ("provider", MONDAY, 0, 30, "staff-absent")
    assert (word.by, word.by_name) == (arranged.leila.user.pk, "Leila Farouk")
    page = text_of(get(arranged.leila, WEEK))
    assert "1 answered, 0 to go" in page
    # A correction is a new word, and the first stays.
    save(arranged.leila, say(arranged.therapy, "delivered"))
    assert list(Word.objects.order_by("id").values_list("delivered", flat=True)) == [0, 30]
    # Saying the same again says nothing.
    save(arranged.leila, say(arranged.therapy, "delivered"))
    assert Word.objects.count() == 2


def test_some_of_several_sessions_can_be_missed(arranged):
    save(arranged.tom, {**say(arranged.reading, "missed", why="child-absent", how_many="2"), **say(arranged.play, "delivered")})
    word = Word.objects.get(line=arranged.reading.line)
    assert (word.delivered, word.missed) == (60, 40)


def test_a_miss_needs_its_reason_and_then_nothing_is_saved(arranged):
    page = save(arranged.tom, {**say(arranged.reading, "missed"), **say(arranged.play, "delivered")})
    assert page.status_code == 200
    assert "nothing was saved" in text_of(page)
    assert "Select why it was missed for Oscar Lindqvist" in text_of(page)
    assert not Word.objects.exists()


def test_time_can_be_made_up_only_where_it_is_owed(arranged):
    page = save(arranged.leila, say(arranged.therapy, "made-up"))
    assert "Nothing is owed to Oscar Lindqvist from before this week" in text_of(page)
    save(arranged.leila, say(arranged.therapy, "missed", why="vacancy"), path="/sessions/?week=2026-11-09")
    assert "30 minutes owed from 9 Nov" in text_of(get(arranged.leila, WEEK))
    assert save(arranged.leila, say(arranged.therapy, "made-up", made="30")).status_code == 302
    word = Word.objects.get(monday=MONDAY)
    assert (word.delivered, word.made_up) == (30, 30)


def test_marking_the_rest_as_delivered_saves_nothing_yet(arranged):
    page = save(arranged.tom, say(arranged.reading, "missed", why="vacancy"), do="mark")
    assert "Nothing is saved yet" in text_of(page)
    assert not Word.objects.exists()
    assert page.content.decode().count(" checked") == 2


def test_marking_counts_only_what_was_due_up_to_today(thirty, settings):
    # Wednesday: the school of Monday and that of Wednesday, and not that of Friday.
    settings.DEMO_TODAY = MONDAY + dt.timedelta(days=2)
    page = save(thirty.leila, {}, do="mark")
    assert page.content.decode().count(" checked") == 22
    assert "8 are due on a day that has not come, or by a later week, and are left open" in text_of(page)
    # Of what has no day of its own, the week must be over.
    Arrangement.objects.create(**{n: getattr(Arrangement.objects.get(line=thirty.thirty[0].clause.line), n) for n in ("line", "child", "owner", "case", "provider", "practitioner", "place")})
    assert save(thirty.leila, {}, do="mark").content.decode().count(" checked") == 21
    settings.DEMO_TODAY = MONDAY + dt.timedelta(days=4)
    assert save(thirty.leila, {}, do="mark").content.decode().count(" checked") == 30


def test_what_is_counted_by_the_week_is_marked_from_the_day_under_which_it_is_listed(issued, settings):
    # The reading programme, every day of school, is listed under Tuesday; the play group has no day.
    arrange(issued.reading, None, issued.school, 2, provider=issued.school)
    arrange(issued.play, None, issued.school, provider=issued.school)
    for n, checked in ((0, 0), (1, 1), (2, 1), (4, 2)):
        settings.DEMO_TODAY = MONDAY + dt.timedelta(days=n)
        page = save(issued.tom, {}, do="mark")
        assert page.content.decode().count(" checked") == checked, n
        assert text_of(page).count("Nothing is marked") == (checked == 0)


def test_rows_without_an_answer_are_named_after_saving(thirty):
    answers = {}
    for each in thirty.thirty[:28]:
        answers |= say(each.clause, "delivered")
    page = save(thirty.leila, answers)
    assert page.status_code == 302
    assert Word.objects.count() == 28
    shown = text_of(get(thirty.leila, f"{WEEK}&saved=1"))
    assert "30 children. 28 answered, 2 to go." in shown
    assert shown.count("Not answered") == 2
    assert "Larkfield Infants, Monday 16 November: 12 children" in shown
    assert "Riverside Academy, Friday 20 November: 8 children" in shown


def test_a_week_asks_as_many_questions_for_thirty_children_as_for_two(thirty):
    many = queries(thirty.leila, "/sessions/", week=str(MONDAY))
    Allocation.objects.exclude(child__in=[e.child.pk for e in thirty.thirty[:2]]).delete()
    few = queries(thirty.leila, "/sessions/", week=str(MONDAY))
    # One look is recorded for each child.
    assert many - few == 28


def test_a_week_to_come_or_none_is_no_page(arranged):
    for bad in ("2026-12-07", "x", "9999-99-99", "1999-01-04"):
        assert get(arranged.leila, f"/sessions/?week={bad}").status_code == 404


def test_the_first_week_of_the_school_year_on_record_opens_and_leads_to_none_before(arranged):
    """The link to it, from the week after, led to no page. Its year began on Monday 2 September 2024."""
    assert "?week=2024-09-02" in get(arranged.leila, "/sessions/?week=2024-09-09").content.decode()
    first = get(arranged.leila, "/sessions/?week=2024-09-02")
    assert first.status_code == 200
    assert "?week=2024-08" not in first.content.decode()
    assert get(arranged.leila, "/sessions/?week=2024-08-26").status_code == 404


def test_whoever_records_second_is_told_what_came_first(arranged):
    page = get(arranged.tom, WEEK).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    Word.objects.create(line=arranged.reading.line, child=arranged.oscar, owner=arranged.council, case=arranged.case.pk, monday=MONDAY, party="provider",
                        missed=100, reason="vacancy", by=arranged.grace.user.pk, by_name="Ann Other")  # fmt: skip
    page = save(arranged.tom, {**say(arranged.reading, "delivered"), "seen": seen})
    assert "Ann Other has recorded something else" in text_of(page)
    assert Word.objects.count() == 1


# --- the walls ---


def forge(area, clause, **more):
    return Word(line=clause.line, child=area.oscar, owner=area.council, case=area.case.pk, monday=MONDAY, **{"party": "provider", "delivered": 30, **more})


@pytest.mark.parametrize("who, party, may", [
    ("leila", "provider", True), ("amir", "provider", False), ("nurse", "provider", False), ("tom", "provider", False), ("grace", "provider", False),
    ("priya", "provider", False), ("anna", "provider", False), ("stranger", "provider", False), ("leila", "settled", False), ("anna", "settled", False),
    ("priya", "settled", True), ("leila", "family", False), ("priya", "family", False), ("anna", "family", True),
])  # fmt: skip
def test_the_database_itself_takes_a_word_only_from_whom_it_is(arranged, who, party, may):
    someone = getattr(arranged, who)
    word = forge(arranged, arranged.therapy, party=party, by=someone.user.pk, **({"delivered": 0, "missed": 30} if party == "family" else {}))

    def write(viewer):
        with transaction.atomic():
            Word.objects.bulk_create([word])

    if may:
        as_viewer(someone, write)
    else:
        with pytest.raises(DatabaseError):
            as_viewer(someone, write)


def test_nobody_speaks_in_anothers_name_or_of_a_line_that_no_plan_has(arranged):
    for wrong in ({"by": arranged.anna.user.pk}, {"by": arranged.leila.user.pk, "line": uuid.uuid4()}):
        word = forge(arranged, arranged.therapy, by=wrong["by"])
        word.line = wrong.get("line", word.line)
        with pytest.raises(DatabaseError):
            as_viewer(arranged.leila, lambda v, word=word: Word.objects.bulk_create([word]))


@pytest.mark.parametrize("statement", ["update delivery_word set missed = 0", "delete from delivery_word", "update delivery_arrangement set weekday = 2",
                                       "select * from delivery_inforce()"])  # fmt: skip
def test_no_page_changes_what_was_said(arranged, statement):
    def run(viewer):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    with pytest.raises(DatabaseError):
        as_viewer(arranged.priya, run)


def test_each_sees_the_lines_that_concern_them_and_no_other(arranged):
    assert set(lines(arranged, arranged.leila)) == {"speech-and-language-therapist"}
    everything = {"speech-and-language-therapist", "education-setting", "educational-psychologist", "paediatrician"}
    for someone in (arranged.tom, arranged.priya, arranged.anna, arranged.dina):
        assert set(lines(arranged, someone)) == everything, someone.name
    for someone in (arranged.stranger, arranged.grace, arranged.nurse, arranged.amir):
        assert set(lines(arranged, someone)) == set(), someone.name


def test_what_was_said_is_read_by_those_whom_the_line_concerns(arranged):
    Word.objects.create(line=arranged.therapy.line, child=arranged.oscar, owner=arranged.council, case=arranged.case.pk, monday=MONDAY, party="provider", delivered=30)
    for someone, count in ((arranged.leila, 1), (arranged.tom, 1), (arranged.priya, 1), (arranged.anna, 1), (arranged.amir, 0), (arranged.grace, 0), (arranged.stranger, 0)):
        assert as_viewer(someone, lambda v: Word.objects.count()) == count, someone.name


def test_a_colleague_who_covers_records_for_whoever_is_away(arranged):
    assert "Nothing that you record" in text_of(get(arranged.amir, WEEK))
    Cover.objects.create(practitioner=arranged.leila.who, covered_by=arranged.amir.who, valid_from=TODAY)
    assert "Speech and language therapy, week of" in text_of(get(arranged.amir, WEEK))
    assert save(arranged.amir, say(arranged.therapy, "delivered")).status_code == 302


@pytest.mark.parametrize("who", ["leila", "amir", "nurse", "tom", "grace", "priya", "anna", "dina", "stranger"])
def test_what_the_page_lets_somebody_record_the_database_does_too(arranged, who):
    def ask(viewer):
        covered = covered_by(viewer, TODAY)
        for line in lines_of(viewer, [arranged.oscar.pk]):
            with connection.cursor() as cursor:
                cursor.execute("select delivery_may_record(%s, %s)", [line.line, arranged.oscar.pk])
                in_database = cursor.fetchone()[0]
            here = may_record(viewer, line, covered)
            assert in_database or not here, line.label
            # The page asks less of a school: a therapist's line that nobody is named to give is not its to record.
            assert here or not in_database or (line.arranged is None and line.service not in OF_A_SCHOOL), line.label

    as_viewer(getattr(arranged, who), ask)


# --- a file ---


def upload(someone, text, name="week.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return post(someone, f"/sessions/file/?week={MONDAY}", file=SimpleUploadedFile(name, data))


def test_the_list_of_the_week_comes_back_filled_in(arranged):
    given = get(arranged.tom, f"/sessions/week.csv?week={MONDAY}").content.decode("utf-8-sig")
    header, *rows = given.splitlines()
    assert header == "reference,child,line,week,what_is_due,outcome,reason,sessions_missed,minutes_made_up"
    assert len(rows) == 2
    filled = [rows[0].replace(",,,,", ",missed,Setting closed,1,"), rows[1].replace(",,,,", ",delivered,,,")]
    page = upload(arranged.tom, "\n".join([header, *filled]))
    assert page.status_code == 302, text_of(page)
    assert Word.objects.count() == 2
    assert Word.objects.get(missed__gt=0).reason == "closed"


@pytest.mark.parametrize("text, says", [
    (b"", "empty"), (b"PK\x03\x04zip", "not a CSV file"), (b"a\x00b", "not a CSV file"), (b"\xff\xfe\xfa", "cannot be read as UTF-8"),
    ("a,b\n1,2", "Missing: reference, line, week, outcome"), ("reference,line,week,outcome\n", "No row has an outcome"),
    ("reference,line,week,outcome,outcome\n", "Two columns have one name"), ('reference,line,week,outcome\n"GT', "not a well-formed CSV file"),
    ("reference,line,week,outcome\nGT-99999,F1,2026-11-16,delivered", "Row 2: “GT-99999 F1” is no line that you record this week"),
    ("reference,line,week,outcome\n<script>,F1,2026-11-16,delivered", "is no line that you record"),
    ("reference,line,week,outcome\n{ref},{f},2026-11-09,delivered", "Row 2: the week must be that of 2026-11-16"),
    ("reference,line,week,outcome\n{ref},{f},yesterday,delivered", "must be a day like 2026-11-16"),
    ("reference,line,week,outcome\n{ref},{f},2026-11-16,perhaps", "must be delivered, missed or made up"),
    ("reference,line,week,outcome,reason\n{ref},{f},2026-11-16,missed,tired", "is no reason that we know"),
    ("reference,line,week,outcome\n{ref},{f},2026-11-16,delivered\n{ref},{f},2026-11-16,delivered", "stands in the file twice"),
    ("reference,line,week,outcome\n{ref},{f},2026-11-16,made up", "Row 2: Nothing is owed"),
    ("reference,line,week,outcome\n{ref},{f},2026-11-16,delivered,x,y", "more cells than the first row"),
    ("reference,line,week,outcome,minutes_made_up\n{ref},{f},2026-11-16,made up,-5", "must be a whole number"),
])  # fmt: skip
def test_a_bad_file_is_refused_whole_and_says_why(arranged, text, says):
    label = lines(arranged, arranged.leila)["speech-and-language-therapist"].label
    if isinstance(text, str):
        text = text.replace("{ref}", arranged.oscar.reference).replace("{f}", label)
    page = upload(arranged.leila, text)
    assert page.status_code == 200
    assert says in text_of(page).replace("&#39;", "'").replace("&lt;", "<")
    assert "<script>" not in page.content.decode().split("<main")[1].split("</main")[0]
    assert not Word.objects.exists()


def test_one_wrong_row_stops_the_right_ones(arranged):
    label = lines(arranged, arranged.leila)["speech-and-language-therapist"].label
    page = upload(arranged.leila, f"reference,line,week,outcome\n{arranged.oscar.reference},{label},2026-11-16,delivered\nGT-99999,F1,2026-11-16,delivered")
    assert "Nothing was recorded" in text_of(page)
    assert not Word.objects.exists()


def test_a_name_that_a_spreadsheet_would_take_for_a_formula_is_made_safe(arranged):
    arranged.oscar.forename = "=HYPERLINK(1)"
    arranged.oscar.save()
    assert ",'=HYPERLINK(1)" in get(arranged.leila, f"/sessions/week.csv?week={MONDAY}").content.decode()


def test_a_file_of_a_megabyte_is_not_read(arranged):
    assert "larger than 1 MB" in text_of(upload(arranged.leila, b"x" * (1024 * 1024 + 1)))

