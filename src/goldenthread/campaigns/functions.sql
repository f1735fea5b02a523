-- Hours are only added: what the campaign had in an earlier week stays known.
create or replace trigger campaigns_hours_never_changed before update or delete on campaigns_hours
    for each row execute function access_refuse();

-- These are asked of one child and of all: a plan of the planner's that is made for either is far too slow for the other.

-- For the whole area at once, of councils all of whose plans the viewer reads: the version of each child's plan that is in force on
-- a day, or the last that was. `spoken` is what was read of its words (see campaigns.readings); where nobody has read them
-- yet they are given. `health` and `care` count clauses that rest on professional advice and that nobody has answered on.
drop function if exists campaigns_plans(uuid[], text);
create or replace function campaigns_plans(of_owners uuid[], of_edition text, of_children uuid[])
    returns table (child uuid, plan uuid, issued_on date, setting text, unread boolean, spoken boolean, words text[], health integer, care integer)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with newest as materialized (
                select distinct on (p.child_id) p.child_id, p.id, p.issued_on, p.setting_id from plans_plan p
                where p.issued_on is not null and not p.withdrawn and p.owner_id = any (of_owners) and (of_children is null or p.child_id = any (of_children))
                  and p.owner_id in (select plans_councils('read', 'drafts-and-final-plan'))
                  and p.child_id not in (select access_sealed()) and p."case" not in (select access_hidden_cases())
                order by p.child_id, p.issued_on desc, p.version desc),
            silent as (
                select n.id, count(*) filter (where c.section in ('C', 'G')) as health, count(*) filter (where c.section in ('D', 'H1', 'H2')) as care
                from newest n join plans_clause c on c.plan_id = n.id and c.section in ('C', 'G', 'D', 'H1', 'H2') and not c.removed
                    and c.advice is not null and c.contributor <> 'family'
                where not exists (select 1 from plans_signback b join plans_clause k on k.id = b.clause_id
                                  where k.line = c.line and b.child_id = n.child_id and b.contributor = c.contributor)
                group by n.id)
            select n.child_id, n.id, n.issued_on, o.code::text, r.plan is null, r.spoken,
                   case when r.plan is null then (select array_agg(c.text order by c.number) from plans_clause c
                                                  where c.plan_id = n.id and c.section = 'E' and not c.removed) end,
                   coalesce(s.health, 0)::integer, coalesce(s.care, 0)::integer
            from newest n
            left join people_organisation o on o.id = n.setting_id
            left join campaigns_reading r on r.plan = n.id and r.edition = of_edition
            left join silent s on s.id = n.id;
    end $$;

-- Clauses of health and care in those versions on which somebody answered, with the newest answer: plans.confirming says whether it
-- still holds. Those are left out whose words are, letter for letter, the ones that were confirmed.
create or replace function campaigns_answered(of_plans uuid[])
    returns table (child uuid, section text, text text, said text, answer text, correction text, decision text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select * from (
                select distinct on (c.id) c.child_id, c.section::text, c.text, b.said, b.answer::text, b.correction, b.decision::text
                from plans_clause c
                join plans_clause k on k.line = c.line and k.child_id = c.child_id
                join plans_signback b on b.clause_id = k.id and b.contributor = c.contributor
                where c.plan_id = any (of_plans) and c.owner_id in (select plans_councils('read', 'drafts-and-final-plan'))
                  and c.child_id not in (select access_sealed())
                  and c."case" not in (select access_hidden_cases()) and k."case" not in (select access_hidden_cases())
                  and c.section in ('C', 'G', 'D', 'H1', 'H2') and not c.removed and c.contributor <> 'family'
                order by c.id, b.at desc, b.id) found
            where not (found.answer = 'confirmed' and found.said = found.text);
    end $$;

-- Children of these councils whose plan ended, with the last day on which that was recorded.
drop function if exists campaigns_ended(uuid[]);
create or replace function campaigns_ended(of_owners uuid[], of_children uuid[]) returns table (child uuid, "on" date)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query select e.child_id, max(e."on") from plans_ended(of_children) e
            where e.owner_id = any (of_owners) and e.owner_id in (select plans_councils('status', 'ehc-request-and-stage'))
            group by e.child_id;
    end $$;

-- Issued versions whose words nobody has read, or that were read by another edition of the reader.
create or replace function campaigns_unread(of_edition text, most integer) returns table (plan uuid, words text[])
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query select p.id, (select array_agg(c.text order by c.number) from plans_clause c
                                   where c.plan_id = p.id and c.section = 'E' and not c.removed)
            from plans_plan p where p.issued_on is not null
              and not exists (select 1 from campaigns_reading r where r.plan = p.id and r.edition = of_edition)
            limit most;
    end $$;

create or replace function campaigns_keep(read jsonb) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform access_for_jobs_alone();
        insert into campaigns_reading (plan, edition, spoken)
            select g.plan, g.edition, g.spoken from jsonb_to_recordset(read) as g(plan uuid, edition text, spoken boolean)
            on conflict (plan) do update set edition = excluded.edition, spoken = excluded.spoken;
    end $$;

-- When the words of reviews' plans were issued, and where their children went, as their journals say it and nobody withdrew it.
drop function if exists campaigns_journal(uuid[]);
create or replace function campaigns_journal(of_owners uuid[], of_children uuid[]) returns table ("case" uuid, event text, "on" date, setting text, rank text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with said as materialized (
                select e.id, e.case_id, e.event, e."on", e.number, e.fields
                from cases_event e join cases_case k on k.id = e.case_id
                where k.pathway = 'annual-review' and k.owner_id = any (of_owners) and (of_children is null or k.child_id = any (of_children))
                  and e.event in ('plan-made', 'amended-plan-issued', 'placement-started', 'corrected')
                  and (not cases_asked_by_a_page() or (k.owner_id, e.kind_of_data) in (select g.owner, g.kind from access_by_owner('read') g))
                  and k.child_id not in (select access_sealed()) and k.id not in (select access_hidden_cases()))
            select s.case_id, s.event::text, s."on", coalesce(s.fields ->> 'setting', ''), s.fields ->> 'rank' from said s
            where s.event <> 'corrected' and s.id::text not in (select w.fields ->> 'event_id' from said w where w.event = 'corrected')
            order by s."on", s.number;
    end $$;

-- The facts that were kept of reviews' plans and hold on a day, of councils all of whose plans the viewer reads.
create or replace function campaigns_kept_of(of_owners uuid[], as_on date, of_edition text, of_cases uuid[])
    returns table ("case" uuid, off boolean, team text, text_on date, late text, late_by date, moved boolean, phase_by date, year smallint, text_year smallint,
                   adulthood boolean, health integer, care integer, owed_minutes bigint, due_minutes bigint)
    language plpgsql stable security definer rows 10000 set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select k."case", k.off, k.team::text, k.text_on, k.late::text, k.late_by, k.moved, k.phase_by, k.year, k.text_year, k.adulthood, k.health, k.care,
                   k.owed_minutes, k.due_minutes
            from campaigns_kept k
            where k.owner = any (of_owners) and k.owner in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
              and k.reckoned_on = as_on and k.edition = of_edition and (of_cases is null or k."case" = any (of_cases))
              and k.child not in (select access_sealed()) and k."case" not in (select access_hidden_cases())
              and k.child not in (select t.child from plans_touched t);
    end $$;
