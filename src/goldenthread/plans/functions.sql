-- A plan that was sent to a family is never changed: a later change makes the next version.
create or replace function plans_refuse_change() returns trigger language plpgsql
    as $$ begin
        if exists (select 1 from plans_plan p where p.id in (old.plan_id, new.plan_id)
                   and (p.sent_on is not null or p.issued_on is not null)) then
            raise exception 'this version was sent: a change makes the next version' using errcode = '42501';
        end if;
        return coalesce(new, old);
    end $$;
drop trigger if exists plans_clause_of_a_sent_plan on plans_clause;
create trigger plans_clause_of_a_sent_plan before insert or update or delete on plans_clause
    for each row execute function plans_refuse_change();

create or replace function plans_refuse_resending() returns trigger language plpgsql
    as $$ begin
        -- Of what was sent, only that it is not gone on with can still be said.
        if old.issued_on is not null or old.sent_on is not null and (
                tg_op = 'DELETE' or to_jsonb(new) - 'withdrawn' is distinct from to_jsonb(old) - 'withdrawn') then
            raise exception 'this version was sent: a change makes the next version' using errcode = '42501';
        end if;
        return coalesce(new, old);
    end $$;
create or replace trigger plans_plan_that_was_sent before update or delete on plans_plan
    for each row execute function plans_refuse_resending();

create or replace function plans_refuse_rewriting() returns trigger language plpgsql
    as $$ begin
        raise exception 'this document was sent: a change makes the next version' using errcode = '42501';
    end $$;
create or replace trigger plans_document_that_was_sent before update or delete on plans_issueddocument
    for each row execute function plans_refuse_rewriting();

-- A correction is answered once; the answer that a setting gave is not overwritten.
create or replace function plans_refuse_second_answer() returns trigger language plpgsql
    as $$ begin
        if old.reply <> '' then
            raise exception 'this consultation was answered' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_consultation_once before update on plans_consultation
    for each row execute function plans_refuse_second_answer();

-- A setting that has answered, by its link or by telephone, needs the draft no more.
create or replace function plans_end_consultation_links() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        update access_personallink l set ended_at = now() from people_organisation o
            where o.id = new.setting_id and l.about = o.code and l."case" = new."case" and l.task = 'consultation' and l.ended_at is null;
        return null;
    end $$;
create or replace trigger plans_links_end_with_the_answer after update of reply on plans_consultation
    for each row when (old.reply = '' and new.reply <> '') execute function plans_end_consultation_links();

-- The bodies for which the viewer acts.
create or replace function plans_acts_for() returns setof uuid
    language plpgsql stable security definer rows 2 set search_path = public, pg_temp
    as $$ begin
        return query select p.organisation from access_profiles() p where p.organisation is not null;
    end $$;

-- Whether something was disclosed to the viewer: to them by name, or to the body for which they act. A policy asks the same of the set, once
-- a question.
create or replace function plans_is_reader(reader uuid, body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return reader = access_viewer() or coalesce(body in (select plans_acts_for()), false);
    end $$;

-- Whether the viewer agrees for the ICB that is responsible for a child today (r.12(2)): for no other board's section G.
drop function if exists plans_agrees_for_icb() cascade;
create or replace function plans_agrees_for_icb(of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_profiles() p
                       where p.role = 'dco' and p.organisation = cases_icb_of(of_child, access_today()));
    end $$;

-- What of which versions was given to the viewer: nothing in `part` for the whole, else a section, or "own" for what rests on their own advice. A family is
-- given what was sent to it, whole. Policies have judged whether they may read plans of these children at all, and ask for the set, once a question; `of_plan`
-- is for a function that asks of one: without it, this answers of all.
create or replace function plans_given(of_plan uuid default null) returns table (plan uuid, part text)
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$
    declare
        me uuid := access_viewer();
        acts uuid[] := array(select plans_acts_for());
    begin
        return query
            select p.id, ''::text from plans_plan p
                where p.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
                  and (p.sent_on is not null or p.issued_on is not null) and (of_plan is null or p.id = of_plan)
            union all
            select d.plan_id, given.part from plans_disclosure d
                cross join lateral (select ''::text where d.sections = '[]'::jsonb union all select jsonb_array_elements_text(d.sections)) given(part)
                where (d.reader = me or d.organisation_id = any (acts)) and (of_plan is null or d.plan_id = of_plan);
    end $$;

-- The viewer's own advice on the children of whose plans what rests on it was given to them.
create or replace function plans_own_advice() returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$
    declare
        me uuid := access_viewer();
        acts uuid[] := array(select plans_acts_for());
    begin
        return query select a.id from assessments_advice a
            where a.author = me and a.child_id in (
                select d.child_id from plans_disclosure d where (d.reader = me or d.organisation_id = any (acts)) and d.sections ? 'own');
    end $$;

-- Whether a version of a plan was given to the viewer in any part.
create or replace function plans_concerns(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return which is not null and exists (select 1 from plans_given(which));
    end $$;

-- Whether a clause was: of this section, and resting on this advice. Without a section: whether the whole was.
create or replace function plans_shows(which uuid, from_advice uuid, in_section text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return which is not null and exists (select 1 from plans_given(which) g
                       where g.part in ('', in_section)
                          or g.part = 'own' and exists (select 1 from assessments_advice a where a.id = from_advice and a.author = access_viewer()));
    end $$;

-- The advice that goes with a draft to a setting that is consulted (s.39(2); r.12(4)): for the people of that setting who
-- may read the draft, until they have answered, and for nobody else who asks.
create or replace function plans_enclosed(which uuid)
    returns table (id uuid, contributor text, author_name text, registration text, body jsonb, sent_at timestamptz, report uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select a.id, a.contributor::text, a.author_name::text, a.registration::text, a.body, a.sent_at, a.report_id
            from plans_consultation k
            join assessments_advice a on a."case" = k."case" and a.sent_at is not null and k.advice ? a.id::text
            where k.id = which and k.reply = '' and plans_is_reader(null, k.setting_id)
              and (k.child_id, k.owner_id) in (select g.child, g.owner from access_by_child('read', 'drafts-and-final-plan') g)
              and k.child_id not in (select access_sealed())
              and k."case" not in (select access_hidden_cases())
            order by a.sent_at;
    end $$;

-- The report of one of them.
create or replace function plans_enclosed_report(which uuid, of_advice uuid) returns table (file_name text, file bytea)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.file_name::text, c.file from plans_enclosed(which) e join people_content c on c.key = e.report
            where e.id = of_advice and c.file is not null and not c.sealed;
    end $$;

-- The document of a plan lies in the content store. Whoever was given a part of the plan must not open the whole there.
create or replace function plans_opens(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from people_content t where t.key = which
                       and t.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g))
            or not exists (select 1 from plans_issueddocument d where d.content_id = which and not plans_shows(d.plan_id, null, null))
               -- What went to another council on paper is its officers' alone.
               and not exists (
                   select 1 from plans_authorityasked a join letters_letter l on l.id = a.letter
                   where which in (l.encloses_id, l.content_id)
                     and (a.child_id, a.owner_id) not in (select g.child, g.owner from access_by_child('write', 'drafts-and-final-plan') g))
               -- A picture or a recording is opened by whoever sent it, and with the clause that shows it.
               and (exists (select 1 from plans_offering o where o.content_id = which and o.by = access_viewer())
                    or exists (select 1 from plans_clause c where c.content_id = which and plans_shows(c.plan_id, c.advice, c.section))
                    or not exists (select 1 from plans_offering o where o.content_id = which)
                       and not exists (select 1 from plans_clause c where c.content_id = which));
    end $$;
drop policy if exists plans_given_whole on people_content;
create policy plans_given_whole on people_content as restrictive for select to goldenthread_app
    using (kind_of_data <> 'drafts-and-final-plan' or plans_opens(key));

-- Who is silent on a draft that a family was sent and whose plan is not issued: authors who have answered nothing on some
-- line that rests on their advice, as the newest version has it. This is the state "not confirmed" of plans.confirming.
drop function if exists plans_silent();
create or replace function plans_silent()
    returns table ("case" uuid, plan uuid, contributor text, author uuid, sent_on date, owner uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query
            with draft as (
                select distinct on (p."case") p."case", p.id, p.sent_on from plans_plan p
                where p.sent_on is not null order by p."case", p.version desc),
            newest as (
                select distinct on (p."case") p."case", p.id, p.issued_on from plans_plan p order by p."case", p.version desc)
            select distinct d."case", d.id, c.contributor::text, a.author, d.sent_on, c.owner_id
            from draft d
            join newest n on n."case" = d."case" and n.issued_on is null
            join plans_clause c on c.plan_id = n.id and not c.removed and c.contributor <> 'family'
                -- Of section K, only a report that stands for all that its author wrote.
                and (c.section <> 'K' or c.details ? 'report_alone')
            join assessments_advice a on a.id = c.advice
            join cases_casestate s on s.case_id = d."case" and s.stage <> 'closed'
            where c.child_id not in (select access_sealed())
              and not exists (select 1 from plans_signback b join plans_clause k on k.id = b.clause_id
                              where k.line = c.line and b.contributor = c.contributor)
              and exists (select 1 from letters_message m where m."case" = d."case" and m.about = c.contributor
                          and m.purpose = 'clauses-asked');
    end $$;

-- Queues one message of the daily job, once. A reminder goes to the author with a new link to the same task; with a role,
-- the message goes to whoever holds that role at the ICB or the council. Answers the message, or nothing.
create or replace function plans_chase(which_message uuid, which uuid, contributor text, author uuid, what text, wanted_role text,
                                       body text, about_what text, said text, said_without_link text) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        p people_practitioner%rowtype;
        new_link uuid;
    begin
        if access_viewer() is not null or what not in ('clause-reminder', 'clauses-not-confirmed') then
            raise exception 'this is done by the daily job alone' using errcode = '42501';
        end if;
        if exists (select 1 from letters_message m where m.id = which_message) then
            return null;
        end if;
        select * into c from cases_case where id = which;
        if wanted_role = '' then
            select q.* into p from access_user u join people_practitioner q on q.id = u.practitioner_id where u.id = author;
        else
            select t.* into p from assessments_told(which, contributor, wanted_role, body) t;
        end if;
        if p.id is null or p.email = '' then
            return null;
        end if;
        if wanted_role = '' and exists (select 1 from access_personallink l where l."case" = which and l.about = contributor
                                        and l.task = 'clauses' and l.user_id = author) then
            new_link := gen_random_uuid();
            insert into access_personallink (id, user_id, email, child_id, owner_id, "case", task, about, expires_at)
                values (new_link, author, p.email, c.child_id, c.owner_id, which, 'clauses', contributor, now() + interval '90 days');
        end if;
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, purpose, about, recipient, to_name, address,
                                     subject, body, link)
            values (which_message, c.child_id, which, c.owner_id, 'drafts-and-final-plan', what, contributor,
                    case wanted_role when '' then 'contributor' else wanted_role end, p.name, p.email, about_what,
                    case when wanted_role <> '' or new_link is not null then said else said_without_link end, new_link)
            on conflict do nothing;
        return case when found then which_message end;
    end $$;

-- That a contributor confirmed what rests on their advice is recorded by its author, or written down by casework.
create or replace function plans_may_confirm(which uuid, whose text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        -- Advice of the same child: an amendment rests on what was advised in the assessment.
        return exists (select 1 from assessments_advice a join cases_case c on c.id = which and c.child_id = a.child_id
                       where a.contributor = whose and a.author = access_viewer() and a.sent_at is not null)
            or exists (select 1 from cases_case c where c.id = which
                       and c.owner_id in (select g.owner from access_by_owner('write', 'drafts-and-final-plan') g));
    end $$;
drop policy if exists plans_confirmed_by_the_author on cases_event;
create policy plans_confirmed_by_the_author on cases_event as restrictive for insert to goldenthread_app
    with check (event <> 'clause-confirmed' or plans_may_confirm(case_id, about));

-- The one rule of a plan in force: a version is, from its issue to the day before the next issue of a plan for the same child,
-- or to the day on which the plan ended. It ends when it ceased, when the child moved out of the area or died, or when a return
-- reported it as ended, on whichever of the child's cases that is on record.
create or replace function plans_ended(of_children uuid[] default null) returns table (child_id uuid, owner_id uuid, "on" date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select k.child_id, k.owner_id, e."on" from cases_event e join cases_case k on k.id = e.case_id
            where (e.event in ('plan-ceased', 'died') or e.event in ('moved-out-of-area', 'reported-closed')
                   and k.pathway in ('annual-review', 'phase-transfer', 'provision-delivery'))
              and (of_children is null or k.child_id in (select unnest(of_children)))
              and not exists (select 1 from cases_event w where w.case_id = k.id and w.event = 'corrected'
                              and w.fields ->> 'event_id' = e.id::text);
    end $$;

create or replace function plans_in_force(of_children uuid[] default null)
    returns table (id uuid, child_id uuid, owner_id uuid, "case" uuid, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            with versions as (
                select p.id, p.child_id, p.owner_id, p."case", p.issued_on,
                       lead(p.issued_on) over (partition by p.child_id order by p.issued_on, p.version, p.id) - 1 as replaced
                from plans_plan p where p.issued_on is not null and (of_children is null or p.child_id in (select unnest(of_children)))),
            ends as (
                select v.id, min(d."on") as "on" from versions v
                join plans_ended(of_children) d on d.child_id = v.child_id and d.owner_id = v.owner_id and d."on" >= v.issued_on
                group by v.id)
            select v.id, v.child_id, v.owner_id, v."case", v.issued_on, least(v.replaced, e."on") from versions v left join ends e on e.id = v.id;
    end $$;

-- Whether this is the version in force on a day, for whoever may read it.
create or replace function plans_is_now(which uuid, by_day date) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from plans_plan p join plans_in_force(array[p.child_id]) f on f.id = p.id
                       where p.id = which and (f.last is null or f.last >= by_day));
    end $$;

-- Whether the plan of which this is a version has ended by a day.
create or replace function plans_is_over(which uuid, by_day date) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return not exists (select 1 from plans_plan p join plans_in_force(array[p.child_id]) f on f.child_id = p.child_id and f.owner_id = p.owner_id
                           where p.id = which and (f.last is null or f.last >= by_day));
    end $$;
