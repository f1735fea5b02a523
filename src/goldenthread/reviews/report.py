"""What the report of a review says: SEND Regulations 2014 r.20(6)-(9), 21(5)-(8). Pure.

It judges progress towards each outcome of the plan with what shows it, answers for each line of help that the ledger cannot check or
that is behind whether it was given, and says what should change, what the child and the family
think and, from Year 9, how the young person prepares for adulthood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goldenthread.reviews import adulthood

JUDGEMENTS = {
    "met": "Met",
    "on-track": "On the way",
    "little": "Little progress",
    "none": "No progress",
    "not-right": "No longer the right outcome",
}
GIVEN = {
    "given": "Given as the plan says",
    "part": "Given in part",
    "not": "Not given",
    "unknown": "Nobody could say",
}
CHANGES = {
    "A": "Views, interests and aspirations (section A)",
    "B": "Needs (section B)",
    "CD": "Health and social care needs (sections C and D)",
    "E": "Outcomes (section E)",
    "F": "Help for learning (section F)",
    "GH": "Health and social care help (sections G and H)",
    "I": "The setting (section I)",
}
RECOMMENDS = {
    "maintain": "Keep the plan as it is",
    "amend": "Amend the plan",
    "cease": "Cease the plan",
}
PARTS = {
    "outcomes": "Progress towards each outcome",
    "help": "Whether the help was given",
    "changes": "What should change",
    "views": "What the child and the family think",
    "adulthood": "Preparing for adulthood",
}


def outcomes_of(clauses: Iterable[Any]) -> list[dict[str, str]]:
    """The outcomes of a plan as a report names them: clauses of section E, in order."""
    listed = [c for c in clauses if c.section == "E" and not c.removed]
    return [{"line": str(c.line), "label": f"E{c.number}", "text": c.text, "by": str((c.details or {}).get("by", ""))} for c in sorted(listed, key=lambda c: c.number)]


def questions(part: str, lines: Iterable[Mapping[str, str]] = ()) -> list[str]:
    """The names of what a part asks; `lines` are its own, see `lines_in`."""
    match part:
        case "outcomes":
            return [f"{what}-{o['line']}" for o in lines for what in ("judgement", "evidence")] + ["other"]
        case "help":
            return [f"{what}-{h['line']}" for h in lines for what in ("given", "shows")]
        case "changes":
            return ["recommends", *CHANGES]
        case "views":
            return ["child", "family"]
        case _:
            return [*adulthood.OUTCOMES, *adulthood.LEADS]


def lines_in(body: Mapping[str, Any], part: str) -> list[dict[str, str]]:
    """The outcomes, or the lines of help, that a part asks about: kept from when the report was begun."""
    return list(body.get("help_lines" if part == "help" else "lines", ()))


def lacking(body: Mapping[str, Any], born: date | None, on: date) -> list[str]:
    """What a report leaves unsaid, in words. It is pointed out and does not stop the report: its date is law."""
    said = body.get("outcomes", {})
    found = []
    for o in body.get("lines", ()):
        if not said.get(f"judgement-{o['line']}"):
            found.append(f"No judgement of progress on {o['label']}")
        elif not str(said.get(f"evidence-{o['line']}", "")).strip():
            found.append(f"Nothing shows the judgement on {o['label']}")
    if not body.get("lines") and not str(said.get("other", "")).strip():
        found.append("Nothing is said about progress")
    given = body.get("help", {})
    found += [f"Nothing is said about whether {h['label']} was given: {h['why']}" for h in lines_in(body, "help") if not given.get(f"given-{h['line']}")]
    views = body.get("views", {})
    found += [f"Nothing is said about what the {who} thinks" for who in ("child", "family") if not str(views.get(who, "")).strip()]
    if not body.get("changes", {}).get("recommends"):
        found.append("There is no recommendation to keep, amend or cease the plan")
    found += [f"Preparing for adulthood: {title}" for title in adulthood.lacking(born, on, body.get("adulthood", {}))]
    return found


def empty(body: Mapping[str, Any]) -> bool:
    """Whether nothing at all was written: such a report is not sent."""
    return not any(str(v).strip() for part in PARTS for v in body.get(part, {}).values())


def shown(body: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The report for a reader: each part with its lines of heading, judgement and words."""
    said, parts = body.get("outcomes", {}), []
    lines = [
        (f"{o['label']} {o['text']}", JUDGEMENTS.get(said.get(f"judgement-{o['line']}", ""), "Not judged"), str(said.get(f"evidence-{o['line']}", "")))
        for o in body.get("lines", ())
    ]
    if str(said.get("other", "")).strip():
        lines.append(("Anything else about progress" if lines else "Progress", "", str(said["other"])))
    parts.append((PARTS["outcomes"], lines))
    given = body.get("help", {})
    parts.append((PARTS["help"], [
        (f"{h['label']} {h['text']}", GIVEN.get(given.get(f"given-{h['line']}", ""), "Not answered"), str(given.get(f"shows-{h['line']}", "")))
        for h in lines_in(body, "help")
    ]))  # fmt: skip
    changes = body.get("changes", {})
    recommends = [("The meeting recommends", RECOMMENDS[changes["recommends"]], "")] if changes.get("recommends") in RECOMMENDS else []
    parts.append((PARTS["changes"], recommends + [(title, "", str(changes[k])) for k, title in CHANGES.items() if str(changes.get(k, "")).strip()]))
    views = body.get("views", {})
    parts.append((PARTS["views"], [(title, "", str(views[k])) for k, title in (("child", "The child or young person"), ("family", "The family")) if str(views.get(k, "")).strip()]))
    grown = body.get("adulthood", {})
    titles = {k: title for k, (title, _) in adulthood.OUTCOMES.items()} | adulthood.LEADS
    parts.append((PARTS["adulthood"], [(title, "", str(grown[k])) for k, title in titles.items() if str(grown.get(k, "")).strip()]))
    return [(title, lines) for title, lines in parts if lines]
