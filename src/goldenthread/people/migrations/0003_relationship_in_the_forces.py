from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_kept_and_lifted")]

    operations = [
        migrations.AddField(
            model_name="relationship", name="in_the_forces", field=models.BooleanField(db_default=False, default=False)
        ),
    ]
