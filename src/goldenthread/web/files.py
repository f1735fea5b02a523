"""An answer that a browser saves as a file."""

from django.http import HttpResponse


def attached(response: HttpResponse, name: str) -> HttpResponse:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def pdf_file(file: bytes, name: str) -> HttpResponse:
    return attached(HttpResponse(file, content_type="application/pdf"), name)
