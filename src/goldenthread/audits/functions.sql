-- Whether an audit still lets its auditors open plans: by the real clock, as personal links do.
create or replace function audits_runs(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from audits_audit a where a.id = which and a.ended_on is null
                       and now() < a.made_at + a.weeks * interval '7 days');
    end $$;

-- Whether the viewer grades in an audit, running or over.
create or replace function audits_grades_in(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null
            and exists (select 1 from audits_auditor a where a.audit_id = which and a."user" = access_viewer())
            -- Whoever has left holds nothing any more.
            and exists (select 1 from access_profiles());
    end $$;

-- The plans that the viewer may open because they are theirs to grade, as long as the audit runs. As a set, because a page asks it of
-- every row.
create or replace function audits_opened() returns setof uuid
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ begin
        return query select s.id from audits_sampled s join audits_reading r on r.sampled_id = s.id
            where r."user" = access_viewer() and access_link_child() is null and exists (select 1 from access_profiles())
              and audits_runs(s.audit_id)
              and s.child_id not in (select access_sealed())
              and s."case" not in (select access_hidden_cases());
    end $$;

create or replace function audits_opens(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return which in (select audits_opened());
    end $$;

-- The plans on which the viewer owns or wrote a finding.
create or replace function audits_found_on() returns setof uuid
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ begin
        return query select f.sampled_id from audits_finding f
            where (f.whose = access_viewer() or f.made_by = access_viewer()) and access_link_child() is null
              and exists (select 1 from access_profiles());
    end $$;

-- Whether all who grade a plan have given their grades: before that nobody sees another's.
create or replace function audits_complete(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from audits_reading r where r.sampled_id = which)
            and not exists (select 1 from audits_reading r where r.sampled_id = which and r.given_at is null);
    end $$;

-- Whether nothing of a plan's grades is left to be agreed: from then on casework reads them.
create or replace function audits_settled(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return audits_complete(which) and not exists (
            select 1 from audits_grade g join audits_reading r on r.id = g.reading_id
            where r.sampled_id = which
              and not exists (select 1 from audits_agreed a where a.sampled_id = which and a.criterion = g.criterion)
            group by g.criterion having count(distinct g.grade) > 1);
    end $$;

-- The readings whose grades the viewer may read: their own, and a colleague's of the same plan once all have given theirs; a manager's
-- then too; and casework's once nothing is left to be agreed.
create or replace function audits_shown_readings() returns setof uuid
    language plpgsql stable security definer rows 200 set search_path = public, pg_temp
    as $$ begin
        if access_link_child() is not null then
            return;
        end if;
        return query
            with complete as materialized (
                select r.sampled_id from audits_reading r group by 1 having bool_and(r.given_at is not null)),
            own as materialized (select p.organisation, p.role from access_profiles() p)
            select r.id from audits_reading r
            where r.sampled_id in (select audits_opened())
              and (r."user" = access_viewer() or r.sampled_id in (select c.sampled_id from complete c))
            union
            select r.id from audits_reading r join complete c on c.sampled_id = r.sampled_id
            where r.owner_id in (select o.organisation from own o where o.role = 'la-send-manager')
               or r.owner_id in (select o.organisation from own o where o.role = 'la-send-caseworker') and audits_settled(r.sampled_id);
    end $$;

-- Whether a reading is the viewer's, not given yet, in an audit that runs.
create or replace function audits_is_being_graded(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from audits_reading r where r.id = which and r."user" = access_viewer() and r.given_at is null
                       and audits_opens(r.sampled_id));
    end $$;

-- Who agrees grades: those who graded the plan, and the council's managers, once all have given theirs.
create or replace function audits_agrees(which uuid, of_owner uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return audits_complete(which) and (audits_opens(which)
            or exists (select 1 from audits_sampled s where s.id = which and s.owner_id = of_owner)
               and access_holds(array['la-send-manager'], of_owner));
    end $$;

-- The plan that an auditor grades: whose it is, and its clauses. Everything else of the child stays shut.
create or replace function audits_plan(which uuid) returns table (forename text, surname text, born date, issued_on date, setting text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.forename::text, c.surname::text, c.date_of_birth, p.issued_on, coalesce(o.name, p.setting_type)::text
            from audits_sampled s join people_child c on c.id = s.child_id join plans_plan p on p.id = s.plan
            left join people_organisation o on o.id = p.setting_id
            where s.id = which and audits_opens(which);
    end $$;

create or replace function audits_clauses(which uuid)
    returns table (line uuid, section text, number smallint, text text, details jsonb, need uuid, outcome uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select k.line, k.section::text, k.number, k.text, k.details, k.need, k.outcome
            from audits_sampled s join plans_clause k on k.plan_id = s.plan
            where s.id = which and audits_opens(which) and not k.removed;
    end $$;

-- Who may own a finding on a plan: who answers for the child, and the council's SEND managers and designated officers.
create or replace function audits_may_own(which uuid) returns table ("user" uuid, name text, role text, first boolean)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select distinct on (u.id) u.id, u.name::text, g.role::text, a.id is not null
            from audits_sampled s
            join access_rolegrant g on g.role in ('la-send-caseworker', 'la-send-manager', 'dco', 'dsco') and g.ended_at is null
                 and g.valid_from <= access_today() and (g.valid_to is null or g.valid_to >= access_today())
            join access_user u on u.id = g.user_id and u.is_active
            left join people_allocation a on a.child_id = s.child_id and a.practitioner_id = u.practitioner_id
                 and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
            where s.id = which and (audits_opens(which) or access_holds(array['la-send-manager', 'la-send-caseworker'], s.owner_id))
              and (g.organisation_id = s.owner_id and (g.role <> 'la-send-caseworker' or a.id is not null)
                   or g.role = 'dco' and g.organisation_id = cases_icb_of(s.child_id, access_today()))
            order by u.id, a.id is null;
    end $$;

-- Later versions of audited plans, clause by clause, for those to whom a finding shows: what of it changed is judged by the rule for
-- changes. A row with no line says that a version is there. The audited version itself comes with them.
create or replace function audits_versions(of_findings uuid[])
    returns table (finding uuid, plan uuid, made_at timestamptz, day date, issued boolean, line uuid, section text, number smallint, text text,
                   details jsonb, need uuid, outcome uuid, removed boolean)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select f.id, p.id, p.made_at, coalesce(p.issued_on, p.sent_on), p.issued_on is not null, k.line, k.section::text, k.number, k.text,
                            k.details, k.need, k.outcome, k.removed
            from audits_finding f
            join plans_plan was on was.id = f.plan
            join plans_plan p on p.child_id = f.child_id and (p.id = f.plan
                 or not p.withdrawn and (p.made_at, p.version) > (was.made_at, was.version) and coalesce(p.issued_on, p.sent_on) is not null)
            left join plans_clause k on k.plan_id = p.id and (k.line = f.line or f.line is null and k.section = f.section)
            where f.id = any (of_findings) and audits_shows_finding(f.owner_id, f.whose, f.made_by)
              and f.child_id not in (select access_sealed()) and p."case" not in (select access_hidden_cases())
            order by f.id, p.made_at, p.version, k.number;
    end $$;

-- What ended the plan of a finding since.
create or replace function audits_plan_over(of_findings uuid[]) returns table (finding uuid, event text, "on" date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select f.id, e.event::text, max(e."on") from audits_finding f
            join cases_case c on c.child_id = f.child_id and c.confidentiality = 'none'
            join cases_event e on e.case_id = c.id and e.event in ('plan-ceased', 'died', 'moved-out-of-area', 'plan-transferred')
                 and e."on" >= (f.made_at at time zone 'Europe/London')::date
            where f.id = any (of_findings) and audits_shows_finding(f.owner_id, f.whose, f.made_by)
              and f.child_id not in (select access_sealed())
              and not exists (select 1 from cases_event w where w.case_id = e.case_id and w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text)
            group by f.id, e.event;
    end $$;

-- Whoever owns a finding, who wrote it, and casework of the council.
create or replace function audits_shows_finding(of_owner uuid, whose uuid, made_by uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null and exists (select 1 from access_profiles()) and (
            whose = access_viewer() or made_by = access_viewer() or access_holds(array['la-send-manager', 'la-send-caseworker'], of_owner));
    end $$;

-- The settled grades of an audit, without a name and with a number in place of a plan: for casework, for those who grade in it, and for
-- whoever reads all plans of the council. Small groups are kept back by the page, by the rule of all totals.
create or replace function audits_settled_grades(which uuid)
    returns table (number smallint, team text, locality text, need text, age text, criterion text, grade smallint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        -- Plans of confidential cases are in nobody's numbers.
        return query
            with told as materialized (
                select s.* from audits_sampled s join cases_case k on k.id = s."case" and k.confidentiality = 'none'
                where s.audit_id = which and access_link_child() is null and s.child_id not in (select access_sealed())
                  and (audits_grades_in(which) or s.owner_id in (select o.owner from access_by_owner('read', 'drafts-and-final-plan') o))
                  and audits_settled(s.id))
            select min(s.number), min(s.team)::text, min(s.locality)::text, min(s.need)::text, min(s.age)::text, g.criterion::text,
                   coalesce(min(d.grade), min(g.grade))
            from told s join audits_reading r on r.sampled_id = s.id join audits_grade g on g.reading_id = r.id
            left join audits_agreed d on d.sampled_id = s.id and d.criterion = g.criterion
            group by s.id, g.criterion;
    end $$;

-- What was drawn, given and agreed is never changed.
create or replace trigger audits_population_never_changed before update or delete on audits_population
    for each row execute function access_refuse();
create or replace trigger audits_agreed_never_changed before update or delete on audits_agreed
    for each row execute function access_refuse();
create or replace trigger audits_finding_never_changed before update or delete on audits_finding
    for each row execute function access_refuse();
create or replace trigger audits_answer_never_changed before update or delete on audits_answer
    for each row execute function access_refuse();
create or replace function audits_refuse_taking_back() returns trigger language plpgsql
    as $$ begin
        if old.given_at is not null then
            raise exception 'these grades were given' using errcode = '42501';
        end if;
        return coalesce(new, old);
    end $$;
create or replace trigger audits_reading_that_was_given before update or delete on audits_reading
    for each row execute function audits_refuse_taking_back();

create or replace function audits_refuse_regrading() returns trigger language plpgsql
    as $$ begin
        if exists (select 1 from audits_reading r where r.id = old.reading_id and r.given_at is not null) then
            raise exception 'these grades were given' using errcode = '42501';
        end if;
        return coalesce(new, old);
    end $$;
create or replace trigger audits_grade_that_was_given before update or delete on audits_grade
    for each row execute function audits_refuse_regrading();
