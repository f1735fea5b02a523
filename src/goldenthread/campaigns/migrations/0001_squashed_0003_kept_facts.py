"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('campaigns', '0001_initial'),
        ('campaigns', '0002_what_outcomes_speak_of'),
        ('campaigns', '0003_kept_facts'),
    ]

    initial = True

    dependencies = [
        ('delivery', '0003_kept_accounts'),
        ('people', '0002_kept_and_lifted'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Campaign',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('team', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('hours_a_plan', models.PositiveSmallIntegerField()),
                    ('started_on', models.DateField()),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('made_by', models.UUIDField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('hours_a_plan__range', (1, 100))), name='campaigns_campaign_hours_a_plan')],
                },
            ),
            migrations.CreateModel(
                name='Hours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('hours', models.PositiveSmallIntegerField()),
                    ('begin_on', models.DateField()),
                    ('by', models.UUIDField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='campaigns.campaign')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('hours__range', (1, 2000))), name='campaigns_hours_of_a_week')],
                },
            ),
            migrations.CreateModel(
                name='Member',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('week', models.DateField(blank=True, null=True)),
                    ('added_by', models.UUIDField()),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='campaigns.campaign')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('campaign', 'case'), name='campaigns_member_once')],
                },
            ),
            migrations.CreateModel(
                name='Weighing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('points', models.JSONField()),
                    ('made_by', models.UUIDField()),
                    ('made_by_name', models.CharField(max_length=100)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='campaigns_weighing_ends_after_it_begins'), models.UniqueConstraint(fields=('owner', 'valid_from'), name='campaigns_weighing_once')],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('plan', models.UUIDField(primary_key=True, serialize=False)),
                    ('edition', models.CharField(max_length=12)),
                    ('spoken', models.BooleanField(null=True)),
                ],
            ),
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
        ]),
    ]
