"""Every event of every EHC pathway is reached from “What happened?” and refuses what is wrong in words, with what was typed kept."""

import re

import lxml.html
import pytest

from .conftest import case_of, day, get, post

pytestmark = pytest.mark.django_db
BEGINS = {
    "ehc-needs-assessment": ("request-received", {"by": "parent"}),
    "annual-review": ("plan-made", {}),
    "phase-transfer": ("phase-transfer-identified", {"phase": "secondary-to-post-16", "transfer_on": "2027-09-01"}),
    "reassessment": ("reassessment-requested", {}),
    "plan-cessation": ("cessation-considered", {}),
    "plan-transfer": ("authority-aware-of-move", {"move_on": "2026-04-06"}),
    "mediation": ("mediation-requested", {"issues": ["education"]}),
    "tribunal-appeal": ("appeal-lodged", {"about": "Refusal to assess"}),
}
TYPED = '31 <b>x</b> "q" {{7*7}} %s'


@pytest.mark.parametrize("pathway", BEGINS)
def test_every_link_of_what_happened_leads_to_a_page_and_every_plain_form_keeps_what_is_wrong(area, pathway):
    first, fields = BEGINS[pathway]
    case = case_of(area.maya, (first, day("2026-04-06"), fields), pathway=pathway)
    page = lxml.html.fromstring(get(area.priya, f"/cases/{case.pk}/record/").content)
    links = [a for a in page.xpath("//main//a/@href") if re.search(r"/record/[a-z-]+/", a)]
    assert links
    for link in links:
        answer = get(area.priya, link)
        if answer.status_code == 302:
            answer = get(area.priya, answer.url, **({"plain": ""} if "plain" in answer.url else {}))
        assert answer.status_code in (200, 302), f"{link} leads to {answer.status_code}"
        plain = lxml.html.fromstring(get(area.priya, link, plain="").content)
        boxes = [b.get("name") for b in plain.xpath("//main//form//input[not(@type)]|//main//form//input[@type='text']|//main//form//textarea")]
        said = post(area.priya, link, **dict.fromkeys(boxes, TYPED))
        assert said.status_code == 200, link
        again = lxml.html.fromstring(said.content)
        assert "There is a problem" in again.text_content(), link
        # A question that offers no answer could never be sent.
        assert [s.get("name") for s in again.xpath("//main//form//select") if len(s.xpath(".//option[@value!='']")) == 0] == [], link
        assert again.xpath("//main//b[text()='x']") == [], link
        kept = {b.get("name"): b.get("value") or b.text_content().removeprefix("\n") for b in again.xpath("//main//form//input|//main//form//textarea")}
        assert {name: kept.get(name) for name in boxes} == dict.fromkeys(boxes, TYPED), link


def test_what_a_screen_is_not_about_is_recorded_by_the_plain_form(area):
    """A plan that ceases is not considered and has no draft to consult on; a transfer whose plan nobody proposed here was amended another way."""
    first, fields = BEGINS["plan-cessation"]
    ceasing = case_of(area.maya, (first, day("2026-04-06"), fields), pathway="plan-cessation")
    for event in ("family-consulted", "setting-consulted"):
        assert "Record it" in get(area.priya, f"/cases/{ceasing.pk}/record/{event}/").content.decode()
    first, fields = BEGINS["phase-transfer"]
    moving = case_of(area.maya, (first, day("2026-04-06"), fields), pathway="phase-transfer")
    sent_on = get(area.priya, f"/cases/{moving.pk}/plan/amended/")
    assert (sent_on.status_code, sent_on.url) == (302, f"/cases/{moving.pk}/record/amended-plan-issued/?plain")
    assert post(area.priya, f"/cases/{moving.pk}/plan/amended/").status_code == 404
