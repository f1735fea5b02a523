"""Addresses of bundles and of what disagreements are about. Nothing personal stands in one."""

from django.urls import path

from goldenthread.disputes.pages import beginning, bundles

urlpatterns = [
    path("cases/<uuid:case_id>/bundles/", bundles.bundles, name="bundles"),
    path("cases/<uuid:case_id>/disagree/", beginning.begin, name="begin-dispute"),
    path("cases/<uuid:case_id>/what-it-is-about/", bundles.what_it_is_about, name="what-it-is-about"),
    path("bundles/<uuid:bundle_id>/", bundles.bundle, name="bundle"),
    path("bundles/<uuid:bundle_id>/papers/<uuid:item_id>/", bundles.bundle_paper, name="bundle-paper"),
    path("bundles/<uuid:bundle_id>/bundle.pdf", bundles.bundle_file, name="bundle-file"),
]
