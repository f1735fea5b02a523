import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_posted")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="encloses",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.content"
            ),
        ),
    ]
