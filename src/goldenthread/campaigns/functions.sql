-- Hours are only added: what the campaign had in an earlier week stays known.
create or replace trigger campaigns_hours_never_changed before update or delete on campaigns_hours
    for each row execute function access_refuse();
