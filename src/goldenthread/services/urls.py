"""Addresses of waiting lists."""

from django.urls import path

from goldenthread.services.pages import (
    capacity,
    commissioning,
    equity,
    gaps,
    lists,
    matches,
    register,
    stale,
    waits,
    worse,
)

urlpatterns = [
    path("waits/", waits.waits, name="waits"),
    path("waits/table.csv", waits.waits_csv, name="waits-csv"),
    path("waits/<uuid:service_id>/<slug:place>/", waits.one_list, name="waits-list"),
    path("waits/<uuid:service_id>/<slug:place>/capacity/", capacity.capacity, name="waits-capacity"),
    path("waits/<uuid:service_id>/<slug:place>/model.json", capacity.model_file, name="waits-model"),
    path("waits/<uuid:service_id>/<slug:place>/staffing/", waits.staffing, name="waits-staffing"),
    path("waits/<uuid:service_id>/<slug:place>/history.csv", waits.history, name="waits-history"),
    path("waits/<uuid:service_id>/<slug:place>/plan.csv", waits.plan_csv, name="waits-plan"),
    path("waits/lists/", lists.lists, name="lists"),
    path("waits/lists/new/", lists.send_list, name="list-send"),
    path("waits/lists/<uuid:upload_id>/", lists.one_list, name="list"),
    path("waits/lists/<uuid:upload_id>/columns/", lists.columns, name="list-columns"),
    path("waits/whose/", matches.whose, name="list-matches"),
    path("waits/wrong-child/<uuid:case_id>/", matches.not_this_child, name="not-this-child"),
    path("waits/got-worse/", worse.worse, name="worse"),
    path("waits/got-worse/<uuid:case_id>/", worse.say_worse, name="say-worse"),
    path("waits/still-waiting/", stale.still_waiting, name="list-stale"),
    path("gaps/", gaps.gaps_page, name="gaps"),
    path("gaps/table.csv", gaps.gaps_csv, name="gaps-csv"),
    path("gaps/offers/", gaps.offers_page, name="gap-offers"),
    path("gaps/offers/table.csv", gaps.offers_csv, name="gap-offers-csv"),
    path("equity/", equity.equity, name="equity"),
    path("equity/table.csv", equity.equity_csv, name="equity-csv"),
    path("equity/input.json", equity.equity_input, name="equity-input"),
    path("commissioning/", commissioning.commissioning, name="commissioning"),
    path("commissioning/<uuid:commissioning_id>/", commissioning.case_page, name="commissioning-case"),
    path("commissioning/<uuid:commissioning_id>/<slug:step>/", commissioning.add_page, name="commissioning-add"),
    path("adhd-register/", register.adhd_register, name="adhd-register"),
    path("adhd-register/<uuid:case_id>/visit/", register.adhd_visit, name="adhd-visit"),
]
