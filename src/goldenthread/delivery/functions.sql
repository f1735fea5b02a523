-- Rows of the ledger are only added.
create or replace trigger delivery_word_never_changed before update or delete on delivery_word
    for each row execute function access_refuse();
create or replace trigger delivery_arrangement_never_changed before update or delete on delivery_arrangement
    for each row execute function access_refuse();
create or replace trigger delivery_inplace_never_changed before update or delete on delivery_inplace
    for each row execute function access_refuse();

-- Whether the viewer gives this line: its newest arrangement names a body for which they act and, where it names a person,
-- them or somebody whom they cover.
create or replace function delivery_delivers(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (
            select 1 from (select a.* from delivery_arrangement a where a.line = which order by a.id desc limit 1) a
            join access_profiles() p on a.provider_id in (select b.owner from access_bases(p.organisation) b where b.kinds is null)
            where a.practitioner_id is null or a.practitioner_id = p.practitioner
               or a.practitioner_id in (select c.practitioner_id from people_cover c where c.covered_by_id = p.practitioner
                                        and access_today() between c.valid_from and coalesce(c.valid_to, 'infinity')));
    end $$;

-- The lines that the viewer gives, as a set.
create or replace function delivery_given() returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ begin
        return query
            select a.line from (
                select distinct d.line from delivery_arrangement d
                where d.provider_id in (select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b where b.kinds is null)
                  and (d.practitioner_id is null or d.practitioner_id in (
                      select p.practitioner from access_profiles() p
                      union select c.practitioner_id from people_cover c join access_profiles() p on p.practitioner = c.covered_by_id))) a
            where delivery_delivers(a.line);
    end $$;

-- The lines of issued plans that the viewer was given to read (r.17), with the version: plans_shows as a set, because asked of each clause
-- of an area it takes seconds. What families read is judged apart.
create or replace function delivery_shown() returns table (plan uuid, line uuid)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select p.id, c.line from plans_disclosure d
            join plans_plan p on p.id = d.plan_id and p.issued_on is not null
            join plans_clause c on c.plan_id = p.id and c.section in ('F', 'G', 'H1', 'H2')
            where (d.reader = access_viewer() or d.organisation_id in (select r.organisation from access_profiles() r where r.organisation is not null))
              and (d.sections = '[]'::jsonb or d.sections ? c.section
                   or d.sections ? 'own' and c.advice in (select a.id from assessments_advice a where a.author = access_viewer()));
    end $$;

-- The lines that concern the viewer: which they give, or were given to read. The policy has judged whether they may read plans of
-- these children at all. As a set, because a page asks it of every word.
create or replace function delivery_concerned() returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ begin
        return query select delivery_given() union select s.line from delivery_shown() s;
    end $$;

create or replace function delivery_is_line(which uuid, of_child uuid, of_owner uuid, of_case uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from plans_clause c join plans_plan p on p.id = c.plan_id and p.issued_on is not null
                       where c.line = which and c.section in ('F', 'G', 'H1', 'H2')
                         and c.child_id = of_child and c.owner_id = of_owner and c."case" = of_case);
    end $$;

-- Who records what was given: whoever gives the line, of the children for whom they answer; and a school of its pupils, the
-- lines that it gives or that are arranged with nobody.
create or replace function delivery_may_record(which uuid, of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if access_link_child() is not null then
            return false;
        end if;
        return exists (
            select 1 from access_profiles() p
            where p.role = 'setting-senco' and of_child in (select n.child from access_connected(p.organisation) n)
              and (delivery_delivers(which) or not exists (select 1 from delivery_arrangement a where a.line = which)))
            or delivery_delivers(which) and exists (
                select 1 from access_profiles() p
                where p.role in ('health-practitioner', 'health-visitor', 'educational-psychologist', 'social-worker')
                  and of_child in (select a.child from access_allocated(p.practitioner) a));
    end $$;

create or replace function delivery_speaks_for_setting(of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null and exists (
            select 1 from access_profiles() p
            where p.role = 'setting-senco' and of_child in (select n.child from access_connected(p.organisation) n));
    end $$;

-- The bodies whose totals the viewer may count: the rule of access.policy.counts_of for totals.
create or replace function delivery_counted() returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ begin
        return query select distinct b.owner from access_profiles() v
            join access_rule r on r.role = v.role and r.kind = 'kpi-aggregates' and r."right" in ('A', 'R', 'RW')
            cross join lateral access_bases(v.organisation) b
            where v.organisation is not null and (b.kinds is null or 'kpi-aggregates' = any (b.kinds));
    end $$;

-- How long each version of a plan was in force: from its issue to the day before the next issue of a plan for the same
-- child, or the day on which the plan ceased. A plan that came from a file is followed from the day on which the
-- first one of the child was here: of the time before, nobody here could have recorded anything.
create or replace function delivery_inforce(of_children uuid[] default null)
    returns table (id uuid, child_id uuid, owner_id uuid, "case" uuid, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            with ended as (
                select k.child_id, e."on" from cases_event e join cases_case k on k.id = e.case_id
                where e.event in ('plan-ceased', 'died') and (of_children is null or k.child_id in (select unnest(of_children)))
                  and not exists (select 1 from cases_event w where w.case_id = k.id and w.event = 'corrected'
                                  and w.fields ->> 'event_id' = e.id::text)),
            issued as (
                select p.id, p.child_id, p.owner_id, p."case", p.issued_on,
                       case when p.made_by in (select r.id from cases_importrun r)
                            then greatest(p.issued_on, (min(p.made_at) over (partition by p.child_id) at time zone 'Europe/London')::date)
                            else p.issued_on end as first,
                       lead(p.issued_on) over (partition by p.child_id order by p.issued_on, p.version, p.id) - 1 as until
                from plans_plan p where p.issued_on is not null and (of_children is null or p.child_id in (select unnest(of_children))))
            select i.id, i.child_id, i.owner_id, i."case", i.first, least(i.until, min(d."on"))
            from issued i left join ended d on d.child_id = i.child_id and d."on" >= i.issued_on
            group by i.id, i.child_id, i.owner_id, i."case", i.first, i.until
            -- Neither what was issued again on its day, nor what was replaced before it was here.
            having coalesce(least(i.until, min(d."on")), 'infinity') >= i.first;
    end $$;

-- The lines of issued plans of these children that the viewer may read, one row for each version that held them.
create or replace function delivery_lines(of_children uuid[])
    returns table (line uuid, plan uuid, child uuid, owner uuid, "case" uuid, section text, number integer, words text,
                   details jsonb, contributor text, author uuid, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.line, f.id, f.child_id, f.owner_id, f."case", c.section::text, c.number::integer, c.text, c.details,
                   c.contributor::text, a.author, f.first, f.last
            from delivery_inforce(of_children) f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            left join assessments_advice a on a.id = c.advice
            where f.child_id not in (select access_sealed()) and f."case" not in (select access_hidden_cases())
              and (f.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                   or f.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
                   or (f.child_id, f.owner_id) in (select g.child, g.owner from access_by_child('read', 'drafts-and-final-plan') g)
                      and (c.line in (select delivery_given()) or (f.id, c.line) in (select s.plan, s.line from delivery_shown() s)));
    end $$;

-- What a passage says of quantity, every other word blanked: science.delivery.quantities, and the same words. Beside the text, and kept
-- true by the database itself, because to blank the words of an area at each look takes a minute. Should the words change, the column
-- gets another name, so that it is made anew.
create or replace function delivery_quantities(said text) returns text
    language sql immutable set search_path = public, pg_temp
    as $$ select string_agg(case when w = any (string_to_array(
        'a about after afternoon alternate an and annually appropriate approximately around as at be by daily day days each eight
        every five fortnight fortnightly four frequent frequently half hour hours if in is it lesson lessons min mins minute
        minutes month monthly months more morning most necessary needed nine no of on once one ongoing or other per possible
        regular regularly required review reviewed reviews school second session sessions seven six ten term termly terms than
        the this three time times to twice two up visit visits week weekly weeks when where within year yearly years', ' ')) or w !~ '^[a-z]+$' then w else '_' end, '' order by n)
          from string_to_table(regexp_replace(lower(said), '(\W+)', E'\x01\\1\x01', 'g'), E'\x01') with ordinality as t (w, n) $$;
alter table plans_clause add column if not exists quantities text
    generated always as (case when section in ('F', 'G', 'H1', 'H2') then delivery_quantities(text) end) stored;

-- For whoever does the casework of whole bodies: when each line that their plans promise is due, without its words.
create or replace function delivery_casework_lines()
    returns table (line uuid, child uuid, how_often text, minutes text, weeks text, said text, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.line, f.child_id, c.details ->> 'how_often', c.details ->> 'minutes', c.details ->> 'weeks', c.quantities, f.first, f.last
            from delivery_inforce() f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            where f.child_id not in (select access_sealed()) and f."case" not in (select access_hidden_cases())
              and f.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g);
    end $$;

-- For totals: every line of the bodies whose totals the viewer may count, with a number in place of the line and of the
-- child, without a name, and of the plan's words only those of quantity. Confidential and sealed are left out.
drop function if exists delivery_count_lines(text);
create or replace function delivery_count_lines()
    returns table (line bigint, child bigint, locality text, born date, who text, contributor text, how_often text, minutes text, weeks text,
                   said text, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select dense_rank() over (order by c.line), dense_rank() over (order by f.child_id),
                   coalesce(d.locality, '')::text, k.date_of_birth, c.details ->> 'who', c.contributor::text,
                   c.details ->> 'how_often', c.details ->> 'minutes', c.details ->> 'weeks',
                   c.quantities, f.first, f.last
            from delivery_inforce() f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            join people_child k on k.id = f.child_id
            join cases_case s on s.id = f."case"
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            where f.owner_id in (select delivery_counted()) and not k.sealed and s.confidentiality = 'none';
    end $$;

create or replace function delivery_count_words()
    returns table (line bigint, monday date, party text, delivered integer, missed integer, made_up integer, number bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            with numbered as (
                select c.line as key, dense_rank() over (order by c.line) as n
                from delivery_inforce() f
                join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
                join people_child k on k.id = f.child_id
                join cases_case s on s.id = f."case"
                where f.owner_id in (select delivery_counted()) and not k.sealed and s.confidentiality = 'none')
            select n.n, w.monday, w.party::text, w.delivered, w.missed, w.made_up, w.id
            from delivery_word w join (select distinct key, n from numbered) n on n.key = w.line;
    end $$;

-- For the daily job: every line in force with a number, and what was said of it.
drop function if exists delivery_watch_lines() cascade;
create or replace function delivery_watch_lines()
    returns table (n bigint, line uuid, details jsonb, words text, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if access_viewer() is not null then
            raise exception 'this is asked by the daily job alone' using errcode = '42501';
        end if;
        return query select dense_rank() over (order by c.line), c.line, c.details, c.text, f.first, f.last
            from delivery_inforce() f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            where f.child_id not in (select access_sealed());
    end $$;

create or replace function delivery_watch_words()
    returns table (n bigint, monday date, party text, delivered integer, missed integer, made_up integer, number bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select x.n, w.monday, w.party::text, w.delivered, w.missed, w.made_up, w.id
            from delivery_word w join (select distinct l.n, l.line from delivery_watch_lines() l) x on x.line = w.line;
    end $$;

-- Who is told of these lines, and of how many: the case officer, and whoever is named to give the line; of a line that a
-- school gives, its SENCO who was entered first.
create or replace function delivery_whom(which uuid[]) returns table (practitioner uuid, lines bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if access_viewer() is not null then
            raise exception 'this is asked by the daily job alone' using errcode = '42501';
        end if;
        return query
            with wanted as (
                select distinct on (c.line) c.line, c."case" from plans_clause c join plans_plan p on p.id = c.plan_id and p.issued_on is not null
                where c.line = any (which) order by c.line, p.issued_on desc),
            named as (
                select distinct on (a.line) a.line, a.provider_id, a.practitioner_id from delivery_arrangement a
                where a.line = any (which) order by a.line, a.id desc),
            told as (
                select w.line, o.id from wanted w cross join lateral assessments_officer(w."case") o
                union
                select n.line, n.practitioner_id from named n where n.practitioner_id is not null
                union
                select n.line, (select p.id from people_practitioner p where p.organisation_id = n.provider_id and p.role = 'setting-senco'
                                and (p.valid_to is null or p.valid_to >= access_today()) order by p.reference limit 1)
                from named n where n.practitioner_id is null)
            select t.id, count(*) from told t where t.id is not null group by t.id;
    end $$;

-- Queues one message to one person, once. It names no child: the list that it speaks of is read after signing in.
create or replace function delivery_tell(which_message uuid, who uuid, about_what text, said text) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        p people_practitioner%rowtype;
    begin
        if access_viewer() is not null then
            raise exception 'this is done by the daily job alone' using errcode = '42501';
        end if;
        select * into p from people_practitioner where id = who;
        if p.id is null or p.email = '' or exists (select 1 from letters_message m where m.id = which_message) then
            return null;
        end if;
        insert into letters_message (id, owner_id, kind_of_data, purpose, recipient, to_name, address, subject, body)
            values (which_message, p.organisation_id, 'ehc-request-and-stage', 'provision-behind', 'provider-or-officer', p.name, p.email, about_what, said)
            on conflict do nothing;
        return case when found then which_message end;
    end $$;
