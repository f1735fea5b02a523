"""A child asks that a parent is not shown something: withheld at once by both walls, decided by a professional by name, without a trace."""

import re
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.models import Event
from goldenthread.cases.queries_case import documents_of, entries_of
from goldenthread.families.models import NeedsAnswer, Question, Withheld, WithheldDecision
from goldenthread.families.needs import answers_of
from goldenthread.families.queries import questions_seen
from goldenthread.letters.models import Letter, Message, NotReached
from goldenthread.people.models import Consent, Content

from ..cases.pages.conftest import (
    LONG_AGO,
    TODAY,
    add_event,
    allocate,
    as_application,
    case_of,
    child_of,
    day,
    get,
    post,
    practitioner,
    text_of,
)
from ..notify import notify, sent  # noqa: F401
from .conftest import parent_of
from .test_delivering import send

pytestmark = pytest.mark.django_db
DECISION = {"withhold": "yes", "competence": "competent", "reasons": "She is clear, and afraid of a quarrel.", "review_on_day": "1", "review_on_month": "3", "review_on_year": "2027"}


@pytest.fixture
def kept(home):
    """Maya's diary lies among the papers of her case; her social worker is Leah Brandon."""
    home.leah = practitioner("Leah Brandon", "social-worker", home.council)
    allocate(home.maya, home.leah)
    home.paper = Content.objects.create(
        child=home.maya, owner=home.council, case=home.case.pk, kind_of_data="ehc-request-and-stage", text="", file=b"I am afraid at home", file_name="My diary.pdf"
    )
    home.ask = f"/children/{home.maya.pk}/keep-private/"
    return home


def asked(kept, who=None, person="every", **more):
    piece = f"document {kept.paper.key}"
    page = post(who or kept.leah, kept.ask, piece=piece, person=person, says="Please do not show my diary to Dad.", **more)
    assert page.status_code == 302, text_of(page)
    return Withheld.objects.get()


def seen_by(someone, child, case, wall):
    """Everything of the case's papers and events that a parent finds, by the application's own policy alone or by both walls."""

    def look(viewer):
        return [d.name for d in documents_of(viewer, case)], [e.slug for e in entries_of(viewer, case)], Content.objects.filter(pk__in=[]).count()

    if wall == "both":
        with as_application(), transaction.atomic():
            return look(become(someone.user.pk))[:2]
    with transaction.atomic():
        return look(become(someone.user.pk))[:2]


@pytest.mark.parametrize("wall", ["both", "the application's alone"])
def test_it_is_withheld_from_the_moment_of_asking_and_only_from_that_parent(kept, wall):
    assert "My diary.pdf" in seen_by(kept.mark, kept.maya, kept.case, wall)[0]
    asked(kept, person=str(kept.mark.person.pk))
    assert "My diary.pdf" not in seen_by(kept.mark, kept.maya, kept.case, wall)[0]
    assert "My diary.pdf" in seen_by(kept.joanna, kept.maya, kept.case, wall)[0]
    assert "My diary.pdf" in seen_by(kept.priya, kept.maya, kept.case, wall)[0]


def test_the_second_wall_withholds_by_itself(kept):
    asked(kept)
    with as_application(), transaction.atomic():
        become(kept.mark.user.pk)
        assert not Content.objects.filter(pk=kept.paper.key).exists()
    assert get(kept.mark, f"/cases/{kept.case.pk}/documents/{kept.paper.key}/").status_code == 404
    assert get(kept.priya, f"/cases/{kept.case.pk}/documents/{kept.paper.key}/").status_code == 200


def test_the_parents_pages_show_no_trace(kept):
    """Byte for byte as if the paper had never been there, but for what is new on every page."""

    def plain(path):
        return re.sub(r'(value|nonce)="[^"]{20,}"', "", get(kept.joanna, path).content.decode())

    paths = [f"/family/{kept.maya.pk}/", f"/cases/{kept.case.pk}/", f"/children/{kept.maya.pk}/", f"/cases/{kept.case.pk}/letters/"]
    with transaction.atomic():
        Content.objects.filter(pk=kept.paper.pk).delete()
        without = [plain(p) for p in paths]
        transaction.set_rollback(True)
    asked(kept)
    assert [plain(p) for p in paths] == without
    looks = text_of(get(kept.joanna, f"/children/{kept.maya.pk}/who-looked/"))
    assert "private" not in looks
    assert "kept from" not in looks
    for path in (kept.ask, f"/kept-private/{Withheld.objects.get().pk}/", f"/family/{kept.maya.pk}/keep-private/"):
        assert get(kept.joanna, path).status_code == 404
    with as_application(), transaction.atomic():
        become(kept.joanna.user.pk)
        assert Withheld.objects.count() == WithheldDecision.objects.count() == 0


def test_a_named_professional_decides_with_reasons_and_looks_at_it_again(kept):
    one = asked(kept)
    assert (one.to, one.to_name, one.decide_by) == (kept.leah.pk, "Leah Brandon", day("2026-12-01")), "five working days from 24 November"
    assert "Decide what a child asks to have kept from a parent" in text_of(get(kept.leah, "/my-work/"))
    path = f"/kept-private/{one.pk}/"
    page = text_of(get(kept.leah, path))
    assert "Please do not show my diary to Dad." in page
    assert "Gillick competent" in page
    assert "16 or over" not in page, "she is 7"
    missing = post(kept.leah, path, **(DECISION | {"review_on_year": "2030"}))
    assert missing.status_code == 400
    assert "Enter a day within the next year" in text_of(missing)
    assert "She is clear, and afraid of a quarrel." in text_of(missing), "what was typed is kept"
    assert post(kept.leah, path, **DECISION).status_code == 302
    assert "Decide what a child asks" not in text_of(get(kept.leah, "/my-work/"))
    page = text_of(get(kept.leah, path))
    assert "Leah Brandon, Social worker, Tuesday 24 November 2026: not shown" in page
    WithheldDecision.objects.update(review_on=day("2026-11-20"))
    assert "Look again at what is kept from a parent" in text_of(get(kept.leah, "/my-work/"))
    assert "My diary.pdf" not in seen_by(kept.mark, kept.maya, kept.case, "both")[0], "past its day it stays withheld until somebody has looked"


def test_what_is_decided_to_be_shown_is_shown_again(kept):
    one = asked(kept)
    after = {"after": ""}
    post(kept.leah, f"/kept-private/{one.pk}/", **(DECISION | after))
    first = WithheldDecision.objects.get()
    assert post(kept.leah, f"/kept-private/{one.pk}/", **(DECISION | after)).status_code == 409, "somebody decided since this page was opened"
    post(kept.leah, f"/kept-private/{one.pk}/", **(DECISION | {"withhold": "no", "after": str(first.pk)}))
    assert "My diary.pdf" in seen_by(kept.mark, kept.maya, kept.case, "both")[0]


def test_nobody_else_decides_and_nobody_decides_in_anothers_name(kept):
    one = asked(kept)
    path = f"/kept-private/{one.pk}/"
    assert get(kept.helen, path).status_code == 404
    assert "Leah Brandon or a SEND manager decides" in text_of(get(kept.priya, path))
    assert post(kept.priya, path, **DECISION).status_code == 404

    def forge(who):
        with as_application():
            become(who.user.pk)
            WithheldDecision.objects.bulk_create([
                WithheldDecision(withheld=one, child=one.child, owner=one.owner, withhold=False, competence="competent", reasons="x", on=TODAY, by=kept.priya.user.pk, by_name="x", by_role="x")
            ])  # fmt: skip

    for who in (kept.priya, kept.joanna, kept.leah):
        with pytest.raises(DatabaseError), transaction.atomic():
            forge(who)


def test_whoever_wrote_it_down_for_the_child_reads_it_only_while_they_work_with_it(kept):
    one = asked(kept)
    # As if Helen had written it down, and has left the child since.
    Withheld.objects.filter(pk=one.pk).update(asked_by=kept.helen.user.pk)
    assert get(kept.helen, f"/kept-private/{one.pk}/").status_code == 404
    with as_application(), transaction.atomic():
        become(kept.helen.user.pk)
        assert not Withheld.objects.exists()


def test_an_event_from_which_nothing_follows_goes_with_its_words(kept):
    slug, case = "family-consulted", kept.case
    add_event(case, 60, slug, day("2026-11-10"))
    made = Event.objects.get(case=case, number=60)
    page = post(kept.leah, kept.ask, piece=f"event {made.pk}", person="every", says="Not this")
    assert page.status_code == 302
    for wall in ("both", "alone"):
        assert slug in seen_by(kept.priya, kept.maya, case, wall)[1]
        assert slug not in seen_by(kept.joanna, kept.maya, case, wall)[1]


def test_a_notice_and_advice_that_goes_with_the_plan_are_not_offered_and_the_law_is_named(kept):
    advice = Content.objects.create(child=kept.maya, owner=kept.council, case=kept.case.pk, kind_of_data="ep-advice", file=b"x", file_name="Psychologist.pdf")
    page = text_of(get(kept.priya, kept.ask))
    assert "Psychologist.pdf" not in page
    assert "The draft plan, with the advice that is attached to it Children and Families Act 2014 s.38; SEND Regulations 2014 r.12, 13" in page
    assert "whatever is asked here" in page
    decided = Event.objects.get(case=kept.case, event="decided-to-assess")
    for piece in (f"event {decided.pk}", f"document {advice.key}"):
        assert post(kept.priya, kept.ask, piece=piece, person="every", says="x").status_code == 400
    assert Withheld.objects.count() == 0


# --- a young person, by themselves ---


@pytest.fixture
def amelia(home):
    amelia = child_of(home.council, "Amelia", "Hart", date_of_birth=day("2008-10-02"))
    case_of(amelia, ("request-received", day("2026-11-02"), {"by": "young-person"}))
    user = User.objects.create(email="amelia@example.org", name="Amelia Hart", child=amelia)
    RoleGrant.objects.create(user=user, role="young-person", valid_from=LONG_AGO)
    father = parent_of(amelia, "Simon", "Hart", "father", role="parent-of-young-person")
    kinds = ["identity-and-contact", "ehc-request-and-stage", "messages-to-family"]
    Consent.objects.create(child=amelia, owner=home.council, person=father.person, kinds=kinds, valid_from=day("2026-01-01"))
    return SimpleNamespace(child=amelia, me=SimpleNamespace(user=user, pk=user.pk), father=father, council=home.council, path=f"/family/{amelia.pk}/")


def test_a_young_person_keeps_a_question_and_what_they_said_from_a_parent(amelia):
    assert post(amelia.me, f"{amelia.path}ask/", about="question", text="Can I live elsewhere?", share="yes").status_code == 302
    NeedsAnswer.objects.create(child=amelia.child, owner=amelia.council, side="home", kind_of_data="messages-to-family", by=amelia.me.pk, by_name="Amelia Hart", levels={"safety": "lot"}, words={}, sent_on=TODAY)
    assert "Can I live elsewhere?" in text_of(get(amelia.father, amelia.path))
    page = get(amelia.me, f"{amelia.path}keep-private/")
    assert "Your rights have passed to you" in text_of(page)
    assert "Leave this page quickly" in text_of(page)
    pieces = re.findall(r'value="((?:question|view) [0-9a-f-]{36})"', page.content.decode())
    assert len(pieces) == 2
    for piece in pieces:
        assert post(amelia.me, f"{amelia.path}keep-private/", piece=piece, person=str(amelia.father.person.pk), says="").status_code == 302
    assert "Can I live elsewhere?" not in text_of(get(amelia.father, amelia.path))
    with transaction.atomic():
        father = become(amelia.father.user.pk)
        assert not questions_seen(father).exists()
        assert not answers_of(father, amelia.child).exists()
    with as_application(), transaction.atomic():
        become(amelia.father.user.pk)
        assert Question.objects.count() == NeedsAnswer.objects.count() == 0
    page = text_of(get(amelia.me, f"{amelia.path}keep-private/"))
    assert "It is not shown." in page
    assert "A manager decides by Tuesday 1 December 2026" in page
    assert get(amelia.father, f"{amelia.path}keep-private/").status_code == 404


def test_an_empty_wish_says_what_to_do(amelia):
    post(amelia.me, f"{amelia.path}ask/", about="question", text="Can I live elsewhere?", share="yes")
    page = post(amelia.me, f"{amelia.path}keep-private/", says="Because")
    assert page.status_code == 400
    assert "Select what should not be shown" in text_of(page)
    assert "Because" in text_of(page)


# --- letters ---


def a_letter(kept, template="waiting-what-to-expect", title="What to expect from the wellbeing service"):
    content = Content.objects.create(
        child=kept.maya, owner=kept.council, case=kept.case.pk, kind_of_data="messages-to-family",
        text='{"title": "What to expect", "cite": "", "blocks": [{"kind": "paragraph", "text": "The wellbeing service has you.", "items": []}], "to": [], "sender": "", "date": ""}', file_name="",
    )  # fmt: skip
    return Letter.objects.create(child=kept.maya, case=kept.case.pk, owner=kept.council, kind_of_data="messages-to-family", template=template, title=title, content=content, made_by=kept.priya.user.pk)


def keep_letter(kept, letter, person="every"):
    return post(kept.leah, kept.ask, piece=f"letter {letter.pk}", person=person, says="Do not tell Mum.")


def test_a_letter_about_a_wait_is_kept_from_a_parent_and_a_professional_decides_with_reasons(kept):
    one = a_letter(kept)
    assert one.title in text_of(get(kept.joanna, f"/family/{kept.maya.pk}/"))
    assert keep_letter(kept, one).status_code == 302
    for parent in (kept.joanna, kept.mark):
        assert one.title not in text_of(get(parent, f"/family/{kept.maya.pk}/"))
        assert get(parent, f"/letters/{one.pk}/").status_code == 404
        assert get(parent, f"/letters/{one.pk}/letter.pdf").status_code == 404
        with as_application(), transaction.atomic():
            become(parent.user.pk)
            assert not Letter.objects.filter(pk=one.pk).exists()
            assert not Content.objects.filter(pk=one.content_id).exists()
    assert get(kept.priya, f"/letters/{one.pk}/").status_code == 200
    path = f"/kept-private/{Withheld.objects.get().pk}/"
    assert "Letter of" in text_of(get(kept.leah, path))
    assert post(kept.leah, path, **(DECISION | {"withhold": "no", "after": "", "competence": "not-competent"})).status_code == 302
    assert get(kept.joanna, f"/letters/{one.pk}/").status_code == 200


@pytest.mark.parametrize("template", ["decided-not-to-assess", "draft-plan-sent", "views-asked", "review-invitation", "request-acknowledged"])
def test_a_letter_that_the_law_gives_to_the_parent_is_not_among_what_can_be_kept(kept, template):
    one = a_letter(kept, template)
    assert keep_letter(kept, one).status_code == 400
    assert not Withheld.objects.exists()


def test_a_letter_that_waits_in_the_queue_does_not_leave_for_the_parent_from_whom_it_is_kept(kept, notify):  # noqa: F811
    one = a_letter(kept)
    made = {
        p.name: Message.objects.create(child=kept.maya, case=kept.case.pk, owner=kept.council, letter=one, purpose="waiting-safely", recipient="family", to_name=p.name, address=p.user.email, subject="There is news", body="Sign in")
        for p in (kept.joanna, kept.mark)
    }
    keep_letter(kept, one, str(kept.mark.person.pk))
    for m in made.values():
        send(m)
    assert [m["email_address"] for m in sent(notify)] == ["joanna@example.org"]
    assert not NotReached.objects.exists()
