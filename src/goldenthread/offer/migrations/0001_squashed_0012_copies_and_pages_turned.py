"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('offer', '0001_the_local_offer'),
        ('offer', '0002_entries_are_kept'),
        ('offer', '0003_unfound_from_five_places'),
        ('offer', '0004_who_owns_a_row'),
        ('offer', '0005_sessions_with_a_day'),
        ('offer', '0006_comments'),
        ('offer', '0007_words_for_children'),
        ('offer', '0008_links_asked_for'),
        ('offer', '0009_terms_beside_a_service'),
        ('offer', '0010_from_outside'),
        ('offer', '0011_who_was_asked'),
        ('offer', '0012_copies_and_pages_turned'),
    ]

    initial = True

    dependencies = [
        ('people', '0005_names_by_sound'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Organization',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('description', models.TextField()),
                    ('website', models.URLField(blank=True, default='', max_length=300)),
                ],
            ),
            migrations.CreateModel(
                name='Ring',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(blank=True, default='', max_length=100)),
                    ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None)),
                ],
            ),
            migrations.CreateModel(
                name='Taxonomy',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('slug', models.SlugField(unique=True)),
                    ('name', models.CharField(max_length=100)),
                    ('description', models.TextField()),
                ],
            ),
            migrations.CreateModel(
                name='Word',
                fields=[
                    ('word', models.CharField(max_length=60, primary_key=True, serialize=False)),
                    ('entries', models.PositiveIntegerField()),
                    ('stem', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Location',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('location_type', models.CharField(choices=[('physical', 'A place'), ('virtual', 'Online or by telephone')], max_length=10)),
                    ('name', models.CharField(max_length=200)),
                    ('address_1', models.CharField(blank=True, default='', max_length=200)),
                    ('city', models.CharField(blank=True, default='', max_length=100)),
                    ('postal_code', models.CharField(blank=True, default='', max_length=8)),
                    ('easting', models.IntegerField(blank=True, null=True)),
                    ('northing', models.IntegerField(blank=True, null=True)),
                    ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('withheld', models.BooleanField(db_default=False, default=False)),
                ],
            ),
            migrations.CreateModel(
                name='TaxonomyTerm',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=200)),
                    ('description', models.TextField()),
                    ('place', models.PositiveSmallIntegerField(default=0)),
                    ('taxonomy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='offer.taxonomy')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('taxonomy', 'code'), name='offer_taxonomyterm_once')],
                },
            ),
            migrations.CreateModel(
                name='Unfound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(max_length=100)),
                    ('week', models.DateField()),
                    ('mark', models.PositiveSmallIntegerField(default=0)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('words', 'mark'), name='offer_unfound_once')],
                },
            ),
            migrations.CreateModel(
                name='Spent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('kind', models.CharField(max_length=20)),
                    ('mark', models.CharField(max_length=64)),
                    ('times', models.PositiveIntegerField(default=1)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('day', 'kind', 'mark'), name='offer_spent_once')],
                },
            ),
            migrations.CreateModel(
                name='Outcome',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('words', models.CharField(max_length=100)),
                    ('kind', models.CharField(choices=[('ring', 'The help is there: the words were added to a ring'), ('entry', 'The help is there: its entry was changed'), ('missing', 'The help is missing: taken to commissioning'), ('not-ours', 'It is nothing that a Local Offer holds')], max_length=10)),
                    ('text', models.TextField(db_default='', default='')),
                    ('on', models.DateField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                ],
                options={
                    'indexes': [models.Index(fields=['words'], name='offer_outcome_words')],
                },
            ),
            migrations.CreateModel(
                name='RowLook',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=40)),
                    ('owner', models.UUIDField()),
                    ('owner_name', models.CharField(max_length=150)),
                    ('note', models.TextField(db_default='', default='')),
                    ('next_on', models.DateField()),
                    ('on', models.DateField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['code', '-id'], name='offer_rowlook_newest')],
                },
            ),
            migrations.CreateModel(
                name='Answer',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('theme', models.CharField(choices=[('finding', 'Finding help'), ('missing', 'Help that is missing'), ('waits', 'How long things take'), ('place', 'Help that is too far away'), ('wrong', 'What the pages say'), ('access', 'Reading and using the pages'), ('school', 'School and college'), ('health', 'Health'), ('care', 'Short breaks and care'), ('adulthood', 'Growing up'), ('heard', 'How families are listened to'), ('other', 'Something else')], max_length=10)),
                    ('said', models.TextField()),
                    ('kind', models.CharField(choices=[('done', 'We did it'), ('will', 'We will do it'), ('already', 'It is there already'), ('not', 'We will not do it')], max_length=8)),
                    ('decision', models.TextField()),
                    ('why', models.TextField(db_default='', default='')),
                    ('decided_by', models.CharField(max_length=150)),
                    ('decided_on', models.DateField()),
                    ('due_on', models.DateField(null=True)),
                    ('on', models.DateField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
            migrations.CreateModel(
                name='Publication',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('first', models.DateField()),
                    ('last', models.DateField(unique=True)),
                    ('on', models.DateField()),
                    ('intro', models.TextField(db_default='', default='')),
                    ('told', models.JSONField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('first__lte', models.F('last'))), name='offer_publication_days')],
                },
            ),
            migrations.CreateModel(
                name='Lexeme',
                fields=[
                    ('lexeme', models.CharField(max_length=200, primary_key=True, serialize=False)),
                    ('entries', models.PositiveIntegerField(db_default=1, default=1)),
                ],
            ),
            migrations.CreateModel(
                name='Feed',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=150, unique=True)),
                    ('address', models.URLField(blank=True, default='', max_length=300)),
                    ('licence', models.CharField(max_length=100)),
                    ('added_on', models.DateField()),
                    ('added_by_name', models.CharField(max_length=150)),
                    ('taken_on', models.DateField(null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Service',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=200)),
                    ('description', models.TextField()),
                    ('url', models.URLField(blank=True, default='', max_length=300)),
                    ('email', models.EmailField(blank=True, default='', max_length=254)),
                    ('phone', models.CharField(blank=True, default='', max_length=40)),
                    ('status', models.CharField(choices=[('active', 'Open'), ('inactive', 'Not shown'), ('defunct', 'Ended'), ('temporarily closed', 'Closed for a time')], default='active', max_length=20)),
                    ('minimum_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('maximum_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('eligibility_description', models.TextField(blank=True, default='')),
                    ('application_process', models.TextField(blank=True, default='')),
                    ('assured_date', models.DateField()),
                    ('waiting_list', models.CharField(blank=True, default='', max_length=90)),
                    ('last_modified', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('words', django.contrib.postgres.search.SearchVectorField(editable=False, null=True)),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='offer.organization')),
                    ('child_summary', models.TextField(blank=True, db_default='', default='')),
                    ('needs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, editable=False, size=None)),
                    ('how', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_default=[], default=list, editable=False, size=None)),
                    ('feed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='services', to='offer.feed')),
                    ('places', models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
                ],
                options={
                    'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['words'], name='offer_service_words'), models.Index(fields=['name', 'id'], include=('assured_date', 'status', 'feed', 'places'), name='offer_service_turned')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minimum_age__isnull', True), ('maximum_age__isnull', True), ('minimum_age__lte', models.F('maximum_age')), _connector='OR'), name='offer_service_ages')],
                },
            ),
            migrations.CreateModel(
                name='CostOption',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                    ('amount_description', models.CharField(blank=True, default='', max_length=200)),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cost_options', to='offer.service')),
                ],
            ),
            migrations.CreateModel(
                name='ServiceArea',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.district')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='service_areas', to='offer.service')),
                ],
            ),
            migrations.CreateModel(
                name='ServiceAtLocation',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='offer.location')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='at', to='offer.service')),
                ],
                options={
                    'indexes': [models.Index(fields=['service', 'id'], name='offer_place_turned')],
                    'constraints': [models.UniqueConstraint(fields=('service', 'location'), name='offer_serviceatlocation_once')],
                },
            ),
            migrations.CreateModel(
                name='Schedule',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('byday', models.CharField(max_length=20)),
                    ('opens_at', models.TimeField(blank=True, null=True)),
                    ('closes_at', models.TimeField(blank=True, null=True)),
                    ('at', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='offer.serviceatlocation')),
                ],
            ),
            migrations.CreateModel(
                name='Attribute',
                fields=[
                    ('id', models.UUIDField(primary_key=True, serialize=False)),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attributes', to='offer.service')),
                    ('taxonomy_term', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attributes', to='offer.taxonomyterm')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('service', 'taxonomy_term'), name='offer_attribute_once')],
                },
            ),
            migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('what', models.CharField(choices=[('confirmed', 'Said to be right'), ('changed', 'Changed')], max_length=10)),
                    ('by', models.CharField(choices=[('provider', 'The service, by its own link'), ('editor', 'An editor'), ('file', 'A file that was loaded')], max_length=10)),
                    ('by_user', models.UUIDField(null=True)),
                    ('by_name', models.CharField(db_default='', default='', max_length=150)),
                    ('on', models.DateField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('fields', models.JSONField(default=dict)),
                    ('why', models.TextField(db_default='', default='')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='offer.service')),
                ],
                options={
                    'indexes': [models.Index(fields=['service', '-id'], name='offer_change_newest')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('of_assured', models.DateField()),
                    ('after', models.PositiveSmallIntegerField()),
                    ('sent_on', models.DateField()),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='offer.service')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('service', 'of_assured', 'after'), name='offer_reminder_once')],
                },
            ),
            migrations.CreateModel(
                name='Suggestion',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('on', models.DateField()),
                    ('from_provider', models.BooleanField()),
                    ('text', models.TextField(db_default='', default='')),
                    ('fields', models.JSONField(default=dict)),
                    ('state', models.CharField(choices=[('open', 'To be judged'), ('approved', 'Taken up'), ('refused', 'Left as it was')], db_default='open', default='open', max_length=10)),
                    ('decided_on', models.DateField(null=True)),
                    ('decided_by', models.UUIDField(null=True)),
                    ('decided_by_name', models.CharField(db_default='', default='', max_length=150)),
                    ('answer', models.TextField(db_default='', default='')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='offer.service')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['on'], name='offer_suggestion_open')],
                },
            ),
            migrations.CreateModel(
                name='Session',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('webinar', 'Webinar or talk'), ('group', 'Group'), ('course', 'Course'), ('outreach', 'Outreach or drop-in'), ('activity', 'Activity for children')], max_length=10)),
                    ('title', models.CharField(max_length=120)),
                    ('on', models.DateField()),
                    ('starts', models.TimeField()),
                    ('ends', models.TimeField(null=True)),
                    ('place', models.CharField(db_default='', default='', max_length=200)),
                    ('booking', models.CharField(db_default='', default='', max_length=300)),
                    ('capacity', models.PositiveSmallIntegerField(null=True)),
                    ('left', models.PositiveSmallIntegerField(null=True)),
                    ('said_on', models.DateField()),
                    ('cancelled', models.BooleanField(db_default=False, default=False)),
                    ('by', models.CharField(choices=[('provider', 'The service'), ('editor', 'An editor')], max_length=10)),
                    ('by_name', models.CharField(db_default='', default='', max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='offer.location')),
                    ('service', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='offer.service')),
                ],
                options={
                    'indexes': [models.Index(fields=['service', 'on'], name='offer_session_of'), models.Index(fields=['on'], name='offer_session_on')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('capacity', None), ('left', None)), models.Q(('capacity__isnull', False), ('left__isnull', False), ('left__lte', models.F('capacity'))), _connector='OR'), name='offer_session_places'), models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('starts')), _connector='OR'), name='offer_session_times')],
                },
            ),
            migrations.CreateModel(
                name='AnswerChange',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('on', models.DateField()),
                    ('text', models.TextField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='offer.answer')),
                    ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='offer.service')),
                ],
            ),
            migrations.CreateModel(
                name='Comment',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('on', models.DateField()),
                    ('asks', models.CharField(choices=[('content', 'What is in it: is it good, and what is missing?'), ('access', 'Is it easy to find, to read and to use?'), ('making', 'How was it made and changed: were people like you asked?'), ('other', 'Something else')], max_length=8)),
                    ('who', models.CharField(choices=[('parent', 'A parent or carer'), ('child', 'A child or young person'), ('worker', 'Somebody who works with families'), ('other', 'Somebody else'), ('unsaid', 'I would rather not say')], default='unsaid', max_length=6)),
                    ('text', models.TextField()),
                    ('state', models.CharField(choices=[('held', 'To be read'), ('published', 'Published'), ('withheld', 'Not published')], db_default='held', default='held', max_length=10)),
                    ('public', models.TextField(db_default='', default='')),
                    ('theme', models.CharField(choices=[('finding', 'Finding help'), ('missing', 'Help that is missing'), ('waits', 'How long things take'), ('place', 'Help that is too far away'), ('wrong', 'What the pages say'), ('access', 'Reading and using the pages'), ('school', 'School and college'), ('health', 'Health'), ('care', 'Short breaks and care'), ('adulthood', 'Growing up'), ('heard', 'How families are listened to'), ('other', 'Something else')], db_default='', default='', max_length=10)),
                    ('reason', models.CharField(choices=[('own', 'It is about one person’s own help (regulation 56(4))'), ('vexatious', 'It is vexatious (regulation 56(4))'), ('abuse', 'It insults or names somebody'), ('advert', 'It is an advertisement, or nothing was said'), ('again', 'It is the same again'), ('safety', 'Somebody may not be safe: the safeguarding lead has it')], db_default='', default='', max_length=10)),
                    ('decided_on', models.DateField(null=True)),
                    ('decided_by', models.UUIDField(null=True)),
                    ('decided_by_name', models.CharField(db_default='', default='', max_length=150)),
                    ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='offer.answer')),
                    ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to='offer.service')),
                ],
                options={
                    'indexes': [models.Index(fields=['state', 'on'], name='offer_comment_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('text', ''), models.Q(('public', ''), _negated=True)), _connector='OR'), name='offer_comment_published_is_clean')],
                },
            ),
            migrations.CreateModel(
                name='LinkAsked',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField()),
                    ('sent_on', models.DateField(null=True)),
                    ('service', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link_asked', to='offer.service')),
                ],
            ),
            migrations.CreateModel(
                name='Sheet',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('file_name', models.CharField(max_length=150)),
                    ('text', models.TextField()),
                    ('layout', models.CharField(max_length=64)),
                    ('state', models.CharField(choices=[('sent', 'To be checked'), ('taking', 'Being taken up'), ('taken', 'Taken up'), ('thrown', 'Thrown away')], default='sent', max_length=10)),
                    ('sent_on', models.DateField()),
                    ('sent_by_name', models.CharField(max_length=150)),
                    ('decisions', models.JSONField(default=dict)),
                    ('said', models.TextField(default='')),
                ],
            ),
            migrations.CreateModel(
                name='SheetLayout',
                fields=[
                    ('layout', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('reading', models.JSONField()),
                    ('kept_on', models.DateField()),
                    ('kept_by_name', models.CharField(max_length=150)),
                ],
            ),
            migrations.CreateModel(
                name='Reading',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(choices=[('queued', 'Being read'), ('ready', 'To be looked at'), ('refused', 'Could not be read'), ('taking', 'Being taken up'), ('taken', 'Taken up'), ('thrown', 'Thrown away')], default='queued', max_length=10)),
                    ('asked_on', models.DateField()),
                    ('asked_by_name', models.CharField(max_length=150)),
                    ('services', models.JSONField(default=list)),
                    ('said', models.TextField(default='')),
                    ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='offer.feed')),
                ],
                options={
                    'indexes': [models.Index(fields=['feed', '-asked_on'], name='offer_reading_newest')],
                },
            ),
            migrations.CreateModel(
                name='Consulted',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('stage', models.CharField(choices=[('making', 'It was being made'), ('review', 'It was being reviewed')], max_length=6)),
                    ('who', models.CharField(choices=[('children', 'Children with special educational needs or a disability'), ('young', 'Young people with special educational needs or a disability'), ('parents', 'Their parents and carers'), ('schools', 'Schools'), ('colleges', 'Colleges and others after 16'), ('early', 'Early years settings'), ('prus', 'Pupil referral units'), ('youth', 'Youth offending teams'), ('adulthood', 'Those who help young people to prepare for adulthood'), ('officers', 'The council’s own officers'), ('nhs', 'NHS bodies'), ('board', 'The health and wellbeing board'), ('outside', 'Schools, colleges and other bodies outside the area')], max_length=10)),
                    ('whom', models.CharField(max_length=200)),
                    ('on', models.DateField()),
                    ('how', models.CharField(max_length=200)),
                    ('about', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('services', 'Which services are needed'), ('layout', 'How it is set out'), ('offline', 'How to have it without the internet'), ('access', 'How everybody can read and use it'), ('comments', 'How to say what one thinks of it')], max_length=8), size=None)),
                    ('people', models.PositiveIntegerField(null=True)),
                    ('said', models.TextField()),
                    ('consultation', models.UUIDField(null=True)),
                    ('consultation_title', models.CharField(db_default='', default='', max_length=120)),
                    ('recorded_on', models.DateField()),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consulted', to='offer.answer')),
                ],
            ),
            migrations.CreateModel(
                name='CopyAsked',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('asked_on', models.DateField()),
                    ('format', models.CharField(choices=[('paper', 'Paper'), ('large', 'Large print'), ('easy', 'Easy read'), ('braille', 'Braille'), ('audio', 'Audio'), ('bsl', 'British Sign Language'), ('language', 'Another language')], max_length=8)),
                    ('what', models.CharField(max_length=200)),
                    ('due_on', models.DateField()),
                    ('sent_on', models.DateField(null=True)),
                    ('by', models.UUIDField()),
                    ('by_name', models.CharField(max_length=150)),
                    ('sent_by_name', models.CharField(db_default='', default='', max_length=150)),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ],
            ),
        ]),
    ]
