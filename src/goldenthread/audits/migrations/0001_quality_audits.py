import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0003_relationship_in_the_forces'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Audit',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('title', models.CharField(max_length=120)),
                    ('slice', models.CharField(max_length=300)),
                    ('by', models.JSONField(default=list)),
                    ('wanted', models.PositiveSmallIntegerField()),
                    ('together', models.PositiveSmallIntegerField()),
                    ('readers', models.PositiveSmallIntegerField()),
                    ('seed', models.BigIntegerField()),
                    ('drawn_on', models.DateField()),
                    ('weeks', models.PositiveSmallIntegerField()),
                    ('ground', models.CharField(choices=[('childs-interests', 'We think it necessary in the interests of these children (r.17(1)(a))'), ('within-council', 'Nobody from outside the council will grade')], max_length=20)),
                    ('ground_reason', models.CharField(max_length=300)),
                    ('shared_out', models.BooleanField(db_default=False, default=False)),
                    ('ended_on', models.DateField(blank=True, null=True)),
                    ('made_by', models.UUIDField()),
                    ('made_by_name', models.CharField(max_length=100)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('weeks__range', (1, 26))), name='audits_audit_weeks'), models.CheckConstraint(condition=models.Q(('readers__range', (2, 4))), name='audits_audit_readers')],
                },
            ),
            migrations.CreateModel(
                name='Auditor',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.UUIDField()),
                    ('name', models.CharField(max_length=100)),
                    ('role', models.CharField(max_length=40)),
                    ('part', models.CharField(choices=[('education', 'Education'), ('health', 'Health'), ('care', 'Social care')], max_length=10)),
                    ('audit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='auditors', to='audits.audit')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('audit', 'user'), name='audits_auditor_once')],
                },
            ),
            migrations.CreateModel(
                name='Population',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('plans', models.JSONField()),
                    ('audit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='population', to='audits.audit')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='Sampled',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('plan', models.UUIDField()),
                    ('number', models.PositiveSmallIntegerField()),
                    ('team', models.CharField(blank=True, max_length=100)),
                    ('locality', models.CharField(blank=True, max_length=60)),
                    ('need', models.CharField(blank=True, max_length=60)),
                    ('age', models.CharField(max_length=30)),
                    ('audit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sample', to='audits.audit')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('audit', 'plan'), name='audits_sampled_once')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('plan', models.UUIDField()),
                    ('section', models.CharField(max_length=2)),
                    ('line', models.UUIDField(blank=True, null=True)),
                    ('label', models.CharField(max_length=10)),
                    ('change', models.CharField(max_length=2000)),
                    ('whose', models.UUIDField()),
                    ('whose_name', models.CharField(max_length=100)),
                    ('by_on', models.DateField()),
                    ('made_by', models.UUIDField()),
                    ('made_by_name', models.CharField(max_length=100)),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('sampled', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='audits.sampled')),
                ],
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=2000)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='audits.finding')),
                ],
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('user', models.UUIDField()),
                    ('name', models.CharField(max_length=100)),
                    ('part', models.CharField(choices=[('education', 'Education'), ('health', 'Health'), ('care', 'Social care')], max_length=10)),
                    ('given_at', models.DateTimeField(blank=True, null=True)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('sampled', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='audits.sampled')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sampled', 'user'), name='audits_reading_once')],
                },
            ),
            migrations.CreateModel(
                name='Grade',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('criterion', models.CharField(max_length=40)),
                    ('grade', models.PositiveSmallIntegerField()),
                    ('why', models.CharField(blank=True, db_default='', default='', max_length=1000)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('reading', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='audits.reading')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('reading', 'criterion'), name='audits_grade_once'), models.CheckConstraint(condition=models.Q(('grade__range', (0, 4))), name='audits_grade_of_four')],
                },
            ),
            migrations.CreateModel(
                name='Agreed',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('criterion', models.CharField(max_length=40)),
                    ('grade', models.PositiveSmallIntegerField()),
                    ('reason', models.CharField(max_length=1000)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('sampled', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreed', to='audits.sampled')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('sampled', 'criterion'), name='audits_agreed_once'), models.CheckConstraint(condition=models.Q(('grade__range', (0, 4))), name='audits_agreed_of_four')],
                },
            ),
        ]),
    ]
