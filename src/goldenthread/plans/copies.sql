-- A setting that the child attends, and that returns the reviews of the plan, asks for the plan in force. One request of a setting waits at a time.
create or replace function plans_ask_for_copy(which uuid, of_case uuid, because text, named text) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        school uuid;
    begin
        select k.* into c from cases_case k where k.id = of_case and k.pathway in ('annual-review', 'phase-transfer')
            and (k.child_id, k.owner_id) in (select g.child, g.owner from access_by_child('write', 'school-sen-support') g)
            and k.child_id not in (select access_sealed())
            and k.id not in (select access_hidden_cases());
        select p.organisation into school from access_profiles() p
            where p.role = 'setting-senco' and c.child_id in (select n.child from access_connected(p.organisation) n) limit 1;
        if c.id is null or school is null or access_viewer() is null or access_link_child() is not null
                or coalesce(trim(because), '') = '' or length(because) > 500 or named = '' then
            return 'refused';
        end if;
        insert into plans_copyasked (id, child_id, owner_id, "case", setting_id, reason, by, by_name)
            values (which, c.child_id, c.owner_id, c.id, school, trim(because), access_viewer(), left(named, 100))
            on conflict (child_id, setting_id) where decision = '' do nothing;
        return case when found then 'sent' else 'waits' end;
    end $$;

-- Answered once, and never declined without a reason.
create or replace function plans_copy_answered_once() returns trigger language plpgsql
    as $$ begin
        if old.decision <> '' or new.decision not in ('given', 'declined') or trim(new.decision_reason) = '' then
            raise exception 'this was answered, or lacks its reason' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_copyasked_once before update on plans_copyasked for each row execute function plans_copy_answered_once();
