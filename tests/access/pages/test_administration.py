"""People with access: an administrator of the organisation adds, helps and ends; nobody else does, and never for
themselves."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.utils import timezone

from goldenthread.access.actions import load_rules
from goldenthread.access.actions_administration import first_administrator
from goldenthread.access.models import Change, RoleGrant, User
from goldenthread.people.models import Practitioner, Team

from ...conftest import as_role
from .test_access_pages import get, post, text_of

pytestmark = pytest.mark.django_db
ADMIN = "system-administrator"
TODAY = timezone.localdate()
PASSWORD = "three odd words together"
LINK = re.compile(r'id="the-link">http://testserver(/accounts/password/reset/key/[^<]+)<')


@pytest.fixture(autouse=True)
def _agreement(db):
    load_rules()


def days(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def newcomer(**others):
    return {"name": "Nia Okoro", "address": "nia@example.org", "role": "la-send-caseworker", "team": "", "entry": "",
            **days("first", TODAY), **others}  # fmt: skip


def of(user, step=""):
    return f"/administration/people/{user.pk}/{step}"


def links(page):
    return LINK.search(page.content.decode())[1]


def use(path, password=PASSWORD):
    """Somebody who is not signed in opens the link and sets a password."""
    client = Client()
    with as_role("goldenthread_app"):
        page = client.get(path, follow=True)
        if "no longer works" in page.content.decode():
            return page
        form = page.redirect_chain[-1][0]
        return client.post(form, {"password1": password, "password2": password}, follow=True)


def added(world, **others):
    answer = post(world.users[ADMIN], "/administration/people/add/", **newcomer(**others))
    assert answer.status_code == 302, text_of(answer)
    return User.objects.get(email="nia@example.org")


def test_an_administrator_begins_at_administration_and_finds_the_people_of_the_organisation(world):
    admin = world.users[ADMIN]
    assert get(admin, "/")["Location"] == "/administration/"
    assert "You look after access for Council" in text_of(get(admin, "/administration/"))
    said = text_of(get(admin, "/administration/people/"))
    assert "SEND caseworker" in said
    assert "Never" in said
    assert "dco@example.org" not in said  # of another body
    assert "parent@example.org" not in said


def test_people_are_found_by_name_role_and_state(world):
    admin = world.users[ADMIN]
    said = text_of(get(admin, "/administration/people/", words="DSCO"))
    assert "1 person with access fit" in said
    assert "social-worker" not in said
    assert "dsco@example.org" in text_of(get(admin, "/administration/people/", role="dsco"))
    assert "Nobody’s access has been closed" in text_of(get(admin, "/administration/people/", state="closed"))
    assert "Nobody fits" in text_of(get(admin, "/administration/people/", words="no such person"))


def test_a_person_is_added_to_a_team_with_a_role_until_a_day_and_it_is_noted(world):
    team = Team.objects.create(reference="T1", name="Mid team", organisation=world.council)
    nia = added(world, team=str(team.pk), **days("last", TODAY + dt.timedelta(90)))
    grant = nia.grants.get()
    assert (grant.role, grant.organisation, grant.valid_to) == ("la-send-caseworker", world.council, TODAY + dt.timedelta(90))
    assert (nia.practitioner.team, nia.has_usable_password()) == (team, False)
    said = text_of(get(world.users[ADMIN], of(nia)))
    for words in ("cannot sign in yet", "Added to the people with access", "Role given: SEND caseworker", "Mid team",
                  "By system-administrator"):  # fmt: skip
        assert words in said
    assert {c.what for c in Change.objects.all()} == {"added", "role-given", "team-set"}


def test_somebody_whom_a_file_named_already_keeps_their_entry_and_so_their_children(world):
    entry = Practitioner.objects.create(
        reference="CO-7", name="Nia Okoro", email="Nia@example.org", role="la-send-caseworker", organisation=world.council
    )
    assert added(world).practitioner == entry


def test_of_two_people_with_one_address_the_administrator_says_who_is_meant(world):
    named = {"email": "Nia@example.org", "role": "la-send-caseworker", "organisation": world.council}
    Practitioner.objects.create(reference="CO-7", name="Nia Okoro", **named)
    other = Practitioner.objects.create(reference="CO-8", name="Ned Okoro", **named)
    said = text_of(post(world.users[ADMIN], "/administration/people/add/", **newcomer()))
    assert "Several people in the staff directory have this address. Select the one who is meant" in said
    assert added(world, entry=str(other.pk)).practitioner == other


def test_an_address_of_somebody_who_left_gives_nobody_their_children(world):
    left = Practitioner.objects.create(
        reference="CO-7", name="Ned Okoro", email="nia@example.org", role="la-send-caseworker", organisation=world.council, valid_to=TODAY - dt.timedelta(1)
    )
    assert added(world).practitioner != left


def test_each_fault_is_said_beside_its_field(world):
    admin = world.users[ADMIN]
    said = text_of(post(admin, "/administration/people/add/"))
    for words in ("Enter full name", "Enter work email address", "Select a role", "Enter the first day"):
        assert words in said
    given = newcomer(address="dsco@example.org", **days("first", TODAY - dt.timedelta(1)))
    said = text_of(post(admin, "/administration/people/add/", **given))
    assert "From must be today or later" in said
    said = text_of(post(admin, "/administration/people/add/", **newcomer(address="DSCO@example.org")))
    assert "Somebody signs in with this address already" in said
    said = text_of(post(admin, "/administration/people/add/", **newcomer(address="not an address")))
    assert "like name@example.org" in said
    said = text_of(post(admin, "/administration/people/add/", **newcomer(**days("last", TODAY - dt.timedelta(1)))))
    assert "Until must be the same day as From, or later" in said
    said = text_of(post(admin, "/administration/people/add/", **newcomer(role="dco")))  # a role of a health body
    assert "There is a problem" in said
    assert not User.objects.filter(email="nia@example.org").exists()


def test_a_one_time_link_sets_a_password_once_and_only_the_newest_works(world):
    nia = added(world)
    first = links(post(world.users[ADMIN], of(nia, "link/")))
    second = links(post(world.users[ADMIN], of(nia, "link/")))
    assert "This link no longer works" in text_of(use(first))
    assert "Your password is set" in text_of(use(second))
    nia.refresh_from_db()
    assert nia.check_password(PASSWORD)
    assert "This link no longer works" in text_of(use(second))
    assert "link-made" in {c.what for c in Change.objects.filter(about=nia)}


def test_a_link_is_shown_once_and_its_key_stands_on_no_other_page_and_in_no_table(world):
    nia = added(world)
    key = links(post(world.users[ADMIN], of(nia, "link/"))).split("-", 1)[1]
    assert key not in get(world.users[ADMIN], of(nia)).content.decode()
    assert key not in str(list(Change.objects.values()))


def test_a_link_ends_after_three_days(world, settings):
    path = links(post(world.users[ADMIN], of(added(world), "link/")))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "This link no longer works" in text_of(use(path))


def test_a_weak_password_is_refused_in_words(world):
    said = text_of(use(links(post(world.users[ADMIN], of(added(world), "link/"))), "short"))
    assert "There is a problem" in said
    assert "12 characters" in said


def test_resetting_the_second_step_takes_the_password_too_and_signs_them_out(world):
    officer = world.users["la-send-caseworker"]
    officer.set_password(PASSWORD)
    officer.save()
    TOTP.activate(officer, generate_totp_secret())
    client = Client()
    client.force_login(officer)
    path = links(post(world.users[ADMIN], of(officer, "second-step/")))
    officer.refresh_from_db()
    assert not officer.has_usable_password()
    assert not Authenticator.objects.filter(user=officer).exists()
    assert client.get("/my-work/")["Location"].startswith("/accounts/login/")
    assert "Your password is set" in text_of(use(path))
    assert "Password and second step taken away" in text_of(get(world.users[ADMIN], of(officer)))


def test_a_role_is_given_and_ended_at_once(world):
    admin, officer = world.users[ADMIN], world.users["la-send-caseworker"]
    assert post(admin, of(officer, "role/"), role="la-send-manager", **days("first", TODAY)).status_code == 302
    grant = RoleGrant.objects.get(user=officer, role="la-send-manager")
    said = text_of(post(admin, of(officer, "role/"), role="la-send-manager", **days("first", TODAY)))
    assert "holds this role on some of these days already" in said
    assert get(officer, "/clocks/").status_code == 200
    assert post(admin, of(officer, f"role/{grant.pk}/end/")).status_code == 302
    # Pressed again: what stands, and nothing was done now.
    again = post(admin, of(officer, f"role/{grant.pk}/end/"))
    assert "Nothing was done now" in str(*get_messages(again.wsgi_request))
    said = text_of(get(admin, of(officer)))
    assert "Roles that ended" in said
    assert get(admin, of(officer, f"role/{grant.pk}/end/")).status_code == 404
    grant.refresh_from_db()
    assert grant.ended_by == admin.pk


def test_closed_access_ends_at_once_and_can_be_opened_again(world):
    admin, officer = world.users[ADMIN], world.users["la-send-caseworker"]
    assert post(admin, of(officer, "close/")).status_code == 302
    assert "Nothing was done now" in str(*get_messages(post(admin, of(officer, "close/")).wsgi_request))
    assert get(officer, "/my-work/").status_code == 302
    assert "Access is closed" in text_of(get(admin, of(officer)))
    assert get(admin, of(officer, "link/")).status_code == 404
    assert post(admin, of(officer, "open/")).status_code == 302
    assert get(officer, "/my-work/").status_code == 200
    assert [c.what for c in Change.objects.order_by("id")] == ["deactivated", "reactivated"]


STEPS = ("role/", "team/", "link/", "second-step/", "close/")


@pytest.mark.parametrize("step", STEPS)
def test_nobody_changes_their_own_access(world, step):
    admin = world.users[ADMIN]
    assert get(admin, of(admin, step)).status_code == 404
    assert post(admin, of(admin, step), role="la-send-manager", **days("first", TODAY)).status_code == 404
    assert "This is you" in text_of(get(admin, of(admin)))
    assert not Change.objects.exists()


@pytest.mark.parametrize("role", ["la-send-manager", "la-send-caseworker", "dco", "parent", "analyst", "information-governance"])
def test_no_other_role_changes_anybodys_access(world, role):
    asker, officer = world.users[role], world.users["social-worker"]
    assert get(asker, "/administration/people/add/").status_code == 404
    assert post(asker, "/administration/people/add/", **newcomer()).status_code == 404
    for step in STEPS:
        assert post(asker, of(officer, step), role="dsco", **days("first", TODAY)).status_code == 404, step
    assert post(asker, of(officer, f"role/{officer.grants.get().pk}/end/")).status_code == 404
    assert not Change.objects.exists()


@pytest.mark.parametrize("role", ["dco", "parent", "health-practitioner"])
def test_an_administrator_finds_nobody_of_another_organisation_or_of_a_family(world, role):
    admin = world.users[ADMIN]
    assert get(admin, of(world.users[role])).status_code == 404
    for step in ("team/", "link/", "second-step/", "close/"):
        assert post(admin, of(world.users[role], step)).status_code == 404


def test_whoever_governs_information_reads_who_has_access_and_what_was_changed(world):
    added(world)
    lead = world.users["information-governance"]
    assert "Nia Okoro" in text_of(get(lead, "/administration/people/"))
    said = text_of(get(lead, of(User.objects.get(email="nia@example.org"))))
    assert "Make a one-time link" not in said
    assert "Added to the people with access" in text_of(get(lead, "/administration/changes/"))
    assert get(world.users["la-send-manager"], "/administration/changes/").status_code == 404


def test_a_change_is_never_edited(world, as_application):
    from django.db import connection, transaction
    from django.db.utils import DatabaseError

    added(world)
    for role in ("goldenthread_owner", "goldenthread_app"):
        with pytest.raises(DatabaseError), transaction.atomic(), as_role(role), connection.cursor() as cursor:
            cursor.execute("update access_change set what = 'nothing'")


def test_somebody_who_forgot_their_password_is_sent_a_link_where_mail_is_sent(world, settings):
    officer = world.users["la-send-caseworker"]
    with as_role("goldenthread_app"):
        assert Client().get("/accounts/password/reset/").status_code == 404
        settings.SENDS_MAIL = True
        for address in (officer.email, "nobody@example.org"):
            answer = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
            assert "If that address has access" in text_of(answer)
    assert [m.to for m in mail.outbox] == [[officer.email]]
    path = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    assert "Your password is set" in text_of(use(path))


def test_an_organisations_first_administrator_is_let_in_from_the_server(world, as_system):
    with as_system():
        path = first_administrator("first@example.org", "Fay First", world.icb.code)
        first_administrator("first@example.org", "Fay First", world.icb.code)  # again: nothing twice
    fay = User.objects.get(email="first@example.org")
    assert [(g.role, g.organisation) for g in fay.grants.all()] == [(ADMIN, world.icb)]
    assert "Your password is set" in text_of(use(path))
    fay.refresh_from_db()
    assert "You look after access for Icb" in text_of(get(fay, "/administration/"))
