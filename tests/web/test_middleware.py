"""No page need think of the one character that the database cannot hold, nor of anything else that an address may ask."""

import pytest
from django.http import QueryDict

from goldenthread.web.middleware import without_nul

from ..hostile import VALUES, Noting, noted


def test_the_character_goes_and_all_else_stays():
    given = QueryDict("q=a%00b&q=c&%00n=1&empty=")
    assert dict(without_nul(given).lists()) == {"q": ["ab", "c"], "n": ["1"], "empty": [""]}


@pytest.mark.django_db
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_the_public_search_answers_whatever_is_asked(client, value):
    for name in ("q", "near", "age", "page", "need", "how", "sort", "in"):
        assert client.get(f"/local-offer/?{name}={value}").status_code in (200, 302), name


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/local-offer/%00/", "/family/%00/", "/static/%00.css"])
def test_no_page_has_it_in_its_address(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_what_a_page_asks_of_its_address_is_noted(client):
    with noted() as asked:
        client.get("/local-offer/?x=1")
    assert {"q", "near", "age", "page"} <= asked
    assert Noting("a=1", asked=set()).copy()["a"] == "1"


@pytest.mark.django_db
def test_an_address_that_takes_only_a_form_says_so_in_words(client):
    page = client.get("/language/")
    assert (page.status_code, page.headers["Allow"]) == (405, "POST")
    assert "Nothing was sent" in page.content.decode()
    assert "press the button there again" in page.content.decode()
