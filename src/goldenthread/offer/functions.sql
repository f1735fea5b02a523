-- The text of a service by which it is found: its name first, then its needs, then whom it is for and what it does, then who runs it.
-- "plain" of Python and this agree on apostrophes: "won't" is "wont".
create or replace function offer_plain(said text) returns text
language sql immutable set search_path = public, pg_temp as $$
    select regexp_replace(unaccent('unaccent', lower(said)), '[''’‘`]', '', 'g')
$$;

create or replace function offer_index() returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    update offer_service s set words =
        setweight(to_tsvector('english', offer_plain(s.name)), 'A')
        || setweight(to_tsvector('english', offer_plain(coalesce((
            select string_agg(t.name || ' ' || t.description, ' . ') from offer_attribute a
            join offer_taxonomyterm t on t.id = a.taxonomy_term_id join offer_taxonomy x on x.id = t.taxonomy_id
            where a.service_id = s.id and x.slug = 'need'), ''))), 'B')
        || setweight(to_tsvector('english', offer_plain(s.description || ' ' || s.eligibility_description)), 'C')
        || setweight(to_tsvector('english', offer_plain((select o.name from offer_organization o where o.id = s.organization_id))), 'D');
    delete from offer_word;
    insert into offer_word (word, entries)
        select w, count(distinct s.id) from offer_service s
        join offer_organization o on o.id = s.organization_id,
        regexp_split_to_table(offer_plain(s.name || ' ' || s.description || ' ' || s.eligibility_description || ' ' || o.name), '[^a-z]+') w
        where length(w) between 3 and 60 group by w;
end $$;

-- The letters of a word in the order of the alphabet: two words that have the same are one with letters changed about ("echp").
create or replace function offer_letters(word text) returns text
language sql immutable set search_path = public, pg_temp as $$
    select string_agg(c, '' order by c) from regexp_split_to_table(word, '') c
$$;

-- Each word that the directory does not have in any form, with the nearest that it or a ring has.
create or replace function offer_spelling(asked text[]) returns table (said text, meant text)
language sql stable set search_path = public, pg_temp as $$
    with lexicon as (
        select word::text as word, entries from offer_word
        union all
        select w, 0 from offer_ring r, unnest(r.words) p, regexp_split_to_table(p, ' ') w where length(w) >= 4
    )
    select a, near.word from unnest(asked) a
    cross join lateral (
        select l.word from lexicon l
        where length(l.word) between length(a) - 2 and length(a) + 2
          and levenshtein_less_equal(l.word, a, 2) <= case when length(a) <= 5 and offer_letters(l.word) <> offer_letters(a) then 1 else 2 end
        order by levenshtein(l.word, a), similarity(l.word, a) desc, l.entries desc, l.word limit 1
    ) near
    where length(a) between 4 and 60 and not exists (select 1 from lexicon l where l.word = a or to_tsvector('english', l.word) @@ plainto_tsquery('english', a))
$$;

-- Groups stand a line each, the phrases of a group between tabs.
create or replace function offer_found(groups text, every boolean, checked date) returns table (service uuid, worth real)
language plpgsql stable set search_path = public, pg_temp as $$
declare
    one text; phrase text; asked tsquery; whole tsquery := null;
begin
    foreach one in array string_to_array(groups, E'\n') loop
        asked := null;
        foreach phrase in array string_to_array(one, E'\t') loop
            if numnode(phraseto_tsquery('english', phrase)) > 0 then
                asked := case when asked is null then phraseto_tsquery('english', phrase) else asked || phraseto_tsquery('english', phrase) end;
            end if;
        end loop;
        if asked is not null then
            whole := case when whole is null then asked when every then whole && asked else whole || asked end;
        end if;
    end loop;
    return query
        select s.id, case when whole is null then 0 else ts_rank_cd('{0.1, 0.3, 0.6, 1.0}', s.words, whole) end::real as w
        from offer_service s
        where s.assured_date >= checked and s.status in ('active', 'temporarily closed') and (whole is null or s.words @@ whole)
        order by 2 desc, s.name, s.id;
end $$;

-- Words that found nothing are written by whoever looks for help and read by nobody singly: a parent may have typed a child's name.
create or replace function offer_note_unfound(said text, monday date) returns void
language sql security definer set search_path = public, pg_temp as $$
    delete from offer_unfound where week < monday - 91;
    insert into offer_unfound (words, week, times) values (left(said, 100), monday, 1)
    on conflict (words, week) do update set times = offer_unfound.times + 1
$$;

-- Those looked for five times or more since a day, for the roles that edit and commission.
create or replace function offer_unfound_from_five(since date) returns table (words text, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.words::text, sum(u.times) from offer_unfound u where u.week >= since
        and exists (select 1 from access_profiles() p where p.role in ('la-send-manager', 'icb-commissioner', 'dco'))
    group by u.words having sum(u.times) >= 5 order by 2 desc, 1
$$;
