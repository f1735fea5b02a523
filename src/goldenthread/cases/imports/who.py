"""Whom a row of an extract names: the child by a number, or by name, birthday and home. Files of people, events, plans and provision name children alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from goldenthread.cases.imports.children import Children, Known, plain
from goldenthread.cases.imports.report import DOUBTFUL, ImportReport, sentence
from goldenthread.exchange import identifiers
from goldenthread.exchange.extract import BadRow, Row
from goldenthread.exchange.facts import Identity


@dataclass(frozen=True, slots=True)
class Who:
    """The child as a row gives it. A UPN alone is enough for a child on record."""

    upn: str
    surname: str
    forename: str
    date_of_birth: date | None
    postcode: str
    former_upn: str = ""
    nhs_number: str = ""

    @property
    def identity(self) -> Identity | None:
        if not (self.surname and self.forename and self.date_of_birth):
            return None
        return Identity(self.surname, self.forename, self.date_of_birth, postcode=self.postcode, upn=self.upn, nhs_number=self.nhs_number)

    @property
    def is_empty(self) -> bool:
        return not (self.upn or self.surname or self.forename or self.date_of_birth)

    @property
    def tells_nothing(self) -> bool:
        """An NHS number alone finds nobody, and tells one child from another."""
        return self.is_empty and not self.nhs_number

    def differs(self, other: Who) -> str:
        """Why two rows of one case cannot be taken to mean one child, or nothing. By the items that both give: a surname may have changed, a UPN as
        `former_upn` says, and a first name is spelled in more than one way where the UPN is the same. An NHS number is easily a twin's."""
        if self.tells_nothing or other.tells_nothing:
            return ""
        renumbered = bool(self.upn and other.upn) and (self.upn == other.former_upn or self.former_upn == other.upn)
        same = {
            name: getattr(self, name) == getattr(other, name)
            for name in ("upn", "nhs_number", "date_of_birth")
            if getattr(self, name) and getattr(other, name)
        } | ({"upn": True} if renumbered else {})
        named = bool(self.forename and other.forename)
        other_name = named and plain(self.forename) != plain(other.forename) and not same.get("upn")
        if other_name or not all(same.values()):
            return "is another child's by {row}: one of the two has the wrong reference or the wrong child"
        if same or (named and self.surname and plain(self.surname) == plain(other.surname)):
            return ""
        return (
            "is a child's by {row}, and nothing here tells that it is the same one: give the UPN, the NHS number, the date of birth or the whole name in "
            "both, or the reference alone"
        )

    def with_what_it_leaves_out(self, other: Who) -> Who:
        """With the items of another row of the same case, where these are empty: a later row is compared with all that was told."""
        upn, former = (other.upn, other.former_upn) if other.former_upn and other.former_upn == self.upn else (self.upn or other.upn, self.former_upn)
        if not former and other.former_upn != upn:
            former = other.former_upn
        return Who(
            upn, self.surname or other.surname, self.forename or other.forename, self.date_of_birth or other.date_of_birth, self.postcode or other.postcode,
            former, self.nhs_number or other.nhs_number,
        )  # fmt: skip


def who_of(row: Row, report: ImportReport) -> Who:
    """Raises BadRow where a number is mistyped: it may be another child's."""
    try:
        upn, former = (identifiers.upn(row.values.get(column, "")) for column in ("upn", "former_upn"))
        nhs_number = identifiers.nhs_number(row.values.get("nhs_number", ""))
    except ValueError as mistyped:
        raise BadRow(str(mistyped)) from None
    if former and not upn:
        raise BadRow("former_upn is given without upn: give the number that the child has now")
    try:
        postcode = identifiers.postcode(row["postcode"])
    except ValueError as mistyped:
        if not (upn or nhs_number) and row["surname"]:
            # The next loading could not find the child again.
            raise BadRow(f"{mistyped}. Without a UPN it must confirm who is meant") from None
        words = f"{sentence(str(mistyped))} The row was read without its postcode."
        report.find(DOUBTFUL, f"line {row.line}", words, rule="postcode")
        postcode = ""
    born = row.day("date_of_birth")
    if born is not None and born > timezone.localdate():
        raise BadRow(f"date_of_birth is {born}, which is still to come: check the date")
    return Who(upn, row["surname"], row["forename"], born, postcode, former, nhs_number)


def another_first_name(child: Known, who: Who) -> str:
    """What is said of a row whose number is that of a child with another first name, as a twin's is easily; empty where there is nothing to say."""
    if not who.forename or plain(child.forename) == plain(who.forename):
        return ""
    return "The UPN is that of a child with another first name, and what is told goes to that child. Look whether it is the same child, or a twin’s number."


def find_child(children: Children, who: Who, *, add: bool) -> Known:
    """The child of a row. Raises BadRow, Doubt or Sealed."""
    if who.identity:
        child = children.find(who.identity)
        if child is None and add:
            if not (who.upn or who.postcode or who.nhs_number):
                raise BadRow("give the UPN, the NHS number or the postcode: a name and a date of birth alone do not say who is meant")
            child = children.add(who.identity)
        if child is None:
            raise BadRow(
                "no child on record has this UPN, or this name, date of birth and postcode. Check them, or "
                "load the return or the events of the child first"
            )
        return child
    if who.upn:
        child = children.of_upn(who.upn)
        if child is None:
            raise BadRow(
                f"no child on record has the UPN {who.upn}. "
                + (
                    "Give surname, forename and date_of_birth as well"
                    if add
                    else "Check it, or load the return or the events of the child first"
                )
            )
        return child
    raise BadRow("give the UPN, or surname, forename, date_of_birth and postcode")
