"""In the demo only: be one of its synthetic people, without a password."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goldenthread.access.middleware import PERSONA
from goldenthread.access.queries import demo_persona, demo_personas


@require_http_methods(["GET", "HEAD", "POST"])
def demo_people(request: HttpRequest) -> HttpResponse:
    if not settings.GOLDENTHREAD_DEMO:
        raise Http404
    if request.method == "POST":
        user = demo_persona(request.POST.get("person", ""))
        if user is None:
            raise Http404
        logout(request)
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        request.session[PERSONA] = True
        return redirect("/")
    return render(request, "access/demo_people.html", {"people": demo_personas()})
