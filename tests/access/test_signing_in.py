import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client

from goldenthread.access.checks import demo_is_private, visitors_are_told_apart

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"


@pytest.fixture
def officer(world):
    user = world.users["la-send-caseworker"]
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user, client=None):
    client = client or Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_somebody_unknown_is_asked_to_sign_in_and_told_nothing(world):
    answer = Client().get(f"/children/{world.ada.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_a_wrong_password_says_what_to_do(officer):
    answer = Client().post("/accounts/login/", {"login": officer.email, "password": "wrong"})
    assert "There is a problem" in answer.content.decode()


def test_without_a_second_step_there_is_no_record_until_one_is_set_up(officer, world):
    client = sign_in(officer)
    answer = client.get(f"/children/{world.ada.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")
    page = client.get("/accounts/2fa/totp/activate/")
    assert 'aria-label="Menu"' not in page.content.decode(), "it would only lead back here"
    assert "Set up your second step" in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(secret)}, follow=True)
    assert "Your recovery codes" in answer.content.decode()
    assert client.get(f"/children/{world.ada.pk}/").status_code == 200


def test_with_one_the_code_is_asked_before_anything_is_shown(officer, world):
    secret = generate_totp_secret()
    TOTP.activate(officer, secret)
    client = sign_in(officer)
    assert client.get(f"/children/{world.ada.pk}/")["Location"].startswith("/accounts/login/")
    answer = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "There is a problem" in answer.content.decode()
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert client.get(f"/children/{world.ada.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["signup", "password/reset", "email", "2fa/totp/deactivate"])
def test_nobody_opens_an_account_or_drops_the_second_step_alone(path, officer):
    assert sign_in(officer).get(f"/accounts/{path}/").status_code in (302, 404)
    assert Client().get(f"/accounts/{path}/").status_code == 404


def test_being_somebody_else_is_for_the_demo_alone(officer, settings, world):
    settings.GOLDENTHREAD_DEMO = False
    assert Client().post("/demo/people/", {"person": str(officer.pk)}).status_code == 404
    settings.GOLDENTHREAD_DEMO = True
    client = Client()
    assert "la-send-caseworker" in client.get("/demo/people/").content.decode()
    assert client.post("/demo/people/", {"person": str(officer.pk)}).status_code == 302
    assert client.get(f"/children/{world.ada.pk}/").status_code == 200
    settings.GOLDENTHREAD_DEMO = False
    assert client.get(f"/children/{world.ada.pk}/").status_code == 302


def test_the_demo_refuses_to_run_on_a_real_area(settings):
    settings.GOLDENTHREAD_DEMO = True
    settings.SECURE_COOKIES = True
    assert [e.id for e in demo_is_private(None)] == ["access.E001"]
    settings.GOLDENTHREAD_DEMO = False
    assert demo_is_private(None) == []
    assert "access.E001" not in [e.id for e in run_checks()]


@pytest.mark.parametrize("proxies, kept_out", [(0, True), (1, False)])
def test_behind_a_proxy_one_strangers_wrong_passwords_keep_out_nobody_else(proxies, kept_out, officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    cache.clear()
    for n in range(11):
        given = {"login": f"nobody{n}@example.org", "password": "wrong"}
        Client().post("/accounts/login/", given, headers={"x-forwarded-for": "198.51.100.7"})
    given = {"login": officer.email, "password": PASSWORD}
    answer = Client().post("/accounts/login/", given, headers={"x-forwarded-for": "198.51.100.8"})
    assert (answer.status_code != 302) == kept_out
    cache.clear()


def test_a_visitor_cannot_say_that_they_are_somebody_else(officer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()
    for n in range(11):
        given = {"login": f"nobody{n}@example.org", "password": "wrong"}
        Client().post("/accounts/login/", given, headers={"x-forwarded-for": f"203.0.113.{n}, 198.51.100.7"})
    given = {"login": officer.email, "password": PASSWORD}
    answer = Client().post("/accounts/login/", given, headers={"x-forwarded-for": "203.0.113.99, 198.51.100.7"})
    assert answer.status_code != 302
    cache.clear()


def test_an_area_behind_tls_is_told_to_count_its_proxies(settings):
    settings.SECURE_COOKIES = True
    assert [w.id for w in visitors_are_told_apart(None)] == ["access.W001"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert visitors_are_told_apart(None) == []


def test_each_refusal_at_sign_in_says_what_to_do_next(officer):
    cache.clear()
    wrong = Client().post("/accounts/login/", {"login": officer.email, "password": "wrong"}).content.decode()
    assert "Check the address, and type the password again." in wrong
    TOTP.activate(officer, generate_totp_secret())
    client = sign_in(officer)
    said = [client.post("/accounts/2fa/authenticate/", {"code": f"00000{n}"}).content.decode() for n in range(7)]
    assert "Enter the 6 digits that the app shows now" in said[0]
    assert "Wait 5 minutes, then try again." in said[-1]
    cache.clear()


def test_somebody_without_their_phone_is_told_what_to_do_and_is_not_held_on_the_page(officer):
    TOTP.activate(officer, generate_totp_secret())
    client = sign_in(officer)
    page = client.get("/accounts/2fa/authenticate/").content.decode()
    assert "If you do not have your phone" in page
    assert "reset your second step" in page
    answer = client.post("/accounts/logout/", {"next": "/accounts/login/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/", "and not the page of the code again"
    assert "Email address" in answer.content.decode()


def test_whoever_lost_the_answer_to_setting_up_their_second_step_is_shown_their_recovery_codes(officer):
    client = sign_in(officer)
    client.get("/accounts/2fa/totp/activate/")
    given = {"code": code(client.session["mfa.totp.secret"])}
    client.post("/accounts/2fa/totp/activate/", given)
    again = client.post("/accounts/2fa/totp/activate/", given, follow=True)
    assert again.status_code == 200
    assert "Your recovery codes" in again.content.decode()
    assert RecoveryCodes(officer.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0] in again.content.decode()


def test_a_recovery_code_whose_answer_was_lost_is_used_up_once_and_another_lets_in(officer):
    TOTP.activate(officer, generate_totp_secret())
    codes = RecoveryCodes.activate(officer)
    first, second, *rest = codes.get_unused_codes()
    sign_in(officer).post("/accounts/2fa/authenticate/", {"code": first})
    client = sign_in(officer)
    assert "This code is not right" in client.post("/accounts/2fa/authenticate/", {"code": first}).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": second}).status_code == 302
    assert RecoveryCodes(officer.authenticator_set.get(type="recovery_codes")).get_unused_codes() == rest


def test_recovery_codes_are_found_again_from_help_and_used_up_ones_say_so(officer):
    TOTP.activate(officer, generate_totp_secret())
    codes = RecoveryCodes.activate(officer)
    first, *rest = codes.get_unused_codes()
    client = sign_in(officer)
    client.post("/accounts/2fa/authenticate/", {"code": first})
    assert 'href="/accounts/2fa/"' in client.get("/help/").content.decode()
    assert 'href="/accounts/password/change/"' in client.get("/accounts/2fa/").content.decode()
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert first not in page
    assert rest[0] in page
    for used in rest:
        codes.validate_code(used)
    assert "You have used all your recovery codes." in client.get("/accounts/2fa/recovery-codes/").content.decode()


def test_what_was_typed_is_shown_again_when_the_session_has_ended(world):
    where, typed = f"/children/{world.ada.pk}/record-keeping/hold/", {"reason": "An <b>inquest</b> was opened", "day": "3", "password": "never this one"}
    page = Client().post(where, typed, headers={"origin": "http://testserver"})
    assert (page.status_code, page["Cache-Control"]) == (403, "private, no-store")
    said = page.content.decode()
    assert "You have been signed out" in said
    assert "An &lt;b&gt;inquest&lt;/b&gt; was opened</textarea>" in said
    assert f"/accounts/login/?next={where}" in said
    assert "never this one" not in said
    another = Client().post(where, typed, headers={"origin": "https://elsewhere.example"})
    assert (another.status_code, another.content) == (302, b""), "another site's words are not said again"
