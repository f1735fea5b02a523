-- What a family may know of the chasing of advice on a case: who was reminded, and where the head of a service was told.
-- No name, no address and no words of a message, which the family may not read.
create or replace function families_chased(which uuid) returns table (about text, purpose text)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select distinct m.about::text, m.purpose::text
            from letters_message m join cases_case c on c.id = m."case"
            where c.id = which and m.purpose in ('advice-reminder', 'advice-escalated') and m.state <> 'failed'
              -- A reminder of what was asked for an earlier request on the case is none of what is asked for one that was made again.
              and (m.queued_at at time zone 'Europe/London')::date >= coalesce((
                  select max(k.started) from cases_clockrow k
                  where k.case_id = c.id and k.clock in ('decide-whether-to-assess', 'issue-final-plan', 'decide-whether-to-reassess')
                    and k.about = to_char(k.started, 'YYYY-MM-DD')), '-infinity')
              and c.child_id in (select g.child from access_by_family('status', 'ehc-request-and-stage') g)
              and c.child_id not in (select access_sealed()) and c.id not in (select access_hidden_cases());
    end $$;

-- The organisations whose casework the viewer does or leads, with those that they took over. A policy asks for the set, once a question;
-- a function that a policy would ask about each row costs more than the rows.
create or replace function families_casework() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$
    declare
        kept text := access_kept('casework');
    begin
        if kept is null then
            kept := access_keep('casework', (
                select coalesce(array_agg(b.owner), '{}')::text from access_profiles() p cross join lateral access_bases(p.organisation) b
                where p.role in ('la-send-caseworker', 'la-send-manager') and b.kinds is null and access_link_child() is null));
        end if;
        return query select unnest(kept::uuid[]);
    end $$;

-- Whether one organisation is among them.
create or replace function families_officer_of(body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from families_casework() b where b = body);
    end $$;

-- Whether the viewer is the SENCO of the child's own school or setting.
create or replace function families_at_school(of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_profiles() p where p.role = 'setting-senco' and of_child in (select n.child from access_connected(p.organisation) n));
    end $$;

-- Whether an answer answered the question: said once, by whoever asked it, while they may still write. True where it was recorded.
create or replace function families_say_helped(which uuid, yes boolean, said_on date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update families_question q set helped = yes, helped_on = said_on
            where q.id = which and q.asked_by = access_viewer() and q.answered_at is not null and q.helped is null
              and q.child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
              and q.child_id not in (select access_sealed())
              and (q."case" is null or q."case" not in (select access_hidden_cases()));
        return found;
    end $$;

-- Whether the viewer said of this question of theirs that it was not answered. A function, since a table's own policy cannot ask the table.
create or replace function families_not_answered(which uuid, of_child uuid, body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from families_question q where q.id = which and q.helped = false and q.asked_by = access_viewer()
                       and q.child_id = of_child and q.owner_id = body);
    end $$;

-- Whether a question is the viewer's to answer as a manager: put to them by name, or to nobody, or to somebody who left. A manager
-- otherwise reads what passes with a family and does not write.
create or replace function families_put_to(named uuid, body uuid, on_day date) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return access_holds(array['la-send-manager'], body) and (named is null
            or exists (select 1 from access_profiles() p where p.practitioner = named)
            or exists (select 1 from people_practitioner p where p.id = named and p.valid_to < on_day));
    end $$;

-- Whether the viewer leads the casework of this organisation: complaints are theirs to answer.
create or replace function families_leads(body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null and access_holds(array['la-send-manager'], body);
    end $$;

-- The bodies whose complaints the viewer answers: a council whose casework they lead, an NHS body that named them (SI 2009/309 reg. 4(1)(b)).
create or replace function families_answers_for() returns setof uuid
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ begin
        return query select b.owner from access_profiles() p cross join lateral access_bases(p.organisation) b
            where p.role in ('la-send-manager', 'complaints-manager') and b.kinds is null and access_link_child() is null;
    end $$;

-- The children whose families complained to an NHS body for which the viewer answers: whoever answers learns of a bar, so that they do not tell.
create or replace function families_complained_to_us() returns setof uuid
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp
    as $$ begin
        if not access_plays('{complaints-manager}') then
            return;
        end if;
        return query select n.child from access_profiles() p cross join lateral access_complained(p.organisation) n
            where p.role = 'complaints-manager' and access_link_child() is null;
    end $$;

-- NHS bodies that answer complaints here: somebody who can sign in is named to.
create or replace function families_answering_bodies() returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ begin
        return query select o.id from people_organisation o
            where o.kind in ('icb', 'nhs-provider') and (o.valid_to is null or o.valid_to >= access_today())
              and exists (select 1 from access_rolegrant g join access_user u on u.id = g.user_id
                          where g.organisation_id = o.id and g.role = 'complaints-manager' and g.ended_at is null and u.is_active
                            and g.valid_from <= access_today() and (g.valid_to is null or g.valid_to >= access_today()));
    end $$;

-- What the other of two bodies says, for the one answer: given once by whoever answers for it, until the answer was given.
create or replace function families_give_part(which uuid, said text, named text, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update families_complaint c set part = left(said, 4000), part_by_name = left(named, 100), part_on = on_day
            where c.id = which and c.part_on is null and c.answered_on is null and trim(said) <> '' and c.with_body_id in (select families_answers_for())
              and c.child_id not in (select access_sealed());
        return found;
    end $$;

-- Whether a family took up what was suggested, and whether it helped: said by anybody of it who may write; the last word stands.
-- How often help was suggested and what families said of it, for who commissions: numbers of children alone, of the whole area.
create or replace function families_uptake() returns table (kind text, title text, children bigint, taken bigint, helped bigint, said bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$
        with mine as (select s.* from families_signpost s where access_link_child() is null and s.child_id not in (select access_sealed())
            and exists (select 1 from access_profiles() p where p.role in ('icb-commissioner', 'dco'))),
        each as (
            select 'Service' as kind, m.service_name as title, m.* from mine m
            union all select 'Locality', coalesce(nullif(m.locality, ''), 'Not known'), m.* from mine m
            union all select 'Need', coalesce(t.name, n.code), m.* from mine m, jsonb_array_elements_text(m.needs) n (code)
                left join (select t.code, t.name from offer_taxonomyterm t join offer_taxonomy x on x.id = t.taxonomy_id where x.slug = 'need') t on t.code = n.code
        )
        select e.kind, e.title, count(distinct e.child_id), count(distinct e.child_id) filter (where e.taken_up), count(distinct e.child_id) filter (where e.helped),
            count(distinct e.child_id) filter (where e.said_on is not null)
        from each e group by 1, 2
    $$;

create or replace function families_say_taken_up(which uuid, taken boolean, did_help boolean, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update families_signpost s set taken_up = taken, helped = did_help, said_on = on_day
            where s.id = which and s.child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
              and s.child_id not in (select access_sealed());
        return found;
    end $$;

-- Of a child of the viewer's own casework: whoever is its family today as the policy has it, with the account that they have. Nobody who is
-- barred, none whose rights have passed: they are no family of the policy's.
create or replace function families_to_offer(which uuid) returns table (person uuid, name text, relation text, account uuid)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select p.id, trim(p.forename || ' ' || p.surname), r.relation::text, (select u.id from access_user u where u.person_id = p.id and u.is_active order by u.id limit 1)
                from people_relationship r join people_person p on p.id = r.person_id join people_child c on c.id = r.child_id
                where c.id = which and families_officer_of(c.owner_id) and not c.sealed
                  and exists (select 1 from access_parented(p.id) f where f.child = which and not f.rights_passed)
            union
            select c.id, trim(c.forename || ' ' || c.surname), 'young-person', u.id
                from people_child c join access_user u on u.child_id = c.id and u.is_active
                where c.id = which and families_officer_of(c.owner_id) and not c.sealed and access_rights_pass_on(c.date_of_birth) <= access_today()
            order by 2;
    end $$;

-- --- a second parent's access ---

-- Somebody asks on the public page to see a child's page. Nothing is answered: whether we know the child, or them, is not told. The day
-- of asking is counted by the area's clock. Of one address three are kept in a day, and a fourth is had already. Of all two hundred are: then
-- it is false, and whoever asks is told that nothing was kept.
create or replace function families_ask_for_access(called_first text, called_last text, mail text, phone_given text, safe text, is_relation text,
                                                   named text, born date, said text, on_day date, due date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        perform pg_advisory_xact_lock(hashtextextended('families_ask_for_access', 0));
        if (select count(*) from families_accessask a where a.came = 'public' and a.at > clock_timestamp() - interval '1 day' and lower(a.email) = lower(mail)) >= 3 then
            return true;
        end if;
        if (select count(*) from families_accessask a where a.came = 'public' and a.at > clock_timestamp() - interval '1 day') >= 200 then
            return false;
        end if;
        insert into families_accessask (id, owner_id, came, forename, surname, email, phone, safe_contact, relation, child_named, child_born, says,
                                        asked_on, decide_by, orders)
            select gen_random_uuid(), c.council, 'public', left(called_first, 100), left(called_last, 100), left(mail, 254), left(phone_given, 30), left(safe, 300), is_relation,
                   left(named, 200), born, said, on_day, due, '[]'
            from access_council() c(council) where c.council is not null;
        return found;
    end $$;

-- Whether a bar keeps this child from this person.
create or replace function families_is_barred(which uuid, of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_barred(which) b where b.child = of_child);
    end $$;

-- A manager other than whoever decided agrees, or asks for a new decision. True where it was recorded.
create or replace function families_second(which uuid, agree boolean, said text, named text, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update families_accessask a set second = case when agree then 'agree' else 'again' end, second_by = access_viewer(), second_by_name = left(named, 100),
               second_words = said, second_on = on_day
            where a.id = which and a.decision in ('open', 'limited', 'refuse') and a.second = '' and a.opened_on is null and a.told_on is null
              and a.decided_by is distinct from access_viewer() and families_leads(a.owner_id) and trim(said) <> '';
        return found;
    end $$;

-- Opens what was decided: the person and their relationship where the record has none, the account and its role. The application has
-- checked the rules (science.second_parent); held here again is what may never fail: a named decision to open, nobody's own, the second
-- name where a parent objected or could not be asked, and a bar in place where it is limited. Answers the account, or nothing.
create or replace function families_open_access(which uuid, on_day date) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        a families_accessask%rowtype;
        who uuid;
        account access_user%rowtype;
        passed boolean;
    begin
        select * into a from families_accessask x where x.id = which for update;
        if not found or a.opened_on is not null or a.told_on is not null or a.child_id is null or a.decision not in ('open', 'limited')
                or a.decided_by is null or a.second = 'again' or not families_officer_of(a.owner_id)
                or a.identity_on is null or a.orders_on is null or a.basis not in ('responsibility', 'care')
                or (a.second <> 'agree' and exists (select 1 from families_firstasked f where f.ask_id = a.id and f.said in ('objects', 'not-safe')
                        and not exists (select 1 from families_firstasked l where l.ask_id = a.id and l.person_id = f.person_id and l.at > f.at)))
                or exists (select 1 from people_child c where c.id = a.child_id and c.sealed) then
            return null;
        end if;
        who := a.person_id;
        perform access_one_account(a.email);
        select * into account from access_user u where lower(u.email) = lower(a.email);
        if found and (account.person_id is null or who is not null and account.person_id <> who) then
            return null;
        end if;
        who := coalesce(who, account.person_id);
        if who is null then
            who := gen_random_uuid();
            insert into people_person (id, owner_id, surname, forename, email, phone, postcode) values (who, a.owner_id, a.surname, a.forename, a.email, a.phone, '');
        end if;
        if a.decision = 'limited' and not families_is_barred(who, a.child_id) then
            return null;
        end if;
        if not exists (select 1 from people_relationship r where r.child_id = a.child_id and r.person_id = who
                       and (r.parental_responsibility or r.has_care) and (r.valid_to is null or r.valid_to >= access_today())) then
            insert into people_relationship (child_id, owner_id, person_id, relation, parental_responsibility, has_care, legal_status, valid_from)
                values (a.child_id, a.owner_id, who, a.relation, a.basis = 'responsibility', a.basis = 'care', '', access_today())
                on conflict (child_id, person_id, valid_from) do update
                    set parental_responsibility = people_relationship.parental_responsibility or excluded.parental_responsibility,
                        has_care = people_relationship.has_care or excluded.has_care;
        end if;
        select * into account from access_user u where u.person_id = who;
        if not found then
            insert into access_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined, person_id)
                values (gen_random_uuid(), '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), false, lower(a.email),
                        left(a.forename || ' ' || a.surname, 100), true, false, now(), who)
                returning * into account;
        end if;
        if not exists (select 1 from access_rolegrant g where g.user_id = account.id and g.role = 'parent' and g.ended_at is null and g.valid_to is null) then
            insert into access_rolegrant (user_id, role, organisation_id, valid_from, granted_by) values (account.id, 'parent', null, access_today(), access_viewer());
        end if;
        update families_accessask x set person_id = who, opened_user = account.id, opened_on = on_day where x.id = which;
        return account.id;
    end $$;

-- Opens the young person's own page, from the day on which the rights are theirs: the account and its role. The ask is an officer's, made for the
-- young person themselves, with how it was checked who they are. Answers the account, or nothing: where the address is somebody else's too.
create or replace function families_open_own(which uuid, on_day date) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        a families_accessask%rowtype;
        account access_user%rowtype;
    begin
        select * into a from families_accessask x where x.id = which for update;
        if not found or a.opened_on is not null or a.relation <> 'self' or a.child_id is null or a.identity_on is null or not families_officer_of(a.owner_id)
                or not exists (select 1 from people_child c where c.id = a.child_id and c.owner_id = a.owner_id and not c.sealed
                               and access_rights_pass_on(c.date_of_birth) <= access_today()) then
            return null;
        end if;
        perform pg_advisory_xact_lock(hashtextextended('families_open_own ' || a.child_id, 0));
        perform access_one_account(a.email);
        if exists (select 1 from access_user u where lower(u.email) = lower(a.email) and u.child_id is distinct from a.child_id) then
            return null;
        end if;
        select * into account from access_user u where u.child_id = a.child_id order by u.is_active desc, u.id limit 1;
        if not found then
            insert into access_user (id, password, is_superuser, email, name, is_active, is_staff, date_joined, child_id)
                values (gen_random_uuid(), '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), false, lower(a.email),
                        left(a.forename || ' ' || a.surname, 100), true, false, now(), a.child_id)
                returning * into account;
        elsif not account.is_active or lower(account.email) <> lower(a.email) then
            return null;
        end if;
        if not exists (select 1 from access_rolegrant g where g.user_id = account.id and g.role = 'young-person' and g.ended_at is null and g.valid_to is null) then
            insert into access_rolegrant (user_id, role, organisation_id, valid_from, granted_by) values (account.id, 'young-person', null, access_today(), access_viewer());
        end if;
        update families_accessask x set opened_user = account.id, opened_on = on_day where x.id = which;
        return account.id;
    end $$;

-- Somebody of a family has lost the telephone with their second step. The password goes with it, which signs them out everywhere; they choose the next
-- one by a link to their own address, which no officer sees, so that nobody at work can take an account over. Kept with how it was checked who asked.
create or replace function families_lost_phone(of_child uuid, account uuid, how text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c people_child%rowtype;
    begin
        select * into c from people_child x where x.id = of_child;
        if not found or c.sealed or not families_officer_of(c.owner_id) or trim(how) = ''
                or not exists (select 1 from access_user u where u.id = account and u.is_active and u.practitioner_id is null and u.id <> access_viewer()
                               -- Nobody who works for a body, whether the directory knows them or not.
                               and not exists (select 1 from access_rolegrant g where g.user_id = u.id and g.ended_at is null and g.organisation_id is not null)
                               and (u.child_id = of_child or exists (select 1 from people_relationship r where r.person_id = u.person_id and r.child_id = of_child
                                        and (r.parental_responsibility or r.has_care) and r.valid_from <= access_today() and (r.valid_to is null or r.valid_to >= access_today())))) then
            return false;
        end if;
        delete from mfa_authenticator m where m.user_id = account;
        update access_user u set password = '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '') where u.id = account;
        insert into access_change (by, what, about_id, organisation_id, details) values (access_viewer(), 'sign-in-reset', account, c.owner_id, jsonb_build_object('how', left(how, 300)));
        return true;
    end $$;

-- The day from which the viewer's own page is theirs, for a young person who can sign in before it: nothing else of them is read yet.
create or replace function families_mine_from() returns date
    language sql stable security definer set search_path = public, pg_temp
    as $$ select access_rights_pass_on(c.date_of_birth) from access_profiles() p join people_child c on c.id = p.child
          where p.role = 'young-person' and not c.sealed limit 1 $$;

-- The parents to whom the viewer, a young person whose rights are their own, can show their page: none whom a bar keeps from it.
create or replace function families_may_show(of_child uuid) returns table (person uuid)
    language plpgsql stable security definer rows 3 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select r.person_id from access_profiles() p join people_child c on c.id = p.child join people_relationship r on r.child_id = c.id
            where p.role = 'young-person' and c.id = of_child and access_rights_pass_on(c.date_of_birth) <= access_today() and not c.sealed
              and r.child_id not in (select b.child from access_barred(r.person_id) b);
    end $$;

-- A link to set the first password is about to be made for somebody whose access was opened: only while they have none, so that nobody at
-- work can take an account over. What earlier links were signed over changes. Answers the account, or nothing.
create or replace function families_invite(which uuid, on_day date) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        account uuid;
    begin
        update access_user u set password = '!' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
            from families_accessask a
            where a.id = which and a.opened_user = u.id and families_officer_of(a.owner_id) and u.is_active and (u.password = '' or u.password like '!%')
              -- An account that was used, or whose password went with a lost telephone, is somebody's: its link goes to its own address alone.
              and u.last_login is null and not exists (select 1 from access_change x where x.what = 'sign-in-reset' and x.about_id = u.id)
            returning u.id into account;
        if account is not null then
            update families_accessask a set invited_on = on_day where a.id = which;
        end if;
        return account;
    end $$;

-- When the viewer last looked at this child's page on a day before today, by their own account alone.
create or replace function families_looked_before(of_child uuid) returns timestamptz
    language sql stable security definer set search_path = public, pg_temp
    as $$ select max(l.at) from access_accesslog l
          where l."user" = access_viewer() and l.child_id = of_child and access_link_child() is null and l.purpose = 'Looked at the family’s page'
            and l.at < (date_trunc('day', clock_timestamp() at time zone 'Europe/London')) at time zone 'Europe/London' $$;

-- --- whoever is barred ---

-- What a barred parent may know: who the child is, and where the assessment is by law. No day of a meeting or a visit, no name of a
-- person, place or service, nothing that anybody typed; only limits of the law that are about nobody.
create or replace function families_told_barred()
    returns table (child uuid, forename text, surname text, owner uuid, pathway text, stage text, clock text, started date, due date, stopped date,
                   excused_from date, ground text, floor boolean, owed_by text)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            with mine as (
                select distinct c.id, c.forename, c.surname, c.owner_id
                from access_profiles() p cross join lateral access_barred(p.person) b
                join people_relationship r on r.person_id = p.person and r.child_id = b.child and (r.parental_responsibility or r.has_care)
                     and r.valid_from <= access_today() and (r.valid_to is null or r.valid_to >= access_today())
                join people_child c on c.id = b.child
                where p.role in ('parent', 'parent-of-young-person') and not c.sealed
                  and not coalesce(access_rights_pass_on(c.date_of_birth) <= access_today(), false)),
            newest as (
                select distinct on (k.child_id) k.id, k.child_id, k.pathway, s.stage
                from cases_case k join mine m on m.id = k.child_id left join cases_casestate s on s.case_id = k.id
                where k.pathway in ('ehc-needs-assessment', 'reassessment') and k.confidentiality = 'none' and k.owner_id = m.owner_id
                order by k.child_id, k.opened_on desc, k.id)
            select m.id, m.forename::text, m.surname::text, m.owner_id, n.pathway::text, n.stage::text, r.clock::text, r.started, r.due, r.stopped,
                   r.excused_from, case when r.excused_from is null then '' else 'kept-back' end, r.floor, r.owed_by::text
            from mine m left join newest n on n.child_id = m.id
            -- Of a request that was made again, its limits are about the day of that request.
            left join cases_clockrow r on r.case_id = n.id and r.kind = 'law' and r.about in ('', to_char(r.started, 'YYYY-MM-DD')) and r.rests_on is null
                and r.clock in ('decide-whether-to-assess', 'decide-whether-to-issue', 'decide-whether-to-reassess', 'issue-final-plan',
                                'issue-plan-after-reassessment', 'contact-mediation-adviser', 'lodge-appeal')
            order by m.surname, m.forename, m.id, r.due;
    end $$;

-- Letters that were about to leave for somebody who is barred now leave no more: those in the queue and in the tray to post. An officer owes
-- them a copy without places instead. How many there were.
create or replace function families_hold_letters(of_child uuid, who uuid) returns integer
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        n integer;
    begin
        if who is null or not families_officer_of((select c.owner_id from people_child c where c.id = of_child))
                or not exists (select 1 from access_barred(who) b where b.child = of_child) then
            return 0;
        end if;
        update letters_message m set state = 'unreached', fault = '', receipt = ''
            where m.child_id = of_child and m.recipient = 'family' and m.letter_id is not null and m.state in ('queued', 'failed', 'to-post')
              and families_is_for(m.to_user, m.address, m.to_name, who);
        get diagnostics n = row_count;
        return n;
    end $$;

-- Whether the child has parents, and every one of them is barred. Dear, so that a question asks it last. Once the rights are the young person's own nobody else need be found.
create or replace function families_all_barred(of_child uuid) returns boolean
    language plpgsql stable security definer cost 10000 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return families_officer_of((select c.owner_id from people_child c where c.id = of_child))
            and exists (select 1 from people_bar b where b.child_id = of_child and b.ended_at is null)
            and not exists (select 1 from people_relationship r where r.child_id = of_child and (r.parental_responsibility or r.has_care)
                              and r.valid_from <= access_today() and (r.valid_to is null or r.valid_to >= access_today())
                              and r.child_id not in (select x.child from access_barred(r.person_id) x))
            and not coalesce((select access_rights_pass_on(c.date_of_birth) <= access_today() from people_child c where c.id = of_child), false);
    end $$;

-- Letters that were on their way to whoever is barred now, and did not leave, with the bar: for officers of the child.
create or replace function families_stopped(of_children uuid[]) returns table (bar uuid, letter uuid)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select b.id, m.letter_id from people_bar b
            join letters_message m on m.child_id = b.child_id and m.recipient = 'family' and m.letter_id is not null and m.state = 'unreached'
            where b.child_id = any (of_children) and b.ended_at is null and families_officer_of(b.owner_id) and b.child_id not in (select access_sealed())
              and families_is_for(m.to_user, m.address, m.to_name, b.person_id);
    end $$;

-- Whether a message is for this person: by their account, or where it has none by an address of theirs or a name that may be theirs.
create or replace function families_is_for(account uuid, address text, named text, who uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if account is not null then
            return exists (select 1 from access_user u where u.id = account and u.person_id = who);
        end if;
        return exists (select 1 from access_user u where coalesce(address, '') <> '' and u.person_id = who and lower(u.email) = lower(address))
            or exists (select 1 from people_person p where p.id = who
                       and (coalesce(address, '') <> '' and lower(p.email) = lower(address) or access_named_alike(named, p.forename, p.surname)));
    end $$;

-- A question of a barred parent, in their own name, put to whoever answers for the child; nothing of the child is read to ask it.
create or replace function families_ask_barred(of_child uuid, said text, on_day date, due date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not exists (select 1 from families_told_barred() t where t.child = of_child) or trim(said) = '' then
            return false;
        end if;
        perform pg_advisory_xact_lock(hashtextextended('families_ask_barred ' || access_viewer(), 0));
        if exists (select 1 from families_question q where q.asked_by = access_viewer() and q.child_id = of_child and q.text = said and q.answered_at is null) then
            return true;
        end if;
        if (select count(*) from families_question q where q.asked_by = access_viewer() and q.asked_at > clock_timestamp() - interval '1 day') >= 20 then
            return false;
        end if;
        insert into families_question (id, child_id, owner_id, about, text, asked_by, shared, asked_on, answer_by, "to", to_name)
            select gen_random_uuid(), c.id, c.owner_id, 'question', left(said, 4000), access_viewer(), false, on_day, due, o.id, coalesce(o.name, '')
            from people_child c left join lateral (
                select p.id, p.name from people_allocation a join people_practitioner p on p.id = a.practitioner_id
                where a.child_id = c.id and a.role = 'la-send-caseworker' and a.valid_from <= on_day and (a.valid_to is null or a.valid_to >= on_day)
                  and (p.valid_to is null or p.valid_to >= on_day)
                order by a."case" nulls last, a.valid_from desc, a.id limit 1) o on true
            where c.id = of_child;
        return found;
    end $$;

-- Their own questions since they were barred, with the answers and without the names of who answers: an answer before that may have named a place.
create or replace function families_questions_barred(of_child uuid)
    returns table (said text, asked_on date, answer_by date, answer text, answered_on date)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select q.text, q.asked_on, q.answer_by, q.answer, q.answered_on
            from families_question q
            where q.asked_by = access_viewer() and q.child_id = of_child and of_child in (select t.child from families_told_barred() t)
              and q.asked_at >= (select min(b.recorded_at) from people_bar b join access_user u on u.person_id = b.person_id
                                 where u.id = access_viewer() and b.child_id = of_child and b.ended_at is null)
            order by q.asked_at desc limit 50;
    end $$;

-- How many complaints the viewer made in a day, about whichever child and to whichever body: ten are taken.
create or replace function families_complained_today() returns bigint
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return (select count(*) from families_complaint c where c.made_by = access_viewer() and c.at > clock_timestamp() - interval '1 day');
    end $$;

-- A complaint of a barred parent, in their own name: a bar takes no right to complain. It is about a limit of the law that is past its day, which they
-- were told of, or about something else; nothing of the child is read to make it, and the worker names the manager. Nothing where it was not kept.
drop function if exists families_complain_barred(uuid, text, text, text, date, text, date);
create or replace function families_complain_barred(of_child uuid, to_body uuid, also_body uuid, about_clock text, words text, was_due date, said text, on_day date) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made uuid;
        council uuid := (select c.owner_id from people_child c where c.id = of_child);
        -- None named is the council: they need not know which it is.
        asked uuid := coalesce(to_body, council);
    begin
        if trim(said) = '' or not exists (select 1 from families_told_barred() t where t.child = of_child)
                or asked <> council and asked not in (select families_answering_bodies())
                or also_body is not null and (also_body = asked or also_body not in (select families_answering_bodies()))
                or about_clock <> 'other' and not exists (select 1 from families_told_barred() t where t.child = of_child and t.clock = about_clock and t.due = was_due
                                                          and t.stopped is null and t.due < on_day and t.owed_by <> 'family') then
            return null;
        end if;
        perform pg_advisory_xact_lock(hashtextextended('families_complain ' || access_viewer(), 0));
        select c.id into made from families_complaint c where c.made_by = access_viewer() and c.child_id = of_child and c.made_on = on_day and c.text = left(said, 4000) and c.about = about_clock
            and c.owner_id = asked and c.with_body_id is not distinct from also_body;
        if found then
            return made;
        end if;
        if families_complained_today() >= 10 then
            return null;
        end if;
        insert into families_complaint (id, child_id, owner_id, with_body_id, of, about, about_words, failed_due, text, made_by, made_by_name, made_on)
            select gen_random_uuid(), c.id, asked, also_body, case when asked = council then 'council' else 'nhs' end, about_clock, case when about_clock = 'other' then '' else left(words, 200) end,
                   case when about_clock = 'other' then null else was_due end, left(said, 4000), u.id, left(u.name, 100), on_day
            from people_child c, access_user u where c.id = of_child and u.id = access_viewer()
            returning id into made;
        return made;
    end $$;

-- Their own complaints since they were barred, with the answers, the days that are theirs and what was agreed; without the names of who answers.
drop function if exists families_complaints_barred(uuid);
create or replace function families_complaints_barred(of_child uuid)
    returns table (complaint uuid, whom text, joint boolean, about_words text, said text, made_on date, opened boolean, answer_by date, answer text, outcome text, answered_on date,
                   second_answer text, second_outcome text, second_answered_on date, steps jsonb, next_by date, ombudsman_by date, remedies jsonb)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select c.id, c.of::text, c.with_body_id is not null and exists (select 1 from people_child k where k.id = c.child_id and k.owner_id in (c.owner_id, c.with_body_id)), c.about_words::text, c.text, c.made_on, c."case" is not null,
                (select min(r.due) from cases_clockrow r where r.case_id = c."case" and r.clock = 'answer-stage' and r.stopped is null),
                c.answer, c.outcome::text, c.answered_on, c.second_answer, c.second_outcome::text, c.second_answered_on,
                coalesce((select jsonb_agg(jsonb_build_object('step', s.step, 'text', s.text, 'on', s."on") order by s."on", s.step) from families_complaintstep s where s.complaint_id = c.id), '[]'),
                (select min(r.due) from cases_clockrow r where r.case_id = c."case" and r.clock = 'ask-for-next-stage' and r.stopped is null),
                (select min(r.due) from cases_clockrow r where r.case_id = c."case" and r.clock = 'go-to-ombudsman' and r.stopped is null),
                coalesce((select jsonb_agg(jsonb_build_object('what', r.about, 'due', r.due, 'done', r.stopped) order by r.due) from cases_clockrow r where r.case_id = c."case" and r.clock = 'do-remedy'), '[]')
            from families_complaint c
            where c.made_by = access_viewer() and c.child_id = of_child and of_child in (select t.child from families_told_barred() t)
              and c.at >= (select min(b.recorded_at) from people_bar b join access_user u on u.person_id = b.person_id
                           where u.id = access_viewer() and b.child_id = of_child and b.ended_at is null)
            order by c.at desc limit 50;
    end $$;

-- What a barred parent does after the answer, once each: the next stage, the Ombudsman, or no further. The application asks which are open.
create or replace function families_step_barred(of_child uuid, which uuid, wanted text, said text, on_day date) returns uuid
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        made uuid;
    begin
        if wanted not in ('next-stage', 'ombudsman', 'no-further')
                or not exists (select 1 from families_complaints_barred(of_child) c where c.complaint = which and c.opened and (wanted <> 'next-stage' or c.answered_on is not null)) then
            return null;
        end if;
        insert into families_complaintstep (id, complaint_id, child_id, owner_id, step, text, "on", by)
            select gen_random_uuid(), c.id, c.child_id, c.owner_id, wanted, left(said, 4000), on_day, access_viewer() from families_complaint c where c.id = which
            on conflict do nothing returning id into made;
        return made;
    end $$;

-- --- what a child asks to have kept from a parent ---

-- The young person themselves, whatever their age: the account is theirs.
create or replace function families_is_the_child(of_child uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_profiles() p where p.role = 'young-person' and p.child = of_child);
    end $$;

-- For whom the viewer decides what is named to them: themselves, and those whom they cover.
create or replace function families_decides_for() returns setof uuid
    language plpgsql stable security definer rows 2 set search_path = public, pg_temp
    as $$ begin
        return query select p.practitioner from access_profiles() p where access_link_child() is null and p.practitioner is not null
            union select c.practitioner_id from access_profiles() p join people_cover c on c.covered_by_id = p.practitioner
                where access_link_child() is null and c.valid_from <= access_today() and (c.valid_to is null or c.valid_to >= access_today());
    end $$;

-- --- what an answer to somebody who is barred may not name ---

create or replace function families_plain(said text) returns text
    language sql immutable parallel safe set search_path = public, pg_temp
    as $$ select ' ' || trim(regexp_replace(coalesce(said, ''), '[^[:alnum:]]+', ' ', 'g')) || ' ' $$;

-- Whether a text names this: whole words, whatever stands between them. A body also goes by what stands before its kind ("Larkfield" of Larkfield Primary
-- School), a person by their last name, a postcode without its space. A surname is looked for as it is written, so that a word like "bell" is no Mrs Bell.
create or replace function families_tells(kind text, named text, said text, surname text) returns boolean
    language plpgsql immutable set search_path = public, pg_temp
    as $$
    declare
        part text;
        looked text;
        text_of text := families_plain(said);
    begin
        foreach part in array array[named, case families_tells.kind
                when 'body' then regexp_replace(named, '\s+(?:church of england|c of e|cofe|catholic|voluntary|controlled|aided|community|primary|infant|junior|secondary|high|special|grammar|nursery|pre-?school|school|academy|college|sixth form|centre|trust)\y.*$', '', 'i')
                when 'person' then substring(trim(named) from '\S+$')
                else replace(named, ' ', '') end] loop
            looked := families_plain(part);
            continue when length(trim(looked)) <= 3 or lower(part) = lower(families_tells.surname);
            if families_tells.kind = 'person' and part <> named and position(looked in text_of) > 0
                    or (families_tells.kind <> 'person' or part = named) and position(lower(looked) in lower(text_of)) > 0 then
                return true;
            end if;
        end loop;
        return false;
    end $$;

-- What would tell where a child is or who works with it, as far as whoever asks may read it: bodies with which it is or was connected, that are named in its
-- plans and on its cases, give it help or have it on their list; whoever is allocated to it, advised on it or helps its family; and where it lives, and
-- where those live who care for it and are not barred. plpgsql, because some of these lie beside the families.
create or replace function families_names(of_child uuid) returns table (kind text, name text)
    language plpgsql stable set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query
            select 'body', o.name::text from people_connection c join people_organisation o on o.id = c.organisation_id
                where c.child_id = of_child and o.kind <> 'local-authority'
            union select 'body', o.name::text from services_referral r join people_organisation o on o.id = r.owner_id where r.child_id = of_child
            union select 'body', s.name::text from services_referral r join services_service s on s.id = r.service_id where r.child_id = of_child
            union select 'body', o.name::text from plans_plan p join people_organisation o on o.id = p.setting_id where p.child_id = of_child
            union select 'body', o.name::text from plans_consultation q join people_organisation o on o.id = q.setting_id where q.child_id = of_child
            union select 'body', o.name::text from plans_copyasked q join people_organisation o on o.id = q.setting_id where q.child_id = of_child
            union select 'body', o.name::text from reviews_review v join people_organisation o on o.id = v.setting_id where v.child_id = of_child
            union select 'body', o.name::text from delivery_arrangement d join people_organisation o on o.id in (d.provider_id, d.place_id)
                where d.child_id = of_child and o.kind <> 'local-authority'
            union select 'body', coalesce(o.name::text, e.fields ->> 'setting') from cases_case c join cases_event e on e.case_id = c.id
                left join people_organisation o on o.code in (e.fields ->> 'setting', 'URN:' || (e.fields ->> 'setting'))
                where c.child_id = of_child and e.fields ->> 'setting' <> ''
            -- "At school" or "Online" is where any meeting may be, and tells no place.
            union select 'place', v.place::text from reviews_review v where v.child_id = of_child
                and v.place !~* '^\s*((at|in|by|on|the|their|her|his|a|your|my) )*(school|nursery|college|home|online|on line|line|teams|microsoft teams|zoom|telephone|phone|video|video call|office|hall|school hall|meeting room)[.]?\s*$'
            union select 'person', p.name::text from people_allocation a join people_practitioner p on p.id = a.practitioner_id where a.child_id = of_child
            union select 'person', p.name::text from delivery_arrangement d join people_practitioner p on p.id = d.practitioner_id where d.child_id = of_child
            union select 'person', a.author_name::text from assessments_advice a where a.child_id = of_child
            union select 'person', n.navigator_name::text from families_navigation n where n.child_id = of_child
            union select 'place', d.name::text from people_child c join people_postcode p on p.postcode = c.postcode join people_district d on d.code = p.district_id
                where c.id = of_child
            union select 'place', c.postcode::text from people_child c where c.id = of_child
            union select 'place', h.place from people_relationship r join people_person n on n.id = r.person_id
                left join people_postcode p on p.postcode = n.postcode left join people_district d on d.code = p.district_id
                cross join lateral (values (n.postcode::text), (d.name::text)) h(place)
                where r.child_id = of_child and r.has_care
                  and not exists (select 1 from people_bar b where b.child_id = of_child and b.person_id = r.person_id and b.ended_at is null);
    end $$;

-- Whether a text to somebody who is barred names any of it, of all that is recorded of the child: also what another body alone knows. Whoever writes learns
-- that it may not be sent and never which word. Nothing for whoever may not know the child, and of a child of whom nobody is barred: it is then not sent.
create or replace function families_would_tell(of_child uuid, said text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$
    declare
        c people_child%rowtype;
    begin
        select * into c from people_child k where k.id = of_child and not k.sealed
            and exists (select 1 from people_bar b where b.child_id = k.id and b.ended_at is null)
            and (k.owner_id in (select g.owner from access_by_owner('read', 'identity-and-contact') g)
                 or (k.id, k.owner_id) in (select g.child, g.owner from access_by_child('read', 'identity-and-contact') g)
                 or k.id in (select families_complained_to_us()));
        if c.id is null then
            return null;
        end if;
        return exists (select 1 from families_names(of_child) n where families_tells(n.kind, n.name, said, c.surname));
    end $$;
