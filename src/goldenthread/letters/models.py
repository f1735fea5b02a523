"""What is sent to people: letters made from an area's templates, and the messages that carry them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.letters.models_delivery import NotReached, Sending  # noqa: F401  an app's models are found here
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Content, Organisation


class Contact(models.Model):
    """Whom a letter tells its reader to call. A notice without them is not sent."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", "The council’s SEND team"
        MEDIATION = "mediation-adviser", "Mediation adviser"
        SENDIASS = "sendiass", "SENDIASS"
        DISAGREEMENT = "disagreement-resolution", "Disagreement resolution service"
        # Of no letter: a request for advice goes here while nobody is entered who gives children to psychologists.
        PSYCHOLOGY = "educational-psychology", "Educational psychology service, with an email address of its own"

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=Kind)
    name = models.CharField(max_length=100)
    # Telephone, email or address, as it should be printed.
    how = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="letters_contact_once")]


class TemplateVersion(models.Model):
    """An area's own words for a letter or for a part of several letters. The newest stands; none is changed."""

    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The slug of a letter, or `part/` and that of a part.
    slug = models.CharField(max_length=80)
    text = models.TextField()
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "slug", "-changed_at"], name="letters_template_newest")]


class Letter(OfACase):
    """What was said, as it was said: the document lies in the content store, as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind_of_data = models.CharField(max_length=40, choices=list(KINDS.items()))
    template = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    # The document that it is sent with, such as a plan: printed beside it where it goes by post.
    encloses = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)


class Message(models.Model):
    """One message to one person: an email, or a letter to post. An email names no child, service or condition."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        TO_POST = "to-post", "To be posted"
        UNREACHED = "unreached", "Reached nobody"

    class Receipt(models.TextChoices):
        NONE = "", "None is given"
        AWAITED = "awaited", "Not known yet whether it arrived"
        DELIVERED = "delivered", "It arrived"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.UUIDField(null=True, blank=True, db_index=True)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind_of_data = models.CharField(
        max_length=40, choices=list(KINDS.items()), default="messages-to-family", db_default="messages-to-family"
    )
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    # What it is for, such as advice-requested, advice-reminder, notice; and whom or what it is about.
    purpose = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True, default="", db_default="")
    # family, contributor, setting, icb, social-care, or another recipient of a copy.
    recipient = models.CharField(max_length=40)
    to_name = models.CharField(max_length=100)
    # An email address; empty for a letter to post.
    address = models.EmailField(blank=True, default="", db_default="")
    # Whose account had the address when a letter was sent there: an address can change hands, and what it was sent does not go with it.
    to_user = models.UUIDField(null=True, blank=True)
    # Where a letter to post goes, as it stands on the envelope; casework alone reads it.
    post_to = models.CharField(max_length=700, blank=True, default="", db_default="")
    # The way by which it went, of `science.ways`; empty before it left.
    way = models.CharField(max_length=10, blank=True, default="", db_default="")
    # What the carrier says of it, where it says something.
    receipt = models.CharField(max_length=10, choices=Receipt, blank=True, default="", db_default="")
    # It went by post, and not by email.
    posted = models.BooleanField(default=False, db_default=False)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    # A code, or where a link of `{link}` in the body is made when it is sent. Blanked as it leaves.
    secret = models.CharField(max_length=200, blank=True, default="", db_default="")
    link = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED, db_default="queued")
    queued_at = models.DateTimeField(db_default=Now(), editable=False)
    queued_by = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # What went wrong at the last attempt, without any address.
    fault = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["state"], name="letters_message_failed", condition=Q(state="failed"))]
