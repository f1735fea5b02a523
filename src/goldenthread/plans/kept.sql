-- --- What is kept of each child's plans, here and further out (see kept, delivery.kept, campaigns.kept) ---

-- Whatever can move what is told of a child's plans is noted in the transaction that does it; what was kept
-- of the child counts for nothing until it is reckoned again. Rows are only added, so that nobody waits for anybody.
create or replace function plans_touch() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into plans_touched (child) select distinct n.child_id from new_rows n where n.child_id is not null;
        return null;
    end $$;
create or replace trigger plans_touched_by_a_new_plan after insert on plans_plan
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_plan after update on plans_plan
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_new_clause after insert on plans_clause
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_clause after update on plans_clause
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_clause_that_went after delete on plans_clause
    referencing old table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_an_answer after insert on plans_signback
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_decision after update on plans_signback
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_a_new_allocation after insert on people_allocation
    referencing new table as new_rows for each statement execute function plans_touch();
create or replace trigger plans_touched_by_an_allocation after update on people_allocation
    referencing new table as new_rows for each statement execute function plans_touch();

create or replace function plans_touch_of_event() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into plans_touched (child)
            select distinct k.child_id from new_rows n join cases_case k on k.id = n.case_id where k.child_id is not null;
        return null;
    end $$;
create or replace trigger plans_touched_by_an_event after insert on cases_event
    referencing new table as new_rows for each statement execute function plans_touch_of_event();

create or replace function plans_touch_one() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into plans_touched (child)
            select c.id from (values ((to_jsonb(new) ->> tg_argv[0])::uuid), ((to_jsonb(old) ->> tg_argv[0])::uuid)) c (id) where c.id is not null group by c.id;
        return null;
    end $$;
create or replace trigger plans_touched_by_its_case after update of child_id, owner_id, closures, confidentiality on cases_case
    for each row when ((old.child_id, old.owner_id, old.closures, old.confidentiality) is distinct from (new.child_id, new.owner_id, new.closures, new.confidentiality))
    execute function plans_touch_one('child_id');
create or replace trigger plans_touched_by_its_child after update of owner_id, date_of_birth, sealed on people_child
    for each row when ((old.owner_id, old.date_of_birth, old.sealed) is distinct from (new.owner_id, new.date_of_birth, new.sealed))
    execute function plans_touch_one('id');

-- The names of teams stand beside plans; few change, and then all is reckoned again.
create or replace function plans_touch_all() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into plans_touched (child) select h.child from plans_kept h;
        return null;
    end $$;
create or replace trigger plans_touched_by_a_team after update of name on people_team
    for each row when (old.name is distinct from new.name) execute function plans_touch_all();

create or replace function plans_touch_of_practitioner() returns trigger
    language plpgsql security definer set search_path = public, pg_temp
    as $$ begin
        insert into plans_touched (child) select distinct a.child_id from people_allocation a where a.practitioner_id = new.id;
        return null;
    end $$;
create or replace trigger plans_touched_by_a_practitioner after update of team_id on people_practitioner
    for each row when (old.team_id is distinct from new.team_id) execute function plans_touch_of_practitioner();

-- The councils of which the viewer has this right over all children; for the job that keeps what is told of plans, which tells nobody, all.
create or replace function plans_councils(level text, of_kind text) returns setof uuid
    language plpgsql stable security definer rows 5 set search_path = public, pg_temp
    as $$ begin
        if cases_asked_by_a_page() then
            return query select g.owner from access_by_owner(level, of_kind) g;
        else
            return query select o.id from people_organisation o;
        end if;
    end $$;
