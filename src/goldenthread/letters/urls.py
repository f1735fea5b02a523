"""Addresses of letters and messages, and of personal links."""

from django.urls import path

from goldenthread.letters.pages import (
    letter,
    not_reached,
    of_case,
    personal_link,
    post_box,
    receipts,
    templates,
    to_post,
)

urlpatterns = [
    path("letters/<uuid:letter_id>/", letter.show_letter, name="letter"),
    path("letters/<uuid:letter_id>/letter.pdf", letter.letter_pdf, name="letter-pdf"),
    path("letters/to-post/", to_post.letters_to_post, name="letters-to-post"),
    path("letters/to-post/<uuid:message_id>/letter.pdf", to_post.posted_letter_pdf, name="posted-letter-pdf"),
    path("letters/to-post/<uuid:message_id>/enclosed.pdf", to_post.posted_enclosure, name="posted-enclosure"),
    path("letters/to-post/<uuid:message_id>/posted/", to_post.mark_posted, name="mark-posted"),
    path("letters/not-reached/<uuid:not_reached_id>/", not_reached.not_reached, name="not-reached"),
    path("notify/receipt/", receipts.notify_receipt, name="notify-receipt"),
    path("letters/templates/", templates.letter_templates, name="letter-templates"),
    path("letters/templates/<path:slug>/", templates.letter_template, name="letter-template"),
    path("letters/contacts/", templates.letter_contacts, name="letter-contacts"),
    path("cases/<uuid:case_id>/letters/", of_case.letters_of_case, name="letters-of-case"),
    path("failed-messages/", post_box.failed_messages, name="failed-messages"),
    path("demo/mail/", post_box.demo_mail, name="demo-mail"),
    path("demo/mail/<uuid:notification>/letter.pdf", post_box.demo_letter, name="demo-letter"),
    path("task/", personal_link.link_task, name="link-task"),
    path("task/done/", personal_link.link_done, name="link-done"),
    path("task/<str:token>/", personal_link.open_by_code, name="open-link"),
]
