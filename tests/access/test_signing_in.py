import pytest
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
