from django.db import migrations, models

# Of what was sent before, the account that has the address now is the best that is known.
FILL = """
update letters_message m set to_user = u.id from access_user u
where m.letter_id is not null and m.address <> '' and lower(u.email) = lower(m.address)
"""


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0004_psychology_service"),
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.AddField(model_name="message", name="to_user", field=models.UUIDField(blank=True, null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
