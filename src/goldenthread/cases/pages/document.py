"""One document of a case: a file is handed over to be saved and never shown in the page, text stands on a page."""

from __future__ import annotations

from pathlib import PurePosixPath
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.cases.pages.case import case_or_404
from goldenthread.cases.queries_documents import document_opened

_OFFICE = "application/vnd.openxmlformats-officedocument"
# Anything else is handed over as bytes without a kind. No kind that a browser runs is among them.
TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".doc": "application/msword",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".txt": "text/plain; charset=utf-8",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


@signed_in
def document(request: HttpRequest, case_id: UUID, document_id: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    case = case_or_404(request, case_id, "Opened a document")
    found = document_opened(viewer, case, document_id)
    if found is None:
        raise Http404
    if found.file is None:
        return render(
            request, "cases/document.html", {"nav": "children", "case": case, "child": case.child, "document": found}
        )
    return handed_over(found.name, found.file)


def handed_over(file_name: str, file: bytes) -> HttpResponse:
    """A file to be saved, never run in the page."""
    name = PurePosixPath(file_name.replace("\\", "/")).name
    kind = TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")
    return HttpResponse(
        file,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )
