"""Addresses of reviews."""

from django.urls import path

from goldenthread.reviews.pages import cease, decide, lists, report, review, transfers

CASE = "cases/<uuid:case_id>/review/"
urlpatterns = [
    path("reviews/", lists.reviews, name="reviews"),
    path("phase-transfers/", transfers.phase_transfers, name="phase-transfers"),
    path("children/<uuid:child_id>/phase-transfer/", transfers.identify, name="identify-transfer"),
    path("children/<uuid:child_id>/consider-ceasing/", cease.consider, name="consider-ceasing"),
    path("cases/<uuid:case_id>/cease/", cease.cease, name="cease"),
    path("cases/<uuid:case_id>/decide-not-to-amend/", decide.not_to_amend, name="decide-not-to-amend"),
    path(CASE, review.review, name="review"),
    path(f"{CASE}arrange/", review.arrange, name="review-arrange"),
    path(f"{CASE}advice/", review.add_paper, name="review-paper"),
    path(f"{CASE}held/", review.held, name="review-held"),
    path(f"{CASE}decide/", decide.decide, name="review-decide"),
    path(f"{CASE}report/check/", report.check, name="review-report-check"),
    path(f"{CASE}report/<slug:part>/", report.part, name="review-report-part"),
    path(f"{CASE}print/<int:invitation_id>/<slug:what>/", review.printed, name="review-print"),
]
