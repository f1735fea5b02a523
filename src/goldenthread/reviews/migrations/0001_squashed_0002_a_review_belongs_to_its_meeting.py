"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('reviews', '0001_initial'),
        ('reviews', '0002_a_review_belongs_to_its_meeting'),
    ]

    initial = True

    dependencies = [
        ('cases', '__first__'),
        ('people', '0002_kept_and_lifted'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Review',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('time', models.CharField(max_length=20)),
                    ('place', models.CharField(max_length=200)),
                    ('made_by', models.UUIDField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('setting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('began', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('case', 'began'), name='reviews_review_of_one_beginning')],
                },
            ),
            migrations.CreateModel(
                name='Report',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('body', models.JSONField(db_default={}, default=dict)),
                    ('revision', models.PositiveIntegerField(db_default=0, default=0)),
                    ('author_name', models.CharField(max_length=100)),
                    ('saved_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('review', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='reviews.review')),
                    ('sent_by_event', models.UUIDField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Paper',
                fields=[
                    ('case', models.UUIDField(db_index=True)),
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('by_name', models.CharField(max_length=150)),
                    ('text', models.TextField()),
                    ('added_by', models.UUIDField()),
                    ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('shared_at', models.DateTimeField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='reviews.review')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Invitation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('case', models.UUIDField(db_index=True)),
                    ('party', models.CharField(max_length=20)),
                    ('name', models.CharField(max_length=150)),
                    ('what', models.CharField(blank=True, db_default='', default='', max_length=250)),
                    ('user', models.UUIDField(blank=True, null=True)),
                    ('by_email', models.BooleanField(default=False)),
                    ('came', models.BooleanField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='reviews.review')),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('review', 'party', 'name'), name='reviews_invitation_once')],
                },
            ),
        ]),
    ]
