"""Where a partnership differs from allauth's usual ways of signing in."""

import re
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage
from django.http import HttpRequest

from goldenthread.web.languages import ENGLISH_BELOW, language_code, t


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """A partnership enters its own people; nobody opens an account for themselves."""

    # Each says what to do next, and none whether an address is known here.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask the person who runs Golden Thread for your organisation.",
        "email_password_mismatch": "We do not know this email address with this password. Check the address, and type the password again.",
        "enter_current_password": "This is not your password now. Type it again.",
        "incorrect_password": "This is not your password. Type it again.",
        "too_many_login_attempts": "There were too many wrong tries. Wait 5 minutes, then try again.",
        "rate_limited": "There were too many tries. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Saves the password alone: pages may change nothing else of an account."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def render_mail(self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: dict[str, str] | None = None) -> EmailMessage:
        """In the language of the page that asked for it, with the English below."""
        message = super().render_mail(template_prefix, email, context, headers)
        said = "\n\n".join(t(" ".join(chunk.split())) for chunk in re.split(r"\s*\n\s*\n\s*", message.body.replace("\r", "").strip()))
        if language_code() != "en":
            message.subject, message.body = t(message.subject), f"{said}\n\n{t(ENGLISH_BELOW)}\n\n{message.body}"
        return message

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Whoever signed in a moment ago to set up their second step is not asked for the password again."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - r["at"] < app_settings.REAUTHENTICATION_TIMEOUT for r in records)


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """A wrong code is most often an old one, or one of another account in the same app."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is not right, or it was used before: each works once. Enter the 6 digits that the app shows now for Golden Thread: they change every 30 seconds.",
    }
