"""Addresses of access. Signing in itself is allauth's."""

from django.urls import path

from goldenthread.access.pages import break_glass, demo_people, looks, who_can_see

urlpatterns = [
    path("children/<uuid:child_id>/who-looked/", looks.who_looked, name="who-looked"),
    path("open-a-record/", break_glass.open_record, name="break-glass"),
    path("open-a-record/review/", break_glass.review, name="break-glass-review"),
    path("demo/people/", demo_people.demo_people, name="demo-people"),
    path("who-can-see-what/", who_can_see.who_can_see, name="who-can-see-what"),
]
