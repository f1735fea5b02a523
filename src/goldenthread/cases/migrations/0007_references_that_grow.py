"""The hundred thousandth of an area had been cut to a reference that was taken."""

from django.db import migrations

from goldenthread.cases.models import NextReference


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_unsent_forms")]

    operations = [migrations.RunSQL(f"alter table cases_case alter column reference set default {NextReference.template}", migrations.RunSQL.noop)]
