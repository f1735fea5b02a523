"""Every page of the product is judged by axe, and every template, those too that only an error or an early moment shows. PAGES says of
each address of Django's own list where: in which small world of this file it is opened, in which journey, or why there is no page to
judge. TEMPLATES says of each template which test judges it, and that test fails where it does not (see conftest). A new address or
template without a line fails, and so does a line that is not true any more."""

import copy
import csv
import datetime as dt
import itertools
import re
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import lxml.html
import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

import goldenthread
from goldenthread.access.links import hash_of
from goldenthread.access.models import PersonalLink, RoleGrant, User
from goldenthread.assessments.models import Advice, Request, RequestFile
from goldenthread.assessments.pages.ask import ASKING
from goldenthread.campaigns.models import Campaign
from goldenthread.cases.models import Case, Event
from goldenthread.cases.projection import project
from goldenthread.cases.queries_clocks import clock_key
from goldenthread.families.complaints import open_its_case
from goldenthread.families.models import Complaint, Otherwise, Question
from goldenthread.letters.carriers import Parcel, carrier
from goldenthread.letters.models import Letter, Message, NotReached
from goldenthread.local.notify import StandIn, running
from goldenthread.offer.models import Service as OfferService
from goldenthread.people.models import (
    Allocation,
    Child,
    Consent,
    Content,
    Disposal,
    LegalHold,
    Organisation,
    Practitioner,
    Relationship,
    RetentionRule,
    Seal,
    SharingBasis,
)
from goldenthread.plans.models import AuthorityAsked, Clause, Comment, Consultation, CopyAsked, Disclosure, SignBack
from goldenthread.reviews.models import Invitation

from ..access.conftest import the_world, world  # noqa: F401
from ..assessments.test_asking import Asking, upload
from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    allocate,
    as_application,
    as_the_worker,
    case_of,
    child_of,
    day,
    practitioner,
)
from ..conftest import client_of
from ..delivery.conftest import arrange, issue
from ..hostile import breaks
from ..notify import tell
from ..offer.conftest import the_offer
from ..plans.conftest import add_event, draft, post, the_draft  # noqa: F401
from ..reviews.conftest import area as reviewed  # noqa: F401
from ..reviews.conftest import the_two_councils  # noqa: F401
from ..services.conftest import busy, the_busy_list  # noqa: F401
from .conftest import DESK, HOST, JUDGED, MADE_OF, STATIC, answer_all, kept, templates_judged, wrong_by_axe

TABLE = Path(__file__).with_name("every_page.csv")
TEMPLATES = templates_judged()
PAGES = {row["page"]: row["where"] for row in csv.DictReader(TABLE.read_text("utf-8").splitlines())}
WORLDS = ("access", "draft", "issued", "review", "waits", "demo")
NO_PAGE = ("a file", "a redirect", "a form that is sent", "nothing of its own")
"""Why an address shows no page: what it answers with in place of one."""
LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
LOOKS_OF_A_FAULT: set[frozenset[str]] = set()
"""Of which parts the pages with a fault were made that axe has judged."""
OTHERS = ("account_", "mfa_", "usersessions_", "socialaccount_")


def names():
    return sorted(n for n in get_resolver().reverse_dict if isinstance(n, str) and not n.startswith(OTHERS))


def test_every_address_has_its_line_and_every_line_an_address():
    assert sorted(PAGES) == names()


def test_every_line_names_a_world_a_journey_or_a_reason():
    here = Path(__file__).parent
    for page, where in PAGES.items():
        if where.startswith("test_"):
            assert (here / where).exists(), (page, where)
        else:
            assert where in (*WORLDS, *NO_PAGE), (page, where)


def test_every_template_has_its_line_and_every_line_a_template_and_a_test():
    here, source = Path(__file__).parent, Path(goldenthread.__file__).parent
    there = {str(path.relative_to(folder)) for folder in source.glob("*/templates") for path in folder.rglob("*.html")}
    assert sorted(TEMPLATES) == sorted(there)
    for template, where in TEMPLATES.items():
        file, _, test = where.partition("::")
        assert re.search(rf"^ *def {test}\(", (here / file).read_text("utf-8"), re.MULTILINE), (template, where)


# --- opening pages ---


def by_link(link):
    client = Client(raise_request_exception=True)
    session = client.session
    session["personal_link"] = str(link.pk)
    session.save()
    return client


def values():
    """What stands in an address, from all that there is in a small world: first what a page asks for, such as the eldest child's."""
    some = lambda rows: [r.pk for r in rows[:40]]  # noqa: E731
    clocks = [clock_key(c.clock, c.about, c.started) for case in Case.objects.all() for c in case.clocks.all()[:3]]
    return {
        "child_id": some(Child.objects.order_by("id")), "case_id": some(Case.objects.order_by("pathway", "id")), "clause_id": some(Clause.objects.exclude(contributor="")),
        "advice_id": some(Advice.objects.filter(sent_at__isnull=False)), "answer_id": some(SignBack.objects.all()), "comment_id": some(Comment.objects.all()),
        "consultation_id": some(Consultation.objects.all()), "setting_id": some(Organisation.objects.filter(kind="school").order_by("-code")),
        "message_id": some(Message.objects.filter(letter__isnull=False)), "letter_id": some(Letter.objects.all()), "content_id": some(Content.objects.order_by("child__date_of_birth", "key")),
        "document_id": some(Content.objects.filter(file=None).exclude(case=None).order_by("key")), "request_id": some(Request.objects.all()), "question_id": some(Question.objects.all()), "complaint_id": some(Complaint.objects.all()), "otherwise_id": some(Otherwise.objects.all()), "not_reached_id": some(NotReached.objects.all()),
        "file_id": some(RequestFile.objects.all()), "user_id": some(User.objects.order_by("email")), "grant_id": some(RoleGrant.objects.order_by("user__email")), "basis_id": some(SharingBasis.objects.all()),
        "consent_id": some(Consent.objects.all()), "hold_id": some(LegalHold.objects.all()), "seal_id": some(Seal.objects.all()), "disposal_id": some(Disposal.objects.all()),
        "invitation_id": some(Invitation.objects.all()), "copy_id": some(CopyAsked.objects.all()), "campaign_id": some(Campaign.objects.all()), "event_id": some(Event.objects.all()),
        "event": ["decided-to-assess", "advice-received", "review-meeting-held", "request-withdrawn"], "clock": clocks[:8], "contributor": ["occupational-therapist", "social-care", "health"],
        "kind": ["needs"], "key": ["n-00000000"], "slug": ["child", "decided-to-assess"], "section": ["B"], "what": ["meeting", "invitation"], "part": ["progress", "1", "views"],
        "who": some(Practitioner.objects.filter(role="educational-psychologist")), "line": list(Clause.objects.filter(section__in=["F", "G"]).values_list("line", flat=True)[:8]),
        "week": ["2026-11-16"], "service_id": some(OfferService.objects.order_by("name")), "token": ["not-a-token"],
    }  # fmt: skip


def addresses_of(name, known):
    asks = [args for ways in get_resolver().reverse_dict.getlist(name) for _, args in ways[0]]
    for args in asks:
        for filling in itertools.islice(itertools.product(*(known.get(a, []) for a in args)), 120):
            try:
                yield reverse(name, kwargs=dict(zip(args, filling, strict=True)))
            except NoReverseMatch:
                continue


def page_of(name, clients, known):
    """A page of this name that somebody of the small world can open, as (who opens it, address, HTML)."""
    for address in addresses_of(name, known):
        for client in clients:
            answer = answer_of(client, address)
            if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
                return client, address, b"".join(answer.streaming_content) if answer.streaming else answer.content
    return None


def answer_of(client, address, post=None):
    """What a page answers; from now on MADE_OF has the templates of it."""
    MADE_OF.clear()
    with as_application():
        return client.get(address) if post is None else client.post(address, post)


class Judge:
    """One browser's page, to which a page that was made already is handed."""

    def __init__(self, browser):
        self.html = b""
        self.context = browser.new_context(viewport={"width": DESK, "height": 900}, base_url=HOST)
        self.page = self.context.new_page()
        answer_all(self.page, self._hand_over)

    def _hand_over(self, method, url, body, kind):
        path = urlsplit(url).path
        if not path.startswith("/static/"):
            return 200, {"Content-Type": "text/html; charset=utf-8"}, self.html
        return STATIC.get(path) or kept(path, Client().get(path))

    def faults(self, address, html):
        self.html = html
        JUDGED.update(MADE_OF)
        self.page.goto(address)
        return [f"{address}: {fault}" for fault in wrong_by_axe(self.page)]

    def assert_sound(self, client, address, *, post=None, status=200):
        """Opens a page, or sends it a form, and judges what comes."""
        answer = answer_of(client, address, post)
        assert answer.status_code == status, (address, answer.status_code, answer.headers.get("Location"))
        assert self.faults(address, answer.content) == []


@pytest.fixture
def judge(browser):
    made = Judge(browser)
    yield made
    made.context.close()


def walk(judge, clients, where, **more):
    """Opens the pages that PAGES has in this world, and has axe judge each. Fails with what is wrong, or could not be opened.
    `more` stands in addresses too."""
    known, faults = {**values(), **more}, []
    for name in [n for n, at in PAGES.items() if at == where]:
        client, *found = page_of(name, clients, known) or (None,)
        faults += judge.faults(*found) if found else [f"{name}: nobody can open it here"]
        faults += wrong_when_refused(judge, client, *found) if found else []
        if found and where != "access":  # those pages are asked by tests/access
            with as_application(), transaction.atomic():
                faults += breaks(client, found[0])
                transaction.set_rollback(True)
    assert not faults, "\n".join(faults)


def wrong_when_refused(judge, client, address, page):
    """What is wrong with the pages that refuse the forms of this one, each sent as nobody has filled it. What that would have done is
    undone. That each fault is named in the title and leads to its field is read from every such page; axe judges one of each look, since
    all are made of the same parts."""
    faults = []
    for form in lxml.html.fromstring(page).xpath("//main//form[@method='post'][.//textarea or .//select or .//input[not(@type='hidden' or @type='submit')]]"):
        sent = {e.get("name"): e.get("value", "") for e in form.xpath(".//input[@type='hidden'][@name]|(.//button[@name])[1]")}
        cookies = copy.deepcopy(client.cookies)
        with transaction.atomic():
            answer = answer_of(client, urljoin(address, form.get("action") or address), sent)
            if answer.status_code == 302 and answer["Location"].endswith("?typed"):
                answer = answer_of(client, answer["Location"])
            transaction.set_rollback(True)
        client.cookies = cookies
        if not answer.headers.get("Content-Type", "").startswith("text/html") or b"govuk-error-summary" not in answer.content:
            continue
        found = lxml.html.fromstring(answer.content)
        if not (found.findtext(".//title") or "").startswith("Error: "):
            faults.append(f"{address}: the title does not say that there is a fault")
        ids = set(found.xpath("//@id"))
        leads = [href[1:] for href in found.xpath("//*[contains(@class, 'govuk-error-summary')]//a/@href") if href.startswith("#")]
        faults += [f"{address}: a fault leads to no field: {there}" for there in leads if there not in ids]
        look = frozenset(kind for kinds in found.xpath("//main//*[contains(@class, 'error')]/@class") for kind in kinds.split() if "error" in kind)
        look |= frozenset(f"{e.tag} {e.get('type', '')}" for e in found.xpath("//main//*[contains(@class, 'govuk-form-group--error')]//*[self::input or self::select or self::textarea]"))
        if look not in LOOKS_OF_A_FAULT:
            LOOKS_OF_A_FAULT.add(look)
            faults += judge.faults(address, answer.content)
    return faults


# --- the small worlds ---


@pytest.mark.django_db
def test_pages_of_access_and_of_cases(world, judge, tmp_path):  # noqa: F811
    the_offer(tmp_path)
    # Of Eve, of whom nothing is held, something past its time can be proposed for removal.
    LegalHold.objects.create(child=world.ada, owner=world.ada.owner, reason="Inquiry")
    for child in (world.ada, world.eve):
        content = Content.objects.filter(child=child).exclude(kind_of_data="ep-advice").first()
        Seal.objects.create(content=content, reason="Entered wrongly", sealed_by=child.owner_id)
        Disposal.objects.create(content=content, child=child, owner=child.owner, reason="Old", proposed_by=child.owner_id)
    order = ("la-send-manager", "la-send-caseworker", "system-administrator", "information-governance", "principal-educational-psychologist")
    # Access that was closed may be opened again.
    RetentionRule.objects.create(organisation=world.council, kind_of_data="ep-advice", anchor="birth", years=1)
    gone = world.users["educational-psychologist"]
    User.objects.filter(pk=gone.pk).update(is_active=False)
    users = [world.users[r] for r in order] + [u for r, u in world.users.items() if r not in order and u != gone]
    walk(judge, [Client(), *map(client_of, users)], "access")


@pytest.mark.django_db
def test_pages_of_access_that_few_see(world, judge):  # noqa: F811
    # An administrator of two bodies chooses first, and hands a link over; whoever may count no cases, or only today's, is told so.
    admin = world.users["system-administrator"]
    judge.assert_sound(client_of(admin), f"/administration/people/{world.users['la-send-caseworker'].pk}/link/", post={})
    RoleGrant.objects.create(user=admin, role="system-administrator", organisation=world.elsewhere, valid_from=LONG_AGO)
    judge.assert_sound(client_of(admin), "/administration/people/add/")
    judge.assert_sound(client_of(world.users["icb-commissioner"]), "/clocks/?as-at=2026-01-05")
    SharingBasis.objects.update(ended_at=LATER)
    judge.assert_sound(client_of(world.users["dco"]), "/clocks/")


@pytest.mark.django_db
def test_pages_of_signing_in(world, judge, settings):  # noqa: F811
    settings.SENDS_MAIL = True
    user = world.users["la-send-caseworker"]
    user.set_password("correct horse battery staple")
    user.save()
    for address in ("login/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/done/"):
        judge.assert_sound(Client(), f"/accounts/{address}")
    for address in ("logout/", "password/change/", "2fa/", "2fa/totp/activate/"):
        judge.assert_sound(just_signed_in(user), f"/accounts/{address}")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    for address in ("reauthenticate/", "2fa/", "2fa/reauthenticate/", "2fa/recovery-codes/"):
        judge.assert_sound(just_signed_in(user), f"/accounts/{address}")


def just_signed_in(user):
    client = client_of(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def staffed(told):
    """Oscar's council with those who lead it, and all of whom somebody's page asks."""
    for name, role, body in (
        ("Grace Lead", "la-send-manager", told.council), ("Rao Principal", "principal-educational-psychologist", told.council),
        ("Ada Admin", "system-administrator", told.council), ("Iggy Gov", "information-governance", told.council), ("Icb Comm", "icb-commissioner", told.icb),
    ):  # fmt: skip
        practitioner(name, role, body)
    return told


def people_of(told):
    users = list(User.objects.order_by("email"))
    first = [told.priya.user, told.anna.user, told.tom.user, told.helen.user, told.leila.user, told.dina.user, told.sara.user]
    return first + [u for u in users if u not in first]


@pytest.mark.django_db
def test_pages_of_an_assessment_and_its_draft(draft, judge, settings):  # noqa: F811
    told = staffed(draft)
    read = f"{told.path}read/"
    assert post(told.priya, f"{told.path}send/", ground="childs-interests", whole=["paediatrician"]).status_code == 302
    told.case.refresh_from_db()
    said = Content.objects.create(
        key=uuid4(), child=told.oscar, owner=told.council, case=told.case.pk, kind_of_data="messages-to-family", text="He loves trains.", file_name="What the family said"
    )
    add_event(told.case, told.case.last_number + 1, "advice-requested", TODAY, {"contributor": "occupational-therapist", "enclosures": [str(said.key)]})
    Case.objects.filter(pk=told.case.pk).update(last_number=told.case.last_number + 1)
    project(told.case.pk)
    Allocation.objects.create(child=told.oscar, owner=told.council, practitioner=told.nurse.who, role="occupational-therapist", case=told.case.pk, valid_from=LONG_AGO)
    post(told.anna, f"{read}comment/", text="Please say how often.")
    for c in Clause.objects.filter(plan__case=told.case.pk, contributor="speech-and-language-therapist"):
        post(told.leila, f"{told.path}my-clauses/{c.pk}/", said=c.text, answer="corrected", correction="Twice a week.")
    post(told.priya, f"{told.path}settings/{told.school.pk}/consult/", person="Tom Reed", email=told.tom.who.email, advice=[str(told.advice["educational-psychologist"].pk)])
    post(told.priya, f"{told.path}settings/{told.other_school.pk}/consult/", person="Grace Obi", email="grace.obi@example.org")
    first = Consultation.objects.get(setting=told.other_school)
    post(told.priya, f"{told.path}settings/{first.pk}/council/", name="Kent County Council", address="Maidstone")
    assert AuthorityAsked.objects.exists()
    post(told.anna, f"/family/{told.oscar.pk}/ask/", about="question", text="When will you decide?")
    post(told.anna, f"/family/{told.oscar.pk}/how-to-tell/", language="Polish", forms=["braille"])
    NotReached.objects.create(child=told.oscar, owner=told.council, case=told.case.pk, message=Message.objects.filter(child=told.oscar)[0], for_name="Anna Lindqvist", why="returned", tried="email, letter", made_on=TODAY, due=TODAY)
    post(told.priya, f"/questions/{Question.objects.get().pk}/", text="On Friday.")
    post(told.anna, f"/family/{told.oscar.pk}/complain/", failed="other", of="council", text="Nobody called.")
    with transaction.atomic(), as_the_worker():
        open_its_case(str(Complaint.objects.get().pk))
    post(told.anna, f"/family/{told.oscar.pk}/ask/", about="question", text="Who will write to us?")
    asking = Asking().answer()
    asking.post("/ask/files/", evidence=upload("report.pdf"), do="add")
    asking.send()
    half = Asking()
    half.post("/ask/email/", email="half@example.org")
    noah, callum = child_of(told.council, "Noah", "Lindqvist"), child_of(told.council, "Callum", "Reeve")
    Relationship.objects.create(child=noah, owner=told.council, person=told.anna.person, relation="mother", has_care=True, parental_responsibility=True, valid_from=LONG_AGO)
    asked = ("request-received", "decided-to-assess", "advice-requested")
    case_of(noah, *((e, day("2026-11-10"), {"contributor": "family"} if e == asked[-1] else {}) for e in asked))
    case_of(callum, ("reassessment-requested", day("2026-11-16"), {"by": "parent"}), pathway="reassessment")
    allocate(callum, told.priya)
    links = [
        PersonalLink.objects.create(user=who.user, email="a@example.org", child=told.oscar, owner=told.council, case=told.case.pk, task=task, about=about, expires_at=LATER)
        for who, task, about in (
            (told.nurse, "advice", "occupational-therapist"), (told.leila, "clauses", "speech-and-language-therapist"), (told.tom, "consultation", told.school.code),
            (told.amir, "plan", "paediatrician"),
        )
    ]  # fmt: skip
    PersonalLink.objects.filter(pk=links[0].pk).update(secret_hash=hash_of("a-token"))
    clients = [*map(client_of, people_of(told)), *map(by_link, links), half.client, asking.client, Client()]
    # Its own case first: another's would be asked for by everybody, with each of its clauses, before this one is.
    cases = [told.case.pk, *Case.objects.exclude(pk=told.case.pk).order_by("pathway", "id").values_list("pk", flat=True)]
    walk(judge, clients, "draft", case_id=cases, key=["n-00000000", str(said.key)], token=["a-token", half.client.session[ASKING]])
    settings.GOLDENTHREAD_DEMO = True
    with running(StandIn()) as url:
        tell(settings, url)
        carrier().send(Parcel(uuid4(), "email", "anna@example.org", "There is news for you", "Sign in to read it:\n\nhttp://testserver/family/\n"))
        walk(judge, [Client()], "demo")
    # What is said where there is nothing to show: a link that is closed, one that was never opened, and no such page.
    for address in ("/task/not-a-token/", "/task/", "/ask/return/not-a-token/", "/ask/sent/", "/no-such-page/"):
        answer = answer_of(Client(), address)
        assert answer.status_code in (404, 410)
        assert judge.faults(address, answer.content) == []
    # What comes after ten wrong codes, and for whoever sends what a colleague has sent.
    token = half.client.session[ASKING]
    for _ in range(9):
        answer_of(Client(), f"/ask/return/{token}/", {"code": "000000"})
    judge.assert_sound(Client(), f"/ask/return/{token}/", post={"code": "000000"}, status=410)
    priya = client_of(told.priya.user)
    judge.assert_sound(priya, told.path)
    principal = client_of(User.objects.get(name="Rao Principal"))
    judge.assert_sound(principal, reverse("ep-queue-allocate", kwargs={"case_id": told.case.pk}))
    judge.assert_sound(principal, "/ep-queue/planner/?months=2&target=6&budget=20000&block=30&cost=2500&supervision=4&travel=0.2&case-advice=14&hours-elsewhere=20")
    judge.assert_sound(priya, f"{told.path}send/", post={"ground": "childs-interests", "read_up_to": "1"}, status=409)
    # Where there is no plan yet.
    judge.assert_sound(priya, f"{told.path}now/")
    zoe = child_of(told.council, "Zoe", "Hart")
    allocate(zoe, told.priya)
    decided = case_of(zoe, ("request-received", day("2026-08-10"), {"by": "parent"}), ("decided-to-assess", day("2026-09-18")), ("decided-to-issue", day("2026-11-10")))
    judge.assert_sound(priya, f"/cases/{decided.pk}/plan/")
    nobody = child_of(told.council, "Ada", "Lindqvist")
    Relationship.objects.create(child=nobody, owner=told.council, person=told.anna.person, relation="mother", has_care=True, parental_responsibility=True, valid_from=LONG_AGO)
    judge.assert_sound(client_of(told.anna.user), f"/family/{nobody.pk}/")


@pytest.mark.django_db
def test_pages_of_a_plan_that_is_issued(draft, judge):  # noqa: F811
    told = staffed(draft)
    told.plan = issue(told)
    for c in Clause.objects.filter(plan=told.plan, section__in=["F", "G"]):
        arrange(c, told.leila if c.section == "G" else None, told.school, 1, provider=told.school)
    Disclosure.objects.create(
        plan=told.plan, child=told.oscar, owner=told.council, case=told.case.pk, to="setting", to_name="Leila Farouk", reader=told.leila.user.pk, ground="childs-interests", by=told.priya.user.pk
    )
    link = PersonalLink.objects.create(user=told.leila.user, email="a@example.org", child=told.oscar, owner=told.council, case=told.case.pk, task="plan", about="setting", expires_at=LATER)
    walk(judge, [*map(client_of, people_of(told)), by_link(link)], "issued")


@pytest.mark.django_db
def test_pages_of_a_review(reviewed, judge):  # noqa: F811
    told = reviewed
    when = {"day_day": "10", "day_month": "12", "day_year": "2026", "time": "3.30pm", "place": "The library"}
    post(told.tom, f"{told.path}arrange/", **when)
    CopyAsked.objects.create(child=told.oscar, owner=told.essex, case=told.case.pk, setting=told.school, reason="To arrange help.", by=told.tom.user.pk, by_name="Tom Reed")
    users = list(User.objects.order_by("email"))
    first = [told.tom.user, told.priya.user, told.grace.user, told.anna.user]
    walk(judge, [client_of(u) for u in first + [u for u in users if u not in first]], "review")


@pytest.mark.django_db
def test_pages_of_waits(busy, judge):  # noqa: F811
    own, counts, family = map(client_of, (busy.manager.user, busy.kate.user, busy.joanna.user))
    walk(judge, [own], "waits", service_id=[busy.nd.pk], place=["mid"])
    # The same pages as totals, and what the family is told.
    council = client_of(practitioner("Ruth Dale", "la-send-manager", busy.council).user)
    plan = f"/waits/planner/?months=2&target=18&budget=20000&block=30&cost=2500&floor=4&case-{busy.nd.pk}=9&hours-mid=90"
    area = f"/waits/planner/?kind=neurodevelopmental&months=2&target=18&budget=20000&block=30&cost=2500&floor=4&case-neurodevelopmental=9&hours-{busy.provider.pk}-mid=90"
    for client, address in ((counts, "/waits/planner/"), (counts, area), (counts, "/waits/"), (counts, busy.path), (family, f"/family/{busy.maya.pk}/"), (council, "/waits/assessments/"), (own, plan)):
        judge.assert_sound(client, address)
