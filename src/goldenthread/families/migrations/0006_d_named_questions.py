from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("families", "0005_needs_answers"),
        ("people", "0005_names_by_sound"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="again",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="helped",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="helped_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="to",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="to_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AddField(
            model_name="update",
            name="hear_by",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="update",
            name="to",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(condition=models.Q(("answered_at", None)), fields=["to"], name="families_question_owed"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("again",), name="families_question_again_once"),
        ),
    ]
