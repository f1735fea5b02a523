"""A complaint is invisible to settings and clinicians, the designated clinical officer included, though the agreement lets them read of appeals; and
the application asks for nothing without its viewer: row-level security stands behind that, and never alone."""

import pytest
from django.db import transaction

from goldenthread.access.viewer import become
from goldenthread.cases.models import Case, CaseState, ClockRow, Event
from goldenthread.cases.queries_case import case_view
from goldenthread.cases.queries_children import cases_of_child
from goldenthread.disputes.bundles import bundle_seen, bundles_of, items_of
from goldenthread.disputes.models import Bundle, BundleItem, Tie
from goldenthread.disputes.ties import beside_the_clocks, learned_from
from goldenthread.families.complaints import complaints_seen, learned, open_clocks
from goldenthread.families.early import offers_seen
from goldenthread.families.models import Complaint, EarlyOffer, Navigation
from goldenthread.families.navigators import navigations
from goldenthread.people.models import Content, SharingBasis

from ..cases.pages.conftest import LONG_AGO, TODAY, allocate, case_of, day, get, organisation, practitioner
from ..families.test_complaints import complained  # noqa: F401
from ..families.test_pages import as_viewer, said
from .conftest import pdf_of

pytestmark = pytest.mark.django_db
KINDS = ["identity-and-contact", "ehc-request-and-stage", "complaints-and-tribunal"]


def by_the_application_alone(someone, ask):
    """As the owner of the tables, whom row-level security does not bind: what the code itself asks for."""
    with transaction.atomic():
        return ask(become(someone.user.pk))


@pytest.fixture
def amara(complained):  # noqa: F811
    board = organisation("ICB:X", "NHS Essex", "icb")
    SharingBasis.objects.create(owner=complained.council, reader=board, purpose="Care", ground="Public task", kinds=KINDS, valid_from=LONG_AGO)
    return practitioner("Amara Osei", "dco", board)


@pytest.fixture
def paper_of_complaint(complained):  # noqa: F811
    return Content.objects.create(
        child=complained.maya, case=complained.complaint.case, owner=complained.council, kind_of_data="complaints-and-tribunal", file=pdf_of("My complaint"), file_name="Complaint.pdf"
    )


def test_a_designated_clinical_officer_learns_of_no_complaint_and_of_appeals_as_before(complained, amara, paper_of_complaint):  # noqa: F811
    c = complained.complaint
    appeal = case_of(complained.maya, ("appeal-lodged", day("2026-10-01"), {"about": "Section G"}), pathway="tribunal-appeal")
    Case.objects.filter(pk=appeal.pk).update(kind_of_data="complaints-and-tribunal")
    assert get(amara, f"/cases/{appeal.pk}/").status_code == 200
    for path in (f"/cases/{c.case}/", f"/cases/{c.case}/documents/{paper_of_complaint.key}/", f"/complaints/{c.pk}/"):
        assert get(amara, path).status_code == 404, path
    assert "omplaint" not in said(amara, f"/children/{complained.maya.pk}/").replace("Complaints and tribunal", "")
    of_it = {"case": c.case}
    tables = lambda _: [m.objects.filter(**of_it).count() for m in (Event, CaseState, ClockRow, Content)] + [Case.objects.filter(pk=c.case).count(), Complaint.objects.count()]  # noqa: E731
    assert as_viewer(amara, tables) == [0] * 6
    assert as_viewer(complained.ngozi, tables) == [1, 1, as_viewer(complained.ngozi, lambda _: ClockRow.objects.filter(**of_it).count()), 1, 1, 1]


def test_whoever_is_a_clinician_and_a_parent_reads_their_own_complaint(complained, amara):  # noqa: F811
    from goldenthread.access.models import RoleGrant

    RoleGrant.objects.create(user=complained.joanna.user, role="dco", organisation=amara.user.grants.get().organisation, valid_from=LONG_AGO)
    assert get(complained.joanna, f"/cases/{complained.complaint.case}/").status_code == 200


def test_the_application_itself_keeps_a_complaint_from_clinicians_and_from_the_other_parent(complained, amara, paper_of_complaint):  # noqa: F811
    case = complained.complaint.case
    for someone in (amara, complained.mark):
        lines = by_the_application_alone(someone, lambda v: [line.case.pk for line in cases_of_child(v, complained.maya, TODAY)])
        assert case not in lines, someone.name
        assert by_the_application_alone(someone, lambda v: list(complaints_seen(v))) == [], someone.name
        assert by_the_application_alone(someone, lambda v: open_clocks(v, list(Complaint.objects.all()))) == {}, someone.name
    assert as_viewer(complained.mark, lambda _: Content.objects.filter(pk=paper_of_complaint.pk).count()) == 0
    assert as_viewer(complained.joanna, lambda _: Content.objects.filter(pk=paper_of_complaint.pk).count()) == 1
    assert by_the_application_alone(complained.ngozi, lambda v: complaints_seen(v).count()) == 1
    assert by_the_application_alone(complained.joanna, lambda v: complaints_seen(v).count()) == 1


def test_the_application_itself_asks_for_offers_bundles_ties_and_navigators_by_who_asks(appeal):
    """Each is put on record, and then asked for by people who may not read it, without row-level security."""
    council, maya = appeal.council, appeal.maya
    EarlyOffer.objects.create(child=maya, owner=council, about="advice", failed_case=appeal.case.pk, failed_words="x", to_user=appeal.joanna.user.pk, to_name="Joanna", offered_on=TODAY, way="call")
    Navigation.objects.create(child=maya, owner=council, navigator=appeal.priya.user.pk, navigator_name="N", family="F", about="process", asked="?", opened_on=TODAY)
    made = Bundle.objects.create(child=maya, owner=council, case=appeal.appeal.pk, version=1, appeal="contents", appellant=appeal.joanna.person.pk, appellant_name="J", started_by_name="P", started_on=TODAY)
    BundleItem.objects.create(bundle=made, child=maya, owner=council, source=appeal.appeal.pk, kind_of_data="complaints-and-tribunal", content=appeal.form, title="t", part="appeal", proposed="in")
    Case.objects.filter(pk=appeal.appeal.pk).update(arose_from=appeal.case.pk)
    Tie.objects.create(child=maya, owner=council, case=appeal.appeal.pk, of_case=appeal.case.pk, clock="advice", key="advice", words="x", by_name="P", on=TODAY)
    ordered = case_of(maya, ("appeal-lodged", day("2026-10-01"), {"about": "x"}), ("tribunal-order-made", day("2026-11-16"), {"requires": ["assess"]}), pathway="tribunal-appeal")
    Case.objects.filter(pk=ordered.pk).update(arose_from=appeal.case.pk, kind_of_data="complaints-and-tribunal")
    of_assessment = Case.objects.get(pk=appeal.case.pk)

    def asked(viewer):
        return (
            offers_seen(viewer).count(), navigations(viewer).count(), len(bundles_of(viewer, appeal.appeal)), bundle_seen(viewer, made.pk) is not None, len(items_of(viewer, made)),
            len(learned_from(viewer, [ordered.pk])), len(beside_the_clocks(case_view(viewer, of_assessment, TODAY), TODAY)), len(learned(viewer)),
        )  # fmt: skip

    assert by_the_application_alone(appeal.priya, asked)[:7] == (1, 1, 1, True, 1, 1, 3)
    senco = practitioner("Tom Reed", "setting-senco", appeal.school)
    trust = organisation("TRUST:EAST", "Eastway", "nhs-provider")
    SharingBasis.objects.create(owner=council, reader=trust, purpose="Care", ground="Public task", kinds=KINDS, valid_from=LONG_AGO)
    nell = practitioner("Nell Ward", "health-practitioner", trust)
    allocate(maya, nell)
    for someone in (senco, nell, appeal.helen, appeal.stranger):
        assert by_the_application_alone(someone, asked) == (0, 0, 0, False, 0, 0, 0, 0), someone.name
    # Of the family, each reads what is the family's: no offer of the other's, no bundle and no navigator's note.
    assert by_the_application_alone(appeal.mark, asked)[:2] == (0, 0)
    assert by_the_application_alone(appeal.joanna, asked)[:2] == (1, 0)
    Navigation.objects.update(child=maya)
    type(maya).objects.filter(pk=maya.pk).update(sealed=True)
    assert by_the_application_alone(appeal.priya, lambda v: navigations(v).count()) == 0
