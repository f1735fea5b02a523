"""Row-level security of bundles and of what disagreements are about: those who do or lead the council's casework, and nobody else. A bundle
goes to the tribunal and to whoever appeals from their hands."""

from goldenthread.access.rls import Protected

_OFFICER = "owner_id in (select families_casework())"
_DISPUTE = "'complaints-and-tribunal'::text"
_OF_ITS_BUNDLE = "exists (select 1 from disputes_bundle b where b.id = bundle_id and b.child_id = disputes_bundleitem.child_id and b.owner_id = disputes_bundleitem.owner_id)"

PROTECTED = (
    Protected("disputes_bundle", kind=_DISPUTE, case='"case"', and_also=_OFFICER, accepts=f"({Protected('x', kind=_DISPUTE, case=chr(34) + 'case' + chr(34)).admits('read')} and {_OFFICER})",
              writes="insert update", columns="(appeal, state, done, made_by_name, made_on, fault)"),
    # As its source: whoever may not read a paper of this kind, or know of its case, finds no line of it.
    Protected("disputes_bundleitem", kind="kind_of_data::text", case="source", and_also=f"({_OFFICER} and {_OF_ITS_BUNDLE})",
              accepts=f"({Protected('x', kind='kind_of_data::text', case='source').admits('read')} and {_OFFICER} and {_OF_ITS_BUNDLE})",
              writes="insert update", columns="(part, decision, reason, looked, decided_by_name, decided_on)"),
    Protected("disputes_tie", kind=_DISPUTE, case='"case"', and_also="of_case not in (select access_hidden_cases())",
              accepts=f"({Protected('x', kind=_DISPUTE, case=chr(34) + 'case' + chr(34)).admits('read')} and {_OFFICER})", writes="insert delete"),
)  # fmt: skip

# What can never be in is never decided to be in, whoever writes; a bundle is made from what it was decided on, and then stands.
MORE_POLICIES = f"""
drop policy if exists disputes_bundle_begins on disputes_bundle;
create policy disputes_bundle_begins on disputes_bundle as restrictive for insert to goldenthread_app
    with check (state = 'reading' and file is null and exists (select 1 from cases_case c where c.id = "case" and c.pathway = 'tribunal-appeal'
                and c.child_id = disputes_bundle.child_id and c.owner_id = disputes_bundle.owner_id));
drop policy if exists disputes_bundle_stands on disputes_bundle;
create policy disputes_bundle_stands on disputes_bundle as restrictive for update to goldenthread_app
    using (state in ('checking', 'failed')) with check (state in ('checking', 'making'));
drop policy if exists disputes_bundleitem_begins on disputes_bundleitem;
create policy disputes_bundleitem_begins on disputes_bundleitem as restrictive for insert to goldenthread_app
    with check (decision = '' and {_OF_ITS_BUNDLE} and disputes_may_lie(source, child_id, kind_of_data)
                and exists (select 1 from people_content t where t.key = content_id and t.child_id = disputes_bundleitem.child_id));
drop policy if exists disputes_bundleitem_decided on disputes_bundleitem;
create policy disputes_bundleitem_decided on disputes_bundleitem as restrictive for update to goldenthread_app
    using (exists (select 1 from disputes_bundle b where b.id = bundle_id and b.state in ('checking', 'failed')))
    with check (decision <> 'in' or barred = '' and disputes_may_lie(source, child_id, kind_of_data));
"""  # noqa: S608
