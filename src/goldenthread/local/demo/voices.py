"""Meetings, questions, a project, a pack and what young people say, each through what the pages do, in the name of the demo's people."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.local.demo.acting import acting_as
from goldenthread.voice import childs_views, forum, meetings, packs, projects
from goldenthread.voice.forms_views import ViewForm
from goldenthread.voice.models import ForumQuestion, Meeting, Project

_MEETINGS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("grace-oyelaran", 9, {"kind": "surgery", "title": "SEND surgery in Chelmsford", "about": "Bring any question about school, help or a plan. SEND navigators, a therapist and the advice service are there.",
     "who": "Any family of a child or young person with SEND. No diagnosis is needed.", "starts": time(10), "ends": time(12), "online": False, "place": "Chelmsford Library, Market Road, CM1 1LH",
     "joining": "Ask for the Quiet Room on the first floor.", "access": "Step-free, with a lift and a quiet room. Children are welcome. Tell us if you need an interpreter.", "district_id": "E07000070", "places": 6}),
    ("grace-oyelaran", 16, {"kind": "roadshow", "title": "SEND roadshow, Colchester", "about": "Meet people from health, schools, social care and family groups in one hall.",
     "who": "Everybody", "starts": time(13), "ends": time(18), "online": False, "place": "Charter Hall, Cowdray Avenue, Colchester", "joining": "", "access": "Step-free. The first hour is a quiet hour. BSL interpreter.",
     "district_id": "E07000071", "places": 200}),
    ("fay-dunn", 12, {"kind": "forum", "title": "Essex Family Forum: waiting for a neurodevelopmental assessment", "about": "What helps while you wait, with the authors of the ND Information Pack.",
     "who": "Parents and carers", "starts": time(19), "ends": time(20, 30), "online": True, "place": "", "joining": "https://meet.example/forum-december", "access": "Captions. Cameras may stay off.", "district_id": None, "places": 40}),
    ("fay-dunn", -20, {"kind": "forum", "title": "Essex Family Forum: schools and support", "about": "How schools help without a plan.", "who": "Parents and carers", "starts": time(19), "ends": time(20, 30),
     "online": True, "place": "", "joining": "", "access": "Captions.", "district_id": None, "places": 40}),
    ("grace-oyelaran", -13, {"kind": "drop-in", "title": "Drop-in at Basildon family hub", "about": "Come when it suits you.", "who": "Families of children under 11", "starts": time(9, 30), "ends": time(11, 30),
     "online": False, "place": "Northlands Park, Basildon", "joining": "", "access": "Step-free, buggies, toys.", "district_id": "E07000066", "places": 30}),
)  # fmt: skip
_ANSWERED = (
    ("My son has waited two years, does he have to have the diagnosis before school helps?", 5, "Does a child need a diagnosis before school helps?", "No. School help follows needs. Show the school what you see at home, and ask for its SEN support plan. The Local Offer has help that asks for no diagnosis."),
    ("Who do I ring when the TA left?", 1, "What can we do when the person who gives the help leaves?", "Tell the SENCO and your case officer in writing. What a plan names must be given by somebody: hours that were missed are owed."),
)  # fmt: skip
_CAME = {"E07000066": 14, "E07000070": 9, "E07000071": 7, "E07000072": 2, "": 3}
_COUNTS = (
    ("Two workshops at Larkfield", "children", 18, "E07000070", "communication"), ("Two workshops at Larkfield", "children", 9, "E07000070", "sensory-physical"),
    ("Evening for parents", "parents", 11, "E07000070", ""), ("Multi-Schools Council meeting", "young-people", 16, "E07000071", "social-emotional"), ("Staff meeting", "staff", 3, "E07000070", ""),
)  # fmt: skip
_ANSWERS = (
    ("parents", "E07000070", "communication", "Tell us where we are on the list every month, also when nothing has moved. Silence is the worst."),
    ("parents", "E07000071", "social-emotional", "A name and a number. I rang four times and each time told the whole story again."),
    ("parents", "E07000072", "", "Say what we can do at home now. Not a leaflet with thirty links."),
    ("young-people", "E07000070", "sensory-physical", "Write to me as well and not only to my mum."),
    ("staff", "", "cognition", "Tell the school at the same time, if the family agrees. We plan the term without knowing."),
)
_PACK = """# While you wait
You do not need a diagnosis to ask for help. School, the health visitor and the groups below help because of what your child needs.

# Sleep
- The same hour every night, also at weekends
- Dim lights an hour before
- Ask your health visitor or school nurse about sleep help

# Meltdowns
Make the place safe and quiet, say little, and stay near. Talk about it later.

# Who can help now
- Your school’s SENCO
- The autism outreach service, through school
- Webinars and groups of the Essex Family Forum
- Essex SENDIASS, for advice that is free and on nobody’s side
"""


def hear_voices(today: date) -> None:
    """Nothing where it was done before. May be run again."""
    if Meeting.objects.exists():
        return
    with transaction.atomic():
        _meet(today)
        _consult(today)
        _ask(today)
        _publish(today)
        _say(today)
        become(None)


def _meet(today: date) -> None:
    made = [meetings.make(acting_as(slug), on=today + timedelta(days=days), **given) for slug, days, given in _MEETINGS]
    surgery, _, forums, past, drop_in = made
    become(None)
    for n, name in enumerate(("Dana Frost", "Ali Baker", "Jo Kemp", "Mina Roy", "Pat Lowe", "Sam Hill", "Rae Moss", "Lee Dunn")):
        meetings.book(surgery, today, name=name, contact=f"01632 9601{n:02}", needs="An interpreter for Polish" if n == 3 else "")
    for n in range(7):
        meetings.book(forums, today, name=f"Parent {n + 1} (synthetic)", contact=f"parent{n + 1}@demo.example", needs="")
    meetings.ask(surgery, "How long is the wait for speech therapy in Chelmsford now?", today)
    fay = acting_as("fay-dunn")
    for text, families, asked_as, said in _ANSWERED:
        meetings.asked_there(past, text, families, past.on)
        meetings.answer(fay, meetings.open_questions(past)[0], asked_as=asked_as, said=said, families=families, on=past.on + timedelta(days=3))
    meetings.count_who_came(past, {"E07000070": 11, "E07000071": 6, "E07000072": 5})
    acting_as("grace-oyelaran")
    meetings.count_who_came(drop_in, _CAME)


def _consult(today: date) -> None:
    cal = acting_as("cal-reed")
    room = projects.open_one(
        cal, kind="co-production", title="A sensory room at Larkfield", about="Pupils, parents and staff plan a room to be calm in: its light, what is in it, and who may use it when.", asks_children="",
        opens_on=today - timedelta(days=200), closes_on=today - timedelta(days=120),
    )  # fmt: skip
    for how, who, number, district, need in _COUNTS:
        projects.count(cal, room, today - timedelta(days=130), how=how, who=who, district=district, need=need, number=number)
    for step, ago, text in (
        ("said", 110, "Children want low light that they can change themselves, a door that they can see out of, and no timetable for calm. Parents asked who may send a child there."),
        ("decided", 100, "Dimmers, a window in the door, and a card that lets any child go for ten minutes without asking. Nobody is sent there as a punishment."),
        ("effect", 14, "The room opened in September. It is used some 40 times a week, and exclusions from lunch have halved since then."),
    ):  # fmt: skip
        projects.write(cal, Project.objects.get(pk=room.pk), step, text, today - timedelta(days=ago))
    heard = projects.open_one(
        acting_as("grace-oyelaran"), kind="consultation", title="What should families hear while they wait?", about="We write to families who wait every three months. Tell us what these messages should say, and how often they should come.",
        asks_children="What would you like to know while you wait for help?", asks_adults="What should we tell you while your child waits, and how often?", opens_on=today - timedelta(days=20), closes_on=today + timedelta(days=25),
    )  # fmt: skip


    become(None)
    for who, district, need, text in _ANSWERS:
        projects.answer(heard, today, text=text, who=who, district=district, need=need, unsafe="no")


def _ask(today: date) -> None:
    story = (
        ("cal-reed", 100, "Why can we not use the calm room at lunch in every school?", "amara-osei", "partly", "We pay for lunch cover in twelve schools that asked, and ask the others each term.", 70, "Eleven of twelve schools open it at lunch."),
        ("fay-dunn", 60, "Can families see on one page who is responsible while they wait?", "grace-oyelaran", "yes", "Yes. Each family’s page names one person for each wait.", -30, ""),
        ("fay-dunn", 40, "Why is there no speech and language therapy for over-12s in mid Essex?", "tom-ashby", "", "", 0, ""),
        ("cal-reed", 3, "Can young people choose who comes to their annual review?", "", "", "", 0, ""),
    )  # fmt: skip
    for who, ago, text, to, decision, said, done, changed in story:
        on = today - timedelta(days=ago)
        key = forum.raise_one(acting_as(who), text, "", on)
        one = ForumQuestion.objects.get(pk=key)
        if to:
            acting_as("grace-oyelaran")
            forum.put_to(one, User.objects.get(email=f"{to}@demo.example").pk, one.reply_by, on)
        if decision:
            acting_as(to)
            forum.reply(one, decision=decision, text=said, change_by=today - timedelta(days=done), on=on + timedelta(days=12))
            if changed:
                forum.changed(one, changed, today - timedelta(days=done))
                acting_as(who)
                forum.seen(one, True, today - timedelta(days=20))


def _publish(today: date) -> None:
    fay = acting_as("fay-dunn")
    told = {"made_with": "14 parents of the Essex Family Forum, 6 young people, a paediatrician and 2 therapists", "file": None, "file_name": ""}
    first = packs.publish(fay, None, today - timedelta(days=300), title="ND Information Pack", about="Made by families for families whose child is on the neurodevelopmental pathway, or may be.", changed="The first version.",
                          text=_PACK.split("# Who can help now")[0], **told)  # fmt: skip
    newest = packs.publish(fay, first.pack, today - timedelta(days=40), changed="Who can help now, at the end.", text=_PACK, **told)
    for slug, version, way, number, ago in (("mei-chan", first, "handed", 64, 200), ("aaron-lowe", first, "sent", 38, 150), ("mei-chan", newest, "handed", 22, 30), ("ruth-bell", newest, "sent", 17, 12), ("aaron-lowe", newest, "handed", 9, 5)):
        packs.gave(acting_as(slug), version, way, number, today - timedelta(days=ago))


def _say(today: date) -> None:
    """Amelia says what she thinks, which is passed on; a pupil’s view waits; and one child says that something is wrong."""
    for slug, age, data, days in (
        ("amelia-hart", "14-plus", {"helped": "alone", "face-listen": "so-so", "write-change": "Ask me before the meeting, not in it.", "write-hopes": "College, and a job with animals.", "unsafe": "no"}, 6),
        ("joanna-whitfield", "8-13", {"face-learn": "so-so", "write-well": "My class has a guinea pig.", "write-change": "The dinner hall. It is too loud.", "unsafe": "no"}, 0),
        ("aaron-lowe", "under-8", {"face-school": "sad", "unsafe": "yes", "what": "Somebody on the bus hurts me and takes my things."}, 0),
    ):  # fmt: skip
        viewer = acting_as(slug)
        child = childs_views.children_of(viewer)[0]
        form = ViewForm(data, age=age, helpers=childs_views.helpers(viewer, child), known=True)
        if not form.is_valid():
            raise RuntimeError(f"the demo's form lacks {dict(form.errors)}")
        childs_views.say(viewer, form, today - timedelta(days=days), child=child, project=None, helped=form.cleaned_data.get("helped") or childs_views.helpers(viewer, child)[0][0], found=None)
        if days:
            lead = acting_as("sal-ward")
            for held in childs_views.concerns(lead):
                childs_views.read(lead, held.concern, outcome="nothing", done="", shows="", on=today - timedelta(days=days))
