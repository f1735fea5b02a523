-- Who the viewer is, and what the agreement gives them. Every policy asks these functions, once a query.
-- They belong to the system role, because the tables they read are themselves protected. They are in plpgsql, which
-- keeps its plans for the session: planned anew for each page, they cost more than what they guard.

-- Before a kind could be named; the policies that used them are made again below.
drop function if exists access_by_owner(text) cascade;
drop function if exists access_by_child(text) cascade;
drop function if exists access_by_family(text) cascade;
-- Before it said for which colleague.
do $$ begin
    if (select 'covering' = any (proargnames) from pg_proc where proname = 'access_allocated') then
        drop function access_allocated(uuid);
    end if;
end $$;

-- Loads the trigram library, whose settings are unknown until it is first used.
select show_limit();

create or replace function access_viewer() returns uuid
    language sql stable parallel safe
    as $$ select nullif(current_setting('app.viewer', true), '')::uuid $$;

-- Said at the head of what the queue's worker and commands ask, of which the pages' role has none either (see `JOBS` in access/rls.py).
create or replace function access_for_jobs_alone() returns void
    language plpgsql stable
    as $$ begin
        if access_viewer() is not null then
            raise exception 'this is for a job alone' using errcode = '42501';
        end if;
    end $$;

-- The one child of a personal link; null for everybody else. It narrows what a viewer holds and never widens it.
create or replace function access_link_child() returns uuid
    language sql stable parallel safe
    as $$ select nullif(current_setting('app.link_child', true), '')::uuid $$;

create or replace function access_today() returns date
    language sql stable parallel safe
    as $$ select (now() at time zone 'Europe/London')::date $$;

-- The council of this area: whose Local Offer it is, and to which anybody makes a request.
create or replace function access_council() returns uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select o.id from people_organisation o where o.kind = 'local-authority' and o.valid_to is null order by o.code limit 1 $$;

-- The first day of a young person's own education rights. Compulsory school age ends at the end of the school leaving date, which is the last
-- Friday in June of the school year of the 16th birthday, so that it is the Saturday (Education Act 1996 s.8(3); Children and Families Act 2014 s.83(2)).
create or replace function access_rights_pass_on(born date) returns date
    language sql immutable parallel safe
    as $$ select last_of_june - ((extract(isodow from last_of_june)::int - 5 + 7) % 7) + 1
          from (select make_date(extract(year from born)::int + 16
                                 + case when extract(month from born) >= 9 then 1 else 0 end, 6, 30)) d(last_of_june) $$;

create or replace function access_allows(granted text, level text) returns boolean
    language sql immutable parallel safe
    as $$ select case level when 'status' then granted in ('S', 'R', 'RW')
                            when 'read' then granted in ('R', 'RW')
                            when 'write' then granted in ('RW') else false end $$;

-- The roles that the viewer holds today.
create or replace function access_profiles()
    returns table (role text, organisation uuid, practitioner uuid, person uuid, child uuid)
    language plpgsql stable security definer rows 2 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        me uuid := access_viewer();
        today date := access_today();
    begin
        return query select g.role::text, g.organisation_id, u.practitioner_id, u.person_id, u.child_id
              from access_user u join access_rolegrant g on g.user_id = u.id
              where u.id = me and u.is_active and g.ended_at is null
                and g.valid_from <= today and (g.valid_to is null or g.valid_to >= today);
        -- A parent becomes the parent of a young person by the day alone, when the rights pass: nobody need think of giving them another role, and
        -- what the young person agrees to is then open to them.
        return query select 'parent-of-young-person', null::uuid, u.practitioner_id, u.person_id, u.child_id
              from access_user u
              where u.id = me and u.is_active and u.person_id is not null
                and exists (select 1 from access_rolegrant g where g.user_id = me and g.role = 'parent' and g.ended_at is null
                            and g.valid_from <= today and (g.valid_to is null or g.valid_to >= today))
                and not exists (select 1 from access_rolegrant g where g.user_id = me and g.role = 'parent-of-young-person' and g.ended_at is null
                                and g.valid_from <= today and (g.valid_to is null or g.valid_to >= today))
                and exists (select 1 from people_relationship r join people_child c on c.id = r.child_id
                            where r.person_id = u.person_id and (r.parental_responsibility or r.has_care) and r.valid_from <= today
                              and (r.valid_to is null or r.valid_to >= today) and access_rights_pass_on(c.date_of_birth) <= today);
    end $$;

-- Whose records a body may read: its own, those of bodies that merged into it, and those shared with it.
-- Empty kinds mean every kind.
create or replace function access_bases(body uuid) returns table (owner uuid, kinds text[])
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        -- Asked for once: of every school in turn it took longer than all else here.
        today date := access_today();
    begin
        return query with recursive line(id) as (
                  select body
                  union
                  select o.id from people_organisation o join line on o.successor_id = line.id
                  where o.successor_id is not null and o.valid_to < today)
              select id, null::text[] from line where id is not null
              union all
              select s.owner_id, s.kinds::text[] from people_sharingbasis s
              where s.ended_at is null
                and s.valid_from <= today and (s.valid_to is null or s.valid_to >= today)
                and (s.reader_id in (select id from line)
                     or s.reader_kind <> '' and s.reader_kind = (select o.kind from people_organisation o where o.id = body));
    end $$;

-- The children for whom a practitioner answers, for themselves or for a colleague who is away: then `covered` is the colleague.
create or replace function access_allocated(who uuid)
    returns table (child uuid, "case" uuid, part text, covered uuid)
    language plpgsql stable strict security definer rows 100 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select a.child_id, a."case", a.role::text, nullif(a.practitioner_id, who)
              from people_allocation a
              where a.valid_from <= access_today() and (a.valid_to is null or a.valid_to >= access_today())
                -- One list, so that the index of practitioners serves: an "or" would read every allocation.
                and a.practitioner_id = any (array(
                    select who
                    union all
                    select c.practitioner_id from people_cover c
                    where c.covered_by_id = who and c.valid_from <= access_today()
                      and (c.valid_to is null or c.valid_to >= access_today())))
              order by a.id;
    end $$;

-- The children whose families complained to a body, or to another body about it too. plpgsql, because families lie in an outer layer.
create or replace function access_complained(body uuid) returns table (child uuid)
    language plpgsql stable strict security definer rows 20 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    declare
        ours uuid[] := array(select b.owner from access_bases(body) b where b.kinds is null);
    begin
        return query select c.child_id from families_complaint c where c.owner_id = any (ours)
                     union select c.child_id from families_complaint c where c.with_body_id = any (ours);
    end $$;

-- The children on roll at a setting, or at one that became part of it.
create or replace function access_connected(body uuid) returns table (child uuid)
    language plpgsql stable strict security definer rows 100 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select n.child_id from people_connection n
              where n.kind = 'attends' and n.organisation_id in (select owner from access_bases(body) where kinds is null)
                and n.valid_from <= access_today() and (n.valid_to is null or n.valid_to >= access_today());
    end $$;

-- The children of whom somebody of a family may learn nothing, because of an order or a risk. A bar binds from the moment at
-- which it is recorded, whatever its first day says, and until two people have ended it.
create or replace function access_barred(who uuid) returns table (child uuid)
    language plpgsql stable strict security definer rows 1 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select b.child_id from people_bar b
              where b.person_id = who and b.ended_at is null and (b.valid_to is null or b.valid_to >= access_today());
    end $$;

-- Whether what is addressed to this name may be meant for this person: their surname and forename are in it, or its first letter stands for the
-- forename; whatever its case, accents and title, and beside another name too. Where it may be, it is: a letter that is held back is sent later.
create or replace function access_named_alike(named text, forename text, surname text) returns boolean
    language sql immutable parallel safe
    as $$ select f <> '' and l <> '' and string_to_array(l, ' ') <@ w
                 and (string_to_array(f, ' ') <@ w or left(f, 1) = any (w) or split_part(f, ' ', 1) = any (w))
          from (select regexp_split_to_array(people_sort_key(coalesce(named, ''), ''), '[^[:alnum:]''’]+') as w,
                       trim(regexp_replace(people_sort_key(coalesce(forename, ''), ''), '[^[:alnum:]''’]+', ' ', 'g')) as f,
                       trim(regexp_replace(people_sort_key(coalesce(surname, ''), ''), '[^[:alnum:]''’]+', ' ', 'g')) as l) n $$;

-- The keys of what a child asked to have kept from this parent: from the moment of asking until the newest decision says that it is
-- shown. plpgsql, because families lie in an outer layer. Nobody else is asked more than their roles.
create or replace function access_withheld() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        if not access_plays('{parent, parent-of-young-person}') then
            return;
        end if;
        return query select unnest(w.pieces) from families_withheld w
            where exists (select 1 from access_profiles() p join people_relationship r on r.person_id = p.person
                          where p.role in ('parent', 'parent-of-young-person') and r.child_id = w.child_id
                            and (w.person_id is null or w.person_id = p.person))
              and coalesce((select d.withhold from families_withhelddecision d where d.withheld_id = w.id
                            order by d.at desc, d.id limit 1), true);
    end $$;

-- The same for one parent by name, for what is sent: whoever asks is the queue's worker.
create or replace function access_withheld_from(who uuid) returns setof uuid
    language plpgsql stable strict security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select unnest(w.pieces) from families_withheld w
            join people_relationship r on r.person_id = who and r.child_id = w.child_id
            where (w.person_id is null or w.person_id = who)
              and coalesce((select d.withhold from families_withhelddecision d where d.withheld_id = w.id
                            order by d.at desc, d.id limit 1), true);
    end $$;

-- Parents in education law: responsibility or care, whichever they have (Education Act 1996 s.576). Whoever is barred stays a parent in
-- law and reaches nothing of the child.
create or replace function access_parented(who uuid) returns table (child uuid, rights_passed boolean)
    language plpgsql stable strict security definer rows 3 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select r.child_id, coalesce(access_rights_pass_on(c.date_of_birth) <= access_today(), false)
              from people_relationship r join people_child c on c.id = r.child_id
              where r.person_id = who and (r.parental_responsibility or r.has_care)
                and r.valid_from <= access_today() and (r.valid_to is null or r.valid_to >= access_today())
                and r.child_id not in (select b.child from access_barred(who) b);
    end $$;

create or replace function access_consents(to_person uuid, to_body uuid) returns table (child uuid, kinds text[])
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.child_id, c.kinds::text[] from people_consent c
              where (c.person_id = to_person or c.organisation_id = to_body) and c.withdrawn_at is null
                and c.valid_from <= access_today() and (c.valid_to is null or c.valid_to >= access_today());
    end $$;

-- What a viewer holds is reckoned once a transaction and kept in a setting of it, signed with a secret that only the
-- system role reads, so that a page can neither invent a grant nor use one of another viewer or transaction. Whoever becomes
-- the viewer anew, in one transaction, sets `app.since`, and all is reckoned anew.
create table if not exists access_secret (secret text not null);
insert into access_secret select gen_random_uuid()::text || gen_random_uuid()::text
    where not exists (select 1 from access_secret);

-- As they were before they kept any text.
drop function if exists access_kept(text);
drop function if exists access_keep(text, jsonb);

create or replace function access_mark(name text, body text) returns text
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        -- Of settings that hold any text only the hash: with a stroke in it, one could be read as the name and body of another. The moment
        -- as a number, which no zone or style that a statement chooses can make into another.
        return (select md5(concat_ws('|', s.secret, pg_backend_pid(), extract(epoch from now()), md5(concat_ws('|', current_setting('app.viewer', true),
                                  current_setting('app.link_child', true), current_setting('app.since', true))), name, body))
                from access_secret s);
    end $$;

create or replace function access_kept(name text) returns text
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
    declare
        kept text := current_setting('app.kept_' || name, true);
    begin
        if kept <> '' and left(kept, 32) = access_mark(name, substr(kept, 33)) then
            return substr(kept, 33);
        end if;
        return null;
    end $$;

create or replace function access_keep(name text, value text) returns text
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        perform set_config('app.kept_' || name, access_mark(name, value) || value, true);
        return value;
    end $$;

-- Whether the viewer holds one of these roles today, for whichever body.
create or replace function access_plays(roles text[]) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
    declare
        kept text := access_kept('roles');
    begin
        if kept is null then
            kept := access_keep('roles', (select coalesce(array_agg(p.role), '{}')::text from access_profiles() p));
        end if;
        return kept::text[] && roles;
    end $$;

-- Records opened by the organisation that owns them.
create or replace function access_reckon_owner() returns jsonb
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return (
            -- Materialized, or a body's bases are looked for once for each rule.
            with reached as materialized (
                select p.role, b.owner, b.kinds from access_profiles() p cross join lateral access_bases(p.organisation) b)
            select coalesce(jsonb_agg(jsonb_build_array(b.owner, r.kind, r."right")), '[]')
            from reached b
            join access_rule r on r.role = b.role and r.scope = 'organisation' and not r.starred
            where access_link_child() is null
              and r."right" in ('S', 'R', 'RW') and (b.kinds is null or r.kind = any (b.kinds)));
    end $$;

-- Records opened by the child and the organisation that owns them: allocated to me, or on roll with us. Children of
-- one reason are kept together, so that a caseload is written once and not for each kind.
create or replace function access_reckon_child() returns jsonb
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if access_link_child() is null and not access_plays(array(
                select r.role::text from access_rule r where r.scope in ('allocated', 'connected', 'complained'))) then
            return '[]';
        end if;
        return (
            with reached as (
                select distinct r.kind, r."right", b.owner, reached.child
                from access_profiles() p
                join access_rule r on r.role = p.role and r."right" in ('S', 'R', 'RW')
                                  and r.scope in ('allocated', 'connected', 'complained', case when access_link_child() is not null then 'organisation' end)
                cross join lateral (
                    select access_link_child() where access_link_child() is not null and not r.starred
                    union all
                    select a.child from access_allocated(p.practitioner) a
                    where r.scope = 'allocated' and access_link_child() is null
                      and (not r.starred
                           or r.kind = 'medication' and a.part in ('prescriber', 'medication-reviewer')
                           or r.kind = 'child-protection' and a.covered is null)
                    union all
                    select n.child from access_connected(p.organisation) n
                    where r.scope = 'connected' and not r.starred and access_link_child() is null
                    union all
                    select n.child from access_complained(p.organisation) n
                    where r.scope = 'complained' and not r.starred and access_link_child() is null
                ) reached(child)
                cross join lateral access_bases(p.organisation) b
                where b.kinds is null or r.scope <> 'complained' and r.kind = any (b.kinds)),
            together as (
                select owner, kind, "right", jsonb_agg(child order by child) as children
                from reached group by owner, kind, "right")
            select coalesce(jsonb_agg(jsonb_build_array(children, grants)), '[]')
            from (select children, jsonb_agg(jsonb_build_array(owner, kind, "right")) as grants
                  from together group by children) g);
    end $$;

-- Records opened by the child, whoever owns them: my own or my child's, by consent, or through broken glass. What
-- rests on consent or on broken glass is read and never written.
create or replace function access_reckon_family() returns jsonb
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if not access_plays('{complaints-manager}'::text[] || array(select r.role::text from access_rule r where r.scope in ('family', 'consent')))
                and not exists (select 1 from access_breakglass g where g.user_id = access_viewer() and g.closes_at > now()) then
            return '[]';
        end if;
        return (
            with profile as materialized (select * from access_profiles())
            select coalesce(jsonb_agg(jsonb_build_array(f.child, f.kind, f.granted)), '[]') from (
                select k.child, r.kind, case when r."right" = 'C' then 'R' else r."right" end as granted
                from profile p join access_rule r on r.role = p.role
                cross join lateral (
                    select f.child from access_parented(p.person) f where p.role = 'parent' and not f.rights_passed
                    union all
                    select c.id from people_child c
                    where p.role = 'young-person' and c.id = p.child
                      and access_rights_pass_on(c.date_of_birth) <= access_today()
                    union all
                    select f.child from access_parented(p.person) f
                    where p.role = 'parent-of-young-person' and f.rights_passed
                ) k
                where r.scope = 'family' and not r.starred
                  and (r."right" in ('S', 'R', 'RW')
                       or r."right" = 'C' and exists (
                           select 1 from access_consents(p.person, null) c
                           where c.child = k.child and r.kind = any (c.kinds)))
                union
                select c.child, r.kind, 'R'
                from profile p
                join access_rule r on r.role = p.role and r.scope = 'consent' and r."right" = 'C'
                cross join lateral access_consents(null, p.organisation) c
                where r.kind = any (c.kinds)
                union
                -- Whoever complains to a body tells it who the child is.
                select n.child, 'identity-and-contact', 'R'
                from profile p cross join lateral access_complained(p.organisation) n
                where p.role = 'complaints-manager'
                union
                select g.child_id, r.kind, case when r."right" = 'RW' then 'R' else r."right" end
                from access_breakglass g join profile p on true
                join access_rule r on r.role = p.role and not r.starred and r."right" in ('S', 'R', 'RW')
                                  and r.scope in ('organisation', 'allocated', 'connected')
                where g.user_id = access_viewer() and g.opened_at <= now() and g.closes_at > now()) f
            where access_link_child() is null);
    end $$;

-- One plan for all levels: a plan for each call took longer than the call.
create or replace function access_by_owner(level text, only_kind text default null)
    returns table (owner uuid, kind text)
    language plpgsql stable security definer rows 20 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
    as $$
    declare
        -- Every table asks this, and few things are asked: each answer is kept by itself, an owner and a kind to each word.
        question text := translate(concat_ws('_', 'owner', level, only_kind), '-', '_');
        answer text := access_kept(question);
        kept text;
    begin
        if answer is null then
            kept := access_kept('owner');
            if kept is null then
                kept := access_keep('owner', access_reckon_owner()::text);
            end if;
            answer := access_keep(question, (
                select coalesce(string_agg((g ->> 0) || (g ->> 1), ' '), '') from jsonb_array_elements(kept::jsonb) g
                where access_allows(g ->> 2, level) and (only_kind is null or g ->> 1 = only_kind)));
        end if;
        return query select left(g, 36)::uuid, substr(g, 37) from string_to_table(answer, ' ') g where g <> '';
    end $$;

create or replace function access_by_child(level text, only_kind text default null)
    returns table (child uuid, owner uuid, kind text)
    language plpgsql stable security definer rows 500 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
    as $$
    declare
        kept jsonb := access_kept('child');
    begin
        if kept is null then
            kept := access_keep('child', access_reckon_child()::text);
        end if;
        return query select c.child::uuid, (k.held ->> 0)::uuid, k.held ->> 1
            from jsonb_array_elements(kept) g
            cross join lateral jsonb_array_elements(g -> 1) k(held)
            cross join lateral jsonb_array_elements_text(g -> 0) c(child)
            where access_allows(k.held ->> 2, level) and (only_kind is null or k.held ->> 1 = only_kind);
    end $$;

create or replace function access_by_family(level text, only_kind text default null)
    returns table (child uuid, kind text)
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
    as $$
    declare
        kept jsonb := access_kept('family');
    begin
        if kept is null then
            kept := access_keep('family', access_reckon_family()::text);
        end if;
        return query select (g ->> 0)::uuid, g ->> 1 from jsonb_array_elements(kept) g
            where access_allows(g ->> 2, level) and (only_kind is null or g ->> 1 = only_kind);
    end $$;

-- The bodies whose totals the viewer may count: the rule of access.policy.counts_of for totals.
create or replace function access_counted() returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ begin
        return query select distinct b.owner from access_profiles() v
            join access_rule r on r.role = v.role and r.kind = 'kpi-aggregates' and r."right" in ('A', 'R', 'RW')
            cross join lateral access_bases(v.organisation) b
            where v.organisation is not null and (b.kinds is null or 'kpi-aggregates' = any (b.kinds));
    end $$;

create or replace function access_sealed() returns setof uuid
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select id from people_child where sealed;
    end $$;

-- Cases that are confidential or withheld, unless the viewer is allocated to that very case, or is the young
-- person to whom it is confidential. plpgsql, because cases lie in an outer layer and are made later.
create or replace function access_hidden_cases() returns setof uuid
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp
    as $$ begin
        return query select c.id from cases_case c
            where c.confidentiality <> 'none'
              and c.id not in (select a."case" from access_profiles() p
                               cross join lateral access_allocated(p.practitioner) a
                               where a."case" is not null and a.covered is null)
              and not (c.confidentiality = 'young-person' and c.child_id in (
                  select p.child from access_profiles() p where p.role = 'young-person' and p.child is not null));
    end $$;

-- Cases of complaints and of offers to put right that are kept from the viewer, although the agreement lets their role read of disagreements:
-- what somebody else of their own family did, so that one parent does not learn of the other's; and from a clinician every one, save their
-- own as a parent. Whoever does or leads the council's casework reads them. plpgsql, because families lie in an outer layer.
create or replace function access_anothers_complaints() returns setof uuid
    language plpgsql stable security definer rows 1 set search_path = public, pg_temp
    as $$ begin
        -- Row-level security asks this of nearly every table, and nearly everybody is neither.
        if not access_plays('{parent, young-person, dco}') then
            return;
        end if;
        return query select c."case" from families_complaint c
            where c."case" is not null and c.made_by <> access_viewer() and c.child_id in (select access_own_family())
            union
            select o."case" from families_earlyoffer o
            where o."case" is not null and o.to_user is distinct from access_viewer() and o.child_id in (select access_own_family());
        if access_plays('{dco}') then
            return query select c.id from cases_case c
                where c.pathway = 'complaint'
                  and c.owner_id not in (select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
                                         where p.role in ('la-send-caseworker', 'la-send-manager', 'complaints-manager') and b.kinds is null)
                  and not exists (select 1 from families_complaint f where f."case" = c.id and f.made_by = access_viewer())
                  and not exists (select 1 from families_earlyoffer o where o."case" = c.id and o.to_user = access_viewer());
        end if;
    end $$;

-- The same facts for the application's own policy, in one question.
create or replace function access_facts(who uuid) returns jsonb
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
    declare
        u access_user%rowtype;
        profiles jsonb;
    begin
        if who is distinct from access_viewer() then
            raise exception 'the facts of a viewer are for that viewer alone';
        end if;
        select * into u from access_user where id = who and is_active;
        if not found then
            return null;
        end if;
        return jsonb_build_object(
            'name', u.name, 'practitioner', u.practitioner_id, 'person', u.person_id, 'child', u.child_id,
            'roles', coalesce((select jsonb_agg(jsonb_build_object(
                    'role', p.role, 'organisation', p.organisation,
                    'bases', coalesce((select jsonb_agg(jsonb_build_array(b.owner, b.kinds))
                                       from access_bases(p.organisation) b), '[]'),
                    'connected', case when p.role = 'setting-senco' then
                        coalesce((select jsonb_agg(distinct n.child) from access_connected(p.organisation) n), '[]')
                        when p.role = 'complaints-manager' then
                        coalesce((select jsonb_agg(distinct n.child) from access_complained(p.organisation) n), '[]')
                        else '[]' end,
                    'consents', coalesce((select jsonb_agg(jsonb_build_array(c.child, c.kinds))
                                          from access_consents(null, p.organisation) c), '[]')))
                from access_profiles() p), '[]'),
            'allocated', coalesce((select jsonb_agg(jsonb_build_array(a.child, a."case", a.part, a.covered))
                                   from access_allocated(u.practitioner_id) a), '[]'),
            'parented', coalesce((select jsonb_agg(jsonb_build_array(f.child, f.rights_passed))
                                  from access_parented(u.person_id) f), '[]'),
            'withheld', coalesce((select jsonb_agg(w) from access_withheld() w), '[]'),
            'barred', coalesce((select jsonb_agg(distinct r.child_id) from people_relationship r
                                where r.person_id = u.person_id and (r.parental_responsibility or r.has_care)
                                  and r.valid_from <= access_today() and (r.valid_to is null or r.valid_to >= access_today())
                                  and r.child_id in (select b.child from access_barred(u.person_id) b)), '[]'),
            'own_rights', coalesce((select access_rights_pass_on(c.date_of_birth) <= access_today()
                                    from people_child c where c.id = u.child_id), false),
            'consents', coalesce((select jsonb_agg(jsonb_build_array(c.child, c.kinds))
                                  from access_consents(u.person_id, null) c), '[]'),
            'opened', coalesce((select jsonb_agg(g.child_id) from access_breakglass g
                                where g.user_id = who and g.opened_at <= now() and g.closes_at > now()), '[]'),
            'confided', coalesce((select jsonb_agg(c.id) from access_profiles() p join cases_case c on c.child_id = p.child
                                  where p.role = 'young-person' and c.confidentiality = 'young-person'), '[]'));
    end $$;

-- Search of people by name. Under row-level security the index could not be used, so the function repeats the
-- policy of people_child; a test holds the two equal.
create or replace function access_find_children(wanted text, most integer)
    returns table (child uuid, likeness real)
    language sql stable security definer rows 20
    set search_path = public, pg_temp
    set pg_trgm.word_similarity_threshold = 0.45
    as $$ -- Each word that was typed is held against the forename and the surname, and the best of each counts.
          select c.id, (select avg(word.best)::real from (
                      select max(similarity(typed, own)) as best
                      from regexp_split_to_table(people_sort_key(wanted, ''), '\s+') typed,
                           regexp_split_to_table(c.sort_key, '\s+') own
                      where typed <> '' group by typed) word)
          from people_child c
          where (people_sort_key(wanted, '') <% c.sort_key
                 -- Every name that was typed sounds like one of the child's.
                 or (people_sounds(c.sort_key) @> people_sounds(people_sort_key(wanted, ''))
                     and people_sounds(people_sort_key(wanted, '')) <> '{}'))
            and not c.sealed
            and (c.owner_id in (select o.owner from access_by_owner('read', 'identity-and-contact') o)
                 or (c.id, c.owner_id) in (select o.child, o.owner from access_by_child('read', 'identity-and-contact') o)
                 or c.id in (select o.child from access_by_family('read', 'identity-and-contact') o))
          order by 2 desc, c.sort_key, c.id
          limit most $$;

create or replace function access_refuse() returns trigger language plpgsql
    as $$ begin raise exception '% is never changed: rows are only added', tg_table_name using errcode = '42501'; end $$;

-- The children about whom the viewer is the family that may ask who looked: a parent while the rights are theirs, then
-- the young person.
create or replace function access_own_family() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select f.child from access_profiles() p cross join lateral access_parented(p.person) f
                     where p.role = 'parent' and not f.rights_passed
                     union
                     select c.id from access_profiles() p join people_child c on c.id = p.child
                     where p.role = 'young-person' and access_rights_pass_on(c.date_of_birth) <= access_today();
    end $$;

-- Keeps that the viewer looked at a child's record, in a role that they hold. The pages cannot write the record of looks
-- otherwise. A look by somebody who answers only for a confidential case of the child is kept as a look at that case,
-- and so hidden with it: that a mediator looked would tell of the mediation.
create or replace function access_record_look(which uuid, of_case uuid, why text, in_role text, for_body uuid)
    returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        named uuid := of_case;
    begin
        if not exists (select 1 from access_profiles() p
                       where p.role = in_role and p.organisation is not distinct from for_body) then
            return false;
        end if;
        if named is null then
            select min(a."case"::text)::uuid into named
                from access_profiles() p cross join lateral access_allocated(p.practitioner) a
                left join cases_case c on c.id = a."case"
                where a.child = which
                having bool_and(coalesce(c.confidentiality, 'none') <> 'none');
        end if;
        insert into access_accesslog (at, "user", role, organisation_id, child_id, owner_id, "case", purpose)
            select clock_timestamp(), access_viewer(), in_role, for_body, c.id, c.owner_id, named, left(why, 200)
            from people_child c where c.id = which;
        return found;
    end $$;

-- Breaking the glass: a child named exactly, a reason, and a time. Nothing tells whether it was the number or the
-- birthday that did not match. Every attempt is kept, without whom it named; after five in an hour that match nobody, or
-- twenty records opened in a day, nothing more opens for a while. Answers the opening, no-match or too-many.
drop function if exists access_break_glass(text, date, text, integer);
create function access_break_glass(number text, born date, why text, minutes integer) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        found_child people_child%rowtype;
        acting record;
        made uuid;
        outcome text := 'no-match';
    begin
        select p.role, p.organisation into acting from access_profiles() p join access_rule r on r.role = p.role
            where r.scope in ('organisation', 'allocated', 'connected')
              -- Who reviews what was opened opens nothing.
              and p.role <> 'information-governance' order by p.role limit 1;
        if not found or coalesce(trim(why), '') = '' or minutes is null or minutes not between 5 and 240 then
            return outcome;
        end if;
        -- Two attempts at one moment are counted one after the other.
        perform pg_advisory_xact_lock(hashtextextended('access_break_glass ' || access_viewer(), 0));
        if exists (select 1 from access_breakglassattempt t
                   where t."user" = access_viewer() and t.at > clock_timestamp() - interval '1 day'
                   having count(*) filter (where t.outcome = 'no-match' and t.at > clock_timestamp() - interval '1 hour') >= 5
                       or count(*) filter (where t.outcome = 'opened') >= 20) then
            outcome := 'too-many';
        else
            select * into found_child from people_child c
                where (c.reference = number or c.upn = number or c.nhs_number = number)
                  and c.date_of_birth = born and not c.sealed and number <> '' limit 1;
            if found then
                outcome := 'opened';
            end if;
        end if;
        insert into access_breakglassattempt (at, "user", role, organisation_id, outcome)
            values (clock_timestamp(), access_viewer(), acting.role, acting.organisation, outcome);
        if outcome <> 'opened' then
            return outcome;
        end if;
        -- Pressed again from the same form, it is the opening that stands: one to be told of, and one to be reviewed.
        select g.id into made from access_breakglass g
            where g.user_id = access_viewer() and g.child_id = found_child.id and g.reason = trim(why) and g.closes_at > now()
              and g.closes_at - g.opened_at = make_interval(mins => minutes) limit 1;
        if found then
            return made::text;
        end if;
        insert into access_breakglass (id, user_id, child_id, owner_id, reason, opened_at, closes_at, finding)
            values (gen_random_uuid(), access_viewer(), found_child.id, found_child.owner_id, trim(why), now(),
                    now() + make_interval(mins => minutes), '')
            returning id into made;
        perform access_record_look(found_child.id, null, 'Opened outside the rules', acting.role, acting.organisation);
        return made::text;
    end $$;

create or replace trigger access_breakglassattempt_is_added_to_only before update or delete on access_breakglassattempt
    for each row execute function access_refuse();
create or replace trigger access_search_is_added_to_only before update or delete on access_search
    for each row execute function access_refuse();

create or replace function access_review_break_glass(which uuid, finding_given text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        -- Nobody reviews their own. A SEND manager or the information governance lead of the record's owner does.
        update access_breakglass g set reviewed_by_id = access_viewer(), reviewed_at = now(), finding = finding_given
            where g.id = which and g.reviewed_at is null and g.user_id <> access_viewer() and trim(finding_given) <> ''
              and g.owner_id in (select access_kept_records());
        return found;
    end $$;

-- No page asked it.
drop function if exists access_audit_metadata(timestamptz);

create or replace trigger access_accesslog_is_added_to_only before update or delete on access_accesslog
    for each row execute function access_refuse();
create or replace trigger access_accesslog_is_not_emptied before truncate on access_accesslog
    for each statement execute function access_refuse();

-- Sealing and removal: the application may not touch these columns itself.
create or replace function access_seal_child(which uuid, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_child c set sealed = true where c.id = which and not c.sealed and trim(why) <> ''
            and exists (select 1 from access_profiles() p
                        cross join lateral access_bases(p.organisation) b
                        where p.role in ('la-send-manager', 'information-governance')
                          and b.owner = c.owner_id and b.kinds is null);
        if not found then
            return false;
        end if;
        insert into people_seal (child_id, reason, sealed_by, sealed_at) values (which, why, access_viewer(), now());
        return true;
    end $$;

create or replace function access_seal_content(which uuid, why text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update people_content c set sealed = true where c.key = which and not c.sealed and trim(why) <> ''
            and c.child_id is not null and c.owner_id in (select access_kept_records())
            and (c."case" is null or c."case" not in (select access_hidden_cases()));
        if not found then
            return false;
        end if;
        insert into people_seal (content_id, reason, sealed_by, sealed_at) values (which, why, access_viewer(), now());
        return true;
    end $$;

-- The first approval, and then the second by somebody else, which blanks the row unless a legal hold stands, or the rule now in force keeps it.
-- Whoever proposed it approves neither. Answers: refused, held, kept, approved or removed.
-- It waits for whoever is placing a hold on the child, recording something of it or changing the rule, and they for it: what is removed cannot
-- be brought back, so that each of them either counts or comes after.
create or replace function access_approve_disposal(which uuid) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        d people_disposal%rowtype;
        who uuid := access_viewer();
    begin
        select * into d from people_disposal where id = which for update;
        if not found or d.done_at is not null or d.rejected_at is not null or d.proposed_by = who or d.first_approved_by = who
                or not exists (select 1 from access_profiles() p cross join lateral access_bases(p.organisation) b
                               where p.role in ('la-send-manager', 'dco', 'dsco', 'information-governance')
                                 and b.owner = d.owner_id and b.kinds is null) then
            return 'refused';
        end if;
        perform cases_hold(array(select c."case" from people_content c where c.key = d.content_id));
        -- What lies on no case is of a child all the same.
        perform 1 from people_child c where c.id = d.child_id for no key update;
        perform 1 from people_retentionrule r where r.organisation_id = d.owner_id for share;
        if exists (select 1 from people_legalhold h where h.child_id = d.child_id and h.lifted_at is null) then
            return 'held';
        end if;
        if d.content_id not in (select cases_past_their_time(array[d.content_id], access_today())) then
            return 'kept';
        end if;
        if d.first_approved_by is null then
            update people_disposal set first_approved_by = who where id = which;
            return 'approved';
        end if;
        -- The clock, and not when this began: it may have waited since.
        update people_disposal set second_approved_by = who, done_at = clock_timestamp() where id = which;
        update people_content set text = '', file = null, file_name = '', removed_at = clock_timestamp() where key = d.content_id;
        return 'removed';
    end $$;

-- --- who has an account, and in which role: by an administrator of the organisation, and never for themselves ---

-- The organisations that the viewer administers: their own, and the bodies that merged into it.
create or replace function access_administered() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
            where p.role = 'system-administrator' and b.kinds is null;
    end $$;

-- The roles that the viewer may give in an organisation they administer. A body gives no role of another kind of body:
-- a school's "case officer" would open what the council shares with the school for its own pupils alone. Families hold
-- their role through a child, which an administrator does not see.
create or replace function access_grantable_roles(which uuid) returns table (role text)
    language plpgsql stable security definer rows 8 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select fits.role from (values
                ('local-authority', array['la-send-caseworker', 'la-send-manager', 'educational-psychologist',
                                          'principal-educational-psychologist',
                                          'social-worker', 'dsco', 'send-navigator', 'analyst', 'information-governance', 'safeguarding-lead', 'schools-council']),
                ('icb', array['dco', 'icb-commissioner', 'complaints-manager', 'health-practitioner', 'analyst', 'information-governance']),
                ('nhs-provider', array['health-service-manager', 'complaints-manager', 'health-practitioner', 'health-visitor', 'dco', 'information-governance']),
                ('school', array['setting-senco', 'information-governance']),
                ('college', array['setting-senco', 'information-governance']),
                ('early-years', array['setting-senco', 'health-visitor', 'information-governance']),
                ('service', array['mediator', 'tribunal', 'inspector', 'forum-member']),
                ('sendiass', array['sendiass', 'sendiass-manager', 'information-governance'])) known(kind, roles)
            cross join lateral unnest(known.roles || 'system-administrator'::text) fits(role)
            where known.kind = (select o.kind from people_organisation o where o.id = which)
              and which in (select access_administered());
    end $$;

-- Gives a role from a day on, not before today. Answers the grant, or nothing where it was refused: to oneself, to
-- somebody whose account is closed or who is in a family, in an organisation that one does not administer, a role that
-- is not for it, or one that they hold there already.
create or replace function access_grant_role(who uuid, which_role text, body uuid, first_day date, last_day date default null)
    returns bigint
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made bigint;
    begin
        if who = access_viewer() or first_day < access_today() or last_day < first_day
                or not exists (select 1 from access_grantable_roles(body) g where g.role = which_role)
                or not exists (select 1 from access_user u where u.id = who and u.is_active and u.person_id is null and u.child_id is null)
                or exists (select 1 from access_rolegrant g
                           where g.user_id = who and g.role = which_role and g.organisation_id = body and g.ended_at is null
                             and coalesce(g.valid_to, 'infinity') >= first_day
                             and g.valid_from <= coalesce(last_day, 'infinity')) then
            return null;
        end if;
        insert into access_rolegrant (user_id, role, organisation_id, valid_from, valid_to, granted_by)
            values (who, which_role, body, first_day, last_day, access_viewer())
            on conflict do nothing returning id into made;
        return made;
    end $$;

-- Takes a role away at once, from somebody else. The grant stays, with who ended it and when.
create or replace function access_end_role(which bigint) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update access_rolegrant g
            set ended_at = now(), ended_by = access_viewer(),
                valid_to = greatest(g.valid_from, least(coalesce(g.valid_to, access_today()), access_today()))
            where g.id = which and g.ended_at is null and g.user_id <> access_viewer()
              and g.organisation_id in (select access_administered());
        return found;
    end $$;

-- An address belongs to one account: whoever opens one with it waits for any other who is doing so.
create or replace function access_one_account(address text) returns void
    language sql volatile
    as $$ select pg_advisory_xact_lock(hashtextextended('account ' || lower(trim(address)), 0)) $$;

-- A new account of somebody who works for an organisation, with their role there. The password comes hashed. Without a
-- practitioner of the staff directory, who must work there and have no account, a new entry is made.
-- Answers the account, or nothing where it was refused or the address is in use.
drop function if exists access_add_user(text, text, text, text, uuid, date, uuid);
create or replace function access_add_user(address text, full_name text, hashed text, which_role text, body uuid,
                                           first_day date, known_practitioner uuid default null, last_day date default null)
    returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made uuid := gen_random_uuid();
        entry uuid := coalesce(known_practitioner, gen_random_uuid());
    begin
        perform access_one_account(address);
        if coalesce(trim(address), '') = '' or coalesce(trim(full_name), '') = ''
                or coalesce(hashed, '') !~ '^(!|[a-z0-9_]+[$])' or first_day < access_today() or last_day < first_day
                or not exists (select 1 from access_grantable_roles(body) g where g.role = which_role)
                or exists (select 1 from access_user u where lower(u.email) = lower(trim(address)))
                or known_practitioner is not null and not exists (
                    select 1 from people_practitioner p where p.id = known_practitioner and p.organisation_id = body
                      and not exists (select 1 from access_user u where u.practitioner_id = p.id)) then
            return null;
        end if;
        if known_practitioner is null then
            insert into people_practitioner (id, reference, name, email, organisation_id, role, valid_from)
                values (entry, 'U-' || upper(left(made::text, 8)), trim(full_name), lower(trim(address)), body, which_role, first_day);
        end if;
        insert into access_user (id, email, name, password, is_active, is_staff, is_superuser, date_joined, practitioner_id)
            values (made, lower(trim(address)), trim(full_name), hashed, true, false, false, now(), entry);
        perform access_grant_role(made, which_role, body, first_day, last_day);
        return made;
    end $$;

-- Closes the account of somebody who left, or opens it again; what is closed sees nothing from the next question on.
create or replace function access_set_active(who uuid, active boolean) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update access_user u set is_active = active
            where u.id = who and u.id <> access_viewer() and u.is_active <> active and u.practitioner_id in (
                select p.id from people_practitioner p where p.organisation_id in (select access_administered()));
        return found;
    end $$;
