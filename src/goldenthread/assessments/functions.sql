-- Advice that was sent is never changed, by anybody.
create or replace function assessments_refuse_change() returns trigger language plpgsql
    as $$ begin
        if old.sent_at is not null then
            raise exception 'this advice was sent: write a new version' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger assessments_advice_sent before update on assessments_advice
    for each row execute function assessments_refuse_change();

-- The day received is written once, by the database, and never again.
create or replace function assessments_keep_receipt() returns trigger language plpgsql
    as $$ begin
        if old.sent_at is not null and (new.received_on is distinct from old.received_on
                or new.sent_at is distinct from old.sent_at or new.answers is distinct from old.answers
                or new.asked_by is distinct from old.asked_by or new.taken_by is distinct from old.taken_by
                or new.started_at is distinct from old.started_at) then
            raise exception 'what was received, and when, is written once' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger assessments_request_receipt before update on assessments_request
    for each row execute function assessments_keep_receipt();

-- The moment: of the database's own clock, save in an area that was marked as a demo when it was made.
create or replace function assessments_now() returns timestamptz
    language sql volatile security definer set search_path = public, pg_temp
    as $$ select case when exists (select 1 from cases_demo_area)
                      then coalesce(nullif(current_setting('app.demo_now', true), '')::timestamptz, clock_timestamp())
                      else clock_timestamp() end $$;

-- Somebody without an account reaches their own request by what stands in its address, and nothing else.
-- By telephone, an officer of the authority writes down what is said to them.
-- From one network address, no more than so many are begun and left unsent within an hour of the server's own clock: what
-- was saved last says when, because a request is saved as it is begun.
drop function if exists assessments_begin(uuid, text, text, text, boolean);
create or replace function assessments_begin(which uuid, ref text, asked text, hash text, by_telephone boolean, from_where text, most integer)
    returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not by_telephone and from_where <> '' then
            -- Two at one moment are counted one after the other.
            perform pg_advisory_xact_lock(hashtextextended('begun ' || from_where, 0));
            if (select count(*) from assessments_request r where r.begun_from = from_where and r.sent_at is null
                and r.saved_at > clock_timestamp() - interval '1 hour') >= most then
                return false;
            end if;
        end if;
        if by_telephone then
            -- Pressed twice, it is one: what the same officer began and wrote nothing in yet is the one that they go on with. It
            -- counts from this call: what was begun before may be of another day, and of another family.
            perform pg_advisory_xact_lock(hashtextextended('assessments_begin ' || access_viewer(), 0));
            update assessments_request r set secret_hash = hash, started_at = assessments_now() where r.id = (
                select o.id from assessments_request o where o.taken_by = access_viewer() and o.asked_by = asked and o.sent_at is null
                    and o.answers = '{}'::jsonb order by o.started_at desc limit 1);
            if found then
                return true;
            end if;
        end if;
        insert into assessments_request (id, reference, owner_id, asked_by, secret_hash, taken_by, started_at, begun_from)
            select which, ref, b.owner, asked, hash, case when by_telephone then access_viewer() end, assessments_now(),
                   case when by_telephone then '' else from_where end
            from (select p.organisation as owner from access_profiles() p
                  where by_telephone and access_link_child() is null and p.role in ('la-send-caseworker', 'la-send-manager')
                  union all
                  select c.council from access_council() c(council) where not by_telephone and c.council is not null
                  limit 1) b;
        return found;
    end $$;

create or replace function assessments_mine(hash text)
    returns table (id uuid, reference text, asked_by text, answers jsonb, saved_at timestamptz, sent_at timestamptz,
                   received_on date, by_telephone boolean, begun_on date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select r.id, r.reference::text, r.asked_by::text, r.answers, r.saved_at, r.sent_at, r.received_on,
                r.taken_by is not null, (r.started_at at time zone 'Europe/London')::date
            from assessments_request r where r.secret_hash = hash and hash <> ''
              and (r.taken_by is null or r.taken_by = access_viewer());
    end $$;

-- Of one who has not sent it yet, and of the officer alone where it is taken by telephone.
create or replace function assessments_in_hand(hash text) returns uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select r.id from assessments_request r where r.secret_hash = hash and hash <> '' and r.sent_at is null
            and (r.taken_by is null or r.taken_by = access_viewer()) $$;

create or replace function assessments_save(hash text, what jsonb) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set answers = r.answers || what, saved_at = clock_timestamp()
            where r.id = assessments_in_hand(hash) and octet_length(what::text) < 100000;
        return found;
    end $$;

create or replace function assessments_change_asker(hash text, asked text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set asked_by = asked, saved_at = clock_timestamp()
            where r.id = assessments_in_hand(hash);
        return found;
    end $$;

-- Sends it: received on the civil day in London on which it came, in any form, weekends included. What is said by
-- telephone came on the day of the call. Sent twice, it was received once.
create or replace function assessments_send(hash text) returns table (received_on date, first boolean)
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        which uuid := assessments_in_hand(hash);
    begin
        update assessments_request r set sent_at = clock_timestamp(),
                received_on = ((case when r.taken_by is null then assessments_now() else r.started_at end)
                               at time zone 'Europe/London')::date
            where r.id = which and r.sent_at is null;
        first := found;
        if first then
            update people_content c set sealed = false from assessments_requestfile f
                where f.request_id = which and c.key = f.content_id;
        end if;
        return query select r.received_on, first from assessments_request r where r.secret_hash = hash and hash <> ''
            and (r.taken_by is null or r.taken_by = access_viewer());
    end $$;

-- A file of somebody who has not sent their request yet is sealed: nobody reads it before they do. One that is added after
-- sending, within the twenty weeks that an assessment lasts, goes where the request has gone: to the officers who handle it,
-- and to the case once they have said whose it is.
create or replace function assessments_attach(hash text, what_it_is text, named text, bytes bytea) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        r assessments_request%rowtype;
        made uuid;
    begin
        select * into r from assessments_request q where q.secret_hash = hash and hash <> ''
            and (q.taken_by is null or q.taken_by = access_viewer())
            and (q.sent_at is null or q.taken_by is null and q.sent_at > clock_timestamp() - interval '140 days') for update;
        if not found or (select count(*) from assessments_requestfile f where f.request_id = r.id) >= (case when r.sent_at is null then 20 else 40 end)
                or octet_length(bytes) > 10 * 1024 * 1024 or what_it_is not in ('evidence', 'provision-map')
                or r.child_id in (select c.id from people_child c where c.sealed) then
            return null;
        end if;
        insert into people_content (key, owner_id, child_id, "case", kind_of_data, text, file, file_name, sealed)
            values (gen_random_uuid(), r.owner_id, r.child_id, r."case",
                    case when r.child_id is not null and what_it_is = 'provision-map' then 'school-sen-support' else 'ehc-request-and-stage' end,
                    '', bytes, named, r.sent_at is null) returning key into made;
        insert into assessments_requestfile (id, request_id, owner_id, child_id, content_id, what)
            values (gen_random_uuid(), r.id, r.owner_id, r.child_id, made, what_it_is);
        if r.sent_at is null then
            update assessments_request set saved_at = clock_timestamp() where id = r.id;
        end if;
        return made;
    end $$;

-- Tells the case officer that papers came after the request was sent, once it is on a case: until then they stand in the
-- list of requests. Answers the message, or nothing.
create or replace function assessments_tell_of_papers(hash text, which_message uuid, about_what text, said text) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        r assessments_request%rowtype;
        p people_practitioner%rowtype;
    begin
        select * into r from assessments_request q where q.secret_hash = hash and hash <> '' and q.sent_at is not null and q."case" is not null;
        select o.* into p from assessments_officer(r."case") o;
        if r.id is null or p.id is null or p.email = '' then
            return null;
        end if;
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, purpose, about, recipient, to_name, address, subject, body)
            values (which_message, r.child_id, r."case", r.owner_id, 'ehc-request-and-stage', 'papers-came', '', 'officer', p.name, p.email,
                    about_what, said);
        return which_message;
    end $$;

-- What was begun, not sent, and not touched since is removed with its papers: nobody has received it. What an officer
-- writes down by telephone was received on the day of the call, and stays. Answers how many; for the daily job alone.
create or replace function assessments_forget_unsent(before timestamptz) returns integer
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        old uuid[];
        papers uuid[];
    begin
        perform access_for_jobs_alone();
        update assessments_request set begun_from = '' where begun_from <> '' and saved_at < clock_timestamp() - interval '1 day';
        select coalesce(array_agg(x.id), '{}') into old from (
            select r.id from assessments_request r
            where r.sent_at is null and r.taken_by is null and r.saved_at < before order by r.saved_at limit 1000 for update skip locked) x;
        with gone as (delete from assessments_requestfile f where f.request_id = any (old) returning f.content_id)
            select coalesce(array_agg(content_id), '{}') into papers from gone;
        delete from people_content c where c.key = any (papers) and c.sealed and c.child_id is null;
        delete from assessments_request r where r.id = any (old);
        return cardinality(old);
    end $$;

create or replace function assessments_attached(hash text)
    returns table (id uuid, what text, file_name text, size integer)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select f.id, f.what::text, c.file_name::text, octet_length(c.file) from assessments_requestfile f
            join assessments_request r on r.id = f.request_id join people_content c on c.key = f.content_id
            where r.secret_hash = hash and hash <> '' and (r.taken_by is null or r.taken_by = access_viewer())
            order by c.file_name, f.id;
    end $$;

create or replace function assessments_detach(hash text, which uuid) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        gone uuid;
    begin
        delete from assessments_requestfile f where f.id = which and f.request_id = assessments_in_hand(hash)
            returning f.content_id into gone;
        delete from people_content where key = gone;
    end $$;

-- --- coming back: an address that was sent by email, and a code that is sent to the same email ---

-- What may be said before any code: that there is a request, and the shape of the address. Nothing personal.
create or replace function assessments_by_secret(hash text) returns table (masked text, locked boolean)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select left(r.answers ->> 'email', 1) || '***@' || split_part(r.answers ->> 'email', '@', 2),
                r.wrong_codes >= 10
            from assessments_request r
            where r.secret_hash = hash and hash <> '' and r.taken_by is null and coalesce(r.answers ->> 'email', '') <> '';
    end $$;

-- Sets a new code, not more than one in 20 seconds.
create or replace function assessments_code(hash text, code text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set code_hash = code, code_sent_at = now()
            where r.secret_hash = hash and hash <> '' and r.taken_by is null and r.wrong_codes < 10
              and (r.code_sent_at is null or r.code_sent_at < now() - interval '20 seconds');
        return found;
    end $$;

-- Whether the code opens it. A code lives a quarter of an hour and opens once; ten wrong ones close the address.
create or replace function assessments_open(hash text, code text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set code_hash = '' where r.secret_hash = hash and hash <> '' and r.taken_by is null
            and r.code_hash = code and code <> '' and r.code_sent_at > now() - interval '15 minutes' and r.wrong_codes < 10;
        if found then
            return true;
        end if;
        update assessments_request r set wrong_codes = least(r.wrong_codes + 1, 10)
            where r.secret_hash = hash and hash <> '' and r.taken_by is null;
        return false;
    end $$;

-- A closed address gives way to a new one, which goes to the same email: whoever guessed gains nothing, and whoever
-- asked loses nothing.
create or replace function assessments_new_address(hash text, new_hash text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set secret_hash = new_hash, wrong_codes = 0, code_hash = ''
            where r.secret_hash = hash and hash <> '' and r.taken_by is null and r.wrong_codes >= 10;
        return found;
    end $$;

-- A message to whoever makes the request: to the address that they gave, and to no other.
create or replace function assessments_mail(hash text, which uuid, what_for text, about_what text, words text, hidden text)
    returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        -- The link of one address is sent once within some minutes, however often somebody saves: its mark tells the same link.
        insert into letters_message (id, purpose, about, recipient, to_name, address, subject, body, secret, kind_of_data, owner_id)
            select which, what_for, case when what_for = 'request-link' then left(hash, 16) else '' end, 'asker', '', r.answers ->> 'email',
                   about_what, words, hidden, 'ehc-request-and-stage', r.owner_id
            from assessments_request r
            where r.secret_hash = hash and hash <> '' and coalesce(r.answers ->> 'email', '') <> ''
              and (r.taken_by is null or r.taken_by = access_viewer())
              and not (what_for = 'request-link' and exists (
                  select 1 from letters_message m
                  where m.purpose = 'request-link' and m.about = left(hash, 16) and m.address = r.answers ->> 'email'
                    and m.state <> 'failed' and m.queued_at > clock_timestamp() - interval '10 minutes'));
        return found;
    end $$;

-- An officer goes on with what they began to write down by telephone.
create or replace function assessments_resume(which uuid, new_hash text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request r set secret_hash = new_hash
            where r.id = which and r.sent_at is null and r.taken_by = access_viewer();
        return found;
    end $$;

-- An officer has said who it is about. The request and its files become part of that child's case; a school's provision
-- map becomes part of what is recorded of SEN support. Decided once.
create or replace function assessments_settle(which uuid, as_what text, of_child uuid, of_case uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        r assessments_request%rowtype;
    begin
        select * into r from assessments_request where id = which for update;
        if not found or r.sent_at is null or r.outcome <> 'open' or access_link_child() is not null
                or as_what not in ('new-child', 'known-child', 'repeated')
                or r.owner_id not in (select g.owner from access_by_owner('write', 'ehc-request-and-stage') g)
                or of_case not in (select v.id from cases_visible(array[of_case]) v)
                or not exists (select 1 from cases_case c join people_child k on k.id = c.child_id
                               where c.id = of_case and c.child_id = of_child and c.owner_id = r.owner_id and not k.sealed) then
            return false;
        end if;
        update assessments_request set outcome = as_what, child_id = of_child, "case" = of_case,
                decided_by = access_viewer(), decided_at = now() where id = which;
        -- Papers of somebody whom the family may not be told of could show who it was: they stay on the request.
        if r.asked_by = 'other' and coalesce(r.answers ->> 'tell_family', '') <> 'yes' then
            return true;
        end if;
        update people_content c set child_id = of_child, "case" = of_case,
                kind_of_data = case when f.what = 'provision-map' then 'school-sen-support' else c.kind_of_data end
            from assessments_requestfile f where f.request_id = which and c.key = f.content_id;
        update assessments_requestfile set child_id = of_child where request_id = which;
        return true;
    end $$;

-- --- advice ---

-- What the family gave, to whoever was asked for advice with it (SEND Regulations 2014 r.6(3)): the documents that their
-- own request encloses, and no other. The file itself only where one is asked for.
create or replace function assessments_enclosures(which uuid, contributor text, only_key uuid default null)
    returns table (key uuid, name text, words text, file bytea)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if not cases_answers_for(which, contributor) then
            return;
        end if;
        return query select distinct on (c.file_name, c.key) c.key, c.file_name::text,
                case when only_key is null then '' else c.text end, case when only_key is null then null else c.file end
            from cases_event e
            cross join lateral jsonb_array_elements_text(coalesce(e.fields -> 'enclosures', '[]')) k(enclosed)
            join people_content c on c.key::text = k.enclosed
            where e.case_id = which and e.event = 'advice-requested' and e.about = contributor
              and c."case" = which and not c.sealed and c.removed_at is null
              and c.child_id not in (select access_sealed()) and (only_key is null or c.key = only_key)
              and not exists (select 1 from cases_event w where w.case_id = which and w.event = 'corrected'
                              and w.fields ->> 'event_id' = e.id::text)
            order by c.file_name, c.key;
    end $$;

-- Once a contributor has answered, every link that they were sent for it is dead.
create or replace function assessments_end_links(which uuid, contributor text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update access_personallink set ended_at = now()
          where user_id = access_viewer() and "case" = which and task = 'advice' and about = contributor and ended_at is null $$;

-- A report that is attached to advice which is not sent yet is its author's alone, as the advice is.
create or replace function assessments_unsent_reports() returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ begin
        return query select a.report_id from assessments_advice a
            where a.report_id is not null and a.sent_at is null and a.author is distinct from access_viewer();
    end $$;
drop policy if exists people_content_of_unsent_advice on people_content;
create policy people_content_of_unsent_advice on people_content as restrictive for select to goldenthread_app
    using (key not in (select assessments_unsent_reports()));

-- What the daily job looks at, which has no viewer: advice that was asked for from here and has not come, and “not known
-- to this service” after which nobody else has been asked. It tells a case, a contributor, a day and whose case it is, and nothing else.
drop function if exists assessments_to_chase();
create or replace function assessments_to_chase()
    returns table ("case" uuid, contributor text, due date, not_known date, owner uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        perform access_for_jobs_alone();
        return query
            select r.case_id, r.about::text, r.due, null::date, r.owner_id from cases_clockrow r
            where r.clock = 'advice' and r.stopped is null and r.due is not null and r.excused_from is null
              and r.about <> 'family' and (r.child_id is null or r.child_id not in (select access_sealed()))
              and exists (select 1 from letters_message m where m."case" = r.case_id and m.about = r.about
                          and m.purpose = 'advice-requested')
            union all
            select e.case_id, e.about::text, null::date, e."on", c.owner_id from cases_event e join cases_case c on c.id = e.case_id
            where e.event = 'advice-nil-return' and e."on" > current_date - 90
              and c.child_id not in (select access_sealed())
              -- What was said for an earlier request on the case is no word on one that was made again.
              and exists (select 1 from cases_clockrow k where k.case_id = e.case_id and k.clock = 'issue-final-plan' and k.stopped is null
                          and (k.about = '' or k.started <= e."on"))
              and not exists (select 1 from cases_event w where w.case_id = e.case_id and (
                  w.event = 'corrected' and w.fields ->> 'event_id' = e.id::text
                  -- Asked again of the same part; or of another part of health, where health did not know the child.
                  or w.event = 'advice-requested' and w.number > e.number
                     and (w.about = e.about or w.kind_of_data = 'health-advice' and e.kind_of_data = 'health-advice')));
    end $$;

-- The case officer of a case: whoever is allocated to it, or to the child.
create or replace function assessments_officer(which uuid) returns setof people_practitioner
    language plpgsql stable security definer rows 1 set search_path = public, pg_temp
    as $$ begin
        return query select p.* from cases_case c join people_allocation a on a.child_id = c.child_id
            join people_practitioner p on p.id = a.practitioner_id
            where c.id = which and (a."case" is null or a."case" = which) and a.role = 'la-send-caseworker'
              and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
            order by a."case" nulls last, a.valid_from desc, a.id limit 1;
    end $$;

-- Whom a message about advice goes to: the contributor, the case officer, or somebody above. `body` says at which body
-- the role is looked for: the council that owns the case, the ICB responsible for the child, or the contributor's own.
create or replace function assessments_told(which uuid, contributor text, wanted_role text, body text)
    returns setof people_practitioner
    language plpgsql stable security definer rows 1 set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        asked people_practitioner%rowtype;
        officer people_practitioner%rowtype;
    begin
        select * into c from cases_case where id = which;
        select p.* into asked from people_allocation a join people_practitioner p on p.id = a.practitioner_id
            where a."case" = which and a.role = contributor
              and a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
            order by a.valid_from desc, a.id desc limit 1;
        if wanted_role = 'contributor' then
            if asked.id is not null then
                return next asked;
            end if;
            return;
        end if;
        select o.* into officer from assessments_officer(which) o;
        if wanted_role = 'officer' then
            if officer.id is not null then
                return next officer;
            end if;
            return;
        end if;
        return query select p.* from people_practitioner p join people_organisation o on o.id = p.organisation_id
            where p.role = wanted_role and (p.valid_to is null or p.valid_to >= access_today())
              and (o.valid_to is null or o.valid_to >= access_today())
              and (body = 'council' and p.organisation_id = c.owner_id
                   or body = 'own' and p.organisation_id = asked.organisation_id and o.kind <> 'icb'
                   or body = 'icb' and p.organisation_id = cases_icb_of(c.child_id, access_today()))
            -- The team of the officer or of whoever was asked, then whoever is entered first.
            order by (p.team_id is not null and p.team_id in (officer.team_id, asked.team_id)) desc, p.reference limit 1;
    end $$;

-- Whether anybody who can be written to is entered above a contributor, in this role at this body. For the daily job alone.
create or replace function assessments_somebody_above(which uuid, contributor text, wanted_role text, body text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_viewer() is null and exists (
            select 1 from assessments_told(which, contributor, wanted_role, body) t where t.email <> '');
    end $$;

-- Queues one message of the daily job, once: its identity is what it is about and the day that it belongs to, so a second
-- run adds nothing. A reminder carries a new link to the same task. Answers the message, or nothing.
create or replace function assessments_chase(which_message uuid, which uuid, contributor text, what text, wanted_role text,
                                             body text, about_what text, said text, said_without_link text)
    returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        p people_practitioner%rowtype;
        known access_personallink%rowtype;
        new_link uuid;
    begin
        if access_viewer() is not null or what not in ('advice-reminder', 'advice-escalated', 'advice-nobody-above', 'advice-not-known') then
            raise exception 'this is done by the daily job alone' using errcode = '42501';
        end if;
        if exists (select 1 from letters_message m where m.id = which_message) then
            return null;
        end if;
        select * into c from cases_case where id = which;
        select t.* into p from assessments_told(which, contributor, wanted_role, body) t;
        if p.id is null or p.email = '' then
            return null;
        end if;
        if what = 'advice-reminder' then
            select l.* into known from access_personallink l join access_user u on u.id = l.user_id
                where l."case" = which and l.about = contributor and l.task = 'advice' and u.practitioner_id = p.id
                order by l.made_at desc limit 1;
            if known.id is not null then
                new_link := gen_random_uuid();
                insert into access_personallink (id, user_id, email, child_id, owner_id, "case", task, about, expires_at)
                    values (new_link, known.user_id, p.email, c.child_id, c.owner_id, which, 'advice', contributor, now() + interval '90 days');
            end if;
        end if;
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, purpose, about, recipient, to_name, address,
                                     subject, body, link)
            values (which_message, c.child_id, which, c.owner_id, 'ehc-request-and-stage', what, contributor,
                    case wanted_role when 'contributor' then 'contributor' when 'officer' then 'officer' else wanted_role end,
                    p.name, p.email, about_what,
                    replace(case when what <> 'advice-reminder' or new_link is not null then said else said_without_link end, '[asked]',
                            coalesce((select t.name from assessments_told(which, contributor, 'contributor', '') t), 'nobody by name')),
                    new_link)
            on conflict do nothing;
        return case when found then which_message end;
    end $$;

-- Tells the case officer that a contributor does not know the child, as the contributor answers.
create or replace function assessments_tell_not_known(which_message uuid, which uuid, contributor text, about_what text, said text)
    returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        p people_practitioner%rowtype;
    begin
        select * into c from cases_case where id = which;
        select o.* into p from assessments_officer(which) o;
        if not cases_answers_for(which, contributor) or p.id is null or p.email = '' then
            return null;
        end if;
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, purpose, about, recipient, to_name, address, subject, body)
            values (which_message, c.child_id, which, c.owner_id, 'ehc-request-and-stage', 'advice-not-known', contributor,
                    'officer', p.name, p.email, about_what, said)
            on conflict do nothing;
        return case when found then which_message end;
    end $$;

-- Advice made for another purpose, with its document, that its author, the authority and the family were satisfied to use
-- again (r.6(4)). Casework records it; the advice is not theirs, and its author was not asked for a new one.
create or replace function assessments_use_again(which uuid, words uuid, of_case uuid, whose text, of_kind text, named text, dated date,
        called text, data bytea) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
    begin
        select * into c from cases_case x where x.id = of_case;
        if not found or access_viewer() is null or not letters_casework(c.owner_id, c.child_id, c.id) then
            return false;
        end if;
        insert into people_content (key, child_id, "case", owner_id, kind_of_data, text, file, file_name, sealed)
            values (words, c.child_id, c.id, c.owner_id, of_kind, '', data, called, false);
        insert into assessments_advice (id, child_id, "case", owner_id, kind_of_data, contributor, author, author_name, body, reused,
                                        report_id, sent_at)
            values (which, c.child_id, c.id, c.owner_id, of_kind, whose, access_viewer(), named, '{}', true, words,
                    (dated + time '12:00') at time zone 'Europe/London');
        return true;
    end $$;
