"""Addresses of families. Nothing personal stands in one, and no service or condition is named."""

from django.urls import path

from goldenthread.families.pages import ask, checks, family, needs, questions, views

urlpatterns = [
    path("family/", family.family, name="family"),
    path("family/<uuid:child_id>/", family.family_page, name="family-page"),
    path("family/<uuid:child_id>/views/", views.views, name="family-views"),
    path("family/<uuid:child_id>/checks/", checks.checks, name="family-checks"),
    path("family/<uuid:child_id>/ask/", ask.ask_page, name="family-ask"),
    path("needs/<uuid:child_id>/", needs.needs, name="needs"),
    path("needs/<uuid:child_id>/answer/", needs.needs_answer, name="needs-answer"),
    path("questions/", questions.questions, name="questions"),
    path("questions/papers/<uuid:file_id>/", ask.question_file, name="question-file"),
    path("questions/<uuid:question_id>/", questions.question, name="question"),
    path("cases/<uuid:case_id>/tell-the-family/", questions.tell_the_family, name="tell-the-family"),
]
