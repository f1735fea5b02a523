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
