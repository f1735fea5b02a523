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
