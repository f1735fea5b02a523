-- Whether a paper of this case and kind may be in a bundle of this child: the same rule as science.tribunal_bundle.never, held by the database.
create or replace function disputes_may_lie(of_case uuid, of_child uuid, kind text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from cases_case c where c.id = of_case and c.child_id = of_child and c.confidentiality = 'none'
                       and c.pathway in ('ehc-needs-assessment', 'reassessment', 'annual-review', 'phase-transfer', 'plan-cessation', 'plan-transfer', 'provision-delivery', 'tribunal-appeal'))
            and exists (select 1 from access_rule r where r.role = 'tribunal' and r.kind = disputes_may_lie.kind and r."right" = 'X');
    end $$;
