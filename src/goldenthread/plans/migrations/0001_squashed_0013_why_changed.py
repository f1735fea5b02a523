"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('plans', '0001_initial'),
        ('plans', '0002_disclosed_in_part'),
        ('plans', '0003_who_edited'),
        ('plans', '0004_advice_with_a_consultation'),
        ('plans', '0005_amendment_withdrawn'),
        ('plans', '0006_section_a_media'),
        ('plans', '0007_word_template'),
        ('plans', '0008_maintaining_authority'),
        ('plans', '0009_kept_for_officers'),
        ('plans', '0010_unsent_replies'),
        ('plans', '0011_copies_asked'),
        ('plans', '0012_who_reads_what_was_given'),
        ('plans', '0013_why_changed'),
    ]

    initial = True

    dependencies = [
        ('people', '0005_names_by_sound'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('made_by', models.UUIDField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('sent_on', models.DateField(blank=True, null=True)),
                    ('issued_on', models.DateField(blank=True, null=True)),
                    ('setting_type', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('revision', models.PositiveIntegerField(db_default=0, default=0)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('setting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('withdrawn', models.BooleanField(db_default=False, default=False)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'version'), name='plans_plan_version_once')],
                },
            ),
            migrations.CreateModel(
                name='Clause',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('line', models.UUIDField(default=uuid.uuid4)),
                    ('section', models.CharField(choices=[('A', 'Views, interests and aspirations'), ('B', 'Special educational needs'), ('C', 'Health needs'), ('D', 'Social care needs'), ('E', 'Outcomes'), ('F', 'Special educational provision'), ('G', 'Health provision'), ('H1', 'Social care provision under the 1970 Act'), ('H2', 'Other social care provision'), ('I', 'Placement'), ('J', 'Direct payments'), ('K', 'Advice and information')], max_length=2)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('text', models.TextField(blank=True)),
                    ('details', models.JSONField(blank=True, db_default={}, default=dict)),
                    ('need', models.UUIDField(blank=True, null=True)),
                    ('outcome', models.UUIDField(blank=True, null=True)),
                    ('advice', models.UUIDField(blank=True, null=True)),
                    ('advice_line', models.CharField(blank=True, db_default='', default='', max_length=40)),
                    ('contributor', models.CharField(blank=True, db_default='', default='', max_length=60)),
                    ('removed', models.BooleanField(db_default=False, default=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='plans.plan')),
                    ('because', models.CharField(blank=True, db_default='', default='', max_length=60)),
                    ('removed_reason', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('edited_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('content', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('why', models.CharField(blank=True, db_default='', default='', max_length=500)),
                ],
                options={
                    'indexes': [models.Index(fields=['plan', 'section', 'number'], name='plans_clause_in_order'), models.Index(condition=models.Q(('content__isnull', False)), fields=['content'], name='plans_clause_with_media')],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'line'), name='plans_clause_line_once')],
                },
            ),
            migrations.CreateModel(
                name='IssuedDocument',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('what', models.CharField(max_length=10)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='plans.plan')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('what__in', ['draft', 'final'])), name='plans_issueddocument_what')],
                },
            ),
            migrations.CreateModel(
                name='IcbAgreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('agreed_by', models.UUIDField()),
                    ('agreed_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('section_g', models.TextField(blank=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='plans.plan')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Disclosure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('to', models.CharField(max_length=60)),
                    ('to_name', models.CharField(max_length=150)),
                    ('sections', models.JSONField(blank=True, db_default=[], default=list)),
                    ('ground', models.CharField(choices=[('consent', 'The family, or the child if able to, agreed (r.17(1))'), ('childs-interests', 'Necessary in the child’s interests (r.17(1)(a))'), ('required-by-law', 'The law requires that they have it (r.13(2), 16)')], max_length=20)),
                    ('reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('by', models.UUIDField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disclosures', to='plans.plan')),
                    ('reader', models.UUIDField(blank=True, db_index=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Consultation',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('asked_for_by_family', models.BooleanField(default=False)),
                    ('sent_on', models.DateField()),
                    ('reply', models.CharField(blank=True, choices=[('can-meet-need', 'Yes, it can meet the needs'), ('unsuitable', 'No: unsuitable for age, ability, aptitude or needs'), ('incompatible-education', 'No: incompatible with the efficient education of others'), ('incompatible-resources', 'No: incompatible with the efficient use of resources')], db_default='', default='', max_length=30)),
                    ('reasons', models.TextField(blank=True, db_default='', default='')),
                    ('steps', models.TextField(blank=True, db_default='', default='')),
                    ('replied_by', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('replied_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='plans.plan')),
                    ('advice', models.JSONField(blank=True, db_default=[], default=list)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('plan', 'setting'), name='plans_consultation_once')],
                },
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('text', models.TextField()),
                    ('by', models.UUIDField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answer', models.TextField(blank=True, db_default='', default='')),
                    ('answered_by', models.UUIDField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('clause', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='plans.clause')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='plans.plan')),
                    ('by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SignBack',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('contributor', models.CharField(max_length=60)),
                    ('said', models.TextField()),
                    ('answer', models.CharField(choices=[('confirmed', 'Confirmed'), ('corrected', 'Corrected')], max_length=10)),
                    ('correction', models.TextField(blank=True, db_default='', default='')),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('decision', models.CharField(blank=True, db_default='', default='', max_length=10)),
                    ('decision_reason', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='plans.clause')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='plans.plan')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Offering',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('words', 'Words'), ('picture', 'A picture'), ('sound', 'A sound recording')], max_length=10)),
                    ('words', models.TextField()),
                    ('childs_own', models.BooleanField(db_default=False, default=False)),
                    ('sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('decision', models.CharField(blank=True, db_default='', default='', max_length=10)),
                    ('decision_reason', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('decided_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('line', models.UUIDField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='WordTemplate',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ('file', models.BinaryField(blank=True, null=True)),
                    ('sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('same_as', models.UUIDField(blank=True, null=True)),
                    ('sent_by', models.UUIDField()),
                    ('sent_by_name', models.CharField(max_length=100)),
                    ('sent_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('used_at', models.DateTimeField(blank=True, null=True)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['owner', '-used_at'], name='plans_wordtemplate_newest')],
                },
            ),
            migrations.CreateModel(
                name='AuthorityAsked',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('letter', models.UUIDField()),
                    ('sent_on', models.DateField()),
                    ('answer', models.TextField(blank=True, db_default='', default='')),
                    ('answered_by', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('answered_on', models.DateField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='maintaining', to='plans.consultation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Touched',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('child', models.UUIDField(db_index=True)),
                ],
            ),
            migrations.CreateModel(
                name='Kept',
                fields=[
                    ('child', models.UUIDField(primary_key=True, serialize=False)),
                    ('edition', models.CharField(max_length=12)),
                    ('apart', models.BooleanField()),
                ],
            ),
            migrations.CreateModel(
                name='Overseen',
                fields=[
                    ('clause', models.UUIDField(primary_key=True, serialize=False)),
                    ('plan', models.UUIDField()),
                    ('case', models.UUIDField()),
                    ('child', models.UUIDField(db_index=True)),
                    ('owner', models.UUIDField()),
                    ('in_force', models.BooleanField()),
                    ('since', models.DateField(null=True)),
                    ('state', models.CharField(max_length=20)),
                    ('section', models.CharField(max_length=2)),
                    ('number', models.IntegerField()),
                    ('setting', models.UUIDField(null=True)),
                    ('health', models.BooleanField()),
                    ('care', models.BooleanField()),
                ],
            ),
            migrations.CreateModel(
                name='UnsentReply',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('by', models.UUIDField()),
                    ('typed', models.JSONField(default=dict)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.consultation')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('consultation', 'by'), name='plans_unsentreply_once')],
                },
            ),
            migrations.CreateModel(
                name='CopyAsked',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(max_length=500)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('decision', models.CharField(blank=True, choices=[('given', 'Given'), ('declined', 'Not given')], db_default='', default='', max_length=10)),
                    ('decision_reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('decided_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('setting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('child', 'setting'), name='plans_copyasked_open_once')],
                },
            ),
        ]),
    ]
