"""What opens a record and what closes it again, seen through both walls."""

import datetime as dt

import pytest
from django.utils import timezone

from goldenthread.access.actions import (
    NoMatch,
    approve_disposal,
    break_glass,
    propose_disposal,
    record_look,
    review_break_glass,
    seal_child,
    seal_content,
)  # fmt: skip
from goldenthread.access.models import BreakGlass, RoleGrant
from goldenthread.access.policy import CHILD, Refused, Shape, visible
from goldenthread.access.queries import openings_to_review
from goldenthread.access.queries_looks import looks_at
from goldenthread.cases.actions import confide
from goldenthread.cases.models import Case, ClockRow, Duty, Event
from goldenthread.people.models import (
    Allocation,
    Child,
    Connection,
    Consent,
    Content,
    Cover,
    Disposal,
    LegalHold,
    Organisation,
    Practitioner,
    Relationship,
    RetentionRule,
    SharingBasis,
)  # fmt: skip

from . import conftest as area

YESTERDAY = dt.date.today() - dt.timedelta(days=1)
pytestmark = pytest.mark.django_db
IDENTITY = "identity-and-contact"


def sees(viewer, child):
    """Both walls must say the same."""
    by_policy = Child.objects.filter(visible(viewer, shape=CHILD, kind=IDENTITY), pk=child.pk).exists()
    assert by_policy == Child.objects.filter(pk=child.pk).exists()
    return by_policy


def has(viewer, kind):
    found = Content.objects.filter(visible(viewer, shape=Shape()), kind_of_data=kind).exists()
    assert found == Content.objects.filter(kind_of_data=kind).exists()
    return found


# --- reasons end ---


def test_an_allocation_that_ended_opens_nothing(world, look):
    Allocation.objects.update(valid_to=YESTERDAY)
    assert not look("educational-psychologist", lambda v: sees(v, world.ada))


def test_cover_opens_the_absent_colleagues_children_and_no_child_protection_detail(world, look):
    colleague = _second(world, "social-worker")
    assert not look(colleague, lambda v: sees(v, world.ada))
    Cover.objects.create(
        practitioner=world.users["social-worker"].practitioner, covered_by=colleague.practitioner,
        valid_from=area.LONG_AGO,
    )  # fmt: skip
    assert look(colleague, lambda v: sees(v, world.ada))
    assert look(colleague, lambda v: has(v, "social-care-advice"))
    assert not look(colleague, lambda v: has(v, "child-protection"))
    assert look("social-worker", lambda v: has(v, "child-protection"))


def test_medication_is_for_the_childs_own_prescriber(world, look):
    assert look("health-practitioner", lambda v: has(v, "medication"))
    Allocation.objects.filter(role="prescriber").delete()
    assert not look("health-practitioner", lambda v: has(v, "medication"))


def test_another_body_reads_only_through_a_basis_in_force(world, look):
    SharingBasis.objects.filter(reader=world.provider).update(valid_to=YESTERDAY)
    assert not look("health-practitioner", lambda v: sees(v, world.ada))


def test_a_basis_opens_only_the_kinds_that_it_names(world, look):
    SharingBasis.objects.filter(reader=world.icb).update(kinds=["ehc-request-and-stage"])
    assert not look("dco", lambda v: sees(v, world.ada))
    assert look("dco", lambda v: ClockRow.objects.filter(kind_of_data="ehc-request-and-stage").exists())


def test_a_protocol_that_all_schools_signed_opens_what_one_basis_would(world, look):
    SharingBasis.objects.filter(reader=world.school).update(reader=None, reader_kind="school")
    assert look("setting-senco", lambda v: sees(v, world.ada))


def test_a_setting_loses_sight_of_a_child_who_left(world, look):
    Connection.objects.update(valid_to=YESTERDAY)
    assert not look("setting-senco", lambda v: sees(v, world.ada))


def test_the_records_of_a_merged_board_pass_to_its_successor(world, look):
    old = Organisation.objects.create(code="ICB:OLD", name="Old board", kind="icb", valid_to=YESTERDAY)
    child = area.a_child(old, "Old", "Record", area.AN_EIGHT_YEAR_OLD)
    assert not look("dco", lambda v: sees(v, child))
    Organisation.objects.filter(pk=old.pk).update(successor=world.icb)
    assert look("dco", lambda v: sees(v, child))


def test_a_withdrawn_consent_closes_at_once(world, look):
    assert look("sendiass", lambda v: sees(v, world.ada))
    Consent.objects.update(withdrawn_at=timezone.now())
    assert not look("sendiass", lambda v: sees(v, world.ada))
    assert not look("parent-of-young-person", lambda v: sees(v, world.eve))


def test_an_ended_role_opens_nothing(world, look):
    RoleGrant.objects.update(valid_to=YESTERDAY)
    for role in world.users:
        assert not look(role, lambda v: sees(v, world.ada))


# --- families ---


def test_care_without_responsibility_makes_a_parent_and_neither_makes_none(world, look):
    assert look("parent", lambda v: sees(v, world.ada))
    Relationship.objects.update(has_care=False, parental_responsibility=False)
    assert not look("parent", lambda v: sees(v, world.ada))


def test_rights_pass_to_the_young_person(world, look):
    grown = area.a_child(world.council, "Grown", "Up", area.A_NINETEEN_YEAR_OLD)
    area.related(grown, world.users["parent"].person)
    assert not look("parent", lambda v: sees(v, grown))
    assert look("young-person", lambda v: sees(v, world.eve))
    Child.objects.filter(pk=world.eve.pk).update(date_of_birth=area.AN_EIGHT_YEAR_OLD)
    assert not look("young-person", lambda v: sees(v, world.eve))


# --- sealed, confidential, withheld ---


def everything_of(child):
    return (
        Child.objects.filter(pk=child.pk).exists(), Event.objects.filter(case__child=child).exists(),
        *(model.objects.filter(child=child).exists() for model in (Case, ClockRow, Duty, Content, Allocation, Relationship)),
    )  # fmt: skip


def test_nobody_finds_anything_of_a_sealed_child(world, look):
    look("la-send-manager", lambda v: seal_child(v, world.ada.pk, "Adopted; the former record is closed"))
    for role in world.users:
        assert not any(look(role, lambda v: everything_of(world.ada))), role
    assert Event.objects.filter(case__child=world.ada).exists()


def test_only_a_manager_of_the_owner_seals(world, look):
    for role in ("la-send-caseworker", "dco", "parent"):
        with pytest.raises(Refused):
            look(role, lambda v: seal_child(v, world.ada.pk, "no"))
    with pytest.raises(Refused):
        look("la-send-manager", lambda v: seal_child(v, world.ben.pk, "not ours"))


def test_sealed_content_is_gone_from_every_view(world, look):
    key = Content.objects.filter(child=world.ada, kind_of_data="ep-advice").get().key
    look("la-send-manager", lambda v: seal_content(v, key, "Entered for the wrong child"))
    for role in world.users:
        assert not look(role, lambda v: Content.objects.filter(pk=key).exists())


@pytest.mark.parametrize("level", ["young-person", "withheld"])
def test_no_ordinary_grant_opens_a_confidential_case(level, world, look):
    case = area.filled(area.a_case(world.eve), ["ehc-request-and-stage", "messages-to-family"])
    # Somebody of whom nothing is asked here goes on working on it.
    keeps = Practitioner.objects.create(reference="keeps", name="Kept", role="la-send-caseworker", organisation=world.council)
    area.allocate(world.eve, keeps, "la-send-caseworker")
    look("la-send-caseworker", lambda v: confide(v, case.pk, level, [keeps.pk], "Her address must not be found"))
    for role in world.users:
        found = look(role, lambda v: (
            Case.objects.filter(pk=case.pk).exists(), Event.objects.filter(case=case.pk).exists(),
            ClockRow.objects.filter(case=case.pk).exists(), Content.objects.filter(case=case.pk).exists(),
        ))  # fmt: skip
        opened = level == "young-person" and role == "young-person"
        assert all(found) if opened else not any(found), role


def test_a_practitioner_allocated_to_a_confidential_case_works_on_it(world, look):
    case = area.filled(area.a_case(world.eve, confidentiality="withheld"))
    area.allocate(world.eve, world.users["social-worker"].practitioner, "social-worker", case=case.pk)
    assert look("social-worker", lambda v: Event.objects.filter(case=case.pk).exists())
    assert not look("la-send-manager", lambda v: Event.objects.filter(case=case.pk).exists())


# --- who looked, broken glass ---


def test_a_family_sees_roles_and_organisations_that_looked_and_no_names(world, look):
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Opened the case"))
    found = look("parent", lambda v: looks_at(v, world.ada.pk).rows)
    assert [(f.role, f.organisation) for f in found] == [("Social worker", "Council")]
    assert look("educational-psychologist", lambda v: looks_at(v, world.ada.pk).rows) == []


def test_a_look_at_a_withheld_case_is_not_shown(world, look):
    case = area.a_case(world.ada, confidentiality="withheld")
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Opened", case.pk))
    assert look("parent", lambda v: looks_at(v, world.ada.pk).rows) == []


def test_an_administrator_reads_of_no_look_at_a_child(world, look):
    look("social-worker", lambda v: record_look(v, world.ada.pk, "Opened"))
    assert not look("system-administrator", lambda v: looks_at(v, world.ada.pk).rows)


def test_broken_glass_opens_one_child_for_a_time_and_a_manager_reviews_it(world, look):
    Allocation.objects.all().delete()
    ep = world.users["educational-psychologist"]

    def go(v):
        return break_glass(
            v, number=world.ada.reference, date_of_birth=world.ada.date_of_birth, reason="At the ward now"
        )

    opening = look(ep, go)
    assert look(ep, lambda v: (sees(v, world.ada), sees(v, world.eve))) == (True, False)
    waiting = look("la-send-manager", openings_to_review)
    assert [w.id for w in waiting] == [opening]
    look("la-send-manager", lambda v: review_break_glass(v, opening, "Justified"))
    assert look("la-send-manager", openings_to_review) == []
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    BreakGlass.objects.update(closes_at=an_hour_ago, opened_at=an_hour_ago - dt.timedelta(hours=1))
    assert not look(ep, lambda v: sees(v, world.ada))


@pytest.mark.parametrize("wrong", [{"number": "GT-99999"}, {"date_of_birth": dt.date(2001, 1, 1)}, {"reason": " "}])
def test_broken_glass_says_the_same_for_every_mismatch(wrong, world, look):
    asked = {"number": world.ada.reference, "date_of_birth": world.ada.date_of_birth, "reason": "Urgent", **wrong}
    with pytest.raises(NoMatch, match="No record matches that number and date of birth"):
        look("educational-psychologist", lambda v: break_glass(v, **asked))


@pytest.mark.parametrize("role", ["parent", "sendiass", "analyst", "system-administrator", "inspector"])
def test_only_practitioners_break_glass(role, world, look):
    with pytest.raises(NoMatch):
        look(role, lambda v: break_glass(
            v, number=world.ada.reference, date_of_birth=world.ada.date_of_birth, reason="Urgent"))  # fmt: skip


# --- reviewed removal ---


def test_two_others_must_approve_a_removal_and_a_legal_hold_stops_it(world, look):
    content = Content.objects.get(child=world.ada, kind_of_data="ep-advice")
    RetentionRule.objects.create(organisation=world.council, kind_of_data="ep-advice", anchor="birth", years=1)
    proposer, first, second = (_second(world, "la-send-manager", n) for n in "abc")
    disposal = look(proposer, lambda v: propose_disposal(v, content.pk, "Kept past its time"))
    with pytest.raises(Refused):
        look(proposer, lambda v: approve_disposal(v, disposal))
    hold = LegalHold.objects.create(child=world.ada, owner=world.council, reason="Inquiry")
    assert look(first, lambda v: approve_disposal(v, disposal)) == "held"
    LegalHold.objects.filter(pk=hold.pk).update(lifted_at=timezone.now())
    assert look(first, lambda v: approve_disposal(v, disposal)) == "approved"
    with pytest.raises(Refused):
        look(first, lambda v: approve_disposal(v, disposal))
    assert look(second, lambda v: approve_disposal(v, disposal)) == "removed"
    content.refresh_from_db()
    assert (content.text, content.file) == ("", None)
    assert content.removed_at is not None
    assert Disposal.objects.get().done_at is not None


def _second(world, role, mark="2"):
    from goldenthread.access.models import User
    from goldenthread.people.models import Practitioner

    body = getattr(world, area.BODY_OF[role])
    who = Practitioner.objects.create(reference=f"{role}{mark}", name=f"{role} {mark}", role=role, organisation=body)
    user = User.objects.create(email=f"{role}{mark}@example.org", name=who.name, practitioner=who)
    RoleGrant.objects.create(user=user, role=role, organisation=body, valid_from=area.LONG_AGO)
    return user
