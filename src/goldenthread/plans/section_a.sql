-- What a family sends for section A of its child's plan. A family writes no plan and no content: it sends this, in its own name,
-- about a case of its own child, and an officer puts it in the plan. The setting that the child attends, which returns the reviews
-- of the plan, passes on so what is the child's own.
create or replace function plans_offer(which uuid, of_case uuid, of_kind text, said text, own boolean, named text, file bytea, named_file text, hash text)
    returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c cases_case%rowtype;
        kept uuid;
    begin
        select k.* into c from cases_case k where k.id = of_case
            and (k.child_id in (select g.child from access_by_family('read', 'drafts-and-final-plan') g)
                 and k.child_id in (select g.child from access_by_family('write', 'messages-to-family') g)
                 or own and k.pathway in ('annual-review', 'phase-transfer')
                    and (k.child_id, k.owner_id) in (select g.child, g.owner from access_by_child('read', 'drafts-and-final-plan') g)
                    and (k.child_id, k.owner_id) in (select g.child, g.owner from access_by_child('write', 'school-sen-support') g)
                    and exists (select 1 from access_profiles() p
                                where p.role = 'setting-senco' and k.child_id in (select n.child from access_connected(p.organisation) n)))
            and k.child_id not in (select access_sealed())
            and k.id not in (select access_hidden_cases());
        if c.id is null or access_viewer() is null or access_link_child() is not null
                or of_kind not in ('words', 'picture', 'sound') or coalesce(trim(said), '') = '' or length(said) > 4000
                or (of_kind = 'words') <> (file is null) or length(file) > 10 * 1024 * 1024 or named = ''
                or file is not null and hash is distinct from encode(sha256(file), 'hex') then
            return 'refused';
        end if;
        -- Pressed twice, it is one: the officer would have to answer both. What was answered may be sent again.
        perform pg_advisory_xact_lock(hashtextextended('plans_offer ' || of_case, 0));
        perform 1 from plans_offering o where o."case" = of_case and o.by = access_viewer() and o.kind = of_kind and o.words = trim(said)
            and o.childs_own = own and o.sha256 = coalesce(hash, '') and o.decision in ('', 'kept');
        if found then
            return 'sent';
        end if;
        -- Of one case, so that nobody fills the store.
        if (select count(*) from plans_offering o where o."case" = of_case and o.by = access_viewer() and o.decision <> 'declined') >= 20 then
            return 'full';
        end if;
        if file is not null then
            kept := gen_random_uuid();
            insert into people_content (key, child_id, "case", owner_id, kind_of_data, text, file, file_name)
                values (kept, c.child_id, c.id, c.owner_id, 'drafts-and-final-plan', '', file, left(named_file, 200));
        end if;
        insert into plans_offering (id, child_id, owner_id, "case", kind, words, childs_own, content_id, sha256, by, by_name)
            values (which, c.child_id, c.owner_id, c.id, of_kind, trim(said), own, kept, coalesce(hash, ''), access_viewer(), left(named, 100));
        return 'sent';
    end $$;

-- Answered once, and never without a reason where it is declined. What is kept for the next version is then taken.
create or replace function plans_refuse_second_decision() returns trigger language plpgsql
    as $$ begin
        if old.decision not in ('', 'kept') or new.decision not in ('taken', 'declined', 'kept') or old.decision = new.decision or new.decision = 'declined' and trim(new.decision_reason) = '' then
            raise exception 'this was answered, or lacks its reason' using errcode = '42501';
        end if;
        return new;
    end $$;
create or replace trigger plans_offering_once before update on plans_offering
    for each row execute function plans_refuse_second_decision();
