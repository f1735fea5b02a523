"""Addresses of assessments."""

from django.urls import path

from goldenthread.assessments import advice_urls, queue_urls
from goldenthread.assessments.pages import (
    add_document,
    ask,
    child_people,
    consider,
    decide,
    reassess,
    requests_decide,
    requests_inbox,
)

urlpatterns = [
    *advice_urls.urlpatterns,
    *queue_urls.urlpatterns,
    path("cases/<uuid:case_id>/consider/", consider.consider, name="consider"),
    path("cases/<uuid:case_id>/decide-to-assess/", decide.decide_to_assess, name="decide-to-assess"),
    path("cases/<uuid:case_id>/decide-to-issue/", decide.decide_to_issue, name="decide-to-issue"),
    path("children/<uuid:child_id>/people/", child_people.child_people, name="child-people"),
    path("children/<uuid:child_id>/reassess/", reassess.reassess, name="reassess"),
    path("cases/<uuid:case_id>/decide-to-reassess/", decide.decide_to_reassess, name="decide-to-reassess"),
    path("cases/<uuid:case_id>/documents/add/", add_document.add_document, name="add-document"),
    path("ask/", ask.start, name="ask"),
    path("ask/who/", ask.who, name="ask-who"),
    path("ask/check/", ask.check, name="ask-check"),
    path("ask/sent/", ask.sent, name="ask-sent"),
    path("ask/saved/", ask.later, name="ask-later"),
    path("ask/return/<str:token>/", ask.come_back, name="ask-return"),
    path("ask/<slug:slug>/", ask.step, name="ask-step"),
    path("requests/", requests_inbox.requests, name="requests"),
    path("requests/by-telephone/", requests_inbox.by_telephone, name="request-by-telephone"),
    path("requests/<uuid:request_id>/", requests_inbox.request_one, name="request-one"),
    path("requests/<uuid:request_id>/go-on/", requests_inbox.go_on, name="request-go-on"),
    path("requests/<uuid:request_id>/papers/<uuid:file_id>/", requests_inbox.request_paper, name="request-paper"),
    path("requests/<uuid:request_id>/children/<uuid:child_id>/", requests_decide.known_child, name="request-known-child"),
    path("requests/<uuid:request_id>/new-child/", requests_decide.new_child, name="request-new-child"),
    path("requests/<uuid:request_id>/repeated/", requests_decide.repeated, name="request-repeated"),
]
