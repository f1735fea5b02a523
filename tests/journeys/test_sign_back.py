"""A therapist finds the frequency of her provision changed, corrects it, and the officer restores it. In a real browser."""

from playwright.sync_api import expect

from goldenthread.access.models import PersonalLink
from goldenthread.letters.models import Message
from goldenthread.plans.models import Clause

from ..plans.conftest import *  # noqa: F403  the council and its people
from ..plans.conftest import _today, clause  # noqa: F401
from .test_plan import by_link


def test_a_therapist_finds_her_provision_changed_and_the_officer_restores_it(visit, draft):
    area = draft
    officer = visit(area.priya).open(area.path)
    officer.press("Ask authors to check their clauses")

    # The therapist confirms all that rests on her advice.
    leila = by_link(visit, "clauses", "speech-and-language-therapist", width=390)
    leila.open("/task/clauses/").follow("Begin")
    for _ in range(3):
        leila.page.get_by_label("Yes, I confirm the draft as it stands").check()
        leila.page.get_by_role("button", name="Save").click()
    expect(leila.page.get_by_role("main")).to_contain_text("You have answered all 3 clauses")

    # The officer makes it less often. Its author is told, and the alarm stands on the plan and first on the ICB's list.
    c = clause(area, "speech-and-language-therapist", "F")
    officer.open(f"{area.path}clauses/{c.pk}/")
    expect(officer.page.get_by_role("main")).to_contain_text("Its author has confirmed these words")
    words = officer.page.get_by_label("Words in the plan")
    words.fill(c.text.replace("once a week", "once a fortnight"))
    officer.press("Save")
    expect(officer.page.get_by_role("status")).to_contain_text("It is not confirmed now, and we have told them.")
    expect(officer.page.get_by_role("main")).to_contain_text(f"Changed since they were confirmed: F{c.number}")
    officer.assert_sound("the alarm")
    assert Message.objects.filter(purpose="clause-changed", address=area.leila.who.email).count() == 1
    dina = visit(area.dina).open("/unconfirmed-clauses/")
    expect(dina.page.get_by_role("main").locator("tbody tr").first).to_contain_text("Changed since confirmed")
    dina.assert_sound("the ICB's list")

    # She opens the link of that message, is asked about that clause alone, and puts her own words back.
    PersonalLink.objects.filter(task="clauses", about="speech-and-language-therapist").order_by("made_at").first().delete()
    leila = by_link(visit, "clauses", "speech-and-language-therapist", width=390)
    leila.open("/task/clauses/")
    main = leila.page.get_by_role("main")
    expect(main).to_contain_text("1 of 3 clauses waits for your answer.")
    leila.follow("Go on")
    expect(main).to_contain_text("This help was once a week. It is now once a fortnight. That is less often.")
    expect(main).to_contain_text("1 thing you wrote is missing or changed.")
    leila.assert_sound("what changed since")
    leila.page.get_by_label("No, correct it").check()
    leila.page.get_by_role("button", name="Save").click()
    expect(main).to_contain_text("You have answered all 3 clauses")

    # The officer restores it, in her words; it stands confirmed.
    officer.open(f"{area.path}answers/").follow("Answer the correction")
    officer.page.get_by_label("Yes, put their words in the plan").check()
    officer.page.get_by_label("Your reason, which they will read").fill("You are right: once a week.")
    officer.press("Save your answer")
    assert "once a week" in Clause.objects.get(pk=c.pk).text
    officer.open(area.path)
    expect(officer.page.get_by_role("main")).not_to_contain_text("Changed since they were confirmed")
    leila.open("/task/clauses/")
    expect(main).not_to_contain_text("waits for your answer")
