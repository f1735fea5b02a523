-- Before the policies asked for a set; those that used them are made again below.
drop function if exists voice_runs(uuid) cascade;
drop function if exists voice_leads(uuid) cascade;

-- --- who runs what ---

-- Meetings: council, advice service, health services and the forum itself, each its own.
create or replace function voice_running() returns setof uuid
    language sql stable rows 2 set search_path = public, pg_temp
    as $$ select access_bodies(array['la-send-caseworker', 'la-send-manager', 'sendiass', 'health-service-manager', 'forum-member', 'schools-council']) $$;

-- Consultations, projects and packs: those who answer for what is decided, and the forum for its own.
create or replace function voice_leading() returns setof uuid
    language sql stable rows 2 set search_path = public, pg_temp
    as $$ select access_bodies(array['la-send-manager', 'health-service-manager', 'dco', 'forum-member', 'schools-council']) $$;

drop function if exists voice_council();

-- --- bookings: one at a time for each meeting, so that no place is given twice ---

-- A place, or a turn on the waiting list. A contact that has booked this meeting already is told what a new one would be told,
-- its link does what a new one's would, and it takes no place: nobody can try out who booked.
create or replace function voice_book(which uuid, of_meeting uuid, given bytea, contact_mark text, said_on date) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        m voice_meeting%rowtype;
        taken integer;
        outcome text;
        was boolean;
    begin
        select * into m from voice_meeting x where x.id = of_meeting for update;
        if m.id is null or m.cancelled_on is not null or m."on" < said_on or length(given) > 4000 or coalesce(contact_mark, '') = '' then
            return 'closed';
        end if;
        select count(*) into taken from voice_booking b where b.meeting_id = m.id and b.state = 'booked' and not b.again;
        outcome := case when taken < m.places then 'booked' else 'waiting' end;
        if (select count(*) from voice_booking b where b.meeting_id = m.id and b.state = 'waiting') >= 500 then
            return 'closed';
        end if;
        -- Whoever has lost its address and books again has it sent once more, to the contact that booked and to no other; once a day.
        update voice_booking b set confirmed_on = null
            where b.meeting_id = m.id and b.mark = contact_mark and not b.again and b.state <> 'cancelled' and b.confirmed_on < said_on;
        was := exists (select 1 from voice_booking b where b.meeting_id = m.id and b.mark = contact_mark);
        insert into voice_booking (id, meeting_id, number, state, sealed, mark, booked_on, again)
            select which, m.id, coalesce(max(b.number), 0) + 1, outcome, case when was then '' else given end, case when was then '' else contact_mark end, said_on, was
            from voice_booking b where b.meeting_id = m.id;
        return outcome;
    end $$;

-- Gives a place back; whoever waits longest has it at once. By the booking's own link, which the page has checked.
create or replace function voice_cancel_booking(which uuid, said_on date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        b voice_booking%rowtype;
        m voice_meeting%rowtype;
    begin
        select x.* into m from voice_meeting x join voice_booking y on y.meeting_id = x.id where y.id = which for update of x;
        select * into b from voice_booking x where x.id = which;
        if b.id is null or b.state = 'cancelled' or m."on" < said_on then
            return false;
        end if;
        update voice_booking x set state = 'cancelled', sealed = '', mark = '' where x.id = which;
        if b.state = 'booked' and not b.again then
            update voice_booking x set state = 'booked', moved_up_on = said_on
                where x.id = (select y.id from voice_booking y where y.meeting_id = m.id and y.state = 'waiting' and not y.again order by y.number limit 1);
        end if;
        return true;
    end $$;

-- What the booking's own link shows.
create or replace function voice_own_booking(which uuid) returns table (state text, meeting uuid, ahead bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select b.state::text, b.meeting_id, (select count(*) from voice_booking y where y.meeting_id = b.meeting_id and y.state = 'waiting' and not y.again and y.number < b.number)
          from voice_booking b where b.id = which $$;

-- Meetings to come that are full. How many places are left is told to nobody: it would tell whether a contact had booked.
create or replace function voice_full(from_day date) returns setof uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select m.id from voice_meeting m join voice_booking b on b.meeting_id = m.id and b.state = 'booked' and not b.again
          where m."on" >= from_day group by m.id having count(*) >= m.places $$;

create or replace function voice_cancel_meeting(which uuid, said_on date, because text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update voice_meeting m set cancelled_on = said_on, cancelled_because = left(because, 300)
            where m.id = which and m.cancelled_on is null and m."on" >= said_on and m.owner_id in (select voice_running());
        if not found then
            return false;
        end if;
        -- Whoever was told that a place came free is told this as well.
        update voice_booking b set told_on = null, told_by_name = '' where b.meeting_id = which and b.told_on is not null;
        return true;
    end $$;

-- Anybody asks, without a name; what is asked is read by those who run the meeting alone.
create or replace function voice_ask(of_meeting uuid, said text, said_on date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if coalesce(trim(said), '') = '' or length(said) > 1000
                or not exists (select 1 from voice_meeting m where m.id = of_meeting and m.cancelled_on is null and m."on" >= said_on)
                or (select count(*) from voice_meetingquestion q where q.meeting_id = of_meeting) >= 300 then
            return false;
        end if;
        insert into voice_meetingquestion (id, meeting_id, asked_when, text, asked_on) values (gen_random_uuid(), of_meeting, 'before', trim(said), said_on);
        return true;
    end $$;

-- What was asked and answered, as whoever answered words it. Several is three families or more; how many is told to nobody.
create or replace function voice_answers(of_meeting uuid) returns table (asked_as text, answer text, answered_on date, several boolean)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select q.asked_as::text, q.answer, q.answered_on, q.families >= 3 from voice_meetingquestion q
          where q.meeting_id = of_meeting and q.answered_on is not null order by q.families desc, q.answered_on, q.id $$;

-- How many answers stand with each meeting of a time.
create or replace function voice_answered(first_day date, until date) returns table (meeting uuid, answers bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select m.id, count(*) from voice_meeting m join voice_meetingquestion q on q.meeting_id = m.id and q.answered_on is not null
          where m."on" >= first_day and m."on" < until and m.cancelled_on is null group by m.id $$;

-- Who booked a meeting is forgotten so many days after it, with the words of what was answered: by the queue alone.
drop function if exists voice_forget(date);
create or replace function voice_forget(today date, kept integer) returns integer
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        n integer;
    begin
        update voice_booking b set sealed = '', mark = '' from voice_meeting m
            where m.id = b.meeting_id and coalesce(m.cancelled_on, m."on") < today - kept and (b.sealed <> '' or b.mark <> '');
        get diagnostics n = row_count;
        -- What adults wrote to a project, a year after its last day: what was made of it stands on its page.
        update voice_projectanswer a set text = '' from voice_project p where p.id = a.project_id and p.closes_on < today - 365 and a.text <> '';
        update voice_meetingquestion q set text = '' from voice_meeting m
            where m.id = q.meeting_id and m."on" < today - kept and (q.answered_on is not null or q.left_out_because <> '') and q.text <> '';
        return n;
    end $$;

-- --- what children and young people say ---

-- Sent by the young person, by a parent who helps, by the setting that the child attends; or to a project that asks, by anybody and without
-- a name: nothing is kept of who is signed in there, who may be a parent at whose computer the child sits. It is held until the safeguarding lead has read it, and its concern is read by nobody else at all.
create or replace function voice_say(which uuid, of_child uuid, of_project uuid, of_case uuid, of_age text, was_helped text, ticked jsonb, said text, said_shows text, of_kind text,
                                     given bytea, named text, hash text, unsafe boolean, said_what text, find text, on_day date, read_by date, sender text) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        body uuid;
    begin
        if of_age not in ('under-8', '8-13', '14-plus') or was_helped not in ('alone', 'adult', 'school') or of_kind not in ('words', 'picture', 'sound')
                or (of_kind = 'words') <> (given is null) or length(given) > 10 * 1024 * 1024 or length(said) > 6000 or length(said_what) > 2000
                or given is not null and hash is distinct from encode(sha256(given), 'hex') or access_link_child() is not null
                or of_child is null and of_project is null
                or of_project is not null and not exists (
                    select 1 from voice_project p where p.id = of_project and p.asks_children <> '' and on_day between p.opens_on and p.closes_on) then
            return false;
        end if;
        if of_child is not null then
            select c.owner_id into body from people_child c where c.id = of_child and c.id not in (select access_sealed())
                and (c.id in (select g.child from access_by_family('write', 'messages-to-family') g)
                     or was_helped = 'school' and (c.id, c.owner_id) in (select g.child, g.owner from access_by_child('write', 'school-sen-support') g)
                        and exists (select 1 from access_profiles() p where p.role = 'setting-senco' and c.id in (select n.child from access_connected(p.organisation) n)));
            -- Of one child and day, so that nobody fills the store.
            if body is null or (select count(*) from voice_childview v where v.child_id = of_child and v.sent_on = on_day) >= 20
                    or of_case is not null and not exists (
                        select 1 from cases_case k where k.id = of_case and k.child_id = of_child and k.owner_id = body and k.id not in (select access_hidden_cases())) then
                return false;
            end if;
        else
            body := access_council();
            if body is null or of_case is not null
                    -- Of one project and day, so that nobody fills the store: words are still taken.
                    or given is not null and (select coalesce(sum(length(v.file)), 0) from voice_childview v where v.project_id = of_project and v.sent_on = on_day) > 300 * 1024 * 1024 then
                return false;
            end if;
        end if;
        insert into voice_childview (id, child_id, owner_id, project_id, "case", age, helped, faces, words, shows, kind, file, file_name, sha256, by, by_name, sent_on)
            values (which, of_child, body, of_project, of_case, of_age, was_helped, ticked, said, left(said_shows, 500), of_kind, given, left(named, 200), coalesce(hash, ''),
                    case when of_child is not null then access_viewer() end, case when of_child is not null then left(sender, 100) else '' end, on_day);
        insert into voice_concern (view_id, owner_id, said_unsafe, what, find_me, due) values (which, body, unsafe, said_what, left(find, 300), read_by);
        return true;
    end $$;

-- The lead has read it. Where nothing is a concern it goes to section A of the child's plan, beside what the family sends there, or stays
-- with the child or the project; where something was done it goes nowhere.
create or replace function voice_read(which uuid, judged text, said_done text, described text, reader text, said_on date) returns text
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        c voice_concern%rowtype;
        v voice_childview%rowtype;
        kept uuid;
        outcome text := 'kept';
        sender uuid;
    begin
        select x.* into c from voice_concern x where x.view_id = which and access_holds(array['safeguarding-lead'], x.owner_id) for update;
        if c.view_id is null or judged not in ('nothing', 'support', 'referred', 'police') or (judged <> 'nothing' or c.said_unsafe) and coalesce(trim(said_done), '') = '' then
            return 'refused';
        end if;
        if c.read_on is not null then
            return 'read';
        end if;
        select * into v from voice_childview x where x.id = which for update;
        select x.by into sender from voice_childview x where x.id = which;
        if v.kind <> 'words' and judged = 'nothing' and coalesce(nullif(trim(v.shows), ''), nullif(trim(described), '')) is null then
            return 'refused';
        end if;
        update voice_concern x set outcome = judged, done = said_done, read_on = said_on, read_by_name = left(reader, 100) where x.view_id = which;
        if judged <> 'nothing' then
            update voice_childview x set state = 'kept-back' where x.id = which;
            return 'held-back';
        end if;
        v.shows := coalesce(nullif(trim(v.shows), ''), trim(described));
        update voice_childview x set state = 'passed', shows = v.shows where x.id = which;
        if v."case" is not null and sender is not null and v.child_id not in (select access_sealed())
                and (select count(*) from plans_offering o where o."case" = v."case" and o.by = sender and o.decision <> 'declined') < 19 then
            if trim(v.words) <> '' then
                insert into plans_offering (id, child_id, owner_id, "case", kind, words, childs_own, sha256, by, by_name)
                    values (gen_random_uuid(), v.child_id, v.owner_id, v."case", 'words', left(v.words, 4000), true, '', sender, v.by_name);
                outcome := 'plan';
            end if;
            if v.file is not null then
                kept := gen_random_uuid();
                insert into people_content (key, child_id, "case", owner_id, kind_of_data, text, file, file_name)
                    values (kept, v.child_id, v."case", v.owner_id, 'drafts-and-final-plan', '', v.file, v.file_name);
                insert into plans_offering (id, child_id, owner_id, "case", kind, words, childs_own, content_id, sha256, by, by_name)
                    values (gen_random_uuid(), v.child_id, v.owner_id, v."case", v.kind, v.shows, true, kept, v.sha256, sender, v.by_name);
                -- One copy, with the plan's papers: sealed and removed with them.
                update voice_childview x set file = null where x.id = which;
                outcome := 'plan';
            end if;
        end if;
        return outcome;
    end $$;

-- --- projects: counts alone leave them ---

-- Who took part, in three ways of grouping the same people and, without a name, all of them; null for what is hidden. Where one table hides its total
-- all do: the tables are of the same people. No small number leaves this function.
drop function if exists voice_reach(uuid);
create or replace function voice_taking_part(which uuid) returns table (grouped text, name text, number integer)
    language sql stable security definer set search_path = public, pg_temp
    as $$ with taken as (
              select r.who::text as who, coalesce(d.name, '') as district, r.need::text as need, r.number::integer as number
                  from voice_reached r left join people_district d on d.code = r.district_id where r.project_id = which
              union all select a.who::text, coalesce(d.name, ''), a.need::text, 1
                  from voice_projectanswer a left join people_district d on d.code = a.district_id where a.project_id = which),
          counted as (
              select 'who' as grouped, w.place, w.who as name, coalesce(sum(t.number), 0)::integer as number
                  from unnest(array['children', 'young-people', 'parents', 'staff']) with ordinality w(who, place) left join taken t on t.who = w.who group by w.who, w.place
              union all select 'district', 0, district, sum(number)::integer from taken group by district
              union all select 'need', 0, need, sum(number)::integer from taken group by need),
          told as (
              select c.grouped, s.name, s.number, s.place
              from (select grouped, array_agg(name order by place, name) as names, array_agg(number order by place, name) as n from counted group by grouped) c,
                   lateral (select * from cases_without_small(c.names, c.n) with ordinality w(name, number, place)) s)
          select t.grouped, t.name, case when t.name is not null or not exists (select 1 from told h where h.name is null and h.number is null) then t.number end
          from told t order by t.grouped, t.place $$;

-- An adult's answer to an open project that asks them: anybody's, without a name. Where they say that a child may be unsafe its words go to the
-- safeguarding lead of the council, and nobody else finds them until the lead has read them.
create or replace function voice_answer_project(which uuid, of_project uuid, in_role text, lives_in text, of_need text, said text, unsafe boolean, on_day date, read_by date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if in_role not in ('parents', 'young-people', 'staff') or coalesce(trim(said), '') = '' or length(said) > 4000 or access_link_child() is not null
                or lives_in is not null and not exists (select 1 from people_district d where d.code = lives_in)
                or not exists (select 1 from voice_project p where p.id = of_project and p.asks_adults <> '' and on_day between p.opens_on and p.closes_on)
                or (select count(*) from voice_projectanswer a where a.project_id = of_project and a.sent_on = on_day) >= 1000 then
            return false;
        end if;
        insert into voice_projectanswer (id, project_id, who, district_id, need, text, sent_on, passed_on)
            values (which, of_project, in_role, lives_in, of_need, case when unsafe then '' else trim(said) end, on_day, case when unsafe then on_day end);
        return not unsafe or voice_to_lead(of_project, trim(said), true, '', on_day, read_by);
    end $$;

create or replace function voice_to_lead(of_project uuid, said text, by_sender boolean, why text, on_day date, read_by date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        body uuid := access_council();
        made uuid := gen_random_uuid();
    begin
        if body is null then
            return false;
        end if;
        insert into voice_childview (id, owner_id, project_id, age, helped, faces, words, shows, kind, file_name, sha256, by_name, sent_on)
            values (made, body, of_project, 'adult', 'alone', '{}', said, '', 'words', '', '', '', on_day);
        insert into voice_concern (view_id, owner_id, said_unsafe, what, find_me, due) values (made, body, true, why, '', read_by);
        return true;
    end $$;

-- Whoever runs the project found in an answer that a child may be unsafe: its words go to the lead, and stay with nobody else. Once.
create or replace function voice_pass_answer(which uuid, reader text, on_day date, read_by date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        a voice_projectanswer%rowtype;
    begin
        select x.* into a from voice_projectanswer x join voice_project p on p.id = x.project_id where x.id = which and p.owner_id in (select voice_leading()) for update of x;
        if a.id is null or a.passed_on is not null or a.text = '' then
            return false;
        end if;
        update voice_projectanswer x set text = '', passed_on = on_day, passed_by_name = left(reader, 100) where x.id = which;
        return voice_to_lead(a.project_id, a.text, false, 'Passed on by ' || left(reader, 100) || ', who runs the project.', on_day, read_by);
    end $$;

-- Answers on the page that were passed on: from six on (science.small_numbers.LEAST), else nought.
create or replace function voice_views_of(which uuid) returns bigint
    language sql stable security definer set search_path = public, pg_temp
    as $$ select case when count(*) >= 6 then count(*) else 0 end from voice_childview v where v.project_id = which and v.state = 'passed' and v.age <> 'adult' $$;

-- --- what the forum and the Multi-Schools Council ask: a public record, written by those whose turn it is ---

create or replace function voice_raise(which uuid, in_role text, for_body uuid, said text, said_why text, on_day date, answer_by date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if in_role not in ('forum-member', 'schools-council') or not access_holds(array[in_role], for_body) or coalesce(trim(said), '') = '' or length(said) > 500 or access_council() is null then
            return false;
        end if;
        insert into voice_forumquestion (id, raised_by, raised_body_id, raised_user, raised_on, text, why, council_id, reply_by)
            values (which, in_role, for_body, access_viewer(), on_day, trim(said), left(said_why, 1500), access_council(), answer_by);
        return true;
    end $$;

-- By a manager of the council, while nobody has replied; never for a later day than those who asked were promised.
create or replace function voice_put_to(which uuid, whom uuid, answer_by date, on_day date, may_answer text[]) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update voice_forumquestion q set to_user = u.id, to_name = left(u.name, 100), to_body_id = g.organisation_id, reply_by = least(q.reply_by, answer_by)
            from access_user u join access_rolegrant g on g.user_id = u.id and g.role = any (may_answer) and g.ended_at is null and g.valid_from <= on_day and coalesce(g.valid_to, on_day) >= on_day
            where q.id = which and u.id = whom and u.is_active and q.replied_on is null and access_holds(array['la-send-manager'], q.council_id);
        return found;
    end $$;

create or replace function voice_reply(which uuid, decided text, said text, done_by date, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if decided not in ('yes', 'partly', 'no') or coalesce(trim(said), '') = '' or (decided = 'no') <> (done_by is null) then
            return false;
        end if;
        update voice_forumquestion q set decision = decided, reply = trim(said), replied_on = on_day, change_by = done_by
            where q.id = which and q.to_user = access_viewer() and access_link_child() is null and q.replied_on is null;
        return found;
    end $$;

create or replace function voice_changed(which uuid, said text, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update voice_forumquestion q set changed = trim(said), changed_on = on_day, seen = '', seen_on = null
            where q.id = which and q.to_user = access_viewer() and access_link_child() is null and q.decision in ('yes', 'partly') and q.changed_on is null and coalesce(trim(said), '') <> '';
        return found;
    end $$;

create or replace function voice_seen(which uuid, there boolean, on_day date, again_by date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        update voice_forumquestion q set seen = case when there then 'yes' else 'no' end, seen_on = on_day,
                changed_on = case when there then q.changed_on end, change_by = case when there then q.change_by else again_by end
            where q.id = which and q.changed_on is not null and q.seen = '' and access_holds(array[q.raised_by], q.raised_body_id);
        return found;
    end $$;

-- --- packs: how often they went out ---

-- Read and downloaded by anybody; sent and handed out in the name of the viewer's own body.
create or replace function voice_count_pack(which uuid, in_way text, for_body uuid, number integer, on_day date) returns boolean
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$ begin
        if not exists (select 1 from voice_packversion v where v.id = which) or number < 1 or number > 1000
                or not (in_way in ('read', 'taken') and for_body is null and number = 1
                        or in_way in ('sent', 'handed') and access_link_child() is null and exists (select 1 from access_profiles() p where p.organisation = for_body)) then
            return false;
        end if;
        insert into voice_packcount (version_id, "on", way, body_id, times) values (which, on_day, in_way, for_body, number)
            on conflict (version_id, "on", way, body_id) do update set times = voice_packcount.times + excluded.times;
        return true;
    end $$;

-- Totals of a pack, as anybody may read them: of copies, and of nobody.
create or replace function voice_pack_totals(which uuid) returns table (version integer, way text, times bigint)
    language sql stable security definer set search_path = public, pg_temp
    as $$ select v.number::integer, c.way::text, sum(c.times) from voice_packversion v join voice_packcount c on c.version_id = v.id where v.pack_id = which group by 1, 2 $$;
