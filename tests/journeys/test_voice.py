"""Meetings, views, projects, questions of many and packs: each on a phone or at a desk, from its first page to its last."""

import os

import pytest
from playwright.sync_api import expect

from goldenthread.offer import often

from ..voice.conftest import *  # noqa: F403  the council and its voices
from ..voice.conftest import _today  # noqa: F401

SHOTS = os.environ.get("SHOTS")


def look(seen, name):
    seen.assert_sound(name)
    if SHOTS:
        seen.page.screenshot(path=f"{SHOTS}/voice-{name}-{seen.page.viewport_size['width']}.png", full_page=True)


def day_in(page, name, day, month, year=2026):
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name={name}_{part}]").fill(str(value))


def test_a_meeting_is_planned_booked_and_answered_on_a_phone(visit, area, monkeypatch):
    grace = visit(area.grace).open("/meetings/run/")
    look(grace, "running-empty")
    grace.follow("Plan a meeting")
    page = grace.page
    page.get_by_label("Surgery", exact=True).check()
    for label, words in (("Title", "SEND surgery"), ("What happens there?", "Ask a navigator."), ("Who may come?", "Any family"), ("Start time", "10:30"), ("End time", "1pm"), ("Can everybody take part?", "A lift."), ("How many places?", "1")):
        page.get_by_label(label).fill(words)
    day_in(page, "on", 24, 11)
    page.get_by_label("At a place").check()
    page.get_by_label("Address").fill("Town Hall")
    page.get_by_label("District").select_option("E07000070")
    look(grace, "new")
    grace.press("Put it on the public page")
    look(grace, "run-empty")
    run = page.url

    seen = visit(None, width=320).open("/have-your-say/")
    look(seen, "hub")
    seen.follow("Meetings for families")
    look(seen, "listing")
    seen.follow("SEND surgery")
    look(seen, "meeting")
    main = seen.page.get_by_role("main")
    at = seen.page.url
    seen.page.get_by_label("Your name").fill("Dana Frost")
    seen.page.get_by_label("Your phone number or email").fill("01632 960001")
    seen.page.get_by_label("No message: I keep the page’s address").check()
    seen.press("Book a place")
    expect(main).to_contain_text("You have a place")
    look(seen, "booked")
    mine = seen.page.url
    seen.page.goto(at)
    seen.page.get_by_label("Your name").fill("Ali Baker")
    seen.page.get_by_label("Your phone number or email").fill("ali@example.org")
    seen.page.get_by_label("No message: I keep the page’s address").check()
    seen.press("Join the waiting list")
    expect(main).to_contain_text("You are on the waiting list")
    look(seen, "waiting")
    seen.page.goto(mine)
    seen.press("Give my place back")
    expect(main).to_contain_text("Your booking is cancelled")
    look(seen, "cancelled")
    seen.page.goto(at)
    seen.page.get_by_label("What do you want to ask?").fill("How long is the wait?")
    seen.press("Send your question")
    expect(main).to_contain_text("Thank you")

    page.goto(run)
    expect(page.get_by_role("main")).to_contain_text("A place came free: tell them")
    look(grace, "run")
    grace.follow("Answer it")
    page.get_by_label("The question, in your words").fill("How long is the wait now?")
    page.get_by_label("The answer").fill("Twelve weeks.")
    page.locator("[name=families]").fill("4")
    look(grace, "answer")
    grace.press("Put the answer on the public page")
    page.get_by_label("Chelmsford").fill("9")
    grace.press("Keep who came")
    page.goto(run.replace(run.split("/run/")[1], ""))
    look(grace, "running")
    seen.page.goto(at)
    expect(main).to_contain_text("Asked by several families")
    look(seen, "answered")
    monkeypatch.setitem(often.A_DAY, "ask-meeting", 1)
    seen.page.get_by_label("What do you want to ask?").fill("Again?")
    seen.press("Send your question")
    expect(main).to_contain_text("Too much came from here today")
    seen.faults.clear()
    look(seen, "too-often")
    seen.page.goto(at)
    seen.page.get_by_label("What do you want to ask?").fill("Too late?")
    page.goto(run)
    page.get_by_label("Why is the meeting called off?").fill("The hall is flooded")
    grace.press("Call the meeting off")
    seen.press("Send your question")
    expect(main).to_contain_text("takes no more bookings")
    seen.faults.clear()
    look(seen, "closed")


@pytest.mark.parametrize("width", [320])
def test_a_child_tells_and_the_lead_reads(visit, area, width):
    seen = visit(area.anna, width=width).open("/tell-us/")
    page, main = seen.page, seen.page.get_by_role("main")
    look(seen, "tell-us")
    page.get_by_role("link", name="7 or younger").click()
    page.locator("[name=face-school][value=sad]").check()
    page.get_by_label("What do you like best?").fill("Trains")
    look(seen, "tell-form")
    page.locator("label[for=id_unsafe-2]").click()
    expect(page.locator("#id_unsafe-2")).to_be_checked()
    page.get_by_label("What is it? You can leave this empty").fill("The bus")
    seen.press("Send")
    expect(main).to_contain_text("You did the right thing")
    look(seen, "tell-thanks")
    sal = visit(area.sal).open("/safeguarding/")
    look(sal, "safeguarding")
    sal.follow("Oscar Lindqvist")
    look(sal, "safeguarding-one")
    sal.page.get_by_label("Nothing in it is a concern: pass it on").check()
    sal.page.get_by_label("What was done, and when?").fill("Talked at school at 10: a game on the bus, no hurt.")
    sal.press("Keep this")
    look(sal, "safeguarding-read")
    seen.page.goto("/tell-us/passed-on/")
    expect(main).to_contain_text("Trains")
    look(seen, "passed")


def test_a_project_to_what_came_of_it(visit, area):
    cal = visit(area.cal).open("/consultations/run/")
    page = cal.page
    look(cal, "projects-run")
    page.get_by_label("Co-production project").check()
    page.get_by_label("Title").fill("A sensory room")
    page.get_by_label("What is it about, and what can be changed?").fill("Its light.")
    page.get_by_label("What do you ask children").fill("What makes you calm?")
    page.get_by_label("What do you ask parents").fill("What should it have?")
    day_in(page, "opens_on", 1, 11)
    day_in(page, "closes_on", 30, 11)
    cal.press("Put it on the public page")
    page.get_by_label("At which session, or in which way?").fill("Workshop")
    page.get_by_label("Children under 14").check()
    page.get_by_label("How many?").fill("12")
    cal.press("Count them")
    look(cal, "project-run")
    seen = visit(None, width=320).open("/consultations/")
    look(seen, "projects")
    seen.follow("A sensory room")
    look(seen, "project-open")
    at = seen.page.url
    seen.page.get_by_label("What should it have?").fill("A door that one can see out of.")
    seen.page.get_by_label("A parent or carer").check()
    seen.page.get_by_label("No", exact=True).check()
    seen.press("Send your answer")
    expect(seen.page.get_by_role("main")).to_contain_text("Those who run this read it")
    look(seen, "project-answered")
    cal.page.reload()
    expect(cal.page.get_by_role("main")).to_contain_text("A door that one can see out of.")
    look(cal, "project-run-answers")
    seen.page.goto(at)
    seen.follow("8 to 13")
    look(seen, "project-form")
    page.locator("[name=text]").fill("Low light.")
    cal.press("Put it on the public page")
    from goldenthread.voice.models import Project

    Project.objects.update(closes_on="2026-11-20")
    seen.page.goto("/consultations/")
    seen.follow("A sensory room")
    expect(seen.page.get_by_role("main")).to_contain_text("13 people took part")
    look(seen, "project-over")


def test_a_question_of_many(visit, area):
    cal = visit(area.cal, width=320).open("/forum-questions/own/")
    cal.page.get_by_label("What do you ask?").fill("Why is the room locked at lunch?")
    look(cal, "forum-own")
    cal.press("Ask it")
    look(cal, "forum-asked")
    at = cal.page.url
    grace = visit(area.grace).open("/my-work/")
    look(grace, "forum-my-work")
    grace.page.goto(at)
    grace.page.get_by_label("Who answers it?").select_option(label="Dina Cole, Designated clinical officer, Essex ICB")
    look(grace, "forum-name")
    grace.press("Name them")
    dina = visit(area.dina).open("/my-work/")
    dina.follow("Reply to those who ask for many")
    dina.page.get_by_label("Yes, we will do it").check()
    dina.page.get_by_label("Your reply").fill("Lunch staff get a key.")
    day_in(dina.page, "change_by", 10, 12)
    look(dina, "forum-reply")
    dina.press("Publish the reply")
    dina.page.get_by_label("What changed?").fill("It is open at lunch.")
    dina.press("Publish what changed")
    cal.page.goto(at)
    look(cal, "forum-seen")
    cal.press("Yes, we see it")
    seen = visit(None, width=320).open("/forum-questions/")
    expect(seen.page.get_by_role("main")).to_contain_text("Changed, and seen by those who asked")
    look(seen, "forum-record")


def test_a_pack_is_published_read_and_counted(visit, area):
    fay = visit(area.fay).open("/packs/run/")
    page = fay.page
    for label, words in (("Title", "ND Information Pack"), ("For whom is it", "For families who wait."), ("Who wrote it together?", "14 parents"), ("What is new in this version?", "The first one"), ("The words of the pack", "# Sleep\n- dim lights")):
        page.get_by_label(label).fill(words)
    look(fay, "packs-run")
    fay.press("Publish it")
    look(fay, "pack-run")
    seen = visit(None, width=320).open("/packs/")
    look(seen, "packs")
    seen.follow("ND Information Pack")
    expect(seen.page.get_by_role("main")).to_contain_text("dim lights")
    look(seen, "pack")
    page.get_by_label("What is new in this version?").fill("Better")
    fay.press("Publish the new version")
    seen.page.goto("/packs/nd-information-pack/1/")
    expect(seen.page.get_by_role("main")).to_contain_text("This is an earlier version")
    look(seen, "pack-earlier")
    aaron = visit(area.aaron).open("/packs/nd-information-pack/")
    aaron.press("Count it")
    look(aaron, "pack-gave")
    aaron.page.get_by_label("Handed out on paper").check()
    aaron.page.get_by_label("To how many families?").fill("5")
    aaron.press("Count it")
    look(aaron, "pack-signed-in")
