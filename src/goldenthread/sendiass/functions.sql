-- Enquiries by theme, whole quarter and locality, without names: no cell of fewer than five, no total from which one could be
-- subtracted, and no running quarter, whose growth from day to day would tell of one family.
create or replace function sendiass_themes() returns table (theme text, quarter date, locality text, enquiries bigint)
    language plpgsql stable security definer set search_path = public, pg_temp
    as $$ begin
        if not exists (select 1 from access_profiles() p where p.role in ('sendiass', 'la-send-manager', 'icb-commissioner')) then
            return;
        end if;
        return query select e.theme::text, date_trunc('quarter', e.opened_on)::date, e.locality::text, count(*)
            from sendiass_enquiry e where e.opened_on < date_trunc('quarter', now())
            group by 1, 2, 3 having count(*) >= 5 order by 2 desc, 4 desc, 1, 3;
    end $$;
