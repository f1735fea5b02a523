"""The documentation of the law, made from the pathway definitions: one page of Markdown a pathway.

`python -m goldenthread.law_pages docs/law` writes them; a test fails when they are stale."""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from goldenthread.engine.explain import KIND_WORDS, limit_in_words, term_in_words, things_in_words
from goldenthread.engine.fields import EventType, Field
from goldenthread.engine.pathway import Clock, Happening, Pathway, Pick, Start, Test, picks
from goldenthread.pathways import HEALTH, PATHWAYS

HEADER = "<!-- Made from the pathway definitions by `make law`. Do not edit. -->"

THINGS = {"to": "body", "by": "body", "requires": "requirement"}
"""What fields are about whose name alone says nothing to a reader of the law."""


def pages() -> dict[str, str]:
    """File names and their text, an index included."""
    index = [HEADER, "# The law as clocks", "", "| Pathway | What it covers |", "|---|---|"]
    index += [f"| [{p.title}]({p.slug}.md) | {p.summary} |" for p in PATHWAYS.values()]
    return {"README.md": _text(index), **{f"{p.slug}.md": page(p) for p in PATHWAYS.values()}}


def page(pathway: Pathway) -> str:
    """One pathway: its stages, clocks with limits, stops, exceptions and citations, and its events with their fields."""
    return _text(
        [
            HEADER,
            f"# {pathway.title}",
            "",
            pathway.summary,
            "",
            f"Slug `{pathway.slug}`" + (f", regime `{pathway.regime}`." if pathway.slug not in HEALTH else "."),
            "",
            "## Stages",
            "",
            *(f"- **{s.title}** (`{s.slug}`)" + (", ends the case" if s.closed else "") for s in pathway.stages),
            "",
            "## Clocks",
            "",
            "Sentences of one clock are tried in this order, and the first that fits is used.",
            "",
            *_begun_again(pathway),
            "| Clock | Limit | Exists | Stops when | Dropped when | Exceptions | Set by | Owed by |",
            "|---|---|---|---|---|---|---|---|",
            *(_clock(pathway, c) for c in pathway.clocks),
            "",
            "## Events",
            "",
            "| Event | In words | Fields | Then the case stands at | Kind of data |",
            "|---|---|---|---|---|",
            *(_event(pathway, e) for e in pathway.events.values()),
            "",
            *_reads(pathway),
        ]
    )


def _clock(pathway: Pathway, c: Clock) -> str:
    exists = [f"one for each {THINGS[c.each]}" if c.each in THINGS else things_in_words(c)]
    if c.only_for:
        exists.append("for " + _listed(c.only_for))
    if any(h.tests or h.anew for h in c.starts.of) or any(isinstance(p, Start) and not p.opener for p in picks(c.limit)):
        exists.append("from " + _happenings(c.starts.of))
    elif tested := [h for p in picks(c.limit) if isinstance(p, Pick) for h in (*p.of, *p.only_if) if h.tests]:
        exists.append("counting " + _happenings(tested))
    if c.only_after:
        exists.append("only after " + _happenings(c.only_after))
    if c.only_before is not None:
        exists.append(f"only if started before {term_in_words(pathway, c.only_before)}")
    stops = "itself, if early enough" if c.done_at_start else "–" if c.floor else _happenings(c.until)
    grounds = ", ".join(f"`{g.slug}`" + (f" ({g.days} days)" if g.days else "") for g in c.excusable) or "none"
    kind = f"{KIND_WORDS[c.kind]}: {c.cite}"
    cells = (
        f"`{c.slug}`<br>{c.title}",
        limit_in_words(pathway, c),
        "; ".join(exists),
        stops,
        _happenings(c.lapses_on),
        grounds,
        kind,
        _party(c),
    )
    return _row(cells)


def _begun_again(pathway: Pathway) -> list[str]:
    again = max((c.again_on for c in pathway.clocks), key=len)
    if not again:
        return []
    return [
        f"The matter begins again with {_happenings(again).removesuffix(' †')}. What is asked after that is no reminder of what was asked "
        "before, and an exception recorded from then on, without a day of its own, speaks of what began.",
        "",
        "† Of the same day, only what was recorded after it.",
        "",
    ]


def _party(c: Clock) -> str:
    return f"the {THINGS.get(c.each, c.each)}" if c.owed_by == "for" and c.each else c.owed_by


def _event(pathway: Pathway, e: EventType) -> str:
    fields = "<br>".join(_field(f) for f in e.fields) or "–"
    kind = f"{e.kind_of_data}, or by {e.about}" if e.kind_by_about else e.kind_of_data
    return _row((f"`{e.slug}`", e.title, fields, pathway.stage_titled(e.stage) if e.stage else "–", kind))


def _field(f: Field) -> str:
    need = (
        "" if f.required is True else "?" if f.required is False else f" (needed if {f.required[0]} is {f.required[1]})"
    )
    choices = f" of {', '.join(f.choices)}" if f.choices else ""
    return f"`{f.name}`{need} {f.type}{choices}"


def _reads(pathway: Pathway) -> list[str]:
    if not pathway.reads:
        return []
    return [
        "## Read from a linked case",
        "",
        "Recorded where they happen; this case reads them too: " + _listed(pathway.reads) + ".",
        "",
    ]


def _happenings(wanted: Iterable[Happening]) -> str:
    """One a line. What is the first after any of several openers is said once, and not again for each of them."""
    listed = list(wanted)
    if listed and all(h.in_order for h in listed):
        said = _happenings(replace(h, in_order=False) for h in listed)
        return f"{said} †"
    openers = [h.opened_by for h in listed if h.opened_by and not h.outside]
    if len(set(openers)) > 1 and len(openers) == len(listed):
        asked = list(dict.fromkeys(replace(h, opened_by=None, among=()) for h in listed))
        firsts = " or ".join(_happening(h) for h in asked)
        before = " or ".join(dict.fromkeys(_happening(h) for h in listed[0].among if h not in asked))
        said = f"{firsts}, whichever comes first after a {' or '.join(dict.fromkeys(f'`{o}`' for o in openers))}"
        return f"{said}, and before any {before}" if before else said
    return "<br>".join(dict.fromkeys(_happening(h) for h in listed)) or "–"


def _happening(h: Happening) -> str:
    said = f"`{h.slug}`" + (f" where {' and '.join(_test(t) for t in h.tests)}" if h.tests else "")
    if h.later:
        said += ", on a later day"
    if h.own:
        said += ", recorded on this case"
    if h.anew:
        said += f" that sets {h.anew}, and not to what it was"
    if h.opened_by:
        among = "not the first decision" if h.outside else "as the first decision"
        said += f", {among} from a `{h.opened_by}` on"
    return said


def _test(t: Test) -> str:
    if t.how == "given":
        return f"{t.field} is given"
    values = " or ".join({True: "yes", False: "no"}.get(v, str(v)) for v in t.values)
    return f"{t.field} {t.how} {values}"


def _listed(slugs: Iterable[str]) -> str:
    return ", ".join(f"`{s}`" for s in slugs)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.md")) - {folder / name for name in pages()}:
        stale.unlink()
    for name, text in pages().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/law"))
