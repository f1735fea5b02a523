"""Only somebody who is signed in gets past here; anybody else is asked to."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from goldenthread.web.pages import signed_out
from goldenthread.web.typed import typed_words


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            sign_in = redirect_to_login(request.get_full_path())
            return signed_out(request, sign_in["Location"]) if typed_words(request) else sign_in
        return view(request, *args, **kwargs)

    return guarded
