"""What goes wrong in the demo: most families whose step failed were offered to have it put right, one refusal is appealed with its papers on file,
and a navigator helps some families."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection, transaction

from goldenthread.access.models import User
from goldenthread.access.viewer import become
from goldenthread.cases.actions import NewEvent, append, open_case
from goldenthread.cases.models import Case
from goldenthread.cases.queries_clocks import clock_key
from goldenthread.disputes.models import Tie
from goldenthread.engine.explain import full_day, long_day
from goldenthread.families import complaints, navigators
from goldenthread.families.complaint_about import OTHER, Failed
from goldenthread.families.complaint_whose import Whose
from goldenthread.families.models import Complaint, EarlyOffer
from goldenthread.letters.pdf import pdf
from goldenthread.pathways import PATHWAYS
from goldenthread.pathways.common.early_resolution import OFFERED_FOR
from goldenthread.people.models import Child, Content, Organisation, Person, Relationship

NAVIGATOR = "Nia Vaughan"
# Of every thirty children whose step failed one is left to be offered: theirs stand in their officers' lists of work.
_FAILED = """
select distinct on (k.child_id) k.child_id, k.owner_id, k.case_id, k.clock, k.due, k.stopped, c.pathway,
       coalesce((select trim(p.forename || ' ' || p.surname) from people_relationship r join people_person p on p.id = r.person_id
                 where r.child_id = k.child_id and (r.parental_responsibility or r.has_care) order by r.id limit 1), 'The family'),
       (select u.id from people_relationship r join access_user u on u.person_id = r.person_id where r.child_id = k.child_id and (r.parental_responsibility or r.has_care) order by r.id limit 1),
       coalesce((select p.name from people_allocation a join people_practitioner p on p.id = a.practitioner_id
                 where a.child_id = k.child_id and a.role = 'la-send-caseworker' order by a.valid_from desc, a.id limit 1), 'The SEND team')
from cases_clockrow k join cases_case c on c.id = k.case_id
where k.kind in ('law', 'guidance') and not k.floor and k.owed_by <> 'family' and k.due between %(from)s and %(to)s and coalesce(k.stopped, %(on)s) > k.due
  and (k.excused_from is null or k.excused_from > coalesce(k.stopped, %(on)s))
  and c.pathway in ('ehc-needs-assessment', 'annual-review', 'reassessment', 'phase-transfer')
  and ('x' || substr(md5(k.child_id::text), 1, 4))::bit(16)::int %% 30 > 0
order by k.child_id, k.due
"""
_WORDS = "I am sorry that this is late. I ring you each week until it is done. Your right to appeal and its last day stay as they are."


def offer_to_put_right(today: date) -> int:
    """As their officers would have: an answer came from most."""
    if EarlyOffer.objects.exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, {"from": today - OFFERED_FOR, "to": today - timedelta(days=8), "on": today})
        rows = cursor.fetchall()
    made = []
    by = User.objects.filter(grants__role="la-send-caseworker").order_by("email").values_list("pk", flat=True).first()
    for n, (child, owner, case, clock, due, stopped, pathway, name, user, officer) in enumerate(rows):
        on = min(due + timedelta(days=6), today - timedelta(days=1))
        answer = ("accepted", "declined", "accepted", "")[n % 4]
        title = PATHWAYS[pathway].clock_titles.get(clock, clock)
        made.append(
            EarlyOffer(
                child_id=child, owner_id=owner, about=clock, failed_case=case, failed_words=f"{title}: was due on {full_day(due)}" + (f", done on {full_day(stopped)}" if stopped else ", not done yet"),
                to_user=user, to_name=name, offered_on=today - timedelta(days=1) if on < due else on, way="call", offered_by=by,
                offered_by_name=officer, text=_WORDS, answer=answer, answered_on=on if answer else None,
                contacted_on=on if answer == "accepted" else None, contacted_by_name=officer if answer == "accepted" else "", agreed="We ring every Friday, and say what is done by then." if answer == "accepted" else "",
            )
        )  # fmt: skip
    EarlyOffer.objects.bulk_create(made, batch_size=500)
    return len(made)


def appeal_a_refusal(today: date) -> None:
    """The newest refusal is appealed: its papers are on file, the tribunal gave directions, and a bundle is to be made."""
    if Case.objects.filter(pathway="tribunal-appeal", events__event="directions-made").exists():
        return
    refused = Case.objects.filter(pathway="ehc-needs-assessment", events__event="decided-not-to-assess", owner__code="LA:881").order_by("-opened_on", "pk").select_related("child").first()
    manager = User.objects.filter(grants__role="la-send-manager", grants__organisation=refused.owner_id).order_by("email").first() if refused else None
    if refused is None or manager is None or refused.child_id is None:
        return
    child = refused.child
    assert child is not None
    if not Relationship.objects.filter(child=child, has_care=True).exists():
        mother = Person.objects.create(owner_id=child.owner_id, surname=child.surname, forename="Rosa", postcode=child.postcode)
        Relationship.objects.create(child=child, owner_id=child.owner_id, person=mother, relation="mother", parental_responsibility=True, has_care=True, valid_from=child.date_of_birth or refused.opened_on)
    with transaction.atomic():
        viewer = become(manager.pk)
        key = open_case(viewer, child=refused.child_id, pathway="tribunal-appeal", first=NewEvent("appeal-lodged", today - timedelta(days=30), {"about": "Refusal to assess"}), arose_from=refused.pk)
        append(viewer, key, 1, [
            NewEvent("appeal-sent-to-authority", today - timedelta(days=25)),
            NewEvent("directions-made", today - timedelta(days=20), {"response_by": today + timedelta(days=7), "evidence_by": today + timedelta(days=28), "bundle_by": today + timedelta(days=42)}),
        ])  # fmt: skip
        become(None)
    for case, name, kind, lines in (
        (key, "Appeal form.pdf", "complaints-and-tribunal", ["Appeal form", "The council refused to assess. The family asks the tribunal to order it."]),
        (refused.pk, "Request for an assessment.pdf", "ehc-request-and-stage", ["Request for an assessment", "School has tried three terms of support."]),
        (refused.pk, "Letter from a relative.pdf", "ehc-request-and-stage", ["A letter", "See also what is written of GT-99999."]),
    ):  # fmt: skip
        blocks = [{"kind": "paragraph", "text": line, "items": []} for line in lines]
        file = pdf("letter.typ", letter={"title": lines[0], "to": [], "sender": "", "date": "", "blocks": blocks, "cite": ""})
        Content.objects.create(child_id=refused.child_id, case=case, owner_id=refused.owner_id, kind_of_data=kind, file=file, file_name=name)
    Tie.objects.create(child_id=refused.child_id, owner_id=refused.owner_id, case=key, of_case=refused.pk, clock="lodge-appeal", key="lodge-appeal",
                       words="EHC needs assessment: the decision not to assess", by_name=manager.name, on=today - timedelta(days=25))  # fmt: skip


_NOTICES = """
select d.id, d.child_id, d.owner_id, k.case_id, c.pathway, k.started
from cases_case d
cross join lateral (select r.case_id, r.started from cases_clockrow r where r.child_id = d.child_id and r.clock = 'lodge-appeal' and r.started <= d.opened_on
                    order by r.started desc, r.case_id limit 1) k
join cases_case c on c.id = k.case_id
where d.pathway in ('mediation', 'tribunal-appeal') and not exists (select 1 from disputes_tie t where t."case" = d.id)
"""


def say_what_each_is_about(today: date) -> int:
    """Mediations and appeals come by a file; their officers have said since which decision each is about. Where there was none, it is still asked."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTICES)
        rows = cursor.fetchall()
    made = [
        Tie(child_id=child, owner_id=owner, case=case, of_case=of, clock="lodge-appeal", key=clock_key("lodge-appeal", "", started),
            words=f"{PATHWAYS[pathway].title}: the decision of {long_day(started)}", by_name="The SEND team", on=today)
        for case, child, owner, of, pathway, started in rows
    ]  # fmt: skip
    Tie.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def complain(today: date) -> None:
    """One family of a trust alone, and a young person of the council and the trust together: the queue opens both cases."""
    if Complaint.objects.exists():
        return
    trust = Organisation.objects.get(code="TRUST:EASTWAY")
    for email, both, text in (
        ("nina-fraser@demo.example", False, "The appointment was moved three times, and nobody rang to say so."),
        ("amelia-hart@demo.example", True, "Each of you says that the other has my report. I want one of you to find it and tell me."),
    ):  # fmt: skip
        user = User.objects.filter(email=email).first()
        if user is None:
            continue
        with transaction.atomic():
            viewer = become(user.pk)
            key = viewer.child or next(iter(viewer.parented), None)
            child = Child.objects.filter(pk=key).first()
            if child is not None:
                complaints.complain(viewer, child, Failed(OTHER), Whose(child.owner_id, trust.pk) if both else Whose(trust.pk), text=text, on=today - timedelta(days=1))
            become(None)


def help_families_on(today: date) -> None:
    navigator = User.objects.filter(name=NAVIGATOR).first()
    if navigator is None or navigators.Navigation.objects.exists():
        return
    with transaction.atomic():
        viewer = become(navigator.pk)
        for n, (family, about, asked) in enumerate((
            ("Mrs Adeyemi", "process", "What comes after the advice?"), ("Tom Birch", "health", "How long is the list, and what helps meanwhile?"),
            ("Ms Carver", "school", "School says that it has no money for a teaching assistant."), ("Mr Doyle", "local-offer", "Is there a club for a boy of nine?"),
        )):  # fmt: skip
            on = today - timedelta(days=3 * n + 1)
            navigators.begin(viewer, child=None, family=family, contact=f"01632 9610{n + 10}", about=about, asked=asked, next_step="Ring back", next_on=today + timedelta(days=n - 1), on=on)
        become(None)
