"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('assessments', '0001_initial'),
        ('assessments', '0002_queue_weeks'),
        ('assessments', '0003_begun_from'),
        ('assessments', '0004_weekchange'),
    ]

    initial = True

    dependencies = [
        ('people', '0002_kept_and_lifted'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='QueueMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('what', models.CharField(max_length=20)),
                    ('place', models.PositiveIntegerField()),
                    ('why_this_place', models.CharField(max_length=60)),
                    ('reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('by', models.UUIDField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('practitioner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.practitioner')),
                    ('beyond_time', models.BooleanField(db_default=False, default=False)),
                    ('passed_over', models.PositiveIntegerField(db_default=0, default=0)),
                    ('week', models.DateField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Request',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(max_length=12, unique=True)),
                    ('asked_by', models.CharField(choices=[('parent', 'A parent or carer'), ('young-person', 'A young person aged 16 to 25'), ('setting', 'A school, college or early years setting'), ('other', 'Somebody else')], max_length=20)),
                    ('answers', models.JSONField(db_default={}, default=dict)),
                    ('secret_hash', models.CharField(max_length=64, unique=True)),
                    ('code_hash', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                    ('wrong_codes', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('received_on', models.DateField(blank=True, null=True)),
                    ('taken_by', models.UUIDField(blank=True, null=True)),
                    ('outcome', models.CharField(choices=[('open', 'Not yet matched'), ('new-child', 'A child new to us'), ('known-child', 'A child we know'), ('repeated', 'The same request came before')], db_default='open', default='open', max_length=20)),
                    ('case', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('decided_by', models.UUIDField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('begun_from', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('outcome', 'open')), fields=['owner', 'received_on'], name='assessments_request_inbox')],
                },
            ),
            migrations.CreateModel(
                name='RequestFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('what', models.CharField(max_length=20)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='assessments.request')),
                ],
            ),
            migrations.CreateModel(
                name='WorkingWeek',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('assessments', models.PositiveSmallIntegerField(default=0)),
                    ('kept_for_reviews', models.PositiveSmallIntegerField(default=0)),
                    ('kept_for_tribunals', models.PositiveSmallIntegerField(default=0)),
                    ('kept_for_schools', models.PositiveSmallIntegerField(default=0)),
                    ('leave', models.PositiveSmallIntegerField(default=0)),
                    ('locum', models.BooleanField(default=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weeks', to='people.practitioner')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('practitioner', 'week'), name='assessments_workingweek_once')],
                },
            ),
            migrations.CreateModel(
                name='Advice',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('contributor', models.CharField(max_length=60)),
                    ('author', models.UUIDField()),
                    ('author_name', models.CharField(max_length=100)),
                    ('registration', models.CharField(blank=True, db_default='', default='', max_length=60)),
                    ('body', models.JSONField(db_default={}, default=dict)),
                    ('revision', models.PositiveIntegerField(db_default=0, default=0)),
                    ('reused', models.BooleanField(db_default=False, default=False)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                ],
                options={
                    'verbose_name_plural': 'advice',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('sent_at', None)), fields=('case', 'contributor', 'author'), name='assessments_advice_in_hand')],
                },
            ),
            migrations.CreateModel(
                name='WeekChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('week', models.DateField()),
                    ('before', models.JSONField(db_default={}, default=dict)),
                    ('after', models.JSONField(db_default={}, default=dict)),
                    ('by', models.UUIDField(blank=True, null=True)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.practitioner')),
                ],
                options={
                    'indexes': [models.Index(fields=['practitioner', '-id'], name='assessments_weekchange_newest')],
                },
            ),
        ]),
    ]
