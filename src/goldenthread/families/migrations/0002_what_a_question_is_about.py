import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="about",
            field=models.CharField(
                choices=[
                    ("question", "A question"),
                    ("meeting", "Asks for a meeting"),
                    ("call", "Asks for a call"),
                    ("date", "Thinks that a date is wrong"),
                    ("evidence", "Sends more evidence"),
                    ("not-happy", "Says what went wrong"),
                ],
                db_default="question",
                default="question",
                max_length=20,
            ),
        ),
        migrations.AddField("question", "shared", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("question", "asked_on", models.DateField(default=datetime.date(2026, 1, 1)), preserve_default=False),
        migrations.AddField("question", "answered_on", models.DateField(blank=True, null=True)),
        migrations.AddIndex(
            "question",
            models.Index(fields=["owner", "answer_by"], name="families_question_open", condition=models.Q(answered_at=None)),
        ),
        migrations.AddIndex("question", models.Index(fields=["child", "asked_on"], name="families_question_of_child")),
    ]
