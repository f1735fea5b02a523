-- The reports that are part of a plan (r.12(4)): the documents of the advice that section K lists. They go to whoever has
-- the whole of a version that was sent or issued, and to nobody else by this way.
create or replace function plans_appended(which uuid) returns table (advice uuid, contributor text, file_name text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select k.advice, k.contributor::text, c.file_name::text
            from plans_plan p
            join plans_clause k on k.plan_id = p.id and k.section = 'K' and not k.removed
            join assessments_advice a on a.id = k.advice
            join people_content c on c.key = a.report_id and c.file is not null and not c.sealed
            where p.id = which and (p.sent_on is not null or p.issued_on is not null)
              and (p.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                   or plans_shows(p.id, null, null)
                      and ((p.child_id, p.owner_id) in (select g.child, g.owner from access_by_child('read', 'drafts-and-final-plan') g)
                           or p.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)))
              and p.child_id not in (select access_sealed())
              and p."case" not in (select access_hidden_cases())
            order by k.number;
    end $$;

create or replace function plans_appended_file(which uuid, of_advice uuid) returns table (file_name text, file bytea)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.file_name::text, c.file
            from plans_appended(which) r join assessments_advice a on a.id = r.advice join people_content c on c.key = a.report_id
            where r.advice = of_advice;
    end $$;
