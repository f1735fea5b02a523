"""Every page that somebody of a family can open, as each kind of them, in a pseudo-locale: a sentence that is left in English is a fault. What stays as
it was written is named in AS_WRITTEN, and nothing else does."""

import copy
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import lxml.html
import pytest
from django.conf import settings as of_django
from django.db import transaction
from django.template import engines
from django.test import Client

import goldenthread
from goldenthread.access.models import RoleGrant, User
from goldenthread.assessments.models import Advice
from goldenthread.families.models import Question, Update
from goldenthread.letters.models import Contact
from goldenthread.offer.models import Service as OfferService
from goldenthread.people.models import Bar, Child, Content, District, Organisation, Person, Practitioner
from goldenthread.plans.models import Clause, Comment
from goldenthread.services.models import Service as WaitService
from goldenthread.voice.models import Meeting

from ..cases.pages.conftest import LONG_AGO, TODAY, as_application
from ..conftest import client_of
from ..delivery.conftest import arrange, issue
from ..families.test_languages import PLAIN, english_left
from ..offer.conftest import ROWS, the_offer
from ..plans.conftest import draft, post, the_draft  # noqa: F401
from ..pseudo import install
from ..reviews.conftest import area as reviewed  # noqa: F401
from ..reviews.conftest import the_two_councils  # noqa: F401
from ..services.conftest import busy, the_busy_list  # noqa: F401
from ..voice.conftest import area as voices  # noqa: F401
from ..voice.conftest import the_voices  # noqa: F401
from ..voice.test_meetings import planned

pytestmark = pytest.mark.django_db
AS_WRITTEN = {
    # Names.
    Person: ("forename", "surname"), Child: ("forename", "surname"), Practitioner: ("name",), Organisation: ("name",), User: ("name",), District: ("name", "locality"), Contact: ("name", "how"),
    OfferService: ("name", "description", "eligibility_description", "application_process"), WaitService: ("name",), Meeting: ("title", "about", "who", "place", "joining", "access"),
    # What people typed, and what a plan says.
    Update: ("text",), Question: ("text", "answer"), Comment: ("text", "answer"), Content: ("file_name",), Clause: ("text",),
}  # fmt: skip
"""What stays as it was written, by where it is kept."""
LAWS = re.compile(r"\b(?:[A-Z][\w’]+ (?:and )?(?:[A-Z][\w’]+ )*)?(?:Act|Regulations|Rules|Code of Practice|Code|SI) (?:(?:19|20)\d\d|\d)[\d/]*(?:,? (?:s\.|r\.|regulations?|sections?|and|to|r|para)? ?\d[\d().(a-z)-]*)*")
"""The name of a law stands as Parliament gave it."""
REMEDIES = Path(goldenthread.__file__).parent / "science/remedies.toml"
TWO = re.compile(rf"(?:{PLAIN.pattern})(?:[\s,.;:]+(?:{PLAIN.pattern}))+")
STARTS = ("/", "/family/", "/local-offer/", "/ask/", "/have-your-say/", "/meetings/", "/consultations/", "/packs/", "/forum-questions/", "/who-can-see-what/", "/help/", "/privacy/", "/accessibility/", "/ask-to-see/", "/local-offer/waits/",
          "/how-we-put-things-right/", "/local-offer/map/", "/local-offer/whats-on/", "/local-offer/without-the-internet/", "/accounts/login/", "/accounts/password/reset/", "/accounts/2fa/", "/accounts/password/change/")
NOT_A_PAGE = ("/demo", "/accounts/logout", "/leave", "/open-referral", "/static", "/language")
MOST = 2
"""Pages of one kind that are opened, such as the explanations of dates."""


@pytest.fixture(autouse=True)
def _pseudo(settings, tmp_path_factory):
    settings.LANGUAGES_DIR = str(install(tmp_path_factory.mktemp("languages"), "ar", "Pseudo ar"))


def own_words():
    found = {v for model, names in AS_WRITTEN.items() for row in model.objects.values_list(*names) for v in row if v}
    found |= {v for r in ROWS for v in r.values() if isinstance(v, str) and len(v) > 3} | {rule["source"] for rule in tomllib.loads(REMEDIES.read_text("utf-8"))["remedy"]} | {"1 Invented Street", "Stepping Stones", "A charity.", "Community centre"}
    found |= {v for a in Advice.objects.all() for v in a.body.values() if isinstance(v, str)}
    found |= {c.text.strip().rstrip(".") for c in Clause.objects.all()} | {str(d) for c in Clause.objects.all() for d in (c.details or {}).values() if isinstance(d, str)}
    return sorted({*found, of_django.AREA_NAME, engines["jinja2"].env.globals["area_contact"], "Golden Thread", "Pseudo ar"} - {""}, key=len, reverse=True)


def left_in_english(answer, own, path=""):
    tree = lxml.html.fromstring(answer.content)
    # The English below a letter, and of a plan on one page what the plan says.
    for e in tree.xpath("//body//*[@lang='en'] | //main//li" if "/one-page/" in path else "//body//*[@lang='en']"):
        e.drop_tree()
    found = english_left(SimpleNamespace(content=lxml.html.tostring(tree)), own)
    plain = [re.sub(r"\[[^\[\]]*\]", " ", LAWS.sub(" ", said)) for said in found]
    return [said for said, rest in zip(found, plain, strict=True) if TWO.search(rest)]


def opened(client, path):
    with as_application():
        answer = client.get(path)
    return answer if answer.status_code in (200, 403, 404, 410) and answer.get("Content-Type", "").startswith("text/html") and not answer.streaming and answer.content else None


def refused(client, path, page):
    """What each form of a page answers when nobody has filled it in; whatever that did is undone."""
    for form in lxml.html.fromstring(page).xpath("//main//form[@method='post'][.//textarea or .//select or .//input[not(@type='hidden' or @type='submit')]]"):
        sent = {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden'][@name]|(.//button[@name])[1]")}
        cookies = copy.deepcopy(client.cookies)
        with transaction.atomic():
            with as_application():
                answer = client.post(urljoin(path, form.get("action") or path), sent)
            transaction.set_rollback(True)
        client.cookies = cookies
        if answer.get("Content-Type", "").startswith("text/html") and answer.content:
            yield answer


def walk(client, *more):
    """Everything that can be come to by links, each with what was left in English."""
    client.cookies["language"] = "ar"
    own, left, done, count, faults, seen = own_words(), [*STARTS, *more], set(), {}, [], []
    while left:
        path = left.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}|\d+", "*", path.partition("?")[0])
        if path in done or path.startswith(NOT_A_PAGE) or count.get(kind, 0) >= MOST:
            continue
        done.add(path)
        count[kind] = count.get(kind, 0) + 1
        if (answer := opened(client, path)) is None:
            continue
        seen.append(path)
        faults += [f"{kind}: {said}" for said in left_in_english(answer, own, path)]
        for told in refused(client, path, answer.content):
            faults += [f"{kind}, refused: {said}" for said in left_in_english(told, own)]
        left += [urljoin(path, str(h)).partition("#")[0] for h in lxml.html.fromstring(answer.content).xpath("//a/@href") if not str(h).startswith(("mailto:", "tel:", "sms:", "http"))]
    assert not faults, f"{len(faults)} of {len(seen)} pages\n" + "\n".join(dict.fromkeys(faults))
    return seen


def somebody(name, role, **who):
    user = User.objects.create(email=f"{name.split()[0].lower()}@example.org", name=name, **who)
    RoleGrant.objects.create(user=user, role=role, valid_from=LONG_AGO)
    return client_of(user)


def test_a_parent_of_a_child_whose_draft_is_sent(draft):  # noqa: F811
    assert post(draft.priya, f"{draft.path}send/", ground="childs-interests", whole=["paediatrician"]).status_code == 302
    Update.objects.create(child=draft.oscar, owner=draft.council, case=draft.case.pk, text="Typed by somebody", on=TODAY, by=draft.priya.user.pk, by_name="Priya Nair")
    seen = walk(client_of(draft.anna.user))
    assert f"/family/{draft.oscar.pk}/" in seen
    assert f"/cases/{draft.case.pk}/" in seen


def test_a_parent_of_a_child_whose_plan_is_in_force(draft):  # noqa: F811
    issue(draft)
    for c in Clause.objects.filter(case=draft.case.pk, section="F")[:2]:
        arrange(c, draft.leila, draft.school, 1)
    walk(client_of(draft.anna.user), f"/cases/{draft.case.pk}/plan/now/", f"/cases/{draft.case.pk}/ledger/")


def test_a_parent_who_is_barred(draft):  # noqa: F811
    Bar.objects.create(
        child=draft.oscar, owner=draft.council, person=draft.anna.person, ground="non-molestation", words="Order of 3 March 2026", valid_from=TODAY, recorded_by=draft.priya.user.pk, recorded_by_name="Priya Nair",
    )  # fmt: skip
    walk(client_of(draft.anna.user), f"/family/{draft.oscar.pk}/complain/")


def test_a_parent_before_a_review(reviewed):  # noqa: F811
    walk(client_of(reviewed.anna.user), f"/cases/{reviewed.case.pk}/review/")


def test_a_parent_of_a_child_who_waits(busy):  # noqa: F811
    walk(client_of(busy.joanna.user), f"/family/{busy.maya.pk}/ask/", f"/family/{busy.maya.pk}/how-to-tell/", f"/needs/{busy.maya.pk}/answer/")


def test_a_second_parent_a_young_person_and_her_representative(voices):  # noqa: F811
    planned(voices)
    for client, child in (
        (client_of(voices.erik.user), voices.oscar), (client_of(voices.young.user), voices.ella),
        (somebody("Simon Young", "parent-of-young-person", person=Person.objects.create(owner=voices.essex, forename="Simon", surname="Young")), voices.ella),
    ):  # fmt: skip
        walk(client, f"/family/{child.pk}/", f"/family/{child.pk}/keep-private/", f"/children/{child.pk}/who-looked/")


def test_somebody_without_an_account(voices, tmp_path):  # noqa: F811
    planned(voices)
    the_offer(tmp_path)
    walk(Client(), *(f"/local-offer/{s.pk}/" for s in OfferService.objects.all()[:2]), "/local-offer/?q=school", "/accounts/password/reset/done/", "/no-such-page/", "/task/not-a-token/", "/task/", "/ask/return/not-a-token/")


def test_the_templates_of_another_language_are_compiled_apart_and_english_is_as_it_was_written():
    env = engines["jinja2"].env
    assert "_sentence" not in env.get_template("cases/case.html").root_render_func.__code__.co_names
    assert env.others is not None
