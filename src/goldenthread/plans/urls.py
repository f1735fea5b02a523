"""Addresses of plans."""

from django.urls import path

from goldenthread.plans.pages import amending, answers, exports, my_clauses, officers, plan, reading, sending, settings
from goldenthread.plans.pages import care as care_pages
from goldenthread.plans.pages import versions as versions_pages

CASE = "cases/<uuid:case_id>/plan/"
urlpatterns = [
    path(CASE, plan.plan, name="plan"),
    path(f"{CASE}clauses/<uuid:clause_id>/", plan.clause, name="plan-clause"),
    path(f"{CASE}clauses/<uuid:clause_id>/remove/", plan.remove, name="plan-remove"),
    path(f"{CASE}add/<str:section>/", plan.add, name="plan-add"),
    path(f"{CASE}answers/", answers.plan_answers, name="plan-answers"),
    path(f"{CASE}answers/write-down/", answers.write_down, name="plan-write-down"),
    path(f"{CASE}answers/<uuid:answer_id>/", answers.decide, name="plan-decide"),
    path(f"{CASE}comments/<uuid:comment_id>/", answers.answer_comment, name="plan-comment-answer"),
    path(f"{CASE}send/", sending.send, name="plan-send"),
    path(f"{CASE}issue/", sending.final, name="plan-issue"),
    path(f"{CASE}amend/", amending.amend, name="plan-amend"),
    path(f"{CASE}notice/", amending.notice, name="plan-notice"),
    path(f"{CASE}amended/", amending.amended, name="plan-amended"),
    path(f"{CASE}settings/", settings.plan_settings, name="plan-settings"),
    path(f"{CASE}settings/find/", settings.find_setting, name="plan-find-setting"),
    path(f"{CASE}settings/<uuid:setting_id>/consult/", settings.consult, name="plan-consult"),
    path(f"{CASE}settings/<uuid:consultation_id>/reply/", settings.write_reply, name="plan-write-reply"),
    path(f"{CASE}consultation/", settings.consultation, name="consultation"),
    path(f"{CASE}consultation/advice/<uuid:advice_id>/", settings.consultation_advice, name="consultation-advice"),
    path(f"{CASE}section-g/", officers.agree, name="section-g"),
    path(f"{CASE}my-clauses/", my_clauses.my_clauses, name="my-clauses"),
    path(f"{CASE}my-clauses/<uuid:clause_id>/", my_clauses.my_clause, name="my-clause"),
    path(f"{CASE}read/", reading.read, name="plan-read"),
    path(f"{CASE}read/plan.pdf", reading.plan_pdf, name="plan-pdf"),
    path(f"{CASE}read/reports/<uuid:advice_id>/", reading.plan_report, name="plan-report"),
    path(f"{CASE}read/comment/", reading.comment, name="plan-comment"),
    path(f"{CASE}read/comment/<uuid:clause_id>/", reading.comment, name="plan-comment-on"),
    path(f"{CASE}read/setting/", reading.name_setting, name="plan-name-setting"),
    path(f"{CASE}read/<slug:what>/", reading.ask, name="plan-ask"),
    path(f"{CASE}versions/", versions_pages.versions, name="plan-versions"),
    path(f"{CASE}versions/compare/", versions_pages.compare, name="plan-compare"),
    path(f"{CASE}one-page/", exports.summary, name="plan-summary"),
    path(f"{CASE}one-page/plan-on-one-page.pdf", exports.summary_pdf, name="plan-summary-pdf"),
    path(f"{CASE}plan.json", exports.as_json, name="plan-json"),
    path(f"{CASE}plan.docx", exports.as_docx, name="plan-docx"),
    path(f"{CASE}social-care/", care_pages.care, name="plan-care"),
    path("unconfirmed-clauses/", officers.unconfirmed_clauses, name="unconfirmed-clauses"),
    path("task/clauses/", my_clauses.task_clauses, name="task-clauses"),
    path("task/clauses/<uuid:clause_id>/", my_clauses.task_clause, name="task-clause"),
    path("task/plan/", reading.task_plan, name="task-plan"),
    path("task/plan/plan.pdf", reading.task_plan_pdf, name="task-plan-pdf"),
    path("task/plan/reports/<uuid:advice_id>/", reading.task_plan_report, name="task-plan-report"),
    path("task/consultation/", settings.task_consultation, name="task-consultation"),
    path("task/consultation/advice/<uuid:advice_id>/", settings.task_consultation_advice, name="task-consultation-advice"),
]
