"""A personal link arrives, opens for its own person alone, and ends with its task, its place, its case or ten wrong codes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Kept
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django import app

from goldenthread.access.links import make_link
from goldenthread.access.models import PersonalLink
from goldenthread.access.viewer import become
from goldenthread.letters import delivering, tasks
from goldenthread.letters.models import Message, Sending
from goldenthread.letters.pages.post_box import JOBS
from goldenthread.people.models import Allocation, Practitioner

from .conftest import add_event, as_application, as_the_worker, day, get, practitioner, text_of
from .test_advice import THERAPIST, ask, asked, at, clinic, opened, secret_of  # noqa: F401


class FailsOnce(Kept):
    """A mail server that is away when it is first asked."""

    away = True

    def send_messages(self, messages):
        if FailsOnce.away:
            FailsOnce.away = False
            raise ConnectionRefusedError
        return super().send_messages(messages)


def the_worker_sends(message):
    with transaction.atomic(), as_the_worker():
        tasks.send(None, message=str(message.pk))


def is_open(link):
    link.refresh_from_db()
    return link.ended_at is None


def another_link(area, task="advice", about=THERAPIST):
    with as_application(), transaction.atomic():
        become(area.priya.user.pk)
        key = make_link(area.leila, task=task, child=area.maya.pk, case=area.case.pk, owner=area.council.pk, about=about)
    return PersonalLink.objects.get(pk=key)


def test_a_link_whose_email_failed_once_opens_from_the_one_that_arrived(asked, settings):  # noqa: F811
    settings.EMAIL_BACKEND = f"{__name__}.FailsOnce"
    FailsOnce.away, mail.outbox = True, []
    message = Message.objects.get(link=PersonalLink.objects.get().pk)
    # The worker commits the failure before the queue is told of it.
    with transaction.atomic(), as_the_worker(), pytest.raises(RuntimeError):
        tasks.send(None, message=str(message.pk))
    message.refresh_from_db()
    assert message.state == "failed"
    the_worker_sends(message)
    [arrived] = mail.outbox
    token = re.search(r"/task/([\w-]+)/", arrived.body)[1]
    with as_application():
        assert Client().get(f"/task/{token}/").status_code == 200


def test_a_message_that_is_sent_twice_is_known_for_one_unless_it_holds_a_link(asked, settings):  # noqa: F811
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    plain = Message.objects.create(purpose="x", recipient="family", to_name="x", address="x@example.org", subject="x", body="x")
    linked = Message.objects.get(link=PersonalLink.objects.get().pk)
    for message in (plain, plain, linked, linked):
        # As a worker leaves it that was killed after sending and before writing it down.
        Message.objects.filter(pk=message.pk).update(state="queued")
        Sending.objects.filter(message=message).update(state="begun")
        the_worker_sends(message)
    one, again, link, newer = (m.message()["Message-ID"] for m in mail.outbox)
    assert one == again == f"<{plain.pk}@golden-thread.invalid>"
    assert link != newer


def test_no_more_than_eight_codes_go_in_a_day_and_the_page_does_not_say_otherwise(asked):  # noqa: F811
    link = PersonalLink.objects.get()
    token, client = secret_of(link), Client()
    with as_application():
        assert "The code goes to l***@trust.example" in text_of(client.post(f"/task/{token}/", {"do": "send"}))
        at_once = client.post(f"/task/{token}/", {"do": "send"})
    assert "No new code was sent: one went a moment ago" in text_of(at_once)
    PersonalLink.objects.update(codes_sent=8, code_sent_at=timezone.now() - timedelta(seconds=21))
    with as_application():
        assert "No new code was sent" in text_of(client.post(f"/task/{token}/", {"do": "send"}))
    assert Message.objects.filter(purpose="one-time-code").count() == 1
    PersonalLink.objects.update(code_sent_at=timezone.now() - timedelta(days=1))
    with as_application():
        client.post(f"/task/{token}/", {"do": "send"})
    assert Message.objects.filter(purpose="one-time-code").count() == 2


def test_a_code_goes_to_the_address_of_its_own_link_and_to_no_other(asked):  # noqa: F811
    link = PersonalLink.objects.get()
    with as_application(), transaction.atomic(), connection.cursor() as cursor:
        become(asked.priya.user.pk)
        cursor.execute("select letters_queue_code(gen_random_uuid(), %s, 'Hello', 'Any words', '123456')", [link.pk])
    assert not Message.objects.filter(purpose="one-time-code").exists()


def test_a_task_that_is_done_ends_the_links_of_its_reminders_and_no_other_task(asked):  # noqa: F811
    reminder, clauses = another_link(asked), another_link(asked, task="clauses")
    first = PersonalLink.objects.order_by("made_at").first()
    with as_application(), connection.cursor() as cursor:
        cursor.execute("select access_link_end(%s)", [first.pk])
    assert not is_open(first)
    assert not is_open(reminder)
    assert is_open(clauses)


@pytest.mark.parametrize("event", ["request-withdrawn", "decided-not-to-issue", "final-plan-issued"])
def test_a_case_that_is_over_ends_every_link_to_its_tasks_and_a_plan_that_was_given_is_read_on(asked, event):  # noqa: F811
    clauses, plan = another_link(asked, task="clauses"), another_link(asked, task="plan")
    add_event(asked.case, 99, event, day("2026-11-24"), {"reasons": "x"} if event == "decided-not-to-issue" else {})
    assert at(opened(PersonalLink.objects.get(task="advice"))).status_code == 410
    assert not is_open(clauses)
    assert is_open(plan)


def test_whoever_is_replaced_as_a_contributor_can_no_longer_answer_by_their_link(asked):  # noqa: F811
    first = PersonalLink.objects.get()
    other = Practitioner.objects.create(reference="omar", name="Omar Aziz", email="omar@trust.example", role="health-practitioner", organisation=asked.trust)
    assert at(opened(first)).status_code == 200
    assert ask(asked, THERAPIST, people={THERAPIST: other}).status_code == 302
    assert not is_open(first)
    assert at(opened(first)).status_code == 410
    assert at(opened(PersonalLink.objects.get(email="omar@trust.example"))).status_code == 200


def test_a_psychologist_from_whom_the_queue_takes_a_child_has_no_link_to_it_any_more(asked):  # noqa: F811
    helen = Practitioner.objects.get(pk=asked.helen.pk)
    place = Allocation.objects.create(child=asked.maya, owner=asked.council, case=asked.case.pk, practitioner=helen, role=helen.role, valid_from=day("2026-11-01"))
    with as_application(), transaction.atomic():
        become(asked.priya.user.pk)
        key = make_link(helen, task="advice", child=asked.maya.pk, case=asked.case.pk, owner=asked.council.pk, about=helen.role)
    link = PersonalLink.objects.get(pk=key)
    Allocation.objects.filter(pk=place.pk).update(valid_to=day("2026-12-31"))
    assert is_open(link)
    Allocation.objects.filter(pk=place.pk).update(valid_to=day("2026-11-23"))
    assert not is_open(link)


# --- the second wall ---


@pytest.mark.parametrize(
    "changed",
    [{"email": "priya@council.example"}, {"code_hash": "0" * 64}, {"secret_hash": "0" * 64}, {"code_sent_at": "2026-11-24T09:00Z"}],
)
def test_casework_cannot_aim_a_link_at_another_address_or_know_its_secrets(asked, changed):  # noqa: F811
    link = PersonalLink.objects.get()
    made = {
        "user_id": link.user_id, "email": link.email, "child_id": link.child_id, "owner_id": link.owner_id, "case": link.case, "task": "advice",
        "expires_at": link.expires_at,
    }  # fmt: skip
    for fields, refused in ((made, False), (made | changed, True)):
        with as_application(), transaction.atomic():
            become(asked.priya.user.pk)
            if refused:
                with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                    PersonalLink.objects.bulk_create([PersonalLink(**fields)], ignore_conflicts=True)
            else:
                PersonalLink.objects.bulk_create([PersonalLink(**fields)], ignore_conflicts=True)


def test_casework_cannot_aim_a_link_for_the_role_of_somebody_who_is_never_asked_by_one(asked):  # noqa: F811
    manager = practitioner("Grace Oyelaran", "la-send-manager", asked.council)
    Practitioner.objects.filter(pk=manager.pk).update(email="grace@council.example")
    link = PersonalLink.objects.get()
    with as_application(), transaction.atomic():
        become(asked.priya.user.pk)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PersonalLink.objects.bulk_create([
                PersonalLink(user_id=manager.user.pk, email="grace@council.example", child_id=link.child_id, owner_id=link.owner_id, case=link.case,
                             task="advice", expires_at=link.expires_at)
            ], ignore_conflicts=True)  # fmt: skip


def test_nobody_who_is_signed_in_takes_or_marks_a_message_or_sets_a_links_secret(asked):  # noqa: F811
    message, link = Message.objects.get(link=PersonalLink.objects.get().pk), PersonalLink.objects.get()
    acts = (
        lambda: delivering.deliver(str(message.pk)), lambda: delivering.receive(str(message.pk), "delivered") or Sending.objects.update(state="failed"),
        lambda: connection.cursor().execute("select access_link_secret(%s, 'x')", [link.pk]),
    )  # fmt: skip
    for act in acts:
        with as_application(), transaction.atomic():
            become(asked.priya.user.pk)
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_a_message_that_nothing_takes_is_listed_with_those_that_failed(asked, settings):  # noqa: F811
    manager = practitioner("Grace Oyelaran", "la-send-manager", asked.council)
    assert "Every message was sent" in (page := text_of(get(manager, "/failed-messages/")))
    assert "Nothing has failed." in page
    assert "Nothing leaves this service" not in page
    settings.EMAIL_BACKEND = "goldenthread.letters.account_mail.EmailBackend"
    assert "Nothing leaves this service" in text_of(get(manager, "/failed-messages/"))
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=2))
    page = text_of(get(manager, "/failed-messages/"))
    assert "1 message could not be sent." in page
    assert "It waits in the queue, and nothing has taken it" in page
    assert "Every job did its work when it last ran" in page


def test_a_job_that_failed_is_told_until_it_runs_again(asked):  # noqa: F811
    manager = practitioner("Grace Oyelaran", "la-send-manager", asked.council)

    def runs(end):
        with connection.cursor() as cursor:
            cursor.execute("insert into procrastinate_jobs (queue_name, task_name) values ('default', 'assessments.chase_advice') returning id")
            cursor.execute("insert into procrastinate_events (job_id, type, at) values (%s, %s, clock_timestamp())", [cursor.fetchone()[0], end])

    for end, says in (("deferred_for_retry", "It is tried again by itself"), ("failed", "It runs again at its next time")):
        runs(end)
        page = text_of(get(manager, "/failed-messages/"))
        assert "Remind those who owe advice" in page
        assert says in page
    assert "Remind those" not in text_of(get(asked.priya, "/failed-messages/"))
    runs("succeeded")
    assert "Every job did its work when it last ran" in text_of(get(manager, "/failed-messages/"))


def test_every_job_of_the_queue_is_told_of_in_words():
    app.perform_import_paths()
    ours = {name for name in app.tasks if not name.startswith("builtin") and "procrastinate" not in name}
    assert ours - {"letters.send"} == set(JOBS)
