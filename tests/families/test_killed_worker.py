"""A worker that is killed, really, at the moment at which Notify has taken a message and before it heard so."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from goldenthread.families.actions import answer
from goldenthread.letters import delivering
from goldenthread.letters.models import Message, Sending
from goldenthread.local.notify import StandIn, running, settings_of

from ..cases.pages.conftest import TODAY
from ..load.test_twenty_officers import committed  # noqa: F401
from ..notify import sent, tell
from .test_pages import as_viewer, asked_by


class Kills(StandIn):
    """Takes a message, and kills who sent it before it can be told."""

    worker: subprocess.Popen | None = None

    def send(self, kind, given):
        said = super().send(kind, given)
        if self.worker is not None:
            os.kill(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None
        return said


@pytest.fixture
def db(committed):  # noqa: F811
    """In place of a transaction that is rolled back: another process sees only what is committed."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', %s, false)", [f"{TODAY}T09:00:00+00:00"])
    return committed


def test_a_family_is_told_once_though_the_worker_was_killed_between_sending_and_writing_it_down(db, home, settings):
    question = asked_by(home, home.joanna)
    as_viewer(home.priya, lambda v: answer(v, question.pk, "On Friday.", TODAY))
    by = Kills()
    with running(by, pause=0) as url:
        environment = {**os.environ, **settings_of(url), "DATABASE_URL": db, "GOLDENTHREAD_DEMO": "0"}
        by.worker = killed = subprocess.Popen([sys.executable, "-m", "goldenthread.commands", "worker", "--until-empty"], env=environment)
        assert killed.wait(timeout=240) == -signal.SIGKILL
        message = Message.objects.get()
        assert (message.state, len(sent(by))) == ("queued", 1)
        assert Sending.objects.get().state == "begun"
        tell(settings, url)
        delivering.deliver(str(message.pk))
        message.refresh_from_db()
        assert (message.state, len(sent(by))) == ("sent", 1)
        assert str(Sending.objects.get().pk) == sent(by)[0]["reference"]
