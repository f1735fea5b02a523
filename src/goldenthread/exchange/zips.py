"""Zips that somebody sent: what reading one may raise."""

import lzma
import struct
import zipfile
import zlib

BROKEN_ZIP: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, RuntimeError, EOFError, OSError, KeyError, ValueError, IndexError, OverflowError, struct.error, zlib.error, lzma.LZMAError,
)  # fmt: skip
"""What Python's packers and their frame raise on bytes that are not theirs. Our own refusals are ValueErrors too: let them pass first."""
