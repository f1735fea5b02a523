"""What the journeys hold every page to finds something where something is wrong."""

from .conftest import wrong_by_axe


def test_a_picture_without_words_and_text_too_faint_to_read_are_found(browser):
    page = browser.new_page()
    page.set_content('<html lang="en"><title>Page</title><main><h1>Page</h1><img src="data:,"><p style="color: #ccc">Faint</p></main></html>')
    found = wrong_by_axe(page)
    page.close()
    assert sorted(fault.split(":")[0] for fault in found) == ["color-contrast", "image-alt"]
    assert any('<p style="color: #ccc">' in fault for fault in found)
