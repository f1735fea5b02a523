from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_personal_links")]

    operations = [
        migrations.AlterField(
            model_name="personallink",
            name="task",
            field=models.CharField(
                choices=[
                    ("advice", "Give advice"),
                    ("clauses", "Confirm what rests on your advice"),
                    ("consultation", "Answer as a setting"),
                    ("plan", "Read a plan that was given"),
                ],
                max_length=20,
            ),
        ),
    ]
