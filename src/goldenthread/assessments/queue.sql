-- The educational psychologists' queue: what its order must know, and giving a case to somebody.

-- Of these cases, those that a tribunal's order stands behind: on the case or one linked to it an order was made, or a
-- limit runs that the law sets alike for an order, a concession and an agreement (SEND Regulations 2014 r.42, 44, 45).
-- It says so much and no more, to those alone who look after the queue: what was ordered stays where it is.
create or replace function assessments_under_order(which uuid[]) returns setof uuid
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp
    as $$ begin
        return query
            select c.id from cases_case c
            where c.id = any (which)
              and access_holds(array['principal-educational-psychologist', 'la-send-manager'], c.owner_id)
              and c.child_id not in (select access_sealed()) and c.id not in (select access_hidden_cases())
              and exists (
                  select 1 from cases_case l
                  where (l.id = c.id or l.id = c.arose_from_id or l.arose_from_id = c.id)
                    and l.child_id = c.child_id and l.id not in (select access_hidden_cases())
                    and (exists (select 1 from cases_clockrow k
                                 where k.case_id = l.id and k.clock like 'comply-%' and k.stopped is null)
                         or exists (select 1 from cases_event e
                                    where e.case_id = l.id and e.event = 'tribunal-order-made'
                                      and not exists (select 1 from cases_event w
                                                      where w.case_id = l.id and w.event = 'corrected'
                                                        and w.fields ->> 'event_id' = e.id::text))));
    end $$;

-- The assessments given to each psychologist for each week from a day on: of each case its latest move. Cases that the
-- viewer may not know of are not counted.
create or replace function assessments_given(body uuid, since date) returns table (practitioner uuid, week date, n integer)
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select m.practitioner_id, m.week, count(*)::integer
            from (select distinct on (q."case") q.* from assessments_queuemove q
                  where q.owner_id = body and q.child_id not in (select access_sealed())
                    and q."case" not in (select access_hidden_cases())
                  order by q."case", q.id desc) m
            where m.what <> 'released' and m.week >= since
              and access_holds(array['principal-educational-psychologist', 'la-send-manager'], body)
            group by m.practitioner_id, m.week;
    end $$;

-- Whoever changes the queue of an organisation has it to themselves until the transaction ends.
create or replace function assessments_hold_queue(body uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ select pg_advisory_xact_lock(hashtextextended('ep-queue:' || body::text, 0)) $$;

-- Gives a case to a psychologist for a week, from today on, and ends whoever had it. Only the principal educational
-- psychologist of the organisation that owns the case may, only to a psychologist of that organisation, and never into
-- a week that is all kept or leave. `passing` is how many earlier places wait with nobody, by the published rule. To pass
-- over one, to go beyond the time of the week, or to take a case from a colleague asks for a reason. Answers the move, or
-- nothing where it is refused.
create or replace function assessments_allocate(which uuid, who uuid, of_week date, at_place integer, why_there text,
                                                passing integer, why text) returns bigint
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        w assessments_workingweek%rowtype;
        given integer;
        had boolean;
        move bigint;
        -- In a demo area the day shown and the day of the machine differ: it holds on both.
        today date := least(access_today(), (assessments_now() at time zone 'Europe/London')::date);
    begin
        select * into c from cases_case where id = which;
        if not found or c.child_id is null
                or not access_holds(array['principal-educational-psychologist'], c.owner_id)
                or c.child_id in (select access_sealed()) or which in (select access_hidden_cases())
                or at_place < 1 or passing < 0 or passing >= at_place
                or of_week is null or extract(isodow from of_week) <> 1 or of_week < today - 6
                or not exists (select 1 from people_practitioner p
                               where p.id = who and p.organisation_id = c.owner_id and p.role = 'educational-psychologist'
                                 and (p.valid_from is null or p.valid_from <= today)
                                 and (p.valid_to is null or p.valid_to >= today)) then
            return null;
        end if;
        -- One at a time: two who give the same hour would both find it free.
        perform assessments_hold_queue(c.owner_id);
        select * into w from assessments_workingweek x where x.practitioner_id = who and x.week = of_week and x.owner_id = c.owner_id;
        if coalesce(w.kept_for_reviews + w.kept_for_tribunals + w.kept_for_schools + w.leave, 0) >= 10 then
            return null;
        end if;
        select count(*) into given from (
            select distinct on (q."case") q.* from assessments_queuemove q
            where q.owner_id = c.owner_id and q."case" <> which and q.child_id not in (select access_sealed())
              and q."case" not in (select access_hidden_cases())
            order by q."case", q.id desc) m
        where m.what <> 'released' and m.practitioner_id = who and m.week = of_week;
        had := exists (select 1 from people_allocation a
                       where a.child_id = c.child_id and (a."case" = which or a."case" is null)
                         and a.role = 'educational-psychologist' and a.practitioner_id <> who and a.valid_from <= today
                         and (a.valid_to is null or a.valid_to >= today));
        if coalesce(trim(why), '') = '' and (passing > 0 or had or given >= coalesce(w.assessments, 0)) then
            return null;
        end if;
        -- What was given today and is taken back today leaves no day on which it held.
        delete from people_allocation a
            where a.child_id = c.child_id and (a."case" = which or a."case" is null) and a.role = 'educational-psychologist'
              and a.practitioner_id <> who and a.valid_from >= today;
        update people_allocation a set valid_to = today - 1
            where a.child_id = c.child_id and (a."case" = which or a."case" is null) and a.role = 'educational-psychologist'
              and a.practitioner_id <> who and a.valid_from < today and (a.valid_to is null or a.valid_to >= today);
        if not exists (select 1 from people_allocation a
                       where a.child_id = c.child_id and a."case" = which and a.practitioner_id = who
                         and a.role = 'educational-psychologist' and a.valid_from <= today and a.valid_to is null) then
            insert into people_allocation (child_id, owner_id, "case", practitioner_id, role, valid_from)
                values (c.child_id, c.owner_id, which, who, 'educational-psychologist', today)
                on conflict on constraint people_allocation_once do update set valid_to = null;
        end if;
        insert into assessments_queuemove (child_id, "case", owner_id, what, practitioner_id, week, place, why_this_place,
                                           passed_over, beyond_time, reason, by, at)
            values (c.child_id, which, c.owner_id, case when had then 're-allocated' else 'allocated' end, who, of_week, at_place,
                    why_there, passing, given >= coalesce(w.assessments, 0), coalesce(trim(why), ''), access_viewer(), assessments_now())
            returning id into move;
        return move;
    end $$;

-- Tells the psychologist to whom the viewer has just given a case. Without an address nobody is told, and it stands in
-- their work all the same.
create or replace function assessments_tell_given(which_message uuid, which_move bigint, about_what text, said text) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, purpose, about, recipient, to_name, address,
                                     subject, body, queued_by)
            select which_message, m.child_id, m."case", m.owner_id, 'ehc-request-and-stage', 'queue-given',
                   'educational-psychologist', 'contributor', p.name, p.email, about_what, said, access_viewer()
            from assessments_queuemove m join people_practitioner p on p.id = m.practitioner_id
            where m.id = which_move and m.by = access_viewer() and p.email <> '';
        return case when found then which_message end;
    end $$;

-- Which psychologist has a child is written by the function above alone, and by a file. Whoever asks for the advice gives
-- a place on the case to the one who has the child, and to nobody else.
create or replace function assessments_has_child(which uuid, who uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from people_allocation a
                       where a.child_id = which and a.practitioner_id = who and a.role = 'educational-psychologist'
                         and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today()));
    end $$;
drop policy if exists assessments_given_by_the_queue on people_allocation;
create policy assessments_given_by_the_queue on people_allocation as restrictive for insert to goldenthread_app
    with check (role <> 'educational-psychologist' or assessments_has_child(child_id, practitioner_id));
drop policy if exists assessments_changed_by_the_queue on people_allocation;
create policy assessments_changed_by_the_queue on people_allocation as restrictive for update to goldenthread_app
    using (role <> 'educational-psychologist') with check (role <> 'educational-psychologist');

-- The audit is only ever added to.
create or replace trigger assessments_queuemove_is_added_to_only before update or delete on assessments_queuemove
    for each row execute function access_refuse();
create or replace trigger assessments_queuemove_is_not_emptied before truncate on assessments_queuemove
    for each statement execute function access_refuse();

-- Every change of a week leaves its trace, whoever writes it. A week that nobody had entered and that holds no time and
-- nothing kept is no change.
create or replace function assessments_note_week() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
    declare
        was jsonb := '{}';
        now_is jsonb := jsonb_build_object('assessments', new.assessments, 'kept_for_reviews', new.kept_for_reviews,
            'kept_for_tribunals', new.kept_for_tribunals, 'kept_for_schools', new.kept_for_schools, 'leave', new.leave,
            'locum', new.locum);
    begin
        if tg_op = 'UPDATE' then
            was := jsonb_build_object('assessments', old.assessments, 'kept_for_reviews', old.kept_for_reviews,
                'kept_for_tribunals', old.kept_for_tribunals, 'kept_for_schools', old.kept_for_schools, 'leave', old.leave,
                'locum', old.locum);
        end if;
        if was = now_is or was = '{}' and not new.locum and new.assessments + new.kept_for_reviews + new.kept_for_tribunals
                + new.kept_for_schools + new.leave = 0 then
            return null;
        end if;
        insert into assessments_weekchange (practitioner_id, owner_id, week, before, after, by, at)
            values (new.practitioner_id, new.owner_id, new.week, was, now_is, access_viewer(), assessments_now());
        return null;
    end $$;
create or replace trigger assessments_workingweek_is_noted after insert or update on assessments_workingweek
    for each row execute function assessments_note_week();
create or replace trigger assessments_weekchange_is_added_to_only before update or delete on assessments_weekchange
    for each row execute function access_refuse();
create or replace trigger assessments_weekchange_is_not_emptied before truncate on assessments_weekchange
    for each statement execute function access_refuse();
