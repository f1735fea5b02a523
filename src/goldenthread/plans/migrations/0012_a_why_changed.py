from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0011_copies_asked'),
    ]

    operations = [
        migrations.AddField(
            model_name='clause',
            name='why',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
    ]
