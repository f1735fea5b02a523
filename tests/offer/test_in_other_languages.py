"""The public Local Offer in another language: no sentence of its own is left in English. What a service says of itself stays in its words."""

import pytest

from goldenthread.offer.models import Service

from ..cases.pages.conftest import as_application
from ..families.test_languages import english_left
from ..pseudo import install
from .conftest import ROWS

PATHS = (
    "/local-offer/", "/local-offer/?q=school", "/local-offer/?q=school&near=CM1&age=9", "/local-offer/?q=zzzz", "/local-offer/map/", "/local-offer/shortlist/", "/local-offer/children/",
    "/local-offer/whats-on/", "/local-offer/without-the-internet/", "/local-offer/comments/", "/local-offer/comments/say/",
)  # fmt: skip


@pytest.mark.parametrize("path", [*PATHS, "service"])
def test_no_sentence_of_a_page_is_left_in_english(offer, settings, tmp_path_factory, client, path):
    settings.LANGUAGES_DIR = str(install(tmp_path_factory.mktemp("languages"), "ar", "Pseudo"))
    client.cookies["language"] = "ar"
    if path == "service":
        path = f"/local-offer/{Service.objects.get(name='Back to school, step by step').pk}/"
    with as_application():
        page = client.get(path)
    assert page.status_code == 200
    own = sorted({v for r in ROWS for v in r.values() if isinstance(v, str) and " " in v or len(str(v)) > 3} | {"Essex SEND partnership", "Golden Thread", "Find help"}, key=len, reverse=True)
    left = english_left(page, own)
    assert left == [], "\n".join(left)
