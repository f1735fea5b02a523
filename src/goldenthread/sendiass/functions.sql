-- Enquiries by theme, whole quarter and locality, without names: no cell of one to five (science.small_numbers), no total from which one could be
-- subtracted, and no running quarter, whose growth from day to day would tell of one family.
create or replace function sendiass_themes() returns table (theme text, quarter date, locality text, enquiries bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if not exists (select 1 from access_profiles() p where p.role in ('sendiass', 'sendiass-manager', 'la-send-manager', 'icb-commissioner')) then
            return;
        end if;
        return query select e.theme::text, date_trunc('quarter', e.opened_on)::date, e.locality::text, count(*)
            from sendiass_enquiry e where e.opened_on < date_trunc('quarter', now())
            group by 1, 2, 3 having count(*) >= 6 order by 2 desc, 4 desc, 1, 3;
    end $$;

-- For the manager of the service: how much each adviser has in hand, by theme, and how much of it is late. Numbers alone; no enquiry can be
-- told apart by an id, a day or a place.
create or replace function sendiass_load() returns table (adviser text, theme text, open_now bigint, late bigint, closed_in_90_days bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        return query select e.adviser_name::text, e.theme::text, count(*) filter (where e.closed_on is null),
                count(*) filter (where e.closed_on is null and e.next_on < access_today()), count(*) filter (where e.closed_on > access_today() - 90)
            from sendiass_enquiry e
            where exists (select 1 from access_profiles() p where p.role = 'sendiass-manager' and p.organisation = e.owner_id)
            group by 1, 2 order by 1, 3 desc, 2;
    end $$;
