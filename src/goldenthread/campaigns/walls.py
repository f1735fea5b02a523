"""Row-level security of campaigns. They are casework's own: a manager makes them and sets weights, casework of the council reads
them and chooses plans for a week. A plan in a campaign is narrowed as the plan itself."""

from dataclasses import replace

from goldenthread.access.rls import NOBODY, Protected, holds

_PLAN = "'drafts-and-final-plan'::text"
_CASEWORK = holds("la-send-manager", "la-send-caseworker")
_MANAGER = holds("la-send-manager")
_CAMPAIGNS = "campaign_id in (select k.id from campaigns_campaign k where k.owner_id = {0}.owner_id)"
_OF_ITS_CASE = '(exists (select 1 from cases_case c where c.id = "case" and c.child_id = campaigns_member.child_id and c.owner_id = campaigns_member.owner_id))'

_MEMBER = Protected("campaigns_member", kind=_PLAN, case='"case"', and_also=_CASEWORK, writes="insert update", columns="(week)")

PROTECTED = (
    # Read and written through functions alone.
    Protected("campaigns_reading", shows=NOBODY),
    Protected("campaigns_kept", shows=NOBODY),
    # No child is in these three.
    Protected("campaigns_weighing", shows=_CASEWORK, accepts=_MANAGER, writes="insert update", columns="(points, made_by, made_by_name, valid_to)"),
    Protected("campaigns_campaign", shows=_CASEWORK, accepts=_MANAGER, writes="insert update", columns="(ended_on)"),
    Protected("campaigns_hours", shows=_CASEWORK, accepts=f"({_MANAGER} and {_CAMPAIGNS.format('campaigns_hours')})", writes="insert"),
    replace(_MEMBER, accepts=f"({_MEMBER.admits('write')} and {_CAMPAIGNS.format('campaigns_member')} and {_OF_ITS_CASE})"),
)
