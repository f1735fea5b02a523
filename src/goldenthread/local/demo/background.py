"""What the audit of the radar tests place against, as an area would bring it: deciles of deprivation by postcode, and home languages.
Both are drawn by lot and go with nothing else in the demo: they are no figures of any real place or child."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldenthread.local.demo.chance import quota
from goldenthread.local.demo.places import postcodes
from goldenthread.local.demo.story import Area

DEPRIVATION = ("postcode", "decile")
LANGUAGES = ("upn", "language")
# About 21% other than English, as in England's school census (DfE, Schools, pupils and their characteristics, 2024/25); how these
# split between codes is made up.
_LANGUAGES = {"ENG": 76, "ENB": 2, "OTH": 8, "OTB": 2, "POL": 3, "RUM": 3, "URD": 2, "BNGS": 1, "ARA": 2, "NOT": 0.6, "REF": 0.4}


def deprivation_rows(area: Area) -> Iterator[dict[str, Any]]:
    """One draw a sector, such as CM1 1, so that neighbours are alike."""
    drawn: dict[str, int] = {}
    for found in postcodes().values():
        for postcode in found:
            sector = postcode[:-2]
            if sector not in drawn:
                drawn[sector] = area.stream(f"deprivation of {sector}").randint(1, 10)
            yield {"postcode": postcode, "decile": drawn[sector]}


def language_rows(area: Area) -> Iterator[dict[str, Any]]:
    """Everybody who has a UPN."""
    upns = [child.upn for child in area.children if child.upn]
    for upn, language in zip(upns, quota(area.stream("languages"), len(upns), _LANGUAGES), strict=True):
        yield {"upn": upn, "language": language}
