"""The manager of a provider says whom families ask about each of its waits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.services.queries import managed, services_of
from goldenthread.services.who_answers import asks_of, say_who
from goldenthread.web.days import today
from goldenthread.web.fields import Form, TextField


class WhoForm(Form):
    name = TextField(
        label="Who answers families’ questions about this wait?", missing="Enter the name of a person or a team", max_length=100,
        help_text="A person’s name is best, with what they do. For example, Ann Lee, who runs the waiting list",
    )  # fmt: skip
    how = TextField(
        label="How do families reach them?", missing="Enter a telephone number or an email address", max_length=200, help_text="For example, 01245 000 000, Monday to Friday, 9 to 5",
    )  # fmt: skip

    def clean_how(self) -> str:
        how: str = self.cleaned_data["how"]
        if "@" not in how and sum(c.isdigit() for c in how) < 3:
            self.add_error("how", "Enter a telephone number or an email address, with the hours if you like")
        return how


@signed_in
def who_answers(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if managed(viewer) is None:
        raise Http404
    services = list(services_of(viewer).select_related("owner"))
    said = asks_of(services, today())
    context = {"nav": "lists", "rows": [(s, said.get(s.pk)) for s in services], "without": sum(1 for s in services if s.pk not in said)}
    return render(request, "services/who_answers.html", context)


@signed_in
def say(request: HttpRequest, service_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    service = services_of(viewer).filter(pk=service_id).first() if managed(viewer) else None
    if service is None:
        raise Http404
    first: dict[str, Any] = {"name": service.asks_name, "how": service.asks_how}
    form = WhoForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        say_who(viewer, service, form.cleaned_data["name"], form.cleaned_data["how"])
        messages.success(request, "Saved. Families who wait read it on their page now.")
        return redirect("who-answers-waits")
    return render(request, "services/say_who_answers.html", {"nav": "lists", "form": form, "service": service})
