import django.contrib.postgres.fields
from django.db import migrations, models

# What was projected before does not say what it rests on. Until it is computed again (`goldenthread rebuild`, or the
# next event of the case), all of a case beside a confidential one is taken to rest on that. Only the system role reads
# these rows; in an area that is being made it may not yet, and there are none.
HIDE_UNTIL_COMPUTED = """
do $$
declare
    before text := current_user;
begin
    if exists (select 1 from pg_roles where rolname = 'goldenthread_system') then
        if has_table_privilege('goldenthread_system', 'cases_clockrow', 'update') then
            set local role goldenthread_system;
            create temporary table beside on commit drop as
                select k.id as case_id, array_agg(k.hidden) as hidden
                from (select c.arose_from_id as id, c.id as hidden from cases_case c
                      where c.confidentiality <> 'none' and c.arose_from_id is not null
                      union all
                      select l.id, c.id from cases_case l join cases_case c on l.arose_from_id = c.id
                      where c.confidentiality <> 'none') k
                group by k.id;
            update cases_clockrow r set rests_on = b.hidden from beside b where r.case_id = b.case_id;
            update cases_duty r set rests_on = b.hidden from beside b where r.case_id = b.case_id;
            drop table beside;
            execute format('set local role %I', before);
        end if;
    end if;
end $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_confidential_with_a_reason'),
    ]

    operations = [
        migrations.AddField(
            model_name='clockrow',
            name='rests_on',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        migrations.AddField(
            model_name='duty',
            name='rests_on',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None),
        ),
        migrations.RunSQL(HIDE_UNTIL_COMPUTED, migrations.RunSQL.noop),
        # Nothing is known of a new column, and the planner would take nearly every clock to rest on something.
        migrations.RunSQL('analyze cases_clockrow; analyze cases_duty', migrations.RunSQL.noop),
    ]
