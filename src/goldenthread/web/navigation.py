"""The menu of a signed-in person: only pages that their roles can open."""

from itertools import accumulate
from typing import Any, NamedTuple

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
    "sendiass",
    "send-navigator",
    "complaints-manager",
)
SEES_TOTALS = ("la-send-manager", "dco", "dsco", "icb-commissioner", "analyst", "inspector")
COMMISSIONS = ("icb-commissioner", "dco", "la-send-manager", "analyst")
"""Roles that look at gaps in services, and at how fairly children wait."""
WORKS_A_LIST = ("health-practitioner", "health-service-manager")
"""Roles of a health service that look after who is on its waiting lists."""
SEES_WAITS = ("health-service-manager", "dco", "icb-commissioner", "analyst")
RECORDS_SESSIONS = ("health-practitioner", "health-visitor", "educational-psychologist", "social-worker", "setting-senco")
"""Roles that give what a plan promises, and record what they gave."""
FOLLOWS_PROVISION = ("la-send-caseworker", *RECORDS_SESSIONS)
SEES_NO_LIST = ("sendiass-manager", "icb-commissioner", "analyst", "inspector", "tribunal", "system-administrator", "forum-member", "schools-council")
"""Roles that see totals, or copies that are sent to them, and no list of children."""
FAMILY = ("parent", "young-person", "parent-of-young-person")
LEAVE = "https://www.bbc.co.uk/weather"
"""Where “Leave this page quickly” leads a family: a page that says nothing of whoever opens it."""

RUNS_MEETINGS = ("la-send-caseworker", "la-send-manager", "sendiass", "health-service-manager", "forum-member", "schools-council")
"""Roles that plan meetings for families, each for their own body."""
ASKS_FOR_MANY = ("forum-member", "schools-council")
"""Roles that put the questions of many families, or of many pupils, to those who decide."""
ANSWERS_THE_FORUM = ("la-send-manager", "dco", "dsco", "icb-commissioner", "health-service-manager", "principal-educational-psychologist")
"""Roles whose people are named to answer them."""
LEADS_PROJECTS = ("la-send-manager", "health-service-manager", "dco", "forum-member", "schools-council")
"""Roles that open consultations and projects, and publish packs, each for their own body."""
SEES_THE_QUEUE = ("principal-educational-psychologist", "la-send-manager")
ADMINISTERS = ("system-administrator", "information-governance", "la-send-manager", "dco", "dsco")
"""Roles that look after access, agreements, or what is kept."""


GRADES_PLANS = (*(r for r in OWES_WORK if r not in ("sendiass", "send-navigator", "complaints-manager")), "principal-educational-psychologist")
"""Roles that may be asked to grade plans in an audit."""

LEADS_ADVICE = ("la-send-manager", "dco", "dsco", "principal-educational-psychologist")
"""Roles to which advice that is late is taken."""


class Item(NamedTuple):
    slug: str
    text: str
    href: str


class Entry(NamedTuple):
    """An item of the menu, for whoever holds one of its roles, and none of `unless`."""

    item: Item
    roles: tuple[str, ...]
    unless: tuple[str, ...] = ()


CLOCKS, QUESTIONS = Item("clocks", "Clocks", "/clocks/"), Item("questions", "Questions", "/questions/")
MENU = (
    # Where a manager's day begins.
    Entry(CLOCKS, ("la-send-manager",)),
    Entry(Item("my-work", "My work", "/my-work/"), OWES_WORK),
    Entry(Item("requests", "Requests", "/requests/"), ("la-send-caseworker", "la-send-manager")),
    Entry(QUESTIONS, ("la-send-caseworker",), unless=("la-send-manager",)),
    Entry(Item("complaints", "Complaints", "/complaints/"), ("complaints-manager",)),
    Entry(Item("reviews", "Reviews", "/reviews/"), ("la-send-caseworker", "la-send-manager", "setting-senco")),
    Entry(Item("radar", "Plans", "/radar/"), ("la-send-caseworker", "la-send-manager")),
    Entry(QUESTIONS, ("la-send-manager",)),
    Entry(Item("sessions", "Record sessions", "/sessions/"), RECORDS_SESSIONS),
    Entry(Item("behind", "Help that is owed", "/help-behind/"), FOLLOWS_PROVISION),
    Entry(Item("waits", "Waits", "/waits/"), SEES_WAITS),
    Entry(Item("assessment-times", "How long assessments take", "/waits/assessments/"), ("la-send-manager",)),
    Entry(Item("register", "ADHD register", "/adhd-register/"), ("health-practitioner",)),
    Entry(Item("worse", "Got worse", "/waits/got-worse/"), WORKS_A_LIST),
    Entry(Item("help", "Help while waiting", "/waits/help/"), WORKS_A_LIST),
    Entry(Item("harm", "Harm reviews", "/waits/harm/"), WORKS_A_LIST),
    Entry(Item("priority", "Moves on the list", "/waits/priority/"), WORKS_A_LIST),
    Entry(Item("tell", "Families to tell", "/waits/told/"), ("health-service-manager",)),
    Entry(Item("lists", "Lists", "/waits/lists/"), ("health-service-manager",)),
    Entry(Item("owed", "Owed hours", "/owed-hours/"), SEES_TOTALS),
    Entry(Item("gaps", "Gaps", "/gaps/"), COMMISSIONS),
    Entry(Item("offer", "Local Offer", "/local-offer/entries/"), ("la-send-manager", "icb-commissioner", "dco")),
    Entry(Item("queue", "Queue", "/ep-queue/"), SEES_THE_QUEUE),
    Entry(Item("audits", "Audits", "/audits/"), GRADES_PLANS),
    Entry(Item("sendiass", "Enquiries", "/advice-service/"), ("sendiass",)),
    Entry(Item("sendiass-load", "The service’s caseload", "/advice-service/caseload/"), ("sendiass-manager",)),
    Entry(Item("navigators", "Navigators", "/navigators/"), ("send-navigator", "la-send-manager")),
    Entry(Item("sendiass-themes", "What families ask", "/advice-service/themes/"), ("la-send-manager", "icb-commissioner", "sendiass-manager")),
    Entry(Item("safeguarding", "What children told us", "/safeguarding/"), ("safeguarding-lead",)),
    Entry(Item("meetings", "Meetings", "/meetings/run/"), RUNS_MEETINGS),
    Entry(Item("projects", "Consultations", "/consultations/run/"), LEADS_PROJECTS),
    Entry(Item("packs", "Packs", "/packs/run/"), LEADS_PROJECTS),
    Entry(Item("forum", "Forum questions", "/forum-questions/own/"), (*ASKS_FOR_MANY, *ANSWERS_THE_FORUM)),
    Entry(Item("late-advice", "Late advice", "/late-advice/"), LEADS_ADVICE),
    Entry(Item("unconfirmed", "Not confirmed", "/unconfirmed-clauses/"), ("dco", "dsco")),
    Entry(CLOCKS, SEES_TOTALS, unless=("la-send-manager",)),
)
"""In its order. Last come the children, for whoever sees any, and what is administered."""


def navigation(viewer: Any) -> list[Item]:
    """What to show; empty for somebody who is not signed in."""
    if viewer is None or not viewer.roles:
        return []
    items = [e.item for e in MENU if viewer.holds(*e.roles) and not viewer.holds(*e.unless)]
    if viewer.role_slugs - set(SEES_NO_LIST):
        items.append(Item("children", "Children", "/children/"))
    if viewer.holds(*ADMINISTERS):
        items.append(Item("administration", "Administration", "/administration/"))
    if viewer.holds(*FAMILY):
        # Where somebody who is here as family alone begins.
        items.insert(0 if is_family(viewer) else len(items), Item("family", "Your page", "/family/"))
    return items


IN_LINE = 5
"""Items that stand on one line beside the search box, where there are many."""
LETTERS, GAP, MORE = 78, 3, 10
"""Letters for which that line has room, of which a gap takes some and "More" others: with more, the search box would fall to a line of its own."""


def in_one_line(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Those that stand in the menu, and those that it folds away: none where two more would do."""
    letters = list(accumulate(len(item.text) + GAP for item in items))
    if not items or len(items) <= IN_LINE + 2 and letters[-1] <= LETTERS:
        return items, []
    shown = min(IN_LINE, sum(upto <= LETTERS - MORE for upto in letters))
    return items[:shown], items[shown:]


def may_find(viewer: Any) -> bool:
    """Whether the search box is of use: not to roles that see no child, nor to a family that has one."""
    if viewer is None:
        return False
    of_family = viewer.parented | viewer.parented_with_rights_passed | {c for c in (viewer.child,) if c}
    return bool(viewer.role_slugs - {*SEES_NO_LIST, *FAMILY}) or len(of_family) > 1


def whose(viewer: Any, child: Any) -> str:
    """Whose something of a child is, to its reader: "Maya’s", and "your" to the young person themselves."""
    return "your" if viewer.child == child.pk else f"{child.forename}’s"


def is_family(viewer: Any) -> bool:
    """Whether somebody is here as the family alone, and is spoken to as such."""
    return bool(viewer.role_slugs) and viewer.role_slugs <= set(FAMILY)
