from django.urls import path

from goldenthread.voice.pages import hub, meetings, running

urlpatterns = [
    path("have-your-say/", hub.hub, name="have-your-say"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/run/", running.running, name="meetings-run"),
    path("meetings/run/new/", running.new, name="meeting-new"),
    path("meetings/run/<uuid:meeting_id>/", running.run, name="meeting-run"),
    path("meetings/run/<uuid:meeting_id>/<uuid:question_id>/", running.answer, name="meeting-answer"),
    path("meetings/booking/<str:token>/", meetings.own_booking, name="meeting-booking"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
]
