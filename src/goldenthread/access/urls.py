"""Addresses of access. Signing in itself is allauth's."""

from django.urls import path

from goldenthread.access.pages import demo_people, who_can_see

urlpatterns = [
    path("demo/people/", demo_people.demo_people, name="demo-people"),
    path("who-can-see-what/", who_can_see.who_can_see, name="who-can-see-what"),
]
