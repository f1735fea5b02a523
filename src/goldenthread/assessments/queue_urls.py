"""Addresses of the educational psychologists' queue."""

from django.urls import path

from goldenthread.assessments.pages import queue, queue_allocate, queue_audit, queue_time

urlpatterns = [
    path("ep-queue/", queue.ep_queue, name="ep-queue"),
    path("ep-queue/audit/", queue_audit.ep_queue_audit, name="ep-queue-audit"),
    path("ep-queue/time/", queue_time.ep_queue_time, name="ep-queue-time"),
    path("ep-queue/time/<uuid:who>/", queue_time.ep_queue_time_of, name="ep-queue-time-of"),
    path("ep-queue/time/<uuid:who>/cover/", queue_time.ep_queue_cover, name="ep-queue-cover"),
    path("ep-queue/<uuid:case_id>/", queue_allocate.ep_queue_allocate, name="ep-queue-allocate"),
]
