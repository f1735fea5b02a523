from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0002_what_words_come_to'),
        ('plans', '0009_kept_for_officers'),
    ]

    operations = [
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
    ]
