"""Addresses of the provision ledger. No name, service or condition stands in one."""

from django.urls import path

from goldenthread.delivery.pages import in_place, ledger, owed, sessions

CASE = "cases/<uuid:case_id>/ledger/"
urlpatterns = [
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/file/", sessions.sessions_file, name="sessions-file"),
    path("sessions/week.csv", sessions.sessions_csv, name="sessions-csv"),
    path("sessions/lines/", sessions.lines_to_give, name="lines-to-give"),
    path("sessions/lines.csv", sessions.lines_to_give_csv, name="lines-to-give-csv"),
    path("help-behind/", ledger.help_behind, name="help-behind"),
    path("owed-hours/", owed.owed_hours, name="owed-hours"),
    path("owed-hours/table.csv", owed.owed_csv, name="owed-hours-csv"),
    path("owed-hours/rates/", owed.rates, name="owed-rates"),
    path(CASE, ledger.ledger_page, name="ledger"),
    path(f"{CASE}who/", in_place.arrange_page, name="ledger-arrange"),
    path(f"{CASE}in-place/", in_place.in_place_page, name="ledger-in-place"),
    path(f"{CASE}<uuid:line>/<str:week>/", ledger.week_page, name="ledger-week"),
]
