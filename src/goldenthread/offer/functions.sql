-- The text of a service by which it is found: its name first, then its needs, then whom it is for and what it does, then who runs it.
-- "plain" of Python and this agree on apostrophes: "won't" is "wont".
create or replace function offer_plain(said text) returns text
language sql immutable set search_path = public, pg_temp as $$
    select regexp_replace(unaccent('unaccent', lower(said)), '[''’‘`]', '', 'g')
$$;

create or replace function offer_words(s offer_service) returns tsvector
language sql stable set search_path = public, pg_temp as $$
    select setweight(to_tsvector('english', offer_plain(s.name)), 'A')
        || setweight(to_tsvector('english', offer_plain(coalesce((
            select string_agg(t.name || ' ' || t.description, ' . ') from offer_attribute a
            join offer_taxonomyterm t on t.id = a.taxonomy_term_id join offer_taxonomy x on x.id = t.taxonomy_id
            where a.service_id = s.id and x.slug = 'need'), ''))), 'B')
        || setweight(to_tsvector('english', offer_plain(s.description || ' ' || s.eligibility_description)), 'C')
        || setweight(to_tsvector('english', offer_plain((select o.name from offer_organization o where o.id = s.organization_id))), 'D')
$$;

-- The terms of one kind that a service has, beside it: counting them over thousands of services needs no join.
create or replace function offer_codes(which uuid, kind text) returns varchar[]
language sql stable set search_path = public, pg_temp as $$
    select coalesce(array_agg(t.code order by t.place), '{}') from offer_attribute a
    join offer_taxonomyterm t on t.id = a.taxonomy_term_id join offer_taxonomy x on x.id = t.taxonomy_id
    where a.service_id = which and x.slug = kind
$$;

create or replace function offer_index() returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    -- What is as it was is not written anew: a row that is leaves its old self behind, and each search would read past it.
    update offer_service s set words = n.words, needs = n.needs, how = n.how, places = n.places
        from (select o.id, offer_words(o) as words, offer_codes(o.id, 'need') as needs, offer_codes(o.id, 'how') as how,
            (select count(*) from offer_serviceatlocation a where a.service_id = o.id) as places from offer_service o) n
        where n.id = s.id and (s.words, s.needs, s.how, s.places) is distinct from (n.words, n.needs, n.how, n.places);
    delete from offer_word;
    insert into offer_word (word, entries, stem)
        select w, count(distinct s.id), to_tsvector('english', w) from offer_service s
        join offer_organization o on o.id = s.organization_id,
        regexp_split_to_table(offer_plain(s.name || ' ' || s.description || ' ' || s.eligibility_description || ' ' || o.name), '[^a-z]+') w
        where length(w) between 3 and 60 group by w;
    delete from offer_lexeme;
    insert into offer_lexeme (lexeme, entries) select left(word, 200), max(ndoc) from ts_stat('select words from public.offer_service') group by 1;
end $$;

-- The letters of a word in the order of the alphabet: two words that have the same are one with letters changed about ("echp").
create or replace function offer_letters(word text) returns text
language sql immutable set search_path = public, pg_temp as $$
    select string_agg(c, '' order by c) from regexp_split_to_table(word, '') c
$$;

-- Each word that the directory does not have in any form, with the nearest that it or a ring has. Most words it has, and that is asked first.
create or replace function offer_spelling(asked text[]) returns table (said text, meant text)
language sql stable set search_path = public, pg_temp as $$
    with strange as materialized (
        select distinct a, to_tsvector('english', a) as stem from unnest(asked) a
        where length(a) between 4 and 60 and not exists (select 1 from offer_word w where w.word = a)
          and not exists (select 1 from unnest(tsvector_to_array(to_tsvector('english', a))) l join offer_lexeme x on x.lexeme = l)
    ), lexicon as materialized (
        select word::text as word, entries, stem from offer_word
        union all
        select w, 0, to_tsvector('english', w) from (select distinct w from offer_ring r, unnest(r.words) p, regexp_split_to_table(p, ' ') w where length(w) >= 4) each
    )
    select a, near.word from strange
    cross join lateral (
        select l.word from lexicon l
        where length(l.word) between greatest(length(a) - 2, 4) and length(a) + 2
          -- "Behind" is no slip for "blind", nor "walking" for "talking": one letter amiss up to seven, two of more, and the first is right, unless letters changed places.
          and (levenshtein_less_equal(l.word, a, 2) <= case when length(a) <= 7 then 1 else 2 end and left(l.word, 1) = left(a, 1)
               or levenshtein_less_equal(l.word, a, 2) <= 2 and offer_letters(l.word) = offer_letters(a))
        order by levenshtein(l.word, a), similarity(l.word, a) desc, l.entries desc, l.word limit 1
    ) near
    where strange.stem <> ''::tsvector and not exists (select 1 from lexicon l where l.word = a or l.stem @@ plainto_tsquery('english', a))
$$;

-- Groups stand a line each, the phrases of a group between tabs; null where they hold nothing but words such as "the". A phrase with a word
-- that the directory has nowhere can find nothing and is not asked: of a ring's thirty phrases that leaves a few, and each costs.
create or replace function offer_asked(groups text, every boolean) returns tsquery
language plpgsql stable set search_path = public, pg_temp as $$
declare
    one text; asked tsquery; part record; whole tsquery := null;
begin
    foreach one in array string_to_array(groups, E'\n') loop
        asked := null;
        for part in
            select distinct on (p.there, q.query::text) q.query, p.there from unnest(string_to_array(one, E'\t')) phrase,
                lateral (select phraseto_tsquery('english', phrase) as query) q,
                lateral (select not exists (select 1 from unnest(tsvector_to_array(to_tsvector('english', phrase))) l
                    where not exists (select 1 from offer_lexeme w where w.lexeme = l)) as there) p
            where numnode(q.query) > 0 order by p.there desc, q.query::text
        loop
            -- Where none is there the group still says that nothing has it.
            exit when asked is not null and not part.there;
            asked := case when asked is null then part.query else asked || part.query end;
            exit when not part.there;
        end loop;
        if asked is not null then
            whole := case when whole is null then asked when every then whole && asked else whole || asked end;
        end if;
    end loop;
    return whole;
end $$;

-- Of each group (as `offer_asked` takes them), in how many entries it stands at the most, as a share of the commonest word's. Where there are
-- few entries every word stands in many of them, and that tells nothing.
create or replace function offer_heard(groups text) returns double precision[]
language sql stable set search_path = public, pg_temp as $$
    select coalesce(array_agg(least(1.0, case when total < 200 then least(n, 1) * 0.1 else n / total::double precision end) order by place), '{}')
    from (select greatest(coalesce(max(entries), 0), 1) as total from offer_lexeme) whole,
        lateral (select place, coalesce(sum(here.n), 0) as n from string_to_table(groups, E'\n') with ordinality g (one, place)
            left join lateral (select coalesce((select min(coalesce(x.entries, 0)) from unnest(tsvector_to_array(to_tsvector('english', phrase))) l left join offer_lexeme x on x.lexeme = l), 0) as n
                from string_to_table(g.one, E'\t') phrase) here on true
            group by place) each
$$;

-- Whether any service answers. The index knows at once; to look for a first one through the table is slow where there is none.
create or replace function offer_answers(question tsquery, checked date) returns boolean
language sql stable set search_path = public, pg_temp set enable_seqscan = off as $$
    select exists (select 1 from offer_service s where s.words @@ question and s.assured_date >= checked and s.status in ('active', 'temporarily closed'))
$$;

drop function if exists offer_found(text, boolean, date);
drop function if exists offer_found(text, date);

-- Words that found nothing are written by whoever looks for help and read by nobody singly: a parent may have typed a child's name.
drop function if exists offer_note_unfound(text, date);
create or replace function offer_note_unfound(said text, monday date, heap integer) returns void
language sql security definer set search_path = public, pg_temp as $$
    delete from offer_unfound where week < monday - 91;
    insert into offer_unfound (words, week, mark) values (left(said, 100), monday, heap)
    on conflict (words, mark) do update set week = greatest(offer_unfound.week, excluded.week)
$$;

-- Those looked for from five places or more since a day, for the roles that edit and commission.
create or replace function offer_unfound_from_five(since date) returns table (words text, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.words::text, count(*) from offer_unfound u where u.week >= since
        and exists (select 1 from access_profiles() p where p.role in ('la-send-manager', 'icb-commissioner', 'dco'))
    group by u.words having count(*) >= 5 order by 2 desc, 1
$$;

-- Words put into a ring by an editor.
create or replace function offer_ring_add(said text, which uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if access_link_child() is not null or not exists (select 1 from access_profiles() p where p.role = 'la-send-manager') then
        return false;
    end if;
    update offer_ring r set words = case when said = any (r.words) then r.words else r.words || left(said, 80)::varchar end where r.id = which;
    return found;
end $$;

-- --- who reads and edits what lies behind the directory ---

create or replace function offer_reads() returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return access_link_child() is null and exists (select 1 from access_profiles() p where p.role in ('la-send-manager', 'icb-commissioner', 'dco'));
end $$;

create or replace function offer_edits() returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return access_link_child() is null and exists (select 1 from access_profiles() p where p.role = 'la-send-manager');
end $$;

-- Who edits, as the history names them; nobody where none is signed in.
create or replace function offer_editor() returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce((select u.name from access_user u where u.id = access_viewer()), '')
$$;

-- --- how often something public may be done ---

create or replace function offer_spend(what text, today date, who text, most integer) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare n integer;
begin
    delete from offer_spent where day < today;
    insert into offer_spent (day, kind, mark, times) values (today, what, left(who, 64), 1)
        on conflict (day, kind, mark) do update set times = offer_spent.times + 1 returning times into n;
    return n <= most;
end $$;

-- --- entries that are confirmed, suggested about, and changed ---

-- The words of some fields put into an entry, and into its history. Only fields that may be changed here are looked at.
create or replace function offer_put(which uuid, told jsonb, said_on date, whose text, reason text) returns void
language plpgsql volatile set search_path = public, pg_temp as $$
declare was jsonb; kept jsonb := '{}'; field text;
begin
    select to_jsonb(s) into was from offer_service s where s.id = which for update;
    foreach field in array array['name', 'description', 'child_summary', 'eligibility_description', 'application_process', 'minimum_age', 'maximum_age', 'phone', 'email', 'url', 'status'] loop
        if told ? field and told -> field is distinct from was -> field then
            kept := kept || jsonb_build_object(field, jsonb_build_array(was -> field, told -> field));
        end if;
    end loop;
    update offer_service s set
        name = case when kept ? 'name' then told ->> 'name' else s.name end,
        description = case when kept ? 'description' then told ->> 'description' else s.description end,
        child_summary = case when kept ? 'child_summary' then told ->> 'child_summary' else s.child_summary end,
        eligibility_description = case when kept ? 'eligibility_description' then told ->> 'eligibility_description' else s.eligibility_description end,
        application_process = case when kept ? 'application_process' then told ->> 'application_process' else s.application_process end,
        minimum_age = case when kept ? 'minimum_age' then (told ->> 'minimum_age')::smallint else s.minimum_age end,
        maximum_age = case when kept ? 'maximum_age' then (told ->> 'maximum_age')::smallint else s.maximum_age end,
        phone = case when kept ? 'phone' then told ->> 'phone' else s.phone end,
        email = case when kept ? 'email' then told ->> 'email' else s.email end,
        url = case when kept ? 'url' then told ->> 'url' else s.url end,
        status = case when kept ? 'status' then told ->> 'status' else s.status end,
        assured_date = greatest(s.assured_date, said_on), last_modified = now()
        where s.id = which;
    update offer_service s set words = offer_words(s) where s.id = which;
    insert into offer_lexeme (lexeme) select left(l, 200) from offer_service s, unnest(tsvector_to_array(s.words)) l where s.id = which on conflict do nothing;
    insert into offer_word (word, entries, stem)
        select distinct w, 1, to_tsvector('english', w) from offer_service s, regexp_split_to_table(offer_plain(s.name || ' ' || s.description || ' ' || s.eligibility_description), '[^a-z]+') w
        where s.id = which and length(w) between 3 and 60 on conflict do nothing;
    insert into offer_change (service_id, what, by, by_user, by_name, "on", fields, why)
        values (which, case when kept = '{}' then 'confirmed' else 'changed' end, whose, access_viewer(), offer_editor(), said_on, kept, reason);
end $$;

-- That an entry is right: by its own link, which the page has checked, or by an editor who asked the service.
create or replace function offer_confirm(which uuid, said_on date, by_provider boolean) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    -- What another area keeps is that area's to confirm.
    if not by_provider and not offer_edits() or not exists (select 1 from offer_service s where s.id = which and s.feed_id is null) then
        return false;
    end if;
    update offer_service s set assured_date = greatest(s.assured_date, said_on), last_modified = now() where s.id = which;
    insert into offer_change (service_id, what, by, by_user, by_name, "on", fields)
        values (which, 'confirmed', case when by_provider then 'provider' else 'editor' end, case when by_provider then null else access_viewer() end,
                case when by_provider then '' else offer_editor() end, said_on, '{}');
    return true;
end $$;

create or replace function offer_suggest(which uuid, said_on date, provider boolean, said text, told jsonb) returns boolean
language sql volatile security definer set search_path = public, pg_temp as $$
    insert into offer_suggestion (id, service_id, "on", from_provider, text, fields)
        select gen_random_uuid(), s.id, said_on, provider, left(said, 4000), told from offer_service s where s.id = which and s.feed_id is null
    returning true
$$;

create or replace function offer_edit(which uuid, said_on date, told jsonb, reason text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not offer_edits() or exists (select 1 from offer_service s where s.id = which and s.feed_id is not null) then
        return false;
    end if;
    perform offer_put(which, told, said_on, 'editor', reason);
    return true;
end $$;

create or replace function offer_decide(which uuid, said_on date, approved boolean, said text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare one offer_suggestion;
begin
    if not offer_edits() then
        return false;
    end if;
    update offer_suggestion x set state = case when approved then 'approved' else 'refused' end, decided_on = said_on, decided_by = access_viewer(),
        decided_by_name = offer_editor(), answer = left(said, 2000) where x.id = which and x.state = 'open' returning x.* into one;
    if one.id is null then
        return false;
    end if;
    -- On its own link a service said how all of it is on that day; somebody else's words change nothing by themselves.
    if approved and one.from_provider then
        perform offer_put(one.service_id, one.fields, one."on", 'provider', said);
    end if;
    return true;
end $$;

-- --- Schedule 2: which rows an entry meets, and who owns a row ---

-- The rows that an editor says an entry meets. It stands in the history, and confirms nothing of the entry's words.
create or replace function offer_tag(which uuid, codes jsonb, said_on date) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare before jsonb; after jsonb;
begin
    if not offer_edits() or not exists (select 1 from offer_service s where s.id = which) then
        return false;
    end if;
    select coalesce(jsonb_agg(t.code order by t.place), '[]') into before from offer_attribute a
        join offer_taxonomyterm t on t.id = a.taxonomy_term_id join offer_taxonomy x on x.id = t.taxonomy_id where a.service_id = which and x.slug = 'schedule-2';
    select coalesce(jsonb_agg(t.code order by t.place), '[]') into after from offer_taxonomyterm t join offer_taxonomy x on x.id = t.taxonomy_id
        where x.slug = 'schedule-2' and codes ? t.code;
    if before = after then
        return false;
    end if;
    delete from offer_attribute a using offer_taxonomyterm t, offer_taxonomy x
        where a.service_id = which and t.id = a.taxonomy_term_id and x.id = t.taxonomy_id and x.slug = 'schedule-2';
    insert into offer_attribute (id, service_id, taxonomy_term_id)
        select gen_random_uuid(), which, t.id from offer_taxonomyterm t join offer_taxonomy x on x.id = t.taxonomy_id where x.slug = 'schedule-2' and after ? t.code;
    update offer_service set last_modified = now() where id = which;
    insert into offer_change (service_id, what, by, by_user, by_name, "on", fields)
        values (which, 'changed', 'editor', access_viewer(), offer_editor(), said_on, jsonb_build_object('schedule_2', jsonb_build_array(before, after)));
    return true;
end $$;

-- Whether the viewer owns a row: then they say what they found, and stay its owner.
create or replace function offer_owns(which text, who uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select offer_reads() and who = access_viewer() and coalesce((select l.owner = access_viewer() from offer_rowlook l where l.code = which order by l.id desc limit 1), false)
$$;

-- --- dated sessions, as a service or an editor keeps them ---

create or replace function offer_session_add(which uuid, told jsonb, said date, by_provider boolean) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not by_provider and not offer_edits() or not exists (select 1 from offer_service s where s.id = which) then
        return false;
    end if;
    -- Sent twice from one form, it is one session: families would read two, and only one would be kept up. What was put right in between holds.
    perform pg_advisory_xact_lock(hashtextextended('offer_session_add ' || which, 0));
    update offer_session s set booking = left(coalesce(told ->> 'booking', ''), 300), capacity = (told ->> 'capacity')::smallint, "left" = (told ->> 'left')::smallint, said_on = said
        where s.service_id = which and s.kind = told ->> 'kind' and s.title = left(told ->> 'title', 120)
        and s."on" = (told ->> 'on')::date and s.starts = (told ->> 'starts')::time and s.ends = (told ->> 'ends')::time
        and s.location_id is not distinct from (select a.location_id from offer_serviceatlocation a where a.service_id = which and a.location_id = (told ->> 'location')::uuid limit 1)
        and s.place = left(coalesce(told ->> 'place', ''), 200) and not s.cancelled;
    if found then
        return true;
    end if;
    insert into offer_session (id, service_id, kind, title, "on", starts, ends, location_id, place, booking, capacity, "left", said_on, "by", by_name)
        values (gen_random_uuid(), which, told ->> 'kind', left(told ->> 'title', 120), (told ->> 'on')::date, (told ->> 'starts')::time, (told ->> 'ends')::time,
                (select a.location_id from offer_serviceatlocation a where a.service_id = which and a.location_id = (told ->> 'location')::uuid limit 1),
                left(coalesce(told ->> 'place', ''), 200), left(coalesce(told ->> 'booking', ''), 300), (told ->> 'capacity')::smallint, (told ->> 'left')::smallint, said,
                case when by_provider then 'provider' else 'editor' end, case when by_provider then '' else offer_editor() end);
    return true;
end $$;

create or replace function offer_session_say(which uuid, one uuid, n integer, off boolean, said date, by_provider boolean) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not by_provider and not offer_edits() then
        return false;
    end if;
    update offer_session s set "left" = case when s.capacity is null then null else coalesce(n, s."left") end, cancelled = s.cancelled or off, said_on = said
        where s.id = one and s.service_id = which and s."on" >= said and not s.cancelled and (n is null or n between 0 and coalesce(s.capacity, -1));
    return found;
end $$;

create or replace function offer_session_fewer(which uuid, one uuid, said date, by_provider boolean) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not by_provider and not offer_edits() then
        return false;
    end if;
    update offer_session s set "left" = s."left" - 1, said_on = said where s.id = one and s.service_id = which and s."on" >= said and not s.cancelled and s."left" > 0;
    return found;
end $$;

-- --- what people say of the Local Offer ---

-- What was not published is forgotten 90 days after it was judged; that it came is kept. Every night by the queue.
create or replace function offer_forget_comments(today date) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    update offer_comment set text = '' where state = 'withheld' and text <> '' and decided_on < today - 90
$$;

-- Anybody's words, held until somebody reads them.
create or replace function offer_comment_take(which uuid, said_on date, about text, whose text, said text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into offer_comment (id, "on", service_id, asks, who, text)
        values (gen_random_uuid(), said_on, (select s.id from offer_service s where s.id = which), about, whose, left(said, 3000));
    return true;
end $$;

-- Published, only the words that a person passed stay; not published, the reason.
create or replace function offer_comment_judge(one uuid, publish boolean, passed text, of_theme text, because text, said_on date) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not offer_edits() then
        return false;
    end if;
    update offer_comment c set state = case when publish then 'published' else 'withheld' end, public = case when publish then left(passed, 3000) else '' end,
        text = case when publish then '' else c.text end, theme = of_theme, reason = case when publish then '' else because end,
        decided_on = said_on, decided_by = access_viewer(), decided_by_name = offer_editor()
        where c.id = one and c.state = 'held';
    return found;
end $$;

-- A published comment taken back, since it tells who somebody is after all.
create or replace function offer_comment_take_back(one uuid, because text, said_on date) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not offer_edits() then
        return false;
    end if;
    update offer_comment c set state = 'withheld', public = '', reason = because, decided_on = said_on, decided_by = access_viewer(), decided_by_name = offer_editor()
        where c.id = one and c.state = 'published';
    return found;
end $$;

create or replace function offer_comment_answer(which uuid, ones jsonb) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare n integer;
begin
    if not offer_edits() or not exists (select 1 from offer_answer a where a.id = which) then
        return 0;
    end if;
    update offer_comment c set answer_id = which where c.state = 'published' and c.answer_id is null and ones ? c.id::text;
    get diagnostics n = row_count;
    return n;
end $$;

-- A service's own link, asked for by anybody: it goes to the entry's own address, at most once in seven days.
create or replace function offer_link_ask(which uuid, said date) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into offer_linkasked (service_id, "on") select s.id, said from offer_service s where s.id = which and s.email <> ''
        on conflict (service_id) do update set "on" = excluded."on" where offer_linkasked.sent_on < excluded."on" - 7;
    return found;
end $$;

-- The decision that followed on somebody's being asked, tied once.
create or replace function offer_consulted_tie(one bigint, which uuid) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not offer_edits() or not exists (select 1 from offer_answer a where a.id = which) then
        return false;
    end if;
    update offer_consulted c set answer_id = which where c.id = one and c.answer_id is null;
    return found;
end $$;

-- That a copy which was asked for has left.
create or replace function offer_copy_sent(one bigint, today date) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if not offer_edits() then
        return false;
    end if;
    update offer_copyasked c set sent_on = today, sent_by_name = offer_editor() where c.id = one and c.sent_on is null;
    return found;
end $$;
