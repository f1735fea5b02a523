-- What the queue's worker and somebody who is not signed in need of messages.

-- A message that still has to be sent, locked until the transaction ends; nothing once it has gone.
create or replace function letters_take(which uuid)
    returns table (address text, subject text, body text, secret text, link uuid)
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select m.address::text, m.subject::text, m.body, m.secret::text, m.link
            from letters_message m where m.id = which and m.state in ('queued', 'failed') and m.address <> '' for update;
    end $$;

create or replace function letters_sent(which uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update letters_message set state = 'sent', sent_at = now(), secret = '', fault = ''
          where id = which and state in ('queued', 'failed') $$;

create or replace function letters_failed(which uuid, what text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update letters_message set state = 'failed', fault = left(what, 200)
          where id = which and state in ('queued', 'failed') $$;

-- A one-time code to somebody who is not signed in: to the address that is already written, and to no other.
create or replace function letters_queue_code(which uuid, to_address text, about_what text, words text, code text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ insert into letters_message (id, purpose, recipient, to_name, address, subject, body, secret, kind_of_data)
          values (which, 'one-time-code', 'code', '', to_address, about_what, words, code, 'messages-to-family') $$;

-- How many messages could not be sent, for whoever looks after the service: no names, no addresses.
create or replace function letters_failures() returns table (id uuid, purpose text, queued_at timestamptz, fault text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        if exists (select 1 from access_profiles() p where p.role in ('system-administrator', 'la-send-manager')) then
            return query select m.id, m.purpose::text, m.queued_at, m.fault::text from letters_message m
                where m.state = 'failed' order by m.queued_at;
        end if;
    end $$;
