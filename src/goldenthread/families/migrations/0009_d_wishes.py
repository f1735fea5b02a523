import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("families", "0008_d_signposts"),
        ("people", "0005_names_by_sound"),
    ]

    operations = [
        migrations.CreateModel(
            name="Otherwise",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("case", models.UUIDField(blank=True, null=True)),
                ("question", models.UUIDField(blank=True, null=True)),
                ("update", models.UUIDField(blank=True, null=True)),
                ("for_user", models.UUIDField()),
                ("for_name", models.CharField(max_length=100)),
                ("how", models.CharField(max_length=200)),
                ("due", models.DateField()),
                ("made_on", models.DateField()),
                ("to", models.UUIDField(blank=True, null=True)),
                ("to_name", models.CharField(max_length=100)),
                ("done_on", models.DateField(blank=True, null=True)),
                ("done_by_name", models.CharField(blank=True, db_default="", default="", max_length=100)),
                ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.child")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("done_on", None)), fields=["to"], name="families_otherwise_owed")],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("user", models.UUIDField()),
                ("language", models.CharField(blank=True, db_default="", default="", max_length=60)),
                ("forms", models.JSONField(default=list)),
                ("unsafe_phone", models.BooleanField(db_default=False, default=False)),
                ("on", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.child")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
            ],
            options={
                "indexes": [models.Index(fields=["child", "user", "-at"], name="families_wish_newest")],
            },
        ),
    ]
