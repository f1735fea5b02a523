"""A complaint that is about two bodies: which the other is, and what it says for the one answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0016_what_a_complaint_is_about"), ("people", "0001_initial")]

    operations = [
        migrations.AddField("complaint", "with_body", models.ForeignKey(to="people.organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")),
        migrations.AddField("complaint", "part", models.TextField(blank=True, default="", db_default="")),
        migrations.AddField("complaint", "part_by_name", models.CharField(max_length=100, blank=True, default="", db_default="")),
        migrations.AddField("complaint", "part_on", models.DateField(null=True, blank=True)),
    ]
