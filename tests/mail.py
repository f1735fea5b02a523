"""Emails that left in a test: Django keeps them in memory, one list for each test."""

from types import SimpleNamespace

from django.core import mail

from goldenthread.letters import tasks

from .cases.pages.conftest import as_the_worker


def mails(to, subject=None):
    """Those to an address, oldest first; with this subject where one is named."""
    kept = [SimpleNamespace(to=address, subject=m.subject, body=str(m.body)) for m in mail.outbox for address in m.to]
    return [m for m in kept if m.to == to and (subject is None or m.subject == subject)]


def leaves(message):
    """The worker sends a message; what left."""
    before = len(mail.outbox)
    with as_the_worker():
        tasks.send(None, message=str(message.pk))
    return mail.outbox[-1] if len(mail.outbox) > before else None
