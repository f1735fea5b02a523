"""A pseudo-locale: every message in letters with accents, between brackets, with its names and links left as they are. Whatever is still plain
English on a page was never asked for in the reader's language."""

import re
from functools import cache

from goldenthread.web.catalogues import messages, mo

ACCENTS = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒğĥíĵķļɱñóþǫŕšţúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĻṀÑÓÞǪŔŠŢÚṼŴẊÝŽ")
KEPT = re.compile(r"(\{\w+\}|<\/?\d+>)")


def pseudo(message: str) -> str:
    return "[" + "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTS) for part in KEPT.split(message)) + "]"


@cache
def catalogue(said, name):
    """Every message as `said` says it. To gather them takes two seconds, and nothing that a test does changes them."""
    return mo({m: said(m) for m in messages()}, name=name)


def install(folder, code="pl", name="Pseudo", said=pseudo):
    """A catalogue of the pseudo-locale in a folder of catalogues."""
    where = folder / code / "LC_MESSAGES"
    where.mkdir(parents=True)
    (where / "family.mo").write_bytes(catalogue(said, name))
    return folder


ARABIC = str.maketrans(dict(zip("abcdefghijklmnopqrstuvwxyz", "ابچدےفگھیجکلمنوپقرسٹءڤؤکژ" "ز", strict=True)))


def arabic(message: str) -> str:
    """The same in Arabic letters, from right to left; any letter of English that is left was never asked for."""
    return "".join(part if KEPT.fullmatch(part) else part.lower().translate(ARABIC) for part in KEPT.split(message))


def install_arabic(folder, code="ur", name="اردو"):
    return install(folder, code, name, arabic)
