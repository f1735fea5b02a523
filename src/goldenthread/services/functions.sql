-- Bodies whose waits the viewer may count, or read.
create or replace function services_counted() returns setof uuid
    language plpgsql stable security definer rows 20 set search_path = public, pg_temp
    as $$ begin
        return query select distinct b.owner from access_profiles() v
            join access_rule r on r.role = v.role and r.kind = 'other-health-services' and r."right" in ('A', 'R', 'RW')
            cross join lateral access_bases(v.organisation) b
            where v.organisation is not null and access_link_child() is null and (b.kinds is null or 'other-health-services' = any (b.kinds));
    end $$;

-- The journey of each of these referrals as its events tell it now: the first day of each step, what was corrected left out. It is kept, so that
-- pages need not read every event of every list. In continuing care the decision is what is waited for, and help begins with the package. The mechanisms that count as a first contact and the events that end a referral are those
-- of pathways.common.referral; a test holds them equal.
create or replace function services_keep_journeys(of_cases uuid[]) returns void
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        delete from services_journey j where j.referral_id = any (of_cases);
        insert into services_journey (referral_id, received, first_received, seen, assessed_from, assessed, treated, ended, priority, source)
            select r.case_id,
                   min(e."on") filter (where e.event = 'referral-received'),
                   min(least(e."on", (e.fields ->> 'first_received_on')::date)) filter (where e.event = 'referral-received'),
                   min(e."on") filter (where case when c.pathway = 'continuing-care' then e.event = 'continuing-care-decided'
                       else e.event = 'contact-attended' and e.fields ->> 'mechanism' = any (array['face-to-face', 'video']) end),
                   min(e."on") filter (where c.pathway <> 'continuing-care' and e.event = 'assessment-started'),
                   min(e."on") filter (where e.event = case when c.pathway = 'continuing-care' then 'continuing-care-decided' else 'assessment-completed' end),
                   min(e."on") filter (where e.event = case when c.pathway = 'continuing-care' then 'package-started' else 'treatment-started' end),
                   min(e."on") filter (where e.event = any (array['referral-rejected', 'signposted', 'referral-withdrawn', 'transferred', 'passed-to-adult-service', 'discharged'])),
                   (array_agg(e.fields ->> 'priority' order by e."on" desc, e.number desc) filter (where e.event = 'priority-set'))[1],
                   min(e.fields ->> 'source') filter (where e.event = 'referral-received')
            from services_referral r join cases_event e on e.case_id = r.case_id join cases_case c on c.id = r.case_id
            where r.case_id = any (of_cases)
              and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
            group by r.case_id;
    end $$;

create or replace function services_journey_follows_events() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
    declare
        of_cases uuid[] := array(select distinct n.case_id from new_events n join services_referral r on r.case_id = n.case_id);
    begin
        if cardinality(of_cases) > 0 then
            perform services_keep_journeys(of_cases);
        end if;
        return null;
    end $$;
create or replace trigger services_journey_follows_events after insert on cases_event
    referencing new table as new_events for each statement execute function services_journey_follows_events();

create or replace function services_journey_begins() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        perform services_keep_journeys(array(select n.case_id from new_referrals n where not exists (select 1 from services_journey j where j.referral_id = n.case_id)));
        return null;
    end $$;
create or replace trigger services_journey_begins after insert on services_referral
    referencing new table as new_referrals for each statement execute function services_journey_begins();

-- Those that were on record before journeys were kept.
create or replace function services_keep_missing_journeys() returns void
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        perform services_keep_journeys(array(select r.case_id from services_referral r where not exists (select 1 from services_journey j where j.referral_id = r.case_id)));
    end $$;

-- The journey of each referral of these services, whoever asks.
drop function if exists services_journeys(uuid[], text[], text[]);
create or replace function services_journeys(of_services uuid[])
    returns table ("case" uuid, child uuid, owner uuid, service uuid, received date, first_received date, seen date, assessed_from date,
                   assessed date, treated date, ended date, priority text, source text, confirmed date)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select r.case_id, r.child_id, r.owner_id, r.service_id, j.received, j.first_received, j.seen, j.assessed_from, j.assessed, j.treated, j.ended,
                   j.priority::text, j.source::text, r.confirmed_on
            from services_referral r join services_journey j on j.referral_id = r.case_id
            where r.service_id = any (of_services);
    end $$;

-- The same without anything that says who it is, for totals: of bodies whose waits the viewer may count; `child` is a number of this answer,
-- `age` the whole years when the wait began.
-- Needs are looked up only where they are asked for: they are read from plans.
drop function if exists services_count_journeys(uuid[], text[], text[]);
drop function if exists services_count_journeys(uuid[], text[], text[], boolean);
create or replace function services_count_journeys(of_services uuid[], with_needs boolean default false)
    returns table (child bigint, service uuid, locality text, district text, age integer, ethnicity text, language text, deprivation smallint, need text,
                   received date, first_received date, seen date, assessed_from date, assessed date, treated date, ended date, priority text, confirmed date)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select dense_rank() over (order by k.id), j.service, coalesce(d.locality, '')::text, coalesce(d.name, '')::text,
                   extract(year from age(least(j.first_received, j.received)::timestamp, k.date_of_birth::timestamp))::integer,
                   k.ethnicity::text, k.language::text, p.deprivation, coalesce(n.need, ''), j.received, j.first_received, j.seen, j.assessed_from, j.assessed, j.treated, j.ended,
                   j.priority, j.confirmed
            from services_journeys(of_services) j
            join people_child k on k.id = j.child and not k.sealed
            join cases_case c on c.id = j."case" and c.confidentiality = 'none'
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            left join services_needs(access_today()) n on with_needs and n.child = j.child
            where j.owner in (select services_counted());
    end $$;

-- How many wait on each list, for how long, and how long those had waited who were first seen in the last `lately` days: of bodies whose waits the
-- viewer may count, by kind of service and home; and of each kind and home all lists together, with no service, where a child counts once. A
-- wait is what services/journeys.py says it is; a test holds the two equal. Days; half waited no longer than `middle`, nine in ten no longer than `most`.
create or replace function services_count_waits(of_services uuid[], as_on date, lately integer)
    returns table (kind text, locality text, service uuid, waiting integer, over_18 integer, over_52 integer, middle integer, most integer, longest integer,
                   seen integer, seen_middle integer, seen_most integer, seen_longest integer, confirmed date)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with told as (
                select s.pathway::text as kind, coalesce(d.locality, '')::text as locality, j.service, j.child, j.confirmed, j.ended, least(j.first_received, j.received) as since,
                       least(j.seen, j.assessed_from, j.assessed, j.treated) as first
                from services_journeys(of_services) j
                join services_service s on s.id = j.service
                join people_child k on k.id = j.child and not k.sealed
                join cases_case c on c.id = j."case" and c.confidentiality = 'none'
                left join people_postcode p on p.postcode = k.postcode
                left join people_district d on d.code = p.district_id
                where j.owner in (select services_counted()) and j.received is not null),
            waits as (
                select t.kind, t.locality, t.service, t.child, t.confirmed, t.since, case when t.first <= coalesce(t.ended, t.first) then greatest(t.first, t.since) end as seen,
                       case when t.ended is not null and (t.first is null or t.ended < t.first) then greatest(t.ended, t.since) end as "left"
                from told t),
            days as (
                select w.kind, w.locality, w.service, w.child, w.confirmed, case when w.seen <= as_on then w.seen end as seen, case when w.seen <= as_on then w.seen - w.since end as took,
                       case when w.since <= as_on and coalesce(w.seen > as_on, true) and coalesce(w."left" > as_on, true) then as_on - w.since end as waited
                from waits w),
            children as (
                select y.kind, y.locality, y.service, max(y.waited) as waited, (array_agg(y.took order by y.seen, y.took desc) filter (where y.seen is not null))[1] as took,
                       min(y.seen) > as_on - lately as is_lately, max(y.confirmed) as confirmed
                from days y group by grouping sets ((y.kind, y.locality, y.service, y.child), (y.kind, y.locality, y.child)))
            select h.kind, h.locality, h.service, count(h.waited)::integer, (count(*) filter (where h.waited > 126))::integer, (count(*) filter (where h.waited > 364))::integer,
                   percentile_disc(0.5) within group (order by h.waited), percentile_disc(0.9) within group (order by h.waited), max(h.waited),
                   (count(h.took) filter (where h.is_lately))::integer, percentile_disc(0.5) within group (order by h.took) filter (where h.is_lately),
                   percentile_disc(0.9) within group (order by h.took) filter (where h.is_lately), max(h.took) filter (where h.is_lately), max(h.confirmed)
            from children h group by h.kind, h.locality, h.service;
    end $$;

-- How often children were given advice, came to a drop-in or were talked over, as their cases tell it, by district and month: of bodies
-- whose waits the viewer may count. `kinds` are the events that are access and no appointment. It may come before a referral, or in its place: where
-- no list names the case, the service is the body's first of that kind.
create or replace function services_count_access(of_services uuid[], kinds text[], since_on date, before_on date)
    returns table (service uuid, district text, month date, kind text, times bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select t.service, d.name::text, date_trunc('month', e."on"::timestamp)::date, e.event::text, count(*)
            from cases_case c
            left join services_referral r on r.case_id = c.id
            cross join lateral (select coalesce(r.service_id, (select s.id from services_service s where s.owner_id = c.owner_id and s.pathway = c.pathway order by s.code limit 1)) as service) t
            join cases_event e on e.case_id = c.id
            join people_child k on k.id = c.child_id and not k.sealed
            join people_postcode p on p.postcode = k.postcode
            join people_district d on d.code = p.district_id
            where e.event = any (kinds) and e."on" >= since_on and e."on" < before_on and t.service = any (of_services) and c.confidentiality = 'none'
              and c.pathway in (select s.pathway from services_service s where s.id = any (of_services)) and c.owner_id in (select services_counted())
              and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
            group by 1, 2, 3, 4;
    end $$;

-- --- gaps, and what is done about them ---

-- Bodies whose commissioning cases the viewer may read: those whose totals they count in a role that commissions or watches over it.
create or replace function services_commissioned() returns setof uuid
    language plpgsql stable security definer rows 20 set search_path = public, pg_temp
    as $$ begin
        return query select distinct b.owner from access_profiles() v
            cross join lateral access_bases(v.organisation) b
            where v.organisation is not null and access_link_child() is null
              and v.role in ('icb-commissioner', 'la-send-manager', 'dco', 'analyst') and (b.kinds is null or 'kpi-aggregates' = any (b.kinds));
    end $$;

-- A case is as it was found, and its steps are only added to.
create or replace function services_refuse_change() returns trigger language plpgsql
    as $$ begin
        raise exception 'a commissioning case is only added to: say what changed as a next step' using errcode = '42501';
    end $$;
create or replace trigger services_commissioningcase_is_kept before update or delete on services_commissioningcase
    for each row execute function services_refuse_change();
create or replace trigger services_commissioningstep_is_kept before update or delete on services_commissioningstep
    for each row execute function services_refuse_change();

-- The primary need of each child as the newest return of a plan's council gave it, of councils whose totals the viewer may count.
create or replace function services_needs(as_on date) returns table (child uuid, need text, "case" uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select distinct on (c.child_id) c.child_id, upper(e.fields ->> 'primary'), c.id
            from cases_event e join cases_case c on c.id = e.case_id
            where e.event = 'needs-reported' and e."on" <= as_on and c.confidentiality = 'none' and c.owner_id in (select access_counted())
              and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
            order by c.child_id, e."on" desc, e.number desc;
    end $$;

-- How many children have a plan, by home, whole years of age, primary need as the newest return gave it, ethnicity, first language and
-- deprivation: of councils whose totals the viewer may count. `ends` are the events that end a plan (pathways.annual_review.ENDS).
drop function if exists services_count_needs(date, text[]);
create or replace function services_count_plans(as_on date, ends text[])
    returns table (locality text, district text, age integer, ethnicity text, language text, deprivation smallint, need text, children bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            select coalesce(d.locality, '')::text, coalesce(d.name, '')::text, extract(year from age(as_on::timestamp, k.date_of_birth::timestamp))::integer, k.ethnicity::text, k.language::text,
                   p.deprivation, n.need, count(*)
            from services_needs(as_on) n
            join people_child k on k.id = n.child and not k.sealed and k.date_of_birth <= as_on
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            where not exists (
                select 1 from cases_event x where x.case_id = n."case" and x.event = any (ends) and x."on" <= as_on
                  and not exists (select 1 from cases_event w where w.case_id = x.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = x.id::text))
            group by 1, 2, 3, 4, 5, 6, 7;
    end $$;

-- The children whom the viewer has as a clinician of a provider.
create or replace function services_own_patients() returns table (body uuid, child uuid)
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ begin
        return query select p.organisation, a.child from access_profiles() p cross join lateral access_allocated(p.practitioner) a
            where p.role = 'health-practitioner' and p.organisation is not null;
    end $$;

-- Which children of a provider whose lists the viewer manages are owed an answer, and since when: never what was said.
create or replace function services_answers_owed() returns table (word uuid, "case" uuid, child uuid, owner uuid, said_on date)
    language plpgsql stable security definer rows 20 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select w.id, w.case_id, w.child_id, w.owner_id, w.said_on from services_worse w
            where w.answered_on is null and access_holds(array['health-service-manager'], w.owner_id)
              and w.child_id not in (select access_sealed()) and w.case_id not in (select access_hidden_cases());
    end $$;

-- That it has got worse: a family says it of its own child, a clinician of the service answers. Neither takes the other's part.
drop policy if exists services_worse_said on services_worse;
create policy services_worse_said on services_worse as restrictive for insert to goldenthread_app
    with check (answered_on is null and answer = '' and said_by = access_viewer()
                and child_id in (select g.child from access_by_family('write', 'messages-to-family') g));
drop policy if exists services_worse_answered on services_worse;
create policy services_worse_answered on services_worse as restrictive for update to goldenthread_app
    using (access_holds(array['health-practitioner'], owner_id) and answered_on is null)
    with check (answered_by = access_viewer());

-- Help while waiting: the service offers it, the family alone answers it and says how things are.
drop policy if exists services_help_offered on services_help;
create policy services_help_offered on services_help as restrictive for insert to goldenthread_app
    with check (answer = '' and effect = '' and offered_by = access_viewer() and access_holds(array['health-practitioner', 'health-service-manager'], owner_id));
drop policy if exists services_help_answered on services_help;
create policy services_help_answered on services_help as restrictive for update to goldenthread_app
    using (child_id in (select g.child from access_by_family('write', 'messages-to-family') g))
    with check (child_id in (select g.child from access_by_family('write', 'messages-to-family') g) and (answer = '' or answered_by = access_viewer()));

-- A clinician of a provider has a child for eight weeks: time to answer and to see to what follows. Longer is for whoever allocates
-- children to decide. Whether the provider's manager may ask for it is for the two functions below, which alone call this.
create or replace function services_lend(which uuid, body uuid, who uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not exists (select 1 from people_practitioner p where p.id = who and p.organisation_id = body and p.role = 'health-practitioner') then
            return false;
        end if;
        if not exists (select 1 from people_allocation a where a.child_id = which and a.practitioner_id = who and a."case" is null
                         and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())) then
            insert into people_allocation (child_id, owner_id, practitioner_id, role, valid_from, valid_to)
                values (which, body, who, 'health-practitioner', access_today(), access_today() + 56);
        end if;
        return true;
    end $$;

-- A manager gives a child who waits, by the case on which the wait is kept safe, to a clinician of the same provider.
create or replace function services_give_waiting(of_case uuid, who uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
    begin
        select * into c from cases_case x
            where x.id = of_case and x.pathway = 'safe-waiting' and access_holds(array['health-service-manager'], x.owner_id)
              and x.child_id not in (select access_sealed()) and x.id not in (select access_hidden_cases());
        return found and services_lend(c.child_id, c.owner_id, who);
    end $$;

-- Which clinicians of the provider that the viewer manages have the child of each case.
create or replace function services_given(of_cases uuid[]) returns table ("case" uuid, name text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select distinct c.id, p.name::text
            from cases_case c
            join people_allocation a on a.child_id = c.child_id and (a."case" is null or a."case" = c.id) and a.role = 'health-practitioner'
                 and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
            join people_practitioner p on p.id = a.practitioner_id and p.organisation_id = c.owner_id
            where c.id = any (of_cases) and access_holds(array['health-service-manager'], c.owner_id)
              and c.child_id not in (select access_sealed()) and c.id not in (select access_hidden_cases());
    end $$;

-- A manager gives a word that nobody answered yet to a clinician of the same provider.
create or replace function services_give(word uuid, who uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        w services_worse%rowtype;
    begin
        select * into w from services_worse x
            where x.id = word and x.answered_on is null and access_holds(array['health-service-manager'], x.owner_id)
              and x.child_id not in (select access_sealed()) and x.case_id not in (select access_hidden_cases());
        return found and services_lend(w.child_id, w.owner_id, who);
    end $$;

-- --- EHC assessments, from the request to the final plan ---

-- The first day of each step of a council's assessments, whoever asks; what was corrected is left out. Called by the system role and by the
-- function below alone.
create or replace function services_assessments(of_body uuid, of_pathway text, begins text[], issues text, ends text[])
    returns table ("case" uuid, child uuid, locality text, begun date, issued date, ended date)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        with told as (
            select c.id, c.child_id, coalesce(d.locality, '')::text as locality, e.event, e."on", coalesce(e.at, '-infinity') as at, e.number
            from cases_case c
            join people_child k on k.id = c.child_id and not k.sealed
            join cases_event e on e.case_id = c.id and (e.event = any (begins) or e.event = issues or e.event = any (ends) or e.event in ('decided-to-assess', 'decided-to-issue'))
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            -- A confidential case is in no figure: what a page says and what a file gives are the same children.
            where c.owner_id = of_body and c.pathway = of_pathway and c.confidentiality = 'none'
              and not exists (select 1 from cases_event w where w.case_id = c.id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)),
        -- A request that was made again after the one before ended is a wait of its own: the same as cases/ended.py.
        again as (
            select t.*, t.event = any (begins)
                        and coalesce(lag(t.event = any (ends)) over (partition by t.id, t.event = issues order by t."on", t.at, t.number), false) as again
            from told t),
        numbered as (select a.*, sum(a.again::integer) over (partition by a.id order by a."on", a.at, a.number) as request from again a)
        select n.id, n.child_id, n.locality,
               min(n."on") filter (where n.event = any (begins)), min(n."on") filter (where n.event = issues), min(n."on") filter (where n.event = any (ends))
        from numbered n group by n.id, n.child_id, n.locality, n.request $$;

-- The same without anything that says who it is, for the council's own manager.
create or replace function services_count_assessments(of_body uuid, of_pathway text, begins text[], issues text, ends text[])
    returns table (locality text, begun date, issued date, ended date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select a.locality, a.begun, a.issued, a.ended from services_assessments(of_body, of_pathway, begins, issues, ends) a
            where access_link_child() is null and access_holds(array['la-send-manager'], of_body);
    end $$;

-- A wait is kept safe on a case of its own, which would tell of the referral: it is exactly as confidential, and open to the same people.
create or replace function services_keeping_begins() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        new.confidentiality := coalesce((select c.confidentiality from cases_case c where c.id = new.arose_from_id), new.confidentiality);
        return new;
    end $$;
create or replace trigger services_keeping_begins before insert on cases_case
    for each row when (new.pathway = 'safe-waiting') execute function services_keeping_begins();

create or replace function services_keeping_is_open_to() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into people_allocation (child_id, owner_id, "case", practitioner_id, role, valid_from, valid_to)
            select a.child_id, a.owner_id, new.id, a.practitioner_id, a.role, a.valid_from, a.valid_to
            from people_allocation a where a."case" = new.arose_from_id;
        return null;
    end $$;
create or replace trigger services_keeping_is_open_to after insert on cases_case
    for each row when (new.pathway = 'safe-waiting' and new.confidentiality <> 'none') execute function services_keeping_is_open_to();

create or replace function services_keeping_follows() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
    declare
        kept cases_case%rowtype;
    begin
        for kept in select * from cases_case c where c.arose_from_id = new.id and c.pathway = 'safe-waiting' loop
            update cases_case set confidentiality = new.confidentiality where id = kept.id;
            update cases_casestate set confidentiality = new.confidentiality where case_id = kept.id;
            update cases_clockrow set confidentiality = new.confidentiality where case_id = kept.id;
            update cases_duty set confidentiality = new.confidentiality where case_id = kept.id;
            if access_viewer() is not null then
                insert into cases_confidentialitychange (case_id, child_id, owner_id, kind_of_data, level, reason, by)
                    values (kept.id, kept.child_id, kept.owner_id, kept.kind_of_data, new.confidentiality, 'With its referral', access_viewer());
            end if;
        end loop;
        return null;
    end $$;
create or replace trigger services_keeping_follows after update of confidentiality on cases_case
    for each row when (new.confidentiality is distinct from old.confidentiality) execute function services_keeping_follows();

create or replace function services_keeping_follows_people() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        if tg_op = 'INSERT' then
            insert into people_allocation (child_id, owner_id, "case", practitioner_id, role, valid_from, valid_to)
                select new.child_id, new.owner_id, c.id, new.practitioner_id, new.role, new.valid_from, new.valid_to
                from cases_case c where c.arose_from_id = new."case" and c.pathway = 'safe-waiting';
        else
            update people_allocation a set valid_to = new.valid_to
                from cases_case c
                where c.arose_from_id = new."case" and c.pathway = 'safe-waiting' and a."case" = c.id
                  and a.practitioner_id = new.practitioner_id and a.valid_from = new.valid_from;
        end if;
        return null;
    end $$;
create or replace trigger services_keeping_follows_people after insert or update of valid_to on people_allocation
    for each row when (new."case" is not null) execute function services_keeping_follows_people();

-- --- moves on a waiting list by hand ---

-- One person asks and another answers. Where no clinician asked, one must agree: so of the two one is a clinician.
drop policy if exists services_move_asked on services_move;
create policy services_move_asked on services_move as restrictive for insert to goldenthread_app
    with check (answer = '' and answered_by is null and asked_by = access_viewer()
                and (not by_clinician or access_holds(array['health-practitioner'], owner_id)));
drop policy if exists services_move_answered on services_move;
create policy services_move_answered on services_move as restrictive for update to goldenthread_app
    using (answer = '' and asked_by <> access_viewer() and (by_clinician or access_holds(array['health-practitioner'], owner_id)))
    with check (answered_by = access_viewer());

-- On which days the place of the viewer's own child on a list was changed by hand: neither why nor which way.
create or replace function services_moves_told(of_child uuid) returns table ("case" uuid, "on" date)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select m.case_id, m.answered_on from services_move m
            where m.child_id = of_child and m.answer = 'agreed' and m.tell_family
              and m.child_id in (select g.child from access_by_family('read', 'messages-to-family') g)
              and m.child_id not in (select access_sealed()) and m.case_id not in (select access_hidden_cases())
              -- A confidential referral leaves no trace; what was taken off the record, or never came onto the list, was no move.
              and exists (select 1 from cases_case c where c.id = m.case_id and c.confidentiality = 'none')
              and exists (select 1 from cases_event e where e.id = m.id)
              and not exists (select 1 from cases_event w where w.case_id = m.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = m.id::text);
    end $$;

-- Of each referral to these services that began in the window: its priorities in the order of their days, whether each was set by hand, and what
-- the family had said by then. Without anything that says who it is, of bodies whose waits the viewer may count; `child` is a number of this answer.
drop function if exists services_count_priorities(uuid[], date, date);
create or replace function services_count_priorities(of_services uuid[], since_on date, as_on date)
    returns table (child bigint, service uuid, locality text, district text, age integer, ethnicity text, language text, deprivation smallint,
                   since date, priorities text[], by_hand boolean[], asked text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with mine as materialized (
                select r.case_id, r.child_id, r.service_id from services_referral r
                join cases_case c on c.id = r.case_id and c.confidentiality = 'none'
                where r.service_id = any (of_services) and r.owner_id in (select services_counted())),
            withdrawn as materialized (
                select (e.fields ->> 'event_id')::uuid as id from cases_event e
                where e.event = 'corrected' and (e.case_id in (select m.case_id from mine m)
                    or e.case_id in (select k.id from cases_case k join mine m on m.case_id = k.arose_from_id))),
            told as materialized (
                select m.case_id, m.child_id, m.service_id,
                       min(least(e."on", (e.fields ->> 'first_received_on')::date)) filter (where e.event = 'referral-received') as since,
                       array_agg(e.fields ->> 'priority' order by e."on", e.number) filter (where e.event = 'priority-set') as priorities,
                       array_agg(coalesce(e.fields ->> 'by_hand' in ('yes', 'true'), false) order by e."on", e.number) filter (where e.event = 'priority-set') as by_hand,
                       min(e."on") filter (where e.event = 'priority-set' and e.fields ->> 'by_hand' in ('yes', 'true')) as moved_on
                from mine m join cases_event e on e.case_id = m.case_id and e."on" <= as_on
                where e.event in ('referral-received', 'priority-set') and not exists (select 1 from withdrawn w where w.id = e.id)
                group by m.case_id, m.child_id, m.service_id),
            said as (
                select t.case_id, bool_or(e.event = 'warning-noted') as complained, bool_or(e.event = 'got-worse') as worse
                from told t
                join cases_case k on k.arose_from_id = t.case_id and k.pathway = 'safe-waiting'
                join cases_event e on e.case_id = k.id and (e.event = 'got-worse' or (e.event = 'warning-noted' and e.fields ->> 'why' = 'complaint'))
                where e."on" <= coalesce(t.moved_on, as_on) and not exists (select 1 from withdrawn w where w.id = e.id)
                group by t.case_id)
            select dense_rank() over (order by k.id), t.service_id, coalesce(d.locality, '')::text, coalesce(d.name, '')::text,
                   extract(year from age(t.since::timestamp, k.date_of_birth::timestamp))::integer,
                   k.ethnicity::text, k.language::text, p.deprivation, t.since, t.priorities, t.by_hand,
                   case when s.complained then 'complained' when s.worse then 'worse' else '' end
            from told t
            join people_child k on k.id = t.child_id and not k.sealed
            left join said s on s.case_id = t.case_id
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            where t.since between since_on and as_on and t.priorities is not null;
    end $$;

-- How each referral to these services that was first received in the window was answered: the first of its events that says so. What was done with a
-- child who was seen says that the referral was accepted. Without anything that says who it is, of bodies whose waits the viewer may count;
-- `child` is a number of this answer.
create or replace function services_count_answers(of_services uuid[], since_on date, as_on date, with_needs boolean)
    returns table (child bigint, service uuid, locality text, district text, age integer, ethnicity text, language text, deprivation smallint, need text,
                   since date, answer text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query
            with told as (
                select r.case_id, r.child_id, r.service_id,
                       min(least(e."on", (e.fields ->> 'first_received_on')::date)) filter (where e.event = 'referral-received') as since,
                       (array_agg(e.event order by e."on", e.number) filter (where e.event <> 'referral-received'))[1] as answer
                from services_referral r
                join cases_case c on c.id = r.case_id and c.confidentiality = 'none'
                join cases_event e on e.case_id = r.case_id and e."on" <= as_on
                where r.service_id = any (of_services) and r.owner_id in (select services_counted())
                  and e.event = any (array['referral-received', 'referral-accepted', 'referral-rejected', 'signposted', 'contact-attended', 'assessment-started',
                                           'assessment-completed', 'treatment-started', 'continuing-care-decided'])
                  and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
                group by r.case_id, r.child_id, r.service_id)
            select dense_rank() over (order by k.id), t.service_id, coalesce(d.locality, '')::text, coalesce(d.name, '')::text,
                   extract(year from age(t.since::timestamp, k.date_of_birth::timestamp))::integer,
                   k.ethnicity::text, k.language::text, p.deprivation, coalesce(n.need, ''), t.since,
                   case when t.answer in ('referral-rejected', 'signposted') then t.answer else 'accepted' end::text
            from told t
            join people_child k on k.id = t.child_id and not k.sealed
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            left join services_needs(as_on) n on with_needs and n.child = k.id
            where t.since > since_on and t.since <= as_on and t.answer is not null;
    end $$;
