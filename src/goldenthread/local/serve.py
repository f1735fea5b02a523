"""Serving the pages with granian, and sending what they queue, as the application's role."""

import os
import secrets
import subprocess
import sys


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
        "goldenthread.web.wsgi:application",
    ]
    sender = subprocess.Popen([sys.executable, "-m", "goldenthread.commands", "worker"], env=environment)  # noqa: S603
    try:
        return subprocess.run(command, env=environment).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0
    finally:
        sender.terminate()
        sender.wait(10)
