"""Addresses of signing in. Of allauth's pages only those that a partnership uses; the rest are not found, because
nobody opens an account for themselves, and an address or a second step is changed by whoever runs the area."""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as authenticator_app
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, re_path


def not_here(request: HttpRequest, **_: Any) -> HttpResponse:
    raise Http404


def reset_by_mail(request: HttpRequest) -> HttpResponse:
    """Where no mail is sent, an administrator makes the link instead."""
    if not settings.SENDS_MAIL:
        raise Http404
    answer: HttpResponse = account.password_reset(request)
    return answer


def set_up_already(request: HttpRequest) -> HttpResponse:
    """Where allauth leads whoever sets up a second step that they have: the answer to their first press was lost, and with it the
    recovery codes, which that answer leads to."""
    return redirect("mfa_view_recovery_codes")


# Names that allauth asks for while it builds the pages above.
_UNUSED = ("account_signup", "account_email", "account_set_password", "account_email_verification_sent",
           "mfa_generate_recovery_codes",
           "mfa_download_recovery_codes")  # fmt: skip

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", reset_by_mail, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    # The same address for the link that is sent and for the one that an administrator hands over.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", second_step.index, name="mfa_index"),
    path("2fa/authenticate/", second_step.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", authenticator_app.activate_totp, name="mfa_activate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/totp/set-up/", set_up_already, name="mfa_deactivate_totp"),
    *(path(f"not-here/{name}/", not_here, name=name) for name in _UNUSED),
]
