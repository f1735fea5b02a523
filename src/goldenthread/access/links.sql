-- Personal links: one task of one child, for somebody who need not have an account.

-- The organisations for which the viewer holds one of these roles. A policy asks for this set, once a question.
create or replace function access_bodies(roles text[]) returns setof uuid
    language plpgsql stable security definer rows 2 set search_path = public, pg_temp
    as $$ begin
        return query select p.organisation from access_profiles() p where access_link_child() is null and p.role = any (roles) and p.organisation is not null;
    end $$;

-- Whether one organisation is among them: for tables that hold nothing of a child.
create or replace function access_holds(roles text[], body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_bodies(roles) b where b = body);
    end $$;

-- The link that an address names, while it is open: what its page may say before any code. Nothing personal.
drop function if exists access_link_by_secret(text);
create or replace function access_link_by_secret(hash text) returns table (id uuid, masked text, owner uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select l.id, left(l.email, 1) || '***@' || split_part(l.email, '@', 2), l.owner_id from access_personallink l
            where l.secret_hash = hash and hash <> '' and l.ended_at is null and l.expires_at > now() and l.wrong_codes < 10;
    end $$;

-- Sets a new code for a link; not more than one in twenty seconds, and eight in a day. Answers whether it was set.
drop function if exists access_link_code(uuid, text);
create or replace function access_link_code(which uuid, hash text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        midnight timestamptz := date_trunc('day', now(), 'Europe/London');
    begin
        update access_personallink l set code_hash = hash, code_sent_at = now(),
                codes_sent = case when l.code_sent_at >= midnight then l.codes_sent + 1 else 1 end
            where l.id = which and l.ended_at is null and l.expires_at > now() and l.wrong_codes < 10
              and (l.code_sent_at is null or l.code_sent_at < now() - interval '20 seconds')
              and (l.code_sent_at is null or l.code_sent_at < midnight or l.codes_sent < 8);
        return found;
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
        update access_personallink l set wrong_codes = l.wrong_codes + 1, ended_at = case when l.wrong_codes >= 9 then now() end
            where l.id = which and l.ended_at is null;
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

-- A task that is done ends every link to it: those of reminders too. A setting answers once, whoever of it was asked.
create or replace function access_link_end(which uuid) returns void
    language sql volatile security definer set search_path = public, pg_temp
    as $$ update access_personallink l set ended_at = now() from access_personallink done
          where done.id = which and l."case" = done."case" and l.task = done.task and l.about = done.about
            and (l.user_id = done.user_id or l.task = 'consultation') and l.ended_at is null $$;

-- Whoever has no place on a case any more has no link to its task either.
create or replace function access_end_links_of_place() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        if tg_op = 'UPDATE' and (new.valid_to is null or new.valid_to > access_today()) then
            return null;
        end if;
        update access_personallink l set ended_at = now() from access_user u
            where u.id = l.user_id and u.practitioner_id = old.practitioner_id and l.child_id = old.child_id
              and (old."case" is null or l."case" = old."case") and l.task = 'advice' and l.about = old.role and l.ended_at is null
              and not exists (select 1 from people_allocation a
                              where a.practitioner_id = old.practitioner_id and a.child_id = old.child_id and a.role = old.role
                                and (a."case" is null or a."case" = l."case") and (a.valid_to is null or a.valid_to > access_today()));
        return null;
    end $$;
create or replace trigger access_links_end_with_the_place after update or delete on people_allocation
    for each row execute function access_end_links_of_place();

-- Given by the worker as the message that carries the link leaves; again, where it did not arrive and is sent anew.
create or replace function access_link_secret(which uuid, hash text) returns void
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform access_for_jobs_alone();
        update access_personallink set secret_hash = hash where id = which and ended_at is null;
    end $$;

-- A link is for somebody who is asked by link, and opens by a code to their own address in the directory. Its maker knows
-- no secret of it.
create or replace function access_link_fits(of_user uuid, address text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_user u join people_practitioner p on p.id = u.practitioner_id
                       where u.id = of_user and address <> '' and lower(p.email) = lower(address)
                         and p.role in ('educational-psychologist', 'health-practitioner', 'health-visitor', 'social-worker',
                                        'setting-senco', 'dco', 'dsco'));
    end $$;
drop policy if exists access_link_to_its_own_person on access_personallink;
create policy access_link_to_its_own_person on access_personallink as restrictive for insert to goldenthread_app
    with check (access_link_fits(user_id, email) and secret_hash = '' and code_hash = '' and code_sent_at is null
                and wrong_codes = 0 and ended_at is null);

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
                on conflict do nothing returning id into found_user;
            if found then
                insert into access_rolegrant (user_id, role, organisation_id, valid_from)
                    values (found_user, p.role, p.organisation_id, access_today());
            else
                -- Somebody else asked them in the same moment, and was first.
                select u.id into strict found_user from access_user u where u.practitioner_id = who;
            end if;
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
        -- The code that opens a child's task goes to this address, so it must be the body's and nobody else's.
        if exists (select 1 from access_user u where lower(u.email) = lower(address))
                or exists (select 1 from people_practitioner p where lower(p.email) = lower(address)) then
            raise exception 'Somebody with this address is known already. Search for them by name' using errcode = '22023';
        end if;
        if exists (select 1 from people_practitioner p where p.organisation_id = body and p.email <> '' and p.reference not like 'ASKED-%') then
            if not exists (select 1 from people_practitioner p where p.organisation_id = body and p.reference not like 'ASKED-%'
                           and lower(split_part(p.email, '@', 2)) = lower(split_part(address, '@', 2))) then
                raise exception 'Nobody at this organisation has an address of that kind. Check it with them; an administrator can add an address of another kind'
                    using errcode = '22023';
            end if;
        elsif exists (select 1 from access_profiles() a join people_practitioner p on p.organisation_id = a.organisation
                      where a.organisation <> body and lower(split_part(p.email, '@', 2)) = lower(split_part(address, '@', 2))) then
            raise exception 'This is an address of your own organisation, not of theirs' using errcode = '22023';
        end if;
        insert into people_practitioner (id, reference, name, email, organisation_id, role)
            values (made, 'ASKED-' || replace(made::text, '-', ''), full_name, address, body, their_role);
        return made;
    end $$;
