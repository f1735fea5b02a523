import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("families", "0007_d_complaints"),
        ("people", "0005_names_by_sound"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signpost",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("service", models.UUIDField(db_index=True)),
                ("service_name", models.CharField(max_length=200)),
                ("needs", models.JSONField(default=list)),
                ("locality", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("by", models.UUIDField()),
                ("by_name", models.CharField(max_length=100)),
                ("on", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("taken_up", models.BooleanField(blank=True, null=True)),
                ("helped", models.BooleanField(blank=True, null=True)),
                ("said_on", models.DateField(blank=True, null=True)),
                ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.child")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
            ],
            options={
                "indexes": [models.Index(fields=["child", "-at"], name="families_signpost_of_child")],
                "constraints": [models.UniqueConstraint(fields=("child", "service", "on"), name="families_signpost_once_a_day")],
            },
        ),
    ]
