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

drop function if exists delivery_counted() cascade;

-- How long the ledger follows each version of a plan: for as long as it is in force. A plan that came from a file is followed
-- from the day on which the first one of the child was here: of the time before, nobody here could have recorded anything.
create or replace function delivery_inforce(of_children uuid[] default null)
    returns table (id uuid, child_id uuid, owner_id uuid, "case" uuid, first date, last date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            with followed as (
                select f.id, f.child_id, f.owner_id, f."case",
                       case when p.made_by in (select r.id from cases_importrun r)
                            then greatest(f.first, (min(p.made_at) over (partition by p.child_id) at time zone 'Europe/London')::date)
                            else f.first end as first,
                       f.last
                from plans_in_force(of_children) f join plans_plan p on p.id = f.id)
            -- Neither what was issued again on its day, nor what was replaced before it was here.
            select * from followed f where f.last is null or f.last >= f.first;
    end $$;

-- Long closures of a setting as a case keeps them; null where there are none.
create or replace function delivery_closures(given jsonb) returns text language sql immutable
    as $$ select case when given <> '[]'::jsonb then given::text end $$;

-- The lines of issued plans of these children that the viewer may read, one row for each version that held them.
drop function if exists delivery_lines(uuid[]);
create or replace function delivery_lines(of_children uuid[])
    returns table (line uuid, plan uuid, child uuid, owner uuid, "case" uuid, section text, number integer, words text,
                   details jsonb, contributor text, author uuid, first date, last date, closures text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.line, f.id, f.child_id, f.owner_id, f."case", c.section::text, c.number::integer, c.text, c.details,
                   c.contributor::text, a.author, f.first, f.last, delivery_closures(s.closures)
            from delivery_inforce(of_children) f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            join cases_case s on s.id = f."case"
            left join assessments_advice a on a.id = c.advice
            where f.child_id not in (select access_sealed()) and f."case" not in (select access_hidden_cases())
              and (f.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                   or f.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
                   or (f.child_id, f.owner_id) in (select g.child, g.owner from access_by_child('read', 'drafts-and-final-plan') g)
                      and (c.line in (select delivery_given()) or (f.id, c.line) in (select s.plan, s.line from delivery_shown() s)));
    end $$;

-- --- Sums that are kept of each child (see delivery.kept) ---

create or replace trigger delivery_touched_by_a_word after insert on delivery_word
    referencing new table as new_rows for each statement execute function plans_touch();

-- Children with an issued plan of whom nothing is kept that holds on a day.
create or replace function delivery_unkept(as_on date, of_edition text) returns setof uuid
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp
    as $$ begin
        return query
            select p.child_id from (select distinct q.child_id from plans_plan q where q.issued_on is not null) p
            left join delivery_kept h on h.child = p.child_id and h.reckoned_on = as_on and h.edition = of_edition and not h.apart
            where h.child is null or p.child_id in (select t.child from plans_touched t);
    end $$;

-- For totals: every line of the bodies whose totals the viewer may count, with a number in place of the line and of the
-- child, without a name and without a day of birth: of the age only in which of the bands it lies that begin with `ages`. What
-- was read of a line is given as numbers; of words that nobody has read yet, only those of quantity. Confidential and sealed
-- are left out.
drop function if exists delivery_count_lines();
drop function if exists delivery_count_lines(text);
create or replace function delivery_count_lines(as_on date, ages integer[], other_words text, of_edition text)
    returns table (line bigint, child bigint, locality text, band integer, service text, times integer, every integer, period text,
                   minutes integer, weeks integer, first date, last date, closures text, unread boolean, who text, contributor text,
                   how_often text, said_minutes text, said_weeks text, said text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    declare
        left_over uuid[] := array(select delivery_unkept(as_on, of_edition));
    begin
        -- A number below nothing is no child of delivery_count_accounts.
        return query select dense_rank() over (order by c.line), -dense_rank() over (order by f.child_id),
                   coalesce(d.locality, '')::text, width_bucket(extract(year from age(as_on::timestamp, k.date_of_birth::timestamp))::integer, ages),
                   r.service::text, r.times::integer, r.every::integer, r.period::text, r.minutes, r.weeks::integer,
                   f.first, f.last, delivery_closures(s.closures), r.clause is null,
                   case when r.clause is null then c.details ->> 'who' end, case when r.clause is null then c.contributor end::text,
                   case when r.clause is null then c.details ->> 'how_often' end, case when r.clause is null then c.details ->> 'minutes' end,
                   case when r.clause is null then c.details ->> 'weeks' end,
                   case when r.clause is null then regexp_replace(lower(c.text), other_words, '_', 'g') end
            from delivery_inforce(left_over) f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            join people_child k on k.id = f.child_id
            join cases_case s on s.id = f."case"
            left join delivery_reading r on r.clause = c.id and r.edition = of_edition
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            where f.owner_id in (select access_counted()) and not k.sealed and s.confidentiality = 'none';
    end $$;

-- What was said of those lines, by the same numbers.
drop function if exists delivery_count_words();
create or replace function delivery_count_words(as_on date, of_edition text)
    returns table (line bigint, monday date, party text, delivered integer, missed integer, made_up integer, number bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    declare
        left_over uuid[] := array(select delivery_unkept(as_on, of_edition));
    begin
        return query
            with numbered as (
                select c.line as key, dense_rank() over (order by c.line) as n
                from delivery_inforce(left_over) f
                join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
                join people_child k on k.id = f.child_id
                join cases_case s on s.id = f."case"
                where f.owner_id in (select access_counted()) and not k.sealed and s.confidentiality = 'none')
            select n.n, w.monday, w.party::text, w.delivered, w.missed, w.made_up, w.id
            from delivery_word w join (select distinct key, n from numbered) n on n.key = w.line;
    end $$;

-- The lines of all other children of these bodies, with the sums that were kept of each: without a name, a day of birth or a line.
create or replace function delivery_count_accounts(as_on date, ages integer[], of_edition text)
    returns table (child bigint, locality text, band integer, service text, cannot boolean, due bigint, delivered bigint, owed bigint, old bigint,
                   not_recorded bigint, in_question bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select dense_rank() over (order by a.child), coalesce(d.locality, '')::text,
                   width_bucket(extract(year from age(as_on::timestamp, k.date_of_birth::timestamp))::integer, ages),
                   a.service::text, a.cannot, a.due, a.delivered, a.owed, a.old, a.not_recorded, a.in_question
            from delivery_account a
            join delivery_kept h on h.child = a.child and h.reckoned_on = as_on and h.edition = of_edition and not h.apart
            join people_child k on k.id = a.child
            left join people_postcode p on p.postcode = k.postcode
            left join people_district d on d.code = p.district_id
            where a.owner in (select access_counted()) and not k.sealed and a.child not in (select t.child from plans_touched t);
    end $$;

-- For the daily job: every line in force with a number, and what was said of it.
drop function if exists delivery_watch_lines() cascade;
create or replace function delivery_watch_lines()
    returns table (n bigint, line uuid, details jsonb, words text, first date, last date, closures text, contributor text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query select dense_rank() over (order by c.line), c.line, c.details, c.text, f.first, f.last, delivery_closures(s.closures), c.contributor::text
            from delivery_inforce() f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            join cases_case s on s.id = f."case"
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

-- Who is told of these lines, and of how many: the case officer, and whoever gives the line. That is who is named; of a line
-- arranged with a body and no person, its SENCO who was entered first, or else everybody of it who answers for the child. Of a
-- line arranged with nobody that a school gives (`of_a_school`), the SENCO of the setting that the child attends.
-- Lines of several councils are told of in the words of the council that most of them are of.
drop function if exists delivery_whom(uuid[]);
drop function if exists delivery_whom(uuid[], uuid[]);
create or replace function delivery_whom(which uuid[], of_a_school uuid[]) returns table (practitioner uuid, lines bigint, council uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query
            with wanted as (
                select distinct on (c.line) c.line, c."case", c.child_id, c.owner_id from plans_clause c join plans_plan p on p.id = c.plan_id and p.issued_on is not null
                where c.line = any (which) order by c.line, p.issued_on desc),
            named as (
                select distinct on (a.line) a.line, a.provider_id, a.practitioner_id from delivery_arrangement a
                where a.line = any (which) order by a.line, a.id desc),
            bodies as (
                select n.line, w.child_id, n.provider_id from named n join wanted w on w.line = n.line where n.practitioner_id is null
                union
                select w.line, w.child_id, (select k.organisation_id from people_connection k where k.child_id = w.child_id and k.kind = 'attends'
                        and k.valid_from <= access_today() and (k.valid_to is null or k.valid_to >= access_today()) order by k.valid_from desc, k.id desc limit 1)
                from wanted w where w.line = any (of_a_school) and not exists (select 1 from named n where n.line = w.line)),
            sencos as (
                select b.line, b.child_id, b.provider_id, (select p.id from people_practitioner p where p.organisation_id = b.provider_id and p.role = 'setting-senco'
                        and (p.valid_to is null or p.valid_to >= access_today()) order by p.reference limit 1) as id
                from bodies b),
            told as (
                select w.line, o.id from wanted w cross join lateral assessments_officer(w."case") o
                union
                select n.line, n.practitioner_id from named n where n.practitioner_id is not null
                union
                select s.line, s.id from sencos s
                union
                select s.line, p.id from sencos s
                join people_allocation a on a.child_id = s.child_id and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
                join people_practitioner p on p.id = a.practitioner_id and p.organisation_id = s.provider_id
                where s.id is null)
            select t.id, count(*), mode() within group (order by w.owner_id)
            from told t join wanted w on w.line = t.line where t.id is not null group by t.id;
    end $$;

-- The family's word with this number that help was not given, while it stands: not taken back, not settled since, and not
-- recorded as missed by whoever gives it. With the line as the plan has it, so that it is known who gives it.
drop function if exists delivery_said_not(bigint);
create or replace function delivery_said_not(which bigint)
    returns table (line uuid, child uuid, owner uuid, said_on date, details jsonb, contributor text, words text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query
            select w.line, w.child_id, w.owner_id, (w.at at time zone 'Europe/London')::date, c.details, c.contributor::text, c.text::text
            from delivery_word w
            cross join lateral (
                select k.details, k.contributor, k.text from plans_clause k join plans_plan p on p.id = k.plan_id and p.issued_on is not null
                where k.line = w.line order by p.issued_on desc, p.version desc limit 1) c
            where w.id = which and w.party = 'family' and w.missed > 0
              and w.child_id not in (select access_sealed())
              and not exists (select 1 from delivery_word later where later.line = w.line and later.monday = w.monday
                              and later.party in ('family', 'settled') and later.id > w.id)
              and coalesce((select p.missed = 0 from delivery_word p where p.line = w.line and p.monday = w.monday and p.party = 'provider'
                            order by p.id desc limit 1), true);
    end $$;

-- Queues one message to one person, once. It names no child: the list that it speaks of is read after signing in.
drop function if exists delivery_tell(uuid, uuid, text, text);
create or replace function delivery_tell(which_message uuid, who uuid, about_what text, said text, what text default 'provision-behind') returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        p people_practitioner%rowtype;
    begin
        if access_viewer() is not null or what not in ('provision-behind', 'help-not-given') then
            raise exception 'this is done by the queue alone' using errcode = '42501';
        end if;
        select * into p from people_practitioner where id = who;
        if p.id is null or p.email = '' or exists (select 1 from letters_message m where m.id = which_message) then
            return null;
        end if;
        insert into letters_message (id, owner_id, kind_of_data, purpose, recipient, to_name, address, subject, body)
            values (which_message, p.organisation_id, 'ehc-request-and-stage', what, 'provider-or-officer', p.name, p.email, about_what, said)
            on conflict do nothing;
        return case when found then which_message end;
    end $$;

-- --- What the words of issued plans come to, kept because neither ever changes (see delivery.readings) ---

-- Clauses of provision in issued plans that nobody has read, or that were read by another edition of the reader.
create or replace function delivery_unread(of_edition text, most integer)
    returns table (clause uuid, details jsonb, words text, contributor text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query select c.id, c.details, c.text, c.contributor::text
            from plans_clause c join plans_plan p on p.id = c.plan_id and p.issued_on is not null
            where c.section in ('F', 'G', 'H1', 'H2') and not c.removed
              and not exists (select 1 from delivery_reading r where r.clause = c.id and r.edition = of_edition)
            limit most;
    end $$;

create or replace function delivery_keep(read jsonb) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform access_for_jobs_alone();
        insert into delivery_reading (clause, edition, service, times, every, period, minutes, weeks)
            select g.clause, g.edition, g.service, g.times, g.every, g.period, g.minutes, g.weeks
            from jsonb_to_recordset(read) as g(clause uuid, edition text, service text, times smallint, every smallint, period text, minutes integer, weeks smallint)
            on conflict (clause) do update set edition = excluded.edition, service = excluded.service, times = excluded.times, every = excluded.every,
                period = excluded.period, minutes = excluded.minutes, weeks = excluded.weeks;
    end $$;

-- For the whole area at once: the lines of these councils' plans that can be checked, for a viewer who reads all their plans.
-- `details` and `words` are given where nobody has read them yet.
drop function if exists delivery_area_lines(uuid[], date, text);
create or replace function delivery_area_lines(of_owners uuid[], as_on date, of_edition text, of_children uuid[] default null)
    returns table (line uuid, child uuid, times smallint, every smallint, period text, minutes integer, weeks smallint, first date, last date,
                   closures text, details text, words text)
    language plpgsql stable security definer set search_path = public, pg_temp
    set plan_cache_mode = force_custom_plan
    as $$ #variable_conflict use_column
    begin
        return query select c.line, f.child_id, r.times, r.every, r.period::text, r.minutes, r.weeks, f.first, f.last, delivery_closures(s.closures),
                   case when r.clause is null then c.details::text end, case when r.clause is null then c.text end
            from delivery_inforce(of_children) f
            join plans_clause c on c.plan_id = f.id and c.section in ('F', 'G', 'H1', 'H2') and not c.removed
            join cases_case s on s.id = f."case"
            left join delivery_reading r on r.clause = c.id and r.edition = of_edition
            where f.owner_id = any (of_owners) and f.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
              and f.child_id not in (select access_sealed()) and f."case" not in (select access_hidden_cases())
              and f.first <= as_on and (r.clause is null or r.times is not null);
    end $$;

-- The words on these lines that can move what is owed or due: those on a week of which any word has time missed or made up,
-- and those on a week that is not over. As one text of rows, since there are so many: line, Monday, party, minutes given, missed
-- and made up, number.
drop function if exists delivery_area_words(uuid[], date);
create or replace function delivery_area_words(of_owners uuid[], as_on date, of_children uuid[] default null) returns text
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if of_children is not null then
            -- Of a few, all of them: the index of children finds these.
            return (
                select string_agg(concat_ws(',', w.line, w.monday, w.party, w.delivered, w.missed, w.made_up, w.id), E'\n')
                from delivery_word w
                where w.child_id = any (of_children) and w.owner_id = any (of_owners)
                  and w.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
                  and w.child_id not in (select access_sealed()) and w."case" not in (select access_hidden_cases()));
        end if;
        return (
            select string_agg(concat_ws(',', w.line, w.monday, w.party, w.delivered, w.missed, w.made_up, w.id), E'\n')
            from (select w.line, w.monday, w.party, w.delivered, w.missed, w.made_up, w.id, w.owner_id, w.child_id, w."case",
                         bool_or(w.missed > 0 or w.made_up > 0) over (partition by w.line, w.monday) as moved
                  from delivery_word w) w
            where w.owner_id = any (of_owners) and w.owner_id in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
              and w.child_id not in (select access_sealed()) and w."case" not in (select access_hidden_cases())
              and (w.moved or w.monday > as_on - 5));
    end $$;
