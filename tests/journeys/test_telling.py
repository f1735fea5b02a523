"""A mother says on her phone how she wishes to be told; her text does not arrive and an email does; and an officer finds out how somebody
whom nothing reached can be told."""

import pytest
from playwright.sync_api import expect

from goldenthread.letters import delivering, tasks
from goldenthread.letters.models import Message, Sending

from ..cases.pages.conftest import as_the_worker
from ..families.conftest import parent_of
from ..notify import notify, sent  # noqa: F401


def the_worker_sends_and_hears(by):
    """Until nothing is left to send, and Notify has said of each what became of it."""
    with as_the_worker():
        for message in Message.objects.filter(state="queued"):
            tasks.send(None, message=str(message.pk))
        for sending in Sending.objects.filter(state="accepted"):
            delivering.receive(sending.carrier_id, by.one(sending.carrier_id)["status"])


@pytest.mark.parametrize("width", [320])
def test_a_text_that_does_not_arrive_is_followed_by_an_email_and_in_the_end_by_a_person(visit, area, notify, width):  # noqa: F811
    joanna = parent_of(area.maya, "Joanna", "Whitfield")
    mother = visit(joanna, width=width).open(f"/family/{area.maya.pk}/how-to-tell/")
    mother.assert_sound("how to tell")
    mother.page.get_by_label("By text message").check()
    mother.page.get_by_label("Letters to my home").check()
    mother.press("Save")
    expect(mother.page.get_by_role("alert")).to_contain_text("Enter your mobile number, so that we can use it")
    mother.faults.clear()  # the browser says that the form was refused
    mother.page.get_by_label("Your mobile number").fill("07700 900003")
    mother.press("Save")
    expect(mother.page.get_by_role("status")).to_contain_text("From now on we tell you in this way.")
    mother.open(f"/family/{area.maya.pk}/")
    mother.page.get_by_label("Your question").fill("When will you decide?")
    mother.press("Send question")

    officer = visit(area.priya).open("/questions/")
    officer.follow("A question")
    officer.page.get_by_label("Your answer").fill("On Friday.")
    officer.press("Send the answer")
    the_worker_sends_and_hears(notify)
    assert [(m["type"], m["status"]) for m in sent(notify)] == [("sms", "temporary-failure")]
    the_worker_sends_and_hears(notify)
    assert [(m["type"], m["status"]) for m in sent(notify)][1:] == [("email", "delivered")]
    expect(mother.open(f"/family/{area.maya.pk}/").page.get_by_text("On Friday.")).to_be_visible()

    # Her email fails too the next time: letters are not safe, so a person is asked.
    joanna.user.email = "perm-fail@simulator.notify"
    joanna.user.save()
    mother.page.get_by_label("Your question").fill("Who is it?")
    mother.press("Send question")
    officer.open("/questions/").follow("A question")
    officer.page.get_by_label("Your answer").fill("Dr Marsh.")
    officer.press("Send the answer")
    for _ in range(3):
        the_worker_sends_and_hears(notify)
    assert not sent(notify, type="letter")
    officer.open("/my-work/").follow("Find out how Joanna Whitfield can be told")
    expect(officer.page.get_by_text("We tried by text message, email.")).to_be_visible()
    expect(officer.page.get_by_text("Do not reach them by letter.")).to_be_visible()
    officer.assert_sound_at_any_width("not reached")
    officer.page.get_by_label("I told them another way that is safe for them").check()
    officer.press("Record it")
    expect(officer.page.get_by_role("status")).to_contain_text("It has left your work.")
