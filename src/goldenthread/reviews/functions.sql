-- Before the setting was asked for at each reading. The policies that hung on it are made again after this.
drop function if exists reviews_keeps(uuid, uuid, uuid) cascade;

-- The children on roll at the setting whose SENCO the viewer is.
create or replace function reviews_pupils() returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp
    as $$ begin
        return query select c.child from access_profiles() p cross join lateral access_connected(p.organisation) c
            where p.role = 'setting-senco' and access_link_child() is null;
    end $$;

-- Who keeps a review: the SENCO of the setting that the child attends now, and the council's casework.
create or replace function reviews_keeps(of_child uuid, of_owner uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return of_owner in (select g.owner from access_by_owner('write', 'drafts-and-final-plan') g)
            or (of_child, of_owner) in (select g.child, g.owner from access_by_child('write', 'school-sen-support') g) and of_child in (select reviews_pupils());
    end $$;

create or replace function reviews_kept(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from reviews_review r where r.id = which and reviews_keeps(r.child_id, r.owner_id));
    end $$;

-- Whether the viewer was invited by name. The policy has judged whether they may read plans of this child at all.
create or replace function reviews_invited(which uuid) returns boolean
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return exists (select 1 from reviews_invitation i where i.review_id = which and i."user" = access_viewer() and i.ended_at is null);
    end $$;

-- A report that was sent, and advice that has gone round, stay as they were read.
create or replace function reviews_refuse_change() returns trigger language plpgsql
    as $$ begin
        if tg_table_name = 'reviews_report' and to_jsonb(old) ->> 'sent_at' is not null
                or tg_table_name = 'reviews_paper' and to_jsonb(old) ->> 'shared_at' is not null then
            raise exception 'what was sent of a review is not changed' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger reviews_report_that_was_sent before update on reviews_report
    for each row execute function reviews_refuse_change();
create or replace trigger reviews_paper_that_was_shared before update on reviews_paper
    for each row execute function reviews_refuse_change();
