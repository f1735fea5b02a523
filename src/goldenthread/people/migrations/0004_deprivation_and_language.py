from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_relationship_in_the_forces")]

    operations = [
        migrations.AddField(model_name="postcode", name="deprivation", field=models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField(
            model_name="child", name="language", field=models.CharField(blank=True, db_default="", default="", max_length=4)
        ),
    ]
