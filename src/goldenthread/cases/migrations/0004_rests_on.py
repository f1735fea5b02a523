import django.contrib.postgres.fields
from django.db import migrations, models


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
        # Nothing is known of a new column, and the planner would take nearly every clock to rest on something.
        migrations.RunSQL('analyze cases_clockrow; analyze cases_duty', migrations.RunSQL.noop),
    ]
