"""Another area's feed is read over a real connection, held beside what is here, and taken up as that area's own."""

import copy
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from goldenthread.offer import fetching
from goldenthread.offer.directory import Asked, listing
from goldenthread.offer.feed_actions import load_feed
from goldenthread.offer.feeds import compare, read_feed, take_up, text_of
from goldenthread.offer.fetching import Fetcher, Unfetchable, is_public
from goldenthread.offer.keeping import change, confirm
from goldenthread.offer.models import Feed, Location, Service
from goldenthread.offer.told import save
from tests.cases.pages.conftest import as_application

from .conftest import TODAY

pytestmark = pytest.mark.django_db
AREA = "Suffolk County Council"


@pytest.fixture
def theirs(offer):
    """Our own feed's answers, as a second area would give them."""
    with as_application():
        keys = [s["id"] for s in Client().get("/open-referral/services?per_page=100").json()["contents"]]
        return [Client().get(f"/open-referral/services/{k}").json() for k in keys]


class Area:
    """A second area's server: pages of two, whatever is asked."""

    def __init__(self, services):
        self.services, self.asked, self.paths = services, [], {}
        area = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                area.asked.append(self.path)
                status, head, body = area.answer(parts.path, parse_qs(parts.query))
                self.send_response(status)
                for name, value in head.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/feed"

    def answer(self, path, given):
        if path in self.paths:
            return self.paths[path]
        if path == "/feed/services":
            page = int(given["page"][0])
            here = self.services[(page - 1) * 2 : page * 2]
            last = page * 2 >= len(self.services)
            return 200, {}, json.dumps({"page_number": page, "last_page": last, "contents": [{"id": s["id"], "name": s["name"]} for s in here]}).encode()
        found = [s for s in self.services if path == f"/feed/services/{s['id']}"]
        return (200, {}, json.dumps(found[0]).encode()) if found else (404, {}, b"{}")

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def area(theirs, settings):
    settings.OFFER_FEED_HOSTS = ["127.0.0.1"]
    one = Area(copy.deepcopy(theirs))
    yield one
    one.close()


def feed():
    return Feed.objects.create(name=AREA, address="", licence="Open Government Licence v3.0", added_on=TODAY, added_by_name="Mo Khan")


def test_pages_are_followed_and_each_service_is_read_whole(area):
    said = read_feed(area.address, Fetcher())
    assert [s["name"] for s in said] == [s["name"] for s in area.services]
    assert [a for a in area.asked if "page=" in a] == [f"/feed/services?page={n}&per_page=100" for n in (1, 2, 3)]


def test_it_is_taken_up_as_theirs_and_again_changes_nothing(area):
    one, ours = feed(), Service.objects.count()
    said = read_feed(area.address, Fetcher())
    made = take_up(one, said, TODAY)
    assert (len(made.new), len(made.changed), len(made.gone), made.refused) == (5, 0, 0, [])
    assert Service.objects.filter(feed=one).count() == 5
    assert Service.objects.filter(feed=None).count() == ours
    before = list(Service.objects.order_by("pk").values()), list(Location.objects.order_by("pk").values())
    again = take_up(one, said, TODAY)
    assert (len(again.new), len(again.changed), len(again.gone), again.same) == (0, 0, 0, 5)
    assert (list(Service.objects.order_by("pk").values()), list(Location.objects.order_by("pk").values())) == before


def test_what_changed_and_what_is_gone_is_said_before_it_is_taken_up(area):
    one = feed()
    take_up(one, read_feed(area.address, Fetcher()), TODAY)
    area.services[0]["description"] = "Now on Fridays."
    gone = area.services.pop()["name"]
    made = compare(one, read_feed(area.address, Fetcher()))
    assert [(t.service.name, parts) for t, parts in made.changed] == [(area.services[0]["name"], ["what it does"])]
    assert [s.name for s in made.gone] == [gone]
    assert Service.objects.filter(feed=one, description="Now on Fridays.").count() == 0
    take_up(one, read_feed(area.address, Fetcher()), TODAY)
    assert Service.objects.get(feed=one, name=gone).status == "defunct"
    # It comes back.
    take_up(one, [*read_feed(area.address, Fetcher())], TODAY)
    assert compare(one, read_feed(area.address, Fetcher())).gone == []


def test_families_find_it_and_read_whose_it_is_and_nobody_here_changes_it(area):
    one = feed()
    take_up(one, [s for s in read_feed(area.address, Fetcher()) if s["name"] == "Autism drop-in"], TODAY)
    theirs = Service.objects.get(feed=one)
    assert theirs.pk in [e.service.pk for e in listing(Asked(q="autism"), TODAY).entries]
    with as_application():
        said = Client().get(f"/local-offer/{theirs.pk}/").text
        assert f"Kept by <strong>{AREA}</strong>" in said
        assert "Licence: Open Government Licence v3.0." in said
        assert "Something is wrong here" not in said
        assert Client().get(f"/local-offer/{theirs.pk}/suggest/").status_code == 404
        # Who reads our feed gets what we keep, and theirs from them.
        assert Client().get(f"/open-referral/services/{theirs.pk}").status_code == 404
        assert str(theirs.pk) not in Client().get("/open-referral/service_at_locations").text
    assert not confirm(theirs.pk, TODAY, by_provider=True)
    assert not change(theirs.pk, TODAY, {"name": "Ours now"}, "because")


@pytest.mark.parametrize(("spoilt", "why"), [
    ({"id": "7"}, "it has no identifier"),
    ({"organization": None}, "it does not say who runs it"),
    ({"name": "<b></b>"}, "it has no name"),
    ({"assured_date": "soon", "last_modified": None}, "nobody says when it was last checked"),
    ({"minimum_age": 12, "maximum_age": 4}, "age_from is after age_to"),
    ({"service_areas": [{"service_area": "Ipswich"}]}, "it serves none of our districts"),
])  # fmt: skip
def test_what_cannot_be_right_is_refused_with_why_and_the_rest_is_taken(theirs, spoilt, why):
    made = take_up(feed(), [theirs[0] | spoilt, *theirs[1:]], TODAY)
    assert len(made.new) == 4
    assert [reason for _, reason in made.refused][0].startswith(why)


@pytest.mark.parametrize("odd", [None, 7, [], "text", {"a": 1}, True, float("nan"), "\0", "x" * 100_000, 10**400, -1])
def test_no_value_however_odd_fails(theirs, odd):
    one = feed()
    location = {"id": theirs[0]["id"], "location": odd}
    spoilt = [{name: odd} for name in (*theirs[0], "schedules", "phones", "fees", "cost_options", "attributes")]
    spoilt += [{"service_at_locations": [odd, location, {"location": {"id": odd, "latitude": odd, "addresses": [odd, {"postal_code": odd}]}}]}]
    for each in spoilt:
        for told in compare(one, [theirs[0] | each]).new:
            save(told)


def test_of_html_its_words_alone_are_kept(theirs):
    evil = {"description": "<p>Play &amp; talk</p><script>alert(1)</script><img src=x onerror=alert(1)>", "url": "javascript:alert(1)", "email": "not an address"}
    take_up(feed(), [theirs[0] | evil], TODAY)
    kept = Service.objects.get(feed__name=AREA)
    assert (kept.description, kept.url, kept.email) == ("Play & talk", "", "")
    assert text_of("a &lt;script&gt; b") == "a <script> b"
    with as_application():
        assert "<script>" not in Client().get(f"/local-offer/{kept.pk}/").text.replace('<script src="', "")


@pytest.mark.parametrize("address", [
    "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "224.0.0.1", "240.0.0.1",
])  # fmt: skip
def test_an_address_inside_a_network_is_never_asked(address):
    assert not is_public(address)


def test_a_public_address_is():
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")


@pytest.mark.parametrize(("address", "why"), [
    ("https://127.0.0.1/feed", "inside a private network"),
    ("https://localhost/feed", "inside a private network"),
    ("https://2130706433/feed", "inside a private network"),
    ("http://93.184.215.14/feed", "must begin with https"),
    ("file:///etc/passwd", "must begin with https"),
    ("ftp://93.184.215.14/", "must begin with https"),
    ("https://93.184.215.14:22/", "a port"),
    ("https://user:secret@93.184.215.14/", "without a user name"),
    ("https:///nothing", "Give the address alone"),
    ("https://93.184.215.14:x/", "cannot be reached"),
])  # fmt: skip
def test_what_is_no_public_https_address_is_refused(db, address, why):
    with pytest.raises(Unfetchable, match=why):
        read_feed(address, Fetcher())


def test_a_redirect_into_a_network_is_refused(area):
    inside = Fetcher()
    area.paths["/feed/services"] = (302, {"Location": "https://169.254.169.254/latest/meta-data"}, b"")
    with pytest.raises(Unfetchable, match="inside a private network"):
        read_feed(area.address, inside)
    area.paths["/feed/services"] = (302, {"Location": "file:///etc/passwd"}, b"")
    with pytest.raises(Unfetchable, match="must begin with https"):
        read_feed(area.address, Fetcher())
    area.paths["/feed/services"] = (302, {"Location": "/feed/services"}, b"")
    with pytest.raises(Unfetchable, match="too many times"):
        read_feed(area.address, Fetcher())


def test_too_much_too_slow_and_no_feed_at_all_are_refused(area, monkeypatch):
    for body, why in ((b"<html>", "not JSON"), (b"[" * 100_000, "not JSON"), (b'{"contents": {}}', "has no contents"), (json.dumps({"contents": [[[[[[[[[[[[[1]]]]]]]]]]]]]}).encode(), "too deeply")):
        area.paths["/feed/services"] = (200, {}, body)
        with pytest.raises(Unfetchable, match=why):
            read_feed(area.address, Fetcher())
    area.paths["/feed/services"] = (200, {}, b" " * 200_000)
    monkeypatch.setattr(fetching, "LARGEST", 100_000)
    with pytest.raises(Unfetchable, match="larger than we read"):
        read_feed(area.address, Fetcher())
    area.paths["/feed/services"] = (500, {}, b"")
    with pytest.raises(Unfetchable, match="answers with 500"):
        read_feed(area.address, Fetcher())
    del area.paths["/feed/services"]
    ticks = iter(range(0, 10_000_000, 400))
    with pytest.raises(Unfetchable, match="too slowly|larger than we read"):
        read_feed(area.address, Fetcher(clock=lambda: next(ticks)))


def test_the_command_reads_an_address_or_a_file_and_checks_without_a_change(area, theirs, tmp_path, capsys):
    assert load_feed(area.address, "", "", check=False) == 2
    assert load_feed(area.address, AREA, "OGL", check=True) == 0
    assert "5 would be new" in capsys.readouterr().out
    assert not Feed.objects.exists()
    assert load_feed(area.address, AREA, "OGL", check=False) == 0
    assert "5 new" in capsys.readouterr().out
    path = tmp_path / "feed.json"
    path.write_text(json.dumps({"contents": theirs[:2]}))
    assert load_feed(str(path), AREA, "", check=False) == 0
    assert "0 new, 0 changed, 3 ended, 2 as before" in capsys.readouterr().out
    assert load_feed(str(tmp_path / "none.json"), AREA, "", check=False) == 1


def test_their_words_that_we_have_not_are_counted_and_rows_of_the_law_are_none_of_them(theirs):
    odd = {"attributes": [{"taxonomy_term": {"name": "Sensory circuits"}}, {"taxonomy_term": {"code": "E08", "name": "Those whom the council commissions"}}, {"taxonomy_term": {"name": "AUTISM"}}]}
    made = compare(feed(), [theirs[0] | odd])
    assert dict(made.unknown) == {"Sensory circuits": 1}
    assert [t.code for t in made.new[0].terms] == ["autism"]
