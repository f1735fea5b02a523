"""Addresses of families. Nothing personal stands in one, and no service or condition is named."""

from django.urls import path

from goldenthread.families.pages import (
    access,
    ask,
    checks,
    complaints,
    family,
    family_access,
    needs,
    questions,
    signposts,
    views,
    wishes,
)

urlpatterns = [
    path("ask-to-see/", access.ask_to_see, name="ask-to-see"),
    path("ask-to-see/sent/", access.ask_to_see_sent, name="ask-to-see-sent"),
    path("parents-who-ask/", access.asks, name="access-asks"),
    path("parents-who-ask/<uuid:ask_id>/", access.access_ask, name="access-ask"),
    path("children/<uuid:child_id>/family-access/", family_access.family_access, name="family-access"),
    path("children/<uuid:child_id>/family-access/ask/", access.enter_ask, name="enter-ask"),
    path("children/<uuid:child_id>/family-access/bar/", family_access.record_bar, name="record-bar"),
    path("children/<uuid:child_id>/family-access/bar/<uuid:bar_id>/end/", family_access.end_bar, name="end-bar"),
    path("family/", family.family, name="family"),
    path("family/<uuid:child_id>/", family.family_page, name="family-page"),
    path("family/<uuid:child_id>/views/", views.views, name="family-views"),
    path("family/<uuid:child_id>/checks/", checks.checks, name="family-checks"),
    path("family/<uuid:child_id>/help/", family.family_help, name="family-help"),
    path("family/<uuid:child_id>/ask/", ask.ask_page, name="family-ask"),
    path("family/<uuid:child_id>/questions/<uuid:question_id>/", ask.was_it_answered, name="was-it-answered"),
    path("family/<uuid:child_id>/complain/", complaints.complain_page, name="family-complain"),
    path("family/<uuid:child_id>/used/<uuid:signpost_id>/", signposts.was_it_used, name="was-it-used"),
    path("children/<uuid:child_id>/suggest-help/", signposts.suggest_help, name="suggest-help"),
    path("suggested-help/", signposts.uptake_page, name="suggested-help"),
    path("family/<uuid:child_id>/how-to-tell/", wishes.how_to_tell, name="how-to-tell"),
    path("told-otherwise/<uuid:otherwise_id>/", wishes.tell_otherwise, name="tell-otherwise"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("needs/<uuid:child_id>/", needs.needs, name="needs"),
    path("needs/<uuid:child_id>/answer/", needs.needs_answer, name="needs-answer"),
    path("questions/", questions.questions, name="questions"),
    path("questions/papers/<uuid:file_id>/", ask.question_file, name="question-file"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("cases/<uuid:case_id>/tell-the-family/", questions.tell_the_family, name="tell-the-family"),
]
