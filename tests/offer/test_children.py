"""Pages for children themselves: words that a child can read, what there is in a child's words, and somebody to talk to on every page."""

import re

import lxml.html
import pytest

from goldenthread.offer.children import READS_AT, TOPICS
from goldenthread.offer.forms import EntryForm
from goldenthread.offer.keeping import token_of
from goldenthread.offer.loading import load_offer
from goldenthread.offer.models import Service, TaxonomyTerm
from goldenthread.offer.models_keeping import Change, Suggestion
from goldenthread.science.reading_age import reading_age
from tests.cases.pages.conftest import sign_in

from .conftest import ROWS, write
from .test_keeping import ask, council, form_of  # noqa: F401

EASY = "You can stay for one night. There are games. Kind grown-ups look after you."
PAGES = ("/local-offer/children/", "/local-offer/children/tell-us/", *(f"/local-offer/children/{t.slug}/" for t in TOPICS))


def stays():
    return Service.objects.get(name="Overnight stays")


def words_of(page):
    """What a child reads: the text of the page itself, a line each block, without choices of a list and without what services say."""
    main = lxml.html.fromstring(page).xpath("//main")[0]
    for gone in main.xpath(".//select | .//form[@method='post'] | .//*[contains(@class, 'gt-offer')]"):
        gone.drop_tree()
    blocks = [" ".join(e.text_content().split()) for e in main.xpath(".//p | .//li | .//h1 | .//h2 | .//label")]
    return "\n".join(b for b in blocks if b)


@pytest.mark.parametrize("path", PAGES)
def test_a_child_of_eight_can_read_every_page(council, client, path):  # noqa: F811
    words = words_of(ask(client, path).content.decode())
    assert reading_age(words) <= READS_AT
    # No sentence is long, whatever the mean: 15 words is what GOV.UK calls short.
    assert max(len(s.split()) for s in re.split(r"[.?!:\n]", words)) <= 15


def test_each_topic_leads_to_a_need_that_there_is(council):  # noqa: F811
    there = set(TaxonomyTerm.objects.filter(taxonomy__slug="need").values_list("code", flat=True))
    assert {need for t in TOPICS for need in t.needs} <= there


def test_somebody_to_talk_to_is_on_every_page(council, client):  # noqa: F811
    for path in PAGES:
        page = ask(client, path).content.decode()
        assert "0800 1111" in page or "children/#talk" in page, path
    assert ask(client, "/local-offer/children/nothing/").status_code == 404


def test_only_what_is_told_to_children_stands_on_their_pages(council, client):  # noqa: F811
    page = lambda where="": ask(client, f"/local-offer/children/fun/{where}").content.decode()  # noqa: E731
    assert "There are none yet" in page()
    Service.objects.filter(pk=stays().pk).update(child_summary=EASY)
    assert EASY in page()
    assert EASY in page("?near=Harlow")
    assert "There are none near you yet" in page("?near=Braintree")
    # One that families do not see is not told to children either.
    Service.objects.filter(pk=stays().pk).update(assured_date="2025-01-01")
    assert EASY not in page()


def test_what_is_the_same_in_several_places_is_told_once(council, client, tmp_path):  # noqa: F811
    places = [r for r in ROWS if r["service"] in ("Overnight stays", "Chatter time")]
    told = [r | {"service": f"Swim: {r['town']}", "organisation": "Stepping Stones", "needs": "play", "districts": "", "age_from": "", "age_to": "", "cost": "free", "for_children": "Swim with us."} for r in places]
    load_offer(write(tmp_path, told, columns=tuple(told[0])))
    page = ask(client, "/local-offer/children/fun/").content.decode()
    assert page.count("Swim with us.") == 1
    assert "<h3>Swim</h3>" in page
    assert "Chelmsford, Harlow." in page
    near = ask(client, "/local-offer/children/fun/?near=Harlow").content.decode()
    assert "<h3>Swim: Harlow</h3>" in near
    assert "Show this to a grown-up" in near


def test_a_service_writes_for_children_by_its_link_and_an_editor_passes_it(council, client):  # noqa: F811
    service = stays()
    hard = form_of(service, child_summary="Residential respite accommodation facilitating socialisation opportunities for individuals experiencing disabilities.")
    answer = ask(client, f"/local-offer/entry/{token_of(service)}/change/", hard).content.decode()
    assert "use shorter words and sentences" in answer
    assert "Residential respite accommodation" in answer
    assert ask(client, f"/local-offer/entry/{token_of(service)}/change/", form_of(service, child_summary=EASY)).status_code == 302
    one = Suggestion.objects.get()
    assert one.fields == {"child_summary": EASY}
    assert EASY not in ask(client, "/local-offer/children/fun/").content.decode()
    ask(sign_in(council.manager), f"/local-offer/suggestions/{one.pk}/", {"decided": "approve", "answer": "Read with the youth council"})
    assert stays().child_summary == EASY
    assert Change.objects.get().fields == {"child_summary": ["", EASY]}


def test_a_file_may_tell_children_and_one_without_that_column_takes_nothing_away(council, tmp_path):  # noqa: F811
    told = [r | {"for_children": EASY if r["service"] == "Overnight stays" else ""} for r in ROWS]
    load_offer(write(tmp_path, told, columns=tuple(told[0])))
    assert stays().child_summary == EASY
    load_offer(write(tmp_path, [r | {"checked_on": "2026-11-20"} for r in ROWS]))
    assert stays().child_summary == EASY


def test_what_is_said_to_children_is_one_field_of_the_form():
    assert "child_summary" in EntryForm.base_fields
