"""A stand-in for GOV.UK Notify on this machine, for the demo and the tests: its endpoints, its check of who asks, its errors and limits, its
test addresses and its receipts, as its documentation has them (docs.notifications.service.gov.uk/rest-api.html). Its own client speaks to
it. Nothing leaves the machine.

It does what Notify does with a test key: an address of `FAILS` fails, a smoke address gets no receipt, anything else arrives at once. A letter
is checked, printed the next time that anybody asks of it, and comes back where a test says so."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import io
import json
import queue
import re
import sqlite3
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

SERVICE, SECRET = "8f1c3f1e-5c0e-4a55-9d0c-7b0f6a1f0e11", "2f9f3a0a-6a5b-4a6f-8a63-0b9d2f1f7c22"
KEY = f"stand_in-{SERVICE}-{SECRET}"
"""The key of a service that exists on this machine alone. It opens nothing anywhere else."""
EMAIL_TEMPLATE, TEXT_TEMPLATE = "5d4f6a0e-1111-4c3b-9a51-3f1f8f2b7a01", "5d4f6a0e-2222-4c3b-9a51-3f1f8f2b7a02"
CALLBACK_TOKEN = "stand-in-callback-token"  # noqa: S105 - of this machine alone
_TEMPLATES = {EMAIL_TEMPLATE: ("email", "((subject))", "((body))"), TEXT_TEMPLATE: ("sms", "", "((body))")}
FAILS = {
    "07700900003": "temporary-failure", "temp-fail@simulator.notify": "temporary-failure",
    "07700900002": "permanent-failure", "perm-fail@simulator.notify": "permanent-failure",
}  # fmt: skip
_SMOKE = re.compile(r"0770090(0000|0111|0222)|simulate-delivered(-[23])?@notifications\.service\.gov\.uk")
CLOCK_SECONDS = 30
A_MINUTE = 3000
"""Requests of one kind of key in a minute: `RateLimitError` after that."""
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)
_LONGEST = {"email": 100_000, "sms": 918}
_CREATE = """
create table if not exists sent (n integer primary key, id text unique, reference text, type text, "to" text, subject text, body text, template text,
    status text, created text, completed text, pdf blob);
create index if not exists by_reference on sent (reference);
"""
_ANSWER = "id reference type to subject body template status created completed".split()


class Refusal(Exception):
    """An error as Notify gives it."""

    def __init__(self, status: int, kind: str, words: str) -> None:
        self.status, self.body = status, {"status_code": status, "errors": [{"error": kind, "message": words}]}
        super().__init__(words)


class StandIn:
    """The stand-in's own memory, in a file where it should outlive the process. `callback`: where it says what became of a message."""

    def __init__(self, file: Path | str = ":memory:", callback: str = "", a_minute: int | None = A_MINUTE) -> None:
        self.callback, self.a_minute = callback, a_minute
        self._rows = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._rows.execute("pragma journal_mode = memory")
        self._rows.execute("pragma synchronous = off")
        self._rows.executescript(_CREATE)
        self._lock = threading.Lock()
        self._minute: tuple[int, int] = (0, 0)
        self.down = False
        self.receipts: queue.Queue[dict[str, Any] | None] = queue.Queue()

    # --- what is asked ---

    def authorise(self, header: str) -> None:
        """The token is signed with the service's secret, and not more than 30 seconds old."""
        try:
            head, claims, signature = header.removeprefix("Bearer ").split(".")
            said = json.loads(_decoded(claims))
            signed = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
            ours, iat = json.loads(_decoded(head)).get("alg") == "HS256" and said.get("iss") == SERVICE, int(said["iat"])
        except (ValueError, KeyError, TypeError, binascii.Error):
            raise Refusal(403, "AuthError", "Invalid token: make sure your API token matches the example") from None
        if not ours:
            raise Refusal(403, "AuthError", "Invalid token: API key not found")
        if not hmac.compare_digest(signed, _decoded(signature)):
            raise Refusal(403, "AuthError", "Invalid token: signature, api token not found")
        if abs(time.time() - iat) > CLOCK_SECONDS:
            raise Refusal(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")

    def send(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        self._count()
        if kind == "letter" and "content" in given:
            return self._print(given)
        template = _template(given, kind)
        subject, body = (_filled(words, given.get("personalisation") or {}) for words in template[1:])
        to = _address(kind, given)
        if len(body) > _LONGEST[kind]:
            raise Refusal(400, "BadRequestError", f"Content for template has a character count greater than the limit of {_LONGEST[kind]}")
        kept = self._keep(kind, str(given.get("reference") or ""), to, subject, body, str(given["template_id"]), "sending", None)
        self._arrive(kept, to)
        content = {"body": body, "from_number": "GOVUK"} if kind == "sms" else {"body": body, "subject": subject, "from_email": "area@notifications.service.gov.uk"}
        return {"id": kept, "reference": given.get("reference"), "content": content, "uri": f"/v2/notifications/{kept}", "template": {"id": given["template_id"], "version": 1, "uri": ""}, "scheduled_for": None}

    def _print(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("reference"):
            raise Refusal(400, "ValidationError", "reference is a required property")
        if given.get("postage", "second") not in ("first", "second", "economy"):
            raise Refusal(400, "ValidationError", "postage invalid. It must be first, second or economy.")
        try:
            pdf = base64.b64decode(given["content"], validate=True)
        except (binascii.Error, TypeError):
            raise Refusal(400, "ValidationError", "Cannot decode letter content (invalid base64 encoding)") from None
        fault, address = _looked_at(pdf)
        status = "validation-failed" if fault else "accepted"
        kept = self._keep("letter", str(given["reference"]), address, "Pre-compiled PDF", fault, "", status, pdf)
        return {"id": kept, "reference": given["reference"], "postage": given.get("postage", "second")}

    def _count(self) -> None:
        if self.down:
            raise Refusal(500, "Exception", "Internal server error")
        with self._lock:
            minute = int(time.time() // 60)
            self._minute = (minute, self._minute[1] + 1 if self._minute[0] == minute else 1)
            if self.a_minute is not None and self._minute[1] > self.a_minute:
                raise Refusal(429, "RateLimitError", f"Exceeded rate limit for key type TEST of {self.a_minute} requests per 60 seconds")

    def _keep(self, kind: str, reference: str, to: str, subject: str, body: str, template: str, status: str, pdf: bytes | None) -> str:
        key = str(uuid4())
        with self._lock:
            self._rows.execute("insert into sent values (null, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?)", (key, reference, kind, to, subject, body, template, status, _now(), pdf))
        return key

    def _arrive(self, key: str, to: str) -> None:
        status = FAILS.get(to, "delivered")
        self._ends(key, status)
        if not _SMOKE.fullmatch(to):
            self._tell(key, status)

    def _ends(self, key: str, status: str) -> None:
        with self._lock:
            self._rows.execute("update sent set status = ?, completed = ? where id = ?", (status, _now(), key))

    def one(self, key: str) -> dict[str, Any]:
        found = self._found("id = ?", (key,))
        if not found:
            raise Refusal(404, "NoResultFound", "No result found")
        if found[0]["type"] == "letter" and found[0]["status"] == "accepted":
            # Printed and posted by the next time that anybody asks.
            self._ends(key, "received")
            return self.one(key)
        return found[0]

    def many(self, asked: dict[str, list[str]]) -> dict[str, Any]:
        where, values = ["true"], []
        for name, column in (("reference", "reference"), ("template_type", "type"), ("status", "status")):
            if name in asked:
                where.append(f"{column} = ?")
                values.append(asked[name][0])
        if "older_than" in asked:
            where.append("n < (select n from sent where id = ?)")
            values.append(asked["older_than"][0])
        found = self._found(" and ".join(where), tuple(values), 250)
        older = f"/v2/notifications?older_than={found[-1]['id']}" if found else ""
        return {"notifications": found, "links": {"current": "/v2/notifications", **({"next": older} if older else {})}}

    def _found(self, where: str, values: tuple[str, ...], most: int = 1) -> list[dict[str, Any]]:
        with self._lock:
            rows = self._rows.execute(f'select {", ".join(f"{c!r}".replace(chr(39), chr(34)) for c in _ANSWER)} from sent where {where} order by n desc limit {most}', values).fetchall()  # noqa: S608 - our own words
        return [_as_notify(dict(zip(_ANSWER, row, strict=True))) for row in rows]

    def pdf(self, key: str) -> bytes:
        with self._lock:
            row = self._rows.execute("select pdf from sent where id = ?", (key,)).fetchone()
        if row is None or row[0] is None:
            raise Refusal(400, "BadRequestError", "Notification is not a letter")
        return bytes(row[0])

    # --- what it says by itself ---

    def _tell(self, key: str, status: str) -> None:
        if self.callback:
            said = self.one(key)
            self.receipts.put({
                "id": key, "reference": said["reference"], "to": said["email_address"] or said["phone_number"], "status": status, "created_at": said["created_at"],
                "completed_at": said["completed_at"], "sent_at": said["created_at"], "notification_type": said["type"], "template_id": said["template"]["id"], "template_version": 1,
            })  # fmt: skip

    def say_receipts(self, pause: float = 5.0) -> None:
        """One after another, each again where it is not taken, up to five times; until it is told to stop. `pause`: seconds between."""
        while (said := self.receipts.get()) is not None:
            request = urllib.request.Request(self.callback, json.dumps(said).encode(), {"Content-Type": "application/json", "Authorization": f"Bearer {CALLBACK_TOKEN}"}, method="POST")  # noqa: S310 - an address of this machine
            for _ in range(5):
                try:
                    with urllib.request.urlopen(request, timeout=10):  # noqa: S310
                        break
                except OSError:
                    time.sleep(pause)


def _template(given: dict[str, Any], kind: str) -> tuple[str, str, str]:
    if "template_id" not in given:
        raise Refusal(400, "ValidationError", "template_id is a required property")
    try:
        UUID(str(given["template_id"]))
    except ValueError:
        raise Refusal(400, "ValidationError", "template_id is not a valid UUID") from None
    found = _TEMPLATES.get(str(given["template_id"]))
    if found is None:
        raise Refusal(400, "BadRequestError", "Template not found")
    if found[0] != kind:
        raise Refusal(400, "BadRequestError", f"{found[0]} template is not suitable for {kind} notification")
    return found


def _filled(words: str, given: dict[str, Any]) -> str:
    needed = re.findall(r"\(\((\w+)\)\)", words)
    if missing := [name for name in needed if name not in given]:
        raise Refusal(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
    return re.sub(r"\(\((\w+)\)\)", lambda m: str(given[m[1]]), words)


def _address(kind: str, given: dict[str, Any]) -> str:
    if kind == "sms":
        digits = re.sub(r"[\s()+.-]", "", str(given.get("phone_number", "")))
        digits = "0" + digits[2:] if digits.startswith("44") else digits
        if not re.fullmatch(r"07[0-9]{9}", digits):
            raise Refusal(400, "ValidationError", "phone_number Number is not valid – double check the phone number you entered")
        return digits
    if kind != "email" or not re.fullmatch(r"[^@\s,]+@[^@\s,.]+(\.[^@\s,.]+)+", str(given.get("email_address", ""))):
        raise Refusal(400, "ValidationError", "email_address Not a valid email address")
    return str(given["email_address"])


def _looked_at(pdf: bytes) -> tuple[str, str]:
    """What is wrong with a letter, and the address in its window: A4 upright, ten pages at most, three to seven lines that end with a postcode."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = PdfReader(io.BytesIO(pdf)).pages
        sizes = {(round(float(p.mediabox.width)), round(float(p.mediabox.height))) for p in pages}
        found: dict[int, str] = {}

        # Points: the window is 24.6 mm from the left and 39.5 mm from the top, 95.4 by 26.8 mm.
        def see(text: str, cm: Any, tm: list[float], *_: Any) -> None:
            across, up = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            if text.strip() and 69 <= across <= 341 and 842 - 188 <= up <= 842 - 111:
                found[round(up)] = found.get(round(up), "") + text

        pages[0].extract_text(visitor_text=see)
    except (PyPdfError, ValueError, IndexError):
        return "not-a-pdf", ""
    lines = [found[up].strip() for up in sorted(found, reverse=True)]
    if len(pages) > 10:
        return "letter-too-long", ""
    if sizes != {(595, 842)}:
        return "letter-not-a4-portrait-oriented", ""
    if not 3 <= len(lines) <= 7:
        return "not-enough-address-lines" if len(lines) < 3 else "too-many-address-lines", ""
    return ("" if _POSTCODE.fullmatch(lines[-1]) else "not-a-real-uk-postcode"), "\n".join(lines)


def _as_notify(row: dict[str, Any]) -> dict[str, Any]:
    kind = row["type"]
    lines = str(row["to"]).split("\n") if kind == "letter" else []
    return {
        "id": row["id"], "reference": row["reference"] or None, "email_address": row["to"] if kind == "email" else None, "phone_number": row["to"] if kind == "sms" else None,
        **{f"line_{n}": lines[n - 1] if len(lines) >= n else None for n in range(1, 8)}, "type": kind, "status": row["status"],
        "template": {"id": row["template"], "version": 1, "uri": ""}, "body": row["body"], "subject": row["subject"] or None, "created_at": row["created"],
        "sent_at": row["created"], "completed_at": row["completed"], "scheduled_for": None, "created_by_name": None, "is_cost_data_ready": False,
    }  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self._answer()

    do_POST = do_GET  # noqa: N815

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind = 200, "application/json"
        try:
            self.server.stand_in.authorise(self.headers.get("Authorization", ""))
            status, said = self._asked(body)
        except Refusal as refusal:
            status, said = refusal.status, refusal.body
        answer = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/pdf" if isinstance(said, bytes) else kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _asked(self, body: bytes) -> tuple[int, Any]:
        url, by = urlsplit(self.path), self.server.stand_in
        match [self.command, *url.path.strip("/").split("/")]:
            case ["POST", "v2", "notifications", ("email" | "sms" | "letter") as kind]:
                return 201, by.send(kind, _json(body))
            case ["GET", "v2", "notifications"]:
                return 200, by.many(parse_qs(url.query))
            case ["GET", "v2", "notifications", key]:
                return 200, by.one(key)
            case ["GET", "v2", "notifications", key, "pdf"]:
                return 200, by.pdf(key)
            case ["GET", "v2", "template", key] if key in _TEMPLATES:
                return 200, _said_of(key)
            case ["GET", "v2", "templates"]:
                return 200, {"templates": [_said_of(key) for key in _TEMPLATES]}
            case ["POST", "v2", "template", key, "preview"] if key in _TEMPLATES:
                given = _json(body).get("personalisation") or {}
                return 200, {**_said_of(key), "body": _filled(_TEMPLATES[key][2], given), "subject": _filled(_TEMPLATES[key][1], given) or None}
        raise Refusal(404, "NoResultFound", "No result found")

    def log_message(self, *_: Any) -> None:
        """Nothing: an address could stand in it."""


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Refusal(400, "BadRequestError", "Invalid JSON")
    return said


def _said_of(key: str) -> dict[str, Any]:
    kind, subject, body = _TEMPLATES[key]
    return {"id": key, "name": f"{kind} of Golden Thread", "type": kind, "created_at": "2026-01-01T00:00:00.000000Z", "updated_at": None, "created_by": "area@example.org", "version": 1, "body": body, "subject": subject or None, "letter_contact_block": None, "personalisation": {}}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    stand_in: StandIn


@contextmanager
def running(stand_in: StandIn, port: int = 0, pause: float = 5.0) -> Iterator[str]:
    """Serves on this machine alone until left; its address."""
    server = _Server(("127.0.0.1", port), _Door)
    server.stand_in = stand_in
    threads = [threading.Thread(target=server.serve_forever, daemon=True), threading.Thread(target=stand_in.say_receipts, args=[pause], daemon=True)]
    for thread in threads:
        thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        stand_in.receipts.put(None)
        server.shutdown()
        server.server_close()
        threads[1].join(timeout=10)


def settings_of(url: str) -> dict[str, str]:
    """What tells an area's processes to send by the stand-in."""
    return {
        "GOLDENTHREAD_NOTIFY_KEY": KEY, "GOLDENTHREAD_NOTIFY_URL": url, "GOLDENTHREAD_NOTIFY_EMAIL_TEMPLATE": EMAIL_TEMPLATE, "GOLDENTHREAD_NOTIFY_TEXT_TEMPLATE": TEXT_TEMPLATE,
        "GOLDENTHREAD_NOTIFY_LETTERS": "1", "GOLDENTHREAD_NOTIFY_CALLBACK_TOKEN": CALLBACK_TOKEN,
    }  # fmt: skip
