"""What was answered to a project is kept without a name: also what came before, where somebody was signed in."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("voice", "0002_messages_and_answers")]
    operations = [migrations.RunSQL("update voice_childview set by = null, by_name = '' where child_id is null", migrations.RunSQL.noop)]
