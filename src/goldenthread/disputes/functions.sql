-- Whether a paper of this case and kind may be in a bundle of this child: the same rule as science.tribunal_bundle.never, held by the database.
create or replace function disputes_may_lie(of_case uuid, of_child uuid, kind text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from cases_case c where c.id = of_case and c.child_id = of_child and c.confidentiality = 'none'
                       and c.pathway in ('ehc-needs-assessment', 'reassessment', 'annual-review', 'phase-transfer', 'plan-cessation', 'plan-transfer', 'provision-delivery', 'tribunal-appeal'))
            and exists (select 1 from access_rule r where r.role = 'tribunal' and r.kind = disputes_may_lie.kind and r."right" = 'X');
    end $$;

-- The keys of what a child asked to have kept from whoever appeals by this bundle. It goes into their hands, so that a paper among these is
-- never in it: for the council's officers, and for the worker that puts it together.
create or replace function disputes_withheld(which uuid) returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select w from disputes_bundle b cross join lateral access_withheld_from(b.appellant) w
            where b.id = which and (not cases_asked_by_a_page() or b.owner_id in (select families_casework()));
    end $$;

-- Whether whoever appeals by this bundle is barred from the child's record by now: its papers say where the child lives and learns.
create or replace function disputes_barred(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from disputes_bundle b where b.id = which and b.child_id in (select r.child from access_barred(b.appellant) r)
                       and (not cases_asked_by_a_page() or b.owner_id in (select families_casework())));
    end $$;

-- A bundle holds a copy of each paper, and of its name. What was removed by review is in neither any more: from then on the file leaves for
-- nobody (file_of), so that keeping it would only keep what was to go. The next version is made without the paper. One that is being put
-- together has read it already, and stops: its row is waited for, so that neither misses the other.
create or replace function disputes_forget_removed() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        update disputes_bundle b set file = null, state = case b.state when 'making' then 'failed' else b.state end,
                fault = case b.state when 'making' then 'A paper was removed meanwhile. Put it together again' else b.fault end
            where (b.file is not null or b.state = 'making') and exists (select 1 from disputes_bundleitem i where i.bundle_id = b.id and i.content_id = new.key and i.decision = 'in');
        update disputes_bundleitem i set title = 'Removed paper' where i.content_id = new.key;
        return null;
    end $$;
create or replace trigger people_content_removed_leaves_no_copy after update of removed_at on people_content
    for each row when (old.removed_at is null and new.removed_at is not null) execute function disputes_forget_removed();
