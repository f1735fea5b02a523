from django.urls import path

from goldenthread.sendiass.pages import caseload

urlpatterns = [
    path("advice-service/", caseload.enquiries, name="sendiass"),
    path("advice-service/new/", caseload.new, name="sendiass-new"),
    path("advice-service/caseload/", caseload.load, name="sendiass-load"),
    path("advice-service/themes/", caseload.themes, name="sendiass-themes"),
    path("advice-service/<uuid:enquiry_id>/", caseload.enquiry, name="sendiass-enquiry"),
]
