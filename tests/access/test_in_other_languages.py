"""Signing in, in another language: from the first page to the second step, and what is said where something is wrong."""

import pytest
from django.core import mail
from django.test import Client

from ..families.test_languages import english_left
from ..pseudo import install, pseudo
from .test_signing_in import PASSWORD, code, officer  # noqa: F401

pytestmark = pytest.mark.django_db
OWN = ("Essex SEND partnership", "Golden Thread", "Pseudo ar")


@pytest.fixture
def reader(settings, tmp_path_factory):
    settings.LANGUAGES_DIR = str(install(tmp_path_factory.mktemp("languages"), "ar", "Pseudo ar"))
    settings.SENDS_MAIL = True
    client = Client()
    client.cookies["language"] = "ar"
    return client


def test_no_sentence_is_left_in_english_from_the_first_page_to_the_recovery_codes(officer, reader):  # noqa: F811
    own = (*OWN, officer.name)
    pages = [reader.get("/accounts/login/"), reader.post("/accounts/login/", {}), reader.post("/accounts/login/", {"login": officer.email, "password": "wrong"})]
    assert pseudo("There is a problem") in pages[1].content.decode()
    pages += [reader.get("/accounts/password/reset/"), reader.post("/accounts/password/reset/", {"email": "none"}), reader.get("/accounts/password/reset/done/")]
    assert reader.post("/accounts/login/", {"login": officer.email, "password": PASSWORD}).status_code == 302
    pages += [reader.get("/accounts/2fa/totp/activate/"), reader.post("/accounts/2fa/totp/activate/", {"code": ""}), reader.post("/accounts/2fa/totp/activate/", {"code": "123456"})]
    secret = reader.session["mfa.totp.secret"]
    pages += [reader.post("/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True), reader.get("/accounts/2fa/"), reader.get("/accounts/password/change/")]
    pages += [reader.post("/accounts/password/change/", {"oldpassword": "x", "password1": "short", "password2": "other"}), reader.get("/accounts/logout/")]
    for page in pages:
        assert page.status_code in (200, 400), page
        left = english_left(page, (*own, " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))))
        assert left == [], f"{page.request['PATH_INFO']}: " + "\n".join(left)


def test_the_second_step_of_somebody_who_has_one(officer, reader):  # noqa: F811
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(officer, generate_totp_secret())
    asked = reader.post("/accounts/login/", {"login": officer.email, "password": PASSWORD}, follow=True)
    wrong = reader.post("/accounts/2fa/authenticate/", {"code": "000000"})
    for page in (asked, wrong):
        assert english_left(page, (*OWN, officer.name)) == []
    assert pseudo("This code is not right, or it was used before: each works once. Enter the 6 digits that the app shows now for Golden Thread: they change every 30 seconds.") in wrong.content.decode()


def test_a_link_for_a_new_password_is_said_in_the_language_that_asked_for_it_with_the_english_below(officer, reader):  # noqa: F811
    reader.post("/accounts/password/reset/", {"email": officer.email})
    [m] = mail.outbox
    assert pseudo("Set a new password for Golden Thread") in m.subject
    assert pseudo("To set it, open this link. It works once, and for 72 hours:") in m.body
    assert "To set it, open this link. It works once, and for 72 hours:" in m.body
