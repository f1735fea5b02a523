drop function if exists cases_visible();
-- Before it told which events are of confidential cases.
drop function if exists cases_journal(uuid[]);
-- Before every change was kept.
drop function if exists cases_set_confidentiality(uuid, text);
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

-- Whether a role that row-level security binds is asking: inside a function of the system role `current_user` cannot
-- tell. Imports, rebuilding and the tests' owner are not bound.
create or replace function cases_asked_by_a_page() returns boolean
    language sql stable security definer set search_path = public, pg_temp
    as $$ select not exists (
              select 1 from pg_roles r where (r.rolsuper or r.rolbypassrls)
                and r.rolname = coalesce(nullif(current_setting('role', true), 'none'), session_user)) $$;

-- A case that is over, or whose plan is issued, ends the personal links to its tasks. A plan that was given is read on.
create or replace function cases_end_links() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        update access_personallink set ended_at = now() where "case" = new.case_id and task <> 'plan' and ended_at is null;
        return null;
    end $$;
create or replace trigger cases_links_end_with_the_case after insert on cases_event
    for each row when (new.event in ('decided-not-to-assess', 'decided-not-to-issue', 'final-plan-issued', 'request-withdrawn',
                                     'moved-out-of-area', 'died'))
    execute function cases_end_links();

-- A page projects what its viewer has just written to, and what reads that; nothing else, whatever case it names.
-- Row-level security has judged the event, and nobody but the database says when it was recorded.
create or replace function cases_just_written(which uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp
    as $$ select not cases_asked_by_a_page() or exists (
              select 1 from cases_event e
              where e.case_id in (select which union all select c.arose_from_id from cases_case c where c.id = which
                                  union all select l.id from cases_case l where l.arose_from_id = which)
                and e.recorded_at >= now() and e.by in ('user:' || access_viewer(), 'link:' || access_viewer()))
              -- What rests on a case follows when that case becomes confidential, or stops being so.
              or exists (
              select 1 from cases_confidentialitychange h
              where h.case_id in (select which union all select c.arose_from_id from cases_case c where c.id = which
                                  union all select l.id from cases_case l where l.arose_from_id = which)
                and h.at >= now() and h.by = access_viewer()) $$;

-- Whoever writes to a case, or works out what its journal comes to, holds its child until the transaction ends, because a child's cases
-- read each other's events: of two who write at once, the second reads what the first has written. A page holds one child, or several in
-- this order; what holds many takes turns first (cases.projection), so that nobody waits for each other. While all cases are rebuilt nobody writes.
create or replace function cases_hold(which uuid[]) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform pg_advisory_xact_lock_shared(hashtextextended('cases rebuilt', 0));
        perform 1 from people_child c where c.id in (select k.child_id from cases_case k where k.id = any (which)) order by c.id for no key update;
        perform 1 from cases_case c where c.id = any (which) and c.child_id is null order by c.id for no key update;
    end $$;

-- Takes the next numbers of a case for somebody who has read up to one. False: others have written since, or it is no
-- case on which the viewer writes. The row stays locked until the transaction ends, so that two people never take the
-- same number.
create or replace function cases_take_numbers(which uuid, read_up_to integer, how_many integer) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform cases_hold(array[which]);
        update cases_case c set last_number = c.last_number + how_many
            where c.id = which and c.last_number = read_up_to and how_many > 0
              and (not cases_asked_by_a_page() or c.id in (select v.id from cases_visible(array[which]) v)
                   and (c.owner_id in (select g.owner from access_by_owner('write') g)
                        or (c.child_id, c.owner_id) in (select g.child, g.owner from access_by_child('write') g)
                        or c.child_id in (select g.child from access_by_family('write') g)));
        return found;
    end $$;

-- Of these cases, those that the viewer may see.
create or replace function cases_visible(which uuid[]) returns table (id uuid)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.id from cases_case c
            where c.id = any (which)
              and ((c.owner_id, c.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('status') g)
                   or (c.child_id, c.owner_id, c.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('status') g)
                   or (c.child_id, c.kind_of_data::text) in (select g.child, g.kind from access_by_family('status') g))
              and (c.child_id is null or c.child_id not in (select access_sealed()))
              and c.id not in (select access_hidden_cases());
    end $$;

-- Whether a case of this child may be said to arise from another: one of the same child, which the viewer may see.
create or replace function cases_may_arise_from(which uuid, of_child uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp
    as $$ select exists (select 1 from cases_visible(array[which]) v join cases_case c on c.id = v.id
                         where c.child_id is not distinct from of_child) $$;

-- The whole journal of cases that the viewer may see today, and of the cases linked to them: a replay reads
-- everything, and the policy then filters its results. `of_case` is the case for which the event is read; `hidden` says
-- that the viewer may not read this event of a linked case, so that no reason may name it; `confided` names the linked
-- case where it is confidential, whoever asks.
create or replace function cases_journal(which uuid[])
    returns table (of_case uuid, id uuid, number integer, event text, "on" date, at timestamptz,
                   recorded_at timestamptz, fields jsonb, linked boolean, hidden boolean, confided uuid)
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query with seen as materialized (
            select c.id, c.arose_from_id from cases_visible(which) v join cases_case c on c.id = v.id),
        links as materialized (
            select s.id as of_case, s.arose_from_id as link from seen s where s.arose_from_id is not null
            union all select s.id, l.id from seen s join cases_case l on l.arose_from_id = s.id),
        known as materialized (select v.id from cases_visible(array(select k.link from links k)) v)
        select s.id, e.id, e.number, e.event::text, e."on", e.at, e.recorded_at, e.fields, false, false, null::uuid
        from seen s join cases_event e on e.case_id = s.id
        union all
        select k.of_case, e.id, e.number, e.event::text, e."on", e.at, e.recorded_at, e.fields, true,
               -- A case of no child leaves a comparison unknown, which is not a right.
               not coalesce(
                    l.id in (select n.id from known n)
                    and ((l.owner_id, e.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('read') g)
                         or (l.child_id, l.owner_id, e.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('read') g)
                         or (l.child_id, e.kind_of_data::text) in (select g.child, g.kind from access_by_family('read') g)), false),
               case when l.confidentiality <> 'none' then l.id end
        from links k join cases_case l on l.id = k.link join cases_event e on e.case_id = l.id;
    end $$;

-- The same for the transaction that has just appended to a case, whose writer may be a person who cannot see it all.
create or replace function cases_to_project(which uuid) returns jsonb
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform cases_hold(array[which]);
        return (select jsonb_build_object(
              'pathway', c.pathway, 'owner', c.owner_id, 'closures', c.closures,
              'setting', (select n.organisation_id from people_connection n
                          where n.child_id = c.child_id and n.kind = 'attends' and n.valid_to is null
                          order by n.valid_from desc limit 1),
              'icb', (select n.organisation_id from people_connection n
                      where n.child_id = c.child_id and n.kind = 'gp' and n.valid_to is null
                      order by n.valid_from desc limit 1),
              'events', coalesce((
                  select jsonb_agg(jsonb_build_array(e.id, e.number, e.event, e."on", e.at, e.recorded_at, e.fields,
                                                     e.case_id <> c.id,
                                                     case when s.id <> c.id and s.confidentiality <> 'none' then s.id end))
                  from cases_case s join cases_event e on e.case_id = s.id
                  where s.id in (select c.id union all select c.arose_from_id
                                 union all select l.id from cases_case l where l.arose_from_id = c.id)), '[]'))
          from cases_case c where c.id = which and cases_just_written(which));
    end $$;

-- The ICB that is responsible for a child on a day: that of the GP with whom the child is registered, as boards are on that
-- day; without a GP, that of the district where the child lives. A child in care who is placed elsewhere follows the placing
-- authority. Nothing where the record does not say which one: no other board is then told or asked in its place.
create or replace function cases_icb_of(of_child uuid, on_day date) returns uuid
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
    declare
        home text := (select p.district_id from people_child c join people_postcode p on p.postcode = c.postcode where c.id = of_child);
        placed_by uuid := (select n.organisation_id from people_connection n where n.child_id = of_child and n.kind = 'placed-by'
                             and on_day between n.valid_from and coalesce(n.valid_to, 'infinity')
                         order by n.valid_from desc, n.id desc limit 1);
        boards uuid[];
        of_gp uuid;
    begin
        with recursive line as (
            select o.id, o.kind, o.valid_to, o.successor_id from people_organisation o
                where o.id = (select n.organisation_id from people_connection n join people_organisation b on b.id = n.organisation_id
                              where n.child_id = of_child and n.kind = 'gp' and b.kind = 'icb'
                                and on_day between n.valid_from and coalesce(n.valid_to, 'infinity')
                              order by n.valid_from desc, n.id desc limit 1)
            union
            select s.id, s.kind, s.valid_to, s.successor_id from line l join people_organisation s on s.id = l.successor_id
                where l.valid_to < on_day)
        select l.id into of_gp from line l where l.kind = 'icb' and (l.valid_to is null or l.valid_to >= on_day);

        if placed_by is null or exists (
                select 1 from people_districtbody d where d.district_id = home and d.body_id = placed_by
                  and on_day between d.valid_from and coalesce(d.valid_to, 'infinity')) then
            return coalesce(of_gp, (
                select d.body_id from people_districtbody d join people_organisation o on o.id = d.body_id
                where d.district_id = home and o.kind = 'icb' and on_day between d.valid_from and coalesce(d.valid_to, 'infinity')
                order by d.valid_from desc limit 1));
        end if;
        select array_agg(distinct b.body_id) into boards
            from people_districtbody d join people_districtbody b on b.district_id = d.district_id
            join people_organisation o on o.id = b.body_id and o.kind = 'icb'
            where d.body_id = placed_by and on_day between d.valid_from and coalesce(d.valid_to, 'infinity')
              and on_day between b.valid_from and coalesce(b.valid_to, 'infinity');
        return case when cardinality(boards) = 1 then boards[1] when of_gp = any (boards) then of_gp end;
    end $$;

-- The same for a page, of a child whose name the viewer may read.
create or replace function cases_responsible_icb(of_child uuid, on_day date) returns uuid
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return (select cases_icb_of(c.id, on_day) from people_child c where c.id = of_child and not c.sealed
            and (c.owner_id in (select g.owner from access_by_owner('read', 'identity-and-contact') g)
                 or (c.id, c.owner_id) in (select g.child, g.owner from access_by_child('read', 'identity-and-contact') g)
                 or c.id in (select g.child from access_by_family('read', 'identity-and-contact') g)));
    end $$;

-- Replaces what is projected of one case. The application has no other way to write a projection.
create or replace function cases_replace(which uuid, stage text, clocks jsonb, duties jsonb) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
    begin
        select * into c from cases_case where id = which;
        if not found or not cases_just_written(which) then
            raise exception 'a page computes only what it has just written to' using errcode = '42501';
        end if;
        delete from cases_clockrow where case_id = which;
        delete from cases_duty where case_id = which;
        insert into cases_casestate (case_id, child_id, owner_id, kind_of_data, confidentiality, stage)
            values (c.id, c.child_id, c.owner_id, c.kind_of_data, c.confidentiality, coalesce(stage, ''))
            on conflict (case_id) do update set stage = excluded.stage, child_id = excluded.child_id,
                owner_id = excluded.owner_id, kind_of_data = excluded.kind_of_data,
                confidentiality = excluded.confidentiality;
        insert into cases_clockrow (case_id, child_id, owner_id, confidentiality, kind_of_data, clock, about, started, due,
                working_target, stopped, excused_from, ground, kind, floor, owed_by, published_date, rests_on)
            select c.id, c.child_id, c.owner_id, c.confidentiality, r.kind_of_data, r.clock, coalesce(r.about, ''), r.started, r.due,
                   r.working_target, r.stopped, r.excused_from, coalesce(r.ground, ''), r.kind, r.floor,
                   coalesce(r.owed_by, ''), r.published_date, r.rests_on
            from jsonb_to_recordset(clocks) as r(kind_of_data text, clock text, about text, started date, due date,
                working_target date, stopped date, excused_from date, ground text, kind text, floor boolean,
                owed_by text, published_date date, rests_on uuid[]);
        insert into cases_duty (case_id, child_id, owner_id, confidentiality, kind_of_data, clock, about, role, organisation_id, what,
                due, kind, note, rests_on)
            select c.id, c.child_id, c.owner_id, c.confidentiality, r.kind_of_data, r.clock, coalesce(r.about, ''), coalesce(r.role, ''),
                   r.organisation, r.what, r.due, r.kind, coalesce(r.note, ''), r.rests_on
            from jsonb_to_recordset(duties) as r(kind_of_data text, clock text, about text, role text,
                organisation uuid, what text, due date, kind text, note text, rests_on uuid[]);
    end $$;

-- Cases that read this one's events, whose projections must follow.
create or replace function cases_linked(which uuid) returns setof uuid
    language sql stable security definer rows 2 set search_path = public, pg_temp
    as $$ select k.id from (
              select c.arose_from_id as id from cases_case c where c.id = which and c.arose_from_id is not null
              union select l.id from cases_case l where l.arose_from_id = which) k
          where cases_just_written(which) $$;

-- A weaker rule for small numbers than that of cases_told, which pages use.
drop function if exists cases_totals(text);

-- A case becomes confidential, or stops being so, by somebody who may write to it or by its young person.
create or replace function cases_set_confidentiality(which uuid, level text, why text default '') returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if level not in ('none', 'young-person', 'withheld') then
            return false;
        end if;
        perform cases_hold(array[which]);
        update cases_case c set confidentiality = level
            where c.id = which and exists (select 1 from cases_visible(array[which])) and (
                (c.owner_id, c.kind_of_data::text) in (select g.owner, g.kind from access_by_owner('write') g)
                or (c.child_id, c.owner_id, c.kind_of_data::text) in (select g.child, g.owner, g.kind from access_by_child('write') g)
                or c.child_id in (select p.child from access_profiles() p where p.role = 'young-person'));
        if not found then
            return false;
        end if;
        update cases_casestate set confidentiality = level where case_id = which;
        update cases_clockrow set confidentiality = level where case_id = which;
        update cases_duty set confidentiality = level where case_id = which;
        insert into cases_confidentialitychange (case_id, child_id, owner_id, kind_of_data, level, reason, by)
            select c.id, c.child_id, c.owner_id, c.kind_of_data, level, trim(why), access_viewer()
            from cases_case c where c.id = which;
        return true;
    end $$;

-- The same with a reason, which is kept and hidden with the case. Those named, of the people already allocated to the
-- child, go on working on it: without one of them nobody would ever find it again.
create or replace function cases_confide(which uuid, level text, keeping uuid[], why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
    begin
        perform cases_hold(array[which]);
        select * into c from cases_case where id = which;
        if coalesce(trim(why), '') = '' or level is not distinct from c.confidentiality
                or not cases_set_confidentiality(which, level, why) then
            return false;
        end if;
        if level <> 'none' then
            insert into people_allocation (child_id, owner_id, "case", practitioner_id, role, valid_from)
                select c.child_id, c.owner_id, which, p.id, p.role, access_today()
                from people_practitioner p
                where p.id = any (keeping)
                  and exists (select 1 from people_allocation a where a.child_id = c.child_id and a.practitioner_id = p.id
                              and a."case" is null and a.valid_from <= access_today()
                              and (a.valid_to is null or a.valid_to >= access_today()))
                  and not exists (select 1 from people_allocation a where a."case" = which and a.practitioner_id = p.id
                                  and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today()));
            if not exists (select 1 from people_allocation a where a."case" = which and a.valid_from <= access_today()
                           and (a.valid_to is null or a.valid_to >= access_today())) then
                raise exception 'nobody would see this case' using errcode = 'GT001';
            end if;
        end if;
        return true;
    end $$;

-- Whether a row of counts (open; past a limit; due soon, which are of the open and apart) agrees with what is told of it.
create or replace function cases_agrees(counts integer[], was integer[], told text[]) returns boolean
    language sql immutable set search_path = public, pg_temp
    as $$ select counts[2] + counts[3] <= counts[1] and bool_and(case told[m]
                     when 'shown' then counts[m] = was[m]
                     when 'few' then counts[m] between least(1, was[m]) and 5
                     when 'many' then counts[m] > 5
                     else counts[m] >= (m = 1)::integer end)
          from generate_series(1, 3) m $$;

-- Whether a hidden count could be another one, for all that is shown: one case more here and one less in another row,
-- or in a total that is itself hidden as small. `n` and `told` have three columns a row.
create or replace function cases_could_differ(n integer[], told text[], i integer, m integer) returns boolean
    language plpgsql immutable set search_path = public, pg_temp
    as $$
    declare
        size integer := array_length(n, 1);
        move integer[];
        whole integer;
        rest integer[];
    begin
        -- A case more or less that is open, past or due soon; one that is open and so; or one past that was due soon.
        foreach move slice 1 in array array[[1,0,0],[0,1,0],[0,0,1],[1,1,0],[1,0,1],[0,1,-1],
                                   [-1,0,0],[0,-1,0],[0,0,-1],[-1,-1,0],[-1,0,-1],[0,-1,1]] loop
            continue when move[m] = 0 or not cases_agrees(
                array[n[i][1] + move[1], n[i][2] + move[2], n[i][3] + move[3]], array[n[i][1], n[i][2], n[i][3]],
                array[told[i][1], told[i][2], told[i][3]]);
            -- What no hidden total takes up, another row must.
            rest := move;
            for k in 1..3 loop
                select sum(n[r][k]) into whole from generate_series(1, size) r;
                if told[size + 1][k] = 'few' and whole + move[k] between 1 and 5 or told[size + 1][k] = 'nothing' then
                    rest[k] := 0;
                end if;
            end loop;
            if rest = array[0, 0, 0] then
                return true;
            end if;
            for j in 1..size loop
                if j <> i and (
                        cases_agrees(array[n[j][1] - rest[1], n[j][2] - rest[2], n[j][3] - rest[3]],
                                     array[n[j][1], n[j][2], n[j][3]], array[told[j][1], told[j][2], told[j][3]])
                        or cases_agrees(array[n[j][1] - move[1], n[j][2] - move[2], n[j][3] - move[3]],
                                        array[n[j][1], n[j][2], n[j][3]], array[told[j][1], told[j][2], told[j][3]])) then
                    return true;
                end if;
            end loop;
        end loop;
        return false;
    end $$;

-- What is told of each count, and in a last row of each total: 'shown'; 'few' for 1 to 5; 'many', which is kept back lest a small one be worked out; or
-- 'nothing' where even that would tell. Counts are hidden, the smallest first, until every hidden one could be another.
create or replace function cases_told(n integer[]) returns text[]
    language plpgsql immutable set search_path = public, pg_temp
    as $$
    declare
        size integer := coalesce(array_length(n, 1), 0);
        told text[] := array_fill('shown'::text, array[size + 1, 3]);
        whole integer[] := array[0, 0, 0];
        tried text[];
        held record;
        next record;
        done boolean;
    begin
        for i in 1..size loop
            for m in 1..3 loop
                if n[i][m] between 1 and 5 then told[i][m] := 'few'; end if;
                whole[m] := whole[m] + n[i][m];
            end loop;
        end loop;
        for m in 1..3 loop
            if whole[m] between 1 and 5 then told[size + 1][m] := 'few'; end if;
        end loop;
        -- A small total past a limit or due soon would be what the other leaves of the open ones: the other goes too.
        for m in 2..3 loop
            if told[size + 1][m] = 'few' and whole[5 - m] > 5 and whole[1] - whole[5 - m] < 2 then
                for i in 1..size + 1 loop
                    told[i][5 - m] := 'nothing';
                end loop;
            end if;
        end loop;
        loop
            select i, m into held from generate_series(1, size) i, generate_series(1, 3) m
                where told[i][m] <> 'shown' and not cases_could_differ(n, told, i, m) order by m, i limit 1;
            exit when not found;
            done := false;
            for next in select i, c.m from generate_series(1, size) i, (select distinct m from (values (held.m), (1)) v(m)) c
                        where told[i][c.m] = 'shown'
                        order by c.m <> held.m, n[i][c.m] = 0, n[i][c.m], i loop
                tried := told;
                tried[next.i][next.m] := case when n[next.i][next.m] > 5 then 'many' else 'few' end;
                if cases_could_differ(n, tried, held.i, held.m) then
                    told := tried;
                    done := true;
                    exit;
                end if;
            end loop;
            continue when done;
            -- No single count helps: the whole column goes, and its words with it; then that of the open cases.
            foreach next.m in array array[held.m, 1] loop
                for i in 1..size loop
                    done := done or told[i][next.m] <> 'nothing';
                    told[i][next.m] := 'nothing';
                end loop;
                exit when done;
            end loop;
            exit when not done;
        end loop;
        return told;
    end $$;

-- What anybody reads of a table of numbers and, in a last row without a name, of its total; null for what is hidden: science.small_numbers.without_small.
create or replace function cases_without_small(names text[], n integer[]) returns table (name text, number integer)
    language plpgsql immutable set search_path = public, pg_temp
    as $$
    declare
        size integer := coalesce(array_length(n, 1), 0);
        told text[] := cases_told((select array_agg(array[u.x, 0, 0] order by u.i) from unnest(n) with ordinality u(x, i)));
        hidden boolean[] := '{}';
        together integer;
        least integer;
    begin
        for i in 1..size loop
            hidden[i] := told[i][1] <> 'shown';
        end loop;
        -- Nobody can ask anybody what a word beside it means: what is hidden also comes to more than a few together.
        loop
            select coalesce(sum(n[i]) filter (where hidden[i]), 0) into together from generate_series(1, size) i;
            select i into least from generate_series(1, size) i where not hidden[i] and n[i] > 0 order by n[i], names[i] collate "C" limit 1;
            exit when least is null or not exists (select 1 from generate_series(1, size) i where hidden[i]) or together not between 1 and 5;
            hidden[least] := true;
        end loop;
        for i in 1..size loop
            name := names[i];
            number := case when not hidden[i] then n[i] end;
            return next;
        end loop;
        name := null;
        -- One alone, or several that are few together and all there is: the total would be their number.
        number := case when told[size + 1][1] = 'shown' and (select count(*) from unnest(hidden) h where h) <> 1 and together not between 1 and 5
                       then (select coalesce(sum(x), 0) from unnest(n) x) end;
        return next;
    end $$;

-- How many open cases of a pathway are past a limit set by law, or reach one by a day, for those whose right is to
-- totals only. `kept_back` says of a hidden number that it is large, or nothing where that would tell a small one.
create or replace function cases_limits(by text, slug text, open_stages text[], on_day date, until date)
    returns table (what text, measure text, n integer, kept_back boolean)
    language sql stable security definer rows 60 set search_path = public, pg_temp
    as $$ with mine(owner) as (select access_counted()),
          law as (
              select k.case_id, bool_or(k.due < on_day and (k.excused_from is null or k.excused_from > on_day)) as past,
                     bool_or(k.due >= on_day) as soon
              from cases_clockrow k
              where k.owner_id in (select owner from mine) and k.stopped is null and k.kind = 'law' and not k.floor
                and k.owed_by <> 'family' and k.due <= until and k.rests_on is null
              group by 1),
          counted as (
              select case by when 'stage' then s.stage else coalesce(d.locality, '') end::text as what,
                     count(*)::integer as open, count(*) filter (where l.past)::integer as past,
                     count(*) filter (where l.soon and not l.past)::integer as soon
              from cases_casestate s join cases_case c on c.id = s.case_id
              left join law l on l.case_id = c.id
              left join people_child k on k.id = c.child_id
              left join people_postcode p on p.postcode = k.postcode
              left join people_district d on d.code = p.district_id
              where by in ('stage', 'locality') and c.owner_id in (select owner from mine) and c.pathway = slug
                and s.stage = any (open_stages) and not coalesce(k.sealed, false) and c.confidentiality = 'none'
              group by 1),
          listed as (select c.*, row_number() over (order by c.what)::integer as place from counted c),
          said as (select cases_told(array_agg(array[l.open, l.past, l.soon] order by l.place)) as told from listed l),
          each as (
              select l.what, m.measure, m.n, s.told[l.place][m.place] as told from listed l cross join said s
              cross join lateral (values ('open', 1, l.open), ('past', 2, l.past), ('soon', 3, l.soon)) m(measure, place, n))
          select what, measure, case when told = 'shown' then n end,
                 case when told <> 'nothing' then told = 'many' end
          from each
          union all
          select null::text, e.measure, case when w.told = 'shown' then e.n end,
                 case when w.told <> 'nothing' then false end
          from (select measure, sum(n)::integer as n from each group by measure) e
          cross join lateral (
              select s.told[array_length(s.told, 1)][array_position(array['open', 'past', 'soon'], e.measure)] as told
              from said s) w $$;

-- New plans and open requests by month, for the same people. A share could be worked out from its parts, so both the
-- part and what is left of the whole must be large enough.
create or replace function cases_months(first_month date, enders text[])
    returns table (month date, issued integer, within integer, lawful integer, open_past integer)
    language sql stable security definer rows 12 set search_path = public, pg_temp
    as $$ with mine(owner) as (select access_counted()),
          cases as (
              select c.id, c.opened_on from cases_case c left join people_child k on k.id = c.child_id
              where c.owner_id in (select owner from mine) and c.pathway = 'ehc-needs-assessment'
                and not coalesce(k.sealed, false) and c.confidentiality = 'none'),
          happened as (
              select c.id as case_id, c.opened_on, e.event, e."on", coalesce(e.at, '-infinity') as at, e.number,
                     e.event = any (enders) as ends, e.event in ('request-received', 'brought-to-attention') as asks
              from cases c join cases_event e on e.case_id = c.id
              where (e.event = any (enders) or e.event in ('request-received', 'brought-to-attention', 'decided-to-assess', 'decided-to-issue', 'final-plan-issued'))
                and exists (select 1 from cases_event l where l.case_id = c.id and l.event = any (enders) and l."on" >= first_month)
                and not exists (
                  select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected'
                  and w.fields ->> 'event_id' = e.id::text)),
          -- The same as ended.py: a request after an end is one of its own.
          again as (
              select h.*, h.asks and coalesce(lag(h.ends) over (partition by h.case_id, h.event = 'final-plan-issued' order by h."on", h.at, h.number), false) as again
              from happened h),
          numbered as (select a.*, sum(a.again::integer) over (partition by a.case_id order by a."on", a.at, a.number) as request from again a),
          requests as (
              select n.case_id, coalesce(min(n."on") filter (where n.asks), n.opened_on) as begun, max(n."on") filter (where n.ends) as ended,
                     bool_or(n.event = 'final-plan-issued') as issued, n.request = max(n.request) over (partition by n.case_id) as newest
              from numbered n group by n.case_id, n.opened_on, n.request),
          finals as (
              select r.started, r.due, r.stopped as issued, r.stopped as ended,
                     r.stopped <= r.due as in_time,
                     r.excused_from is not null or exists (
                         select 1 from cases_event e where e.case_id = r.case_id and e.event = 'exception-reported'
                         and e.fields ->> 'clock' = 'issue-final-plan' and not exists (
                             select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected'
                             and w.fields ->> 'event_id' = e.id::text)) as excused
              from cases_clockrow r join cases c on c.id = r.case_id
              where r.clock = 'issue-final-plan' and r.rests_on is null and (r.stopped is null or r.stopped >= first_month)
              union all
              select r.begun, r.begun + 140, null, r.ended, false, false
              from requests r join cases_casestate s on s.case_id = r.case_id
              where r.ended >= first_month and not r.issued and (not r.newest or s.stage in ('not-assessed', 'not-issued', 'closed'))),
          months as (
              select m::date as first, (m + interval '1 month' - interval '1 day')::date as last
              from generate_series(first_month, first_month + interval '11 months', interval '1 month') m),
          counted as (
              select m.first, count(*) filter (where f.issued between m.first and m.last)::integer as issued,
                     count(*) filter (where f.issued between m.first and m.last and f.in_time)::integer as within,
                     count(*) filter (where f.issued between m.first and m.last and (f.in_time or f.excused))::integer as lawful,
                     count(*) filter (where f.due < m.last and f.started <= m.last and (f.ended is null or f.ended > m.last))::integer as open_past
              from months m left join finals f on true group by 1)
          select first, case when issued between 1 and 5 then null else issued end,
                 case when issued between 1 and 5 or within between 1 and 5 or issued - within between 1 and 5 then null else within end,
                 case when issued between 1 and 5 or within between 1 and 5 or issued - within between 1 and 5
                        or lawful between 1 and 5 or issued - lawful between 1 and 5 or lawful - within between 1 and 5
                      then null else lawful end,
                 case when open_past between 1 and 5 then null else open_past end
          from counted order by first $$;

-- Whether the viewer was asked by name to answer on this case as this contributor, for themselves or for a colleague who
-- is away; without a contributor, as any. A personal link answers for its own child alone.
create or replace function cases_answers_for(which uuid, contributor text default null) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (
            select 1 from access_profiles() p cross join lateral access_allocated(p.practitioner) a
            join cases_case c on c.id = a."case"
            where a."case" = which and (contributor is null or a.part = contributor)
              and (access_link_child() is null or c.child_id = access_link_child())
              and exists (select 1 from cases_event e
                          where e.case_id = which and e.event = 'advice-requested' and e.about = a.part));
    end $$;

-- Whether the viewer holds one of these roles and, where a code is given, for the organisation of that code; and whether
-- that organisation was asked on this case by the event `after`. See queries_parties.speaks, of which this is the second wall.
create or replace function cases_speaks(which uuid, roles text[], code text, after text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (
            select 1 from access_profiles() p left join people_organisation o on o.id = p.organisation
            where p.role = any (roles) and (cases_speaks.code is null or o.code = cases_speaks.code))
          and (after = '' or exists (
            select 1 from cases_event e
            where e.case_id = which and e.event = after and e.about = cases_speaks.code
              and not exists (select 1 from cases_event w where w.case_id = which and w.event = 'corrected'
                              and w.fields ->> 'event_id' = e.id::text)));
    end $$;

-- Which event a correction withdraws: asked of a function, because a policy cannot ask its own table.
create or replace function cases_event_named(which uuid, given text) returns text
    language sql stable security definer set search_path = public, pg_temp
    as $$ select e.event from cases_event e where e.case_id = which and e.id::text = given $$;

-- Who said why advice of a case is late, and in which words, for casework.
create or replace function cases_delay_words(of_case uuid) returns table (id uuid, by_name text, words text)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select d.id, d.by_name::text, d.words::text from cases_delay d
            where d.case_id = of_case and d.child_id not in (select access_sealed()) and d.case_id not in (select access_hidden_cases())
              and (d.owner_id in (select g.owner from access_by_owner('write', 'ehc-request-and-stage') g)
                   or (d.child_id, d.owner_id) in (select g.child, g.owner from access_by_child('write', 'ehc-request-and-stage') g));
    end $$;

-- --- how long content is kept ---

-- The last day on which each piece of content is kept, by every rule of its owner that is in force on a day; null where nothing has happened yet
-- from which to count. All of these owners, or of it these pieces. It reads what whoever asks may read: a page so much as its viewer sees, which
-- tells nobody of a case that is hidden from them, and another of these functions everything, which alone decides.
-- Last contact is with the child, in whichever case: a therapist is seen on the council's, too. What lies on no case is kept until all of the child's have
-- closed, and has nothing to count from while it is of no child either.
create or replace function cases_kept_until(bodies uuid[], which uuid[], on_day date) returns table (key uuid, anchor text, years integer, until date)
    language sql stable
    as $$
    with ruled as materialized (
        select c.key, c.child_id, c."case", r.anchor, r.years from people_content c
        join people_retentionrule r on r.organisation_id = c.owner_id and r.kind_of_data = c.kind_of_data
            and coalesce(r.valid_from, on_day) <= on_day and coalesce(r.valid_to, on_day) >= on_day
        where c.owner_id = any (bodies) and c.removed_at is null and (which is null or c.key = any (which))),
    told as materialized (
        select o.id, o.child_id, max(e."on") as last, coalesce(o.pathway || ' ' || s.stage = any (cases_closed_stages()), false) as closed
        from cases_case o left join cases_casestate s on s.case_id = o.id left join cases_event e on e.case_id = o.id
        where o.id in (select x."case" from ruled x where x.anchor <> 'birth') or o.child_id in (select x.child_id from ruled x where x.anchor <> 'birth')
        group by o.id, s.stage),
    of_children as materialized (select t.child_id, max(t.last) as last, bool_and(t.closed) as closed from told t where t.child_id is not null group by 1)
    select u.key, u.anchor::text, u.years::integer, (counted.day + make_interval(years => u.years::integer))::date
    from ruled u
    left join people_child k on k.id = u.child_id
    left join told t on t.id = u."case"
    left join of_children a on a.child_id = u.child_id
    cross join lateral (select case u.anchor when 'birth' then k.date_of_birth
                                             when 'last-contact' then greatest(t.last, a.last)
                                             when 'closed' then case when u."case" is null and a.closed then a.last when t.closed then t.last end
                               end as day) counted
    $$;

-- Of these, what every rule in force lets go: asked by whoever reviews removals for its owner, when it is listed and again when it is removed.
create or replace function cases_past_their_time(which uuid[], on_day date) returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ begin
        return query select u.key from cases_kept_until(array(select access_reviewed_disposals()), which, on_day) u
            group by u.key having bool_and(coalesce(u.until < on_day, false));
    end $$;
