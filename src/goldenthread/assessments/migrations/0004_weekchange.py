import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0002_kept_and_lifted"),
        ("assessments", "0003_begun_from"),
    ]

    operations = [
        migrations.CreateModel(
            name="WeekChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("week", models.DateField()),
                ("before", models.JSONField(db_default={}, default=dict)),
                ("after", models.JSONField(db_default={}, default=dict)),
                ("by", models.UUIDField(blank=True, null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
                ("practitioner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.practitioner")),
            ],
            options={"indexes": [models.Index(fields=["practitioner", "-id"], name="assessments_weekchange_newest")]},
        ),
    ]
