"""Who looked at this child's record?"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.queries import child_seen
from goldenthread.access.queries_looks import looks_at
from goldenthread.web.paging import A_PAGE, page_in, pages_beside


@signed_in
def who_looked(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    child = child_seen(viewer, child_id)
    if child is None:
        raise Http404
    looks = looks_at(viewer, child.pk, page_in(request.GET))
    record_look(viewer, child.pk, "Looked at who had looked")
    rows = [(timezone.localtime(look.at), look) for look in looks.rows]
    return render(request, "access/who_looked.html", {"child": child, "looks": looks, "rows": rows, "nav": "children", "pages": pages_beside(request, looks.page - 1, looks.total, A_PAGE)})
