"""Who starts a server learns at once that it cannot be, and stops all of it with one signal."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from goldenthread.local.postgres import Server, scratch
from goldenthread.local.serve import in_use


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


@contextmanager
def serving(workers, port):
    """The command that serves, with a database of its own, once its pages have begun: itself, its home and what it started."""
    home = scratch()
    home.chmod(0o711)  # the user of the database must reach its own folder in it
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    environment |= {"GOLDENTHREAD_HOME": str(home), "SECRET_KEY": "for this test alone"}
    command = [sys.executable, "-m", "goldenthread.commands", "serve", "--workers", str(workers), "--port", str(port)]
    server = subprocess.Popen(command, env=environment)
    try:
        pages = []
        for _ in range(600):
            time.sleep(0.1)
            # The programs that make the database come and go before the pages.
            pages = children_of(server.pid) if Server(home).running() else []
            if any("granian" in command_of(pid) for pid in pages):
                break
        yield server, home, pages
    finally:
        server.kill()
        Server(home).stop()
        shutil.rmtree(home, ignore_errors=True)


def test_a_server_that_is_asked_to_end_ends_its_pages_and_its_database():
    with serving(1, free_port()) as (server, home, pages):
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
        assert pages
        assert not any(os.path.exists(f"/proc/{pid}") for pid in pages)
        assert not Server(home).running()


def workers_of(pages):
    [granian] = [pid for pid in pages if "granian" in command_of(pid)]
    return {pid for pid in children_of(granian) if "granian" in command_of(pid) or "spawn_main" in command_of(pid)}


def test_a_worker_that_is_killed_is_begun_anew_and_the_pages_stay():
    port = free_port()
    with serving(2, port) as (server, _, pages):
        for _ in range(300):
            time.sleep(0.1)
            if len(first := workers_of(pages)) == 2 and in_use(port):
                break
        # One that ends within 3.5 seconds of its beginning is taken for one that cannot begin.
        time.sleep(4)
        os.kill(int(killed := max(first)), signal.SIGKILL)
        for _ in range(150):
            time.sleep(0.1)
            if server.poll() is not None or len(workers_of(pages) - {killed}) == 2:
                break
        assert server.poll() is None
        assert len(workers_of(pages) - {killed}) == 2
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=60) == 0
