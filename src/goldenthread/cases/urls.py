"""Addresses of casework. Nothing personal stands in one: rows are named by keys that mean nothing elsewhere."""

from django.urls import path

from goldenthread.cases.pages import (
    case,
    children,
    clocks,
    confidentiality,
    disposals,
    document,
    find,
    home,
    record,
    why,
    work,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("my-work/", work.my_work, name="my-work"),
    path("my-work/filter/", work.my_work_filter, name="my-work-filter"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("clocks/list/", clocks.clocks_list, name="clocks-list"),
    path("clocks/counted/", clocks.clocks_counted, name="clocks-counted"),
    path("clocks/timeliness.csv", clocks.timeliness_csv, name="timeliness-csv"),
    path("find/", find.find, name="find"),
    path("children/", children.children, name="children"),
    path("children/<uuid:child_id>/", children.child, name="child"),
    path("cases/<uuid:case_id>/", case.case, name="case"),
    path("cases/<uuid:case_id>/why/<slug:clock>/", why.why, name="why"),
    path("cases/<uuid:case_id>/confidentiality/", confidentiality.confidentiality, name="confidentiality"),
    path("administration/disposals/", disposals.queue, name="disposals"),
    path("administration/disposals/propose/<uuid:content_id>/", disposals.propose, name="disposal-propose"),
    path("administration/disposals/<uuid:disposal_id>/agree/", disposals.approve, name="disposal-approve"),
    path("administration/disposals/<uuid:disposal_id>/keep/", disposals.reject, name="disposal-reject"),
    path("cases/<uuid:case_id>/documents/<uuid:document_id>/", document.document, name="document"),
    path("cases/<uuid:case_id>/record/", record.record, name="record"),
    path("cases/<uuid:case_id>/record/<slug:event>/", record.record_event, name="record-event"),
    path("cases/<uuid:case_id>/correct/<uuid:event_id>/", record.correct, name="correct"),
]
