"""`goldenthread table ADDRESS --viewer EMAIL`: a table that a page gives as CSV, from the command line, so that every number of a chart can be
had again without a browser. It is the page's own answer to that account today, behind both walls."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from goldenthread.access.queries import account_of
from goldenthread.access.viewer import become

NOTHING = "There is no table at this address that this account may see. The address is the one of the link “Take this table as CSV”."


def run(address: str, email: str) -> int:
    """The exit status: 0 with the table on standard output, 2 with the reason on standard error."""
    asked = urlsplit(address)
    user = account_of(email)
    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", asked.path, QueryDict(asked.query), user  # type: ignore[assignment]
    try:
        view = resolve(asked.path)
        if user is None or not asked.path.endswith(".csv"):
            raise Http404
        with transaction.atomic():
            request.viewer = become(user.pk)  # type: ignore[attr-defined]
            answer = view.func(request, *view.args, **view.kwargs)
    except (Http404, Resolver404):
        answer = None
    if answer is None or answer.status_code != 200:
        print(NOTHING, file=sys.stderr)
        return 2
    sys.stdout.write(answer.content.decode("utf-8-sig"))
    return 0
