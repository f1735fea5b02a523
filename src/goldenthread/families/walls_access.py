"""Row-level security of who may see a child's page, of bars, and of what a child asks to have kept from a parent."""

from goldenthread.access.rls import IDENTITY, Protected, holds

_OFFICER = "owner_id in (select families_casework())"
_NOT_SEALED = "(child_id is null or child_id not in (select access_sealed()))"
# Who may know the child by their work; nobody of the family, by consent or otherwise.
_AT_WORK = f"""(owner_id in (select g.owner from access_by_owner('read', '{IDENTITY}') g)
    or (child_id, owner_id) in (select g.child, g.owner from access_by_child('read', '{IDENTITY}') g)
    or child_id in (select families_complained_to_us()))"""  # noqa: S608 - names from the code


def decides(to: str, owner: str) -> str:
    """SQL that is true where the viewer decides what is kept from a parent: named to it, covering for whoever is, or leading the casework of the
    child's owner. Both walls ask it."""
    return f"({to} in (select families_decides_for()) or {holds('la-send-manager', body=owner)})"  # noqa: S608 - columns from the code


_DECIDES = decides('"to"', "owner_id")

PROTECTED = (
    # Those at work who may know the child read a bar, so that nobody tells by mistake; nobody of the family does, by consent or otherwise.
    Protected(
        "people_bar",
        shows=f"({_AT_WORK} and {_NOT_SEALED})",
        accepts=f"({_OFFICER} and {_NOT_SEALED})",
        writes="insert update",
        columns="(end_asked_by, end_asked_by_name, end_asked_on, end_reasons, ended_by, ended_by_name, ended_at)",
    ),
    # Who asks to see a child's page, what was found and who objected: officers of the council, and no parent. A second name, what was opened
    # and that somebody was invited are written by functions alone.
    Protected(
        "families_accessask",
        shows=f"({_OFFICER} and {_NOT_SEALED})",
        accepts=f"({_OFFICER} and {_NOT_SEALED})",
        writes="insert update",
        columns="""(child_id, person_id, "to", to_name, relation, email, phone, safe_contact, identity_how, identity_on, basis, basis_seen, basis_on, orders,
            orders_seen, orders_on, checked_by_name, decision, reasons, decided_on, decided_by, decided_by_name, second, second_by, second_by_name,
            second_words, second_on, told_on)""",
    ),
    Protected("families_firstasked", shows=f"({_OFFICER} and {_NOT_SEALED})", accepts=f"({_OFFICER} and by = access_viewer() and {_NOT_SEALED})", writes="insert"),
    # Who speaks for a child whose every parent is barred: officers of the council, in their own name.
    Protected("families_whospeaks", shows=f"({_OFFICER} and {_NOT_SEALED})", accepts=f"({_OFFICER} and by = access_viewer() and {_NOT_SEALED})", writes="insert"),
    # What a child asked is read by whoever asked, whoever decides, and officers of the council: never by a parent.
    Protected(
        "families_withheld",
        shows=f"((asked_by = access_viewer() and (families_is_the_child(child_id) or {_AT_WORK}) or {_DECIDES} or {_OFFICER}) and {_NOT_SEALED})",
        accepts=f"(asked_by = access_viewer() and (families_is_the_child(child_id) or {_AT_WORK}) and {_NOT_SEALED})",
        writes="insert",
    ),
    Protected(
        "families_withhelddecision",
        shows="(exists (select 1 from families_withheld w where w.id = withheld_id))",
        accepts=f"""(by = access_viewer() and exists (select 1 from families_withheld w where w.id = withheld_id
            and w.child_id = families_withhelddecision.child_id and w.owner_id = families_withhelddecision.owner_id and {decides('w."to"', 'w.owner_id')}))""",  # noqa: S608 - names from the code
        writes="insert",
    ),
)

MORE_POLICIES = """
-- A new decision about access has no second name yet: one is given by a function, to somebody else's decision.
drop policy if exists families_accessask_undecided on families_accessask;
create policy families_accessask_undecided on families_accessask as restrictive for update to goldenthread_app
    using (opened_on is null and told_on is null)
    with check (second = '' and second_by is null and (decided_by is null or decided_by = access_viewer() or decision <> '') or told_on is not null);
drop policy if exists families_accessask_as_begun on families_accessask;
create policy families_accessask_as_begun on families_accessask as restrictive for insert to goldenthread_app
    with check (asked_by = access_viewer() and came = 'officer' and decision = '' and decided_by is null and second = '' and second_by is null
        and opened_user is null and opened_on is null and exists (select 1 from people_child c where c.id = child_id and c.owner_id = families_accessask.owner_id));
drop policy if exists people_bar_in_ones_own_name on people_bar;
create policy people_bar_in_ones_own_name on people_bar as restrictive for insert to goldenthread_app
    with check (recorded_by = access_viewer() and ended_at is null and end_asked_by is null and ended_by is null
        and exists (select 1 from people_relationship r where r.child_id = people_bar.child_id and r.person_id = people_bar.person_id and r.owner_id = people_bar.owner_id));
-- Whoever asks that a bar ends does so in their own name; a manager other than them ends it.
drop policy if exists people_bar_ended_by_two on people_bar;
create policy people_bar_ended_by_two on people_bar as restrictive for update to goldenthread_app
    using (ended_at is null)
    with check (case when ended_at is null then ended_by is null and end_asked_by = access_viewer()
                     else ended_by = access_viewer() and end_asked_by <> access_viewer() and families_leads(owner_id) end);
""" + "".join(  # noqa: S608 - names from the code
    f"""
drop policy if exists {table}_not_withheld on {table};
create policy {table}_not_withheld on {table} as restrictive for select to goldenthread_app using ({column} not in (select access_withheld()));
"""
    for table, column in (("people_content", "key"), ("cases_event", "id"), ("families_question", "id"), ("families_needsanswer", "id"), ("letters_letter", "id"))
)
