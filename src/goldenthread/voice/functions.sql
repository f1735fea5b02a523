-- --- who runs what ---

-- Meetings: council, advice service, health services and the forum itself, each its own.
create or replace function voice_runs(body uuid) returns boolean
    language sql stable set search_path = public, pg_temp
    as $$ select access_holds(array['la-send-caseworker', 'la-send-manager', 'sendiass', 'health-service-manager', 'forum-member', 'schools-council'], body) $$;

-- Consultations, projects and packs: those who answer for what is decided, and the forum for its own.
create or replace function voice_leads(body uuid) returns boolean
    language sql stable set search_path = public, pg_temp
    as $$ select access_holds(array['la-send-manager', 'health-service-manager', 'dco', 'forum-member', 'schools-council'], body) $$;

-- The council of this area.
create or replace function voice_council() returns uuid
    language sql stable security definer set search_path = public, pg_temp
    as $$ select o.id from people_organisation o where o.kind = 'local-authority' and o.valid_to is null order by o.code limit 1 $$;

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
            where m.id = which and m.cancelled_on is null and m."on" >= said_on and voice_runs(m.owner_id);
        return found;
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

-- Who booked is forgotten a month after the meeting, with the words of what was answered: by the queue alone.
create or replace function voice_forget(today date) returns integer
    language plpgsql volatile security definer set search_path = public, pg_temp
    as $$
    declare
        n integer;
    begin
        update voice_booking b set sealed = '', mark = '' from voice_meeting m
            where m.id = b.meeting_id and coalesce(m.cancelled_on, m."on") < today - 30 and (b.sealed <> '' or b.mark <> '');
        get diagnostics n = row_count;
        update voice_meetingquestion q set text = '' from voice_meeting m
            where m.id = q.meeting_id and m."on" < today - 30 and (q.answered_on is not null or q.left_out_because <> '') and q.text <> '';
        return n;
    end $$;
