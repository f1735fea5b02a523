from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("services", "0001_lists")]

    operations = [
        migrations.AddField("forecast", name, models.PositiveIntegerField(null=True))
        for name in ("joins_low", "joins_high", "unplanned_low", "unplanned_high", "seen_told")
    ]
