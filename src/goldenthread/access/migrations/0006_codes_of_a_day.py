from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0005_a_plan_to_read")]

    operations = [
        migrations.AddField(
            model_name="personallink",
            name="codes_sent",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]
