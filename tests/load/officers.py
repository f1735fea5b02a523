"""Twenty officers of one council at work at once on 200 live cases, through the real server and its real pages. Each
signs in, opens a form, and presses its button a moment later; they crowd on a few cases, so that they come second often.
What each was told is kept, and compared with the journal afterwards by `judge`."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from .area import PASSWORD, TODAY, Area, Officer
from .visitor import Fields, Form, Page, Visitor

CROWDED = 5
YESTERDAY = TODAY - dt.timedelta(days=1)


@dataclass(frozen=True)
class Fact:
    """One event that a press of a button should have recorded. `word` is what was typed that nobody else typed; where an
    event has no room for one it is empty."""

    event: str
    on: dt.date
    word: str = ""


@dataclass(frozen=True)
class Press:
    """One press of a button and what its page answered. `read` is the number up to which the officer had read."""

    officer: Officer
    case: UUID
    facts: tuple[Fact, ...]
    read: int
    outcome: str
    """recorded, refused (others came first), repeated (it had been done, by the same officer) or broken."""
    came_first: tuple[str, ...] = ()
    now_read: int = 0
    told: str = ""
    taken: float = 0


@dataclass
class Worker:
    """One officer at a browser. What they choose comes from `chance` alone; who comes first is the server's."""

    officer: Officer
    area: Area
    visitor: Visitor
    chance: random.Random
    think: float
    presses: list[Press] = field(default_factory=list)
    words: int = 0

    def sign_in(self) -> None:
        page = self.visitor.get("/accounts/login/")
        form = page.form("login")
        page = self.visitor.onward(self.visitor.send(form, form.with_(login=self.officer.email, password=PASSWORD)))
        form = page.form("code")
        code = format_hotp_value(hotp_value(self.officer.secret, next(yield_hotp_counters_from_time())))
        page = self.visitor.onward(self.visitor.send(form, form.with_(code=code)))
        assert self.officer.name in page.text, page.text[:300]

    def work(self, actions: int) -> None:
        does = (self.note, self.note, self.note, self.correct, self.ask_for_advice, self.decide)
        begun = self.chance.randrange(len(does))
        for n in range(begun, begun + actions):
            does[n % len(does)]()

    # --- what officers do ---

    def note(self) -> None:
        """Records something on the case page's own form: now and then with two presses at once."""
        case = self._pick(self.area.considering + self.area.assessing)
        word, day = self._word(), YESTERDAY - dt.timedelta(days=self.chance.randrange(5))
        event, given = self.chance.choice(
            (
                ("setting-requested", {"setting": word}),
                ("advice-refused", {"contributor": "paediatrician", "reasons": word}),
                ("exception-recorded", {"clock": "issue-final-plan", "ground": "personal-circumstances", "reason": word}),
                ("advice-received", {"contributor": "family"}),
            )
        )
        fact = Fact(event, day, word if word in given.values() else "")
        page = self.visitor.get(f"/cases/{case}/record/{event}/?plain=1")
        self._press(case, (fact,), page.form("on_day"), on_day=f"{day.day}", on_month=f"{day.month}", on_year=f"{day.year}", **given)

    def correct(self) -> None:
        """Says of an entry that the case began with that it did not happen as it stands."""
        case = self._pick(self.area.assessing)
        wrong, word = self.area.begun[case][3], self._word()
        page = self.visitor.get(f"/cases/{case}/correct/{wrong}/")
        if page.status == 404:  # somebody has corrected it before this officer looked
            self.note()
            return
        self._press(case, (Fact("corrected", TODAY - dt.timedelta(days=25), word),), page.form("wrong_because"), wrong_because=word, what_is_right="withdrawn")

    def ask_for_advice(self) -> None:
        """Asks social care, and the family, for advice: as many of the two as are not asked yet."""
        case = self._pick(self.area.assessing)
        form = self.visitor.get(f"/cases/{case}/ask-for-advice/").form("read_up_to")
        asked = [who for name, who in form.fields if name == "ask"]
        if not asked:
            self.note()
            return
        self._press(case, tuple(Fact("advice-requested", TODAY, who) for who in asked), form, enclosed="nothing")

    def decide(self) -> None:
        """Decides to assess: chooses, looks at the notice, and sends it."""
        case = self._pick(self.area.considering)
        page = self.visitor.get(f"/cases/{case}/decide-to-assess/")
        if 'name="way"' not in page.body:  # decided before this officer looked
            self.note()
            return
        form = page.form("read_up_to")
        page = self.visitor.onward(self.visitor.send(form, form.with_(way="decided-to-assess", do="preview")))
        if page.came_first is not None:
            self._told(case, (Fact("decided-to-assess", TODAY),), form, page, 0)
            return
        self._press(case, (Fact("decided-to-assess", TODAY),), page.form("read_up_to"), do="send")

    # --- pressing a button ---

    def _press(self, case: UUID, facts: tuple[Fact, ...], form: Form, **given: str) -> None:
        time.sleep(self.think * self.chance.random())
        fields = form.with_(**given)
        if self.chance.random() < 0.1:
            windows = [self.visitor.another_window() for _ in range(2)]
            with ThreadPoolExecutor(2) as both:
                list(both.map(lambda window: self._send(window, case, facts, form, fields), windows))
            return
        answer = self._send(self.visitor, case, facts, form, fields)
        if answer.came_first is not None and self.chance.random() < 0.5:
            # It is still right: the officer presses the button again, on the page that told what came first.
            name = "ask" if facts[0].event == "advice-requested" else "read_up_to"
            if name == "read_up_to" and f'action="{form.action}"' not in answer.body:
                return
            with contextlib.suppress(AssertionError):
                again = answer.form("read_up_to")
                standing = tuple(f for f in facts if name != "ask" or ("ask", f.word) in again.fields)
                if standing and self._may_still(facts[0], answer):
                    self._send(self.visitor, case, standing, again, again.with_(**self._again(facts[0], given)))

    def _may_still(self, fact: Fact, answer: Page) -> bool:
        return fact.event != "decided-to-assess" or 'name="way"' in answer.body

    def _again(self, fact: Fact, given: dict[str, str]) -> dict[str, str]:
        return {"way": "decided-to-assess", "do": "send"} if fact.event == "decided-to-assess" else given

    def _send(self, window: Visitor, case: UUID, facts: tuple[Fact, ...], form: Form, fields: Fields) -> Page:
        began = time.monotonic()
        try:
            answer = window.send(form, fields)
            taken = time.monotonic() - began
            shown = window.onward(answer)
        except OSError as fault:
            self.presses.append(Press(self.officer, case, facts, -1, "broken", told=repr(fault)))
            raise
        self._told(case, facts, Form(form.action, fields), shown, taken, sent_on=bool(answer.to))
        return shown

    def _told(self, case: UUID, facts: tuple[Fact, ...], form: Form, page: Page, taken: float, *, sent_on: bool = False) -> None:
        read = int(form["read_up_to"])
        first = page.came_first
        if page.status >= 500 or page.status == 404:
            outcome = "broken"
        elif first is not None:
            outcome = "refused"
        elif sent_on and re.search("already been sent, once|Recorded already, once", page.text):
            outcome = "repeated"
        elif sent_on and re.search(r"Recorded: |Corrected: |Asked \d|Sent: ", page.text):
            outcome = "recorded"
        else:
            outcome = "broken"
        now = int(page.form("read_up_to")["read_up_to"]) if first is not None and 'name="read_up_to"' in page.body else 0
        told = "" if outcome == "recorded" else f"{page.status} {page.path} {page.text[:1500]}"
        self.presses.append(Press(self.officer, case, facts, read, outcome, tuple(first or ()), now, told, taken))

    def _pick(self, cases: list[UUID]) -> UUID:
        """Half of the time one of the few on which everybody works."""
        return self.chance.choice(cases[:CROWDED] if self.chance.random() < 0.5 else cases)

    def _word(self) -> str:
        self.words += 1
        return f"word {self.officer.name.replace(' ', '')}{self.words:03}"


def work(area: Area, port: int, actions: int, *, think: float = 0.3, seed: int = 1) -> list[Press]:
    """Everything that all of them pressed, each with `actions` things to do. Raises what any of them met unexpectedly."""
    workers = [Worker(o, area, Visitor(port), random.Random(f"{seed} {o.name}"), think) for o in area.officers]
    with ThreadPoolExecutor(len(workers)) as all_at_once:
        list(all_at_once.map(Worker.sign_in, workers))
        start = threading.Barrier(len(workers))

        def begin(worker: Worker) -> None:
            start.wait(60)
            worker.work(actions)

        list(all_at_once.map(begin, workers))
    return [press for worker in workers for press in worker.presses]


@contextlib.contextmanager
def serving(database_url: str, log: Path) -> Iterator[int]:
    """The server that `goldenthread serve` starts, at a free port, until the block ends. What it complains of goes to
    the log."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    environment = {
        **os.environ, "DATABASE_URL": database_url, "GOLDENTHREAD_TLS": "0", "SECRET_KEY": "for the load alone " * 4,
        "DJANGO_SETTINGS_MODULE": "tests.load.settings", "PYTHONPATH": os.pathsep.join([_root(), *sys.path]),
    }  # fmt: skip
    for name in ("GOLDENTHREAD_ROLE", "GOLDENTHREAD_DEMO"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "goldenthread.commands", "serve", "--port", str(port)]
    with log.open("w") as said, subprocess.Popen(command, env=environment, cwd=_root(), stdout=said, stderr=said) as server:
        try:
            _wait_for(lambda: Visitor(port).get("/accounts/login/").status == 200, server, log)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _root() -> str:
    return str(Path(__file__).parents[2])


def _wait_for(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError):
            if ready():
                return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start: {log.read_text()[-2000:]}")
