"""Addresses of families. Nothing personal stands in one, and no service or condition is named."""

from django.urls import path

from goldenthread.families.pages import (
    ask,
    checks,
    complaints,
    early,
    family,
    navigators,
    needs,
    questions,
    signposts,
    views,
    wishes,
)

urlpatterns = [
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
    path("family/<uuid:child_id>/complaints/<uuid:complaint_id>/", complaints.own_complaint, name="own-complaint"),
    path("family/<uuid:child_id>/put-right/", early.put_right, name="put-right"),
    path("children/<uuid:child_id>/offer-early/", early.offer_early, name="offer-early"),
    path("put-right/<uuid:offer_id>/", early.early_offer, name="early-offer"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<uuid:complaint_id>/", complaints.complaint, name="complaint"),
    path("navigators/", navigators.navigators, name="navigators"),
    path("navigators/new/", navigators.new_navigation, name="new-navigation"),
    path("navigators/<uuid:navigation_id>/", navigators.navigation, name="navigation"),
    path("needs/<uuid:child_id>/", needs.needs, name="needs"),
    path("needs/<uuid:child_id>/answer/", needs.needs_answer, name="needs-answer"),
    path("questions/", questions.questions, name="questions"),
    path("questions/papers/<uuid:file_id>/", ask.question_file, name="question-file"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("cases/<uuid:case_id>/tell-the-family/", questions.tell_the_family, name="tell-the-family"),
]
