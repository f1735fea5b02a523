"""The council's own Word template for plans: send one, look at a plan in it, use it, and go back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.policy import Refused
from goldenthread.assessments.uploads import BadFile
from goldenthread.plans import word_template as templates
from goldenthread.plans.docx import STYLES, lacking
from goldenthread.plans.models import WordTemplate
from goldenthread.plans.pages.exports import WORD
from goldenthread.web.addresses import key_or_404
from goldenthread.web.files import attached


def _owner(request: HttpRequest) -> UUID:
    found = templates.councils(request.viewer)  # type: ignore[attr-defined]
    if not found:
        raise Http404
    return found[0]


@never_cache
@signed_in
def word_template(request: HttpRequest) -> HttpResponse:
    owner, problem = _owner(request), ""
    viewer = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST":
        try:
            if request.POST.get("do") == "use":
                which = request.POST.get("which", "")
                used = templates.use(viewer, owner, key_or_404(which) if which else None)
                messages.success(request, f"Plans now come as “{used.name}”." if used else "Plans now come as the standard Word document.")
                return redirect("word-template")
            upload = request.FILES.get("file")
            if upload is None:
                raise BadFile("Choose a Word document")
            templates.keep(viewer, owner, templates.taken(upload))
            messages.success(request, "We have it. It is not used yet: look at a plan in it first.")
            return redirect("word-template")
        except BadFile as bad:
            problem = str(bad)
        except Refused:
            raise Http404 from None
    standing = templates.standing(owner)
    rows = [(t, lacking(bytes(t.file or b"")), standing is not None and t.pk == standing.same_as) for t in templates.versions(owner)]
    context = {"nav": "administration", "rows": rows, "standing": standing, "problem": problem, "errors": bool(problem), "styles": list(STYLES.values()), "narrow": True}
    return render(request, "plans/word_template.html", context)


@never_cache
@signed_in
def preview(request: HttpRequest, template_id: UUID | None = None) -> HttpResponse:
    """A made-up plan in one of the templates, or in the standard one."""
    owner, file = _owner(request), None
    if template_id is not None:
        found = WordTemplate.objects.filter(pk=template_id, owner=owner, file__isnull=False).first()
        if found is None:
            raise Http404
        file = bytes(found.file or b"")
    return attached(HttpResponse(templates.preview(file), content_type=WORD), "preview.docx")
