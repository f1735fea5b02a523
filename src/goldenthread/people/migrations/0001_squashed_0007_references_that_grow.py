"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import goldenthread.people.models.children
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


BEFORE_THE_TABLES = """
create extension if not exists pg_trgm;
create extension if not exists unaccent;

create function people_sort_key(surname text, forename text) returns text
    language sql immutable parallel safe strict
    set search_path = public, pg_temp
    as $$ select public.unaccent('public.unaccent'::regdictionary, lower(trim(surname || ' ' || forename))) $$;

create sequence people_child_reference;

create extension if not exists fuzzystrmatch;

create function people_sounds(names text) returns text[]
    language sql immutable parallel safe strict
    set search_path = public, pg_temp
    as $$ select coalesce(array_agg(distinct heard.sound order by heard.sound), '{}')
          from (select public.dmetaphone(name) as sound from regexp_split_to_table(names, '[^a-z]+') name) heard
          where length(heard.sound) >= 2 $$;
"""
AFTER_THEM = "create index people_child_sounds on people_child using gin (people_sounds(sort_key));"


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_kept_and_lifted'),
        ('people', '0003_relationship_in_the_forces'),
        ('people', '0004_deprivation_and_language'),
        ('people', '0005_names_by_sound'),
        ('people', '0006_bars'),
        ('people', '0007_references_that_grow'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.RunSQL(BEFORE_THE_TABLES, migrations.RunSQL.noop),
        CreateModels([
            migrations.CreateModel(
                name='District',
                fields=[
                    ('code', models.CharField(max_length=9, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=60)),
                    ('locality', models.CharField(blank=True, max_length=40)),
                ],
            ),
            migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=200)),
                    ('kind', models.CharField(choices=[('local-authority', 'Local authority'), ('icb', 'Integrated care board'), ('nhs-provider', 'NHS provider'), ('school', 'School'), ('college', 'College'), ('early-years', 'Early years provider'), ('service', 'Service'), ('sendiass', 'SENDIASS')], max_length=20)),
                    ('valid_from', models.DateField(blank=True, null=True)),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('successor', models.F('id')), _negated=True), name='people_organisation_not_its_own_successor')],
                },
            ),
            migrations.CreateModel(
                name='Child',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(db_default=goldenthread.people.models.children.NextReference(), editable=False, max_length=20, unique=True)),
                    ('surname', models.CharField(max_length=100)),
                    ('forename', models.CharField(max_length=100)),
                    ('sort_key', models.GeneratedField(db_persist=True, expression=goldenthread.people.models.children.SortKey(models.F('surname'), models.F('forename')), output_field=models.TextField())),
                    ('date_of_birth', models.DateField(blank=True, null=True)),
                    ('sex', models.CharField(blank=True, max_length=1)),
                    ('ethnicity', models.CharField(blank=True, max_length=4)),
                    ('postcode', models.CharField(blank=True, max_length=8)),
                    ('upn', models.CharField(blank=True, max_length=13, verbose_name='UPN')),
                    ('uln', models.CharField(blank=True, max_length=10, verbose_name='ULN')),
                    ('nhs_number', models.CharField(blank=True, max_length=10, verbose_name='NHS number')),
                    ('sealed', models.BooleanField(db_default=False, default=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='people.organisation')),
                    ('language', models.CharField(blank=True, db_default='', default='', max_length=4)),
                ],
                options={
                    'verbose_name_plural': 'children',
                    'indexes': [models.Index(fields=['upn'], name='people_child_upn'), models.Index(fields=['uln'], name='people_child_uln'), models.Index(fields=['nhs_number'], name='people_child_nhs_number'), models.Index(fields=['date_of_birth', 'sort_key'], name='people_child_born_and_named'), models.Index(fields=['owner', 'sort_key'], name='people_child_owner_named'), models.Index(condition=models.Q(('sealed', True)), fields=['id'], name='people_child_sealed'), django.contrib.postgres.indexes.GinIndex(fields=['sort_key'], name='people_child_names', opclasses=['gin_trgm_ops'])],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('upn', ''), _negated=True), fields=('owner', 'upn'), name='people_child_upn_once_an_owner')],
                },
            ),
            migrations.CreateModel(
                name='Content',
                fields=[
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('text', models.TextField(blank=True)),
                    ('file', models.BinaryField(blank=True, null=True)),
                    ('file_name', models.CharField(blank=True, max_length=200)),
                    ('sealed', models.BooleanField(db_default=False, default=False)),
                    ('removed_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('removed_at__isnull', True), models.Q(('file__isnull', True), ('file_name', ''), ('text', '')), _connector='OR'), name='people_content_removed_is_blank')],
                },
            ),
            migrations.CreateModel(
                name='LegalHold',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('placed_at', models.DateTimeField(auto_now_add=True)),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('lift_reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('lifted_by', models.UUIDField(blank=True, null=True)),
                    ('placed_by', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='FormerUpn',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('upn', models.CharField(db_index=True, max_length=13, verbose_name='UPN')),
                    ('until', models.DateField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('child', 'upn'), name='people_formerupn_once')],
                },
            ),
            migrations.CreateModel(
                name='DistrictBody',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='people.district')),
                    ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_districtbody_ends_after_it_begins'), models.UniqueConstraint(fields=('district', 'body', 'valid_from'), name='people_districtbody_once')],
                },
            ),
            migrations.CreateModel(
                name='Disposal',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(max_length=300)),
                    ('proposed_by', models.UUIDField()),
                    ('proposed_at', models.DateTimeField(auto_now_add=True)),
                    ('first_approved_by', models.UUIDField(blank=True, null=True)),
                    ('second_approved_by', models.UUIDField(blank=True, null=True)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposals', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('reject_reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('rejected_at', models.DateTimeField(blank=True, null=True)),
                    ('rejected_by', models.UUIDField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Connection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('kind', models.CharField(choices=[('attends', 'Attends'), ('gp', 'Registered with this GP’s NHS body'), ('known-to', 'Known to this service'), ('placed-by', 'In the care of this authority')], max_length=20)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='connections', to='people.organisation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['organisation', 'kind'], name='people_connection_of_body')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_connection_ends_after_it_begins'), models.UniqueConstraint(fields=('child', 'organisation', 'kind', 'valid_from'), name='people_connection_once')],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('surname', models.CharField(max_length=100)),
                    ('forename', models.CharField(blank=True, max_length=100)),
                    ('sort_key', models.GeneratedField(db_persist=True, expression=goldenthread.people.models.children.SortKey(models.F('surname'), models.F('forename')), output_field=models.TextField())),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('phone', models.CharField(blank=True, max_length=30)),
                    ('postcode', models.CharField(blank=True, max_length=8)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'verbose_name_plural': 'people',
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('given_by', models.CharField(max_length=200)),
                    ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40), size=None)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.organisation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person')),
                    ('recorded_by', models.UUIDField(blank=True, null=True)),
                    ('withdrawn_by', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_consent_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('person__isnull', False)), models.Q(('organisation__isnull', False), ('person__isnull', True)), _connector='OR'), name='people_consent_to_a_person_or_a_body')],
                },
            ),
            migrations.CreateModel(
                name='Postcode',
                fields=[
                    ('postcode', models.CharField(max_length=8, primary_key=True, serialize=False)),
                    ('easting', models.IntegerField()),
                    ('northing', models.IntegerField()),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postcodes', to='people.district')),
                    ('deprivation', models.PositiveSmallIntegerField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Relationship',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('relation', models.CharField(choices=[('mother', 'Mother'), ('father', 'Father'), ('step-parent', 'Step-parent'), ('foster-carer', 'Foster carer'), ('kinship-carer', 'Kinship carer'), ('guardian', 'Guardian'), ('sibling', 'Brother or sister'), ('other', 'Other')], max_length=20)),
                    ('parental_responsibility', models.BooleanField(default=False)),
                    ('has_care', models.BooleanField(default=False)),
                    ('legal_status', models.CharField(blank=True, max_length=100)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='relationships', to='people.person')),
                    ('in_the_forces', models.BooleanField(db_default=False, default=False)),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_relationship_ends_after_it_begins'), models.UniqueConstraint(fields=('child', 'person', 'valid_from'), name='people_relationship_once')],
                },
            ),
            migrations.CreateModel(
                name='RetentionRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('anchor', models.CharField(choices=[('birth', 'Date of birth'), ('last-contact', 'Last contact'), ('closed', 'The day the case closed')], max_length=20)),
                    ('years', models.PositiveSmallIntegerField()),
                    ('source', models.CharField(blank=True, max_length=200)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retention_rules', to='people.organisation')),
                    ('valid_from', models.DateField(blank=True, null=True)),
                    ('valid_to', models.DateField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'kind_of_data', 'valid_from'), name='people_retentionrule_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Seal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300)),
                    ('sealed_by', models.UUIDField()),
                    ('sealed_at', models.DateTimeField(auto_now_add=True)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('lift_reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('lifted_by', models.UUIDField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='SharingBasis',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('reader_kind', models.CharField(blank=True, choices=[('local-authority', 'Local authority'), ('icb', 'Integrated care board'), ('nhs-provider', 'NHS provider'), ('school', 'School'), ('college', 'College'), ('early-years', 'Early years provider'), ('service', 'Service'), ('sendiass', 'SENDIASS')], max_length=20)),
                    ('purpose', models.CharField(max_length=200)),
                    ('ground', models.CharField(max_length=200)),
                    ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40), size=None)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='people.organisation')),
                    ('reader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='people.organisation')),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_by', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'verbose_name_plural': 'sharing bases',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_sharingbasis_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('reader__isnull', False), ('reader_kind', '')), models.Q(('reader__isnull', True), models.Q(('reader_kind', ''), _negated=True)), _connector='OR'), name='people_sharingbasis_one_sort_of_reader')],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('locality', models.CharField(blank=True, max_length=40)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='Practitioner',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(max_length=40, unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('email', models.EmailField(blank=True, max_length=254)),
                    ('role', models.CharField(max_length=40)),
                    ('valid_from', models.DateField(blank=True, null=True)),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practitioners', to='people.organisation')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='practitioners', to='people.team')),
                ],
            ),
            migrations.CreateModel(
                name='Cover',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('covered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='covers', to='people.practitioner', verbose_name='who covers')),
                    ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.practitioner', verbose_name='who is away')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_cover_ends_after_it_begins'), models.UniqueConstraint(fields=('practitioner', 'covered_by', 'valid_from'), name='people_cover_once')],
                },
            ),
            migrations.CreateModel(
                name='Allocation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('case', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('role', models.CharField(max_length=40)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('practitioner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allocations', to='people.practitioner')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_allocation_ends_after_it_begins'), models.UniqueConstraint(fields=('child', 'case', 'practitioner', 'role', 'valid_from'), name='people_allocation_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Bar',
                fields=[
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('ground', models.CharField(choices=[('no-contact', 'An order that they have no contact with the child'), ('prohibited-steps', 'A prohibited steps order'), ('non-molestation', 'A non-molestation or occupation order'), ('other-order', 'Another order or a bail condition'), ('risk', 'A risk to somebody, as a professional judged it; no order')], max_length=20)),
                    ('words', models.TextField()),
                    ('recorded_by', models.UUIDField()),
                    ('recorded_by_name', models.CharField(max_length=100)),
                    ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('end_asked_by', models.UUIDField(blank=True, null=True)),
                    ('end_asked_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('end_asked_on', models.DateField(blank=True, null=True)),
                    ('end_reasons', models.TextField(blank=True, db_default='', default='')),
                    ('ended_by', models.UUIDField(blank=True, null=True)),
                    ('ended_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bars', to='people.person')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['person'], name='people_bar_standing')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_bar_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('end_asked_by__isnull', False), ('ended_by__isnull', False), models.Q(('ended_by', models.F('end_asked_by')), _negated=True)), _connector='OR'), name='people_bar_ended_by_two')],
                },
            ),
        ]),
        migrations.RunSQL(AFTER_THEM, migrations.RunSQL.noop),
    ]
