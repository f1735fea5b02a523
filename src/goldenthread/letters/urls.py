"""Addresses of letters and messages, and of personal links."""

from django.urls import path

from goldenthread.letters.pages import letter, personal_link, post_box

urlpatterns = [
    path("letters/<uuid:letter_id>/", letter.show_letter, name="letter"),
    path("letters/<uuid:letter_id>/letter.pdf", letter.letter_pdf, name="letter-pdf"),
    path("failed-messages/", post_box.failed_messages, name="failed-messages"),
    path("demo/mail/", post_box.demo_mail, name="demo-mail"),
    path("task/", personal_link.link_task, name="link-task"),
    path("task/done/", personal_link.link_done, name="link-done"),
    path("task/<str:token>/", personal_link.open_by_code, name="open-link"),
]
