import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0005_names_by_sound'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Bundle',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('version', models.PositiveSmallIntegerField()),
                    ('appeal', models.CharField(max_length=20)),
                    ('appellant', models.UUIDField()),
                    ('appellant_name', models.CharField(max_length=200)),
                    ('state', models.CharField(choices=[('reading', 'Its papers are being read'), ('checking', 'Each paper is checked by a person'), ('making', 'It is being put together'), ('made', 'Made'), ('failed', 'It could not be put together')], default='reading', max_length=10)),
                    ('done', models.PositiveIntegerField(db_default=0, default=0)),
                    ('fault', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('started_by_name', models.CharField(max_length=100)),
                    ('started_on', models.DateField()),
                    ('made_on', models.DateField(blank=True, null=True)),
                    ('made_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('pages', models.PositiveIntegerField(db_default=0, default=0)),
                    ('file', models.BinaryField(blank=True, null=True)),
                    ('sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'version'), name='disputes_bundle_version_once')],
                },
            ),
            migrations.CreateModel(
                name='BundleItem',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('source', models.UUIDField()),
                    ('kind_of_data', models.CharField(max_length=40)),
                    ('is_letter', models.BooleanField(db_default=False, default=False)),
                    ('title', models.CharField(max_length=200)),
                    ('on', models.DateField(blank=True, null=True)),
                    ('part', models.CharField(max_length=20)),
                    ('proposed', models.CharField(choices=[('in', 'In'), ('out', 'Out')], max_length=3)),
                    ('barred', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('unread', models.BooleanField(db_default=False, default=False)),
                    ('pages', models.PositiveIntegerField(db_default=0, default=0)),
                    ('decision', models.CharField(blank=True, choices=[('in', 'In'), ('out', 'Out')], db_default='', default='', max_length=3)),
                    ('reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('looked', models.BooleanField(db_default=False, default=False)),
                    ('decided_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('decided_on', models.DateField(blank=True, null=True)),
                    ('first_page', models.PositiveIntegerField(blank=True, null=True)),
                    ('bundle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='disputes.bundle')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('bundle', 'content'), name='disputes_bundleitem_once')],
                },
            ),
            migrations.CreateModel(
                name='Tie',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('of_case', models.UUIDField()),
                    ('clock', models.CharField(blank=True, db_default='', default='', max_length=60)),
                    ('line', models.UUIDField(blank=True, null=True)),
                    ('key', models.CharField(max_length=100)),
                    ('words', models.CharField(max_length=300)),
                    ('by_name', models.CharField(max_length=100)),
                    ('on', models.DateField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'of_case', 'key'), name='disputes_tie_once')],
                },
            ),
        ]),
    ]
