"""The product's addresses and one more: the floor of any page. It has the same sign-in, middleware, viewer transaction
and layout, and asks the database for one row."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.web.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@signed_in
def floor(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from (select 1 from people_organisation limit 1) one")
        heading = f"{cursor.fetchone()[0]} row"
    return render(request, "pages/fault.html", {"heading": heading, "what_to_do": "The floor of a page."})


urlpatterns = [path("floor/", floor), *urlpatterns]
