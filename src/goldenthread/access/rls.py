"""The second wall: row-level security made from the same agreement as the application's own policy.

After every migration, as the owner, the functions are put in place again, and each protected table gets its
policies and exactly the privileges that are written here. A table of ours that nobody has declared gets none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from goldenthread.access.rules import MEDICATION, PRESCRIBING, Level

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

APP = "goldenthread_app"
SYSTEM = "goldenthread_system"
IDENTITY = "identity-and-contact"


def rights(level: str, owner: str, child: str, kind: str, *, family: bool = True) -> str:
    """SQL that is true where the viewer has a right over a kind of data of this owner and child. A kind that is the
    same for a whole table is asked about by name, which leaves fewer rows to compare. `family` is
    false where what is held as one of a family gives no right."""
    if kind.startswith("'"):
        return f"""{owner} in (select g.owner from access_by_owner('{level}', {kind}) g)
            or ({child}, {owner}) in (select g.child, g.owner from access_by_child('{level}', {kind}) g)
            """ + (f"or {child} in (select g.child from access_by_family('{level}', {kind}) g)" if family else "")  # noqa: S608
    return f"""({owner}, {kind}) in (select g.owner, g.kind from access_by_owner('{level}') g)
            or ({child}, {owner}, {kind}) in (select g.child, g.owner, g.kind from access_by_child('{level}') g)
            """ + (f"or ({child}, {kind}) in (select g.child, g.kind from access_by_family('{level}') g)" if family else "")  # noqa: S608


def holds(*roles: str, body: str = "owner_id") -> str:
    """SQL that is true where the viewer holds one of the roles in the row's body. It is asked for a set, once a query."""
    return f"({body} in (select access_bodies(array{list(roles)})))"  # noqa: S608 - names from the code


@dataclass(frozen=True)
class Protected:
    """A table whose rows belong to a child and an organisation, each of some kind of data.

    `child`, `owner` and `kind` are SQL over the row. `level` is the least right that shows it: a projection
    holds no more than status. `columns` limits which columns the application may update.
    """

    table: str
    kind: str = f"'{IDENTITY}'::text"
    child: str = "child_id"
    owner: str = "owner_id"
    case: str | None = None
    level: Level = "read"
    and_also: str = "true"
    writes: str = ""
    columns: str = ""
    # Which columns it may read, where not all.
    reads: str = ""
    # Instead of the rule above, where a table has one of its own.
    shows: str | None = None
    accepts: str | None = None

    def admits(self, level: Level) -> str:
        """SQL that is true of the rows on which the viewer has this right."""
        hidden = f" and ({self.case} is null or {self.case} not in (select access_hidden_cases()))" if self.case else ""
        return f"""(
            ({rights(level, self.owner, self.child, self.kind)})
            and ({self.child} is null or {self.child} not in (select access_sealed())){hidden}
            and {self.and_also})"""

    def sql(self) -> Iterable[str]:
        table = self.table
        shows = self.shows or self.admits(self.level)
        accepts = self.accepts or self.admits("write")
        yield f"alter table {table} enable row level security"
        yield f"alter table {table} force row level security"
        for verb in ("select", "insert", "update", "delete"):
            yield f"drop policy if exists {table}_{verb} on {table}"
        yield f"create policy {table}_select on {table} for select to {APP} using {shows}"
        yield from (
            f"revoke all on {table} from {APP}, public",
            f"grant select {self.reads} on {table} to {APP}",
            f"grant select, insert, update, delete on {table} to {SYSTEM}",
        )
        if "insert" in self.writes:
            yield f"create policy {table}_insert on {table} for insert to {APP} with check {accepts}"
            yield f"grant insert on {table} to {APP}"
        if "delete" in self.writes:
            yield f"create policy {table}_delete on {table} for delete to {APP} using {accepts}"
            yield f"grant delete on {table} to {APP}"
        if "update" in self.writes:
            yield f"create policy {table}_update on {table} for update to {APP} using {accepts} with check {accepts}"
            yield f"grant update {self.columns} on {table} to {APP}"


# Nobody reads these through a page, whoever they are.
NOBODY = "(false)"

# What somebody did in a role: they themselves read it, and managers of the organisation for which they did it.
_OF_AN_ACCOUNT = """("user" = access_viewer()
    or (organisation_id, 'audit-log'::text) in (select g.owner, g.kind from access_by_owner('read') g))"""

# Who prescribes for a child tells that it takes medication: whoever may not read that, and is not themselves meant, finds no such row.
_OPEN_PART = f"""(role <> all (array{list(PRESCRIBING)})
    or practitioner_id in (select u.practitioner_id from access_user u where u.id = access_viewer())
    or child_id in (select g.child from access_by_child('read', '{MEDICATION}') g)
    or child_id in (select g.child from access_by_family('read', '{MEDICATION}') g))"""  # noqa: S608 - names from the code

_NAMED = "(surname, forename, date_of_birth, sex, ethnicity, postcode, upn, uln, nhs_number)"

PROTECTED = (
    Protected("people_child", child="id", and_also="not sealed", writes="insert update", columns=_NAMED),
    Protected("people_formerupn", writes="insert"),
    Protected("people_relationship", writes="insert update"),
    Protected("people_connection", writes="insert update"),
    Protected("people_allocation", case='"case"', and_also=_OPEN_PART, writes="insert update"),
    Protected("people_consent", writes="insert update"),
    Protected("people_legalhold"),
    Protected(
        "people_person",
        shows="(exists (select 1 from people_relationship r where r.person_id = people_person.id))",
        accepts="((owner_id, 'identity-and-contact'::text) in (select g.owner, g.kind from access_by_owner('write') g))",
        writes="insert update",
    ),
    Protected("people_content", kind="kind_of_data", case='"case"', and_also="not sealed", writes="insert"),
    Protected(
        "people_disposal",
        kind="'audit-log'::text",
        writes="insert",
        accepts=(
            "((proposed_by = access_viewer()) and first_approved_by is null and second_approved_by is null"
            " and done_at is null and exists (select 1 from people_content c where c.key = content_id))"
        ),
    ),
    Protected("people_seal", shows=NOBODY),
    Protected(
        "access_change",
        shows="(organisation_id in (select access_administered()) or organisation_id in (select access_governed()))",
    ),
    # A family reads which bodies looked, and not when another of the family did; nor that whoever answers complaints to a body did, which
    # would tell one parent that the other complained. Rows are added by a function alone.
    Protected(
        "access_accesslog",
        shows="""(("user" = access_viewer()
                   or (owner_id, 'audit-log'::text) in (select g.owner, g.kind from access_by_owner('read') g)
                   or organisation_id is not null and role <> 'complaints-manager' and child_id in (select access_own_family()))
                  and child_id not in (select access_sealed())
                  and ("case" is null or "case" not in (select access_hidden_cases())))""",
    ),
    # A link's hashes are read by the system role alone; who made it sees that it stands.
    Protected(
        "access_personallink",
        kind="'ehc-request-and-stage'::text",
        case='"case"',
        level="write",
        writes="insert",
        reads='(id, user_id, email, child_id, owner_id, "case", task, about, made_at, expires_at, ended_at)',
    ),
    Protected(
        "access_search",
        shows=_OF_AN_ACCOUNT,
        accepts="""("user" = access_viewer())""",
        writes="insert",
    ),
    Protected("access_breakglassattempt", shows=_OF_AN_ACCOUNT),
    Protected(
        "access_breakglass",
        shows="""((user_id = access_viewer()
                   or (owner_id, 'audit-log'::text) in (select g.owner, g.kind from access_by_owner('read') g))
                  and child_id not in (select access_sealed()))""",
    ),
)

# Reference data, the staff directory and sign-in: no child in them. The application may write what it must.
OPEN: dict[str, str] = {
    "people_organisation": "select",
    "people_district": "select",
    "people_districtbody": "select",
    "people_postcode": "select",
    "people_team": "select",
    "people_practitioner": "select",
    "people_cover": "select, insert, update",
    "people_sharingbasis": "select",
    "people_retentionrule": "select",
    # Signing in writes these two. Accounts and roles are given by an administrator, through functions of their own.
    "access_user": "select, update (password, last_login)",
    "access_user_groups": "select",
    "access_user_user_permissions": "select",
    "access_rolegrant": "select",
    "access_rule": "select",
    # The Local Offer is public; files alone change it. What found nothing is read by functions of its own.
    "offer_organization": "select",
    "offer_service": "select",
    "offer_location": "select",
    "offer_serviceatlocation": "select",
    "offer_schedule": "select",
    "offer_costoption": "select",
    "offer_servicearea": "select",
    "offer_taxonomy": "select",
    "offer_taxonomyterm": "select",
    "offer_attribute": "select",
    "offer_session": "select",
    "offer_ring": "select",
    "offer_word": "select",
    "offer_lexeme": "select",
    "offer_unfound": "",
    # Read by the system role alone.
    "access_secret": "",
}
OURS = ("people_", "access_", "cases_", "letters_", "assessments_", "plans_", "delivery_", "reviews_", "audits_", "sendiass_", "voice_", "campaigns_", "services_", "families_", "disputes_", "offer_")

# Called by other functions only: asked directly, they would answer about anybody.
INTERNAL = (
    # A case becomes confidential with its reason, and not without somebody who sees it: see cases_confide.
    "cases_set_confidentiality",
    "access_profiles",
    "access_bases",
    "access_allocated",
    "access_connected",
    "access_complained",
    "access_parented",
    "access_barred",
    "access_withheld_from",
    "access_consents",
    # This says whose an address is, whoever asks.
    "families_is_for",
    # This writes to the safeguarding lead, whoever asks.
    "voice_to_lead",
    # These sign what a viewer holds: whoever may call them can make up a grant.
    "access_mark",
    "access_keep",
    # These name people of a case, whoever asks.
    "assessments_officer",
    "assessments_told",
    # Every plan in force or ended, whoever asks.
    "plans_ended",
    "plans_in_force",
    "delivery_inforce",
    "delivery_unkept",
    "plans_councils",
    "plans_overseen_of",
    "plans_overseen_many",
    # Every referral, whoever asks.
    "services_assessments",
    "services_journeys",
    "services_keep_journeys",
    "services_keep_missing_journeys",
    "services_lend",
    # These name children.
    "services_needs",
    # Whether somebody is barred, whoever asks.
    "families_is_barred",
    # This answers about any child.
    "cases_icb_of",
    # This holds up any child's cases: it is for what writes to them.
    "cases_hold",
)

# Done by the queue's worker and by commands, which are the system role: nobody is signed in there, so there is no viewer whose
# reach could be asked. Pages have these from nobody, also where nobody is signed in.
JOBS = (
    "access_link_secret",
    "assessments_chase",
    "assessments_forget_unsent",
    "assessments_somebody_above",
    "assessments_to_chase",
    "campaigns_keep",
    "campaigns_unread",
    "delivery_keep",
    "delivery_said_not",
    "delivery_tell",
    "delivery_unread",
    "delivery_watch_lines",
    "delivery_watch_words",
    "delivery_whom",
    "plans_chase",
    "plans_silent",
    "offer_forget_comments",
    "voice_forget",
)


def apply(connection: BaseDatabaseWrapper, app: str, functions: Iterable[str], protected: Iterable[Protected]) -> None:
    """Puts an app's functions, policies and privileges in place; run as the owner of the tables."""
    with connection.cursor() as cursor:
        cursor.execute("set client_min_messages = warning")
        # The system role must be allowed to create, while it is given the functions.
        cursor.execute(f"grant usage, create on schema public to {SYSTEM}")
        for file in functions:
            cursor.execute((files(app) / file).read_text("utf-8"))
        cursor.execute(
            "select p.oid::regprocedure::text, p.proname from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname = 'public' and p.prosecdef and p.proname like %s",
            [app.rpartition(".")[2] + "\\_%"],
        )
        for function, name in cursor.fetchall():
            cursor.execute(f"alter function {function} owner to {SYSTEM}")
            cursor.execute(f"revoke all on function {function} from public, {APP}")
            if name not in INTERNAL + JOBS:
                cursor.execute(f"grant execute on function {function} to {APP}")
        for shape in protected:
            for statement in shape.sql():
                cursor.execute(statement)
        cursor.execute("reset client_min_messages")


def open_the_rest(connection: BaseDatabaseWrapper) -> None:
    """Privileges on tables without children in them, and on those of the framework (sessions, sign-in)."""
    with connection.cursor() as cursor:
        cursor.execute(f"grant usage on schema public to {APP}, {SYSTEM}")
        cursor.execute(f"grant usage on all sequences in schema public to {APP}, {SYSTEM}")
        cursor.execute("select tablename from pg_tables where schemaname = 'public' and tableowner = current_user")
        for (table,) in cursor.fetchall():
            cursor.execute(f'grant select, insert, update, delete on "{table}" to {SYSTEM}')
            if table in OPEN:
                cursor.execute(f'revoke all on "{table}" from {APP}')
                if OPEN[table]:
                    cursor.execute(f'grant {OPEN[table]} on "{table}" to {APP}')
            elif not table.startswith(OURS):
                cursor.execute(f'grant select, insert, update, delete on "{table}" to {APP}')
