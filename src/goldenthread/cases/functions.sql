-- The journal, and what the system role computes from it for a page.

-- When an event was recorded is written here and nowhere else, whatever was given. A demo area, and only one that
-- was marked as a demo when it was made, may be filled under a clock of its own by the system role.
create table if not exists cases_demo_area (is_demo boolean primary key check (is_demo));

create or replace function cases_stamp() returns trigger language plpgsql
    as $$
    declare
        pretended text := nullif(current_setting('app.demo_now', true), '');
    begin
        if pretended is not null and current_user <> 'goldenthread_app'
                and exists (select 1 from public.cases_demo_area) then
            new.recorded_at := pretended::timestamptz;
        else
            new.recorded_at := clock_timestamp();
        end if;
        return new;
    end $$;
create or replace trigger cases_event_is_stamped before insert on cases_event
    for each row execute function cases_stamp();

create or replace function cases_refuse() returns trigger language plpgsql
    as $$ begin
        raise exception 'the journal is only added to: correct an event with a later one' using errcode = '42501';
    end $$;
create or replace trigger cases_event_is_added_to_only before update or delete on cases_event
    for each row execute function cases_refuse();
create or replace trigger cases_event_is_not_emptied before truncate on cases_event
    for each statement execute function cases_refuse();

-- Takes the next numbers of a case for somebody who has read up to one. False: others have written since.
-- The row stays locked until the transaction ends, so that two people never take the same number.
create or replace function cases_take_numbers(which uuid, read_up_to integer, how_many integer) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update cases_case set last_number = last_number + how_many where id = which and last_number = read_up_to;
        return found;
    end $$;

create or replace function cases_visible() returns table (id uuid)
    language sql stable security definer rows 1000 set search_path = public, pg_temp
    as $$ select c.id from cases_case c
          where ((c.owner_id, c.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('status') g)
                 or (c.child_id, c.owner_id, c.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('status') g)
                 or (c.child_id, c.kind_of_data::text) in (select g.child, g.kind from access_by_family('status') g))
            and (c.child_id is null or c.child_id not in (select access_sealed()))
            and c.id not in (select access_hidden_cases()) $$;

-- The whole journal of cases that the viewer may see today, and of the cases linked to them: a replay reads
-- everything, and the policy then filters its results. `of_case` is the case for which the event is read.
create or replace function cases_journal(which uuid[])
    returns table (of_case uuid, id uuid, number integer, event text, "on" date, at timestamptz,
                   recorded_at timestamptz, fields jsonb, linked boolean)
    language sql stable security definer rows 1000 set search_path = public, pg_temp
    as $$ with seen as (select c.id, c.arose_from_id from cases_case c
                        where c.id = any (which) and c.id in (select v.id from cases_visible() v))
          select s.id, e.id, e.number, e.event::text, e."on", e.at, e.recorded_at, e.fields, false
          from seen s join cases_event e on e.case_id = s.id
          union all
          select s.id, e.id, e.number, e.event::text, e."on", e.at, e.recorded_at, e.fields, true
          from seen s join cases_event e on e.case_id = s.arose_from_id
          union all
          select s.id, e.id, e.number, e.event::text, e."on", e.at, e.recorded_at, e.fields, true
          from seen s join cases_case l on l.arose_from_id = s.id join cases_event e on e.case_id = l.id $$;

-- The same for the transaction that has just appended to a case, whose writer may be a person who cannot see it all.
create or replace function cases_to_project(which uuid) returns jsonb
    language sql stable security definer set search_path = public, pg_temp
    as $$ select jsonb_build_object(
              'pathway', c.pathway, 'owner', c.owner_id, 'closures', c.closures,
              'setting', (select n.organisation_id from people_connection n
                          where n.child_id = c.child_id and n.kind = 'attends' and n.valid_to is null
                          order by n.valid_from desc limit 1),
              'icb', (select n.organisation_id from people_connection n
                      where n.child_id = c.child_id and n.kind = 'gp' and n.valid_to is null
                      order by n.valid_from desc limit 1),
              'events', coalesce((
                  select jsonb_agg(jsonb_build_array(e.id, e.number, e.event, e."on", e.at, e.recorded_at, e.fields,
                                                     e.case_id <> c.id))
                  from cases_event e
                  where e.case_id in (select c.id union all select c.arose_from_id
                                      union all select l.id from cases_case l where l.arose_from_id = c.id)), '[]'))
          from cases_case c where c.id = which $$;

-- Replaces what is projected of one case. The application has no other way to write a projection.
create or replace function cases_replace(which uuid, stage text, clocks jsonb, duties jsonb) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
    begin
        select * into c from cases_case where id = which;
        delete from cases_clockrow where case_id = which;
        delete from cases_duty where case_id = which;
        insert into cases_casestate (case_id, child_id, owner_id, kind_of_data, stage)
            values (c.id, c.child_id, c.owner_id, c.kind_of_data, coalesce(stage, ''))
            on conflict (case_id) do update set stage = excluded.stage, child_id = excluded.child_id,
                owner_id = excluded.owner_id, kind_of_data = excluded.kind_of_data;
        insert into cases_clockrow (case_id, child_id, owner_id, kind_of_data, clock, about, started, due,
                working_target, stopped, excused_from, ground, kind, floor, owed_by, published_date)
            select c.id, c.child_id, c.owner_id, r.kind_of_data, r.clock, coalesce(r.about, ''), r.started, r.due,
                   r.working_target, r.stopped, r.excused_from, coalesce(r.ground, ''), r.kind, r.floor,
                   coalesce(r.owed_by, ''), r.published_date
            from jsonb_to_recordset(clocks) as r(kind_of_data text, clock text, about text, started date, due date,
                working_target date, stopped date, excused_from date, ground text, kind text, floor boolean,
                owed_by text, published_date date);
        insert into cases_duty (case_id, child_id, owner_id, kind_of_data, clock, about, role, organisation_id, what,
                due, kind, note)
            select c.id, c.child_id, c.owner_id, r.kind_of_data, r.clock, coalesce(r.about, ''), coalesce(r.role, ''),
                   r.organisation, r.what, r.due, r.kind, coalesce(r.note, '')
            from jsonb_to_recordset(duties) as r(kind_of_data text, clock text, about text, role text,
                organisation uuid, what text, due date, kind text, note text);
    end $$;

-- Cases that read this one's events, whose projections must follow.
create or replace function cases_linked(which uuid) returns setof uuid
    language sql stable security definer rows 2 set search_path = public, pg_temp
    as $$ select c.arose_from_id from cases_case c where c.id = which and c.arose_from_id is not null
          union select l.id from cases_case l where l.arose_from_id = which $$;

-- Open cases by stage or by the locality of the child's home, for those whose right is to totals only. A number
-- under six is hidden, and one number more where hiding a single one would let it be worked out.
create or replace function cases_totals(by text)
    returns table (owner uuid, pathway text, what text, n integer)
    language sql stable security definer set search_path = public, pg_temp
    as $$ with counted as (
              select c.owner_id as owner, c.pathway::text,
                     case by when 'stage' then s.stage else coalesce(d.locality, '') end::text as what,
                     count(*)::integer as n
              from cases_casestate s join cases_case c on c.id = s.case_id
              left join people_child k on k.id = c.child_id
              left join people_postcode p on p.postcode = k.postcode
              left join people_district d on d.code = p.district_id
              where by in ('stage', 'locality') and not coalesce(k.sealed, false) and c.confidentiality = 'none'
                and exists (
                    select 1 from access_profiles() v
                    join access_rule r on r.role = v.role and r.kind = 'kpi-aggregates' and r."right" in ('A', 'R', 'RW')
                    cross join lateral access_bases(v.organisation) b
                    where b.owner = c.owner_id and (b.kinds is null or 'kpi-aggregates' = any (b.kinds)))
              group by 1, 2, 3),
          ranked as (
              select *, count(*) filter (where n < 6) over (partition by owner, pathway) as small,
                     row_number() over (partition by owner, pathway order by n, what) as place
              from counted)
          select owner, pathway, what, case when n < 6 or (small = 1 and place = 2) then null else n end
          from ranked order by pathway, what $$;

-- A case becomes confidential, or stops being so, by somebody who may write to it or by its young person.
create or replace function cases_set_confidentiality(which uuid, level text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if level not in ('none', 'young-person', 'withheld') then
            return false;
        end if;
        update cases_case c set confidentiality = level
            where c.id = which and c.id in (select v.id from cases_visible() v) and (
                (c.owner_id, c.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('write') g)
                or (c.child_id, c.owner_id, c.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('write') g)
                or c.child_id in (select p.child from access_profiles() p where p.role = 'young-person'));
        return found;
    end $$;
