"""A family that was asked gives its views in its own words, kept like other advice."""

import re

import pytest
from django.db import connection

from goldenthread.assessments.models import Advice
from goldenthread.cases.models import ClockRow, Event
from goldenthread.people.models import Content, Practitioner, SharingBasis

from ..cases.pages.conftest import as_application, case_of, child_of, day, get, post, sign_in, text_of
from ..plans.conftest import as_viewer
from .conftest import parent_of


@pytest.fixture
def asked(area):
    """Noah's mother was asked for her views, and his father lives elsewhere."""
    area.noah = child_of(area.council, "Noah", "Mensah")
    area.assessment = case_of(
        area.noah, ("request-received", day("2026-10-12"), {"by": "parent"}), ("decided-to-assess", day("2026-11-10")),
        ("advice-requested", day("2026-11-10"), {"contributor": "family"}), ("advice-requested", day("2026-11-10"), {"contributor": "social-care"}),
    )  # fmt: skip
    area.grace = parent_of(area.noah, "Grace", "Mensah")
    area.kofi = parent_of(area.noah, "Kofi", "Mensah", "father")
    area.joanna = parent_of(area.maya, "Joanna", "Whitfield")
    area.page = f"/family/{area.noah.pk}/views/"
    return area


def write(someone, area, do="send", revision=0, **boxes):
    return post(someone, area.page, do=do, revision=str(revision), **{"likes": "", "hard": "", "hopes": ""} | boxes)


def test_a_mother_keeps_what_she_writes_and_nobody_else_reads_it_until_she_sends_it(asked):
    assert "Give your views" in text_of(get(asked.grace, f"/family/{asked.noah.pk}/"))
    assert "You have until Tuesday 22 December" in text_of(get(asked.grace, asked.page))
    assert write(asked.grace, asked, "later", likes="He loves trains.").status_code == 302
    assert "He loves trains." in text_of(get(asked.grace, asked.page))
    for someone in (asked.kofi, asked.priya, asked.helen):
        assert as_viewer(someone, lambda v: Advice.objects.count()) == 0
    assert ClockRow.objects.get(case=asked.assessment, about="family", clock="advice").stopped is None


def test_views_that_are_sent_are_advice_of_the_family_and_an_event(asked):
    assert write(asked.grace, asked, likes="He loves trains.", hopes="Friends.").status_code == 302
    kept = Advice.objects.get()
    assert (kept.contributor, kept.kind_of_data, kept.author_name) == ("family", "messages-to-family", "Grace Mensah")
    assert kept.body["views"] == "What matters to Noah, and what Noah likes:\nHe loves trains.\n\nWhat Noah and you hope for, now and later on:\nFriends."
    event = Event.objects.get(event="advice-received", case=asked.assessment)
    assert (event.about, event.by) == ("family", f"user:{asked.grace.user.pk}")
    page = text_of(get(asked.grace, f"/family/{asked.noah.pk}/"))
    assert "You Came 24 November" in page
    assert "Give your views" not in page
    assert get(asked.grace, asked.page).status_code == 404
    assert "He loves trains." in text_of(get(asked.priya, f"/cases/{asked.assessment.pk}/advice/read/{kept.pk}/"))


def test_views_that_were_sent_are_enclosed_with_every_request_for_advice_after_them(asked):
    write(asked.grace, asked, likes="He loves trains.")
    SharingBasis.objects.create(
        owner=asked.council, reader_kind="school", purpose="EHC", ground="2014 Act", valid_from=day("2020-01-01"),
        kinds=["identity-and-contact", "ehc-request-and-stage", "school-sen-support"],
    )  # fmt: skip
    aaron = Practitioner.objects.create(reference="a", name="Aaron Lowe", email="aaron@school.example", role="setting-senco", organisation=asked.school)
    base = f"/cases/{asked.assessment.pk}/ask-for-advice/"
    client = sign_in(asked.priya)
    with as_application():
        client.post(f"{base}education-other/", {"do": "choose", "person": str(aaron.pk)})
        assert "From the family, 24 November 2026: the views of Grace Mensah" in text_of(client.get(base))
        assert client.post(base, {"ask": "education-other"}).status_code == 302
    [key] = Event.objects.get(case=asked.assessment, about="education-other").fields["enclosures"]
    assert "He loves trains." in Content.objects.get(pk=key).text


def test_nothing_written_is_said_and_too_much_is_not_lost(asked):
    page = write(asked.grace, asked)
    assert page.status_code == 400
    assert "Write something in at least one box first" in text_of(page)
    page = write(asked.grace, asked, "later", likes="x" * 4001)
    assert page.status_code == 400
    assert "x" * 4001 in page.content.decode()


def test_two_windows_do_not_overwrite_one_another(asked):
    write(asked.grace, asked, "later", likes="From the phone")
    page = write(asked.grace, asked, "later", likes="From the laptop")
    assert page.status_code == 409
    assert "From the phone" in text_of(page)
    assert "From the laptop" in page.content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())[1]
    assert write(asked.grace, asked, "later", revision=revision, likes="From the laptop").status_code == 302


@pytest.mark.parametrize("who", ["joanna", "priya", "helen", "stranger"])
def test_nobody_but_the_family_gives_its_views(asked, who):
    someone = getattr(asked, who)
    assert get(someone, asked.page).status_code == 404
    assert write(someone, asked, likes="x").status_code == 404
    assert get(someone, f"/cases/{asked.assessment.pk}/advice/family/").status_code in (302, 404)


def test_a_parent_records_no_other_advice_as_having_come(asked):
    def record(viewer, about):
        with connection.cursor() as cursor:
            cursor.execute(
                'insert into cases_event (id, case_id, number, event, "on", by, about, kind_of_data, fields)'
                " values (gen_random_uuid(), %s, 9, 'advice-received', '2026-11-24', %s, %s, 'ehc-request-and-stage', '{}')",
                [asked.assessment.pk, f"user:{viewer.id}", about],
            )

    for someone, about in ((asked.grace, "social-care"), (asked.joanna, "family"), (asked.helen, "family")):
        with pytest.raises(Exception, match="row-level security"):
            as_viewer(someone, lambda v, a=about: record(v, a))


def test_a_family_that_was_not_asked_has_no_page_for_it(asked):
    assert get(asked.joanna, f"/family/{asked.maya.pk}/views/").status_code == 404
