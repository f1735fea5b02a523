-- What a family may know of the chasing of advice on a case: who was reminded, and where the head of a service was told.
-- No name, no address and no words of a message, which the family may not read.
create or replace function families_chased(which uuid) returns table (about text, purpose text)
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ #variable_conflict use_column
    begin
        return query select distinct m.about::text, m.purpose::text
            from letters_message m join cases_case c on c.id = m."case"
            where c.id = which and m.purpose in ('advice-reminder', 'advice-escalated') and m.state <> 'failed'
              and c.child_id in (select g.child from access_by_family('status', 'ehc-request-and-stage') g)
              and c.child_id not in (select access_sealed()) and c.id not in (select access_hidden_cases());
    end $$;

-- Whether the viewer does or leads the casework of this organisation, or of one that it took over.
create or replace function families_officer_of(body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null
            and exists (select 1 from access_profiles() p cross join lateral access_bases(p.organisation) b
                        where p.role in ('la-send-caseworker', 'la-send-manager') and b.kinds is null and b.owner = body);
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

-- Cases of complaints that somebody else made, and of offers made to somebody else, about a child of the viewer's own family: one parent does not learn of the other's.
create or replace function families_anothers_complaints() returns setof uuid
    language plpgsql stable security definer rows 1 set search_path = public, pg_temp
    as $$ begin
        return query select c."case" from families_complaint c
            where c."case" is not null and c.made_by <> access_viewer() and c.child_id in (select access_own_family())
            union
            select o."case" from families_earlyoffer o
            where o."case" is not null and o.to_user is distinct from access_viewer() and o.child_id in (select access_own_family());
    end $$;

-- Whether the viewer leads the casework of this organisation: complaints are theirs to answer.
create or replace function families_leads(body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null and access_holds(array['la-send-manager'], body);
    end $$;

-- Whether a family took up what was suggested, and whether it helped: said by anybody of it who may write; the last word stands.
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

-- Whether the viewer is a navigator of this organisation.
create or replace function families_navigates(body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return access_link_child() is null and access_holds(array['send-navigator'], body);
    end $$;
