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

-- The clauses of health (sections C and G, and what rests on health advice) or of care (D, H1 and H2, and what rests on social
-- care's), in plans in force and in those being made, of the bodies whose plans the viewer may read in whole. A line that a plan
-- being made has too is told once, as it will be. No words are in it: they are read as clauses, through their own wall.
drop function if exists plans_overseen(text[], text[], boolean, boolean);
create or replace function plans_overseen(sections text[], not_health text[], health boolean, care boolean)
    returns table (clause uuid, plan uuid, "case" uuid, child uuid, owner uuid, in_force boolean, since date, state text,
                   locality text, setting text, section text, number integer)
    language plpgsql stable security definer rows 20000 set search_path = public, pg_temp
    -- A full area has some hundred thousand answers. The planner takes its steps for small, and would go through all clauses once
    -- for each of them.
    set work_mem = '64MB' set enable_nestloop = off
    as $$ #variable_conflict use_column
    begin
        return query
            with plan as materialized (
                -- Of each child the version issued last, and of each case the version that is being made.
                select distinct on (p.child_id, case when p.issued_on is null then p."case" end)
                       p.id, p."case", p.child_id, p.owner_id, p.issued_on, p.sent_on, p.setting_id, p.withdrawn
                from plans_plan p
                where p.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                  and p.child_id not in (select access_sealed())
                  and p."case" not in (select access_hidden_cases())
                order by p.child_id, case when p.issued_on is null then p."case" end, p.issued_on desc nulls last, p.version desc),
            -- Plans that ceased stand no more. As a set: asked of each plan, it would read every case once more.
            ceased as materialized (
                select p.id from plan p join plans_ended() e on e.child_id = p.child_id and e.owner_id = p.owner_id and e."on" >= p.issued_on),
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
                select c.id, c.line, c.section, c.number, c.contributor, c.advice, c.removed, c.text, s.id as plan_id, s."case", s.child_id, s.owner_id,
                       s.issued_on, s.sent_on, s.setting_id
                from standing s join plans_clause c on c.plan_id = s.id
                where c.section not in ('A', 'I', 'J') and c.contributor <> 'family'
                  and (c.section <> 'K' or c.details ? 'report_alone')
                  and (c.section = any (sections)
                       or c.advice is not null and (health and not c.contributor = any (not_health) or care and c.contributor = 'social-care'))),
            told as (
                select h.* from held h where h.issued_on is null
                    or not exists (select 1 from held d where d.issued_on is null and d.child_id = h.child_id and d.line = h.line)),
            -- The newest answer of its author on the line of each, over all versions.
            answered as materialized (
                select distinct on (h.id) h.id, b.answer, b.said, b.correction, b.decision
                from held h
                join plans_clause k on k.line = h.line and k.child_id = h.child_id
                join plans_signback b on b.clause_id = k.id and b.contributor = h.contributor
                order by h.id, b.at desc),
            attended as materialized (
                select distinct on (n.child_id) n.child_id, o.name::text as name
                from people_connection n join people_organisation o on o.id = n.organisation_id
                where n.kind = 'attends' and access_today() between n.valid_from and coalesce(n.valid_to, 'infinity')
                order by n.child_id, n.valid_from desc),
            stated as (
                select t.*, case when t.advice is null then 'no-advice'
                                 else plans_state(case when t.removed then '' else t.text end, a.answer::text, a.said, a.correction, a.decision::text) end as state
                from told t left join answered a on a.id = t.id)
            select t.id, t.plan_id, t."case", t.child_id, t.owner_id, t.issued_on is not null, coalesce(t.issued_on, t.sent_on), t.state,
                   coalesce(d.locality, '')::text, coalesce(n.name, o.name, '')::text, t.section::text, t.number::integer
            from stated t
            join people_child k on k.id = t.child_id
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            left join attended n on n.child_id = t.child_id
            left join people_organisation o on o.id = t.setting_id
            -- What was taken out is told only while that undoes a confirmation, and never of a plan in force, of which it is no part.
            where not t.removed or t.issued_on is null and t.state = 'changed-since';
    end $$;
