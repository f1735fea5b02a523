"""Addresses of waiting lists."""

from django.urls import path

from goldenthread.services.pages import capacity, lists, matches, register, stale, waits

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
    path("waits/still-waiting/", stale.still_waiting, name="list-stale"),
    path("adhd-register/", register.adhd_register, name="adhd-register"),
    path("adhd-register/<uuid:case_id>/visit/", register.adhd_visit, name="adhd-visit"),
]
