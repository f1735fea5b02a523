"""Who starts a server learns at once that it cannot be, and stops all of it with one signal."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from goldenthread.local.postgres import Server, scratch


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def run_demo(home, port):
    return subprocess.Popen(
        [sys.executable, "-m", "goldenthread.commands", "demo", "--port", str(port)],
        env={**os.environ, "GOLDENTHREAD_HOME": str(home)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_port_in_use_is_told_before_anything_is_made(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        demo = run_demo(tmp_path / "home", port)
        said = demo.communicate(timeout=60)[1]
    assert demo.returncode == 1
    assert f"Port {port} is in use" in said
    assert not (tmp_path / "home").exists()


def children_of(process):
    with open(f"/proc/{process}/task/{process}/children") as listed:
        return listed.read().split()


def command_of(process):
    """Nothing, of one that has ended, be it while it is read."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_server_that_is_asked_to_end_ends_its_pages_and_its_database():
    home = scratch()
    home.chmod(0o711)  # the user of the database must reach its own folder in it
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"GOLDENTHREAD_HOME": str(home), "SECRET_KEY": "for this test alone"}
    command = [sys.executable, "-m", "goldenthread.commands", "serve", "--workers", "1", "--port", str(free_port())]
    server = subprocess.Popen(command, env=environment)
    try:
        pages = []
        for _ in range(600):
            time.sleep(0.1)
            # The programs that make the database come and go before the pages.
            pages = children_of(server.pid) if Server(home).running() else []
            if any("granian" in command_of(pid) for pid in pages):
                break
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
        assert pages
        assert not any(os.path.exists(f"/proc/{pid}") for pid in pages)
        assert not Server(home).running()
    finally:
        server.kill()
        Server(home).stop()
        shutil.rmtree(home, ignore_errors=True)
