"""A review is of the meeting with which it began; whoever is left out of it is invited no longer; a report knows its day."""

from django.db import migrations, models

# From the journal: the last meeting arranged or held before the review was made, and the last report sent before its own.
_BEGAN = """
update reviews_review r set began = (
    select e.id from cases_event e
    where e.case_id = r."case" and e.event in ('review-meeting-arranged', 'review-meeting-held') and e.recorded_at <= r.made_at
    order by e.number desc limit 1)
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("cases", "__first__")]

    operations = [
        migrations.AddField("review", "began", models.UUIDField(blank=True, null=True)),
        migrations.RunSQL(_BEGAN, migrations.RunSQL.noop),
        migrations.RemoveConstraint("review", "reviews_review_one_in_hand"),
        migrations.RemoveField("review", "done_at"),
        migrations.AddConstraint("review", models.UniqueConstraint(fields=["case", "began"], name="reviews_review_of_one_beginning")),
        migrations.AddField("invitation", "ended_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("report", "sent_by_event", models.UUIDField(blank=True, null=True)),
    ]
