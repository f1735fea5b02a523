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
                or new.sent_at is distinct from old.sent_at or new.answers is distinct from old.answers) then
            raise exception 'what was received, and when, is written once' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger assessments_request_receipt before update on assessments_request
    for each row execute function assessments_keep_receipt();

-- Somebody without an account reaches their own request by what stands in its address, and nothing else.
create or replace function assessments_begin(which uuid, ref text, asked text, hash text) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        insert into assessments_request (id, reference, owner_id, asked_by, secret_hash)
            select which, ref, o.id, asked, hash from people_organisation o
            where o.kind = 'local-authority' and o.valid_to is null order by o.code limit 1;
    end $$;

create or replace function assessments_mine(hash text)
    returns table (id uuid, reference text, asked_by text, answers jsonb, saved_at timestamptz, sent_at timestamptz, received_on date)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select r.id, r.reference::text, r.asked_by::text, r.answers, r.saved_at, r.sent_at, r.received_on
            from assessments_request r where r.secret_hash = hash and hash <> '';
    end $$;

create or replace function assessments_save(hash text, what jsonb) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update assessments_request set answers = answers || what, saved_at = clock_timestamp()
            where secret_hash = hash and hash <> '' and sent_at is null;
        return found;
    end $$;

-- Sends it: received on the civil day in London on which it came, in any form, weekends included.
create or replace function assessments_send(hash text) returns date
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        day date;
    begin
        update assessments_request set sent_at = clock_timestamp(),
                received_on = (clock_timestamp() at time zone 'Europe/London')::date
            where secret_hash = hash and hash <> '' and sent_at is null;
        select received_on into day from assessments_request where secret_hash = hash and hash <> '';
        return day;
    end $$;

create or replace function assessments_attach(hash text, what_it_is text, named text, bytes bytea) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        r assessments_request%rowtype;
        made uuid := gen_random_uuid();
    begin
        select * into r from assessments_request where secret_hash = hash and hash <> '' and sent_at is null;
        if not found or (select count(*) from assessments_requestfile f where f.request_id = r.id) >= 20 then
            return null;
        end if;
        insert into people_content (key, owner_id, kind_of_data, text, file, file_name)
            values (gen_random_uuid(), r.owner_id, 'ehc-request-and-stage', '', bytes, named) returning key into made;
        insert into assessments_requestfile (id, request_id, owner_id, content_id, what)
            values (gen_random_uuid(), r.id, r.owner_id, made, what_it_is);
        update assessments_request set saved_at = clock_timestamp() where id = r.id;
        return made;
    end $$;

create or replace function assessments_attached(hash text) returns table (id uuid, what text, file_name text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select f.id, f.what::text, c.file_name::text from assessments_requestfile f
            join assessments_request r on r.id = f.request_id join people_content c on c.key = f.content_id
            where r.secret_hash = hash and hash <> '' order by c.file_name;
    end $$;

create or replace function assessments_detach(hash text, which uuid) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        delete from assessments_requestfile f using assessments_request r
            where f.id = which and r.id = f.request_id and r.secret_hash = hash and hash <> '' and r.sent_at is null;
    end $$;
