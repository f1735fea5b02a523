-- Personal links: one task of one child, for somebody who need not have an account.

-- Whether the viewer holds one of these roles for this organisation: for tables that hold nothing of a child.
create or replace function access_holds(roles text[], body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null
            and exists (select 1 from access_profiles() p where p.role = any (roles) and p.organisation = body);
    end $$;

-- The link that an address names, while it is open: what its page may say before any code. Nothing personal.
create or replace function access_link_by_secret(hash text) returns table (id uuid, masked text)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select l.id, left(l.email, 1) || '***@' || split_part(l.email, '@', 2) from access_personallink l
            where l.secret_hash = hash and hash <> '' and l.ended_at is null and l.expires_at > now();
    end $$;

-- Sets a new code for a link and answers where it may be sent; not more than one a minute, and eight a day.
create or replace function access_link_code(which uuid, hash text) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        to_address text;
    begin
        update access_personallink l set code_hash = hash, code_sent_at = now()
            where l.id = which and l.ended_at is null and l.expires_at > now() and l.wrong_codes < 10
              and (l.code_sent_at is null or l.code_sent_at < now() - interval '20 seconds')
            returning l.email into to_address;
        return to_address;
    end $$;

-- Whether the code opens the link. A code lives a quarter of an hour and opens once; ten wrong ones end the link.
create or replace function access_link_open(which uuid, hash text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update access_personallink l set code_hash = '' where l.id = which and l.code_hash = hash and hash <> ''
            and l.ended_at is null and l.expires_at > now() and l.code_sent_at > now() - interval '15 minutes'
            and l.wrong_codes < 10;
        if found then
            return true;
        end if;
        update access_personallink l set wrong_codes = l.wrong_codes + 1 where l.id = which;
        return false;
    end $$;

-- The link of a session, while it is open.
drop function if exists access_link(uuid);
create or replace function access_link(which uuid)
    returns table ("user" uuid, child uuid, "case" uuid, owner uuid, task text, about text, expires_at timestamptz)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select l.user_id, l.child_id, l."case", l.owner_id, l.task::text, l.about::text, l.expires_at
            from access_personallink l where l.id = which and l.ended_at is null and l.expires_at > now();
    end $$;

create or replace function access_link_end(which uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update access_personallink set ended_at = now() where id = which and ended_at is null $$;

-- Given once, when the message that carries the link leaves.
create or replace function access_link_secret(which uuid, hash text) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update access_personallink set secret_hash = hash where id = which and secret_hash = '' $$;

-- The sign-in of a person who is asked by link: their own, or one without a password. Only casework asks, and only
-- people who answer for their own service can be asked.
create or replace function access_link_user(who uuid) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        found_user uuid;
        p people_practitioner%rowtype;
    begin
        if not exists (select 1 from access_profiles() a where a.role in ('la-send-caseworker', 'la-send-manager')) then
            raise exception 'only casework asks people by personal link' using errcode = '42501';
        end if;
        select * into p from people_practitioner where id = who;
        if p.role not in ('educational-psychologist', 'health-practitioner', 'health-visitor', 'social-worker',
                          'setting-senco', 'dco', 'dsco') then
            raise exception 'this role is not asked by personal link' using errcode = '42501';
        end if;
        select u.id into found_user from access_user u where u.practitioner_id = who;
        if found_user is null then
            insert into access_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined, practitioner_id)
                values (gen_random_uuid(), '!', false, who || '@link.invalid', p.name, true, false, now(), who)
                returning id into found_user;
            insert into access_rolegrant (user_id, role, organisation_id, valid_from)
                values (found_user, p.role, p.organisation_id, access_today());
        end if;
        return found_user;
    end $$;

-- Somebody whom casework asks and whom the directory does not hold yet.
create or replace function access_add_contributor(full_name text, address text, their_role text, body uuid) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made uuid := gen_random_uuid();
    begin
        if not exists (select 1 from access_profiles() a where a.role in ('la-send-caseworker', 'la-send-manager')) then
            raise exception 'only casework adds people to ask' using errcode = '42501';
        end if;
        if their_role not in ('educational-psychologist', 'health-practitioner', 'social-worker', 'setting-senco') then
            raise exception 'this role is not asked by personal link' using errcode = '42501';
        end if;
        insert into people_practitioner (id, reference, name, email, organisation_id, role)
            values (made, 'ASKED-' || replace(made::text, '-', ''), full_name, address, body, their_role);
        return made;
    end $$;
