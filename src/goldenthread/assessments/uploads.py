"""Files that people send us: the one place that checks them, by what they hold and never by what they are called."""

from __future__ import annotations

import io
import re
import socket
import struct
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from goldenthread.exchange.zips import BROKEN_ZIP

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
MOST_FILES = 20
# A Word document of a thousand pages has far less than either.
_MOST_ENTRIES = 1_000
_MOST_EXPANDED = 100 * MEGABYTE
_LONGEST_NAME = 100

SENDABLE = "PDF, Word (.docx), JPEG, PNG or plain text"
_DO = f"Send it as {SENDABLE}"


class BadFile(Exception):
    """A file that is not taken. Its words say why, and what to do."""


@dataclass(frozen=True)
class Accepted:
    """A checked file. Its name ends as its content asks, whatever it was called."""

    name: str
    data: bytes


def accepted(upload: UploadedFile) -> Accepted:
    """An uploaded file, checked and scanned. Raises `BadFile`."""
    if (upload.size or 0) > LARGEST:
        raise BadFile(f"“{shown_name(upload.name)}” is larger than 10 MB. Send a smaller copy, or send it in parts")
    return checked(upload.name or "", upload.read())


def checked(name: str, data: bytes) -> Accepted:
    """The same for bytes. Raises `BadFile`."""
    said = shown_name(name)
    if not data:
        raise BadFile(f"“{said}” is empty. Choose the file again")
    if len(data) > LARGEST:
        raise BadFile(f"“{said}” is larger than 10 MB. Send a smaller copy, or send it in parts")
    suffix = _kind(data, said)
    scanned(said, data)
    return Accepted(stem_of(said) + suffix, data)


def scanned(said: str, data: bytes) -> None:
    """Looks for viruses where ClamAV is configured. Raises `BadFile`."""
    if settings.CLAMAV_SOCKET and (found := scan(data, settings.CLAMAV_SOCKET)):
        raise BadFile(f"“{said}” has a virus in it ({found}). We did not keep it. Send a clean copy")


def stem_of(said: str) -> str:
    """What a file is called, without its ending."""
    return PurePosixPath(said).stem[: _LONGEST_NAME - 10].strip(". ") or "file"


def shown_name(name: str | None) -> str:
    """The last part of a file's name, as a page may show it."""
    plain = "".join(ch for ch in (name or "").replace("\\", "/") if ch.isprintable())
    return PurePosixPath(plain).name[-_LONGEST_NAME:] or "file"


def _kind(data: bytes, said: str) -> str:
    """The ending that the content asks for."""
    if data.startswith(b"%PDF-"):
        _check_pdf(data, said)
        return ".pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if data.startswith(b"PK\x03\x04"):
        _check_word(data, said)
        return ".docx"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise BadFile(f"“{said}” is in an old Office format or has a password. Save it as .docx or PDF without one")
    if data.startswith(b"{\\rtf"):
        raise BadFile(f"“{said}” is an RTF document. Save it as .docx or PDF")
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise BadFile(f"“{said}” is an iPhone photo of the kind HEIC. Save it as JPEG, or take a screenshot of it")
    if data.startswith((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        raise BadFile(f"“{said}” is a program. We take no programs. {_DO}")
    return _text(data, said)


# What a browser would run or draw if it were shown: a page of the web, a drawing with scripts in it.
_MARKUP = re.compile(r"<(?:!doctype|html|head|body|svg|script|iframe|\?xml|\?php|math|link|style|img|a\s)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _text(data: bytes, said: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"We cannot tell what “{said}” is. {_DO}") from None
    if _MARKUP.search(text):
        raise BadFile(f"“{said}” is a web page or a drawing with code in it. Print it to PDF and send that")
    if _CONTROL.search(text):
        raise BadFile(f"We cannot tell what “{said}” is. {_DO}")
    return ".txt"


def _check_pdf(data: bytes, said: str) -> None:
    """That it opens and has a page. One with a password is a PDF, whose pages nobody here can count."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        opens = reader.is_encrypted or len(reader.pages) > 0
    except Exception:  # noqa: BLE001  a file that somebody sent may break its reader in any way
        opens = False
    if not opens:
        raise BadFile(f"“{said}” is damaged, and we cannot open it. Save it as PDF again and send that")


def _check_word(data: bytes, said: str) -> None:
    not_word = BadFile(f"“{said}” is not a Word document. {_DO}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_EXPANDED:
                raise BadFile(f"“{said}” unpacks to more than we can check. Save it as PDF and send that")
            names = {e.filename for e in entries}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                raise not_word
            if any(e.flag_bits & 1 for e in entries):
                raise BadFile(f"“{said}” has a password. Save it without one")
            if any(n.startswith("/") or ".." in n.split("/") or "\\" in n for n in names):
                raise not_word
            with archive.open("[Content_Types].xml") as types:
                kinds = types.read(MEGABYTE).lower()
            if b"macroenabled" in kinds or any(
                "vbaproject" in n.lower() or "activex" in n.lower() or n.lower().endswith((".exe", ".js", ".vbs"))
                for n in names
            ):
                raise BadFile(f"“{said}” has macros or programs in it. Save it as .docx without macros, or as PDF")
    except BROKEN_ZIP:
        raise BadFile(f"“{said}” is damaged, and we cannot open it. Save it again and send that") from None


_CHUNK = 64 * 1024
_SECONDS = 30


def scan(data: bytes, where: str) -> str:
    """What ClamAV finds in it, or an empty text. `where` is the path of its socket, or host:port. Raises `BadFile` if it
    cannot be asked: a file that nobody has looked at is not kept."""
    try:
        with _connected(where) as clamd:
            clamd.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _CHUNK):
                part = data[start : start + _CHUNK]
                clamd.sendall(struct.pack("!L", len(part)) + part)
            clamd.sendall(struct.pack("!L", 0))
            said = b""
            while not said.endswith(b"\0") and (more := clamd.recv(4096)):
                said += more
    except OSError:
        raise _not_checked() from None
    answer = said.rstrip(b"\0\n").decode("ascii", "replace").removeprefix("stream: ")
    if answer == "OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removesuffix(" FOUND")
    raise _not_checked()


def _not_checked() -> BadFile:
    return BadFile("We cannot check files for viruses at the moment. Nothing else is lost. Try again in a few minutes")


def _connected(where: str) -> socket.socket:
    if "/" in where:
        local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        local.settimeout(_SECONDS)
        try:
            local.connect(where)
        except OSError:
            local.close()
            raise
        return local
    host, _, port = where.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)
