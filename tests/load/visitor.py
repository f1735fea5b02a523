"""Somebody at a browser without JavaScript: pages, cookies and forms, over HTTP, one connection a page."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

Fields = list[tuple[str, str]]


@dataclass
class Form:
    """What a browser would send of a form as it stands, without any button."""

    action: str
    fields: Fields = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return dict(self.fields)[name]

    def with_(self, **given: str) -> Fields:
        """As it stands, with these answers in place of what stood there."""
        return [(n, v) for n, v in self.fields if n not in given] + list(given.items())


class _Forms(HTMLParser):
    """The forms of a page, with the fields that name a form from elsewhere on it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.named: dict[str, Form] = {}
        self._open: Form | None = None
        self._text: tuple[Form, str] | None = None
        self._select: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = self.named.setdefault(a["id"], Form(a.get("action", ""))) if "id" in a else Form(a.get("action", ""))
            self.forms.append(self._open)
            return
        form = self.named.get(a["form"]) if "form" in a else self._open
        if form is None:
            return
        if tag == "input" and "name" in a:
            kind = a.get("type", "text")
            if kind not in ("checkbox", "radio", "submit", "file") or "checked" in a:
                form.fields.append((a["name"], a.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea":
            self._text = (form, a["name"])
            form.fields.append((a["name"], ""))
        elif tag == "select":
            self._select = (form, a["name"])
            form.fields.append((a["name"], ""))
        elif tag == "option" and self._select and "selected" in a:
            form.fields[-1] = (self._select[1], a.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text:
            form, name = self._text
            form.fields[-1] = (name, form.fields[-1][1] + data)


@dataclass(frozen=True)
class Page:
    status: int
    path: str
    body: str
    to: str = ""
    """Where it sends the browser on."""

    @property
    def text(self) -> str:
        return _text(self.body)

    @property
    def came_first(self) -> list[str] | None:
        """What the page says that others did meanwhile, one line each; None where it says nothing of that sort."""
        told = re.search(r'id="conflict".*?</div>', self.body, re.S)
        return [_text(line) for line in re.findall(r"<li.*?</li>", told[0], re.S)] if told else None

    def form(self, holding: str) -> Form:
        """The form that has a field of this name."""
        parser = _Forms()
        parser.feed(self.body)
        found = next((f for f in parser.forms if any(name == holding for name, _ in f.fields)), None)
        assert found, f"{self.path} ({self.status}) has no form with {holding}: {self.text[:600]}"
        found.action = found.action or self.path
        return found


def _text(markup: str) -> str:
    shown = re.sub(r"<(script|style).*?</\1>", " ", markup, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", shown))).strip()


class Visitor:
    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})

    def another_window(self) -> Visitor:
        return Visitor(self.port, self.cookies)

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def send(self, form: Form, fields: Fields) -> Page:
        return self._ask("POST", form.action, urlencode(fields))

    def onward(self, page: Page) -> Page:
        """The page to which it sends the browser, or itself."""
        for _ in range(5):
            if not page.to:
                return page
            page = self.get(page.to)
        raise AssertionError(f"{page.path} sends in circles")

    def _ask(self, method: str, path: str, body: str | None = None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        for said in answer.headers.get_all("set-cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value.strip()
        connection.close()
        to = urlsplit(answer.headers.get("Location", ""))
        return Page(answer.status, path, text, to.path + (f"?{to.query}" if to.query else ""))
