"""Deciding whether to assess or to issue, and the notice that says so."""

import datetime as dt
import io
import json
import re
from types import SimpleNamespace

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from goldenthread.access.models import RoleGrant, User
from goldenthread.access.viewer import become
from goldenthread.cases.actions_unsent import forget_old
from goldenthread.cases.models import Case, ClockRow, Event, UnsentForm
from goldenthread.letters.models import Contact, Letter, Message, TemplateVersion
from goldenthread.letters.queries import messages_of
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.writing import document_in
from goldenthread.people.models import Content, Person, Relationship

from ..mail import leaves
from .conftest import (  # type: ignore[attr-defined]
    LONG_AGO,
    add_event,
    allocate,
    as_application,
    case_of,
    child_of,
    day,
    get,
    post,
    practitioner,
    sign_in,
    text_of,
)

REASONS = "Callum reads and writes as well as most children of his age.\r\n\r\nThe school helps him every day."


def contacts_of(council):
    for kind, name in (("authority", "SEND team"), ("mediation-adviser", "Essex Mediation"), ("sendiass", "Essex SENDIASS"),
                       ("disagreement-resolution", "KIDS")):  # fmt: skip
        Contact.objects.create(owner=council, kind=kind, name=name, how=f"{name} 01245 000000")


def parent_of(child, forename, surname, relation, *, email="", account=False, **others):
    who = Person.objects.create(owner=child.owner, forename=forename, surname=surname, email=email)
    Relationship.objects.create(child=child, owner=child.owner, person=who, relation=relation, parental_responsibility=True, valid_from=LONG_AGO, **others)
    if not account:
        return SimpleNamespace(person=who, name=f"{forename} {surname}")
    user = User.objects.create(email=email, name=f"{forename} {surname}", person=who)
    RoleGrant.objects.create(user=user, role="parent", valid_from=LONG_AGO)
    return SimpleNamespace(person=who, user=user, name=user.name)


@pytest.fixture
def asked(area):
    """Callum Reeve, whose mother asked on 19 October 2026 and whose father has no email. Today is 24 November."""
    contacts_of(area.council)
    callum = child_of(area.council, "Callum", "Reeve", postcode="")
    area.callum = callum
    area.request = case_of(callum, ("request-received", day("2026-10-19"), {"by": "parent"}))
    area.mother = parent_of(callum, "Donna", "Reeve", "mother", email="donna@example.org", account=True)
    area.father = parent_of(callum, "Lee", "Reeve", "father")
    allocate(callum, area.priya)
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    area.nadia = practitioner("Nadia Rahman", "dsco", area.council)
    area.path = f"/cases/{area.request.pk}/decide-to-assess/"
    return area


def refusal(area, **others):
    return {
        "way": "decided-not-to-assess", "grounds": "no-plan-needed", "reasons": REASONS, "help_now": "The reading group goes on.",
        "call_times": "any weekday", "read_up_to": "1", f"address_{area.father.person.pk}": "1 Mill Lane\r\nBraintree\r\nCM7 1AA", **others,
    }  # fmt: skip


def send_refusal(area, someone=None, **others):
    return post(someone or area.priya, area.path, **refusal(area, do="send", **others))


def slugs(case):
    return list(case.events.order_by("number").values_list("event", flat=True))


# --- the page ---


def test_the_page_has_the_limbs_of_the_test_and_says_that_thresholds_are_no_part_of_it(asked):
    page = text_of(get(asked.priya, asked.path))
    assert "has or may have special educational needs" in page
    assert "It may be necessary for special educational provision to be made for them through a plan" in page
    assert "Local thresholds are no part of this test" in page
    # 19 October 2026 + 6 weeks.
    assert "Decide by Monday 30 November 2026. 6 days left" in page


def test_the_case_leads_to_the_decision_and_offers_no_draft_before_the_assessment(asked):
    page = get(asked.priya, f"/cases/{asked.request.pk}/").content.decode()
    assert f'<a class="govuk-link" href="{asked.path}">decide whether to assess' in page
    assert "Draft and final plan" not in page
    add_event(asked.request, 2, "decided-to-assess", day("2026-11-20"))
    asked.request.last_number = 2
    asked.request.save()
    page = get(asked.priya, f"/cases/{asked.request.pk}/").content.decode()
    assert "Draft and final plan" in page
    assert f'href="/cases/{asked.request.pk}/decide-to-issue/">decide whether to issue' in page


def test_the_page_of_advice_names_whom_the_law_requires_and_nobody_asked(asked):
    path = f"/cases/{asked.request.pk}/advice/"
    assert "Not asked yet" not in text_of(get(asked.priya, path))
    add_event(asked.request, 2, "decided-to-assess", day("2026-11-20"))
    add_event(asked.request, 3, "advice-requested", day("2026-11-20"), {"contributor": "health"})
    asked.request.last_number = 3
    asked.request.save()
    page = text_of(get(asked.priya, path))
    assert "of those whom the law requires are not asked yet" in page
    assert "Educational psychologist Not asked yet Required by r.6(1)(d)" in page
    assert "Health Not asked yet" not in page


def test_the_page_says_what_the_law_asks_for_before_a_decision(asked):
    page = text_of(get(asked.priya, asked.path))
    assert "not recorded that the family was consulted (r.3)" in page
    add_event(asked.request, 2, "family-consulted", day("2026-10-26"))
    asked.request.last_number = 2
    asked.request.save()
    assert "not recorded that the family was consulted" not in text_of(get(asked.priya, asked.path))


def test_a_refusal_without_reasons_or_help_is_asked_for_them_and_keeps_the_rest(asked):
    answer = post(asked.priya, asked.path, **refusal(asked, reasons="", help_now="", do="preview"))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Enter the reasons" in page
    assert "Enter what help there is now" in page
    assert "1 Mill Lane" in answer.content.decode()
    assert Letter.objects.count() == 0


def test_a_decision_to_assess_needs_no_reasons(asked):
    answer = post(asked.priya, asked.path, **refusal(asked, way="decided-to-assess", reasons="", help_now="", do="preview"))
    page = text_of(answer)
    assert answer.status_code == 200
    assert "We will assess Callum" in page
    # 19 October 2026 + 16 weeks and + 20 weeks.
    assert "by Monday 8 February 2027" in page
    assert "the final plan by Monday 8 March 2027" in page


def test_the_notice_is_shown_exactly_as_it_will_be_sent(asked):
    before = post(asked.priya, asked.path, **refusal(asked, do="preview"))
    shown = text_of(before)
    assert Letter.objects.count() == 0
    send_refusal(asked)
    document = document_in(Content.objects.get(key=Letter.objects.get().content_id))
    for block in document.blocks:
        for words in (block.text, *block.items):
            assert " ".join(words.replace("’", "’").split()) in shown.replace("&#39;", "'"), words


def test_what_was_typed_waits_for_whoever_typed_it_until_it_is_sent(asked):
    post(asked.priya, asked.path, **refusal(asked, do="preview"))
    # By the address of the page that shows it, and from the case on another day.
    assert "The notice, as it will be sent" in text_of(get(asked.priya, f"{asked.path}?typed"))
    page = get(asked.priya, asked.path)
    assert "What you typed on" in text_of(page)
    assert "The reading group goes on." in page.content.decode()
    assert "There is a problem" not in text_of(page)
    assert slugs(asked.request) == ["request-received"]
    # Nobody else's: a colleague who decides begins with an empty form, and the wall behind it shows them nothing.
    other = practitioner("Una Reid", "la-send-caseworker", asked.council)
    allocate(asked.callum, other)
    assert "The reading group goes on." not in get(other, asked.path).content.decode()
    with as_application(), transaction.atomic():
        become(other.user.pk)
        assert not UnsentForm.objects.exists()
        become(asked.priya.user.pk)
        assert UnsentForm.objects.count() == 1
    Case.objects.filter(pk=asked.request.pk).update(confidentiality="withheld")
    with as_application(), transaction.atomic():
        become(asked.priya.user.pk)
        assert not UnsentForm.objects.exists()
    Case.objects.filter(pk=asked.request.pk).update(confidentiality="none")
    assert send_refusal(asked).status_code == 302
    assert not UnsentForm.objects.exists()


def test_no_address_sends_anything_whatever_was_kept(asked):
    post(asked.priya, asked.path, **refusal(asked, do="preview"))
    UnsentForm.objects.update(typed={**UnsentForm.objects.get().typed, "do": ["send"]})
    assert get(asked.priya, f"{asked.path}?typed").status_code == 404
    assert slugs(asked.request) == ["request-received"]


def test_a_null_character_is_refused_by_the_form_and_kept_nowhere(asked):
    answer = post(asked.priya, asked.path, **refusal(asked, do="preview") | {"reasons": "a\0b"})
    assert answer.status_code == 200
    assert "There is a problem" in text_of(answer)
    assert not UnsentForm.objects.exists()


def test_what_was_said_leaves_what_waits_to_be_sent(asked):
    path = f"/cases/{asked.request.pk}/consider/"
    post(asked.priya, path, do="look", read_up_to="1", **{f"address_{asked.father.person.pk}": "1 Mill Lane"})
    assert post(asked.priya, path, do="said", read_up_to="1", who="setting", words="He reads well.", on_day="20", on_month="11", on_year="2026").status_code == 302
    assert "1 Mill Lane" in get(asked.priya, path).content.decode()


def test_what_was_typed_can_be_thrown_away_by_whoever_typed_it(asked):
    post(asked.priya, asked.path, **refusal(asked, do="preview"))
    page = get(asked.priya, asked.path)
    assert "Throw it away and begin again" in text_of(page)
    # A colleague who presses the same button throws away nothing.
    other = practitioner("Una Reid", "la-send-caseworker", asked.council)
    allocate(asked.callum, other)
    post(other, asked.path, do="throw-away")
    assert UnsentForm.objects.count() == 1
    assert post(asked.priya, asked.path, do="throw-away").status_code == 302
    assert not UnsentForm.objects.exists()
    page = get(asked.priya, asked.path)
    assert "The reading group goes on." not in page.content.decode()
    assert "Throw it away" not in text_of(page)
    assert slugs(asked.request) == ["request-received"]


def test_what_was_typed_is_forgotten_after_a_month(asked):
    post(asked.priya, asked.path, **refusal(asked, do="preview"))
    UnsentForm.objects.update(at=timezone.now() - dt.timedelta(days=31))
    assert "The reading group goes on." not in get(asked.priya, asked.path).content.decode()
    assert forget_old() == 1
    assert not UnsentForm.objects.exists()


def test_the_reading_age_of_what_was_typed_is_told(asked):
    page = text_of(post(asked.priya, asked.path, **refusal(asked, do="preview")))
    assert re.search(r"Your reasons \d+", page)
    assert "Look again at your reasons" not in page


def test_a_local_threshold_in_the_reasons_is_pointed_out_and_stops_nothing(asked):
    page = text_of(post(asked.priya, asked.path, **refusal(asked, reasons="The school has shown two cycles of support.", do="preview")))
    assert "“two cycles of support”: how many cycles or terms of support there were" in page
    assert "Local thresholds are no part of this test" in page
    assert "Send it" in page


# --- sending ---


def test_a_refusal_is_recorded_kept_and_sent_with_every_right_in_one_act(asked):
    answer = send_refusal(asked)
    assert answer.status_code == 302
    event = asked.request.events.get(event="decided-not-to-assess")
    assert event.on == day("2026-11-24")
    assert "Callum reads and writes" in Content.objects.get(key=event.fields["reasons"]).text
    letter = Letter.objects.get()
    words = document_in(Content.objects.get(key=letter.content_id)).words
    for right in ("First-tier Tribunal", "You have a right to mediation", "certificate", "Essex Mediation", "Essex SENDIASS", "KIDS",
                  "Tuesday 24 January 2027".replace("Tuesday", "Sunday"), "Monday 25 January 2027", "The reading group goes on", "any weekday"):  # fmt: skip
        assert right in words, right
    assert "recommendations" not in words


def test_the_email_says_only_that_there_is_a_letter(asked):
    send_refusal(asked)
    told = Message.objects.get(address="donna@example.org")
    assert told.state == "queued"
    for said in (told.subject, told.body):
        assert not re.search(r"callum|reeve|assess|SEN\b|plan|needs|council", said, re.IGNORECASE)
    assert f"/letters/{Letter.objects.get().pk}/" in told.body


def test_the_queue_has_each_email_once_and_no_letter_to_post(asked):
    send_refusal(asked)
    told, by_post = Message.objects.get(address="donna@example.org"), Message.objects.get(to_name="Lee Reeve")
    with connection.cursor() as cursor:
        cursor.execute("select args ->> 'message' from procrastinate_jobs where task_name = 'letters.send'")
        assert sorted(row[0] for row in cursor.fetchall()) == sorted(str(m.pk) for m in Message.objects.exclude(address=""))
    assert leaves(told).to == ["donna@example.org"]
    assert leaves(told) is None
    assert leaves(by_post) is None


def test_a_parent_without_email_gets_it_by_post_and_the_law_s_others_a_copy(asked):
    send_refusal(asked)
    ways = {m.to_name: (m.recipient, m.state, m.post_to) for m in Message.objects.all()}
    assert ways["Lee Reeve"] == ("family", "to-post", "1 Mill Lane\r\nBraintree\r\nCM7 1AA")
    assert ways["Nadia Rahman"] == ("social-care", "queued", "")
    # Nothing says where Callum lives, so nobody knows which board it is; the copy is not lost.
    assert [w for w in ways.values() if w[0] == "icb"] == [("icb", "to-post", "")]


def test_a_parent_with_an_address_but_no_account_gets_it_by_post(asked):
    asked.father.person.email = "lee@example.org"
    asked.father.person.save()
    assert "has an email address, and no account" in text_of(get(asked.priya, asked.path))
    send_refusal(asked)
    assert not Message.objects.filter(address="lee@example.org").exists()


def test_a_second_press_sends_nothing_more(asked):
    send_refusal(asked)
    again = send_refusal(asked)
    assert again.status_code == 302
    assert Letter.objects.count() == 1
    assert slugs(asked.request) == ["request-received", "decided-not-to-assess"]
    assert Message.objects.filter(purpose="notice").count() == 4


def test_whoever_comes_second_is_told_what_came_first_and_sends_nothing(asked):
    post(asked.priya, asked.path, way="decided-to-assess", do="send", read_up_to="1", **{f"address_{asked.father.person.pk}": "1 Mill Lane"})
    answer = send_refusal(asked, asked.daniel)
    page = text_of(answer)
    assert answer.status_code == 200
    assert "This case has changed since you opened the form" in page
    assert "Decided to assess" in page
    assert "Recorded by Priya Nair" in page
    assert Letter.objects.count() == 1


def test_a_manager_decides_too_and_the_family_reads_it(asked):
    assert send_refusal(asked, asked.grace).status_code == 302
    letter = Letter.objects.get()
    assert "You can appeal" in text_of(get(asked.mother, f"/letters/{letter.pk}/"))


def test_an_educational_psychologist_or_a_setting_cannot_decide(asked):
    allocate(asked.callum, asked.helen)
    for someone in (asked.helen, asked.nadia, asked.mother, asked.stranger):
        assert get(someone, asked.path).status_code == 404
        assert send_refusal(asked, someone).status_code == 404
    assert Letter.objects.count() == 0


def test_what_was_decided_is_not_decided_again_save_in_the_family_s_favour(asked):
    send_refusal(asked)
    page = text_of(get(asked.priya, asked.path))
    assert "Decided not to assess on Tuesday 24 November 2026. You can change this decision below: say why" in page
    assert "Do not assess" not in page
    assert "Assess" in page
    # The council's own change of mind has to say why.
    answer = post(asked.priya, asked.path, way="decided-to-assess", do="send", read_up_to="2", **{f"address_{asked.father.person.pk}": "1 Mill Lane"})
    assert answer.status_code == 200
    assert "Enter why the decision is changed" in text_of(answer)
    add_event(asked.request, 3, "mediation-agreement-made", day("2026-11-24"), {"requires": ["assess"]})
    asked.request.last_number = 3
    asked.request.save()
    page = text_of(post(asked.priya, asked.path, way="decided-to-assess", do="preview", read_up_to="3", **{f"address_{asked.father.person.pk}": "1 Mill Lane"}))
    # 24 November 2026 + 10 weeks and + 14 weeks.
    assert "by Tuesday 2 February 2027" in page
    assert "the final plan by Tuesday 2 March 2027" in page


def test_a_council_changes_a_refusal_of_its_own_and_says_why_and_the_first_decision_stands_on_record(asked):
    send_refusal(asked)
    refusal = Letter.objects.get()
    typed = {"way": "decided-to-assess", "anew": "A new report shows that he cannot follow a lesson.", f"address_{asked.father.person.pk}": "1 Mill Lane"}
    page = text_of(post(asked.priya, asked.path, do="preview", read_up_to="2", **typed))
    assert "We have changed our decision: we will assess Callum" in page
    assert "A new report shows that he cannot follow a lesson." in page
    # Received on 19 October 2026; + 112 days = 8 February 2027, + 140 days = 8 March 2027: the days of the request run on.
    assert "which we had on Monday 19 October 2026" in page
    assert "by Monday 8 February 2027" in page
    assert "by Monday 8 March 2027" in page
    assert post(asked.priya, asked.path, do="send", read_up_to="2", **typed).status_code == 302
    assert slugs(asked.request) == ["request-received", "decided-not-to-assess", "decided-to-assess"]
    event = Event.objects.get(case=asked.request, event="decided-to-assess")
    assert event.fields["own_motion"] is True
    clocks = {c.clock: c for c in ClockRow.objects.filter(case=asked.request)}
    assert clocks["issue-final-plan"].due == day("2027-03-08")
    assert clocks["decide-whether-to-issue"].due == day("2027-02-08")
    # 19 October to 24 November are 36 days: the sixth week of the twenty, and not the first.
    assert "week 6 of 20" in text_of(get(asked.priya, f"/cases/{asked.request.pk}/"))
    # The refusal's own time to appeal runs on, and its letter can still be read.
    assert clocks["lodge-appeal"].stopped is None
    assert "You can appeal" in text_of(get(asked.mother, f"/letters/{refusal.pk}/"))
    newest = Letter.objects.exclude(pk=refusal.pk).get()
    told = text_of(get(asked.mother, f"/letters/{newest.pk}/"))
    assert "Our letter of Tuesday 24 November 2026 stands on record" in told
    assert "A new report shows" in told
    assert get(asked.mother, f"/children/{asked.callum.pk}/family/").status_code in (200, 404)


# --- a notice that lacks something ---


@pytest.mark.parametrize("kind", ["authority", "mediation-adviser", "sendiass", "disagreement-resolution"])
def test_a_notice_that_does_not_say_whom_to_call_is_not_sent(asked, kind):
    Contact.objects.filter(kind=kind).delete()
    answer = send_refusal(asked)
    page = text_of(answer)
    assert "This notice cannot be sent yet" in page
    assert "A SEND manager enters whom letters name" in page
    assert (Letter.objects.count(), Message.objects.count(), slugs(asked.request)) == (0, 0, ["request-received"])


def test_a_notice_whose_own_words_leave_out_a_right_is_not_sent(asked):
    TemplateVersion.objects.create(
        owner=asked.council, slug="decided-not-to-assess", changed_by=asked.grace.user.pk,
        text="title: No\ncite: s.36(5)\nabout: Notice\n\n[[reasons]]\n\n[[right-of-appeal]]\n\n[[time-limits]]\n\n[[advice-and-disagreement]]\n",
    )  # fmt: skip
    page = text_of(send_refusal(asked))
    assert "leave out the right to mediation, and the certificate (regulation 32)" in page
    assert slugs(asked.request) == ["request-received"]


def test_a_notice_to_nobody_is_not_sent(asked):
    Relationship.objects.filter(child=asked.callum).update(valid_to=day("2026-01-01"))
    page = text_of(post(asked.priya, asked.path, **refusal(asked, do="send")))
    assert "Nobody is recorded as a parent" in page
    assert Letter.objects.count() == 0


# --- who reads what ---


def test_a_parent_reads_the_letter_and_never_the_other_parent_s_address(asked):
    send_refusal(asked)
    letter = Letter.objects.get()
    for path in (f"/cases/{asked.request.pk}/letters/", f"/letters/{letter.pk}/", f"/cases/{asked.request.pk}/"):
        page = get(asked.mother, path)
        assert page.status_code == 200
        assert "Mill Lane" not in page.content.decode()
    assert b"Mill Lane" not in get(asked.mother, f"/letters/{letter.pk}/letter.pdf").content
    assert get(asked.mother, "/letters/to-post/").status_code == 404
    with transaction.atomic(), as_application():
        viewer = become(asked.mother.user.pk)
        assert list(messages_of(viewer, asked.request.pk)) == []
        assert Message.objects.count() == 0


def test_a_parent_cannot_read_addresses_of_ordinary_messages_either(asked):
    with transaction.atomic():
        viewer = become(asked.priya.user.pk)
        queue(viewer, Recipient("family", "Lee Reeve", "lee@example.org"), purpose="notice", subject="s", body="b",
              child=asked.callum.pk, case=asked.request.pk, owner=asked.council.pk)  # fmt: skip
    with transaction.atomic(), as_application():
        become(asked.mother.user.pk)
        assert Message.objects.count() == 0


def test_a_stranger_to_the_child_cannot_read_the_letter(asked):
    send_refusal(asked)
    letter = Letter.objects.get()
    other = parent_of(child_of(asked.council, "Ivy", "Thornton"), "Paul", "Thornton", "father", email="paul@example.org", account=True)
    for someone in (other, asked.stranger):
        assert get(someone, f"/letters/{letter.pk}/").status_code == 404
        assert get(someone, f"/letters/{letter.pk}/letter.pdf").status_code == 404


def test_the_database_lets_nobody_but_casework_keep_or_lay_a_letter(asked):
    send_refusal(asked)
    letter = Letter.objects.get()
    allocate(asked.callum, asked.helen)
    for someone in (asked.helen, asked.mother, asked.nadia):
        with transaction.atomic(), as_application():
            become(someone.user.pk)
            with connection.cursor() as cursor:
                cursor.execute(
                    "select letters_keep(gen_random_uuid(), gen_random_uuid(), %s, %s, %s, 'messages-to-family', 'x', 'x', '{}', null)",
                    [asked.callum.pk, asked.request.pk, asked.council.pk],
                )
                assert cursor.fetchone() == (False,)
                cursor.execute("select letters_lay(gen_random_uuid(), %s, 'notice', '', 'family', 'X', 'x@example.org', '', 's', 'b', null)", [letter.pk])
                assert cursor.fetchone() == (False,)
                cursor.execute("select letters_posted(id) from letters_message")
                assert cursor.fetchall() == []
    assert Letter.objects.count() == 1


def test_a_letter_cannot_be_changed_by_a_page(asked):
    send_refusal(asked)
    with pytest.raises(DatabaseError):
        retitle(asked.priya)


def retitle(someone):
    with transaction.atomic(), as_application():
        become(someone.user.pk)
        Letter.objects.update(title="Another")


def test_the_setting_s_senco_reads_the_copy(asked):
    from goldenthread.people.models import Connection

    Connection.objects.create(child=asked.callum, owner=asked.council, organisation=asked.school, kind="attends", valid_from=LONG_AGO)
    share(asked.council, asked.school)
    aaron = practitioner("Aaron Lowe", "setting-senco", asked.school)
    send_refusal(asked)
    assert Message.objects.get(recipient="setting").address == aaron.user.email
    assert get(aaron, f"/letters/{Letter.objects.get().pk}/").status_code == 200


def share(council, body):
    from goldenthread.people.kinds import KINDS
    from goldenthread.people.models import SharingBasis

    return SharingBasis.objects.create(owner=council, reader=body, kinds=list(KINDS), purpose="EHC", ground="2014 Act", valid_from=LONG_AGO)


def test_the_pdf_is_tagged_and_its_words_can_be_read_out(asked):
    send_refusal(asked)
    letter = Letter.objects.get()
    made = get(asked.mother, f"/letters/{letter.pk}/letter.pdf").content
    assert b"pdfuaid" in made
    assert b"/StructTreeRoot" in made
    words = " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())
    for said in ("You can appeal", "Essex Mediation", "Monday 25 January 2027", "The reading group goes on"):
        assert said in words


# --- the tray to post ---


def test_a_letter_is_printed_with_its_address_and_recorded_as_posted_once(asked):
    send_refusal(asked)
    tray = text_of(get(asked.priya, "/letters/to-post/"))
    assert "We have decided not to assess Callum" in tray
    assert "1 Mill Lane" in tray
    waiting = Message.objects.get(to_name="Lee Reeve")
    printed = get(asked.priya, f"/letters/to-post/{waiting.pk}/letter.pdf").content
    assert "Braintree" in pypdf.PdfReader(io.BytesIO(printed)).pages[0].extract_text()
    for _ in range(2):
        assert post(asked.priya, f"/letters/to-post/{waiting.pk}/posted/").status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.posted) == ("sent", True)
    assert "Posted in the last 14 days" in text_of(get(asked.priya, "/letters/to-post/"))


def test_a_letter_whose_email_failed_is_in_the_tray(asked):
    send_refusal(asked)
    Message.objects.filter(address="donna@example.org").update(state="failed")
    assert "The email could not be sent" in text_of(get(asked.priya, "/letters/to-post/"))


def test_another_council_sees_no_letter_of_the_tray(asked):
    send_refusal(asked)
    assert "There is nothing to post" in text_of(get(asked.stranger, "/letters/to-post/"))
    waiting = Message.objects.get(to_name="Lee Reeve")
    assert get(asked.stranger, f"/letters/to-post/{waiting.pk}/letter.pdf").status_code == 404
    assert post(asked.stranger, f"/letters/to-post/{waiting.pk}/posted/").status_code == 404


# --- whether to issue, and considering ---


def test_a_refusal_to_issue_tells_of_recommendations_and_shows_what_advice_came(asked):
    case = case_of(
        child_of(asked.council, "Ivy", "Thornton"),
        ("request-received", day("2026-08-10"), {"by": "parent"}),
        ("decided-to-assess", day("2026-09-18")),
        ("advice-requested", day("2026-09-18"), {"contributor": "educational-psychologist"}),
        ("advice-requested", day("2026-09-18"), {"contributor": "family"}),
        ("advice-received", day("2026-10-14"), {"contributor": "family"}),
        ("advice-requested", day("2026-09-18"), {"contributor": "occupational-therapist"}),
        ("advice-nil-return", day("2026-10-08"), {"contributor": "occupational-therapist"}),
    )
    parent_of(case.child, "Paul", "Thornton", "father", email="paul@example.org", account=True)
    path = f"/cases/{case.pk}/decide-to-issue/"
    page = text_of(get(asked.priya, path))
    assert "Decide by Monday 30 November 2026" in page
    assert "Educational psychologist: missing, due 30 October 2026" in page
    for who in ("Health adviser named by the ICB", "Social care"):
        assert f"{who}: not asked for advice, which the law requires before this" in page
    assert "Educational psychologist: not asked" not in page
    assert "Family: answered 14 October 2026" in page
    assert "Occupational therapist: does not know the child, 8 October 2026: no advice came" in page
    answer = post(asked.priya, path, way="decided-not-to-issue", reasons="The school can meet the needs.", help_now="It goes on.",
                  call_times="any day", read_up_to="7", do="send", do_not="1")  # fmt: skip
    assert answer.status_code == 302
    words = document_in(Content.objects.get(key=Letter.objects.get().content_id)).words
    assert "It can make recommendations" in words
    assert Message.objects.filter(recipient="social-care").count() == 0


def test_a_refusal_to_issue_that_goes_by_post_counts_as_served_on_the_second_working_day(asked):
    case = case_of(child_of(asked.council, "Ivy", "Thornton"), ("request-received", day("2026-08-10"), {"by": "parent"}), ("decided-to-assess", day("2026-09-18")))
    parent_of(case.child, "Mary", "Thornton", "mother", email="mary@example.org", account=True)
    father = parent_of(case.child, "Paul", "Thornton", "father")
    answer = post(asked.priya, f"/cases/{case.pk}/decide-to-issue/", way="decided-not-to-issue", reasons="The school can.", help_now="It goes on.",
                  call_times="any day", read_up_to="2", do="send", do_not="1", **{f"address_{father.person.pk}": "1 Mill Lane"})  # fmt: skip
    assert answer.status_code == 302, text_of(answer)
    # Posted on Tuesday 24 November.
    assert case.events.get(event="decided-not-to-issue").fields["served_on"] == "2026-11-26"


def test_everybody_is_told_that_an_assessment_is_considered(asked):
    path = f"/cases/{asked.request.pk}/consider/"
    assert "Postal address of Lee Reeve" in text_of(get(asked.priya, path))
    answer = post(asked.priya, path, do="tell", read_up_to="1", **{f"address_{asked.father.person.pk}": "1 Mill Lane"})
    assert answer.status_code == 302
    assert slugs(asked.request) == ["request-received", "notified-considering"]
    assert "They were told on Tuesday 24 November 2026" in text_of(get(asked.priya, path))
    assert Message.objects.filter(recipient="family").count() == 2


def test_what_the_family_said_is_kept_and_stands_where_the_decision_is_made(asked):
    path = f"/cases/{asked.request.pk}/consider/"
    answer = post(asked.priya, path, do="said", read_up_to="1", who="family", words="He is tired after school.",
                  on_day="20", on_month="11", on_year="2026")  # fmt: skip
    assert answer.status_code == 302
    assert slugs(asked.request) == ["request-received", "family-consulted"]
    page = text_of(get(asked.priya, asked.path))
    assert "What the family said, 20 November 2026" in page
    assert "He is tired after school." in page


def test_what_was_said_is_kept_once_however_often_the_button_is_pressed(asked):
    said = {"do": "said", "who": "setting", "words": "He reads well.", "on_day": "20", "on_month": "11", "on_year": "2026", "read_up_to": "1"}
    for _ in range(2):
        assert post(asked.priya, f"/cases/{asked.request.pk}/consider/", **said).status_code == 302
    assert Content.objects.filter(case=asked.request.pk, text="He reads well.").count() == 1


def test_the_case_page_and_my_work_lead_here(asked):
    assert get(asked.priya, f"/cases/{asked.request.pk}/record/decided-not-to-assess/").headers["Location"] == asked.path
    assert asked.path in get(asked.priya, "/my-work/").content.decode()
    assert f"/cases/{asked.request.pk}/letters/" in get(asked.priya, f"/cases/{asked.request.pk}/").content.decode()


def test_nothing_of_a_failed_sending_is_left(asked):
    before = Event.objects.count()
    sign_in(asked.priya)
    Contact.objects.all().delete()
    send_refusal(asked)
    assert Event.objects.count() == before
    assert json.dumps(list(Message.objects.values_list("state", flat=True))) == "[]"
