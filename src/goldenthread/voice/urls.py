from django.urls import path

from goldenthread.voice.pages import hub, meetings, projects, running, safeguarding, tell_us

urlpatterns = [
    path("have-your-say/", hub.hub, name="have-your-say"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/run/", running.running, name="meetings-run"),
    path("meetings/run/new/", running.new, name="meeting-new"),
    path("meetings/run/<uuid:meeting_id>/", running.run, name="meeting-run"),
    path("meetings/run/<uuid:meeting_id>/<uuid:question_id>/", running.answer, name="meeting-answer"),
    path("meetings/booking/<str:token>/", meetings.own_booking, name="meeting-booking"),
    path("meetings/<uuid:meeting_id>/", meetings.meeting, name="meeting"),
    path("tell-us/", tell_us.choose, name="tell-us"),
    path("tell-us/thank-you/", tell_us.thanks, name="tell-us-thanks"),
    path("tell-us/passed-on/", tell_us.passed, name="views-passed"),
    path("tell-us/passed-on/<uuid:view_id>/", tell_us.passed_file, name="views-file"),
    path("tell-us/child/<uuid:child_id>/<str:age>/", tell_us.of_child, name="tell-us-child"),
    path("tell-us/project/<uuid:project_id>/<str:age>/", tell_us.of_project, name="tell-us-project"),
    path("safeguarding/", safeguarding.concerns, name="safeguarding"),
    path("safeguarding/<uuid:view_id>/", safeguarding.concern, name="safeguarding-one"),
    path("safeguarding/<uuid:view_id>/file/", safeguarding.concern_file, name="safeguarding-file"),
    path("consultations/", projects.listing, name="projects"),
    path("consultations/run/", projects.running, name="projects-run"),
    path("consultations/run/<uuid:project_id>/", projects.run, name="project-run"),
    path("consultations/<uuid:project_id>/", projects.project, name="project"),
]
