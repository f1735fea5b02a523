-- A plan that was sent to a family is never changed: a later change makes the next version.
create or replace function plans_refuse_change() returns trigger language plpgsql
    as $$ begin
        if exists (select 1 from plans_plan p where p.id = coalesce(old.plan_id, new.plan_id)
                   and (p.sent_on is not null or p.issued_on is not null)) then
            raise exception 'this version was sent: a change makes the next version' using errcode = '42501';
        end if;
        return new;
    end $$;
drop trigger if exists plans_clause_of_a_sent_plan on plans_clause;
create trigger plans_clause_of_a_sent_plan before insert or update on plans_clause
    for each row execute function plans_refuse_change();

create or replace function plans_refuse_resending() returns trigger language plpgsql
    as $$ begin
        if old.issued_on is not null or old.sent_on is not null and (
                new.sent_on is distinct from old.sent_on or new.issued_on is not null) then
            raise exception 'this version was sent: a change makes the next version' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_plan_that_was_sent before update on plans_plan
    for each row execute function plans_refuse_resending();

-- A correction is answered once; the answer that a setting gave is not overwritten.
create or replace function plans_refuse_second_answer() returns trigger language plpgsql
    as $$ begin
        if old.reply <> '' then
            raise exception 'this consultation was answered' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_consultation_once before update on plans_consultation
    for each row execute function plans_refuse_second_answer();

-- Whether something was disclosed to the viewer: to them by name, or to the body for which they act.
create or replace function plans_is_reader(reader uuid, body uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return reader = access_viewer()
            or body is not null and body in (select p.organisation from access_profiles() p);
    end $$;

create or replace function plans_agrees_for_icb() returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from access_profiles() p where p.role = 'dco');
    end $$;

-- Whether a version of a plan was given to the viewer in any part. The policy has judged whether they may read plans of
-- this child at all.
create or replace function plans_concerns(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from plans_plan p where p.id = which
                       and (p.sent_on is not null or p.issued_on is not null)
                       and p.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g))
            or exists (select 1 from plans_disclosure d
                       where d.plan_id = which and plans_is_reader(d.reader, d.organisation_id));
    end $$;

-- Whether a clause was: of this section, and resting on this advice. Without a section: whether the whole was.
create or replace function plans_shows(which uuid, from_advice uuid, in_section text) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from plans_plan p where p.id = which
                       and (p.sent_on is not null or p.issued_on is not null)
                       and p.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g))
            or exists (select 1 from plans_disclosure d
                       where d.plan_id = which and plans_is_reader(d.reader, d.organisation_id)
                         and (d.sections = '[]'::jsonb or d.sections ? in_section
                              or d.sections ? 'own' and exists (
                                  select 1 from assessments_advice a
                                  where a.id = from_advice and a.author = access_viewer())));
    end $$;

-- The document of a plan lies in the content store. Whoever was given a part of the plan must not open the whole there.
create or replace function plans_opens(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return not exists (
            select 1 from plans_issueddocument d where d.content_id = which
              and d.owner_id not in (select g.owner from access_by_owner('read', 'drafts-and-final-plan') g)
              and not plans_shows(d.plan_id, null, null));
    end $$;
drop policy if exists plans_given_whole on people_content;
create policy plans_given_whole on people_content as restrictive for select to goldenthread_app
    using (kind_of_data <> 'drafts-and-final-plan' or plans_opens(key));
