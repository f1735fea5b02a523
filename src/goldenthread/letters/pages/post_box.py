"""The demo's post box, and the messages that could not be sent."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from goldenthread.access.pages.signed_in import signed_in
from goldenthread.letters.carriers import Notify, NotTaken, carrier
from goldenthread.letters.queries import failed_jobs, failures
from goldenthread.letters.sending import enqueue


def _post_box() -> Notify | None:
    """The demo's stand-in for GOV.UK Notify, which lies on this machine."""
    by = carrier() if settings.GOLDENTHREAD_DEMO else None
    return by if isinstance(by, Notify) and settings.NOTIFY_URL.startswith("http://127.0.0.1:") else None


KINDS = {"email": "Email", "sms": "Text message", "letter": "Letter"}
STATUS = {"delivered": "It arrived", "received": "Printed and posted", "accepted": "Waits to be printed", "permanent-failure": "It did not arrive, and never will", "temporary-failure": "It did not arrive"}


def demo_mail(request: HttpRequest) -> HttpResponse:
    """Every message that the demo sent, whoever reads: there are no real people in it."""
    by = _post_box()
    if by is None:
        raise Http404
    try:
        sent = [
            {"kind": KINDS[m["type"]], "to": m["email_address"] or m["phone_number"] or m["line_1"], "subject": m["subject"], "body": m["body"] or "", "status": STATUS.get(m["status"], m["status"]),
             "at": timezone.localtime(parse_datetime(m["created_at"])), "pdf": m["id"] if m["type"] == "letter" else ""}
            for m in by.newest()
        ]  # fmt: skip
    except NotTaken:
        sent = []
    return render(request, "letters/demo_mail.html", {"sent": sent, "narrow": True})


def demo_letter(request: HttpRequest, notification: UUID) -> HttpResponse:
    """What the stand-in would have printed."""
    by = _post_box()
    if by is None:
        raise Http404
    try:
        response = HttpResponse(by.printed(str(notification)), content_type="application/pdf")
    except NotTaken:
        raise Http404 from None
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response


# What each job of the queue does, by its name in the apps above.
JOBS = {
    "letters.receipt": "Record what became of a message",
    "letters.ask_what_became": "Ask what became of messages of which nothing was heard",
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
    "voice.tell_booked": "Send whoever booked a meeting the message that they asked for",
    "voice.forget": "Forget who booked a meeting a month after it",
    "offer.remind": "Ask services whether their entries in the Local Offer are still right",
    "offer.read_feed": "Read another area’s feed of its Local Offer",
    "offer.take_feed": "Take up what a person looked at of another area’s feed",
    "offer.take_sheet": "Take up a spreadsheet of services that a person looked at",
    "disputes.read_papers": "Read the papers of a bundle for the tribunal",
    "disputes.make_bundle": "Put a bundle for the tribunal together",
    "families.forget": "Forget who asked to see the page of a child that nobody knows, after 90 days",
    "families.open_complaint": "Open the case of a complaint",
    "families.complaint_step": "Put on a complaint’s case what whoever complained did next",
    "families.early_on_case": "Put an offer to put something right, and its answer, on a case",
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
    return render(request, "letters/failed_messages.html", {"failures": found, "jobs": [(JOBS.get(j.task, j.task), j) for j in failed_jobs(viewer)], "no_carrier": carrier() is None, "nav": "administration", "narrow": True})
