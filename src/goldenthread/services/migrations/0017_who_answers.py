from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('services', '0016_compared'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='asks_name',
            field=models.CharField(blank=True, db_default='', default='', max_length=100),
        ),
        migrations.AddField(
            model_name='service',
            name='asks_how',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
    ]
