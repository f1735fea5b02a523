"""Serving the pages with granian, as the application's role."""

import os
import subprocess
import sys


def serve(port: int, workers: int = 2) -> int:
    """Serve until interrupted. Each worker handles one request at a time, as measured in docs/decisions."""
    environment = {**os.environ, "GOLDENTHREAD_ROLE": "app", "GOLDENTHREAD_POOL": "1"}
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
    try:
        return subprocess.run(command, env=environment).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0
