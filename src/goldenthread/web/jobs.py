"""Adding a job to the queue."""

from __future__ import annotations


def enqueue(task: str, **arguments: str) -> None:
    """Adds a job in the transaction of the caller: it runs if, and only if, that commits."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    # By name, because a worker has a connection of its own: a job that queues another would not do it with its own work.
    app.with_connector(DjangoConnector(alias="default")).configure_task(task).defer(**arguments)
