"""Addresses of asking for advice, writing it and chasing it. What a contributor writes stands at two: by their personal
link, and signed in."""

from django.urls import path

from goldenthread.assessments.pages import advice_asking, advice_chasing, advice_existing, advice_late
from goldenthread.assessments.pages import advice_writing as writing

_DESK = (
    ("", "", writing.home),
    ("add/<slug:kind>/", "-new", writing.new),
    ("summary/", "-views", writing.views),
    ("line/<slug:kind>/<slug:key>/", "-line", writing.line),
    ("report/", "-report", writing.report),
    ("report/file/", "-file", writing.own_report),
    ("check/", "-check", writing.check),
    ("late/", "-late", advice_late.say_why),
    ("not-known/", "-unknown", writing.unknown),
    ("cannot/", "-refuse", writing.refuse),
    ("family/<uuid:key>/", "-enclosure", writing.enclosure_page),
)

urlpatterns = [
    *(path(f"task/advice/{end}", page, name=f"task-advice{name}") for end, name, page in _DESK),
    path("cases/<uuid:case_id>/ask-for-advice/", advice_asking.ask_for_advice, name="ask-for-advice"),
    path("cases/<uuid:case_id>/ask-for-advice/<slug:contributor>/existing/", advice_existing.existing_advice, name="existing-advice"),
    path("cases/<uuid:case_id>/ask-for-advice/<slug:contributor>/", advice_asking.choose_person, name="choose-contributor"),
    path("cases/<uuid:case_id>/advice/", advice_chasing.advice, name="advice"),
    path("cases/<uuid:case_id>/advice/read/<uuid:advice_id>/", advice_chasing.read_advice, name="read-advice"),
    path("cases/<uuid:case_id>/advice/<slug:contributor>/remind/", advice_chasing.send_reminder, name="advice-remind"),
    path("cases/<uuid:case_id>/advice/<slug:contributor>/why-late/", advice_late.record_why, name="advice-why-late"),
    *(path(f"cases/<uuid:case_id>/advice/<slug:contributor>/{end}", page, name=f"advice-write{name}") for end, name, page in _DESK),
    path("late-advice/", advice_chasing.late, name="late-advice"),
]
