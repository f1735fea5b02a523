"""Serving the pages with granian, as the application's role, and doing what they queue, as the system's."""

import os
import secrets
import signal
import socket
import subprocess
import sys


def in_use(port: int) -> bool:
    """Whether something answers at the port already. Says so."""
    with socket.socket() as door:
        if door.connect_ex(("127.0.0.1", port)) != 0:
            return False
    print(f"Port {port} is in use. Stop what runs there, or choose another with --port.", file=sys.stderr)
    return True


def interrupt(*_: object) -> None:
    """For SIGTERM, so that whoever stops this process stops what it started too, as with Ctrl-C."""
    raise KeyboardInterrupt


def serve(port: int, workers: int = 2) -> int:
    """Serve until interrupted. Each worker handles one request at a time, as measured in docs/decisions."""
    environment = {**os.environ, "GOLDENTHREAD_ROLE": "app", "GOLDENTHREAD_POOL": "1"}
    environment.setdefault("GOLDENTHREAD_URL", f"http://127.0.0.1:{port}")
    if not environment.get("SECRET_KEY"):
        # One key for all workers: with one each, a session of the first would mean nothing to the second.
        environment["SECRET_KEY"] = secrets.token_urlsafe(50)
        print("SECRET_KEY is not set: everybody is signed out when this stops.", file=sys.stderr)
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "1",
        "--log-level",
        "warning",
        # One that breaks down, such as for want of memory, is begun anew: else the others would end with it.
        "--respawn-failed-workers",
        # A worker that was still starting when it was told to end never hears it.
        "--workers-kill-timeout",
        "5",
        "goldenthread.web.wsgi:application",
    ]
    if in_use(port):
        return 1
    # Told to end while its programs start, it ends when it knows them all: one that is half begun could not be ended.
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(signal.SIGTERM))
    worker = [sys.executable, "-m", "goldenthread.commands", "worker"]
    # Pages hold no key to the roles above theirs.
    # Letters and lists have no business with the record of the advice service: its key goes to the pages alone.
    of_worker = {k: v for k, v in environment.items() if k not in ("GOLDENTHREAD_SENDIASS_KEYS", "GOLDENTHREAD_SENDIASS_KEY_FILE")}
    of_pages = {k: v for k, v in environment.items() if k not in ("OWNER_DATABASE_URL", "SYSTEM_DATABASE_URL")}
    with (
        subprocess.Popen(worker, env=of_worker) as sender,  # noqa: S603
        subprocess.Popen(command, env=of_pages) as pages,  # noqa: S603
    ):
        try:
            signal.signal(signal.SIGTERM, interrupt)
            if asked:
                interrupt()
            return pages.wait()
        except KeyboardInterrupt:
            pages.terminate()
            return 0
        finally:
            sender.terminate()
