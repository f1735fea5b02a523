"""Row-level security of services and their lists. A list, how it is read and what it may mean are the provider's own managers'; a
referral shows to whoever may know that the child waits."""

from dataclasses import replace

from goldenthread.access.rls import Protected, holds

_WAITS = "'other-health-services'::text"
_MANAGER = holds("health-service-manager")
_OPEN_MATCH = f"({_MANAGER} and (candidate_id is null or candidate_id not in (select access_sealed())))"
_COMMISSIONED = "(owner_id in (select services_commissioned()))"
_COMMISSIONER = holds("icb-commissioner", "la-send-manager")
_OF_ITS_CASE = "case_id in (select k.id from services_commissioningcase k where k.owner_id = services_commissioningstep.owner_id)"

_MESSAGES = "'messages-to-family'::text"
# The words are theirs who said them, and of the clinicians of the provider who have the child: not of the other parent, nor of managers.
_BETWEEN_THEM = (
    "(said_by = access_viewer() or (owner_id, child_id) in (select o.body, o.child from services_own_patients() o))"
)
_WORSE = Protected(
    "services_worse",
    kind=_MESSAGES,
    case="case_id",
    and_also=_BETWEEN_THEM,
    writes="insert update",
    columns="(answer, answered_on, answered_by, answered_by_name)",
)
_TELLING = Protected("services_telling", kind=_MESSAGES, case="case_id", writes="update", columns="(state, told_on)")
_HELP = Protected("services_help", kind=_MESSAGES, case="case_id", writes="insert update", columns="(answer, answered_on, answered_by, effect, effect_on)")
_OF_ITS_WAIT = "exists (select 1 from services_referral r where r.case_id = services_help.case_id and r.child_id = services_help.child_id and r.owner_id = services_help.owner_id)"
# A move by hand: of the clinicians who have the child and the provider's managers; the two halves are two policies of functions.sql.
_MOVE = Protected("services_move", kind="kind_of_data::text", case="case_id", writes="insert update", columns="(answer, answered_on, answered_by, answered_by_name)")
_THEIRS_TO_MOVE = f"{holds('health-practitioner', 'health-service-manager')} and kind_of_data = 'own-service-clinical-note'"
_OF_ITS_REFERRAL = "exists (select 1 from services_referral r where r.case_id = services_move.case_id and r.child_id = services_move.child_id and r.owner_id = services_move.owner_id)"
_OF_TREATMENT = "exists (select 1 from cases_case c where c.id = case_id and c.child_id = services_supply.child_id and c.owner_id = services_supply.owner_id and c.pathway = 'adhd-medication')"
_BY_ITS_FAMILY = "said_by = access_viewer() and child_id in (select g.child from access_by_family('write', 'messages-to-family') g)"
_MEDICATION = "'medication'::text"
_OF_THE_REFERRAL = "(exists (select 1 from cases_case c where c.id = case_id and c.child_id = services_worse.child_id and c.owner_id = services_worse.owner_id))"
PROTECTED = (
    replace(_WORSE, accepts=f"({_WORSE.admits('write')} and {_OF_THE_REFERRAL})"),
    # What the system told a family, written by it alone; whoever told the family instead says so.
    replace(_TELLING, accepts=f"({_TELLING.admits('write')} and {holds('health-service-manager', 'health-practitioner')})"),
    # Offered by the service and answered by the family: the two halves are two policies of functions.sql.
    replace(_HELP, accepts=f"({_HELP.admits('write')} and {_OF_ITS_WAIT})"),
    replace(_MOVE, accepts=f"({_MOVE.admits('read')} and {_THEIRS_TO_MOVE} and {_OF_ITS_REFERRAL})"),
    # A family says that the medicine runs out; that reminders left is written by the worker alone.
    Protected("services_supply", kind=_MEDICATION, case="case_id", accepts=f"({_BY_ITS_FAMILY} and {_OF_TREATMENT} and case_id not in (select access_hidden_cases()))", writes="insert"),
    Protected("services_reminder", kind=_MEDICATION, case="case_id"),
    Protected("services_referral", kind=_WAITS, case="case_id", level="status", accepts=f"({_MANAGER})", writes="update", columns="(confirmed_on)"),
    # Read by functions that count, and written by the database alone.
    Protected("services_journey", shows="(false)"),
    Protected("services_range", kind=_WAITS, case="case_id", level="status"),
    # What is said of an assessment, for whoever may read how far it is. No child is in the forecast.
    Protected("services_assessmentrange", kind="'ehc-request-and-stage'::text", case="case_id"),
    Protected("services_assessmentforecast", shows="(true)"),
    Protected("services_upload", shows=_MANAGER, accepts=_MANAGER, writes="insert update", columns="(state, text, sheets)"),
    Protected(
        "services_match",
        shows=_OPEN_MATCH,
        accepts=_OPEN_MATCH,
        writes="update",
        columns="(decision, decided_by, decided_by_name, decided_at, row, why)",
    ),
    Protected("services_layout", shows=_MANAGER, accepts=_MANAGER, writes="insert"),
    # No child is in these.
    Protected("services_staffing", shows=f"({_MANAGER} or owner_id in (select services_counted()))", accepts=_MANAGER, writes="insert update delete", columns="(slots)"),
    # Its counts of children are the worker's own: small numbers are in them.
    Protected(
        "services_forecast",
        shows="(true)",
        reads='(id, service_id, owner_id, locality, "on", with_staffing, abstains, unsettled, test, compared, joins_low, joins_high, unplanned_low, unplanned_high, seen_told)',
    ),
    Protected("services_service", shows="(true)", accepts=_MANAGER, writes="update", columns="(paused_on, asks_name, asks_how)"),
    Protected("services_offer", shows="(true)", accepts=_MANAGER, writes="insert update", columns="(valid_to, verified_on)"),
    Protected("services_coverage", shows="(true)"),
    # Public: bands, and weeks that rest on many children.
    Protected("services_openwait", shows="(true)"),
    Protected("services_access", shows=f"({_MANAGER} or owner_id in (select services_counted()))"),
    # What is done about a gap: read by who may count the body's totals to commission, added to by its own commissioner or manager.
    Protected("services_commissioningcase", shows=_COMMISSIONED, accepts=f"({_COMMISSIONER} and opened_by = access_viewer())", writes="insert"),
    Protected("services_commissioningstep", shows=_COMMISSIONED, accepts=f"({_COMMISSIONER} and by = access_viewer() and {_OF_ITS_CASE})", writes="insert"),
)
