"""No small number can be worked out from what is shown: tried by somebody who subtracts, and knows that what is past a
limit or due soon is open."""

import random

import pytest
from django.db import connection

from goldenthread.science.small_numbers import what_is_told, without_small

pytestmark = pytest.mark.django_db
OPEN, PAST, SOON = range(3)


def told(table):
    with connection.cursor() as cursor:
        cursor.execute("select cases_told(%s::integer[])", [table])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("seed", range(6))
def test_what_the_database_tells_of_one_number_a_row_is_the_rule_of_the_core(seed):
    chance = random.Random(seed)
    for _ in range(60):
        counts = [chance.choice((0, 0, 1, 2, 3, 5, 6, 7, 9, 20)) for _ in range(chance.randrange(1, 6))]
        assert [row[OPEN] for row in told([[n, 0, 0] for n in counts])] == what_is_told(counts), counts


@pytest.mark.parametrize("seed", range(6))
def test_what_anybody_reads_from_the_database_is_the_rule_of_the_core(seed):
    chance = random.Random(seed)
    for _ in range(60):
        counts = {f"{chance.choice('abcXYZ')}{i}": chance.choice((0, 0, 1, 2, 3, 5, 6, 6, 7, 9, 20)) for i in range(chance.randrange(7))}
        with connection.cursor() as cursor:
            cursor.execute("select * from cases_without_small(%s::text[], %s::integer[])", [list(counts), list(counts.values())])
            *cells, (_, total) = cursor.fetchall()
        assert (dict(cells), total) == without_small(counts), counts


def possible(table, shown, row, column):
    """Whether some other table agrees with all that is shown and has another number in this place. The last row of
    `shown` says which totals are. What is hidden as few may be none, unless it is a row that is listed for its open cases."""
    totals = [sum(r[c] for r in table) for c in range(3)]
    cells = [(r, c) for r in range(len(table)) for c in range(3)]
    hidden = [cell for cell in cells if shown[cell[0]][cell[1]] != "shown"]
    # The cell in question first, then those nearest to it, each tried with numbers near its own.
    hidden.sort(key=lambda cell: (cell != (row, column), cell[1] != column, cell))
    guess = [list(r) for r in table]

    def fits(finished):
        for r in range(len(table)):
            known = all((r, c) in finished or shown[r][c] == "shown" for c in range(3))
            if known and guess[r][PAST] + guess[r][SOON] > guess[r][OPEN]:
                return False
        for c in range(3):
            left = [cell for cell in hidden if cell[1] == c and cell not in finished]
            found = sum(guess[r][k] for r, k in cells if k == c and (r, k) not in left)
            if shown[-1][c] == "nothing":
                continue
            if shown[-1][c] == "few":
                if found > 5 or (not left and found < 1):
                    return False
            elif found > totals[c] or (not left and found != totals[c]):
                return False
        return True

    def values(r, c):
        least = {"few": min(1, table[r][c]), "many": 6}.get(shown[r][c], 1 if c == OPEN else 0)
        most = 5 if shown[r][c] == "few" else max(totals[c], 5) + 1
        return sorted(range(least, most + 1), key=lambda v: abs(v - table[r][c]))

    def search(place, finished):
        if place == len(hidden):
            return True
        r, c = hidden[place]
        for value in values(r, c):
            if (r, c) == (row, column) and value == table[r][c]:
                continue
            guess[r][c] = value
            if fits(finished | {(r, c)}) and search(place + 1, finished | {(r, c)}):
                return True
        guess[r][c] = table[r][c]
        return False

    return search(0, frozenset())


def a_table(chance):
    rows = []
    for _ in range(chance.randint(1, 4)):
        opened = chance.choice([1, 2, 5, 6, 6, 7, 9, 12])
        past = chance.randint(0, opened)
        rows.append([opened, past, chance.randint(0, opened - past)])
    return rows


@pytest.mark.parametrize("seed", range(80))
def test_every_hidden_number_could_be_another_one(seed):
    table = a_table(random.Random(seed))  # noqa: S311
    shown = told(table)
    for r, row in enumerate(table):
        for c, n in enumerate(row):
            assert shown[r][c] != "shown" or n == 0 or n > 5, "a small number is never shown"
            if shown[r][c] != "shown":
                assert possible(table, shown, r, c), (table, shown, r, c)


def test_a_partner_that_its_open_cases_would_tell_does_not_hide_anything():
    """Six past their limit of six open are six, and so the five are the total less six: more goes with them."""
    shown = told([[8, 5, 0], [6, 6, 0], [20, 10, 0]])
    assert [row[PAST] for row in shown[:-1]] == ["few", "shown", "many"]


def test_nothing_is_hidden_where_nothing_is_small():
    assert told([[8, 6, 0], [9, 0, 7]]) == [["shown"] * 3] * 3


def test_where_one_and_six_make_seven_their_words_would_tell():
    assert told([[1, 0, 0], [6, 0, 0]])[:-1] == [["nothing", "shown", "shown"]] * 2


def test_where_every_number_is_the_largest_of_the_small_their_words_would_tell():
    assert [row[PAST] for row in told([[6, 5, 0] for _ in range(3)])[:-1]] == ["nothing"] * 3


def test_a_sole_small_number_is_hidden_with_its_total():
    assert told([[9, 3, 0]]) == [["shown", "few", "shown"]] * 2


def test_a_small_total_that_the_other_totals_would_tell_is_hidden_with_the_other():
    assert told([[7, 1, 6]])[-1] == ["shown", "few", "nothing"]
