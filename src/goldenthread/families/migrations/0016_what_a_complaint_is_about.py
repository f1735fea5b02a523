"""A complaint keeps which step it is about and its last day, or which line of the plan."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0015_who_speaks")]

    operations = [
        migrations.AddField("complaint", "failed_key", models.CharField(max_length=100, blank=True, default="", db_default="")),
        migrations.AddField("complaint", "failed_due", models.DateField(null=True, blank=True)),
        migrations.AddField("complaint", "line", models.UUIDField(null=True, blank=True)),
    ]
