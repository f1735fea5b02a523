"""All changes so far in one, for a database that is new: each model is made once, as it is now. One that has had them keeps what it has."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models

from goldenthread.people.making import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('letters', '0001_initial'),
        ('letters', '0002_posted'),
        ('letters', '0003_what_comes_with_a_letter'),
        ('letters', '0004_psychology_service'),
        ('letters', '0005_to_whom'),
        ('letters', '0006_notify'),
    ]

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('people', '0005_names_by_sound'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='Letter',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(db_index=True)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], max_length=40)),
                    ('template', models.CharField(max_length=80)),
                    ('title', models.CharField(max_length=200)),
                    ('made_by', models.UUIDField()),
                    ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('content', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('encloses', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.content')),
                ],
            ),
            migrations.CreateModel(
                name='Contact',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('authority', 'The council’s SEND team'), ('mediation-adviser', 'Mediation adviser'), ('sendiass', 'SENDIASS'), ('disagreement-resolution', 'Disagreement resolution service'), ('educational-psychology', 'Educational psychology service, with an email address of its own')], max_length=30)),
                    ('name', models.CharField(max_length=100)),
                    ('how', models.CharField(max_length=300)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('owner', 'kind'), name='letters_contact_once')],
                },
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(blank=True, db_index=True, null=True)),
                    ('kind_of_data', models.CharField(choices=[('identity-and-contact', 'Identity and contact'), ('ehc-request-and-stage', 'EHC request and stage'), ('drafts-and-final-plan', 'Drafts and final plan'), ('ep-advice', 'EP advice'), ('own-service-clinical-note', 'Own-service clinical note'), ('health-advice', 'Health advice (EHC)'), ('other-health-services', 'Other health services: waits and status only'), ('medication', 'Medication and physical checks'), ('dsr', 'Dynamic support register and C(E)TR'), ('social-care-advice', 'Social care advice'), ('child-protection', 'Child protection detail'), ('school-sen-support', 'School SEN support record'), ('messages-to-family', 'Messages to family'), ('complaints-and-tribunal', 'Complaints and tribunal'), ('kpi-aggregates', 'KPI aggregates'), ('audit-log', 'Audit log')], db_default='messages-to-family', default='messages-to-family', max_length=40)),
                    ('purpose', models.CharField(max_length=60)),
                    ('about', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('recipient', models.CharField(max_length=40)),
                    ('to_name', models.CharField(max_length=100)),
                    ('address', models.EmailField(blank=True, db_default='', default='', max_length=254)),
                    ('subject', models.CharField(max_length=120)),
                    ('body', models.TextField()),
                    ('secret', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('link', models.UUIDField(blank=True, null=True)),
                    ('state', models.CharField(choices=[('queued', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Could not be sent'), ('to-post', 'To be posted'), ('unreached', 'Reached nobody')], db_default='queued', default='queued', max_length=10)),
                    ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('queued_by', models.UUIDField(blank=True, null=True)),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('fault', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('child', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='letters.letter')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                    ('post_to', models.CharField(blank=True, db_default='', default='', max_length=700)),
                    ('posted', models.BooleanField(db_default=False, default=False)),
                    ('to_user', models.UUIDField(blank=True, null=True)),
                    ('receipt', models.CharField(blank=True, choices=[('', 'None is given'), ('awaited', 'Not known yet whether it arrived'), ('delivered', 'It arrived')], db_default='', default='', max_length=10)),
                    ('way', models.CharField(blank=True, db_default='', default='', max_length=10)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'failed')), fields=['state'], name='letters_message_failed')],
                },
            ),
            migrations.CreateModel(
                name='TemplateVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(max_length=80)),
                    ('text', models.TextField()),
                    ('changed_by', models.UUIDField()),
                    ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(fields=['owner', 'slug', '-changed_at'], name='letters_template_newest')],
                },
            ),
            migrations.CreateModel(
                name='NotReached',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('case', models.UUIDField(blank=True, null=True)),
                    ('for_user', models.UUIDField(blank=True, null=True)),
                    ('letter', models.UUIDField(blank=True, null=True)),
                    ('for_name', models.CharField(max_length=100)),
                    ('why', models.CharField(choices=[('failed', 'What we sent did not arrive'), ('returned', 'Our letter came back'), ('no-way', 'We know no safe way of sending to them'), ('not-now', 'They may no longer be told')], max_length=10)),
                    ('tried', models.CharField(blank=True, db_default='', default='', max_length=200)),
                    ('to', models.UUIDField(blank=True, null=True)),
                    ('to_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('made_on', models.DateField()),
                    ('due', models.DateField()),
                    ('done_on', models.DateField(blank=True, null=True)),
                    ('done_by_name', models.CharField(blank=True, db_default='', default='', max_length=100)),
                    ('outcome', models.CharField(blank=True, choices=[('told', 'I told them another way that is safe for them'), ('corrected', 'I have a right address or number now, and they were sent it again'), ('check', 'I could not find them, and have told the safeguarding lead'), ('not-to-tell', 'They are not to be told any more')], db_default='', default='', max_length=12)),
                    ('child', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.child')),
                    ('message', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='not_reached', to='letters.message')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('done_on', None)), fields=['to'], name='letters_notreached_owed')],
                },
            ),
            migrations.CreateModel(
                name='Sending',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('way', models.CharField(max_length=10)),
                    ('tries', models.PositiveSmallIntegerField(db_default=0, default=0)),
                    ('state', models.CharField(choices=[('begun', 'Begun'), ('accepted', 'Taken by the carrier'), ('delivered', 'Arrived'), ('failed', 'Did not arrive')], db_default='begun', default='begun', max_length=10)),
                    ('carrier_id', models.CharField(blank=True, db_default='', db_index=True, default='', max_length=40)),
                    ('status', models.CharField(blank=True, db_default='', default='', max_length=30)),
                    ('begun_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('taken_at', models.DateTimeField(blank=True, null=True)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('asked_at', models.DateTimeField(blank=True, null=True)),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sendings', to='letters.message')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state', 'accepted')), fields=['asked_at'], name='letters_sending_awaited')],
                    'constraints': [models.UniqueConstraint(fields=('message', 'way'), name='letters_sending_each_way_once')],
                },
            ),
        ]),
    ]
