-- What an administrator and whoever keeps an organisation's records may change, beside accounts and roles. Each function
-- finds its viewer in the transaction, as those of functions.sql do, and answers nothing or false where it is refused.

-- The organisations whose sharing and retention the viewer keeps.
create or replace function access_governed() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
            where p.role = 'information-governance' and b.kinds is null;
    end $$;

-- The organisations of whose records the viewer seals and holds.
create or replace function access_kept_records() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
            where p.role in ('la-send-manager', 'information-governance') and b.kinds is null;
    end $$;

-- The organisations for whose disposals the viewer is one of the two who approve.
create or replace function access_reviewed_disposals() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
            where p.role in ('la-send-manager', 'dco', 'dsco', 'information-governance') and b.kinds is null;
    end $$;

-- --- every change is noted by the table itself, whichever function made it; a file or the demo has no viewer ---

create or replace function access_note_account() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$
    declare
        body uuid := (select p.organisation_id from people_practitioner p where p.id = new.practitioner_id);
        happened text;
    begin
        happened := case when tg_op = 'INSERT' then 'added'
                         when new.is_active and not old.is_active then 'reactivated'
                         when old.is_active and not new.is_active then 'deactivated' end;
        if access_viewer() is not null and body is not null and happened is not null then
            insert into access_change (by, what, about_id, organisation_id, details)
                values (access_viewer(), happened, new.id, body, '{}');
        end if;
        return null;
    end $$;
create or replace trigger access_user_is_noted after insert or update of is_active on access_user
    for each row execute function access_note_account();

create or replace function access_note_role() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        if access_viewer() is not null and new.organisation_id is not null then
            insert into access_change (by, what, about_id, organisation_id, details)
                values (access_viewer(), case when tg_op = 'INSERT' then 'role-given' else 'role-ended' end, new.user_id,
                        new.organisation_id, jsonb_build_object('role', new.role, 'from', new.valid_from, 'to', new.valid_to));
        end if;
        return null;
    end $$;
create or replace trigger access_rolegrant_is_noted after insert or update of ended_at, valid_to on access_rolegrant
    for each row execute function access_note_role();

create or replace function access_note_sharing() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        if access_viewer() is not null then
            insert into access_change (by, what, organisation_id, details)
                values (access_viewer(), case when tg_op = 'INSERT' then 'sharing-added' else 'sharing-ended' end, new.owner_id,
                        jsonb_build_object('reader', new.reader_id, 'reader_kind', new.reader_kind, 'purpose', new.purpose,
                                           'from', new.valid_from, 'to', new.valid_to));
        end if;
        return null;
    end $$;
create or replace trigger people_sharingbasis_is_noted after insert or update on people_sharingbasis
    for each row execute function access_note_sharing();

create or replace function access_note_retention() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        if access_viewer() is not null then
            insert into access_change (by, what, organisation_id, details)
                values (access_viewer(), 'retention-set', new.organisation_id,
                        jsonb_build_object('kind', new.kind_of_data, 'years', new.years, 'anchor', new.anchor, 'from', new.valid_from));
        end if;
        return null;
    end $$;
create or replace trigger people_retentionrule_is_noted after insert on people_retentionrule
    for each row execute function access_note_retention();

create or replace trigger access_change_is_added_to_only before update or delete on access_change
    for each row execute function access_refuse();
create or replace trigger access_change_is_not_emptied before truncate on access_change
    for each statement execute function access_refuse();

-- --- signing in ---

-- Whether the viewer may help this person to sign in: somebody else, of an organisation that they administer, whose
-- account is open.
create or replace function access_may_help(who uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_user u join people_practitioner p on p.id = u.practitioner_id
                       where u.id = who and u.id <> access_viewer() and u.is_active
                         and p.organisation_id in (select access_administered()));
    end $$;

-- A link to set a password is about to be made. Where there is no password yet, what earlier links were signed over
-- changes, so that only the newest works.
create or replace function access_link_made(who uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not access_may_help(who) then
            return false;
        end if;
        update access_user u set password = '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
            where u.id = who and (u.password = '' or u.password like '!%');
        insert into access_change (by, what, about_id, organisation_id, details)
            select access_viewer(), 'link-made', who, p.organisation_id, '{}'
            from access_user u join people_practitioner p on p.id = u.practitioner_id where u.id = who;
        return true;
    end $$;

-- Somebody has lost the telephone with their second step, or others may have it. The password goes with it, which signs
-- them out everywhere: whoever holds the telephone must not be able to set up the next one.
create or replace function access_reset_sign_in(who uuid) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not access_may_help(who) then
            return false;
        end if;
        delete from mfa_authenticator a where a.user_id = who;
        update access_user u set password = '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') where u.id = who;
        insert into access_change (by, what, about_id, organisation_id, details)
            select access_viewer(), 'sign-in-reset', who, p.organisation_id, '{}'
            from access_user u join people_practitioner p on p.id = u.practitioner_id where u.id = who;
        return true;
    end $$;

-- Whether they have a second step: a page may not read the secrets of others.
create or replace function access_has_second_step(who uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from mfa_authenticator a where a.user_id = who and a.type = 'totp')
               and exists (select 1 from access_user u join people_practitioner p on p.id = u.practitioner_id
                           where u.id = who and (p.organisation_id in (select access_administered())
                                                 or p.organisation_id in (select access_governed())));
    end $$;

create or replace function access_place_in_team(who uuid, which bigint) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_practitioner p set team_id = which from access_user u
            where u.id = who and u.id <> access_viewer() and p.id = u.practitioner_id
              and p.organisation_id in (select access_administered()) and p.team_id is distinct from which
              and (which is null or exists (select 1 from people_team t where t.id = which and t.organisation_id = p.organisation_id));
        if not found then
            return false;
        end if;
        insert into access_change (by, what, about_id, organisation_id, details)
            select access_viewer(), 'team-set', who, p.organisation_id, jsonb_build_object('team', t.name)
            from access_user u join people_practitioner p on p.id = u.practitioner_id
            left join people_team t on t.id = p.team_id where u.id = who;
        return true;
    end $$;

-- --- sharing and retention, by whoever keeps them for the organisation ---

create or replace function access_add_sharing(body uuid, to_body uuid, to_kind text, why text, law text, which_kinds text[],
                                              first_day date, last_day date default null) returns bigint
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made bigint;
    begin
        if body not in (select access_governed()) or to_body = body or (to_body is null) = (coalesce(to_kind, '') = '')
                or coalesce(trim(why), '') = '' or coalesce(trim(law), '') = '' or coalesce(cardinality(which_kinds), 0) = 0
                or not which_kinds <@ (select array_agg(distinct r.kind::text) from access_rule r)
                or first_day is null or last_day < first_day then
            return null;
        end if;
        -- Pressed twice, it is one agreement: of two, ending one would leave the other open, and nobody would know.
        perform pg_advisory_xact_lock(hashtextextended('access_add_sharing ' || body, 0));
        select s.id into made from people_sharingbasis s
            where s.owner_id = body and s.reader_id is not distinct from to_body and s.reader_kind = coalesce(to_kind, '')
              and s.purpose = trim(why) and s.ground = trim(law) and s.kinds::text[] = which_kinds and s.valid_from = first_day
              and s.valid_to is not distinct from last_day and s.ended_at is null limit 1;
        if found then
            return made;
        end if;
        insert into people_sharingbasis (owner_id, reader_id, reader_kind, purpose, ground, kinds, valid_from, valid_to)
            values (body, to_body, coalesce(to_kind, ''), trim(why), trim(law), which_kinds, first_day, last_day)
            returning id into made;
        return made;
    end $$;

-- At once where no day is given: a basis that began today must not open until midnight.
create or replace function access_end_sharing(which bigint, last_day date default null) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_sharingbasis s
            set valid_to = greatest(s.valid_from, coalesce(last_day, access_today())),
                ended_at = case when last_day is null then now() end, ended_by = access_viewer()
            where s.id = which and s.ended_at is null and s.owner_id in (select access_governed())
              and (s.valid_to is null or s.valid_to >= access_today())
              and (last_day is null or last_day >= greatest(s.valid_from, access_today()));
        return found;
    end $$;

-- A rule from a day on; the one before it ends the day before. Not in the past, where it would say that what was kept
-- should not have been.
create or replace function access_set_retention(body uuid, which_kind text, counted_from text, how_many integer, said_by text,
                                                first_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if body not in (select access_governed()) or first_day < access_today() or how_many not between 1 and 120
                or counted_from not in ('birth', 'last-contact', 'closed')
                or not exists (select 1 from access_rule r where r.kind = which_kind)
                or exists (select 1 from people_retentionrule r where r.organisation_id = body and r.kind_of_data = which_kind
                           and r.valid_from >= first_day) then
            return false;
        end if;
        update people_retentionrule r set valid_to = first_day - 1
            where r.organisation_id = body and r.kind_of_data = which_kind and (r.valid_to is null or r.valid_to >= first_day);
        insert into people_retentionrule (organisation_id, kind_of_data, anchor, years, source, valid_from)
            values (body, which_kind, counted_from, how_many, trim(said_by), first_day);
        return true;
    end $$;

-- --- holds, seals and disposals ---

create or replace function access_place_hold(which uuid, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        -- A removal that is being done holds the child until it is: it comes before this hold, or is refused (access_approve_disposal).
        perform 1 from people_child c where c.id = which and c.owner_id in (select access_kept_records()) for no key update;
        -- Pressed twice, it is one hold: of two, lifting one would not be the end of it.
        perform 1 from people_legalhold h where h.child_id = which and h.reason = trim(why) and h.placed_by = access_viewer()
            and h.lifted_at is null and h.owner_id in (select access_kept_records());
        if found then
            return true;
        end if;
        insert into people_legalhold (child_id, owner_id, reason, placed_at, placed_by)
            select c.id, c.owner_id, trim(why), clock_timestamp(), access_viewer() from people_child c
            where c.id = which and not c.sealed and coalesce(trim(why), '') <> ''
              and c.owner_id in (select access_kept_records());
        return found;
    end $$;

create or replace function access_lift_hold(which bigint, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_legalhold h set lifted_at = now(), lifted_by = access_viewer(), lift_reason = trim(why)
            where h.id = which and h.lifted_at is null and coalesce(trim(why), '') <> ''
              and h.owner_id in (select access_kept_records());
        return found;
    end $$;

-- What is sealed, told to those who may lift it without any name: the reference and the reason are what they need.
create or replace function access_seals()
    returns table (id bigint, whole boolean, reference text, kind text, reason text, sealed_at timestamptz, sealed_by text,
                   own boolean, lifted_at timestamptz, lifted_by text, lift_reason text)
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select s.id, s.child_id is not null, coalesce(c.reference, d.reference)::text, t.kind_of_data::text,
                s.reason::text, s.sealed_at, by.name::text, s.sealed_by = access_viewer(), s.lifted_at, back.name::text, s.lift_reason::text
            from people_seal s
            left join people_child c on c.id = s.child_id
            left join people_content t on t.key = s.content_id
            left join people_child d on d.id = t.child_id
            left join access_user by on by.id = s.sealed_by
            left join access_user back on back.id = s.lifted_by
            where coalesce(c.owner_id, t.owner_id) in (select access_kept_records())
              and (t."case" is null or t."case" not in (select access_hidden_cases()))
            order by s.lifted_at is not null, s.sealed_at desc, s.id desc;
    end $$;

-- By somebody other than whoever sealed it.
create or replace function access_lift_seal(which bigint, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        s people_seal%rowtype;
    begin
        update people_seal x set lifted_at = now(), lifted_by = access_viewer(), lift_reason = trim(why)
            where x.id = which and x.lifted_at is null and x.sealed_by <> access_viewer() and coalesce(trim(why), '') <> ''
              and (exists (select 1 from people_child c where c.id = x.child_id and c.owner_id in (select access_kept_records()))
                   or exists (select 1 from people_content t where t.key = x.content_id and t.owner_id in (select access_kept_records())
                              and (t."case" is null or t."case" not in (select access_hidden_cases()))))
            returning x.* into s;
        if not found then
            return false;
        end if;
        update people_child c set sealed = false where c.id = s.child_id;
        update people_content t set sealed = false where t.key = s.content_id;
        return true;
    end $$;

-- The queue of disposals, for those who approve: what sort of record, never a word of it. Of a sealed child or a
-- confidential case it says nothing.
drop function if exists access_disposals();
create or replace function access_disposals()
    returns table (id uuid, content uuid, child uuid, reference text, kind text, reason text, proposed_by text, proposed_at timestamptz,
                   first_by text, second_by text, done_at timestamptz, held boolean, own boolean,
                   rejected_by text, rejected_at timestamptz, reject_reason text, named_on date, past boolean)
    language plpgsql stable security definer rows 50 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        still_past uuid[] := array(select cases_past_their_time(array(
            select w.content_id from people_disposal w where w.done_at is null and w.rejected_at is null), access_today()));
    begin
        return query select d.id, d.content_id, d.child_id, c.reference::text, t.kind_of_data::text, d.reason::text, p.name::text, d.proposed_at,
                one.name::text, two.name::text, d.done_at,
                exists (select 1 from people_legalhold h where h.child_id = d.child_id and h.lifted_at is null),
                access_viewer() in (d.proposed_by, coalesce(d.first_approved_by, d.proposed_by)),
                no.name::text, d.rejected_at, d.reject_reason::text,
                -- Of which day it is, so that two of one kind and child are told apart.
                (select max(e."on") from cases_event e where e.case_id = t."case" and position(t.key::text in e.fields::text) > 0),
                t.key = any (still_past)
            from people_disposal d
            join people_content t on t.key = d.content_id
            left join people_child c on c.id = d.child_id
            left join access_user p on p.id = d.proposed_by
            left join access_user one on one.id = d.first_approved_by
            left join access_user two on two.id = d.second_approved_by
            left join access_user no on no.id = d.rejected_by
            where d.owner_id in (select access_reviewed_disposals())
              and (d.child_id is null or not c.sealed)
              and (t."case" is null or t."case" not in (select access_hidden_cases()))
            order by coalesce(d.done_at, d.rejected_at) desc nulls first, d.proposed_at, d.id limit 200;
    end $$;

create or replace function access_reject_disposal(which uuid, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_disposal d set rejected_by = access_viewer(), rejected_at = now(), reject_reason = trim(why)
            where d.id = which and d.done_at is null and d.rejected_at is null and coalesce(trim(why), '') <> ''
              and d.owner_id in (select access_reviewed_disposals());
        return found;
    end $$;
