"""What the Multi-Schools Council and the parent-carer forum ask those who decide, seen through to what changed. No child is in it."""

from __future__ import annotations

import uuid

from django.db import models

from goldenthread.people.models import Organisation


class ForumQuestion(models.Model):
    class From(models.TextChoices):
        SCHOOLS = "schools-council", "The Multi-Schools Council"
        FORUM = "forum-member", "The parent-carer forum"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The role whose members raised it, and the body in which they hold that role.
    raised_by = models.CharField(max_length=20, choices=From)
    raised_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    raised_user = models.UUIDField()
    raised_on = models.DateField()
    text = models.TextField()
    why = models.TextField(blank=True)
    # Whom it was put to, and by when they reply: an account, and its name and body.
    to_user = models.UUIDField(null=True, blank=True, db_index=True)
    to_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    to_body = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The council that names an owner.
    council = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reply_by = models.DateField()
    reply = models.TextField(blank=True, default="", db_default="")
    replied_on = models.DateField(null=True, blank=True)

    class Decision(models.TextChoices):
        YES = "yes", "Yes, we will do it"
        PARTLY = "partly", "Partly"
        NO = "no", "No, and why"

    decision = models.CharField(max_length=8, choices=Decision, blank=True, default="", db_default="")
    # By when what was decided is done.
    change_by = models.DateField(null=True, blank=True)
    changed = models.TextField(blank=True, default="", db_default="")
    changed_on = models.DateField(null=True, blank=True)
    # What those who asked say of it: whether the change is there.
    seen = models.CharField(max_length=10, blank=True, default="", db_default="", choices=[("yes", "Yes, we see it"), ("no", "No, we do not see it yet")])
    seen_on = models.DateField(null=True, blank=True)
