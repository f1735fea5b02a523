"""The Local Offer of the demo area as the file that a real area would hold. Every service and body in it is invented; postcodes are
real ones of the right district, and the health services are those whose waiting lists the demo loads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

from goldenthread.local.demo.offers import KINDS, services
from goldenthread.local.demo.places import districts, postcodes
from goldenthread.local.demo.staff import MINDS, TRUSTS
from goldenthread.offer.columns import COLUMNS

Row = dict[str, str]
SEED = 30
NAMES = dict((*TRUSTS.values(), MINDS))
# Of each health service: what is said of it, for whom, how to ask, needs, ways, Schedule 2.
_HEALTH = {
    "neurodevelopmental": ("Finds out whether a child is autistic or has ADHD.", "Children and young people up to 17.", "Your school or GP refers.", "autism;adhd", "referred", "H27"),
    "speech-and-language": ("Helps children who find it hard to talk, to understand or to swallow.", "A child who is hard to understand, stammers, or is not talking yet.",
                            "Ask for it yourself in most places, or your nursery or school asks.", "speech;eating", "no-diagnosis;ask-yourself", "H27"),
    "occupational-therapy": ("Helps with everyday skills: dressing, writing, eating, moving safely at home and school.", "Children who find everyday movement or sensory needs hard.",
                             "Your school or GP refers.", "movement;sensory", "no-diagnosis;referred", "H27"),
    "physiotherapy": ("Helps with moving, strength and balance.", "Children with a condition that affects how they move.", "Ask for it yourself, or your GP refers.", "movement;medical",
                      "no-diagnosis;ask-yourself", "H27"),
    "community-nursing": ("Nurses who look after children with medical needs at home and teach school staff.", "Children with a medical need such as tube feeding.", "Your hospital or GP refers.",
                          "medical;toilet", "referred", "H27;H28"),
    "camhs": ("Talking and family therapy for a child whose worry or low mood gets in the way of life.", "Children whose feelings stop them from doing what others do.",
              "Ask for it yourself by telephone, or your school or GP refers.", "feelings;school-anxiety", "no-diagnosis;ask-yourself", "H27"),
    "learning-disability": ("Helps families of children with a learning disability with behaviour and sleep.", "Children with a learning disability.", "Your school or GP refers.", "learning;behaviour;sleep",
                            "referred", "H27"),
}  # fmt: skip
# Name, who runs it, about, for whom, how to ask, ages, cost, needs, ways, Schedule 2, days, hours; one in each of so many districts (0: one, online, for all).
_LOCAL: tuple[tuple[str, str, str, str, str, str, str, str, str, str, str, str, int], ...] = (
    ("Back to school, step by step", "Stepping Stones Essex", "A worker helps you and the school make a plan he or she can manage, for a child who is not going to school.", "Children who cannot face school, or go less and less. No diagnosis is needed.", "Ask for it yourself: fill in one page or telephone.", "8-16", "free", "school-anxiety;feelings", "no-diagnosis;ask-yourself", "E08;R34", "MO,WE,FR", "09:00-16:00", 12),
    ("Worried about school: parents’ group", "Parents Together Essex", "Meet other parents whose children find school hard. Led by an educational psychologist.", "Parents and carers.", "Just turn up.", "-", "free", "school-anxiety;parents", "no-diagnosis;just-turn-up", "R34", "TU", "19:00-20:30", 0),
    ("Independent advice: SENDIASS", "Essex SENDIASS (demo)", "Free advice about your rights in school and in law, separate from the council: school attendance, EHC plans, exclusions, appeals and mediation.", "Parents, and young people to 25.", "Telephone or email. Somebody calls back in two working days.", "0-25", "free", "rights;school-anxiety", "no-diagnosis;ask-yourself", "R34;R37;R38;C32", "MO,TU,WE,TH,FR", "09:00-17:00", 0),
    ("Autism drop-in", "Spectrum Families", "Talk to somebody who knows autism, before, during or without an assessment.", "Families of autistic children, and those who wonder.", "Just turn up.", "0-18", "free", "autism;parents", "no-diagnosis;just-turn-up", "R34", "TH", "10:00-12:00", 9),
    ("Understanding ADHD: a course for parents", "Spectrum Families", "Six evenings on ADHD: routines, school, sleep and staying calm.", "Parents of children with ADHD, or waiting for an assessment.", "Book online.", "4-17", "free", "adhd;parents;behaviour", "no-diagnosis;ask-yourself", "R34", "WE", "18:30-20:30", 4),
    ("Chatter time", "Family Hubs Essex (demo)", "Play and talk for little ones who are late to speak, with a speech and language assistant.", "Children under 5 who are not talking as others do.", "Just turn up.", "0-4", "free", "speech;play", "no-diagnosis;just-turn-up", "E01;H29", "TU,TH", "09:30-11:00", 12),
    ("Sleep clinic", "Family Hubs Essex (demo)", "A sleep adviser helps you settle a child who does not sleep.", "Children of 1 to 16 with any additional need.", "Ask for it yourself.", "1-16", "free", "sleep", "no-diagnosis;ask-yourself", "H29", "MO", "10:00-14:00", 8),
    ("Calm corners: anger and big feelings", "Stepping Stones Essex", "A course for parents on meltdowns, anger and behaviour that challenges.", "Parents of children of 4 to 12.", "Book by telephone.", "4-12", "free", "behaviour;feelings;parents", "no-diagnosis;ask-yourself", "R34", "TU", "10:00-12:00", 6),
    ("Young minds café", "Saltmarsh Youth", "A relaxed evening with youth workers for young people who feel anxious or low.", "Young people of 11 to 18.", "Just turn up.", "11-18", "free", "feelings;school-anxiety", "no-diagnosis;just-turn-up", "H29;R35", "TH", "17:00-20:00", 7),
    ("Bladder and bowel advice line", "Family Hubs Essex (demo)", "Toilet training, wetting, soiling, and how to get nappies and pads.", "Families of children with an additional need.", "Telephone.", "3-18", "free", "toilet", "no-diagnosis;ask-yourself", "H27", "MO,TH", "09:30-12:30", 0),
    ("Saturday short breaks club", "Tidewater Short Breaks", "A day of play and trips for disabled children while their carers rest.", "Disabled children of 5 to 17 who need more help than other clubs give.", "Ask for it yourself; a worker visits first.", "5-17", "6.00", "short-breaks;play", "no-diagnosis;ask-yourself", "C30;R35", "SA", "10:00-15:00", 10),
    ("Overnight short breaks", "Tidewater Short Breaks", "A night or a weekend away for a disabled child, with staff who know them.", "Disabled children after a social care assessment.", "A social worker refers.", "5-17", "free", "short-breaks", "referred", "C30", "FR,SA", "17:00-", 2),
    ("Sensory room", "Tidewater Short Breaks", "A quiet room with light and sound that you choose, to book by the hour.", "Any child with sensory needs, with a grown-up.", "Book online.", "0-18", "3.00", "sensory;play", "no-diagnosis;ask-yourself", "R35", "MO,TU,WE,TH,FR", "09:00-17:00", 5),
    ("Wheelchair basketball", "Essex Inclusive Sport", "Play for fun or for the league; chairs are lent.", "Young people of 8 to 25, disabled or not.", "Just turn up.", "8-25", "2.50", "play;movement", "no-diagnosis;just-turn-up", "R35", "SU", "14:00-16:00", 3),
    ("Quiet swim", "Essex Inclusive Sport", "The pool with the music off, fewer people and a hoist.", "Disabled and autistic children with their families.", "Just turn up.", "0-25", "4.20", "play;autism;sensory", "no-diagnosis;just-turn-up", "R35", "SA", "08:30-09:30", 8),
    ("Deaf children’s family group", "Essex Hearing Families", "Signing, games, and other families of deaf children.", "Deaf children and their brothers and sisters.", "Just turn up.", "0-16", "free", "hearing;parents", "no-diagnosis;just-turn-up", "R34", "SA", "10:30-12:30", 3),
    ("Specialist teachers: hearing and sight", "Essex specialist teachers (demo)", "Teachers who visit children with hearing loss or sight loss at home, nursery and school.", "Children with a hearing loss or sight loss.", "Your hospital refers.", "0-19", "free", "hearing;sight", "referred", "E08;E12", "MO,TU,WE,TH,FR", "09:00-17:00", 0),
    ("Dyslexia and learning support", "Essex specialist teachers (demo)", "Advice for parents and schools on dyslexia and other learning difficulties.", "Children of school age.", "Ask for it yourself, or through your school.", "5-16", "free", "learning", "no-diagnosis;ask-yourself", "E08;E10", "WE", "13:00-16:00", 4),
    ("Very selective eating: a talk for parents", "Family Hubs Essex (demo)", "What helps a child who eats very few foods, by a dietitian.", "Parents of children of 2 to 16.", "Book online.", "2-16", "free", "eating;sensory;parents", "no-diagnosis;ask-yourself", "H29", "MO", "19:00-20:00", 0),
    ("Money and benefits for families", "Essex Welfare Advice (demo)", "Help with Disability Living Allowance forms, PIP and grants.", "Families of a disabled child.", "Telephone or book.", "0-25", "free", "money;rights", "no-diagnosis;ask-yourself", "R34;C32", "TU,FR", "10:00-15:00", 6),
    ("Supported internships", "Essex Work and Learning (demo)", "A year at work with a job coach and college.", "Young people of 16 to 24 with an EHC plan.", "Ask your school or apply yourself.", "16-24", "free", "adulthood", "ask-yourself", "P24;P25", "MO,TU,WE,TH,FR", "09:00-16:00", 4),
    ("Turning 18: moving to adult services", "Essex Work and Learning (demo)", "A worker explains what changes in health and care when you turn 18, and plans it with you.", "Young people of 14 to 25 and their families.", "Ask for it yourself.", "14-25", "free", "adulthood;rights", "no-diagnosis;ask-yourself", "C31;P25", "TH", "10:00-16:00", 0),
    ("Help with getting to school", "Essex school transport (demo)", "Who can have a taxi, a bus pass or help with travel costs, and how to ask.", "Children with SEND of school age, and students to 25.", "Apply online.", "4-25", "free", "transport;rights", "no-diagnosis;ask-yourself", "R33", "", "", 0),
    ("How to ask for an EHC needs assessment", "Essex SEND partnership (demo)", "What an EHC plan is, how to ask for an assessment yourself, and what happens then.", "Parents, and young people of 16 to 25.", "Ask for it yourself: write or use the form.", "0-25", "free", "rights", "no-diagnosis;ask-yourself", "R37;E14;E16", "", "", 0),
    ("Complaints, mediation and appeals", "Essex SEND partnership (demo)", "What to do if you disagree: with a school, with the council, with the NHS, or with a plan.", "Anybody.", "Telephone or write.", "0-25", "free", "rights", "no-diagnosis;ask-yourself", "R38", "", "", 0),
)  # fmt: skip
# What some say to children.
_FOR_CHILDREN = {
    "Back to school, step by step": "A kind grown-up helps you make a plan for school. You go at your own speed.",
    "Autism drop-in": "Meet people who know what it is like to be autistic. You can play, talk or just be there.",
    "Young minds café": "A calm room with games and drinks. You can talk to a youth worker, or not talk at all.",
    "Chatter time": "Play with toys and pictures. You do not have to talk.",
    "Sleep clinic": "A helper finds out with you why sleep is hard. You make a plan for bed time.",
    "Saturday short breaks club": "A day of play, trips and new friends. People who know you well are there.",
    "Sensory room": "A calm room with soft lights. You choose the lights and the sound.",
    "Wheelchair basketball": "Play ball in a fast chair. You do not need your own chair.",
    "Quiet swim": "Swim when the pool is quiet. There is no loud music.",
    "Deaf children’s family group": "Play and sign with other deaf children.",
    "Supported internships": "Try a real job for a year. Someone helps you each day.",
}


def offer_file_rows(today: dt.date) -> Iterator[Row]:
    chance = Random(SEED)  # noqa: S311
    for pathway, quadrant, provider in services():
        code, name = KINDS[pathway]
        about, for_whom, how, needs, ways, law = _HEALTH[pathway]
        there = [d for d in districts().values() if d.quadrant == quadrant]
        row = _row(
            organisation=NAMES[provider], about_organisation="An NHS trust (invented).", service=f"{name}, {quadrant} Essex", about=about, who_for=for_whom, how_to_ask=how,
            age_from="0", age_to="17", cost="free", needs=needs, how=ways, schedule_2=law, districts=";".join(d.name for d in there), waiting_list=f"{provider} {code}",
            phone="01632 960 100", email="hello@example.org", checked_on=_checked(chance, today),
        )  # fmt: skip
        for d in there:
            yield row | _venue(chance, d.code, d.name, "Health centre") | {"days": "MO,TU,WE,TH,FR", "opens": "09:00", "closes": "17:00"}
    everywhere = sorted(districts().values(), key=lambda d: d.name)
    for name, body, about, for_whom, how, ages, cost, needs, ways, law, days, hours, places in _LOCAL:
        first, _, last = ages.partition("-")
        row = _row(
            organisation=body, about_organisation="Invented for the demonstration.", about=about, who_for=for_whom, how_to_ask=how, age_from=first, age_to=last, cost=cost,
            needs=needs, how=ways, schedule_2=law, phone="01632 960 200", email="hello@example.org", website="https://www.example.org/local-offer",
            for_children=_FOR_CHILDREN.get(name, ""),
        )  # fmt: skip
        when = {"days": days, "opens": hours.partition("-")[0], "closes": hours.partition("-")[2]}
        if not places:
            yield row | {"service": name, "place": "Online or by telephone", "checked_on": _checked(chance, today), **when}
            continue
        for d in chance.sample(everywhere, places):
            yield row | {"service": f"{name}: {d.name}", "checked_on": _checked(chance, today), **_venue(chance, d.code, d.name, "Community centre"), **when}


def _row(**told: str) -> Row:
    return dict.fromkeys(COLUMNS, "") | told


def _venue(chance: Random, code: str, district: str, kind: str) -> Row:
    postcode = chance.choice(postcodes()[code])
    return {"place": f"{district} {kind.lower()}", "address": f"{chance.randint(1, 90)} Invented Street", "town": district, "postcode": postcode}


def _checked(chance: Random, today: dt.date) -> str:
    """Most were confirmed lately; one in seven is stale, and one in thirty so old that it is hidden."""
    old = chance.random()
    days = chance.randint(400, 500) if old < 1 / 30 else chance.randint(95, 300) if old < 1 / 6 else chance.randint(3, 85)
    return (today - dt.timedelta(days=days)).isoformat()
