"""What a shared computer keeps of a page."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from goldenthread.access.middleware import ViewerMiddleware
from goldenthread.access.models import User


@pytest.mark.django_db
def test_a_page_of_a_signed_in_person_is_never_kept_by_the_browser(settings):
    settings.GOLDENTHREAD_DEMO = True
    user = User.objects.create_user("priya@demo.example", name="Priya")
    request = RequestFactory().get("/my-work/")
    request.user = user
    request.session = {"second_factor": True}
    answer = ViewerMiddleware(lambda _: HttpResponse("a record"))(request)
    assert answer.headers["Cache-Control"] == "private, no-store"
