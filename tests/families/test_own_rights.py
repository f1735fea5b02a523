"""When the rights pass, everybody knows what holds from then on, and nobody stands before an empty page that nothing can mend."""

import datetime as dt
import re
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from goldenthread.access.models import Change, RoleGrant, User
from goldenthread.cases.plain_sql import rows
from goldenthread.families import own_rights
from goldenthread.people.models import Bar, Consent

from ..cases.pages.conftest import LONG_AGO, allocate, case_of, child_of, day, get, post, text_of
from .conftest import parent_of
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def grown(area):
    """Noah is over 16: his rights passed years ago. His mother has the role of a parent and no other, as the council gave it her; nobody gave him any."""
    area.noah = child_of(area.council, "Noah", "Reed", date_of_birth=dt.date.today().replace(day=1) - dt.timedelta(days=19 * 365))
    area.case = case_of(area.noah, ("request-received", day("2026-06-01"), {"by": "parent"}))
    allocate(area.noah, area.priya)
    area.mother = parent_of(area.noah, "Ruth", "Reed")
    area.father = parent_of(area.noah, "Ian", "Reed", "father")
    area.his = f"/family/{area.noah.pk}/"
    area.access = f"/children/{area.noah.pk}/family-access/"
    return area


def opened(grown, email="noah@example.org"):
    page = post(grown.priya, f"{grown.access}own-page/", email=email, identity_how="Passport, seen at college", safe_contact="")
    user = User.objects.filter(child=grown.noah).first()
    return page, user and SimpleNamespace(user=user)


def shows(grown, noah, person, *parts):
    page = get(noah, f"{grown.his}who-sees/").content.decode()
    n = re.search(rf'value="{person.person.pk}".*?name="(p\d+)-parts"', page, re.DOTALL)[1]
    return post(noah, f"{grown.his}who-sees/", **{"person": str(person.person.pk), f"{n}-parts": list(parts)})


def test_an_officer_opens_the_young_persons_own_page_and_gives_the_link_once(grown):
    assert "Noah cannot sign in yet" in text_of(get(grown.priya, grown.access))
    page, noah = opened(grown)
    assert page.status_code == 200
    assert re.search(r"/accounts/password/reset/key/\S+", page.content.decode())
    assert get(noah, grown.his).status_code == 200
    assert "Priya Nair opened it on" in text_of(get(grown.priya, grown.access))
    # A second press opens nothing more, and says how it stands.
    assert opened(grown)[0].status_code == 302
    assert User.objects.filter(child=grown.noah).count() == 1


def test_a_parents_address_opens_nothing_for_the_young_person(grown):
    page, noah = opened(grown, email=grown.mother.user.email)
    assert page.status_code == 400
    assert "somebody else has this address" in text_of(page)
    assert "Passport, seen at college" in page.content.decode()
    assert noah is None


def test_nobody_opens_a_young_persons_page_before_the_day_and_no_parent_ever(grown):
    iris = child_of(grown.council, "Iris", "Reed", date_of_birth=dt.date.today() - dt.timedelta(days=10 * 365))
    assert get(grown.priya, f"/children/{iris.pk}/family-access/own-page/").status_code == 404
    assert get(grown.mother, f"{grown.access}own-page/").status_code == 404


def test_a_parent_with_no_other_role_sees_what_the_young_person_agrees_to_and_nothing_before(grown):
    _, noah = opened(grown)
    assert get(grown.mother, grown.his).status_code == 404
    assert "Who can see your page" in text_of(get(grown.mother, "/family/"))
    assert shows(grown, noah, grown.mother, "where").status_code == 302
    page = text_of(get(grown.mother, grown.his))
    assert "We are deciding if Noah needs an assessment." in page
    assert "Ask a question" not in page
    # His father is another person, and is shown nothing.
    assert get(grown.father, grown.his).status_code == 404


def test_what_was_agreed_ends_at_once_and_is_kept_with_its_day(grown):
    _, noah = opened(grown)
    shows(grown, noah, grown.mother, "where", "plan")
    shows(grown, noah, grown.mother, "where")
    assert [own_rights.parts_of(c.kinds) for c in Consent.objects.filter(withdrawn_at=None)] == [["where"]]
    shows(grown, noah, grown.mother)
    assert get(grown.mother, grown.his).status_code == 404
    assert Consent.objects.filter(child=grown.noah, withdrawn_at=None).count() == 0
    assert Consent.objects.filter(child=grown.noah).count() == 2
    assert {c.given_by for c in Consent.objects.all()} == {"Noah Reed, on their own page"}


def test_no_parent_reads_or_changes_what_the_young_person_agreed_to(grown):
    _, noah = opened(grown)
    shows(grown, noah, grown.mother, "where")
    assert get(grown.mother, f"{grown.his}who-sees/").status_code == 404
    assert post(grown.mother, f"{grown.his}who-sees/", **{"person": str(grown.mother.person.pk), "p0-parts": ["plan"]}).status_code == 404


def test_a_barred_parent_cannot_be_shown_it(grown):
    _, noah = opened(grown)
    Bar.objects.create(child=grown.noah, owner=grown.council, person=grown.father.person, ground="risk", words="x", valid_from=LONG_AGO, recorded_by=grown.priya.user.pk, recorded_by_name="Priya Nair")
    page = text_of(get(noah, f"{grown.his}who-sees/"))
    assert "Ruth Reed" in page
    assert "Ian Reed" not in page
    post(noah, f"{grown.his}who-sees/", **{"person": str(grown.father.person.pk), "p1-parts": ["where"]})
    assert Consent.objects.count() == 0


def test_a_family_is_told_the_day_in_the_year_before_it(area):
    """Fifteen on the first of this month: 16 in this school year or the next, whose last Friday in June is more than a week and less than two years away."""
    born = dt.date.today().replace(day=1)
    born = born.replace(year=born.year - 15)
    iris = child_of(area.council, "Iris", "Reed", date_of_birth=born)
    case_of(iris, ("request-received", day("2026-06-01"), {"by": "parent"}))
    mother = parent_of(iris, "Ruth", "Reed")
    june = dt.date(born.year + 16 + (born.month >= 9), 6, 30)
    # School age ends at the end of that Friday (Education Act 1996 s.8(3)).
    first = june - dt.timedelta(days=(june.weekday() - 4) % 7 - 1)
    assert first.strftime("%A") == "Saturday"
    soon = first <= dt.date.today() + own_rights.AHEAD
    page = text_of(get(mother, f"/family/{iris.pk}/"))
    assert ("When the rights pass" in page) == soon
    # She can sign in already: her page says from when it is hers, and nothing else.
    user = User.objects.create(email="iris@example.org", name="Iris Reed", child=iris)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    own = text_of(get(SimpleNamespace(user=user), "/family/"))
    assert f"This page is yours from {first.strftime('%A')} {first.day} {first.strftime('%B %Y')}" in own


def test_of_a_small_child_nothing_is_said_of_rights_that_pass(home):
    assert "rights pass" not in text_of(get(home.joanna, home.page))
    assert "own page" not in text_of(get(home.priya, f"/children/{home.maya.pk}/family-access/"))


def lost(grown, who, account, how="Passport, seen on a video call"):
    return post(who, f"{grown.access}lost-phone/", who=str(account), how=how)


def test_whoever_lost_their_phone_chooses_anew_by_their_own_address_which_no_officer_sees(grown, settings):
    settings.SENDS_MAIL = True
    mother = grown.mother.user
    mother.set_password("a long pass phrase")
    mother.save()
    TOTP.activate(mother, generate_totp_secret())
    refused = lost(grown, grown.priya, mother.pk, how="")
    assert "Say how you checked who asks" in text_of(refused)
    assert Authenticator.objects.filter(user=mother).exists()
    page = lost(grown, grown.priya, mother.pk)
    assert page.status_code == 302
    assert "/password/reset/key/" not in text_of(get(grown.priya, grown.access))
    mother.refresh_from_db()
    assert not mother.has_usable_password()
    assert not Authenticator.objects.filter(user=mother).exists()
    kept = Change.objects.get(what="sign-in-reset")
    assert (kept.by, kept.about_id, kept.details) == (grown.priya.user.pk, mother.pk, {"how": "Passport, seen on a video call"})


def test_no_officer_ends_the_sign_in_of_a_colleague_or_of_another_family_this_way(grown, settings):
    settings.SENDS_MAIL = True
    other = parent_of(grown.maya, "Joanna", "Whitfield")
    for account in (grown.daniel.user.pk, other.user.pk):
        assert lost(grown, grown.priya, account).status_code == 400
        as_viewer(grown.priya, lambda v, account=account: rows("select families_lost_phone(%(c)s, %(a)s, 'x')", c=grown.noah.pk, a=account) == [(False,)] or pytest.fail("it was done"))
    assert get(grown.mother, f"{grown.access}lost-phone/").status_code == 404
    assert not Change.objects.exists()


def _links(page):
    return re.findall(r"/accounts/password/reset/key/[^<\s]+", page.content.decode())


def test_no_officer_gets_a_link_to_an_account_whose_telephone_was_lost(grown, settings):
    settings.SENDS_MAIL = True
    _, noah = opened(grown)
    noah.user.set_password("a long password 123")
    noah.user.save()
    lost(grown, grown.priya, noah.user.pk)
    assert _links(post(grown.priya, f"{grown.access}own-page/", invite="1")) == []


def test_all_that_a_parent_sees_is_shown_by_whichever_agreements(grown):
    opened(grown)
    noah = SimpleNamespace(user=User.objects.get(child=grown.noah), name="noah")
    for kinds in (["drafts-and-final-plan"], ["medication"], ["ep-advice"]):
        Consent.objects.create(
            child=grown.noah, owner=grown.council, person=grown.mother.person, given_by="x", kinds=["identity-and-contact", *kinds], valid_from=LONG_AGO, recorded_by=grown.priya.user.pk
        )
    page = get(noah, f"{grown.his}who-sees/").content.decode()
    assert page.count(" checked") == 2
    # A part that is seen in part is told as well.
    assert "They also see this" in page


def test_an_account_that_has_ended_is_said_to_have(grown):
    User.objects.create(email="old@example.org", name="Noah", child=grown.noah, is_active=False)
    page, _ = opened(grown, "third@example.org")
    assert "account has been ended" in text_of(page)
