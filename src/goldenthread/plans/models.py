"""The EHC plan as linked needs, outcomes and provision: a plan in sections A to K is a view of these tables."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from goldenthread.cases.models import OfACase
from goldenthread.people.models import Content, Organisation


class Plan(OfACase):
    """One version of a plan. It is edited until it is sent to the family; what was sent is never changed, and a later
    change makes the next version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # To the family and, the same day, to health and care practitioners.
    sent_on = models.DateField(null=True, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    # Named in section I, when it is issued.
    setting = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    setting_type = models.CharField(max_length=100, blank=True, default="", db_default="")
    # Proposed as an amendment that the authority then decided not to make.
    withdrawn = models.BooleanField(default=False, db_default=False)
    # Counts the edits, so that two officers never overwrite one another silently.
    revision = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "version"], name="plans_plan_version_once")]


class Clause(OfACase):
    """One need, outcome or line of provision, or a passage of another section, with where its words come from."""

    class Section(models.TextChoices):
        A = "A", "Views, interests and aspirations"
        B = "B", "Special educational needs"
        C = "C", "Health needs"
        D = "D", "Social care needs"
        E = "E", "Outcomes"
        F = "F", "Special educational provision"
        G = "G", "Health provision"
        H1 = "H1", "Social care provision under the 1970 Act"
        H2 = "H2", "Other social care provision"
        I = "I", "Placement"  # noqa: E741
        J = "J", "Direct payments"
        K = "K", "Advice and information"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="clauses")
    # The same through all versions of a plan.
    line = models.UUIDField(default=uuid.uuid4)
    section = models.CharField(max_length=2, choices=Section)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    # Of provision: what, who, how_often, minutes, weeks, group, review; of an outcome: by.
    details = models.JSONField(default=dict, db_default={}, blank=True)
    # The need that a provision meets or an outcome answers, and the outcome that a provision serves: by their `line`.
    need = models.UUIDField(null=True, blank=True)
    outcome = models.UUIDField(null=True, blank=True)
    # Where the words came from: an Advice, and the line of it.
    advice = models.UUIDField(null=True, blank=True)
    advice_line = models.CharField(max_length=40, blank=True, default="", db_default="")
    contributor = models.CharField(max_length=60, blank=True, default="", db_default="")
    # Of section A: a picture or a recording, whose words are its alternative or its transcript. `details` has `media`, its kind,
    # its name and its sha256, so that a version tells by itself which one it had.
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # Who changed it last, so that a second officer is told who came first.
    edited_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    removed = models.BooleanField(default=False, db_default=False)
    removed_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    # In a version after a draft: what its change answers, as `comment:` or `answer:` and the key of a Comment or SignBack.
    because = models.CharField(max_length=60, blank=True, default="", db_default="")
    # Why it was changed in this version, as the officer writes it: the family reads it beside the change.
    why = models.CharField(max_length=500, blank=True, default="", db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "line"], name="plans_clause_line_once")]
        indexes = [
            models.Index(fields=["plan", "section", "number"], name="plans_clause_in_order"),
            models.Index(fields=["content"], name="plans_clause_with_media", condition=Q(content__isnull=False)),
        ]


class SignBack(OfACase):
    """A contributor's answer on one clause that rests on their advice. Silence is no answer, and is shown as such."""

    class Answer(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        CORRECTED = "corrected", "Corrected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="answers")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="answers")
    contributor = models.CharField(max_length=60)
    # What the clause said when it was answered: an answer holds for those words only.
    said = models.TextField()
    answer = models.CharField(max_length=10, choices=Answer)
    correction = models.TextField(blank=True, default="", db_default="")
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
    # What the officer did with a correction: taken or declined, with the reason.
    decision = models.CharField(max_length=10, blank=True, default="", db_default="")
    decision_reason = models.CharField(max_length=500, blank=True, default="", db_default="")


class Disclosure(OfACase):
    """To whom a draft or a plan was given, whole or in part, on which ground of regulation 17."""

    class Ground(models.TextChoices):
        CONSENT = "consent", "The family, or the child if able to, agreed (r.17(1))"
        INTERESTS = "childs-interests", "Necessary in the child’s interests (r.17(1)(a))"
        NAMED = "required-by-law", "The law requires that they have it (r.13(2), 16)"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="disclosures")
    # A contributor's slug, `icb`, `setting` or `family`; and the person or body.
    to = models.CharField(max_length=60)
    to_name = models.CharField(max_length=150)
    # Who may read what was given, on line: one user, or the people of a body.
    reader = models.UUIDField(null=True, blank=True, db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Sections given, or `own` for the clauses that rest on the reader's own advice; empty means the whole.
    sections = models.JSONField(default=list, db_default=[], blank=True)
    ground = models.CharField(max_length=20, choices=Ground)
    reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    by = models.UUIDField()
    at = models.DateTimeField(db_default=Now(), editable=False)


class Comment(OfACase):
    """What the family says of a paragraph of the draft, and what was done about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.TextField(blank=True, default="", db_default="")
    answered_by = models.UUIDField(null=True, blank=True)


class Offering(OfACase):
    """Words, a picture or a recording that the family sends for section A, and what the officer did with it. What is taken becomes a
    clause, with the same content."""

    class Kind(models.TextChoices):
        WORDS = "words", "Words"
        PICTURE = "picture", "A picture"
        SOUND = "sound", "A sound recording"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    # The words themselves, what a picture shows, or what is said in a recording.
    words = models.TextField()
    # Whose it is: the child's own, or the family's.
    childs_own = models.BooleanField(default=False, db_default=False)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
    # taken, declined, or kept for the next version
    decision = models.CharField(max_length=10, blank=True, default="", db_default="")
    decision_reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    decided_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    # The clause that it became.
    line = models.UUIDField(null=True, blank=True)


class Consultation(OfACase):
    """A setting asked whether it can meet the needs, and its answer (s.39(2)-(4))."""

    class Reply(models.TextChoices):
        CAN = "can-meet-need", "Yes, it can meet the needs"
        UNSUITABLE = "unsuitable", "No: unsuitable for age, ability, aptitude or needs"
        OTHERS = "incompatible-education", "No: incompatible with the efficient education of others"
        RESOURCES = "incompatible-resources", "No: incompatible with the efficient use of resources"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="consultations")
    setting = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_for_by_family = models.BooleanField(default=False)
    sent_on = models.DateField()
    # Keys of the advice that its people may read with the draft, of which it is an appendix (r.12(4)).
    advice = models.JSONField(default=list, db_default=[], blank=True)
    reply = models.CharField(max_length=30, choices=Reply, blank=True, default="", db_default="")
    reasons = models.TextField(blank=True, default="", db_default="")
    # What it considered doing so that it could say yes.
    steps = models.TextField(blank=True, default="", db_default="")
    replied_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "setting"], name="plans_consultation_once")]


class UnsentReply(OfACase):
    """What somebody of a consulted setting typed and that could not be sent yet. Nobody else reads it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField()
    typed = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "by"], name="plans_unsentreply_once")]


class CopyAsked(OfACase):
    """A setting that the child attends, and that was not given the plan in force, asks the council for it; and what an officer answered."""

    class Decision(models.TextChoices):
        GIVEN = "given", "Given"
        DECLINED = "declined", "Not given"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    setting = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.UUIDField()
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="", db_default="")
    decision_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    decided_name = models.CharField(max_length=100, blank=True, default="", db_default="")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["child", "setting"], condition=models.Q(decision=""), name="plans_copyasked_open_once")]


class AuthorityAsked(OfACase):
    """Another council that maintains a setting which was consulted, asked before the setting is named (s.39(2)), and what
    it answered. The vocabulary has no event for it and the law no clock: it is recorded here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="maintaining")
    name = models.CharField(max_length=200)
    letter = models.UUIDField()
    sent_on = models.DateField()
    answer = models.TextField(blank=True, default="", db_default="")
    answered_by = models.CharField(max_length=100, blank=True, default="", db_default="")
    answered_on = models.DateField(null=True, blank=True)


class IcbAgreement(OfACase):
    """The ICB's agreement to section G, for the words that it then held (r.12(2))."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreements")
    agreed_by = models.UUIDField()
    agreed_name = models.CharField(max_length=100)
    at = models.DateTimeField(db_default=Now(), editable=False)
    section_g = models.TextField(blank=True)


class WordTemplate(models.Model):
    """A council's own Word template for plans. Each use of one is a row of its own, of which the newest stands; one without a file
    goes back to the standard."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="", db_default="")
    file = models.BinaryField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    # Of a row of use: which of those that were sent.
    same_as = models.UUIDField(null=True, blank=True)
    sent_by = models.UUIDField()
    sent_by_name = models.CharField(max_length=100)
    sent_at = models.DateTimeField(db_default=Now(), editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-used_at"], name="plans_wordtemplate_newest")]


class IssuedDocument(OfACase):
    """A plan as it was sent: its PDF, and the same as HTML data, in the content store."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="documents")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="+")
    # draft or final
    what = models.CharField(max_length=10)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(what__in=["draft", "final"]), name="plans_issueddocument_what")
        ]


class Touched(models.Model):
    """A child of whose plans, sessions, cases or people something was recorded since what is told of them was kept. Written by triggers,
    in the transaction of what was recorded; taken away by the job that reckons again."""

    id = models.BigAutoField(primary_key=True)
    child = models.UUIDField(db_index=True)


class Kept(models.Model):
    """That the clauses of a child's plans were kept for the designated officers, by an edition of the code. `apart` are children with a
    confidential case, with one of another council, or sealed: what is told of them differs by viewer, so nothing is kept."""

    child = models.UUIDField(primary_key=True)
    edition = models.CharField(max_length=12)
    apart = models.BooleanField()


class Overseen(models.Model):
    """A clause of health or care in a plan that stands, with how it stands with its author: see plans.kept, which alone writes it."""

    clause = models.UUIDField(primary_key=True)
    plan = models.UUIDField()
    case = models.UUIDField()
    child = models.UUIDField(db_index=True)
    owner = models.UUIDField()
    in_force = models.BooleanField()
    since = models.DateField(null=True)
    state = models.CharField(max_length=20)
    section = models.CharField(max_length=2)
    number = models.IntegerField()
    setting = models.UUIDField(null=True)
    # Whose officer it concerns.
    health = models.BooleanField()
    care = models.BooleanField()
