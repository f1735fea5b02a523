from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0008_maintaining_authority'),
    ]

    operations = [
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
    ]
