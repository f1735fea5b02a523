"""An import whose process is killed leaves nothing, and the next one lands all of it."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError

from goldenthread.commands import _is_gone
from goldenthread.exchange.identifiers import upn_check_letter

EXAMPLE = Path(__file__).parents[3] / "docs" / "guide" / "examples" / "sen2.xml"
PERSONS = 400


@pytest.fixture
def county(tmp_path):
    """The example's first person, many times over, with numbers and names of their own."""
    before, person, after = EXAMPLE.read_text(encoding="utf-8").partition("<Person>")
    person, _, after = after.partition("</Person>")
    after = after[after.index("</Persons>") :]
    people = []
    for number in range(PERSONS):
        digits = f"881200{number:06}"
        own = person.replace("Y881200000001", f"{upn_check_letter(digits)}{digits}")
        people.append(f"<Person>{own.replace('Ada', f'Ada{number}')}</Person>")
    file = tmp_path / "county.xml"
    file.write_text(before + "".join(people) + after, encoding="utf-8")
    return file


def counts(address):
    """At one moment: the server may still be committing what a killed process asked of it."""
    tables = ("people_child", "cases_case", "cases_event", "cases_importrun", "cases_clockrow")
    with psycopg.connect(**address) as found:
        counted = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return list(found.execute(f"SELECT {counted}").fetchone())


# What an earlier step had committed would stand at these two as well.
@pytest.mark.parametrize("step", ["Working out every clock", "Saving"])
def test_a_killed_import_leaves_nothing_and_the_next_lands_all(area, county, step):
    command, environment, address = area
    with subprocess.Popen(
        [*command, "load", "sen2", str(county)], env=environment, stderr=subprocess.PIPE, text=True
    ) as loading:
        for line in loading.stderr:
            if line.startswith(step):
                # "Saving" is told just before the commit, so a kill may come after it: whole is right too.
                loading.send_signal(signal.SIGKILL)
                break
    landed = counts(address)
    assert landed == [0, 0, 0, 0, 0] or (step == "Saving" and landed[0] == PERSONS)
    again = subprocess.run([*command, "load", "sen2", str(county)], env=environment, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    children, cases, events, runs, clocks = counts(address)
    assert (children, cases, events, runs) == (PERSONS, 2 * PERSONS, 6 * PERSONS, 1)
    assert clocks > 0


def test_an_import_whose_database_goes_away_says_so_in_words_and_leaves_nothing(area, county):
    command, environment, address = area
    with subprocess.Popen([*command, "load", "sen2", str(county)], env=environment, stderr=subprocess.PIPE, text=True) as loading:
        for line in loading.stderr:
            if line.startswith("Working out every clock"):
                break
        with psycopg.connect(**address, autocommit=True) as server:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        said = loading.stderr.read()
    assert loading.returncode == 2
    assert "The database does not answer, or stopped answering half-way." in said
    assert "Traceback" not in said
    assert counts(address) == [0, 0, 0, 0, 0]


def test_a_database_that_does_not_answer_is_told_of_in_words(area, tmp_path):
    command, environment, _ = area
    elsewhere = environment | {"DATABASE_URL": f"postgresql:///goldenthread?host={tmp_path}"}
    done = subprocess.run([*command, "load", "sen2", str(EXAMPLE)], env=elsewhere, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "start the database, then run this again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refused_file_is_told_plainly_and_is_no_success(area, tmp_path):
    command, environment, _ = area
    file = tmp_path / "hostile.xml"
    file.write_text('<!DOCTYPE Message [<!ENTITY a "a">]><Message>&a;</Message>')
    done = subprocess.run([*command, "load", "sen2", str(file)], env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert "hostile.xml was refused: The file has a document type declaration" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_an_import_found_is_read_by_the_command(area, tmp_path):
    command, environment, _ = area
    file = tmp_path / "return.xml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace("2016-05-04", "2016-13-04"), encoding="utf-8")

    def run(*arguments):
        done = subprocess.run([*command, *arguments], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    number = run("load", "sen2", str(file)).split("goldenthread findings ")[1].split()[0]
    assert f"{number}  " in run("findings")
    found = run("findings", number).splitlines()
    assert found[0] == "place,severity,rule,message"
    assert any(line.startswith("person 1,refused,P02,") for line in found)


def test_a_database_without_tables_is_told_of_in_words(area):
    command, environment, address = area
    with psycopg.connect(**address, autocommit=True) as found:
        found.execute("DROP TABLE people_organisation CASCADE")
    done = subprocess.run([*command, "load", "sen2", str(EXAMPLE)], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "Run `goldenthread migrate`, and then this again." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_our_own_while_the_database_is_away_is_not_laid_on_the_database():
    def away(then):
        try:
            psycopg.connect("host=/nowhere connect_timeout=1")
        except psycopg.OperationalError as fault:
            if isinstance(then, DatabaseError):
                raise then from fault
            raise then  # noqa: B904 - as code of ours would

    for then, gone in ((ValueError("ours"), False), (DatabaseError("as Django tells it"), True)):
        with pytest.raises(type(then)) as raised:
            away(then)
        assert _is_gone(raised.value) is gone
