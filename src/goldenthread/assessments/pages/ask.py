"""Asking for an assessment, without an account: one question a page, saved after each, on a phone, without scripts. An
officer takes a request by telephone on the same pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from goldenthread.assessments import requests_own as own
from goldenthread.assessments.requests_own import Mine
from goldenthread.assessments.requests_steps import (
    ASKERS,
    CHECK,
    FILES,
    OTHER,
    SETTING,
    WHO,
    Step,
    form_of,
    kept,
    lacking,
    said,
    steps_of,
)
from goldenthread.assessments.uploads import MOST_FILES, BadFile, accepted
from goldenthread.web.addresses import key_in
from goldenthread.web.days import today
from goldenthread.web.fields import ChoiceField, Form

ASKING = "asking"
"""Where a session keeps the secret of the request that it has open."""

TOO_MANY = (
    "Many requests were begun from here in the last hour, and not sent. Go on with one by the link in our email, wait an hour, "
    "or ask by telephone, letter or email: it counts from the day on which we hear from you"
)

_no_trace = cache_control(private=True, no_store=True)


class WhoForm(Form):
    asked_by = ChoiceField(label="Choose one", choices=[(slug, words) for slug, words, _ in ASKERS], missing="Select who you are")


class WhoCallsForm(Form):
    asked_by = ChoiceField(label="Choose one", choices=[(slug, words) for slug, _, words in ASKERS], missing="Select who is asking")


def mine_of(request: HttpRequest) -> tuple[str, Mine] | None:
    token = request.session.get(ASKING, "")
    found = own.mine(token) if token else None
    return (token, found) if found else None


def in_hand(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a request that is not sent yet; anybody without one is told how to come back to theirs."""

    @_no_trace
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = mine_of(request)
        if found is None:
            return render(request, "assessments/ask_closed.html", {"narrow": True}, status=410)
        if found[1].sent_at is not None:
            return redirect("ask-sent")
        # A long answer must not outlive its session.
        request.session.modified = True
        return view(request, *found, *args, **kwargs)

    return guarded


@_no_trace
def start(request: HttpRequest) -> HttpResponse:
    found = mine_of(request)
    unsent = found[1] if found and found[1].sent_at is None else None
    return render(request, "assessments/ask_start.html", {"narrow": True, "unsent": unsent})


@_no_trace
def who(request: HttpRequest) -> HttpResponse:
    """Who asks. To change it later keeps every answer."""
    asked = request.POST if request.method == "POST" else request.GET
    found = None if "new" in asked else mine_of(request)
    if found and found[1].sent_at is not None:
        found = None
    telephone = bool(found and found[1].by_telephone)
    shape = WhoCallsForm if telephone else WhoForm
    if request.method != "POST":
        form = shape(initial={"asked_by": found[1].asked_by} if found else None)
    else:
        form = shape(request.POST)
        if form.is_valid():
            asked_by = form.cleaned_data["asked_by"]
            token = found[0] if found else own.begin(asked_by, address=get_adapter(request).get_client_ip(request))
            if token is not None:
                if found:
                    own.change_asker(token, asked_by)
                request.session[ASKING] = token
                return redirect(_onward(request, steps_of(asked_by, {}, today())[0].slug))
            form.add_error(None, TOO_MANY)
    context = {"form": form, "new": "new" in asked, "errors": form.is_bound and bool(form.errors), "narrow": True,
               "telephone": telephone, "back": asked.get("back", ""), "back_href": reverse("ask")}  # fmt: skip
    return render(request, "assessments/ask_who.html", context)


@in_hand
def step(request: HttpRequest, token: str, request_: Mine, slug: str) -> HttpResponse:
    steps = steps_of(request_.asked_by, request_.answers, today())
    slugs = [s.slug for s in steps]
    if slug not in slugs:
        # A page that is not asked of this person, such as after changing who they are.
        return redirect("ask-check")
    here = steps[slugs.index(slug)]
    following = slugs[slugs.index(slug) + 1] if slug != slugs[-1] else CHECK
    if slug == FILES:
        return _files(request, token, request_, here, slugs, following)
    form = form_of(here, request_.answers, request.POST if request.method == "POST" else None)
    shown = _shown(request_, here)
    if request.method == "POST":
        valid = form.is_valid()
        if request.POST.get("shown", shown) != shown and _differs(kept(form), request_):
            form.add_error(None, "You answered this in another window since you opened this page. Nothing was overwritten. Continue, if what stands here is right")
            return render(request, "assessments/ask_step.html", _context(request, request_, here, slugs, form) | {"shown": shown}, status=409)
        later = request.POST.get("do") == "later"
        # Where somebody stops without an answer they come back to that page, and not past it.
        saved = own.save(token, {name: answer for name, answer in kept(form).items() if answer or name in request_.answers or not later})
        if later:
            return _later(request, token)
        if valid and not saved:
            form.add_error(None, "That is more than we can keep. Shorten it, or send it as a paper")
        elif valid:
            _link_to_new_email(token, request_)
            return redirect(_onward(request, following))
        # What was sound beside the fault is kept, by this window and no other.
        shown = _shown(own.mine(token) or request_, here)
    return render(request, "assessments/ask_step.html", _context(request, request_, here, slugs, form) | {"shown": shown})


def _shown(request_: Mine, here: Step) -> str:
    """A digest of what is kept for a page: it changes with every other answer."""
    answers = {name: request_.answers.get(name) for name in here.fields}
    return hashlib.sha256(json.dumps(answers, sort_keys=True).encode()).hexdigest()[:16]


def _differs(typed: Mapping[str, Any], request_: Mine) -> bool:
    return any((request_.answers.get(name) or "") != (value or "") for name, value in typed.items())


def _link_to_new_email(token: str, before: Mine) -> None:
    now = own.mine(token)
    if now and now.answers.get("email") and now.answers["email"] != before.answers.get("email") and not now.by_telephone:
        own.send_link(token)


def _onward(request: HttpRequest, following: str) -> str:
    if request.POST.get("back") == CHECK or following == CHECK:
        return reverse("ask-check")
    return reverse("ask-step", args=[following])


def _context(request: HttpRequest, request_: Mine, here: Step, slugs: list[str], form: Form | None) -> dict[str, Any]:
    place = slugs.index(here.slug)
    back = request.GET.get("back") or request.POST.get("back", "")
    before = "ask-check" if back == CHECK else "ask-who"
    return {
        "step": here,
        "form": form,
        "errors": form is not None and form.is_bound and bool(form.errors),
        "place": place + 1,
        "places": len(slugs),
        "back": back,
        "back_href": reverse("ask-step", args=[slugs[place - 1]]) if place and back != CHECK else reverse(before),
        "telephone": request_.by_telephone,
        "asked": request_,
        "narrow": True,
    }


def _files(
    request: HttpRequest, token: str, request_: Mine, here: Step, slugs: list[str], following: str
) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do.startswith("remove:") and (key := key_in(do.removeprefix("remove:"))):
            own.detach(token, key)
        if request.FILES:
            problem = _take(request, token)
        if not problem:
            if do == "later":
                return _later(request, token)
            if do == "go-on":
                return redirect(_onward(request, following))
            return redirect(reverse("ask-step", args=[FILES]) + ("?back=check" if request.POST.get("back") == CHECK else ""))
    context = _context(request, request_, here, slugs, None)
    context |= {"attached": own.attached(token), "problem": problem, "errors": bool(problem), "most": MOST_FILES,
                "school": request_.asked_by == SETTING, "what_words": WHAT_WORDS}  # fmt: skip
    return render(request, "assessments/ask_files.html", context)


WHAT_WORDS = {"evidence": "Evidence", "provision-map": "Provision map"}


def _take(request: HttpRequest, token: str) -> str:
    """Keeps each file that is sound; answers what is wrong with those that are not."""
    wrong = []
    for field, what in (("provision-map", "provision-map"), ("evidence", "evidence")):
        for upload in request.FILES.getlist(field):
            try:
                file = accepted(upload)
            except BadFile as bad:
                wrong.append(str(bad))
                continue
            if not own.attach(token, what, file.name, file.data):
                wrong.append(f"You can send {MOST_FILES} files here. Send the rest later, to the officer who writes to you")
                break
    return ". ".join(dict.fromkeys(wrong))


def _later(request: HttpRequest, token: str) -> HttpResponse:
    """Puts it away, so that whoever has this screen next sees nothing of it."""
    found = own.mine(token)
    assert found is not None
    if found.by_telephone:
        request.session.pop(ASKING, None)
        return redirect("requests")
    if not found.answers.get("email"):
        return redirect(reverse("ask-step", args=["email"]) + "?later=1")
    own.send_link(token)
    request.session.pop(ASKING, None)
    return redirect("ask-later")


@_no_trace
def later(request: HttpRequest) -> HttpResponse:
    return render(request, "assessments/ask_later.html", {"narrow": True})


@in_hand
def check(request: HttpRequest, token: str, request_: Mine) -> HttpResponse:
    day = today()
    missing = lacking(request_.asked_by, request_.answers, day, own.rights_pass_on(request_.answers))
    if request.method == "POST" and not missing:
        sent = own.send(token)
        if sent and sent[1] and not request_.by_telephone:
            own.send_receipt(token, sent[0], request_.reference)
        return redirect("ask-sent")
    steps = steps_of(request_.asked_by, request_.answers, day)
    context = {
        "asked": request_,
        "asker": next(of_them if request_.by_telephone else own_words for slug, own_words, of_them in ASKERS if slug == request_.asked_by),
        "lines": [(s, said(s, request_.answers)) for s in steps],
        "attached": own.attached(token),
        "what_words": WHAT_WORDS,
        "missing": missing,
        "tried": request.method == "POST",
        "errors": request.method == "POST" and bool(missing),
        "telephone": request_.by_telephone,
        "narrow": True,
        "who": WHO,
        "back_href": reverse("ask-step", args=[steps[-1].slug]),
    }
    return render(request, "assessments/ask_check.html", context)


@_no_trace
def sent(request: HttpRequest) -> HttpResponse:
    found = mine_of(request)
    if found is None:
        return render(request, "assessments/ask_closed.html", {"narrow": True}, status=410)
    request_ = found[1]
    if request_.sent_at is None or request_.received_on is None:
        return redirect("ask-check")
    if request_.by_telephone:
        request.session.pop(ASKING, None)
        return redirect("request-one", request_.id)
    if request.POST.get("do") == "leave":
        request.session.pop(ASKING, None)
        return redirect("ask")
    problem = ""
    if request.method == "POST" and request.FILES:
        before = len(own.attached(found[0]))
        problem = _take(request, found[0])
        if len(own.attached(found[0])) > before:
            own.tell_of_papers(found[0])
        if not problem:
            return redirect("ask-sent")
    # No name and no file's name: whoever has this screen next may open the page again.
    context = {
        "asked": request_,
        "decide_by": own.decide_by(request_.received_on),
        "files": len(own.attached(found[0])),
        "problem": problem,
        "errors": bool(problem),
        "own": request_.asked_by == "young-person",
        "other": request_.asked_by == OTHER,
        "school": request_.asked_by == SETTING,
        "narrow": True,
    }
    return render(request, "assessments/ask_sent.html", context)


@_no_trace
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the email: nothing is shown until a code, sent to the same address, is entered."""
    masked = own.masked_email(token)
    if masked is None:
        return render(request, "assessments/ask_closed.html", {"narrow": True}, status=410)
    problem, code_sent = "", request.method == "POST"
    if request.method == "POST" and request.POST.get("do") == "send":
        own.send_code(token)
    elif request.method == "POST":
        if own.opens(token, request.POST.get("code", "")[:12]):
            request.session.cycle_key()
            request.session[ASKING] = token
            return redirect(_where_they_were(token))
        if own.masked_email(token) is None:
            return render(request, "assessments/ask_new_link.html", {"masked": masked, "narrow": True}, status=410)
        problem = "Enter the 6 numbers of the newest code that we sent. A code works once, for 15 minutes"
    context = {"masked": masked, "sent": code_sent, "problem": problem, "errors": bool(problem), "narrow": True}
    return render(request, "letters/enter_code.html", context)


def _where_they_were(token: str) -> str:
    """The first page that has no answer yet."""
    request_ = own.mine(token)
    if request_ is None or request_.sent_at is not None:
        return reverse("ask-sent")
    for s in steps_of(request_.asked_by, request_.answers, today()):
        if s.fields and not any(name in request_.answers for name in s.fields):
            return reverse("ask-step", args=[s.slug])
    return reverse("ask-check")
