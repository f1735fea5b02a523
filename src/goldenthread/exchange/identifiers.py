"""The numbers by which a child is known: each is tidied and checked, or refused with words that say how to put it right.

All of them may be absent: an empty value is returned as it is.
"""

from __future__ import annotations

import re

# No I, O or S, which are too easily read as 1, 0 and 5.
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
ULN_PLACEHOLDER = "9999999999"


class BadIdentifier(ValueError):
    """Its message is for the person who typed the number."""


def nhs_number(text: str) -> str:
    """Ten digits whose last is the check digit (modulus 11)."""
    digits = _without_spaces(text)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise BadIdentifier("Enter an NHS number of 10 digits, such as 999 000 0018")
    if len(set(digits)) == 1:
        raise BadIdentifier("Enter the child’s own NHS number: one digit repeated ten times is never issued")
    remainder = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    check = 0 if remainder == 0 else 11 - remainder
    if check == 10 or check != int(digits[9]):
        raise BadIdentifier(
            "Check the NHS number: its last digit does not fit the others, so one of them is mistyped"
        )
    return digits


def upn(text: str) -> str:
    """A check letter and 12 characters, digits except that a temporary number ends in a letter."""
    number = _without_spaces(text).upper()
    if not number:
        return ""
    if not _UPN.fullmatch(number) or number[0] not in UPN_LETTERS:
        raise BadIdentifier("Enter a UPN of 13 characters, a letter and then 12 digits, such as T881200020001")
    last = number[12]
    if not last.isdigit() and last not in UPN_LETTERS:
        raise BadIdentifier("Check the last letter of the UPN: a temporary UPN never ends in I, O or S")
    if upn_check_letter(number[1:]) != number[0]:
        raise BadIdentifier(
            "Check the UPN: its first letter does not fit the digits, so one of them is mistyped"
        )
    return number


def upn_check_letter(characters: str) -> str:
    """The letter that goes before these 12 characters; the letter of a temporary number counts as its place."""
    values = [int(c) if c.isdigit() else UPN_LETTERS.index(c) for c in characters]
    return UPN_LETTERS[sum(value * (place + 2) for place, value in enumerate(values)) % 23]


def uln(text: str) -> str:
    """Ten digits, the last of which checks the others (modulus 11)."""
    digits = _without_spaces(text)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise BadIdentifier("Enter a ULN of 10 digits, or leave it empty")
    if digits == ULN_PLACEHOLDER:
        raise BadIdentifier("Leave the ULN empty: 9999999999 stands for a number that is not known")
    remainder = sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    if remainder == 0 or 10 - remainder != int(digits[9]):
        raise BadIdentifier(
            "Check the ULN: its last digit does not fit the others, so one of them is mistyped"
        )
    return digits


def postcode(text: str) -> str:
    """Capital letters with one space before the last three characters."""
    characters = _without_spaces(text).upper()
    if not characters:
        return ""
    parts = _POSTCODE.fullmatch(characters)
    if parts is None:
        raise BadIdentifier("Enter a full UK postcode, such as CM1 1QH")
    return f"{parts[1]} {parts[2]}"


def _without_spaces(text: str) -> str:
    return re.sub(r"[\s-]+", "", text)
