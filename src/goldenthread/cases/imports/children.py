"""Which child a file means: by UPN (a former one too), else ULN, else name, date of birth and one more item.

A doubt is reported for a person to decide. It is never settled by a guess, and never by a second child.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldenthread.exchange.facts import Identity, person_id


@dataclass(slots=True)
class Known:
    """A child on record. `new` ones are those that this import adds; `row` is where in the file one of these came."""

    id: UUID
    surname: str
    forename: str
    date_of_birth: date | None
    sex: str
    ethnicity: str
    postcode: str
    upn: str
    uln: str
    nhs_number: str = ""
    sealed: bool = False
    new: bool = False
    changed: bool = False
    told: bool = False
    row: str = ""


class Doubt(Exception):
    """A person must decide whom the row means. `child` is the one it may be."""

    def __init__(self, message: str, child: UUID | None = None) -> None:
        super().__init__(message)
        self.child = child


class Sealed(Exception):
    """The row means a record that was sealed; an import never brings one back."""


SEALED_WORDS = (
    "The row matches a record that is not open to imports, and nothing of it was loaded. Ask the person "
    "who looks after sealed records."
)


def plain(name: str) -> str:
    """A name without accents, capitals or punctuation, as two files may differ in these."""
    letters = unicodedata.normalize("NFKD", name)
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).casefold().split())


class Children:
    """All children of one owner, or of several, found by their numbers and names."""

    def __init__(self, authority: str, known: Iterable[Known], former: Iterable[tuple[str, UUID]]) -> None:
        self._authority = authority
        self.by_id: dict[UUID, Known] = {}
        self._upns: dict[str, set[UUID]] = defaultdict(set)
        self._ulns: dict[str, set[UUID]] = defaultdict(set)
        self._nhs_numbers: dict[str, set[UUID]] = defaultdict(set)
        self._names: dict[tuple[str, str, date | None], set[UUID]] = defaultdict(set)
        for child in known:
            self._add(child)
        for upn, child_id in former:
            self._upns[upn].add(child_id)

    @classmethod
    def of(cls, cursor: Any, authority: str, *owners: UUID) -> Children:
        """The children of a body, and of others whose records of who is who it may match its own against."""
        cursor.execute(
            "SELECT id, surname, forename, date_of_birth, sex, ethnicity, postcode, upn, uln, nhs_number, sealed"
            " FROM people_child WHERE owner_id = ANY(%s)",
            [list(owners)],
        )
        known = [Known(*row) for row in cursor.fetchall()]
        cursor.execute("SELECT upn, child_id FROM people_formerupn WHERE owner_id = ANY(%s)", [list(owners)])
        return cls(authority, known, cursor.fetchall())

    def _add(self, child: Known) -> None:
        self.by_id[child.id] = child
        self._index(child)

    def _index(self, child: Known) -> None:
        if child.upn:
            self._upns[child.upn].add(child.id)
        if child.uln:
            self._ulns[child.uln].add(child.id)
        if child.nhs_number:
            self._nhs_numbers[child.nhs_number].add(child.id)
        self._names[_name_key(child)].add(child.id)

    def find(self, identity: Identity) -> Known | None:
        """The child that a file means, or None where nobody is like it. Raises Doubt or Sealed."""
        for number, found, words in (
            (identity.upn, self._upns, "UPN"),
            (identity.uln, self._ulns, "ULN"),
            (identity.nhs_number, self._nhs_numbers, "NHS number"),
        ):
            if number and number in found:
                return self._by_number(identity, found[number], f"{words} {number}")
        return self._by_name(identity)

    def by_key(self, identity: Identity) -> Known | None:
        """The child that an import would add of these items, where it was added before."""
        return self.by_id.get(person_id(self._authority, identity))

    def may_be(self, child: Known, identity: Identity) -> bool:
        """Whether anything tells that they are one: a number, or the birthday with one of the two names; with both where a number is another, as a twin's is."""
        numbered = self._upns.get(identity.upn, set()) | self._nhs_numbers.get(identity.nhs_number, set())
        if numbered:
            return child.id in numbered
        named = [plain(child.surname) == plain(identity.surname), plain(child.forename) == plain(identity.forename)]
        return child.date_of_birth == identity.date_of_birth and (all(named) if _contradicts(child, identity) else any(named))

    def of_upn(self, upn: str) -> Known | None:
        """The child with this UPN, where a row gives nothing else."""
        ids = self._upns.get(upn, set())
        if len(ids) > 1:
            raise Doubt(f"UPN {upn} belongs to {len(ids)} children on record. Decide whom it means.")
        return _open(self.by_id[next(iter(ids))]) if ids else None

    def _by_number(self, identity: Identity, ids: set[UUID], number: str) -> Known:
        children = [self.by_id[each] for each in ids]
        if len(children) > 1:
            raise Doubt(f"{number} belongs to {len(children)} children on record. Decide whom it means.")
        [child] = children
        if child.date_of_birth != identity.date_of_birth and _name_key(child)[:2] != _name_key(identity)[:2]:
            # With one of the two names alike it is a brother's or a sister's as easily.
            raise Doubt(
                f"{number} is on record for a child with another name and another date of birth. Decide "
                "whose number it is.",
                child.id,
            )
        if identity.nhs_number and plain(child.forename) != plain(identity.forename):
            # A twin has the same birthday, surname and home, and is easily given the other's number.
            raise Doubt("Its number is on record for a child with another first name. Check which child it is.", child.id)
        return _open(child)

    def _by_name(self, identity: Identity) -> Known | None:
        children = [self.by_id[each] for each in self._names.get(_name_key(identity), ())]
        if not children:
            return None
        alike = [child for child in children if not _contradicts(child, identity)]
        confirmed = [child for child in alike if child.postcode and child.postcode == identity.postcode]
        if len(confirmed) == 1:
            return _open(confirmed[0])
        renumbered = [child for child in children if child.postcode and child.postcode == identity.postcode]
        if not confirmed and renumbered:
            child = _open(renumbered[0])
            where = (child.row or "an earlier row of the file") if child.new else "a child on record"
            raise Doubt(
                f"{where[0].upper()}{where[1:]} has the same name, date of birth and postcode and another number. "
                "Decide whether it is the same child. No second one was made: if a UPN was changed, give the old one as "
                "former_upn in an extract of events.",
                child.id,
            )
        if not alike and (identity.upn or identity.nhs_number):
            # Another child of the same name, born on the same day: each has a number of its own.
            return None
        words = "more than one child" if len(children) > 1 else "a child"
        raise Doubt(
            f"{words.capitalize()} on record has the same name and date of birth, and no number or postcode "
            "confirms that it is the same person. Decide, and add the missing number or postcode.",
            children[0].id,
        )

    def namesake(self, child: Known) -> Known | None:
        """A child on record before this import who has the same name and date of birth as one that it adds."""
        others = (self.by_id[each] for each in self._names[_name_key(child)])
        return next((other for other in others if not other.new and not other.sealed), None)

    def renumber(self, upn: str, former: str, identity: Identity | None) -> Known | None:
        """The child of a former UPN, who now has the new one; None where nobody has the former one, or where this is
        known already. Raises Doubt or Sealed."""
        ids = self._upns.get(former, set())
        if not ids:
            return None
        child = self.of_upn(former) if identity is None else self._by_number(identity, ids, f"UPN {former}")
        if child is None or child.upn == upn:
            return None
        if child.upn != former or self._upns.get(upn, {child.id}) != {child.id}:
            raise Doubt(
                f"UPN {upn} cannot take the place of {former}: one of them is on record for another child, or the child "
                "has a third one by now. Decide whose numbers they are.",
                child.id,
            )
        child.upn, child.changed = upn, not child.new
        self._index(child)
        return child

    def number(self, child: Known, upn: str) -> None:
        """The first UPN of a child who was found by something else."""
        child.upn, child.changed = upn, not child.new
        self._index(child)

    def add(self, identity: Identity) -> Known:
        child = Known(
            person_id(self._authority, identity),
            identity.surname,
            identity.forename,
            identity.date_of_birth,
            identity.sex,
            identity.ethnicity,
            identity.postcode,
            identity.upn,
            identity.uln,
            identity.nhs_number,
            new=True,
        )
        if child.id in self.by_id:
            raise Doubt("Another child was made from the same items. Decide whom the row means.", child.id)
        self._add(child)
        return child


def _name_key(who: Known | Identity) -> tuple[str, str, date | None]:
    return plain(who.surname), plain(who.forename), who.date_of_birth


def _contradicts(child: Known, identity: Identity) -> bool:
    return bool(
        (child.upn and identity.upn and child.upn != identity.upn)
        or (child.uln and identity.uln and child.uln != identity.uln)
        or (child.nhs_number and identity.nhs_number and child.nhs_number != identity.nhs_number)
    )


def _open(child: Known) -> Known:
    if child.sealed:
        raise Sealed(SEALED_WORDS)
    return child
