"""A young person's own rights: an officer opens their page, and on it they say what a parent still sees."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldenthread.access.actions import LOOKED_AT_RECORD, record_look
from goldenthread.access.pages.signed_in import signed_in
from goldenthread.access.queries import child_seen
from goldenthread.access.queries_administration import the_day
from goldenthread.cases.queries_parties import rights_passed
from goldenthread.families import own_rights as doing
from goldenthread.families.pages.access import officer_or_404
from goldenthread.families.pages.family import child_or_404
from goldenthread.families.queries import officer_bodies, who_is
from goldenthread.families.second_parent import CannotOpen
from goldenthread.web import fields
from goldenthread.web.days import today
from goldenthread.web.languages import t, tf


class OwnPageForm(fields.Form):
    email = fields.EmailField(label="Their own email address", missing="Enter an email address", max_length=254, help_text="One that nobody else reads, a parent included.")
    identity_how = fields.TextField(label="How did you check who they are?", missing="Say how you checked who they are", max_length=300, help_text="For example, a passport seen on a video call, or in person at college.")
    safe_contact = fields.TextField(label="When and how is it safe to reach them? (optional)", required=False, max_length=300)


@signed_in
def open_own_page(request: HttpRequest, child_id: UUID) -> HttpResponse:
    viewer, on = officer_or_404(request), today()
    child = child_seen(viewer, child_id)
    if child is None or child.owner_id not in officer_bodies(viewer) or not rights_passed(child, the_day()):
        raise Http404
    record_look(viewer, child.pk, LOOKED_AT_RECORD)
    before = doing.own_ask(viewer, child.pk)
    if request.method == "POST" and "invite" in request.POST and before is not None:
        return _invitation(request, before, doing.invite(viewer, before, on))
    if before is not None or doing.has_account(child.pk):
        return redirect("family-access", child.pk)
    form = OwnPageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made, link = doing.open_own(viewer, child, email=told["email"], identity=told["identity_how"], safe=told["safe_contact"], on=on)
        except CannotOpen as why:
            form.add_error("email", str(why))
        else:
            return _invitation(request, made, link)
    context = {"nav": "children", "form": form, "errors": form.is_bound and bool(form.errors), "child": child}
    return render(request, "families/open_own_page.html", context, status=400 if form.is_bound else 200)


def _invitation(request: HttpRequest, ask: object, link: str) -> HttpResponse:
    return render(request, "families/invitation.html", {"nav": "children", "ask": ask, "link": f"{settings.BASE_URL}{link}" if link else ""})


class AgreeForm(fields.Form):
    parts = fields.ChoicesField(label="What they can see", required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["parts"].choices = [(part, t(words)) for part, (words, _) in doing.SHARED.items()]  # type: ignore[attr-defined]


@signed_in
def who_sees(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """The young person's own: nobody else has this page."""
    viewer, on = request.viewer, the_day()  # type: ignore[attr-defined]
    child = child_or_404(request, child_id)
    if viewer.child != child.pk or not viewer.own_rights:
        raise Http404
    parents, bodies = doing.agreed(viewer, child, on), doing.bodies_agreed(viewer, child, on)
    if request.method == "POST" and (body := next((c for c in bodies if str(c.pk) == request.POST.get("body")), None)):
        doing.withdraw(viewer, child, body.pk, on)
        messages.success(request, t("Saved. It ends at once."))
        return redirect("who-sees-mine", child.pk)
    shown = []
    for n, (r, seen) in enumerate(parents):
        mine = request.POST if request.method == "POST" and request.POST.get("person") == str(r.person_id) else None
        form = AgreeForm(mine, prefix=f"p{n}", initial={"parts": doing.parts_of(seen)})
        name = f"{r.person.forename} {r.person.surname}".strip()
        form.fields["parts"].label = tf("What {name} can see", name=name)
        if mine is not None and form.is_valid():
            doing.agree(viewer, child, r.person_id, form.cleaned_data["parts"], on)
            messages.success(request, tf("Saved. It holds for {name} from now.", name=name))
            return redirect("who-sees-mine", child.pk)
        more = doing.more_in(seen)
        if more:
            form.fields["parts"].help_text = tf("They also see this, as you agreed before: {what}. If you save here, that ends.", what=", ".join(t(kind) for kind in more))
        shown.append((r, name, form))
    return render(request, "families/who_sees.html", {"child": child, "who": who_is(viewer, child), "parents": shown, "bodies": bodies})
