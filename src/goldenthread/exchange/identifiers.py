"""The numbers by which a child, or an organisation, is known: each is tidied and checked, or refused with words that say how to put it right.

All of them may be absent: an empty value is returned as it is.
"""

from __future__ import annotations

import re

# No I, O or S, which are too easily read as 1, 0 and 5.
UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
ULN_PLACEHOLDER = "9999999999"
# Of whose code is whose, those that a register gives out. New codes of the NHS's Organisation Data Service have five characters,
# those of trusts and boards three, of practices six. All else, such as TRUST:EASTWAY, is a name that the area chose.
_REGISTERS = {
    "LA": (re.compile(r"[0-9]{3}"), "a council’s number has 3 digits, such as LA:881"),
    "URN": (re.compile(r"[0-9]{6}"), "a school’s URN has 6 digits, such as URN:123456"),
    "UKPRN": (re.compile(r"1[0-9]{7}"), "a UKPRN has 8 digits, the first of them 1, such as UKPRN:10001234"),
    "ICB": (re.compile(r"[A-Z0-9]{3,6}"), "a board’s ODS code has 3 to 6 capital letters and digits, such as ICB:QH8"),
    "ODS": (re.compile(r"[A-Z0-9]{3,8}"), "an ODS code has 3 to 8 capital letters and digits, such as ODS:F81001"),
}
_CHOSEN = re.compile(r"[A-Z]{2,12}:[A-Z0-9]+(-[A-Z0-9]+)*")
LONGEST_CODE = 40


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
    remainder = _of_nine(digits)
    check = 0 if remainder == 0 else 11 - remainder
    if check == 10 or check != int(digits[9]):
        raise BadIdentifier(
            "Check the NHS number: its last digit does not fit the others, so one of them is mistyped"
        )
    return digits


def _of_nine(digits: str) -> int:
    """The first nine digits, weighed from 10 down to 2: what is left of eleven. An NHS number and a ULN make of it each their own last digit."""
    return sum(int(d) * weight for d, weight in zip(digits, range(10, 1, -1), strict=False)) % 11


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
    remainder = _of_nine(digits)
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


POSTCODE_AREAS = frozenset(
    (
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY "
        "G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP "
        "NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W "
        "WA WC WD WF WN WR WS WV YO ZE BF"
    ).split()
)


def postcode_area_exists(written: str) -> bool:
    """Whether the letters that a postcode begins with are those of one of the 124 postcode areas, or of British forces abroad."""
    letters = re.match("[A-Z]+", written)
    return letters is not None and letters[0] in POSTCODE_AREAS


def organisation_code(text: str) -> str:
    """Whose code it is, a colon and the code: `URN:123456`. It is kept as it was written, because others refer to it so, and its form alone
    is checked: whether the register knows it is not known here."""
    register, colon, code = text.partition(":")
    if not colon:
        raise BadIdentifier("begin it with whose code it is, such as LA:881 or URN:123456")
    if register in _REGISTERS:
        form, said = _REGISTERS[register]
        if not form.fullmatch(code):
            raise BadIdentifier(said)
    elif register.strip().upper() in _REGISTERS:
        raise BadIdentifier(f"write {register.strip().upper()} in capital letters, with no space before the colon")
    elif not _CHOSEN.fullmatch(text):
        raise BadIdentifier("write it in capital letters, digits and hyphens, with no space, such as TRUST:EASTWAY")
    if len(text) > LONGEST_CODE:
        raise BadIdentifier(f"a code has at most {LONGEST_CODE} characters, the part before the colon included")
    return text


def _without_spaces(text: str) -> str:
    return re.sub(r"[\s-]+", "", text)
