"""(c) My work and the case page of a full-size area under 50 connections, beside the floor of a page of the same server;
(d) queries a page, which are the same at 1:10 and at full size.

    python -m tests.benchmarks.bench_pages [SCALE] [SECONDS]
"""

import asyncio
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.area import PERSON, area
from tests.benchmarks.table import Row, say, table

CONNECTIONS = 50
# The pages take turns, because a machine that others share is not as quick in one minute as in the next.
ROUNDS = 6
PORT = 8765


def measure(scale: float = 1.0, seconds: float = 60) -> list[Row]:
    say(f"making or opening the areas of scale 0.1 and {scale:g}")
    small, full = queries(0.1), queries(scale)
    counted = [Row(f"queries, {name}", full[name], small[name], "queries", "the same page at 1:10") for name in full]
    area(scale)
    server = subprocess.Popen(_granian(), env=_environment())
    try:
        cookie = _sign_in()
        case = _first(cookie, "/my-work/", r'href="(/cases/[0-9a-f-]+/)')
        loads = {"floor page": Load("/floor/"), "My work": Load("/my-work/"), "case page": Load(case)}
        for nth in range(ROUNDS):
            say(f"round {nth + 1} of {ROUNDS}: {CONNECTIONS} connections for {seconds / ROUNDS:g} s a page")
            for load in loads.values():
                asyncio.run(_ask_for(load, cookie, seconds / ROUNDS))
        peak = _peak(server.pid)
    finally:
        server.terminate()
        server.wait(20)
    floor = loads.pop("floor page")
    rows = []
    for name, load in loads.items():
        note = f"{load.rate:.0f} a second, floor {floor.rate:.0f}; {load.bad + floor.bad} failed"
        rows.append(Row(f"{name}, median", load.median, floor.median, "ms", "a page of one row", peak, note))
        rows.append(Row(f"{name}, 95th percentile", load.p95, floor.p95, "ms", "a page of one row", peak, note))
    return [*rows, *counted]


def _peak(pid: int) -> float:
    """The most memory, in megabytes, that the server and its workers took together."""
    of = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    return sum(int(re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{p}/status").read_text())[0]) for p in of) / 1024


def queries(scale: float) -> dict[str, int]:
    """Database queries of each page, counted in a process of its own."""
    area(scale)
    code = (
        "import django; django.setup()\n"
        "from tests.benchmarks.bench_pages import count\n"
        "import json; print(json.dumps(count()))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=_environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def count() -> dict[str, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    form = client.get("/demo/people/").content.decode()
    client.post("/demo/people/", {"person": _person(form)})
    cases = set(re.findall(r'href="(/cases/[0-9a-f-]+/)"', client.get("/my-work/").content.decode()))
    assert cases, "My work shows no case"

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    # A case that names no setting asks one question fewer, whatever the area's size: so the most that any of them asks.
    return {"my work": asked("/my-work/"), "case page": max(map(asked, sorted(cases)))}


def _granian() -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT),
        "--workers", "2", "--blocking-threads", "1", "--backlog", "256", "--log-level", "error",
        "goldenthread.web.wsgi:application",
    ]  # fmt: skip


def _environment() -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.floor_settings",
        "GOLDENTHREAD_ROLE": "app",
        "GOLDENTHREAD_POOL": "1",
        "SECRET_KEY": "for the benchmark only " * 4,
    }


def _person(form: str) -> str:
    """The value of the demo person's button."""
    found = re.search(rf'value="([0-9a-f-]{{36}})"(?:(?!value=).)*?{PERSON}', form, re.S)
    assert found, "the demo people are not listed"
    return found[1]


def _sign_in() -> str:
    """A session cookie of the demo person."""
    deadline = time.monotonic() + 30
    while True:
        try:
            status, headers, body = _ask("GET", "/demo/people/")
            break
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
    assert status == 200, status
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)
    assert token
    csrf = re.search(r"csrftoken=([^;]+)", headers["set-cookie"])
    assert csrf
    status, headers, _ = _ask(
        "POST", "/demo/people/", {"csrfmiddlewaretoken": token[1], "person": _person(body)}, f"csrftoken={csrf[1]}"
    )
    session = re.search(r"sessionid=([^;]+)", headers.get("set-cookie", ""))
    assert session, status
    return f"sessionid={session[1]}"


def _first(cookie: str, path: str, pattern: str) -> str:
    status, _, body = _ask("GET", path, cookie=cookie)
    found = re.search(pattern, body)
    assert found, (status, body[:500])
    return found[1]


def _ask(method: str, path: str, form: dict[str, str] | None = None, cookie: str = "") -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(form or {}), headers)
    answer = connection.getresponse()
    cookies = "; ".join(answer.headers.get_all("set-cookie") or [])
    return answer.status, {**dict(answer.headers), "set-cookie": cookies}, answer.read().decode()


@dataclass
class Load:
    """What a page was asked for under load: what each answer took in ms, for how many seconds it was asked, and how many were not 200."""

    path: str
    taken: list[float] = field(default_factory=list)
    seconds: float = 0
    bad: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.taken, n=20)[18]

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds


async def _ask_for(load: Load, cookie: str, seconds: float) -> None:
    request = f"GET {load.path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode()
    until = time.monotonic() + seconds

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
        while time.monotonic() < until:
            began = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.I)
            if length:
                await reader.readexactly(int(length[1]))
            else:
                while (size := int((await reader.readline()).strip() or b"0", 16)):
                    await reader.readexactly(size + 2)
                await reader.readline()
            load.taken.append((time.monotonic() - began) * 1000)
            load.bad += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    started = time.monotonic()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    load.seconds += time.monotonic() - started


if __name__ == "__main__":
    print(table(measure(*(float(a) for a in sys.argv[1:]))))
