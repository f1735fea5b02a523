"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('voice', '0001_voices'),
        ('voice', '0002_messages_and_answers'),
        ('voice', '0003_answers_without_an_account'),
    ]

    initial = True

    dependencies = [
        ('people', '0006_bars'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ForumQuestion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('raised_by', models.CharField(choices=[('schools-council', 'The Multi-Schools Council'), ('forum-member', 'The parent-carer forum')], max_length=20)),
                    ('raised_user', models.UUIDField()),
                    ('raised_on', models.DateField()),
                    ('text', models.TextField()),
                    ('why', models.TextField(blank=True)),
                    ('to_user', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('to_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('reply_by', models.DateField()),
                    ('reply', models.TextField(blank=True, db_default='', default='')),
                    ('replied_on', models.DateField(blank=True, null=True)),
                    ('decision', models.CharField(blank=True, choices=[('yes', 'Yes, we will do it'), ('partly', 'Partly'), ('no', 'No, and why')], db_default='', default='', max_length=8)),
                    ('change_by', models.DateField(blank=True, null=True)),
                    ('changed', models.TextField(blank=True, db_default='', default='')),
                    ('changed_on', models.DateField(blank=True, null=True)),
                    ('seen', models.CharField(blank=True, choices=[('yes', 'Yes, we see it'), ('no', 'No, we do not see it yet')], db_default='', default='', max_length=10)),
                    ('seen_on', models.DateField(blank=True, null=True)),
                    ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('raised_body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('to_body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('surgery', 'Surgery'), ('roadshow', 'Roadshow'), ('drop-in', 'Drop-in'), ('forum', 'Forum meeting')], max_length=10)),
                    ('title', models.CharField(max_length=120)),
                    ('about', models.TextField()),
                    ('who', models.CharField(max_length=300)),
                    ('on', models.DateField()),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField()),
                    ('online', models.BooleanField()),
                    ('place', models.CharField(blank=True, max_length=300)),
                    ('joining', models.CharField(blank=True, max_length=500)),
                    ('access', models.TextField()),
                    ('places', models.PositiveSmallIntegerField()),
                    ('made_by', models.UUIDField()),
                    ('made_by_name', models.CharField(max_length=100)),
                    ('cancelled_on', models.DateField(blank=True, null=True)),
                    ('cancelled_because', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['on'], name='voice_meeting_day')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('places__gte', 1)), name='voice_meeting_has_places')],
                },
            ),
            migrations.CreateModel(
                name='Booking',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField()),
                    ('state', models.CharField(choices=[('booked', 'Has a place'), ('waiting', 'On the waiting list'), ('cancelled', 'Cancelled')], max_length=10)),
                    ('sealed', models.BinaryField()),
                    ('mark', models.CharField(blank=True, max_length=64)),
                    ('booked_on', models.DateField()),
                    ('again', models.BooleanField(db_default=False, default=False)),
                    ('moved_up_on', models.DateField(blank=True, null=True)),
                    ('told_on', models.DateField(blank=True, null=True)),
                    ('told_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='voice.meeting')),
                    ('confirmed_on', models.DateField(blank=True, null=True)),
                    ('news_of', models.CharField(blank=True, db_default='', default='', max_length=10)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'number'), name='voice_booking_number'), models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('meeting', 'mark'), name='voice_booking_once')],
                },
            ),
            migrations.CreateModel(
                name='Attendance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('came', models.PositiveSmallIntegerField()),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='voice.meeting')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('meeting', 'district'), name='voice_attendance_once', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='MeetingQuestion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('asked_when', models.CharField(choices=[('before', 'Before the meeting'), ('at', 'At the meeting')], max_length=6)),
                    ('text', models.TextField(blank=True)),
                    ('asked_on', models.DateField()),
                    ('families', models.PositiveSmallIntegerField(db_default=1, default=1)),
                    ('asked_as', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('answer', models.TextField(blank=True, db_default='', default='')),
                    ('answered_on', models.DateField(blank=True, null=True)),
                    ('answered_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('left_out_because', models.CharField(blank=True, db_default='', default='', max_length=300)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='voice.meeting')),
                ],
            ),
            migrations.CreateModel(
                name='Pack',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('slug', models.SlugField(max_length=60, unique=True)),
                    ('title', models.CharField(max_length=120)),
                    ('about', models.CharField(max_length=500)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='PackVersion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('on', models.DateField()),
                    ('made_with', models.TextField()),
                    ('changed', models.CharField(max_length=500)),
                    ('text', models.TextField()),
                    ('file', models.BinaryField(blank=True, null=True)),
                    ('file_name', models.CharField(blank=True, db_default='', default='', max_length=120)),
                    ('made_by', models.UUIDField()),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='voice.pack')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('pack', 'number'), name='voice_pack_version')],
                },
            ),
            migrations.CreateModel(
                name='PackCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('way', models.CharField(choices=[('read', 'Read on the page'), ('taken', 'Downloaded'), ('sent', 'Sent to a family'), ('handed', 'Handed out on paper')], max_length=8)),
                    ('times', models.PositiveIntegerField()),
                    ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='voice.packversion')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('version', 'on', 'way', 'body'), name='voice_pack_count', nulls_distinct=False)],
                },
            ),
            migrations.CreateModel(
                name='Project',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('consultation', 'Consultation'), ('co-production', 'Co-production project')], max_length=15)),
                    ('title', models.CharField(max_length=120)),
                    ('about', models.TextField()),
                    ('asks_children', models.CharField(blank=True, max_length=300)),
                    ('opens_on', models.DateField()),
                    ('closes_on', models.DateField()),
                    ('made_by', models.UUIDField()),
                    ('said', models.TextField(blank=True, db_default='', default='')),
                    ('said_on', models.DateField(blank=True, null=True)),
                    ('decided', models.TextField(blank=True, db_default='', default='')),
                    ('decided_on', models.DateField(blank=True, null=True)),
                    ('decided_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('effect', models.TextField(blank=True, db_default='', default='')),
                    ('effect_on', models.DateField(blank=True, null=True)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('asks_adults', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ],
            ),
            migrations.CreateModel(
                name='ChildView',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(blank=True, null=True)),
                    ('age', models.CharField(choices=[('under-8', '7 or younger'), ('8-13', '8 to 13'), ('14-plus', '14 or older'), ('adult', 'An adult')], max_length=8)),
                    ('helped', models.CharField(choices=[('alone', 'By myself'), ('adult', 'With a grown-up I trust'), ('school', 'With somebody at school')], max_length=8)),
                    ('faces', models.JSONField(default=dict)),
                    ('words', models.TextField(blank=True)),
                    ('shows', models.CharField(blank=True, db_default='', default='', max_length=500)),
                    ('kind', models.CharField(choices=[('words', 'Words'), ('picture', 'A picture'), ('sound', 'A recording')], max_length=8)),
                    ('file', models.BinaryField(blank=True, null=True)),
                    ('file_name', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('sha256', models.CharField(blank=True, db_default='', default='', max_length=64)),
                    ('by', models.UUIDField(blank=True, null=True)),
                    ('by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('sent_on', models.DateField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('state', models.CharField(choices=[('held', 'To be read by the safeguarding lead'), ('passed', 'Passed on'), ('kept-back', 'Kept back to keep the child safe')], db_default='held', default='held', max_length=10)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='views', to='voice.project')),
                ],
                options={
                    'indexes': [models.Index(fields=['owner', 'state'], name='voice_view_held')],
                },
            ),
            migrations.CreateModel(
                name='Reached',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('on', models.DateField()),
                    ('how', models.CharField(max_length=120)),
                    ('who', models.CharField(choices=[('children', 'Children under 14'), ('young-people', 'Young people from 14'), ('parents', 'Parents and carers'), ('staff', 'People who work with them')], max_length=12)),
                    ('need', models.CharField(blank=True, max_length=20)),
                    ('number', models.PositiveSmallIntegerField()),
                    ('by_name', models.CharField(max_length=100)),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reached', to='voice.project')),
                ],
            ),
            migrations.CreateModel(
                name='Concern',
                fields=[
                    ('view', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='concern', serialize=False, to='voice.childview')),
                    ('said_unsafe', models.BooleanField()),
                    ('what', models.TextField(blank=True)),
                    ('find_me', models.CharField(blank=True, max_length=300)),
                    ('due', models.DateField()),
                    ('told', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('outcome', models.CharField(blank=True, choices=[('nothing', 'Nothing in it is a concern: pass it on'), ('referred', 'Referred to children’s social care'), ('police', 'Police or 999'), ('support', 'Talked with the child, and agreed help')], db_default='', default='', max_length=10)),
                    ('done', models.TextField(blank=True, db_default='', default='')),
                    ('read_on', models.DateField(blank=True, null=True)),
                    ('read_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
            ),
            migrations.CreateModel(
                name='ProjectAnswer',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('who', models.CharField(choices=[('parents', 'A parent or carer'), ('young-people', 'A young person, or an adult who had such help'), ('staff', 'Somebody who works with children')], max_length=12)),
                    ('need', models.CharField(blank=True, max_length=20)),
                    ('text', models.TextField()),
                    ('sent_on', models.DateField()),
                    ('passed_on', models.DateField(blank=True, null=True)),
                    ('passed_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='voice.project')),
                ],
                options={
                    'indexes': [models.Index(fields=['project', 'sent_on'], name='voice_answer_of_project')],
                },
            ),
        ]),
    ]
