"""The hundred thousandth of an area had been cut to a reference that was taken."""

from django.db import migrations

from goldenthread.people.models.children import NextReference


class Migration(migrations.Migration):
    dependencies = [("people", "0006_bars")]

    operations = [migrations.RunSQL(f"alter table people_child alter column reference set default {NextReference.template}", migrations.RunSQL.noop)]
