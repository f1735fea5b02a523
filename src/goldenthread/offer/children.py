"""The Local Offer for children themselves, in words that a child of eight can read: what may be hard, what may help, and what there is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from os.path import commonprefix

from django.db.models import Q

from goldenthread.offer.directory import Entry, entries_of, shown
from goldenthread.people.models import District

OLDEST = 17
READS_AT = 8
"""Years of age at which a child can read these pages, as `reading_age` measures it; a test holds them to it."""
A_LIST = 200
"""Most services that are looked at for one page; those alike in several places are told once."""


@dataclass(frozen=True)
class Topic:
    """What a child might say, what may be true of it, and small things that may help now; `needs` find the services."""

    slug: str
    title: str
    needs: tuple[str, ...]
    about: str
    helps: tuple[str, ...]


TOPICS = (
    Topic("school", "School is hard", ("school-anxiety",), "Lots of children find school hard. It may be loud. It may be too much. You may feel sick when you think of it. You are not bad.",
          ("Tell a grown-up what the worst part of the day is.", "Ask for a quiet place to go.", "Ask to start with just a bit of the day.", "Draw a map of the good and bad places in school.")),
    Topic("worry", "I feel worried or sad", ("feelings",), "Everyone has big feelings. Some stay a long time. Then it is good to tell someone.",
          ("Breathe in as you count to four. Breathe out as you count to four.", "Write or draw what you feel.", "Move: walk, jump or dance.", "Tell one person you trust.")),
    Topic("angry", "I get very angry", ("behaviour",), "Being angry is not wrong. It can come so fast that you cannot stop. You can learn what helps.",
          ("Go to a safe place.", "Push hard on a wall.", "Squeeze a soft ball.", "Later, tell someone what set it off.")),
    Topic("brain", "My brain works in its own way", ("autism", "adhd"), "Some people are autistic. Some have ADHD. Some do not know yet. All brains are good brains. You can get help now. You do not have to wait to find out.",
          ("Say what you like and what is too much.", "Ask to be told first when plans change.", "Have short breaks.", "Make a list with things to tick.")),
    Topic("noise", "Noise, light or touch is too much", ("sensory",), "Some of us hear more, see more or feel more. A busy room can hurt. That is real.",
          ("Wear ear muffs or a cap.", "Cut the labels out of your clothes.", "Ask where the quiet spot is.", "Find out what feels good, like a big soft rug.")),
    Topic("talking", "Talking is hard", ("speech",), "Words can get stuck. Some people talk with their hands, with pictures or with a tablet. It all counts.",
          ("Show it, draw it or point.", "Ask people to wait for you.", "Ask them to say it one more time.", "Pick one person to try out new words with.")),
    Topic("sleep", "I cannot sleep", ("sleep",), "Sleep can be hard when your head is busy. It can get better.",
          ("Turn off the screen one hour before bed.", "Do the same things each night.", "Make the room dark and cool.", "Tell a grown-up if bad dreams come back.")),
    Topic("body", "My body needs help", ("movement", "medical", "hearing", "sight", "toilet"), "Some bodies need a chair, a tube, a hearing aid or more time. You may know best what your body needs.",
          ("Tell people what you can do, and what you need.", "Ask questions when you see the nurse.", "Ask for a break when it hurts.", "Ask how you can join in.")),
    Topic("fun", "I want to have fun and make friends", ("play", "short-breaks"), "There are clubs where you can be just how you are. You can go just to look.",
          ("Pick a thing you like to do.", "Take someone with you the first time.", "Ask if you can see the place first.", "You can stop if you do not like it.")),
    Topic("older", "I am growing up", ("adulthood",), "Soon you can choose more for yourself: work, college, where to live. You do not have to do it on your own.",
          ("Think of what you are good at.", "Say what you want in your meetings.", "Try a day at a place of work.", "Ask who will help you when you are 18.")),
)  # fmt: skip


def topic(slug: str) -> Topic | None:
    return next((t for t in TOPICS if t.slug == slug), None)


@dataclass(frozen=True)
class Told:
    """A service as a child reads of it. One that is the same in several places is told once, with all of them; `next` is of one place only."""

    name: str
    first: Entry
    where: list[str]
    alone: bool


def told_to_children(of: Topic, on: dt.date, district: District | None) -> list[Told]:
    """Services for a topic that say in a child's words what they do. Only those: a page for children holds nothing that they cannot read."""
    rows = shown(on).exclude(child_summary="").filter(Q(minimum_age=None) | Q(minimum_age__lte=OLDEST), attributes__taxonomy_term__taxonomy__slug="need", attributes__taxonomy_term__code__in=of.needs)
    if district:
        rows = rows.filter(Q(service_areas=None) | Q(service_areas__district=district)).filter(Q(at__location__district=district) | Q(at__location__location_type="virtual") | Q(at=None))
    found = entries_of(list(dict.fromkeys(rows.order_by("name", "pk").values_list("pk", flat=True)))[:A_LIST], None, on)
    alike: dict[tuple[object, str, str, str], list[Entry]] = {}
    for entry in found:
        alike.setdefault((entry.service.organization_id, entry.service.child_summary, entry.ages, entry.cost), []).append(entry)
    return [_told(entries) for entries in alike.values()]


def _told(entries: list[Entry]) -> Told:
    names = [e.service.name for e in entries]
    # "Chatter time: Harlow" and "Chatter time: Maldon" are "Chatter time".
    name = commonprefix(names).rpartition(":")[0] if len(names) > 1 else ""
    return Told(name or names[0], entries[0], list(dict.fromkeys(e.where for e in entries if e.where)), len(entries) == 1)
