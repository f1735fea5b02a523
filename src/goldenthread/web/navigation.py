"""The menu of a signed-in person: only pages that their roles can open."""

from dataclasses import dataclass
from typing import Any

OWES_WORK = (
    "la-send-caseworker",
    "la-send-manager",
    "educational-psychologist",
    "health-practitioner",
    "dco",
    "dsco",
    "social-worker",
    "setting-senco",
    "health-visitor",
)
SEES_TOTALS = ("la-send-manager", "dco", "dsco", "icb-commissioner", "analyst", "inspector")


@dataclass(frozen=True)
class Item:
    slug: str
    text: str
    href: str


def navigation(viewer: Any) -> list[Item]:
    """What to show; empty for somebody who is not signed in."""
    if viewer is None or not viewer.roles:
        return []
    items = []
    if viewer.holds(*OWES_WORK):
        items.append(Item("my-work", "My work", "/my-work/"))
    if viewer.holds(*SEES_TOTALS):
        items.append(Item("clocks", "Clocks", "/clocks/"))
    if not viewer.holds("icb-commissioner", "analyst", "inspector", "tribunal", "system-administrator"):
        items.append(Item("children", "Children", "/children/"))
    return items
