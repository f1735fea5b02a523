"""An area changes the words of its letters, and no notice loses what the law has it say."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

import goldenthread
from goldenthread.access.viewer import become
from goldenthread.letters.document import fill, read_template
from goldenthread.letters.models import Contact, TemplateVersion
from goldenthread.letters.own_words import SAMPLE, all_of, faults, sends
from goldenthread.letters.templates_of_area import PART, shipped, text_of
from goldenthread.letters.writing import mail
from goldenthread.pathways.common.notices import NOTICES
from goldenthread.science.reading_age import AIM, reading_age

from .conftest import as_application, get, post, practitioner  # type: ignore[attr-defined]
from .conftest import text_of as words_on

pytestmark = pytest.mark.django_db
OWN = "/letters/templates/part/mediation/"
SOURCE = Path(goldenthread.__file__).parent


@pytest.fixture
def led(area):
    area.grace = practitioner("Grace Oyelaran", "la-send-manager", area.council)
    return area


def as_a_page(someone, act):
    with transaction.atomic(), as_application():
        become(someone.user.pk)
        act()


def mediation():
    return shipped()[PART + "mediation"]


def test_every_letter_and_part_is_listed_with_its_regulation_and_reading_age(led):
    page = words_on(get(led.grace, "/letters/templates/"))
    assert "Children and Families Act 2014 s.36(5); SEND Regulations 2014 r.5(3), 32" in page
    assert "Not known" not in page
    assert page.count("As they come") == sum(sends(slug, of_a_service=False) for slug in shipped())


def test_every_letter_that_ships_has_a_preview_and_a_notice_can_be_read_at_eleven(led):
    for known in all_of(led.council.pk):
        assert known.document is not None, known.slug
        if known.slug in NOTICES:
            assert reading_age(known.document.words) <= AIM, (known.slug, reading_age(known.document.words))


def test_only_whoever_leads_casework_changes_letters(led):
    for someone in (led.priya, led.helen, led.stranger):
        for path in ("/letters/templates/", OWN, "/letters/contacts/"):
            assert get(someone, path).status_code == 404
        assert post(someone, OWN, body=mediation() + "More.", do="save", after="").status_code == 404
        version = TemplateVersion(owner=led.council, slug="part/mediation", text="x", changed_by=someone.user.pk)
        with pytest.raises(DatabaseError):
            as_a_page(someone, lambda version=version: TemplateVersion.objects.bulk_create([version]))


def test_a_change_stands_at_once_and_every_version_stays(led):
    for words in ("Call them soon.", "Call them today."):
        newest = TemplateVersion.objects.order_by("-id").first()
        answer = post(led.grace, OWN, body=f"{mediation()}\n{words}", do="save", after=str(newest.pk) if newest else "")
        assert answer.status_code == 302
    assert "Call them today." in text_of(led.council.pk, "part/mediation")
    page = words_on(get(led.grace, OWN))
    assert page.count("Grace Oyelaran") >= 2
    first = TemplateVersion.objects.order_by("id").first()
    assert "Call them soon." in get(led.grace, OWN, version=str(first.pk)).content.decode()
    with pytest.raises(DatabaseError):
        as_a_page(led.grace, lambda: TemplateVersion.objects.update(text="x"))


def test_a_part_that_lost_its_date_cannot_be_kept(led):
    words = mediation().replace("{contact_mediation_by}", "soon")
    answer = post(led.grace, OWN, body=words, do="save", after="")
    assert answer.status_code == 200
    assert "This notice no longer says the right to mediation, and the certificate (regulation 32): contact mediation by" in words_on(answer)
    assert "You must contact them by soon" in answer.content.decode()
    assert not TemplateVersion.objects.exists()


@pytest.mark.parametrize("event", [e for e, n in NOTICES.items() if n.must_say])
def test_a_letter_cannot_lose_any_part_that_its_notice_must_hold(led, event):
    for part in NOTICES[event].must_say:
        lost = shipped()[event].replace(f"[[{part}]]", "")
        assert any(f.startswith("This notice no longer says") for f in faults(led.council.pk, event, lost)), part


def test_words_that_name_what_nobody_knows_cannot_be_kept(led):
    answer = post(led.grace, OWN, body=mediation() + "\n\nRing {the_mayor}.", do="save", after="")
    assert "No letter of this kind knows {the_mayor}" in words_on(answer)


def test_going_back_to_the_words_that_ship_keeps_what_was_changed(led):
    post(led.grace, OWN, body=mediation() + "\nOurs.", do="save", after="")
    assert post(led.grace, OWN, do="shipped").status_code == 302
    assert text_of(led.council.pk, "part/mediation") == mediation()
    assert TemplateVersion.objects.count() == 2


def test_two_who_change_the_same_words_do_not_overwrite_one_another(led):
    post(led.grace, OWN, body=mediation() + "\nOurs.", do="save", after="")
    late = post(led.grace, OWN, body=mediation() + "\nTheirs.", do="save", after="")
    assert late.status_code == 200
    assert "Somebody else has kept other words meanwhile" in words_on(late)
    assert "Theirs." in late.content.decode()
    assert TemplateVersion.objects.count() == 1


def test_the_preview_is_of_made_up_facts_and_tells_the_reading_age(led):
    page = words_on(post(led.grace, "/letters/templates/decided-not-to-assess/", title="No, {child_first}", body="Considerations notwithstanding, [[reasons]]\n\n[[x]]", do="look"))
    assert "A part must stand on a line of its own: [[reasons]]" in page
    assert "There is no part called [[x]]" in page
    page = words_on(get(led.grace, "/letters/templates/decided-not-to-assess/"))
    assert f"We have decided not to assess {SAMPLE['child_first']}" in page
    assert "Reading age" in page


def test_markup_in_an_area_s_words_stays_text(led):
    post(led.grace, OWN, body=mediation() + "\n\n<script>alert(1)</script>", do="save", after="")
    page = get(led.grace, OWN).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_whom_letters_name_is_entered_once_for_the_area(led):
    given = {}
    for kind in Contact.Kind.values:
        given |= {f"{kind.replace('-', '_')}_name": f"N {kind}", f"{kind.replace('-', '_')}_how": "01245 1"}
    assert post(led.grace, "/letters/contacts/", **given).status_code == 302
    given["sendiass_how"] = "01245 2"
    assert post(led.grace, "/letters/contacts/", **given).status_code == 302
    assert dict(Contact.objects.values_list("kind", "how"))["sendiass"] == "01245 2"
    assert Contact.objects.count() == 5
    given |= {"educational_psychology_name": "", "educational_psychology_how": ""}
    assert post(led.grace, "/letters/contacts/", **given).status_code == 302, "no letter needs the service of psychologists"
    given["sendiass_how"] = ""
    assert post(led.grace, "/letters/contacts/", **given).status_code == 200


# --- emails ---


def test_an_area_changes_an_email_and_it_is_sent_so(led):
    page = "/letters/templates/mail/advice-reminder/"
    assert "Friday 30 October 2026" in get(led.grace, page).content.decode(), "the preview has made-up facts"
    said = {"title": "Your advice, please", "body": "It is due on {due}.\n\nOpen it: {link}", "do": "save", "after": ""}
    assert post(led.grace, page, **said).status_code == 302
    made = mail(led.council.pk, "advice-reminder", {"due": "Friday 30 October 2026", "contributor": "social care"})
    assert (made.subject, made.body) == ("Your advice, please", "It is due on Friday 30 October 2026.\n\nOpen it: {link}\n")
    assert mail(uuid4(), "advice-reminder", {"due": "today", "contributor": "x"}).subject == "A reminder: your advice is due"


@pytest.mark.parametrize(
    ("body", "says"),
    [("It is due on {due}.", "would go without its link"), ("{child_first}: {link}, {due}", "No letter of this kind knows {child_first}")],
)
def test_an_email_keeps_its_link_and_can_name_no_child(led, body, says):
    answer = post(led.grace, "/letters/templates/mail/advice-reminder/", title="T", body=body, do="save", after="")
    assert answer.status_code == 200
    assert says in words_on(answer)


def test_no_email_has_its_words_in_the_code():
    for file in SOURCE.rglob("*.py"):
        assert not re.search(r"subject=f?[\"']", file.read_text("utf-8")), file


@pytest.mark.parametrize("slug", [s for s in shipped() if s.startswith("mail/")])
def test_every_email_that_ships_has_a_law_an_example_and_names_no_child(slug):
    template = read_template(shipped()[slug])
    assert template.cite
    assert fill(template, SAMPLE, {}).blocks
    assert not {"child_first", "child_name", "child"} & set(template.facts)
