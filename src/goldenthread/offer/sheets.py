"""A council's own spreadsheet of services, in whatever columns it has. A person says once what they mean; each row is then checked, and one
that looks like an entry that is there already is put before a person, who says whether it is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from rapidfuzz import fuzz, process

from goldenthread.exchange.extract import UnreadableExtract
from goldenthread.exchange.table import DATE_ORDERS, Table, day_of, read_table, sheets_in
from goldenthread.offer.models import Service, TaxonomyTerm
from goldenthread.offer.plain import plain
from goldenthread.offer.told import Known, Row, Told, read_rows, service_id
from goldenthread.people.models import District

LONGEST_CELL = 8_000
MOST = 5_000
MOST_WORDS = 80
"""Different words of one column whose meaning is asked."""
ALIKE = 86
"""Of 100: how like two names must be, and so must whoever runs them or how they are reached (rapidfuzz, token set ratio)."""

FIELDS = {
    "service": "Name of the service", "organisation": "Who runs it", "about_organisation": "About who runs it", "about": "What it does", "who_for": "Who it is for",
    "how_to_ask": "How to get it", "website": "Website", "email": "Email", "phone": "Telephone", "status": "Is it open", "age_from": "From which age, in years", "age_to": "Up to which age, in years",
    "cost": "Cost: “free” or pounds", "cost_words": "Cost, in words", "needs": "Needs it helps with", "how": "Ways to get it", "schedule_2": "Rows of Schedule 2", "districts": "Districts it serves",
    "place": "Name of the place", "address": "Address", "town": "Town", "postcode": "Postcode", "withhold_address": "Address is kept private",
    "days": "Days, as MO,TU,WE", "opens": "Opens, as 09:00", "closes": "Closes, as 15:30", "checked_on": "Day it was last checked", "waiting_list": "Waiting list",
}  # fmt: skip
NEEDED = ("service", "organisation", "about", "checked_on")
CODED = ("status", "needs", "how", "schedule_2", "districts", "withhold_address")
"""Fields whose words have a meaning that a person says."""
ALWAYS = ("organisation", "checked_on", "withhold_address", "status")
"""Fields that may be the same for every row."""
STARTS = {"service": ("name", "title", "servicename"), "organisation": ("provider", "organization", "runby"), "about": ("description", "summary"), "checked_on": ("lastchecked", "updated", "lastupdated", "checked"),
          "phone": ("telephone", "tel"), "website": ("url", "web"), "who_for": ("eligibility",), "how_to_ask": ("howtoaccess", "referral"), "place": ("venue", "location"), "town": ("city",),
          "age_from": ("minage", "minimumage"), "age_to": ("maxage", "maximumage"), "needs": ("need", "send"), "cost": ("price", "fee")}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """How one layout is read. columns: our field, their column. always: our field, a value for every row. codes: our field, their word in
    small letters, ours; an empty one is passed over."""

    columns: Mapping[str, str]
    always: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: str = "ymd"

    def kept(self) -> dict[str, Any]:
        return {"columns": dict(self.columns), "always": dict(self.always), "codes": {k: dict(v) for k, v in self.codes.items()}, "dates": self.dates}


def table_of(data: bytes, sheet: str = "") -> tuple[str, Table]:
    """A file's text as CSV, and its table. Of a workbook with several sheets, the one of that name. Raises UnreadableExtract."""
    found = sheets_in(data)
    if len(found) > 1:
        named = [s for s in found if s.name.casefold() == sheet.strip().casefold()]
        if not named:
            raise UnreadableExtract(f"The workbook has several sheets. Say which: {', '.join(s.name for s in found)}.")
        found = named
    if found[0].problem:
        raise UnreadableExtract(found[0].problem)
    return found[0].text, table_in(found[0].text)


def table_in(text: str) -> Table:
    table = read_table(text.encode(), LONGEST_CELL)
    if len(table.rows) > MOST:
        raise UnreadableExtract(f"The file has more than {MOST:,} rows. Send it in parts.")
    return table


def likely(table: Table) -> Reading:
    """Columns whose name says it: a person looks at each."""
    by_name = {"".join(ch for ch in c.casefold() if ch.isalnum()): c for c in table.columns}
    found: dict[str, str] = {}
    for name in FIELDS:
        for key in (name.replace("_", ""), *STARTS.get(name, ())):
            if key in by_name and by_name[key] not in found.values():
                found[name] = by_name[key]
                break
    return Reading(found)


def meanings() -> dict[str, dict[str, str]]:
    """Of each coded field, what its words may mean, each by our code."""
    terms: dict[str, dict[str, str]] = {}
    for t in TaxonomyTerm.objects.select_related("taxonomy").order_by("place"):
        terms.setdefault(t.taxonomy.slug, {})[t.code] = t.name
    return {
        "status": dict(Service.Status.choices), "needs": terms.get("need", {}), "how": terms.get("how", {}), "schedule_2": terms.get("schedule-2", {}),
        "districts": {d.name: d.name for d in District.objects.exclude(locality="").order_by("name")}, "withhold_address": {"yes": "Yes, keep it private", "no": "No"},
    }  # fmt: skip


def _parts(name: str, cell: str) -> list[str]:
    """The words of a cell: of most coded fields there may be several, between semicolons, upright lines or commas."""
    if name in ("status", "withhold_address"):
        return [cell.strip()] if cell.strip() else []
    for apart in (";", "|", ","):
        cell = cell.replace(apart, "\n")
    return [w for part in cell.split("\n") if (w := part.strip())]


def words_of(table: Table, name: str, column: str) -> list[str]:
    """The different words of a coded column; one more than are asked says that it holds no codes."""
    at, found = table.columns.index(column), dict[str, str]()
    for _, cells in table.rows:
        for word in _parts(name, cells[at]):
            found.setdefault(word.casefold(), word)
        if len(found) > MOST_WORDS:
            break
    return list(found.values())


def guess(word: str, means: Mapping[str, str]) -> str:
    """Our code, where the word is our code or name; else nothing, and a person says it."""
    return next((code for code, name in means.items() if plain(word) in (plain(code), plain(name))), "")


def rows_of(table: Table, reading: Reading) -> Iterator[tuple[int, Row] | tuple[int, str]]:
    """Each row by our columns with its line, or its line and why it is refused."""
    places = {name: table.columns.index(column) for name, column in reading.columns.items() if column in table.columns}
    for line, cells in table.rows:
        row, wrong = {}, ""
        for name in FIELDS:
            said = cells[places[name]] if name in places else reading.always.get(name, "")
            if name in CODED and name in places:
                said = ";".join(dict.fromkeys(ours for word in _parts(name, said) if (ours := reading.codes.get(name, {}).get(word.casefold(), ""))))
            elif name == "checked_on" and said:
                day = day_of(said, reading.dates if name in places else "ymd")
                wrong = wrong or ("" if day else "the day it was last checked is no date in the order that was chosen")
                said = day.isoformat() if day else said
            row[name] = said
        row["about_organisation"] = row["about_organisation"] or row["organisation"]
        if row["website"] and "://" not in row["website"]:
            row["website"] = f"https://{row['website']}"
        row["cost"] = row["cost"].lstrip("£").strip()
        wrong = wrong or next((f"{FIELDS[name].lower()} is empty" for name in NEEDED if not row[name]), "")
        yield (line, wrong) if wrong else (line, row)


# --- checked, beside what is here ---


@dataclass(frozen=True)
class Pair:
    """A row that looks like an entry that is here, or like an earlier row of the file."""

    key: str
    told: Told
    like: str
    like_name: str
    like_runs: str
    in_file: bool
    decided: str = ""


@dataclass
class Checked:
    new: list[Told] = field(default_factory=list)
    changed: list[Told] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    # Held back until somebody has said whether they are the same.
    pairs: list[Pair] = field(default_factory=list)

    @property
    def to_decide(self) -> list[Pair]:
        return [p for p in self.pairs if not p.decided]

    @property
    def ready_new(self) -> list[Told]:
        held = {p.told.service.pk for p in self.to_decide}
        return [t for t in self.new if t.service.pk not in held]

    @property
    def ready(self) -> list[Told]:
        return [*self.ready_new, *self.changed]


def check(table: Table, reading: Reading, decisions: Mapping[str, str]) -> Checked:
    """Every row as it would stand, or why it cannot; nothing is written."""
    made, rows = Checked(), []
    for line, said in rows_of(table, reading):
        if isinstance(said, str):
            made.refused.append((line, said))
        else:
            rows.append((line, said))
    known = Known.of(r["postcode"] for _, r in rows)
    plainly, _ = read_rows(rows, known)
    pairs = _alike(plainly, decisions)
    same = {p.key: UUID(p.decided) for p in pairs if p.decided not in ("", "new")}
    told, refused = read_rows(rows, known, lambda row: same.get(str(service_id(row)), service_id(row)), merged=set(same.values()))
    made.refused += refused
    made.refused.sort()
    here = set(Service.objects.filter(pk__in=list(told)).values_list("pk", flat=True))
    for key, each in told.items():
        (made.changed if key in here else made.new).append(each)
    made.pairs = pairs
    return made


def _alike(told: Mapping[UUID, Told], decisions: Mapping[str, str]) -> list[Pair]:
    """Of services that are not here under the same name, the one here (or earlier in the file) that each looks most like."""
    here = {s.pk: s for s in Service.objects.filter(feed=None).exclude(status=Service.Status.DEFUNCT).select_related("organization")}
    earlier: dict[UUID, Service] = {}
    found = []
    for key, each in told.items():
        if key in here:
            continue
        others = here | earlier
        names = {k: plain(s.name) for k, s in others.items()}
        for _, _, other in process.extract(plain(each.service.name), names, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=10):
            if _reached_alike(each.service, others[other]):
                decided = decisions.get(str(key), "")
                like = others[other]
                found.append(Pair(str(key), each, str(other), like.name, like.organization.name, other in earlier, decided if decided in ("new", str(other)) else ""))
                break
        earlier[key] = each.service
    return found


def _reached_alike(one: Service, other: Service) -> bool:
    if fuzz.token_set_ratio(plain(one.organization.name), plain(other.organization.name)) >= ALIKE:
        return True
    return any(a and a == b for a, b in ((one.email.lower(), other.email.lower()), (_digits(one.phone), _digits(other.phone)), (one.url.rstrip("/"), other.url.rstrip("/"))))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def problems(table: Table, given: Reading, means: Mapping[str, Mapping[str, str]], *, codes: bool) -> dict[str, str]:
    """What is wrong with a reading, by where it stands on the page."""
    wrong = {f"column-{n}": f"Choose the column that has: {FIELDS[n].lower()}" for n in NEEDED if n not in given.columns and not given.always.get(n)}
    chosen = list(given.columns.values())
    wrong |= {f"column-{n}": f"The column {c} is chosen twice" for n, c in given.columns.items() if chosen.count(c) > 1}
    if given.dates not in DATE_ORDERS:
        wrong["dates"] = "Choose how the file writes a day"
    for name, value in given.always.items():
        if means and name in means and value not in means[name]:
            wrong[f"column-{name}"] = f"Choose from the list: {FIELDS[name].lower()}"
        elif name == "checked_on" and day_of(value, "ymd") is None:
            wrong["column-checked_on"] = "Enter the day like 2026-03-27"
    for name in CODED:
        if name not in given.columns:
            continue
        if len(words := words_of(table, name, given.columns[name])) > MOST_WORDS:
            wrong[f"column-{name}"] = f"{given.columns[name]} has more than {MOST_WORDS} different words, so it holds no codes"
        elif codes:
            wrong |= {f"code-{name}-{k}": f"Say what “{w[:60]}” means" for k, w in enumerate(words) if w.casefold() not in given.codes.get(name, {})}
    return wrong


def reading_of(kept: Mapping[str, Any]) -> Reading:
    return Reading(kept["columns"], kept["always"], kept["codes"], kept["dates"])


def all_said(table: Table, reading: Reading) -> bool:
    """Whether every word of the file has a meaning: a later file of the same layout may have new ones."""
    return not problems(table, reading, {}, codes=True)
