"""One letter, as a page and as a tagged PDF."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.access.actions import record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.letters.document import translated
from goldenthread.letters.models import Letter
from goldenthread.letters.queries import letter
from goldenthread.letters.reach import wish_of
from goldenthread.letters.translating import with_english
from goldenthread.letters.writing import as_pdf, document_in
from goldenthread.web.files import pdf_file
from goldenthread.web.languages import language


def _letter_or_404(request: HttpRequest, key: UUID) -> Letter:
    found = letter(request.viewer, key)  # type: ignore[attr-defined]
    if found is None or not found.content.text:
        raise Http404
    record_look(request.viewer, found.child_id, "Read a letter", found.case)  # type: ignore[attr-defined]
    return found


@signed_in
def show_letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    found = _letter_or_404(request, letter_id)
    document = document_in(found.content)
    # The letter as it was sent is what counts; its words in the reader's language stand before it.
    context = {"letter": found, "document": document, "translated": translated(document), "narrow": True}
    return render(request, "letters/letter.html", context)


@signed_in
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    found = _letter_or_404(request, letter_id)
    viewer = request.viewer  # type: ignore[attr-defined]
    # As the page shows it: in the language that the reader chose, with the English below.
    document = with_english(document_in(found.content), language().code)
    return pdf_file(as_pdf(document, wish_of(found.child_id, viewer.id).large_print), "letter.pdf")
