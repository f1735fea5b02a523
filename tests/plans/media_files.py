"""Small pictures and recordings, made here byte by byte, each with what must not be kept in it."""

import struct
import zlib

SECRET = b"51.73N 0.47E Chelmsford"


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width=2, height=2, *extra):
    rows = b"".join(b"\0" + b"\x12\x47\x4b" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def told_png():
    return png(2, 2, chunk(b"tEXt", b"Comment\0" + SECRET), chunk(b"eXIf", b"MM\0*" + SECRET)) + SECRET


# The least grey JPEG of one pixel: quantisation, one frame, two Huffman tables of one code each, one scan.
_DQT = b"\xff\xdb" + struct.pack(">HB", 67, 0) + bytes([16] * 64)
_DHT = b"".join(b"\xff\xc4" + struct.pack(">HB", 20, kind) + bytes([1] + [0] * 15) + b"\0" for kind in (0x00, 0x10))
_SOS = b"\xff\xda" + struct.pack(">HB", 8, 1) + bytes([1, 0, 0, 63, 0])


def segment(marker, body):
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(turned):
    """An Exif with the way up, and a note of a place."""
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 2) + struct.pack(">HHIHH", 0x0112, 3, 1, turned, 0) + struct.pack(">HHI4s", 0x8825, 4, 1, b"\0\0\0\x30") + b"\0\0\0\0" + SECRET


def jpeg(*segments, width=8, height=8, turned=1):
    sof = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + bytes([1, 0x11, 0])
    return b"\xff\xd8" + b"".join(segments) + _DQT + sof + _DHT + _SOS + b"\x3f" + b"\xff\xd9"


def told_jpeg(turned=6):
    return jpeg(segment(0xE1, exif(turned)), segment(0xFE, SECRET), segment(0xED, b"Photoshop 3.0\0" + SECRET)) + SECRET


def mp3(frames=3):
    head = bytes((0xFF, 0xFB, 0x10, 0x00))  # version 1, layer III, 32 kbit/s, 44.1 kHz
    return (head + bytes(144 * 32000 // 44100 - 4)) * frames


def told_mp3():
    tag = b"ID3\x04\0\0" + bytes((0, 0, 0, len(SECRET))) + SECRET
    return tag + mp3() + b"TAG" + SECRET.ljust(125)


def wav(*extra):
    body = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"".join(extra) + b"data" + struct.pack("<I", 8) + bytes([128] * 8)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def told_wav():
    return wav(b"LIST" + struct.pack("<I", 24) + SECRET.ljust(24))


def box(name, body):
    return struct.pack(">I4s", 8 + len(body), name) + body


def m4a(handler=b"soun"):
    hdlr = box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12)
    trak = box(b"trak", box(b"mdia", hdlr) + box(b"meta", SECRET))
    moov = box(b"moov", box(b"mvhd", b"\0\0\0\0" + b"\xd9\xd9\xd9\xd9" * 2 + b"\0" * 88) + trak + box(b"udta", box(b"\xa9xyz", SECRET)))
    return box(b"ftyp", b"M4A \0\0\0\0") + moov + box(b"mdat", b"sound")
