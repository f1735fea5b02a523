"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('access', '0001_initial'),
        ('access', '0002_who_granted_and_who_tried'),
        ('access', '0003_changes'),
        ('access', '0004_personal_links'),
        ('access', '0005_a_plan_to_read'),
        ('access', '0006_codes_of_a_day'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('people', '0002_kept_and_lifted'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='User',
                fields=[
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254, unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('is_active', models.BooleanField(default=True)),
                    ('is_staff', models.BooleanField(default=False)),
                    ('date_joined', models.DateTimeField(auto_now_add=True)),
                    ('child', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='user', to='people.child')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('person', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='user', to='people.person')),
                    ('practitioner', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='user', to='people.practitioner')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Rule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(max_length=40)),
                    ('kind', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('right', models.CharField(max_length=2)),
                    ('starred', models.BooleanField(default=False)),
                    ('scope', models.CharField(max_length=20)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('role', 'kind'), name='access_rule_once')],
                },
            ),
            migrations.CreateModel(
                name='AccessLog',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('user', models.UUIDField()),
                    ('role', models.CharField(max_length=40)),
                    ('case', models.UUIDField(blank=True, null=True)),
                    ('purpose', models.CharField(max_length=200)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['child', 'at'], name='access_log_of_a_child'), models.Index(fields=['user', 'at'], name='access_log_of_a_user')],
                },
            ),
            migrations.CreateModel(
                name='BreakGlass',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(max_length=500)),
                    ('opened_at', models.DateTimeField()),
                    ('closes_at', models.DateTimeField()),
                    ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                    ('finding', models.CharField(blank=True, max_length=500)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opened_at'))), name='access_breakglass_closes'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='access_breakglass_reason')],
                },
            ),
            migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('role', models.CharField(max_length=40)),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='people.organisation')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.UUIDField(blank=True, null=True)),
                    ('granted_by', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='access_rolegrant_ends_after_it_begins'), models.UniqueConstraint(fields=('user', 'role', 'organisation', 'valid_from'), name='access_rolegrant_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Search',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('user', models.UUIDField()),
                    ('role', models.CharField(max_length=40)),
                    ('found', models.PositiveIntegerField()),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='BreakGlassAttempt',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('user', models.UUIDField()),
                    ('role', models.CharField(max_length=40)),
                    ('outcome', models.CharField(max_length=10)),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['user', 'at'], name='access_attempts_of_a_user')],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('by', models.UUIDField()),
                    ('what', models.CharField(max_length=40)),
                    ('details', models.JSONField(db_default={}, default=dict)),
                    ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['about', 'at'], name='access_changes_of_a_user'), models.Index(fields=['organisation', 'at'], name='access_changes_of_a_body')],
                },
            ),
            migrations.CreateModel(
                name='PersonalLink',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('email', models.EmailField(max_length=254)),
                    ('case', models.UUIDField(db_index=True)),
                    ('task', models.CharField(choices=[('advice', 'Give advice'), ('clauses', 'Confirm what rests on your advice'), ('consultation', 'Answer as a setting'), ('plan', 'Read a plan that was given')], max_length=20)),
                    ('about', models.CharField(blank=True, max_length=200)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('expires_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('secret_hash', models.CharField(blank=True, db_default='', db_index=True, default='', max_length=64)),
                    ('code_hash', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('code_sent_at', models.DateTimeField(blank=True, null=True)),
                    ('wrong_codes', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to=settings.AUTH_USER_MODEL)),
                    ('codes_sent', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ],
            ),
        ]),
    ]
