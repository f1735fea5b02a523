"""The worker itself: what falls due is done by the queue, and its mail leaves. A worker sees only what is committed, so
this has a database of its own."""

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from goldenthread.letters.models import Message
from goldenthread.letters.worker import work

from ..load.test_twenty_officers import committed  # noqa: F401
from ..mail import mails
from .conftest import TODAY, post
from .test_chasing import FIRST


@pytest.fixture
def db(committed):  # noqa: F811
    """In place of a transaction that is rolled back; the day of the journal stands for the whole session."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, false)", [f"{TODAY}T09:00:00+00:00"])


def test_the_worker_reminds_by_itself_and_the_mail_leaves(draft, settings):
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    work(until_empty=True)
    assert len(mails(draft.amir.who.email)) == 1
    settings.DEMO_TODAY = FIRST
    app.configure_task("plans.chase_clauses").defer(timestamp=0)
    work(until_empty=True)
    reminder = next(m for m in mails(draft.amir.who.email) if m.subject.startswith("A reminder"))
    assert "/task/" in reminder.body
    assert "Oscar" not in reminder.body
    assert "plans.chase_clauses" in {p.task.name for p in app.periodic_registry.periodic_tasks.values()}


def test_a_message_whose_worker_was_killed_is_taken_up_again(draft, settings):
    post(draft.priya, f"{draft.path}send/", ground="childs-interests")
    with connection.cursor() as cursor:
        # What a worker leaves that was killed in the middle of a job.
        cursor.execute("update procrastinate_jobs set status = 'doing', worker_id = null where task_name = 'letters.send'")
        assert cursor.rowcount > 0
    app.configure_task("letters.retry_stalled").defer(timestamp=0)
    work(until_empty=True)
    assert len(mails(draft.amir.who.email)) == 1
    assert not Message.objects.filter(state="queued").exists()
    assert "letters.retry_stalled" in {p.task.name for p in app.periodic_registry.periodic_tasks.values()}
