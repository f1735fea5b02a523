"""The second wall alone: the application's own filters are not used here."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError

from goldenthread.access import rls, rules
from goldenthread.access.policy import knows_part, may
from goldenthread.access.rules import ROLES
from goldenthread.assessments import walls as assessments
from goldenthread.audits import walls as audits
from goldenthread.campaigns import walls as campaigns
from goldenthread.cases import walls as cases
from goldenthread.cases.models import Case, CaseState, ClockRow, Duty, Event, ImportFinding, RawRecord
from goldenthread.delivery import walls as delivery
from goldenthread.disputes import walls as disputes
from goldenthread.families import walls as families
from goldenthread.letters import walls as letters
from goldenthread.offer import walls as offer
from goldenthread.people.models import (
    Allocation,
    Child,
    Connection,
    Consent,
    Content,
    FormerUpn,
    Person,
    Relationship,
)  # fmt: skip
from goldenthread.plans import walls as plans
from goldenthread.reviews import walls as reviews
from goldenthread.sendiass import walls as sendiass
from goldenthread.services import walls as services
from goldenthread.voice import walls as voice

from . import conftest as area

IDENTITY = "identity-and-contact"
STAGE = "ehc-request-and-stage"
# Table, the least right that shows a row, and the kind of data of the whole table where rows have none.
TABLES = [
    (Child, "read", IDENTITY), (FormerUpn, "read", IDENTITY), (Relationship, "read", IDENTITY),
    (Connection, "read", IDENTITY), (Allocation, "read", IDENTITY), (Consent, "read", IDENTITY),
    (Content, "read", None), (Case, "status", None), (Event, "read", None), (CaseState, "status", None),
    (ClockRow, "status", None), (Duty, "status", None), (ImportFinding, "read", STAGE), (RawRecord, "read", STAGE),
]  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_each_role_finds_exactly_what_the_policy_allows(role, world, look):
    cases = Case.objects.in_bulk()
    everything = {
        model: [(row.pk, kind or row.kind_of_data, area.record_of(row, cases)) for row in area.with_whose(model)]
        for model, _, kind in TABLES
    }

    parts = list(Allocation.objects.values_list("pk", "role", "child_id", "practitioner_id"))

    def question(viewer):
        for model, level, _ in TABLES:
            allowed = {key for key, kind, record in everything[model] if may(viewer, level, kind, record)}
            found = set(model.objects.values_list("pk", flat=True))
            if model is Event:  # an event shows only on a case that shows
                cases = set(Case.objects.values_list("pk", flat=True))
                allowed &= {key for key, _, record in everything[model] if record.case in cases}
            if model is Allocation:  # who prescribes is medication
                allowed &= {key for key, part, child, who in parts if knows_part(viewer, part, child, who)}
            assert found == allowed, model.__name__

    look(role, question)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_no_role_finds_anything_of_a_child_of_another_council(role, world, look):
    def question(viewer):
        for model, _, _ in TABLES:
            of_ben = {"pk": world.ben.pk} if model is Child else {"child": world.ben}
            if model is Event:
                of_ben = {"case__child": world.ben}
            assert not model.objects.filter(**of_ben).exists(), model.__name__

    look(role, question)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.django_db
def test_each_cell_that_grants_finds_something_and_status_finds_no_content(role, world, look):
    def question(viewer):
        for rule in rules.rules_of(role):
            if rule.kind in area.KINDS_OF_CHILD and rule.right in ("R", "RW", "S", "C"):
                words = Content.objects.filter(kind_of_data=rule.kind).exists()
                clocks = ClockRow.objects.filter(kind_of_data=rule.kind).exists()
                assert (words, clocks) == (rule.right != "S", True), rule

    look(role, question)


@pytest.mark.django_db
def test_without_a_viewer_there_are_no_rows(world, as_application):
    with as_application():
        assert all(not model.objects.exists() for model, _, _ in TABLES)


@pytest.mark.django_db
def test_a_family_member_shows_with_their_child(world, look):
    assert look("la-send-caseworker", lambda v: Person.objects.count()) == 2
    assert look("parent", lambda v: Person.objects.count()) == 1
    assert look("analyst", lambda v: Person.objects.count()) == 0


@pytest.mark.django_db
def test_every_table_with_a_child_or_a_case_in_it_is_walled_and_the_owner_too():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        walled = dict(cursor.fetchall())
    declared = {p.table for p in (*rls.PROTECTED, *(p for app in (assessments, audits, campaigns, cases, delivery, disputes, families, letters, offer, plans, reviews, sendiass, services, voice) for p in app.PROTECTED))}
    ours = {t for t in walled if t.startswith(rls.OURS)}
    assert ours - declared == set(rls.OPEN), "a table of ours is neither protected nor declared open"
    assert [t for t in declared if not walled[t]] == []
    for model in apps.get_models():
        names = {f.column for f in model._meta.fields}
        if names & {"child_id", "case_id"} and model._meta.db_table not in ("access_user",):
            assert model._meta.db_table in declared


@pytest.mark.parametrize("statement", [
    "update cases_event set \"on\" = current_date",
    "delete from cases_event",
    "truncate cases_event",
    "delete from access_accesslog",
    "insert into access_accesslog (\"user\", role, purpose) values (access_viewer(), 'x', 'x')",
    "update access_search set found = 0",
    "insert into access_breakglassattempt (\"user\", role, outcome) values (access_viewer(), 'x', 'opened')",
    "delete from access_breakglassattempt",
    "insert into access_breakglass (reason) values ('x')",
    "insert into access_user (name) values ('x')",
    "update access_user set is_active = true",
    "insert into access_rolegrant (role) values ('la-send-manager')",
    "insert into cases_clockrow (clock) values ('x')",
    "update people_child set sealed = false",
    "update people_content set text = 'x'",
    "select * from access_allocated(gen_random_uuid())",
    "select access_keep('owner', '[]')",
    "select access_mark('owner', '[]')",
])  # fmt: skip
@pytest.mark.django_db
def test_the_application_may_not(statement, world, as_application):
    with as_application(), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_the_owner_cannot_change_the_journal_either(world):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    for statement in ("update cases_event set number = 99", "delete from cases_event", "truncate cases_event cascade"):
        with (
            pytest.raises(ProgrammingError, match="only added to"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db
def test_a_record_of_another_body_cannot_be_written(world, look):
    def question(viewer):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Child.objects.create(owner=world.elsewhere, surname="New", forename="Child")

    look("la-send-caseworker", question)


IDENTITY_READ = "app.kept_owner_read_identity_and_contact"


@pytest.mark.django_db
def test_a_grant_cannot_be_made_up_nor_carried_to_another_viewer(world, look):
    """What a viewer holds is kept in settings of the transaction, which any statement could write: all of it, and the answer to each question."""

    def question(viewer):
        assert Child.objects.count() == 2
        with connection.cursor() as cursor:

            def put(name, value):
                cursor.execute("select set_config(%s, %s, true)", [name, value])

            kept = {}
            for name in ("app.kept_owner", IDENTITY_READ):
                cursor.execute("select current_setting(%s)", [name])
                kept[name] = cursor.fetchone()[0]
                assert str(world.council.pk) in kept[name]
                put(name, kept[name][:32] + kept[name][32:].replace(str(world.council.pk), str(world.elsewhere.pk)))
                assert Child.objects.filter(pk=world.ben.pk).count() == 0
            put("app.viewer", str(world.users["analyst"].pk))
            for name, value in kept.items():
                put(name, value)
            assert Child.objects.count() == 0

    look("la-send-caseworker", question)


@pytest.mark.django_db
def test_no_setting_that_is_signed_can_pass_for_a_grant(world, look):
    """Whoever writes the setting that is signed beside a grant, with the name and body of another in it, has a signature of a longer text."""

    def question(viewer):
        grant = f"{world.elsewhere.pk}identity-and-contact"
        name = IDENTITY_READ.removeprefix("app.kept_")
        with connection.cursor() as cursor:
            for setting in ("app.since", "app.link_child"):
                cursor.execute("select current_setting(%s, true)", [setting])
                before = cursor.fetchone()[0]
                cursor.execute("select set_config(%s, %s, true)", [setting, f"x|{name}|{grant}"])
                try:
                    with transaction.atomic():
                        cursor.execute("select count(*) from access_by_owner('status', 'messages-to-family')")
                except DataError:
                    continue  # no key of a child
                cursor.execute("select current_setting('app.kept_owner_status_messages_to_family')")
                signed = cursor.fetchone()[0]
                cursor.execute("select set_config(%s, 'x', true)", [setting])
                cursor.execute("select set_config(%s, %s, true)", [IDENTITY_READ, f"{signed[:32]}{grant}|owner_status_messages_to_family|{signed[32:]}"])
                assert Child.objects.filter(pk=world.ben.pk).count() == 0
                cursor.execute("select set_config(%s, %s, true)", [setting, before])

    look("la-send-caseworker", question)
