from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("assessments", "0002_queue_weeks"),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="begun_from",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
    ]
