"""The demo shows what an officer's inbox is for."""

import re

from goldenthread.local.demo.inbox import make_requests

from ..cases.pages.conftest import TODAY, get, text_of


def test_the_demo_has_three_requests_that_can_be_opened_and_making_them_again_adds_none(area):
    for _ in range(2):
        make_requests(area.council, TODAY)
    page = get(area.priya, "/requests/")
    assert "3 requests wait" in text_of(page)
    for name in ("Rosa Ferreira", "Leo Marchetti", "Ivy Thorntan"):
        assert name in text_of(page)
    for path in sorted(set(re.findall(r"/requests/[0-9a-f-]{36}/", page.content.decode()))):
        assert get(area.priya, path).status_code == 200
