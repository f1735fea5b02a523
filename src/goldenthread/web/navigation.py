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
    "sendiass",
    "send-navigator",
    "complaints-manager",
)
SEES_TOTALS = ("la-send-manager", "dco", "dsco", "icb-commissioner", "analyst", "inspector")
COMMISSIONS = ("icb-commissioner", "dco", "la-send-manager", "analyst")
"""Roles that look at gaps in services, and at how fairly children wait."""
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
    if viewer.holds("la-send-manager"):
        # Where a manager's day begins.
        items.append(Item("clocks", "Clocks", "/clocks/"))
    if viewer.holds(*OWES_WORK):
        items.append(Item("my-work", "My work", "/my-work/"))
    if viewer.holds("la-send-caseworker", "la-send-manager"):
        items.append(Item("requests", "Requests", "/requests/"))
    questions = Item("questions", "Questions", "/questions/")
    if viewer.holds("la-send-caseworker") and not viewer.holds("la-send-manager"):
        items.append(questions)
    if viewer.holds("complaints-manager"):
        items.append(Item("complaints", "Complaints", "/complaints/"))
    if viewer.holds("la-send-caseworker", "la-send-manager", "setting-senco"):
        items.append(Item("reviews", "Reviews", "/reviews/"))
    if viewer.holds("la-send-caseworker", "la-send-manager"):
        items.append(Item("radar", "Plans", "/radar/"))
    if viewer.holds("la-send-manager"):
        items.append(questions)
    if viewer.holds(*RECORDS_SESSIONS):
        items.append(Item("sessions", "Record sessions", "/sessions/"))
    if viewer.holds(*FOLLOWS_PROVISION):
        items.append(Item("behind", "Help that is owed", "/help-behind/"))
    if viewer.holds(*SEES_WAITS):
        items.append(Item("waits", "Waits", "/waits/"))
    if viewer.holds("la-send-manager"):
        items.append(Item("assessment-times", "How long assessments take", "/waits/assessments/"))
    if viewer.holds("health-practitioner"):
        items.append(Item("register", "ADHD register", "/adhd-register/"))
    if viewer.holds("health-practitioner", "health-service-manager"):
        items.append(Item("worse", "Got worse", "/waits/got-worse/"))
        items.append(Item("help", "Help while waiting", "/waits/help/"))
        items.append(Item("harm", "Harm reviews", "/waits/harm/"))
        items.append(Item("priority", "Moves on the list", "/waits/priority/"))
    if viewer.holds("health-service-manager"):
        items.append(Item("tell", "Families to tell", "/waits/told/"))
    if viewer.holds("health-service-manager"):
        items.append(Item("lists", "Lists", "/waits/lists/"))
    if viewer.holds(*SEES_TOTALS):
        items.append(Item("owed", "Owed hours", "/owed-hours/"))
    if viewer.holds(*COMMISSIONS):
        items.append(Item("gaps", "Gaps", "/gaps/"))
    if viewer.holds("la-send-manager", "icb-commissioner", "dco"):
        items.append(Item("offer", "Local Offer", "/local-offer/entries/"))
    if viewer.holds(*SEES_THE_QUEUE):
        items.append(Item("queue", "Queue", "/ep-queue/"))
    if viewer.holds(*GRADES_PLANS):
        items.append(Item("audits", "Audits", "/audits/"))
    if viewer.holds("sendiass"):
        items.append(Item("sendiass", "Enquiries", "/advice-service/"))
    if viewer.holds("sendiass-manager"):
        items.append(Item("sendiass-load", "The service’s caseload", "/advice-service/caseload/"))
    if viewer.holds("send-navigator", "la-send-manager"):
        items.append(Item("navigators", "Navigators", "/navigators/"))
    if viewer.holds("la-send-manager", "icb-commissioner", "sendiass-manager"):
        items.append(Item("sendiass-themes", "What families ask", "/advice-service/themes/"))
    if viewer.holds("safeguarding-lead"):
        items.append(Item("safeguarding", "What children told us", "/safeguarding/"))
    if viewer.holds(*RUNS_MEETINGS):
        items.append(Item("meetings", "Meetings", "/meetings/run/"))
    if viewer.holds(*LEADS_PROJECTS):
        items.append(Item("projects", "Consultations", "/consultations/run/"))
    if viewer.holds(*LEADS_PROJECTS):
        items.append(Item("packs", "Packs", "/packs/run/"))
    if viewer.holds(*ASKS_FOR_MANY, *ANSWERS_THE_FORUM):
        items.append(Item("forum", "Forum questions", "/forum-questions/own/"))
    if viewer.holds(*LEADS_ADVICE):
        items.append(Item("late-advice", "Late advice", "/late-advice/"))
    if viewer.holds("dco", "dsco"):
        items.append(Item("unconfirmed", "Not confirmed", "/unconfirmed-clauses/"))
    if viewer.holds(*SEES_TOTALS) and not viewer.holds("la-send-manager"):
        items.append(Item("clocks", "Clocks", "/clocks/"))
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


def in_one_line(items: list[Item]) -> tuple[list[Item], list[Item]]:
    """Those that stand in the menu, and those that it folds away: none where two more would do."""
    return (items, []) if len(items) <= IN_LINE + 2 else (items[:IN_LINE], items[IN_LINE:])


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
