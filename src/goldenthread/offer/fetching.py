"""Reading JSON from an address that somebody typed: whatever stands there is taken for hostile. Nothing of our own network is asked, a
redirect is held to the same rules, and size, number of answers and time have limits."""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

LARGEST = 5_000_000
"""Bytes of one answer."""
LARGEST_ALL = 60_000_000
LONGEST = 900
"""Seconds for a whole feed."""
PATIENCE = 15
"""Seconds for one answer."""
MOST = 6_000
"""Answers of one feed."""
REDIRECTS = 3
DEEPEST = 12


class Unfetchable(Exception):
    """Why an address could not be read, in words for whoever gave it."""


@dataclass
class Fetcher:
    """One reading of one feed. Asks no faster than `pause` seconds apart, as a guest should."""

    pause: float = 0.0
    clock: Callable[[], float] = time.monotonic
    _began: float = 0.0
    _asked: int = 0
    _bytes: int = 0
    hosts: tuple[str, ...] = field(default_factory=lambda: tuple(settings.OFFER_FEED_HOSTS))

    def json(self, address: str) -> Any:
        self._began = self._began or self.clock()
        for _ in range(REDIRECTS + 1):
            status, location, body = self._get(address)
            if status in (301, 302, 303, 307, 308):
                if not location:
                    raise Unfetchable("The address sends us on to nowhere.")
                address = urljoin(address, location)
                continue
            if status != 200:
                raise Unfetchable(f"The address answers with {status}, not with a feed. Check it, or ask whoever keeps it.")
            return _parsed(body)
        raise Unfetchable("The address sends us on too many times.")

    def _get(self, address: str) -> tuple[int, str, bytes]:
        self._asked += 1
        left = LONGEST - (self.clock() - self._began)
        if self._asked > MOST or self._bytes > LARGEST_ALL or left <= 0:
            raise Unfetchable("The feed is larger than we read. Ask whoever keeps it for a part of it.")
        if self.pause:
            time.sleep(self.pause)
        parts = urlsplit(address)
        try:
            connection = self._connection(parts, min(PATIENCE, left))
            try:
                connection.request("GET", _path(parts), headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "GoldenThread-local-offer"})
                answer = connection.getresponse()
                return answer.status, answer.getheader("Location", ""), self._body(answer)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as fault:
            raise Unfetchable(f"The address cannot be reached: {fault.__class__.__name__}. Check it, or try again later.") from None

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        if answer.getheader("Content-Encoding", "identity") not in ("", "identity"):
            raise Unfetchable("The feed answers packed, though we asked for plain text.")
        until, read = self.clock() + PATIENCE, []
        # In pieces: a server that sends one letter a minute keeps nobody waiting for ever.
        while piece := answer.read1(65_536):
            read.append(piece)
            self._bytes += len(piece)
            if sum(map(len, read)) > LARGEST or self._bytes > LARGEST_ALL:
                raise Unfetchable("An answer of the feed is larger than we read.")
            if self.clock() > until:
                raise Unfetchable("The feed answers too slowly. Try again later.")
        return b"".join(read)

    def _connection(self, parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
        """To the very address that was judged: a name that means something else a moment later is not asked again."""
        host = parts.hostname or ""
        known = host in self.hosts
        if parts.scheme not in (("https", "http") if known else ("https",)):
            raise Unfetchable("The address must begin with https://")
        if parts.username or parts.password or not host:
            raise Unfetchable("Give the address alone, without a user name.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        if port not in (80, 443, 8443) and not known:
            raise Unfetchable("The address names a port that we do not ask.")
        found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if not known and not all(is_public(str(each)) for each in found):
            raise Unfetchable("The address is inside a private network. Only public feeds are read.")
        where = str(found[0])
        if parts.scheme == "https":
            return _Pinned(host, port, timeout=timeout, where=where)
        return http.client.HTTPConnection(where, port, timeout=timeout)


class _Pinned(http.client.HTTPSConnection):
    """Its certificate is the name's, and its socket goes to the address that was judged."""

    def __init__(self, host: str, port: int, *, timeout: float, where: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=timeout, context=self._tls)
        self._where = where

    def connect(self) -> None:
        plain = socket.create_connection((self._where, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def is_public(address: str) -> bool:
    """No address of a private network, of this machine, or of any special use; an IPv6 one is judged by the IPv4 one that it carries."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside:
            return is_public(str(inside))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _path(parts: SplitResult) -> str:
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or any(c <= " " for c in path):
        raise Unfetchable("The address holds letters that an address cannot have.")
    return path


def _parsed(body: bytes) -> Any:
    try:
        said = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unfetchable("What stands at the address is not JSON, so it is no Open Referral feed.") from None
    if _deep(said) > DEEPEST:
        raise Unfetchable("What stands at the address is nested too deeply to be a feed.")
    return said


def _deep(said: Any) -> int:
    """How many lists and objects lie in one another, counted without descending for ever."""
    level, here = 0, [said]
    while here and level <= DEEPEST:
        here = [v for each in here for v in (each.values() if isinstance(each, dict) else each if isinstance(each, list) else ())]
        level += 1
    return level


def parsed_file(body: bytes) -> Any:
    """A file in place of an address, held to the same limits."""
    if len(body) > LARGEST_ALL:
        raise Unfetchable("The file is larger than we read.")
    return _parsed(body)
