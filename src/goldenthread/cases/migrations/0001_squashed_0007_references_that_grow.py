"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import goldenthread.cases.models
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('cases', '0001_initial'),
        ('cases', '0002_confidential_projections'),
        ('cases', '0003_confidential_with_a_reason'),
        ('cases', '0004_rests_on'),
        ('cases', '0005_why_late'),
        ('cases', '0006_unsent_forms'),
        ('cases', '0007_references_that_grow'),
    ]

    initial = True

    dependencies = [
        ('people', '0005_names_by_sound'),
    ]

    operations = [
        migrations.RunSQL("create sequence cases_case_reference", "drop sequence cases_case_reference"),
        CreateModels([
            migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(db_default=goldenthread.cases.models.NextReference(), max_length=60)),
                    ('pathway', models.CharField(max_length=40)),
                    ('regime', models.CharField(db_default='cfa-2014', default='cfa-2014', max_length=20)),
                    ('opened_on', models.DateField()),
                    ('last_number', models.PositiveIntegerField(db_default=0, default=0)),
                    ('confidentiality', models.CharField(choices=[('none', 'Not confidential'), ('young-person', 'Confidential to the young person'), ('withheld', 'Withheld for safety')], db_default='none', default='none', max_length=20)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], db_default='ehc-request-and-stage', default='ehc-request-and-stage', max_length=40)),
                    ('closures', models.JSONField(blank=True, db_default=[], default=list)),
                    ('arose_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gave_rise_to', to='cases.case')),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['child', 'pathway', 'opened_on'], name='cases_case_of_child'), models.Index(fields=['owner', 'pathway'], name='cases_case_of_owner'), models.Index(condition=models.Q(('confidentiality', 'none'), _negated=True), fields=['id'], name='cases_case_confidential')],
                    'constraints': [models.UniqueConstraint(fields=('owner', 'pathway', 'reference'), name='cases_case_reference_once')],
                },
            ),
            migrations.CreateModel(
                name='ClockRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('clock', models.CharField(max_length=60)),
                    ('about', models.CharField(blank=True, default='', max_length=200)),
                    ('started', models.DateField()),
                    ('due', models.DateField(null=True)),
                    ('working_target', models.DateField(null=True)),
                    ('stopped', models.DateField(null=True)),
                    ('excused_from', models.DateField(null=True)),
                    ('ground', models.CharField(blank=True, default='', max_length=60)),
                    ('kind', models.CharField(max_length=20)),
                    ('floor', models.BooleanField(default=False)),
                    ('owed_by', models.CharField(blank=True, default='', max_length=200)),
                    ('published_date', models.DateField(null=True)),
                    ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='cases.case')),
                    ('child', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('confidentiality', models.CharField(db_default='none', default='none', max_length=20)),
                    ('rests_on', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('stopped__isnull', True)), fields=['owner', 'due'], name='cases_clock_open'), models.Index(fields=['owner', 'clock', 'due'], name='cases_clock_of_owner'), models.Index(fields=['child'], name='cases_clock_of_child')],
                },
            ),
            migrations.CreateModel(
                name='Duty',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('clock', models.CharField(max_length=60)),
                    ('about', models.CharField(blank=True, default='', max_length=200)),
                    ('role', models.CharField(blank=True, default='', max_length=40)),
                    ('what', models.CharField(max_length=300)),
                    ('due', models.DateField(null=True)),
                    ('kind', models.CharField(max_length=20)),
                    ('note', models.CharField(blank=True, default='', max_length=200)),
                    ('case', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='cases.case')),
                    ('child', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.child')),
                    ('organisation', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('confidentiality', models.CharField(db_default='none', default='none', max_length=20)),
                    ('rests_on', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), null=True, size=None)),
                ],
                options={
                    'verbose_name_plural': 'duties',
                    'indexes': [models.Index(fields=['child', 'role', 'due'], name='cases_duty_of_child'), models.Index(fields=['owner', 'role', 'due'], name='cases_duty_of_owner')],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('event', models.CharField(max_length=60)),
                    ('on', models.DateField()),
                    ('at', models.DateTimeField(blank=True, null=True)),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('by', models.CharField(max_length=60)),
                    ('about', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('fields', models.JSONField(db_default={}, default=dict)),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='cases_event_number_once')],
                },
            ),
            migrations.CreateModel(
                name='ImportRun',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=20)),
                    ('file_name', models.CharField(max_length=300)),
                    ('sha256', models.CharField(max_length=64)),
                    ('by', models.CharField(max_length=60)),
                    ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('finished_at', models.DateTimeField(blank=True, null=True)),
                    ('counts', models.JSONField(db_default={}, default=dict)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='ImportFinding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.CharField(blank=True, max_length=100)),
                    ('severity', models.CharField(max_length=20)),
                    ('rule', models.CharField(blank=True, max_length=60)),
                    ('message', models.TextField()),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='cases.importrun')),
                ],
            ),
            migrations.CreateModel(
                name='RawRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('part', models.CharField(max_length=40)),
                    ('key', models.CharField(blank=True, max_length=200)),
                    ('data', models.JSONField()),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                    ('child', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='records', to='cases.importrun')),
                ],
                options={
                    'indexes': [models.Index(fields=['child', 'part'], name='cases_raw_of_child')],
                },
            ),
            migrations.CreateModel(
                name='CaseState',
                fields=[
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('case', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='state', serialize=False, to='cases.case')),
                    ('stage', models.CharField(blank=True, max_length=40)),
                    ('child', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('confidentiality', models.CharField(db_default='none', default='none', max_length=20)),
                ],
                options={
                    'indexes': [models.Index(fields=['owner', 'stage'], name='cases_state_of_owner')],
                },
            ),
            migrations.CreateModel(
                name='ConfidentialityChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('level', models.CharField(choices=[('none', 'Not confidential'), ('young-person', 'Confidential to the young person'), ('withheld', 'Withheld for safety')], max_length=20)),
                    ('reason', models.CharField(max_length=300)),
                    ('by', models.UUIDField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confidentiality_changes', to='cases.case')),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='Delay',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('about', models.CharField(max_length=200)),
                    ('reason', models.CharField(max_length=20)),
                    ('expected_on', models.DateField(blank=True, null=True)),
                    ('said_on', models.DateField()),
                    ('words', models.CharField(blank=True, default='', max_length=500)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=200)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delays', to='cases.case')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['case', 'about', '-at'], name='cases_delay_newest')],
                },
            ),
            migrations.CreateModel(
                name='UnsentForm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('page', models.CharField(max_length=60)),
                    ('by', models.UUIDField()),
                    ('typed', models.JSONField(default=dict)),
                    ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.case')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'page', 'by'), name='cases_unsentform_once')],
                },
            ),
        ]),
    ]
