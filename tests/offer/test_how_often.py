"""Nobody reads the whole of the Local Offer out by searching: an address that is shared is limited as the search box is."""

from goldenthread.offer import often
from goldenthread.offer.models import Spent

from ..cases.pages.conftest import as_application


def search(client, words, **more):
    with as_application():
        return client.get("/local-offer/", {"q": words, **more})


def test_searches_by_an_address_are_limited_and_say_what_to_do(offer, client, monkeypatch):
    monkeypatch.setitem(often.A_DAY, "search", 2)
    assert [search(client, "school").status_code for _ in range(3)] == [200, 200, 429]
    page = search(client, "school").content.decode()
    assert "Too many for one day" in page
    assert "Back to school, step by step" not in page
    # Another address is another place, and what is no search is not counted.
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert search(client, "school").status_code == 200
    assert search(client, "").status_code == 200


def test_of_who_searched_nothing_is_kept_but_a_number_of_that_day(offer, client):
    search(client, "school", near="CM1")
    [row] = Spent.objects.filter(kind="search")
    assert "127.0.0.1" not in row.mark
    assert len(row.mark) == 64
