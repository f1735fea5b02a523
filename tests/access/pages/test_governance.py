"""Sharing, consents, retention, holds, seals, disposals and confidentiality on their pages, as those who may and as
those who may not."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from goldenthread.access.actions import load_rules
from goldenthread.access.actions_administration import lift_seal
from goldenthread.access.models import Change
from goldenthread.access.policy import Refused
from goldenthread.cases.models import Case, ConfidentialityChange, Event
from goldenthread.people.models import (
    Child,
    Consent,
    Content,
    Disposal,
    LegalHold,
    RetentionRule,
    Seal,
    SharingBasis,
)

from .. import conftest as area
from .test_access_pages import get, post, text_of
from .test_administration import days

pytestmark = pytest.mark.django_db
LEAD, MANAGER = "information-governance", "la-send-manager"
TODAY = timezone.localdate()
OTHERS = ("la-send-caseworker", "parent", "analyst", "system-administrator", "health-practitioner")


@pytest.fixture(autouse=True)
def _agreement(db):
    load_rules()


def may_open(world, role, path):
    return get(world.users[role], path).status_code == 200


# --- sharing ---


def agreement(world, **others):
    return {"owner": str(world.council.pk), "who": "one", "reader": str(world.sendiass.pk), "reader_kind": "", "purpose": "Advice",
            "ground": "Children and Families Act 2014 s.32", "kinds": ["drafts-and-final-plan"],
            **days("first", TODAY), **others}  # fmt: skip


def test_an_agreement_to_share_is_added_listed_and_ended_at_once(world):
    lead = world.users[LEAD]
    SharingBasis.objects.all().delete()
    assert "Nobody else reads your records" in text_of(get(lead, "/administration/sharing/"))
    assert post(lead, "/administration/sharing/add/", **agreement(world)).status_code == 302
    basis = SharingBasis.objects.get()
    assert (basis.owner, basis.reader, basis.kinds, basis.valid_from) == (world.council, world.sendiass, ["drafts-and-final-plan"], TODAY)
    assert "1 agreement lets others read your records" in text_of(get(lead, "/administration/sharing/"))
    assert post(lead, f"/administration/sharing/{basis.pk}/end/", when="now").status_code == 302
    basis.refresh_from_db()
    assert basis.ended_by == lead.pk
    assert "Agreements that ended" in text_of(get(lead, "/administration/sharing/"))
    said = text_of(get(lead, "/administration/changes/"))
    assert "Sharing added: with Sendiass, for Advice" in said
    assert "Sharing ended: with Sendiass, for Advice" in said


def test_an_agreement_that_is_sent_twice_is_one_so_that_ending_it_leaves_nothing_open(world):
    lead = world.users[LEAD]
    SharingBasis.objects.all().delete()
    for _ in range(2):
        assert post(lead, "/administration/sharing/add/", **agreement(world)).status_code == 302
    assert post(lead, f"/administration/sharing/{SharingBasis.objects.get().pk}/end/", when="now").status_code == 302
    # Made again after it ended, it is another.
    assert post(lead, "/administration/sharing/add/", **agreement(world)).status_code == 302
    assert SharingBasis.objects.count() == 2


def test_ending_an_agreement_closes_what_it_opened(world):
    provider = world.users["health-practitioner"]
    assert get(provider, f"/children/{world.ada.pk}/").status_code == 200
    basis = SharingBasis.objects.get(reader=world.provider)
    assert post(world.users[LEAD], f"/administration/sharing/{basis.pk}/end/", when="now").status_code == 302
    assert get(provider, f"/children/{world.ada.pk}/").status_code == 404


def test_an_agreement_may_end_on_a_later_day_and_not_on_an_earlier(world):
    basis = SharingBasis.objects.get(reader=world.provider)
    path = f"/administration/sharing/{basis.pk}/end/"
    said = text_of(post(world.users[LEAD], path, when="later", **days("last", TODAY - dt.timedelta(1))))
    assert "Last day must be today or later" in said
    assert "Enter the last day" in text_of(post(world.users[LEAD], path, when="later"))
    assert post(world.users[LEAD], path, when="later", **days("last", TODAY + dt.timedelta(30))).status_code == 302
    basis.refresh_from_db()
    assert (basis.valid_to, basis.ended_at) == (TODAY + dt.timedelta(30), None)


def test_an_agreement_of_every_school_names_a_kind_and_each_fault_is_said(world):
    lead = world.users[LEAD]
    said = text_of(post(lead, "/administration/sharing/add/", **agreement(world, who="kind")))
    assert "Select which kind of organisation" in said
    said = text_of(post(lead, "/administration/sharing/add/", **agreement(world, kinds=[], purpose="", ground="")))
    for words in ("Select what they may read", "Enter purpose", "Enter the ground in law"):
        assert words in said
    assert post(lead, "/administration/sharing/add/", **agreement(world, who="kind", reader_kind="college")).status_code == 302
    assert "Every college" in text_of(get(lead, "/administration/sharing/"))


@pytest.mark.parametrize("role", [MANAGER, *OTHERS])
def test_nobody_else_shares_or_ends_sharing(world, role):
    basis = SharingBasis.objects.filter(owner=world.council).first()
    assert post(world.users[role], "/administration/sharing/add/", **agreement(world)).status_code == 404
    assert post(world.users[role], f"/administration/sharing/{basis.pk}/end/", when="now").status_code == 404
    assert may_open(world, role, "/administration/sharing/") is (role == "system-administrator")
    assert not Change.objects.exists()


def test_the_records_of_another_body_are_not_shared_by_ours(world):
    said = text_of(post(world.users[LEAD], "/administration/sharing/add/", **agreement(world, owner=str(world.elsewhere.pk))))
    assert "There is a problem" in said
    theirs = SharingBasis.objects.create(
        owner=world.elsewhere, reader=world.council, purpose="x", ground="y", kinds=["ep-advice"], valid_from=area.LONG_AGO
    )
    assert get(world.users[LEAD], f"/administration/sharing/{theirs.pk}/end/").status_code == 404
    assert "Elsewhere" in text_of(get(world.users[LEAD], "/administration/sharing/"))


# --- retention ---


def rule(world, **others):
    return {"organisation": str(world.council.pk), "kind": "ep-advice", "years": "25", "anchor": "birth", "source": "Row 14",
            **days("first", TODAY), **others}  # fmt: skip


def test_a_rule_is_set_and_changed_from_a_day_on(world):
    lead, later = world.users[LEAD], TODAY + dt.timedelta(60)
    assert "There is no rule yet" in text_of(get(lead, "/administration/retention/"))
    assert post(lead, "/administration/retention/set/", **rule(world)).status_code == 302
    assert post(lead, "/administration/retention/set/", **rule(world, years="30", **days("first", later))).status_code == 302
    old, new = RetentionRule.objects.order_by("valid_from")
    assert (old.years, old.valid_to, new.years, new.valid_from) == (25, later - dt.timedelta(1), 30, later)
    said = text_of(get(lead, "/administration/retention/"))
    assert "Not begun yet" in said
    assert "Retention set: EP advice, 30 years" in text_of(get(lead, "/administration/changes/"))
    assert "newest rule for this kind" in text_of(post(lead, "/administration/retention/set/", **rule(world, years="6")))


@pytest.mark.parametrize(("wrong", "words"), [
    ({"years": "0"}, "Years must be a whole number from 1 to 120"),
    ({"years": "2.5"}, "Years must be a whole number from 1 to 120"),
    ({"years": ""}, "Enter how many years"),
    ({"anchor": ""}, "Select what the years are counted from"),
    (days("first", TODAY - dt.timedelta(1)), "From must be today or later"),
])  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_in_words(world, wrong, words):
    assert words in text_of(post(world.users[LEAD], "/administration/retention/set/", **rule(world, **wrong)))
    assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("role", [MANAGER, *OTHERS])
def test_nobody_else_sets_a_rule(world, role):
    assert post(world.users[role], "/administration/retention/set/", **rule(world)).status_code == 404
    assert not RetentionRule.objects.exists()


# --- consents ---


def agreed(world, **others):
    return {"to": "body", "body": str(world.mediation.pk), "person": "", "kinds": ["drafts-and-final-plan"],
            "given_by": "Her mother, by signed form", **days("first", TODAY), **others}  # fmt: skip


def test_a_consent_is_recorded_and_withdrawn(world):
    Consent.objects.all().delete()
    officer, page = world.users["la-send-caseworker"], f"/children/{world.ada.pk}/record-keeping/"
    assert "Nobody reads this record by consent" in text_of(get(officer, page))
    assert not may_open(world, "mediator", f"/children/{world.ada.pk}/who-looked/")
    assert post(officer, f"{page}consent/", **agreed(world, kinds=["identity-and-contact"])).status_code == 302
    assert may_open(world, "mediator", f"/children/{world.ada.pk}/who-looked/")
    consent = Consent.objects.get()
    assert consent.recorded_by == officer.pk
    assert post(officer, f"{page}consent/{consent.pk}/withdraw/").status_code == 302
    assert not may_open(world, "mediator", f"/children/{world.ada.pk}/who-looked/")
    assert "Withdrawn" in text_of(get(officer, page))
    assert get(officer, f"{page}consent/{consent.pk}/withdraw/").status_code == 404


def test_a_consent_that_is_sent_twice_is_one_so_that_withdrawing_it_leaves_nothing_open(world):
    Consent.objects.all().delete()
    officer, page = world.users["la-send-caseworker"], f"/children/{world.ada.pk}/record-keeping/"
    for _ in range(2):
        assert post(officer, f"{page}consent/", **agreed(world, kinds=["identity-and-contact"])).status_code == 302
    assert post(officer, f"{page}consent/{Consent.objects.get().pk}/withdraw/").status_code == 302
    assert not may_open(world, "mediator", f"/children/{world.ada.pk}/who-looked/")
    assert post(officer, f"{page}consent/", **agreed(world, kinds=["identity-and-contact"])).status_code == 302
    assert may_open(world, "mediator", f"/children/{world.ada.pk}/who-looked/")


def test_a_consent_names_one_reader(world):
    page = f"/children/{world.ada.pk}/record-keeping/consent/"
    assert "Select which person" in text_of(post(world.users["la-send-caseworker"], page, **agreed(world, to="person")))
    assert "Select who may read" in text_of(post(world.users["la-send-caseworker"], page, **agreed(world, to="")))


@pytest.mark.parametrize("role", [LEAD, MANAGER, "analyst", "setting-senco", "parent", "system-administrator"])
def test_a_consent_is_recorded_only_by_those_who_write_to_the_record(world, role):
    before = Consent.objects.count()
    page = f"/children/{world.ada.pk}/record-keeping/consent/"
    assert post(world.users[role], page, **agreed(world)).status_code == 404
    assert post(world.users[role], f"{page}{Consent.objects.first().pk}/withdraw/").status_code == 404
    assert Consent.objects.filter(withdrawn_at=None).count() == before


# --- holds and seals ---


@pytest.mark.parametrize("role", [LEAD, MANAGER])
def test_a_hold_is_placed_and_lifted_with_reasons(world, role):
    keeper, page = world.users[role], f"/children/{world.ada.pk}/record-keeping/"
    assert "Enter why" in text_of(post(keeper, f"{page}hold/", reason=" "))
    assert post(keeper, f"{page}hold/", reason="Inquiry of the ombudsman").status_code == 302
    hold = LegalHold.objects.get()
    assert (hold.placed_by, hold.owner) == (keeper.pk, world.council)
    assert "1 hold stands" in text_of(get(keeper, "/administration/holds/"))
    assert post(keeper, f"/administration/holds/{hold.pk}/lift/", reason="The inquiry is over").status_code == 302
    said = text_of(get(keeper, page))
    assert "Inquiry of the ombudsman" in said
    assert "The inquiry is over" in said
    assert "No hold stands" in text_of(get(keeper, "/administration/holds/"))


def test_a_hold_that_is_sent_twice_is_one_so_that_lifting_it_ends_it(world):
    keeper, page = world.users[LEAD], f"/children/{world.ada.pk}/record-keeping/hold/"
    for _ in range(2):
        assert post(keeper, page, reason="Inquiry of the ombudsman").status_code == 302
    assert LegalHold.objects.count() == 1
    # For another reason it is another, which stands when the first is lifted.
    assert post(keeper, page, reason="A claim").status_code == 302
    assert LegalHold.objects.count() == 2


@pytest.mark.parametrize("role", [*OTHERS, "dco"])
def test_nobody_else_holds_or_seals(world, role):
    hold = LegalHold.objects.create(child=world.ada, owner=world.council, reason="Inquiry")
    seal = Seal.objects.create(child=world.eve, reason="Adopted", sealed_by=world.users[MANAGER].pk)
    page = f"/children/{world.ada.pk}/record-keeping/"
    for path in (f"{page}hold/", f"{page}seal/", f"{page}seal-one/", f"/administration/holds/{hold.pk}/lift/", f"/administration/seals/{seal.pk}/lift/"):
        assert post(world.users[role], path, reason="x", number=_reference(world.ada)).status_code == 404, path
    for path in ("/administration/holds/", "/administration/seals/"):
        assert get(world.users[role], path).status_code == 404
    assert LegalHold.objects.filter(lifted_at=None).count() == 1
    assert not Child.objects.filter(sealed=True).exists()


def _reference(child):
    child.refresh_from_db()
    return child.reference


def test_a_seal_asks_for_the_reference_and_is_lifted_by_somebody_else(world):
    manager, lead, page = world.users[MANAGER], world.users[LEAD], f"/children/{world.ada.pk}/record-keeping/seal/"
    said = text_of(post(manager, page, number="GT-99999", reason="Adopted"))
    assert "This is not the reference of this child" in said
    typed = _reference(world.ada).lower().replace("-", " ")
    assert post(manager, page, number=typed, reason="Adopted").status_code == 302
    assert get(manager, f"/children/{world.ada.pk}/").status_code == 404
    seal = Seal.objects.get()
    said = text_of(get(manager, "/administration/seals/"))
    assert "You sealed it: somebody else lifts it" in said
    assert "Lovelace" not in said
    assert post(manager, f"/administration/seals/{seal.pk}/lift/", reason="A mistake").status_code == 404
    assert post(lead, f"/administration/seals/{seal.pk}/lift/", reason="Wrong child sealed").status_code == 302
    assert get(manager, f"/children/{world.ada.pk}/").status_code == 200
    assert "Wrong child sealed" in text_of(get(manager, "/administration/seals/"))


def test_one_document_is_sealed_without_the_record_and_lifted_by_somebody_else(world):
    manager, lead, page = world.users[MANAGER], world.users[LEAD], f"/children/{world.ada.pk}/record-keeping/seal-one/"
    paper = Content.objects.filter(child=world.ada, kind_of_data="ep-advice").get()
    Content.objects.filter(pk=paper.pk).update(file_name="Report on another child.pdf")
    assert "EP advice: Report on another child.pdf" in text_of(get(manager, page))
    assert "Select what to seal" in text_of(post(manager, page, reason="Another child’s"))
    assert "Enter why" in text_of(post(manager, page, paper=str(paper.pk), reason=" "))
    for _ in range(2):  # the answer to the first press was lost
        assert post(manager, page, paper=str(paper.pk), reason="Another child’s").status_code == 302
    seal = Seal.objects.get()
    assert (seal.content_id, seal.child_id) == (paper.pk, None)
    assert "Report on another child" not in text_of(get(manager, page))
    assert get(manager, f"/children/{world.ada.pk}/").status_code == 200
    said = text_of(get(lead, "/administration/seals/"))
    assert "Another child’s" in said
    assert "Report on another child" not in said
    assert post(manager, f"/administration/seals/{seal.pk}/lift/", reason="A mistake").status_code == 404
    assert post(lead, f"/administration/seals/{seal.pk}/lift/", reason="It is hers").status_code == 302
    assert "Report on another child.pdf" in text_of(get(manager, page))


def test_a_document_of_another_child_or_of_a_hidden_case_is_not_offered_and_not_sealed(world):
    manager = world.users[MANAGER]
    paper = Content.objects.filter(child=world.ada, kind_of_data="ep-advice").get()
    assert post(manager, f"/children/{world.eve.pk}/record-keeping/seal-one/", paper=str(paper.pk), reason="x").status_code == 302
    Case.objects.filter(pk=paper.case).update(confidentiality="withheld")
    page = f"/children/{world.ada.pk}/record-keeping/seal-one/"
    assert str(paper.pk) not in get(manager, page).content.decode()
    post(manager, page, paper=str(paper.pk), reason="x")
    assert not Content.objects.get(pk=paper.pk).sealed
    assert not Seal.objects.exists()


def test_a_seal_on_a_document_of_a_hidden_case_is_neither_listed_nor_lifted(world, look):
    paper = Content.objects.filter(child=world.ada, kind_of_data="ep-advice").get()
    Content.objects.filter(pk=paper.pk).update(sealed=True)
    seal = Seal.objects.create(content=paper, reason="Another child’s", sealed_by=world.users[MANAGER].pk)
    Case.objects.filter(pk=paper.case).update(confidentiality="withheld")
    assert "Another child’s" not in text_of(get(world.users[LEAD], "/administration/seals/"))
    with pytest.raises(Refused):
        look(LEAD, lambda v: lift_seal(v, seal.pk, "A guess"))
    assert Content.objects.get(pk=paper.pk).sealed


# --- disposals ---


@pytest.fixture
def too_old(world):
    RetentionRule.objects.create(organisation=world.council, kind_of_data="ep-advice", anchor="birth", years=1)
    return Content.objects.get(child=world.ada, kind_of_data="ep-advice")


QUEUE = "/administration/disposals/"


def proposed(world, content):
    path = f"{QUEUE}propose/{content.pk}/"
    assert "Two people other than you" in text_of(get(world.users[MANAGER], path))
    assert post(world.users[MANAGER], path, reason="Kept past its time").status_code == 302
    return Disposal.objects.get()


def test_what_is_past_its_time_is_removed_by_one_proposal_and_two_others(world, too_old):
    assert "Past its time" in text_of(get(world.users[MANAGER], QUEUE))
    disposal = proposed(world, too_old)
    agree = f"{QUEUE}{disposal.pk}/agree/"
    assert get(world.users[MANAGER], agree).status_code == 404
    assert "1 proposal waits" in text_of(get(world.users[LEAD], QUEUE))
    assert post(world.users[LEAD], agree).status_code == 302
    assert get(world.users[LEAD], agree).status_code == 404
    assert "removed for good" in text_of(get(world.users["dsco"], agree))
    assert post(world.users["dsco"], agree).status_code == 302
    too_old.refresh_from_db()
    assert (too_old.text, too_old.removed_at is None) == ("", False)
    assert "Why: Kept past its time. Agreed by information-governance and dsco" in text_of(get(world.users[LEAD], QUEUE))


def test_of_two_documents_of_one_kind_those_who_decide_are_told_the_day(world, too_old):
    case = Case.objects.get(pk=too_old.case)
    number = (case.events.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    Event.objects.create(case=case, number=number, event="advice-received", on="2026-01-05", by="import:none", kind_of_data="ep-advice", fields={"contributor": "educational-psychologist", "document": str(too_old.pk)})
    assert "of 5 January 2026" in text_of(get(world.users[MANAGER], QUEUE))
    assert re.search("Propose to remove<[^<]*, of 5 January 2026<", get(world.users[MANAGER], QUEUE).content.decode()), "and so says the link"
    disposal = proposed(world, too_old)
    assert re.search("Keep it<[^<]*, of 5 January 2026<", get(world.users[LEAD], QUEUE).content.decode())
    for page in (QUEUE, f"{QUEUE}{disposal.pk}/agree/"):
        assert "of 5 January 2026" in text_of(get(world.users[LEAD], page)), page


def test_whoever_may_not_read_a_document_is_not_told_that_nothing_is_past_its_time(world, too_old):
    assert "2 documents are past their time" in text_of(get(world.users[MANAGER], QUEUE))
    assert "nothing that you may read is past its time" in text_of(get(world.users[LEAD], QUEUE))


def test_a_legal_hold_stops_a_removal_that_two_agree_to(world, too_old):
    disposal = proposed(world, too_old)
    LegalHold.objects.create(child=world.ada, owner=world.council, reason="Inquiry")
    assert "A legal hold stands" in text_of(post(world.users[LEAD], f"{QUEUE}{disposal.pk}/agree/"))
    too_old.refresh_from_db()
    assert too_old.text


@pytest.mark.parametrize("agreed", [0, 1])
def test_a_rule_made_longer_since_the_proposal_stops_the_removal(world, too_old, agreed):
    disposal, deciding = proposed(world, too_old), [LEAD, "dsco"]
    for role in deciding[:agreed]:
        assert post(world.users[role], f"{QUEUE}{disposal.pk}/agree/").status_code == 302
    RetentionRule.objects.update(years=60)
    said = text_of(post(world.users[deciding[agreed]], f"{QUEUE}{disposal.pk}/agree/"))
    assert "Its time has not ended by the rule that is now in force, so nothing is removed. Nothing was changed" in said
    too_old.refresh_from_db()
    disposal.refresh_from_db()
    assert (too_old.text, too_old.removed_at) == ("ep-advice", None)
    assert (disposal.second_approved_by, disposal.done_at) == (None, None)
    queue = get(world.users[deciding[agreed]], QUEUE)
    assert "Its time has not ended by the rule that is now in force: nothing is removed" in text_of(queue)
    assert f"{disposal.pk}/agree/" not in queue.content.decode()
    assert f"{disposal.pk}/keep/" in queue.content.decode()


def test_without_a_rule_nothing_is_removed(world, too_old):
    disposal = proposed(world, too_old)
    RetentionRule.objects.update(valid_to=dt.date(2020, 1, 1))
    assert "Its time has not ended" in text_of(post(world.users[LEAD], f"{QUEUE}{disposal.pk}/agree/"))


def test_one_no_keeps_it(world, too_old):
    disposal = proposed(world, too_old)
    assert post(world.users["dsco"], f"{QUEUE}{disposal.pk}/keep/", reason="The appeal is not over").status_code == 302
    assert get(world.users[LEAD], f"{QUEUE}{disposal.pk}/agree/").status_code == 404
    assert "The appeal is not over" in text_of(get(world.users[MANAGER], QUEUE))


def test_whoever_agrees_twice_is_told_that_nothing_was_done_the_second_time_and_removes_nothing_alone(world, too_old):
    propose = f"{QUEUE}propose/{too_old.pk}/"
    post(world.users[MANAGER], propose, reason="Kept past its time")
    assert told_again(world.users[MANAGER], propose, reason="Kept past its time")
    agree = f"{QUEUE}{Disposal.objects.get().pk}/agree/"
    post(world.users[LEAD], agree)
    assert told_again(world.users[LEAD], agree)
    too_old.refresh_from_db()
    assert too_old.removed_at is None
    assert Disposal.objects.get().second_approved_by is None


def test_what_is_ended_twice_says_that_nothing_was_done_the_second_time(world):
    lead, manager, officer = world.users[LEAD], world.users[MANAGER], world.users["la-send-caseworker"]
    hold = LegalHold.objects.create(child=world.ada, owner=world.council, reason="Inquiry")
    consent, basis = Consent.objects.filter(child=world.ada).first(), SharingBasis.objects.get(reader=world.provider)
    page = f"/children/{world.ada.pk}/record-keeping/"
    seal = {"number": _reference(world.ada), "reason": "Adopted"}
    for someone, path, given in (
        (lead, f"/administration/holds/{hold.pk}/lift/", {"reason": "It is over"}),
        (lead, f"/administration/sharing/{basis.pk}/end/", {"when": "now"}),
        (officer, f"{page}consent/{consent.pk}/withdraw/", {}),
        (manager, f"{page}seal/", seal),
    ):
        assert post(someone, path, **given).status_code == 302, path
        assert told_again(someone, path, **given), path
        assert get(someone, path).status_code == 404
    lift = f"/administration/seals/{Seal.objects.get().pk}/lift/"
    post(lead, lift, reason="Wrong child")
    assert told_again(lead, lift, reason="Wrong child")


def told_again(someone, path, **given):
    said = [str(m) for m in get_messages(post(someone, path, **given).wsgi_request)]
    return said == ["Nothing was done now: it was done before, or it is not yours to do. What stands is below."]


@pytest.mark.parametrize("role", [*OTHERS, "dco"])
def test_nobody_else_decides_about_removing(world, too_old, role):
    disposal = proposed(world, too_old)
    for step in ("agree/", "keep/"):
        assert post(world.users[role], f"{QUEUE}{disposal.pk}/{step}", reason="x").status_code == 404
    assert may_open(world, role, QUEUE) is (role == "dco")  # of another body, whose queue is empty
    disposal.refresh_from_db()
    assert (disposal.first_approved_by, disposal.rejected_at) == (None, None)


def test_the_queue_says_nothing_of_a_confidential_case_or_a_sealed_child(world, too_old):
    proposed(world, too_old)
    Case.objects.filter(pk=too_old.case).update(confidentiality="withheld")
    assert _reference(world.ada) not in text_of(get(world.users[LEAD], QUEUE))
    Case.objects.filter(pk=too_old.case).update(confidentiality="none")
    Child.objects.filter(pk=world.ada.pk).update(sealed=True)
    assert world.ada.reference not in text_of(get(world.users[LEAD], QUEUE))


# --- confidentiality ---


def test_a_case_is_made_confidential_for_those_named_and_opened_again(world):
    case = area.filled(area.a_case(world.eve), ["ehc-request-and-stage"])
    officer = world.users["la-send-caseworker"]
    area.allocate(world.eve, officer.practitioner, "la-send-caseworker")
    page = f"/cases/{case.pk}/confidentiality/"
    assert "Select at least one person" in text_of(post(officer, page, level="withheld", reason="At risk"))
    assert "Enter why" in text_of(post(officer, page, level="withheld", keeping=[str(officer.practitioner_id)]))
    given = {"level": "withheld", "keeping": [str(officer.practitioner_id)], "reason": "At risk from a relative"}
    assert post(officer, page, **given).status_code == 302
    assert get(officer, f"/cases/{case.pk}/").status_code == 200
    for role in (MANAGER, LEAD, "social-worker", "parent-of-young-person", "setting-senco"):
        assert get(world.users[role], f"/cases/{case.pk}/").status_code == 404, role
        assert get(world.users[role], page).status_code == 404, role
    assert "At risk from a relative" in text_of(get(officer, page))
    assert post(officer, page, level="none", reason="The risk is over").status_code == 302
    assert get(world.users[MANAGER], f"/cases/{case.pk}/").status_code == 200
    assert [c.level for c in ConfidentialityChange.objects.order_by("id")] == ["withheld", "none"]


@pytest.mark.parametrize("role", [LEAD, "educational-psychologist", "setting-senco", "analyst", "young-person"])
def test_whoever_does_not_write_to_a_case_does_not_make_it_confidential(world, role):
    case = area.filled(area.a_case(world.eve), ["ehc-request-and-stage"])
    page = f"/cases/{case.pk}/confidentiality/"
    assert post(world.users[role], page, level="withheld", reason="x", keeping=[str(world.eve.pk)]).status_code == 404
    case.refresh_from_db()
    assert case.confidentiality == "none"
