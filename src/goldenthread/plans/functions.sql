-- A plan that was sent to a family is never changed: a later change makes the next version.
create or replace function plans_refuse_change() returns trigger language plpgsql
    as $$ begin
        if exists (select 1 from plans_plan p where p.id = old.plan_id and p.sent_on is not null) then
            raise exception 'this version was sent: a change makes the next version' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_clause_of_a_sent_plan before update on plans_clause
    for each row execute function plans_refuse_change();
