"""By which ways somebody is told, in which order. Their own wish comes first, and a way that is not safe is never used. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

EMAIL, TEXT, POST, CALL = "email", "text", "post", "call"
ORDER = (EMAIL, TEXT, POST)
"""Of those that need no person, where nothing else was wished: what leaves at once before what takes days."""
PHONE = (TEXT, CALL)
"""What an unsafe phone rules out: others may see it or hear it."""

UNSAFE_WORDS = {"phone": "by phone or text message", EMAIL: "by email", POST: "by letter"}
"""How whoever reaches somebody is told which ways are not safe for them."""

_POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+?44|0)7[0-9]{9}")
LONGEST_LINE = 100


@dataclass(frozen=True)
class Reach:
    """Where one person can be reached. Nobody else's address or number stands here, so that no other way leads to another person."""

    email: str = ""
    mobile: str = ""
    post_to: str = ""
    # Of somebody without an account, the language that they read in when they gave this.
    language: str = ""


@dataclass(frozen=True)
class Wished:
    """How one person wishes to be told: the way, the ways that are not safe for them, forms (`families.wishes.FORMS`) and language."""

    way: str = ""
    unsafe: frozenset[str] = frozenset()
    forms: tuple[str, ...] = ()
    language: str = ""
    mobile: str = ""
    post_to: str = ""

    @property
    def large_print(self) -> bool:
        return "large-print" in self.forms


def ways(reach: Reach, wished: Wished, *, email_alone: bool = False, posts: bool = True) -> tuple[str, ...]:
    """The ways to try, one after another. `email_alone`: it holds a link or a code that belongs to the email address. `posts`: something
    can be posted by this service. Empty where a person must reach them."""
    known = {
        EMAIL: bool(reach.email),
        TEXT: mobile_of(reach.mobile) != "",
        POST: posts and not address_fault(reach.post_to),
    }
    open_ = [way for way in ORDER if known[way] and not _barred(way, wished.unsafe)]
    if email_alone:
        return tuple(way for way in open_ if way == EMAIL)
    return tuple(sorted(open_, key=lambda way: way != wished.way))


def calls(wished: Wished) -> bool:
    """Whether a person calls them: they wish it, and their phone is safe."""
    return wished.way == CALL and not _barred(CALL, wished.unsafe)


def _barred(way: str, unsafe: frozenset[str]) -> bool:
    return way in unsafe or ("phone" in unsafe and way in PHONE)


def mobile_of(text: str) -> str:
    """A mobile number of the United Kingdom as 07 and nine digits; empty for anything else."""
    digits = re.sub(r"[\s().-]", "", text)
    return "07" + digits[-9:] if _MOBILE.fullmatch(digits) else ""


def lines_of(address: str) -> list[str]:
    return [" ".join(line.split()) for line in address.splitlines() if line.strip()]


def address_fault(address: str) -> str:
    """Why nothing can be posted there: GOV.UK Notify takes 3 to 7 lines with a postcode in the last, the name being the first of them.
    The name is not in `address`."""
    lines = lines_of(address)
    if not 2 <= len(lines) <= 6:
        return "Enter the address in 2 to 6 lines"
    if not _POSTCODE.fullmatch(lines[-1]):
        return "End the address with its postcode, on a line of its own"
    if any(len(line) > LONGEST_LINE for line in lines):
        return "Each line can have 100 characters at most"
    return ""
