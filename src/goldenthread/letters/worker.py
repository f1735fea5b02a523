"""The process that does what pages queue."""

from __future__ import annotations

from procrastinate.contrib.django import app


def work(*, until_empty: bool = False) -> None:
    """Runs queued jobs, one at a time, with retries; until it is told to stop, or until nothing is left."""
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=not until_empty, concurrency=1, delete_jobs="successful", install_signal_handlers=not until_empty)
