"""The Local Offer for other directories, judged by the published schemas of Open Referral UK 3.0."""

import json
from importlib.resources import files

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from goldenthread.offer.models import Service
from tests.cases.pages.conftest import as_application

pytestmark = pytest.mark.django_db
SCHEMAS = files("goldenthread.offer") / "data" / "open_referral_uk"
PAGE = {"total_items": int, "total_pages": int, "page_number": int, "size": int, "first_page": bool, "last_page": bool, "empty": bool, "contents": list}


def ask(path, status=200):
    with as_application():
        answer = Client().get(f"/open-referral/{path}")
    assert answer.status_code == status, answer.text
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def judge(name, said):
    schema = json.loads((SCHEMAS / name).read_text("utf-8"))
    assert [f"{'/'.join(map(str, e.path))}: {e.message}" for e in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(said)] == []
    _nothing_empty(said)


def _nothing_empty(said):
    for value in said.values() if isinstance(said, dict) else said:
        assert value not in (None, "", [])
        if isinstance(value, dict | list):
            _nothing_empty(value)


def paged(path):
    said = ask(path)
    assert {k: type(v) for k, v in said.items()} == PAGE
    assert said["size"] == len(said["contents"])
    return said


def test_it_says_what_it_is(offer):
    said = ask("")
    assert said["version"] == "HSDS-UK-3.0"
    assert said["openapi_url"] == "http://testserver/open-referral/openapi.json"
    openapi = ask("openapi.json")
    assert openapi["servers"] == [{"url": "http://testserver/open-referral"}]
    assert "wait_time" in openapi["info"]["description"]
    assert "modified_after" in [p.get("name") for p in openapi["paths"]["/services"]["get"]["parameters"]]


@pytest.mark.parametrize(("lists", "listed", "single"), [
    ("services", "compiled/service_list.json", "compiled/service.json"),
    ("taxonomies", "taxonomy.json", "taxonomy.json"),
    ("taxonomy_terms", "taxonomy_term.json", "taxonomy_term.json"),
    ("service_at_locations", "compiled/service_at_location_list.json", "compiled/service_at_location.json"),
])  # fmt: skip
def test_each_of_a_list_and_each_by_itself_is_as_published(offer, lists, listed, single):
    said = paged(lists)
    assert said["contents"]
    for each in said["contents"]:
        judge(listed, each)
        judge(single, ask(f"{lists}/{each['id']}"))
    ask(f"{lists}/00000000-0000-4000-8000-000000000000", 404)
    ask(f"{lists}/nonsense", 400)


def test_pages_are_turned_and_past_the_last_there_is_nothing(offer):
    first, last, beyond = paged("services?per_page=2"), paged("services?perPage=2&page=3"), paged("services?per_page=2&page=9")
    assert (first["total_items"], first["total_pages"], first["first_page"], first["last_page"]) == (5, 3, True, False)
    assert (last["size"], last["last_page"]) == (1, True)
    assert (beyond["empty"], beyond["contents"]) == (True, [])
    assert len({e["id"] for n in (1, 2, 3) for e in paged(f"services?per_page=2&page={n}")["contents"]}) == 5
    for wrong in ("page=0", "page=x", "per_page=0", "per_page=-1", "minimum_age=x", "taxonomy_id=x", "day=someday", "start_time=late", "modified_after=then"):
        ask(f"services?{wrong}", 400)


def names(path):
    return [e.get("name") or e["service"]["name"] for e in paged(path)["contents"]]


def test_filters_hold_all_at_once(offer):
    term = next(t["id"] for t in paged("taxonomy_terms?per_page=100")["contents"] if t["name"] == "Not going to school")
    assert names(f"services?taxonomy_term_id={term}") == ["Back to school, step by step", "School anxiety team"]
    # The profile's own words: a least age of at least 11.
    assert names(f"services?taxonomy_term_id={term}&minimum_age=11") == ["School anxiety team"]
    assert names(f"services?taxonomy_term_id={term}&maximum_age=16") == ["Back to school, step by step"]
    assert names("services?search=autisim") == ["Autism drop-in"]
    assert names("services?day=WE&start_time=08:00&end_time=16:00") == ["Back to school, step by step"]
    assert names("services?day=TU") == []
    assert names("services?modified_after=2035-01-01T00:00:00Z") == []


def test_places_are_found_from_a_postcode_and_within_metres_of_it(offer):
    assert names("service_at_locations?postcode=CM7+1AA")[0] == "Back to school, step by step"
    assert names("service_at_locations?postcode=cm71aa&proximity=5000") == ["Back to school, step by step"]
    ask("service_at_locations?proximity=5000", 400)
    ask("service_at_locations?postcode=ZZ1+1ZZ", 400)


def test_what_is_hidden_here_is_in_no_answer(offer):
    hidden = Service.objects.get(name="Nobody confirms this")
    assert hidden.name not in names("services")
    ask(f"services/{hidden.pk}", 404)


def test_nothing_is_written_by_it(offer):
    answer = Client().post("/open-referral/services")
    assert answer.status_code in (403, 405)


@pytest.mark.parametrize(("path", "status"), [("/open-referral/nonsense", 404), ("/open-referral/services/x/y", 404), ("/open-referral/services/not-an-id", 400)])
def test_whatever_is_not_there_is_said_in_json_to_any_page(offer, client, path, status):
    answer = client.get(path)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer["Content-Type"]) == (status, "*", "application/json")
    assert answer.json()["message"]


def test_nothing_is_sent_here_and_that_is_said_without_a_token(offer):
    answer = Client(enforce_csrf_checks=True).post("/open-referral/services", {"name": "x"})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer.json()) == (405, "*", {"message": "Only GET."})


def test_an_address_with_a_stroke_at_its_end_leads_to_the_one_without(offer, client):
    answer = client.get("/open-referral/services/?per_page=2")
    assert (answer.status_code, answer["Location"], answer["Access-Control-Allow-Origin"]) == (302, "/open-referral/services?per_page=2", "*")
    assert client.get("/open-referral/nonsense/").status_code == 404


def test_the_wait_is_told_where_it_is_known(offer, client):
    chatter, back = (Service.objects.get(name__startswith=name) for name in ("Chatter", "Back to school"))
    assert client.get(f"/open-referral/services/{chatter.pk}").json()["wait_time"] == "No wait: just turn up."
    assert "wait_time" not in client.get(f"/open-referral/services/{back.pk}").json()


def test_places_are_counted_as_they_are_listed(offer, client):
    """The number comes of what each service says it has: the pages hold as many, once each."""
    for asked in ({}, {"minimum_age": "1"}, {"search": "school"}):
        pages = [client.get("/open-referral/service_at_locations", {"per_page": "2", "page": n, **asked}).json() for n in (1, 2, 3, 4)]
        ids = [row["id"] for page in pages for row in page["contents"]]
        assert len(ids) == len(set(ids)) == pages[0]["total_items"]
