from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("plans", "0003_who_edited"),
    ]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="advice",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
    ]
