import csv

from goldenthread.web.csv_file import csv_file


def test_a_spreadsheet_runs_nothing_of_a_file_and_a_number_stays_a_number():
    cells = ["=1+1", "+44", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-0.50", "April 2026"]
    answer = csv_file("some.csv", ["Cell"] * len(cells), [cells])
    head, row = csv.reader(answer.content.decode("utf-8-sig").splitlines(keepends=True))
    assert answer["Content-Disposition"] == 'attachment; filename="some.csv"'
    assert row == ["'=1+1", "'+44", "'-2+3", "'@SUM(A1)", "'\t=1", "'\r=1", "-0.50", "April 2026"]
