"""A mother adds her child's picture and a recording to section A on a phone; the officer puts them in the plan; the family reads it. In a
real browser."""

import wave
from io import BytesIO

from playwright.sync_api import expect

from ..plans.conftest import *  # noqa: F403  the council and its people
from ..plans.conftest import _today, practitioner  # noqa: F401
from ..plans.media_files import png


def recording():
    out = BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(bytes([128] * 8000))
    return out.getvalue()


def send(anna, kind, name, data, words):
    anna.page.get_by_label(kind, exact=True).check()
    anna.page.locator("#file").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    anna.page.get_by_label("The words").fill(words)
    anna.page.get_by_label("Oscar said it, made it or chose it").check()
    anna.press("Send it")


def test_a_picture_and_a_recording_come_into_section_a(visit, draft):
    anna = visit(draft.anna, width=390).open("/family/")
    anna.follow("Add Oscar’s own words, a picture or a recording to the plan")
    main = anna.page.get_by_role("main")
    expect(main).to_contain_text("Section A of the plan says what Oscar and the family think and hope for.")
    anna.press("Send it")
    expect(anna.page.get_by_role("alert")).to_contain_text("Select what you add")
    anna.assert_sound_at_any_width("section A with faults")
    send(anna, "A picture", "swing.png", png(320, 200), "Oscar on a swing, laughing")
    expect(main).to_contain_text("With your case officer")
    send(anna, "A sound recording", "trains.wav", recording(), "I like trains!")
    anna.assert_sound_at_any_width("section A sent")

    priya = visit(draft.priya).open(draft.path)
    expect(priya.page.get_by_role("main")).to_contain_text("2 things sent for this section wait for you.")
    for _ in range(2):
        priya.open(f"{draft.path}section-a/").page.locator("main a.gt-button").first.click()
        priya.page.wait_for_url("**/section-a/*/")
        priya.assert_sound_at_any_width("section A answer")
        priya.press("Put it in section A")
    priya.open(draft.path)
    priya.assert_sound_at_any_width("plan with a picture")
    priya.open(f"{draft.path}send/")
    priya.page.get_by_role("button", name="Send the draft").click()
    expect(priya.page.get_by_role("main")).to_contain_text("Sent to the family")

    anna.open(f"{draft.path}read/")
    picture = anna.page.get_by_role("img", name="Oscar on a swing, laughing")
    expect(picture).to_be_visible()
    assert picture.evaluate("i => i.complete && i.naturalWidth") == 320
    expect(main).to_contain_text("A sound recording, “trains.wav”. Chosen by the child. What is said in it:")
    anna.assert_sound_at_any_width("plan read with a picture")
    anna.open(f"{draft.path}one-page/")
    expect(anna.page.get_by_role("img", name="Oscar on a swing, laughing")).to_be_visible()
    anna.assert_sound_at_any_width("one page with a picture")


def test_a_council_sends_its_word_template_looks_at_it_and_goes_back(visit, draft):
    from ..plans.test_word_template import template

    boss = visit(practitioner("Ines Long", "la-send-manager", draft.council)).open("/administration/")
    boss.follow("Word template for plans")
    main = boss.page.get_by_role("main")
    boss.press("Send it")
    expect(main).to_contain_text("Choose a Word document")
    boss.page.locator("#file").set_input_files({"name": "essex.docx", "mimeType": "application/octet-stream", "buffer": template()})
    boss.press("Send it")
    expect(main).to_contain_text("It is not used yet")
    boss.page.get_by_role("button", name="Use it").click()
    expect(main).to_contain_text("comes as “essex.docx”")
    boss.assert_sound_at_any_width("word template")
    boss.press("Go back to it")
    expect(main).to_contain_text("comes as the standard one")
