"""The demo's post box, and the messages that could not be sent."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.letters.models import CaughtMail, email_is_caught
from goldenthread.letters.queries import failed_jobs, failures
from goldenthread.letters.sending import enqueue


def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message that the demo sent, whoever reads: there are no real people in it."""
    if not settings.GOLDENTHREAD_DEMO or not email_is_caught():
        raise Http404
    caught = [(timezone.localtime(m.at), m) for m in CaughtMail.objects.order_by("-id")[:200]]
    return render(request, "letters/demo_mail.html", {"caught": caught, "narrow": True})


# What each job of the queue does, by its name in the apps above.
JOBS = {
    "letters.retry_stalled": "Take up again what was left half done",
    "assessments.chase_advice": "Remind those who owe advice, and take late advice to those above",
    "assessments.setting_changed": "Begin what a change of setting begins, and say whose each duty is then",
    "assessments.forget_unsent": "Remove requests, and words typed into a form, that were begun and never sent",
    "plans.chase_clauses": "Remind authors who have not confirmed a draft",
    "delivery.tell_who_is_behind": "Tell those whose help is three weeks behind",
    "delivery.keep_readings": "Read plans ahead of the pages on help",
    "delivery.tell_of_a_word": "Tell a provider and the case officer that a family says help was not given",
    "campaigns.keep_all": "Reckon sums of help and the list of plans that need amending ahead of their pages",
    "campaigns.keep_readings": "Read plans ahead of the page on which to amend",
    "services.load_upload": "Load a waiting list that a provider sent",
    "services.keep_safe": "Put a family’s word that things got worse, and its answer, on the case of the wait",
    "services.move_on_list": "Record a move on a waiting list that two people agreed",
    "services.keep_list_safe": "Begin and end the safe waiting of the children on one provider’s lists",
    "services.keep_lists_safe": "Begin and end the safe waiting of every child on a list, and tell families what is due",
    "services.remind": "Remind families and clinicians of what is due",
    "services.help_on_case": "Put an offer of help, and its answer, on the case of the wait",
    "services.supply_on_case": "Put a family’s word on the case that it is about",
    "services.settle_tellings": "Record what families were told once the message has left",
    "services.take_off": "Take a referral off the record of the wrong child",
    "services.forget_old_lists": "Forget lists that nobody loaded, and old reasons of refusals",
    "services.load_match": "Load a referral whose child a person has named",
    "services.forecast_lists": "Reckon how long each waiting list still takes",
    "voice.tell_leads": "Tell safeguarding leads that something is to be read",
    "voice.forget": "Forget who booked a meeting a month after it",
    "offer.remind": "Ask services whether their entries in the Local Offer are still right",
    "families.open_complaint": "Open the case of a complaint",
    "services.forecast_provider": "Reckon how long a provider’s waiting lists still take",
}


@signed_in
def failed_messages(request: HttpRequest) -> HttpResponse:
    """What could not be sent and why, with a button to try again; and the jobs that failed. No names and no addresses."""
    viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.holds("system-administrator", "la-send-manager"):
        raise Http404
    found = failures(viewer)
    if request.method == "POST":
        for failure in found:
            enqueue("letters.send", message=str(failure.id))
        return redirect("failed-messages")
    return render(request, "letters/failed_messages.html", {"failures": found, "jobs": [(JOBS.get(j.task, j.task), j) for j in failed_jobs(viewer)], "caught": email_is_caught() and not settings.GOLDENTHREAD_DEMO, "nav": "administration", "narrow": True})
