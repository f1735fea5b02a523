"""Letters and notices in an area's own words, and whom they tell their readers to call."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.letters.models import Contact
from goldenthread.letters.own_words import (
    KINDS_OF_CONTACT,
    Words,
    all_of,
    change,
    changed_by,
    cite_of,
    faults,
    is_own,
    is_part,
    name_of,
    name_whom_to_call,
    preview,
    sends,
    text_with,
    versions,
    whom_to_call,
    words_of,
)
from goldenthread.letters.templates_of_area import MAIL, shipped, text_of
from goldenthread.science.reading_age import AIM, reading_age
from goldenthread.web.fields import Form, LongTextField, TextField

MANAGER, OF_A_SERVICE = "la-send-manager", "health-service-manager"


def _owner(request: HttpRequest, *roles: str) -> tuple[UUID, bool]:
    """The body whose letters the viewer leads, and whether it is a health service; the same answer as for no page to anybody else."""
    for role in request.viewer.roles:  # type: ignore[attr-defined]
        if role.slug in roles and role.organisation:
            return UUID(str(role.organisation)), role.slug == OF_A_SERVICE
    raise Http404


@signed_in
def letter_templates(request: HttpRequest) -> HttpResponse:
    owner, of_a_service = _owner(request, MANAGER, OF_A_SERVICE)
    found = [(k, reading_age(k.document.words) if k.document else None) for k in all_of(owner) if sends(k.slug, of_a_service)]
    context = {
        "nav": "administration", "letters": [f for f in found if not is_part(f[0].slug) and not f[0].slug.startswith(MAIL)], "parts": [f for f in found if is_part(f[0].slug)], "aim": AIM,
        "names": not of_a_service, "unnamed": {kind for kind, _ in KINDS_OF_CONTACT if kind != Contact.Kind.PSYCHOLOGY} - set(whom_to_call(owner)),
        "mails": [f for f in found if f[0].slug.startswith(MAIL)],
    }  # fmt: skip
    return render(request, "letters/templates.html", context)


class WordsForm(Form):
    title = TextField(label="Title", max_length=200, missing="Enter a title")
    body = LongTextField(
        label="Words", rows=24, max_length=20000, missing="Enter the words",
        help_text="An empty line begins a new paragraph, “# ” a heading, “- ” an item of a list. {name} is a fact and [[name]] a shared part.",
    )  # fmt: skip


class PartForm(Form):
    body = LongTextField(
        label="Words", rows=14, max_length=20000, missing="Enter the words",
        help_text="An empty line begins a new paragraph, “# ” a heading, “- ” an item of a list. {name} is a fact.",
    )  # fmt: skip


@signed_in
def letter_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The words, their preview with made-up facts, the check of what the law asks for, and every earlier version."""
    viewer = request.viewer  # type: ignore[attr-defined]
    owner, of_a_service = _owner(request, MANAGER, OF_A_SERVICE)
    if slug not in shipped() or not sends(slug, of_a_service):
        raise Http404
    kept = versions(owner, slug)
    newest = str(kept[0].pk) if kept else ""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    # What is looked at is asked for by its address, so that going back and reloading lose no words.
    unsaved = f"words of {slug}"
    if do == "look":
        request.session[unsaved] = {name: request.POST.get(name, "") for name in ("title", "body", "after")}
        return redirect(f"{request.path}?typed")
    typed = request.session.get(unsaved) if "typed" in request.GET and not do else None
    if do == "shipped" and is_own(owner, slug):
        change(viewer, owner, slug, "")
        messages.success(request, f"{name_of(slug)}: the words that come with Golden Thread stand again.")
        return redirect("letter-template", slug)
    asked = request.GET.get("version", "")
    text = shipped()[slug] if asked == "shipped" else next((v.text or shipped()[slug] for v in kept if str(v.pk) == asked), text_of(owner, slug))
    given = words_of(slug, text)
    kind = PartForm if is_part(slug) else WordsForm
    form = kind(typed or (request.POST if do else None), initial={"title": given.title, "body": given.body})
    late = False
    if form.is_bound and form.is_valid():
        text = text_with(slug, Words(form.cleaned_data.get("title", ""), form.cleaned_data["body"]))
        for fault in faults(owner, slug, text):
            form.add_error("body", fault)
        late = (typed or request.POST).get("after", "") != newest
        if do == "save" and not form.errors and not late:
            if text != text_of(owner, slug):
                change(viewer, owner, slug, text)
            request.session.pop(unsaved, None)
            messages.success(request, f"Kept: {name_of(slug)}. Letters sent from now on say this. Those already sent are not changed.")
            return redirect("letter-template", slug)
    shown = preview(owner, slug, text) if not form.errors else None
    context = {
        "nav": "administration", "slug": slug, "name": name_of(slug), "cite": cite_of(slug), "part": is_part(slug), "form": form, "own": is_own(owner, slug),
        "shown": shown, "age": reading_age(shown.words) if shown else None, "aim": AIM, "after": newest, "late": late,
        "versions": changed_by(kept), "asked": asked,
        "errors": form.is_bound and bool(form.errors), "narrow": True,
    }  # fmt: skip
    return render(request, "letters/template.html", context)


@signed_in
def letter_contacts(request: HttpRequest) -> HttpResponse:
    """Whom letters tell their readers to call. A notice is not sent without them."""
    owner, _ = _owner(request, MANAGER)
    known = whom_to_call(owner)
    fields, initial = {}, {}
    for kind, label in KINDS_OF_CONTACT:
        slug = kind.replace("-", "_")
        # No letter names the service of psychologists: it is asked itself where no principal is entered.
        asked_itself = kind == Contact.Kind.PSYCHOLOGY
        fields[f"{slug}_name"] = TextField(
            label=f"{label}: name", max_length=100, missing=f"Enter the name of the {label}", required=not asked_itself,
            help_text="Only where no principal psychologist is entered" if asked_itself else "",
        )  # fmt: skip
        fields[f"{slug}_how"] = TextField(
            label=f"{label}: how to reach them", max_length=300, missing=f"Enter how to reach the {label}", required=not asked_itself,
            help_text="Its email address. Requests for a psychologist’s advice go there, and name no child" if asked_itself else "Telephone, email or address, as it should be printed",
        )  # fmt: skip
        if kind in known:
            initial |= {f"{slug}_name": known[kind][0], f"{slug}_how": known[kind][1]}
    form = type("ContactsForm", (Form,), fields)(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        slugs = {kind: kind.replace("-", "_") for kind, _ in KINDS_OF_CONTACT}
        name_whom_to_call(owner, {kind: (given[f"{slug}_name"], given[f"{slug}_how"]) for kind, slug in slugs.items()})
        messages.success(request, "Kept. Letters sent from now on name these. Those already sent are not changed.")
        return redirect("letter-templates")
    context = {"nav": "administration", "form": form, "errors": form.is_bound and bool(form.errors), "narrow": True}
    return render(request, "letters/contacts.html", context)
