from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0012_who_reads_what_was_given'),
    ]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='why',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
    ]
