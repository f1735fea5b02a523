from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0002_what_outcomes_speak_of'),
        ('delivery', '0003_kept_accounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Kept',
            fields=[
                ('case', models.UUIDField(primary_key=True, serialize=False)),
                ('child', models.UUIDField(db_index=True)),
                ('owner', models.UUIDField()),
                ('reckoned_on', models.DateField()),
                ('edition', models.CharField(max_length=12)),
                ('off', models.BooleanField()),
                ('team', models.CharField(max_length=120, null=True)),
                ('text_on', models.DateField(null=True)),
                ('late', models.CharField(max_length=10, null=True)),
                ('late_by', models.DateField(null=True)),
                ('moved', models.BooleanField(null=True)),
                ('phase_by', models.DateField(null=True)),
                ('year', models.SmallIntegerField(null=True)),
                ('text_year', models.SmallIntegerField(null=True)),
                ('adulthood', models.BooleanField(null=True)),
                ('health', models.IntegerField(null=True)),
                ('care', models.IntegerField(null=True)),
                ('owed_minutes', models.BigIntegerField(null=True)),
                ('due_minutes', models.BigIntegerField(null=True)),
            ],
        ),
    ]
