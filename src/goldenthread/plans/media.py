"""Pictures and sound recordings for section A: which are taken, and what is taken out of them. A photograph tells where and when it
was taken, and by whose telephone; nothing of that is kept. The picture itself is copied byte by byte and never drawn anew, so that
nothing here decodes what strangers send. Pure but for the scan.

JPEG: ITU T.81 annex B; Exif 2.3. PNG: RFC 2083. MP3: ISO 11172-3, id3.org. M4A: ISO 14496-12. WAV: RIFF.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from dataclasses import dataclass
from typing import Literal

from django.core.files.uploadedfile import UploadedFile

from goldenthread.assessments.uploads import BadFile, checked, scanned, shown_name, stem_of

Kind = Literal["picture", "sound"]
MEGABYTE = 1024 * 1024
LARGEST: dict[Kind, int] = {"picture": 5 * MEGABYTE, "sound": 10 * MEGABYTE}
MOST_PIXELS = 50_000_000
"""Of a telephone's largest picture. A small file can claim to be a picture that no memory holds."""
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav"}
SENDABLE = "A picture is sent as JPEG or PNG of up to 5 MB; a recording as MP3, M4A or WAV of up to 10 MB."


class Damaged(ValueError):
    """It is not what it says at its beginning."""


@dataclass(frozen=True)
class Media:
    """A file as it is kept."""

    kind: Kind
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def taken(upload: UploadedFile) -> Media:
    """An uploaded picture or recording, checked, scanned and cleaned. Raises `BadFile`."""
    said = shown_name(upload.name)
    largest = max(LARGEST.values())
    data = upload.read(largest + 1) if (upload.size or 0) <= largest else b"x" * (largest + 1)
    return media(said, data)


def media(said: str, data: bytes) -> Media:
    """The same for bytes. Raises `BadFile`."""
    suffix = _suffix(data)
    kind: Kind = "picture" if suffix in (".jpg", ".png") else "sound"
    if data and suffix is None and len(data) <= LARGEST["sound"]:
        checked(said, data)  # says what is wrong with a file that we know
        raise BadFile(f"“{said}” is neither a picture nor a recording that we can show. {SENDABLE}")
    if len(data) > LARGEST[kind]:
        raise BadFile(f"“{said}” is larger than {LARGEST[kind] // MEGABYTE} MB. Send a smaller copy. {SENDABLE}")
    if not data or suffix is None:
        raise BadFile(f"“{said}” is empty. Choose the file again")
    scanned(said, data)
    try:
        clean = {".jpg": clean_jpeg, ".png": clean_png, ".mp3": clean_mp3, ".m4a": clean_m4a, ".wav": clean_wav}[suffix](data)
    except (ValueError, struct.error, IndexError, zlib.error):
        raise BadFile(f"“{said}” is damaged, and we cannot open it. Save it again, or take it again, and send that") from None
    return Media(kind, stem_of(said) + suffix, clean)


def _suffix(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if data.startswith(_PNG):
        return ".png"
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return ".wav"
    if data[4:8] == b"ftyp" and data[8:12] in (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"):
        return ".m4a"
    if data.startswith(b"ID3") or _frame(data, 0):
        return ".mp3"
    return None


def _pixels(width: int, height: int) -> None:
    if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
        raise Damaged


# --- pictures ---


def clean_jpeg(data: bytes) -> bytes:
    """Only what draws the picture: no Exif, XMP, IPTC, comment, thumbnail or anything after its end. Which way up it was held is
    kept, in an Exif of that alone."""
    out, at, turned, seen = bytearray(), 2, 1, False
    while True:
        if data[at] != 0xFF:
            raise Damaged
        while data[at] == 0xFF:
            at += 1
        marker = data[at]
        at += 1
        if marker == 0xD9:
            break
        if marker in (0x00, 0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
            raise Damaged
        length = struct.unpack_from(">H", data, at)[0]
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise Damaged
        at += length
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", body, 1)
            _pixels(width, height)
            seen = True
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:])
        if _draws(marker, body):
            out += bytes((0xFF, marker)) + struct.pack(">H", length) + body
        if marker == 0xDA:
            start = at
            while not (data[at] == 0xFF and data[at + 1] != 0x00 and not 0xD0 <= data[at + 1] <= 0xD7):
                at += 1
            out += data[start:at]
    if not seen:
        raise Damaged
    return b"\xff\xd8" + (_exif_of(turned) if turned != 1 else b"") + bytes(out) + b"\xff\xd9"


def _draws(marker: int, body: bytes) -> bool:
    if marker == 0xE0:
        return body.startswith(b"JFIF\0") and len(body) == 14  # longer, it has a thumbnail
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker == 0xEE:
        return body.startswith(b"Adobe")
    return not 0xE0 <= marker <= 0xEF and marker != 0xFE


def _orientation(exif: bytes) -> int:
    """1 to 8, of the Exif tag 0x0112; 1 where it has none or cannot be read."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        first = struct.unpack_from(f"{order}I", exif, 4)[0]
        for n in range(struct.unpack_from(f"{order}H", exif, first)[0]):
            tag, kind, count = struct.unpack_from(f"{order}HHI", exif, first + 2 + 12 * n)
            if tag == 0x0112 and kind == 3 and count == 1:
                held = struct.unpack_from(f"{order}H", exif, first + 10 + 12 * n)[0]
                return held if 1 <= held <= 8 else 1
    except (KeyError, struct.error):
        pass
    return 1


def _exif_of(turned: int) -> bytes:
    body = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs")


def clean_png(data: bytes) -> bytes:
    """Only the chunks that draw the picture: no text, time, Exif or animation, and nothing after its end."""
    out, at, names = bytearray(_PNG), len(_PNG), []
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        whole = data[at : at + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise Damaged
        if name == b"IHDR":
            _pixels(*struct.unpack_from(">II", whole, 8))
        if name in _DRAWS:
            out += whole
        names.append(name)
        at += len(whole)
        if name == b"IEND":
            break
    if names[0] != b"IHDR" or b"IDAT" not in names:
        raise Damaged
    return bytes(out)


# --- sound ---


def clean_mp3(data: bytes) -> bytes:
    """Its frames, without the tags before and after them."""
    at = 0
    while data[at : at + 3] == b"ID3":
        a, b, c, d = data[at + 6 : at + 10]
        at += 10 + (a << 21 | b << 14 | c << 7 | d) + (10 if data[at + 5] & 0x10 else 0)
    while data[at : at + 1] == b"\0":
        at += 1
    start = at
    frames = 0
    while size := _frame(data, at):
        at, frames = at + size, frames + 1
    if frames < 2:
        raise Damaged
    return data[start : min(at, len(data))]


_BITS = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _frame(data: bytes, at: int) -> int:
    """The length of the frame of layer III that begins here; 0 where none does."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bits, rate, padding = data[at + 2] >> 4, data[at + 2] >> 2 & 3, data[at + 2] >> 1 & 1
    if version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return 0
    kilobits = _BITS[1 if version == 3 else 2][bits]
    return (144 if version == 3 else 72) * kilobits * 1000 // _RATES[version][rate] + padding


def clean_wav(data: bytes) -> bytes:
    """Its format and its sound: no list of who and where."""
    at, kept, names = 12, bytearray(), []
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + size]
        if name in (b"fmt ", b"data"):
            kept += name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
            names.append(name)
        at += 8 + size + size % 2
    if names != [b"fmt ", b"data"]:
        raise Damaged
    return b"RIFF" + struct.pack("<I", 4 + len(kept)) + b"WAVE" + bytes(kept)


_WITHIN = (b"moov", b"trak", b"mdia", b"minf", b"edts", b"moof", b"traf")
_DEEPEST = 8
_TOLD = (b"udta", b"meta", b"uuid", b"XMP_")


def clean_m4a(data: bytes) -> bytes:
    """The same file, in which each box of who, where and when is empty: to take it out would move the sound from where the file
    looks for it. A film is refused."""
    out = bytearray(data)
    seen = _boxes(out, 0, len(out))
    if not {b"moov", b"mdat"} <= seen:
        raise Damaged
    return bytes(out)


def _boxes(out: bytearray, at: int, end: int, deep: int = 0) -> set[bytes]:
    if deep > _DEEPEST:
        raise Damaged
    seen: set[bytes] = set()
    while at < end:
        size, name = struct.unpack_from(">I4s", out, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", out, at + 8)[0], 16
        size = size or end - at
        if size < head or at + size > end:
            raise Damaged
        seen.add(name)
        if name in _TOLD:
            out[at + 4 : at + 8] = b"free"
            out[at + head : at + size] = bytes(size - head)
        elif name in (b"mvhd", b"tkhd", b"mdhd") and size >= head + 20:
            # When it was made and changed.
            wide = 8 if out[at + head] == 1 else 4
            out[at + head + 4 : at + head + 4 + 2 * wide] = bytes(2 * wide)
        elif name == b"hdlr" and bytes(out[at + head + 8 : at + head + 12]) == b"vide":
            raise Damaged
        elif name in _WITHIN:
            seen |= _boxes(out, at + head, at + size, deep + 1)
        at += size
    return seen
