-- Health and care clauses of the plans that stand, for the designated officers of health and social care.

-- The words as plans.confirming compares them: what separates words counts for nothing.
create or replace function plans_words(said text) returns text
    language sql immutable parallel safe
    as $$ select btrim(regexp_replace(said, '[\s\u001c-\u001f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g')) $$;

create or replace function plans_same(a text, b text) returns boolean
    language sql immutable parallel safe
    as $$ select a = b or plans_words(a) = plans_words(b) $$;

-- The state of plans.confirming, for a clause and its author's newest answer on its line.
create or replace function plans_state(words text, answer text, said text, correction text, decision text) returns text
    language sql immutable parallel safe
    as $$ select case when answer is null then 'not-confirmed'
        when answer = 'confirmed' then case when plans_same(said, words) then 'confirmed' else 'changed-since' end
        when plans_same(correction, words) then 'confirmed'
        when decision = 'declined' then case when plans_same(said, words) then 'declined' else 'changed-since' end
        when decision = 'taken' then 'changed-since'
        else 'corrected' end $$;

-- The clauses of health (sections C and G, and what rests on health advice) and of care (D, H1 and H2, and what rests on social
-- care's) of these children, in plans in force and in those being made, of the councils whose plans the viewer may read in whole. A line
-- that a plan being made has too is told once, as it will be. No words are in it: they are read as clauses, through their own wall.
create or replace function plans_overseen_of(of_children uuid[], of_health text[], of_care text[], not_health text[])
    returns table (clause uuid, plan uuid, "case" uuid, child uuid, owner uuid, in_force boolean, since date, state text, section text, number integer,
                   setting uuid, health boolean, care boolean)
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with plan as materialized (
                -- Of each child the version issued last, and of each case the version that is being made.
                select distinct on (p.child_id, case when p.issued_on is null then p."case" end)
                       p.id, p."case", p.child_id, p.owner_id, p.issued_on, p.sent_on, p.setting_id, p.withdrawn
                from plans_plan p
                where p.child_id = any (of_children)
                  and p.owner_id in (select plans_councils('read', 'drafts-and-final-plan'))
                  and p.child_id not in (select access_sealed())
                  and p."case" not in (select access_hidden_cases())
                order by p.child_id, case when p.issued_on is null then p."case" end, p.issued_on desc nulls last, p.version desc),
            -- Plans that ceased stand no more. As a set: asked of each plan, it would read every case once more.
            ceased as materialized (
                select p.id from plan p join plans_ended(of_children) e on e.child_id = p.child_id and e.owner_id = p.owner_id and e."on" >= p.issued_on),
            standing as materialized (
                select p.* from plan p
                where p.id not in (select c.id from ceased c)
                      and case when p.issued_on is not null then true
                      else not p.withdrawn
                           and not exists (select 1 from plans_plan n where n."case" = p."case" and n.issued_on is not null
                                           and n.version > (select v.version from plans_plan v where v.id = p.id))
                           and not exists (select 1 from cases_casestate s where s.case_id = p."case" and s.stage in ('closed', 'ceased', 'not-issued', 'not-assessed'))
                      end),
            held as materialized (
                select h.* from (
                    select c.id, c.line, c.section, c.number, c.contributor, c.advice, c.removed, c.text, s.id as plan_id, s."case", s.child_id, s.owner_id,
                           s.issued_on, s.sent_on, s.setting_id,
                           c.section = any (of_health) or c.advice is not null and not c.contributor = any (not_health) as of_health,
                           c.section = any (of_care) or c.advice is not null and c.contributor = 'social-care' as of_care
                    from standing s join plans_clause c on c.plan_id = s.id
                    where c.section not in ('A', 'I', 'J') and c.contributor <> 'family' and (c.section <> 'K' or c.details ? 'report_alone')) h
                where h.of_health or h.of_care),
            made as materialized (select h.child_id, h.line, bool_or(h.of_health) as of_health, bool_or(h.of_care) as of_care
                                  from held h where h.issued_on is null group by h.child_id, h.line),
            told as (
                select h.id, h.line, h.section, h.number, h.advice, h.removed, h.text, h.plan_id, h."case", h.child_id, h.owner_id, h.issued_on, h.sent_on, h.setting_id,
                       h.of_health and (h.issued_on is null or m.line is null or not m.of_health) as of_health,
                       h.of_care and (h.issued_on is null or m.line is null or not m.of_care) as of_care
                from held h left join made m on m.child_id = h.child_id and m.line = h.line),
            -- The newest answer of its author on the line of each, over all versions.
            answered as materialized (
                select distinct on (h.id) h.id, b.answer, b.said, b.correction, b.decision
                from held h
                join plans_clause k on k.line = h.line and k.child_id = h.child_id
                join plans_signback b on b.clause_id = k.id and b.contributor = h.contributor
                order by h.id, b.at desc, b.id),
            stated as (
                -- A loaded plan brings what was confirmed elsewhere, without the advice: that holds, or was undone, all the same.
                select t.*, case when t.advice is null and a.id is null then 'no-advice'
                                 else plans_state(case when t.removed then '' else t.text end, a.answer::text, a.said, a.correction, a.decision::text) end as state
                from told t left join answered a on a.id = t.id
                where t.of_health or t.of_care)
            select t.id, t.plan_id, t."case", t.child_id, t.owner_id, t.issued_on is not null, coalesce(t.issued_on, t.sent_on), t.state,
                   t.section::text, t.number::integer, t.setting_id, t.of_health, t.of_care
            from stated t
            -- What was taken out is told only while that undoes a confirmation, and never of a plan in force, of which it is no part.
            where not t.removed or t.issued_on is null and t.state = 'changed-since';
    end $$;

-- The same of very many children. The planner takes its steps for small, and would go through all clauses once for each of the answers.
create or replace function plans_overseen_many(of_children uuid[], of_health text[], of_care text[], not_health text[])
    returns table (clause uuid, plan uuid, "case" uuid, child uuid, owner uuid, in_force boolean, since date, state text, section text, number integer,
                   setting uuid, health boolean, care boolean)
    language plpgsql stable security definer rows 20000 set search_path = public, pg_temp
    set work_mem = '64MB' set enable_nestloop = off
    as $$ begin
        return query select * from plans_overseen_of(of_children, of_health, of_care, not_health);
    end $$;

-- For the designated officers: what was kept of each child, and of whom nothing is kept that still holds, as it is now.
drop function if exists plans_overseen(text[], text[], boolean, boolean);
create or replace function plans_overseen(of_health text[], of_care text[], not_health text[], for_health boolean, for_care boolean, of_edition text)
    returns table (clause uuid, plan uuid, "case" uuid, child uuid, owner uuid, in_force boolean, since date, state text,
                   locality text, setting text, section text, number integer)
    language plpgsql stable security definer rows 20000 set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    declare
        unkept uuid[] := array(
            select p.child_id from (select distinct q.child_id from plans_plan q) p
            left join plans_kept h on h.child = p.child_id and h.edition = of_edition and not h.apart
            where h.child is null or p.child_id in (select t.child from plans_touched t));
    begin
        return query
            with every as (
                select o.clause, o.plan, o."case", o.child, o.owner, o.in_force, o.since, o.state::text, o.section::text, o.number, o.setting, o.health, o.care
                from plans_overseen o join plans_kept h on h.child = o.child and h.edition = of_edition and not h.apart
                where o.owner in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                  and o.child not in (select access_sealed()) and o."case" not in (select access_hidden_cases())
                  and o.child not in (select t.child from plans_touched t)
                union all
                select * from plans_overseen_of(unkept, of_health, of_care, not_health) where cardinality(unkept) <= 500
                union all
                select * from plans_overseen_many(unkept, of_health, of_care, not_health) where cardinality(unkept) > 500),
            attended as materialized (
                select distinct on (n.child_id) n.child_id, o.name::text as name
                from people_connection n join people_organisation o on o.id = n.organisation_id
                where n.kind = 'attends' and access_today() between n.valid_from and coalesce(n.valid_to, 'infinity')
                order by n.child_id, n.valid_from desc)
            select t.clause, t.plan, t."case", t.child, t.owner, t.in_force, t.since, t.state,
                   coalesce(d.locality, '')::text, coalesce(n.name, o.name, '')::text, t.section, t.number
            from every t
            join people_child k on k.id = t.child
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            left join attended n on n.child_id = t.child
            left join people_organisation o on o.id = t.setting
            where for_health and t.health or for_care and t.care;
    end $$;
