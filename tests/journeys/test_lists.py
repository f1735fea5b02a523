"""Two lists made from the plans: the designated officer's clauses that nobody has confirmed, and a provider's help to give. In a real
browser, wide and narrow."""


from playwright.sync_api import expect

from ..delivery.conftest import *  # noqa: F403  the council and its people
from ..delivery.conftest import _today  # noqa: F401


def test_the_designated_officer_narrows_the_clauses_that_nobody_has_confirmed(visit, arranged):
    dina = visit(arranged.dina).open("/unconfirmed-clauses/")
    main = dina.page.get_by_role("main")
    expect(main).to_contain_text("6 of 6 health clauses, in 1 plan in force or being made, are not confirmed by their authors.")
    dina.assert_sound_at_any_width("clauses not confirmed")
    dina.page.get_by_label("State").select_option("Confirmed")
    dina.press("Show")
    expect(main).to_contain_text("No clause is like this.")
    dina.follow("Show all")
    dina.page.get_by_label("School or college").fill("lark")
    dina.press("Show")
    expect(main).to_contain_text("6 clauses are like this.")
    sara = visit(arranged.sara).open("/unconfirmed-clauses/")
    expect(sara.page.get_by_role("main")).to_contain_text("There is no care clause yet.")
    sara.assert_sound_at_any_width("no clauses of care")


def test_a_therapist_and_a_school_read_what_they_are_to_give(visit, arranged):
    tom = visit(arranged.tom).open("/sessions/").follow("All the help that you are to give") or visit(arranged.tom).open("/sessions/lines/")
    expect(tom.page.get_by_role("main")).to_contain_text("2 lines of help for 1 child")
    tom.assert_sound_at_any_width("help to give")
    nurse = visit(arranged.nurse).open("/sessions/lines/")
    expect(nurse.page.get_by_role("main")).to_contain_text("You have no help to give yet.")
    nurse.assert_sound_at_any_width("no help to give")
