"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('delivery', '0001_initial'),
        ('delivery', '0002_what_words_come_to'),
        ('delivery', '0003_kept_accounts'),
    ]

    initial = True

    dependencies = [
        ('people', '0003_relationship_in_the_forces'),
        ('plans', '0009_kept_for_officers'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='InPlace',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('line', models.UUIDField(db_index=True)),
                    ('case', models.UUIDField()),
                    ('by', models.UUIDField(blank=True, null=True)),
                    ('by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('plan', models.UUIDField(db_index=True)),
                    ('party', models.CharField(choices=[('setting', 'The setting'), ('family', 'The family')], max_length=10)),
                    ('answer', models.CharField(choices=[('yes', 'Yes, it is in place'), ('no', 'No, not yet'), ('unsure', 'I do not know')], max_length=10)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Arrangement',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('line', models.UUIDField(db_index=True)),
                    ('case', models.UUIDField()),
                    ('by', models.UUIDField(blank=True, null=True)),
                    ('by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('weekday', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('practitioner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.practitioner')),
                    ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('weekday__isnull', True), ('weekday__range', (1, 5)), _connector='OR'), name='delivery_arrangement_weekday')],
                },
            ),
            migrations.CreateModel(
                name='Rate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('valid_from', models.DateField()),
                    ('valid_to', models.DateField(blank=True, null=True)),
                    ('service', models.CharField(max_length=40)),
                    ('pence', models.PositiveIntegerField()),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='delivery_rate_ends_after_it_begins'), models.UniqueConstraint(fields=('owner', 'service', 'valid_from'), name='delivery_rate_once')],
                },
            ),
            migrations.CreateModel(
                name='Word',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('line', models.UUIDField(db_index=True)),
                    ('case', models.UUIDField()),
                    ('by', models.UUIDField(blank=True, null=True)),
                    ('by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('party', models.CharField(choices=[('provider', 'Who gives it'), ('family', 'The family'), ('settled', 'Settled')], max_length=10)),
                    ('monday', models.DateField()),
                    ('delivered', models.PositiveIntegerField(db_default=0, default=0)),
                    ('missed', models.PositiveIntegerField(db_default=0, default=0)),
                    ('made_up', models.PositiveIntegerField(db_default=0, default=0)),
                    ('reason', models.CharField(blank=True, choices=[('staff-absent', 'Therapist or staff absent'), ('child-absent', 'Child absent'), ('school-trip', 'School trip or event'), ('closed', 'Setting closed'), ('vacancy', 'Nobody in post'), ('no-room', 'No room or equipment'), ('declined', 'Child did not want it'), ('other', 'Another reason')], db_default='', default='', max_length=20)),
                    ('words', models.TextField(blank=True, db_default='', default='')),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['line', 'monday'], include=('owner', 'party', 'delivered', 'missed', 'made_up', 'id'), name='delivery_word_week')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('monday__iso_week_day', 1)), name='delivery_word_of_a_monday'), models.CheckConstraint(condition=models.Q(('delivered__lte', 10080), ('made_up__lte', 10080), ('missed__lte', 10080)), name='delivery_word_of_one_week')],
                },
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('clause', models.UUIDField(primary_key=True, serialize=False)),
                    ('edition', models.CharField(max_length=12)),
                    ('service', models.CharField(max_length=40)),
                    ('times', models.SmallIntegerField(null=True)),
                    ('every', models.SmallIntegerField(null=True)),
                    ('period', models.CharField(max_length=10, null=True)),
                    ('minutes', models.IntegerField(null=True)),
                    ('weeks', models.SmallIntegerField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('line', models.UUIDField(primary_key=True, serialize=False)),
                    ('child', models.UUIDField(db_index=True)),
                    ('owner', models.UUIDField()),
                    ('service', models.CharField(max_length=40)),
                    ('cannot', models.BooleanField()),
                    ('due', models.BigIntegerField()),
                    ('delivered', models.BigIntegerField()),
                    ('owed', models.BigIntegerField()),
                    ('old', models.BigIntegerField()),
                    ('not_recorded', models.BigIntegerField()),
                    ('in_question', models.BigIntegerField()),
                ],
            ),
            migrations.CreateModel(
                name='Kept',
                fields=[
                    ('child', models.UUIDField(primary_key=True, serialize=False)),
                    ('reckoned_on', models.DateField()),
                    ('edition', models.CharField(max_length=12)),
                    ('apart', models.BooleanField()),
                ],
            ),
        ]),
    ]
