-- What pages and somebody who is not signed in need of messages. The queue's worker sends them as the system's role, and needs none.

drop function if exists letters_take(uuid);
drop function if exists letters_sent(uuid);
drop function if exists letters_failed(uuid, text);
drop function if exists letters_by_the_worker();

-- A one-time code to somebody who is not signed in: to the address of the open link that it was just set for, and to no other.
drop function if exists letters_queue_code(uuid, text, text, text, text);
create or replace function letters_queue_code(which uuid, to_link uuid, about_what text, words text, code text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ insert into letters_message (id, purpose, recipient, to_name, address, subject, body, secret, kind_of_data)
          select which, 'one-time-code', 'code', '', l.email, about_what, words, code, 'messages-to-family'
          from access_personallink l where l.id = to_link and l.ended_at is null and l.expires_at > now()
            and l.code_hash = encode(sha256(convert_to(to_link::text || ':' || code, 'UTF8')), 'hex') $$;

-- Whether a copy of a letter was addressed to the viewer.
create or replace function letters_addressed(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from letters_message m where m.letter_id = which and m.to_user = access_viewer());
    end $$;

-- Letters about a child that are written to others than the family.
create or replace function letters_to_others(template text) returns boolean
    language sql immutable parallel safe
    as $$ select template in ('decided-to-amend', 'setting-consulted', 'authority-consulted', 'final-plan-copy') $$;

-- Whether the viewer reads a letter as the family alone, and it was written to somebody else.
create or replace function letters_not_for_the_family(which uuid, template text, of_child uuid, of_kind text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return letters_to_others(template) and (of_child, of_kind) in (select g.child, g.kind from access_by_family('read') g) and not letters_addressed(which);
    end $$;

-- The words of a letter lie in the content store. Whoever may not read a letter that tells of a plan must not open them there.
create or replace function letters_opens(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return not exists (
            select 1 from letters_letter l
            where l.content_id = which and (l.encloses_id is not null or l.kind_of_data = 'drafts-and-final-plan')
              and l.owner_id not in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
              and l.child_id not in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
              and not letters_addressed(l.id))
            and not exists (
            select 1 from letters_letter l where l.content_id = which and letters_not_for_the_family(l.id, l.template, l.child_id, l.kind_of_data));
    end $$;
drop policy if exists letters_words_of_a_plan on people_content;
create policy letters_words_of_a_plan on people_content as restrictive for select to goldenthread_app
    using (kind_of_data not in ('messages-to-family', 'ehc-request-and-stage', 'drafts-and-final-plan') or letters_opens(key));

-- Whether the viewer does the casework of a child, or a job of the system does.
create or replace function letters_casework(of_owner uuid, of_child uuid, of_case uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return not cases_asked_by_a_page()
            or ((of_owner in (select g.owner from access_by_owner('write', 'ehc-request-and-stage') g)
                 or (of_child, of_owner) in (select g.child, g.owner from access_by_child('write', 'ehc-request-and-stage') g))
                and of_child not in (select access_sealed())
                and (of_case is null or of_case not in (select access_hidden_cases())));
    end $$;

-- Keeps a letter. Whoever does the casework of a case writes its letters, of whichever kind their readers need: those
-- who lead it decide, and write no messages otherwise.
-- What it encloses is a document of the same case.
drop function if exists letters_keep(uuid, uuid, uuid, uuid, uuid, text, text, text, text);
create or replace function letters_keep(which uuid, words_key uuid, of_child uuid, of_case uuid, of_owner uuid, of_kind text,
        from_template text, called text, words text, with_document uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not letters_casework(of_owner, of_child, of_case)
                or of_kind not in ('messages-to-family', 'ehc-request-and-stage', 'drafts-and-final-plan')
                or not exists (select 1 from cases_case c where c.id = of_case and c.child_id = of_child and c.owner_id = of_owner)
                or with_document is not null and not exists (select 1 from people_content d where d.key = with_document and d."case" = of_case) then
            return false;
        end if;
        insert into people_content (key, child_id, "case", owner_id, kind_of_data, text, file_name, sealed)
            values (words_key, of_child, of_case, of_owner, of_kind, words, '', false);
        insert into letters_letter (id, child_id, "case", owner_id, kind_of_data, template, title, content_id, encloses_id, made_by)
            values (which, of_child, of_case, of_owner, of_kind, from_template, called, words_key, with_document,
                    coalesce(access_viewer(), '00000000-0000-0000-0000-000000000000'));
        return true;
    end $$;

-- Lays a copy of a letter in the queue, or in the tray to post. Who sends it does the casework.
create or replace function letters_lay(which uuid, of_letter uuid, what_for text, about_what text, to_kind text, named text,
        to_address text, envelope text, about_subject text, words text, to_link uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        l letters_letter%rowtype;
    begin
        select * into l from letters_letter x where x.id = of_letter;
        if not found or not letters_casework(l.owner_id, l.child_id, l."case") then
            return false;
        end if;
        insert into letters_message (id, child_id, "case", owner_id, kind_of_data, letter_id, purpose, about, recipient, to_name,
                                     address, to_user, post_to, subject, body, link, queued_by, state)
            values (which, l.child_id, l."case", l.owner_id, l.kind_of_data, l.id, what_for, about_what, to_kind, named, to_address,
                    (select min(u.id::text)::uuid from access_user u where to_address <> '' and lower(u.email) = lower(to_address) having count(*) = 1), envelope, about_subject, words, to_link, access_viewer(), case when to_address = '' then 'to-post' else 'queued' end);
        return true;
    end $$;

-- A letter of the tray was posted on a day; or it is posted in place of a message that did not arrive. True once.
create or replace function letters_posted(which uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        update letters_message m set state = 'sent', sent_at = now(), posted = true, secret = '', fault = ''
            where m.id = which and m.state in ('to-post', 'failed') and m.letter_id is not null
              and letters_casework(m.owner_id, m.child_id, m."case");
        return found;
    end $$;

-- The jobs of the queue whose last run in the past week failed, with the hour; whether each is tried again by itself. A message
-- that could not be sent is told of by the function after this one.
create or replace function letters_failed_jobs() returns table (task text, failed_at timestamptz, tried_again boolean)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if exists (select 1 from access_profiles() p where p.role in ('system-administrator', 'la-send-manager')) then
            return query select l.task_name, l.at, l.type = 'deferred_for_retry'
                from (select distinct on (j.task_name) j.task_name::text, e.at, e.type
                      from procrastinate_events e join procrastinate_jobs j on j.id = e.job_id
                      where e.at > now() - interval '7 days' and e.type in ('succeeded', 'failed', 'deferred_for_retry') and j.task_name <> 'letters.send'
                      order by j.task_name, e.at desc, e.id desc) l
                where l.type <> 'succeeded' order by l.at desc;
        end if;
    end $$;

-- The messages that could not be sent, or that nothing has taken for an hour, for whoever looks after the service: no names,
-- no addresses.
create or replace function letters_failures() returns table (id uuid, purpose text, queued_at timestamptz, fault text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if exists (select 1 from access_profiles() p where p.role in ('system-administrator', 'la-send-manager')) then
            return query select m.id, m.purpose::text, m.queued_at,
                    case m.state when 'failed' then m.fault::text else 'It waits in the queue, and nothing has taken it' end
                from letters_message m
                where m.state = 'failed' or m.state = 'queued' and m.queued_at < now() - interval '1 hour'
                order by m.queued_at;
        end if;
    end $$;
