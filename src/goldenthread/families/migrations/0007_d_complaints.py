import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("families", "0006_d_named_questions"),
        ("people", "0005_names_by_sound"),
    ]

    operations = [
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("case", models.UUIDField(blank=True, null=True, unique=True)),
                ("of", models.CharField(choices=[("council", "The council"), ("nhs", "An NHS service")], max_length=10)),
                ("about", models.CharField(max_length=60)),
                ("about_words", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("failed_case", models.UUIDField(blank=True, null=True)),
                ("text", models.TextField()),
                ("made_by", models.UUIDField()),
                ("made_by_name", models.CharField(max_length=100)),
                ("made_on", models.DateField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ("to", models.UUIDField(blank=True, null=True)),
                ("to_name", models.CharField(blank=True, db_default="", default="", max_length=100)),
                ("answer", models.TextField(blank=True, db_default="", default="")),
                ("outcome", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answered_by_name", models.CharField(blank=True, db_default="", default="", max_length=100)),
                ("child", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.child")),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.organisation")),
            ],
        ),
    ]
