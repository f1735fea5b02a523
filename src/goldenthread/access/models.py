"""Who signs in, in which role, and the record of what they looked at."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Organisation, Person, Practitioner
from goldenthread.people.models.dated import Dated


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **others: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **others)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **others: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **others)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in. What they may see comes from role grants, never from Django's permissions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=100)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    # Who the user is in the partnership: at most one of the three.
    practitioner = models.OneToOneField(
        Practitioner, on_delete=models.PROTECT, null=True, blank=True, related_name="user"
    )
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user")
    child = models.OneToOneField(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="user")

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(Dated):
    """A role that a user holds, for an organisation or, in a family, for none."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    # Which administrator gave it, and which took it away. Empty: it came from outside the pages.
    granted_by = models.UUIDField(null=True, blank=True)
    ended_by = models.UUIDField(null=True, blank=True)
    # From this moment it opens nothing, on the last of its days too.
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "organisation", "valid_from"],
                name="access_rolegrant_once",
                nulls_distinct=False,
            ),
        ]


class Rule(models.Model):
    """One cell of the agreement on who sees what. Loaded from its file; a missing cell grants nothing."""

    role = models.CharField(max_length=40)
    kind = models.CharField(max_length=40, choices=list(KINDS.items()))
    # R, W, RW, S, C, O, X or A, as the agreement's legend explains.
    right = models.CharField(max_length=2)
    # A star in the agreement: the right needs one more fact, which the policy knows.
    starred = models.BooleanField(default=False)
    # Which children the role reaches: see access.rules.SCOPES.
    scope = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "kind"], name="access_rule_once")]


class AccessLog(models.Model):
    """Somebody looked at a child's record: one row a request, never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    user = models.UUIDField()
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # No foreign key: cases lie in an outer layer.
    case = models.UUIDField(null=True, blank=True)
    purpose = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["child", "at"], name="access_log_of_a_child"),
            models.Index(fields=["user", "at"], name="access_log_of_a_user"),
        ]


class Search(models.Model):
    """Somebody searched for children and was shown names: how many, never what was looked for."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    user = models.UUIDField()
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    found = models.PositiveIntegerField()


class BreakGlass(models.Model):
    """A record opened outside the ordinary rules, for a reason and a time; a manager is alerted and reviews it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opened_at")), name="access_breakglass_closes"),
            models.CheckConstraint(condition=~Q(reason=""), name="access_breakglass_reason"),
        ]


class BreakGlassAttempt(models.Model):
    """Somebody tried to open a record outside the rules: who and when, and whether it opened; never whom they named."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    user = models.UUIDField()
    role = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # opened, no-match or too-many
    outcome = models.CharField(max_length=10)

    class Meta:
        indexes = [models.Index(fields=["user", "at"], name="access_attempts_of_a_user")]


class Change(models.Model):
    """Who may read what was changed: an account, a role, a sharing basis or a retention rule. Who, when and what;
    rows are only added, by the database's own functions. Nothing of a child stands in one."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.UUIDField()
    what = models.CharField(max_length=40)
    # Whose account or role it was; empty for an agreement or a rule.
    about = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes = [
            models.Index(fields=["about", "at"], name="access_changes_of_a_user"),
            models.Index(fields=["organisation", "at"], name="access_changes_of_a_body"),
        ]


class PersonalLink(models.Model):
    """One short task for one person who need not have an account. The link shows nothing until a one-time code to
    that person's own address opens it, and it ends when the task is done."""

    class Task(models.TextChoices):
        ADVICE = "advice", "Give advice"
        CLAUSES = "clauses", "Confirm what rests on your advice"
        CONSULTATION = "consultation", "Answer as a setting"
        PLAN = "plan", "Read a plan that was given"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="links")
    email = models.EmailField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # No foreign key: cases lie in an outer layer.
    case = models.UUIDField(db_index=True)
    task = models.CharField(max_length=20, choices=Task)
    # The contributor or setting whose task it is.
    about = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    # SHA-256 of what stands in the address, and of the code that opens it for a quarter of an hour.
    secret_hash = models.CharField(max_length=64, blank=True, default="", db_default="", db_index=True)
    code_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    code_sent_at = models.DateTimeField(null=True, blank=True)
    # How many were sent on the day of the last one.
    codes_sent = models.PositiveSmallIntegerField(default=0, db_default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0, db_default=0)
