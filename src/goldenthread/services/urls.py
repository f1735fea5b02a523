"""Addresses of waiting lists."""

from django.urls import path

from goldenthread.services.pages import lists, matches, register, stale

urlpatterns = [
    path("waits/lists/", lists.lists, name="lists"),
    path("waits/lists/new/", lists.send_list, name="list-send"),
    path("waits/lists/<uuid:upload_id>/", lists.one_list, name="list"),
    path("waits/lists/<uuid:upload_id>/columns/", lists.columns, name="list-columns"),
    path("waits/whose/", matches.whose, name="list-matches"),
    path("adhd-register/", register.adhd_register, name="adhd-register"),
    path("adhd-register/<uuid:case_id>/visit/", register.adhd_visit, name="adhd-visit"),
    path("waits/still-waiting/", stale.still_waiting, name="list-stale"),
]
