"""A family compares two versions of a plan on a phone. In a real browser."""

from playwright.sync_api import expect

from ..plans.conftest import *  # noqa: F403  the council and its people
from ..plans.conftest import _today  # noqa: F401
from ..plans.test_versions import the_two, two  # noqa: F401


def test_a_family_compares_two_versions(visit, two):  # noqa: F811
    anna = visit(two.anna, width=1280).open(f"{two.path}read/")
    anna.follow("What changed from one version to the next")
    expect(anna.page.get_by_role("heading", level=1)).to_contain_text("Versions of this plan")
    anna.assert_sound_at_any_width("versions")
    anna.follow("What changed")
    main = anna.page.get_by_role("main")
    expect(anna.page.get_by_role("heading", level=1)).to_contain_text("What changed in the plan")
    expect(main).to_contain_text("In 1 place help is less, or is said less clearly.")
    expect(main).to_contain_text("This help was once a week. It is now once every two weeks. That is less often.")
    expect(main).to_contain_text("The family said: “Two sessions a week tire him.”")
    expect(main.locator("mark").first).to_be_visible()
    anna.assert_sound_at_any_width("what changed")


def test_every_other_view_of_a_plan_is_sound_at_any_width(visit, two):  # noqa: F811
    anna = visit(two.anna, width=1280).open(f"{two.path}one-page/")
    expect(anna.page.get_by_role("heading", level=1)).to_have_text("Oscar’s plan on one page")
    anna.assert_sound_at_any_width("one page")
    officer = visit(two.priya, width=1280)
    for page in ("versions/", "versions/compare/", "social-care/", "one-page/"):
        officer.open(f"{two.path}{page}").assert_sound_at_any_width(page)
