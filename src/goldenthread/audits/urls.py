"""Addresses of audits of the quality of plans."""

from django.urls import path

from goldenthread.audits.pages import audits, findings, grading, moderation

urlpatterns = [
    path("audits/", audits.audits, name="audits"),
    path("audits/new/", audits.new, name="audit-new"),
    path("audits/criteria/", audits.criteria_page, name="audit-criteria"),
    path("audits/findings/", findings.findings, name="audit-findings"),
    path("audits/findings/<uuid:finding_id>/", findings.finding, name="audit-finding"),
    path("audits/plans/<uuid:sampled_id>/", grading.plan_page, name="audit-plan"),
    path("audits/plans/<uuid:sampled_id>/<int:step>/", grading.section, name="audit-section"),
    path("audits/plans/<uuid:sampled_id>/finding/", grading.write_finding, name="audit-write-finding"),
    path("audits/plans/<uuid:sampled_id>/moderate/", moderation.moderate, name="audit-moderate"),
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/moderation/", moderation.moderation, name="audit-moderation"),
    path("audits/<uuid:audit_id>/results/", moderation.results_page, name="audit-results"),
]
