"""A health provider's own files: its events, and who of its people answers for whom, with the provider named to the command."""

import pytest

from goldenthread.cases.imports.events import load_events
from goldenthread.cases.imports.people import load_people
from goldenthread.cases.imports.report import Unloadable
from goldenthread.people.models import Child, Organisation, SharingBasis

from .conftest import EXAMPLES

TRUST, COUNCIL = "TRUST:EASTWAY", "LA:881"
HEADER = "case,nhs_number,surname,forename,date_of_birth,postcode,pathway,event,on,for,fields\n"
STARTED = '"{""date_of_birth"": ""2016-03-01"", ""prescriber"": ""Dr Lin""}"'
SAM = f"M-1,9990000018,Marsh,Sam,2016-03-01,,adhd-medication,treatment-started,2026-01-12,,{STARTED}\n"


@pytest.fixture
def bodies(ask):
    for code, name, kind in ((COUNCIL, "Essex County Council", "local-authority"), (TRUST, "Eastway", "nhs-provider"), ("TRUST:PROVIDE", "Provide", "nhs-provider")):
        ask("INSERT INTO people_organisation (id, code, name, kind) VALUES (gen_random_uuid(), %s, %s, %s)", code, name, kind)


@pytest.fixture
def load(bodies, tmp_path):
    def go(loader, text, name="file.csv", provider=TRUST):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return loader(path, by="test", provider=provider)

    return go


def test_a_course_of_medication_is_the_provider_s_own_and_of_the_kind_medication(load, ask):
    report = load(load_events, HEADER + SAM)
    assert report.refused == []
    [(owner, kind, child_owner, event_kind)] = ask(
        "SELECT o.code, c.kind_of_data, ko.code, e.kind_of_data FROM cases_case c JOIN people_organisation o ON o.id = c.owner_id"
        " JOIN people_child k ON k.id = c.child_id JOIN people_organisation ko ON ko.id = k.owner_id JOIN cases_event e ON e.case_id = c.id"
    )
    assert (owner, kind, child_owner, event_kind) == (TRUST, "medication", TRUST, "medication")
    # Height 6 months after 12 January, of the projection, is of that kind too.
    assert ask("SELECT due::text, kind_of_data FROM cases_clockrow WHERE clock = 'height-check'") == [("2026-07-12", "medication")]
    assert load(load_events, HEADER + SAM).repeated


def test_a_child_whom_the_council_shares_is_found_and_not_made_again(load, ask):
    council, trust = Organisation.objects.get(code=COUNCIL), Organisation.objects.get(code=TRUST)
    Child.objects.create(owner=council, surname="Marsh", forename="Sam", date_of_birth="2016-03-01", nhs_number="9990000018")
    SharingBasis.objects.create(owner=council, reader=trust, purpose="Care", ground="Public task", kinds=["identity-and-contact"], valid_from="2020-01-01")
    assert load(load_events, HEADER + SAM).refused == []
    assert ask("SELECT count(*) FROM people_child") == [1]
    # A twin who is given the other's number is another child until a person says so.
    [refused] = load(load_events, HEADER + SAM.replace("M-1", "M-2").replace("Sam", "Tom")).refused
    assert "another first name" in refused.message


@pytest.mark.parametrize(
    ("pathway", "event", "says"),
    [
        ("ehc-needs-assessment", "request-received", "its council loads it"),
        ("safe-waiting", "safe-waiting-began", "written here"),
        ("camhs", "help-started", "on none of your lists: send the list first"),
    ],
)
def test_a_provider_s_file_tells_of_its_own_cases_alone(load, ask, pathway, event, says):
    [refused] = load(load_events, HEADER + f"R-9,9990000018,Marsh,Sam,2016-03-01,,{pathway},{event},2026-01-12,,\n").refused
    assert says in refused.message
    assert ask("SELECT count(*) FROM cases_case") == [0]


def test_advice_in_place_of_a_referral_needs_no_list_and_a_referral_beside_it_does(load, ask):
    advice = "A-1,9990000018,Marsh,Sam,2016-03-01,,speech-and-language,advice-given,2026-01-12,,\n"
    [refused, _] = load(load_events, HEADER + advice + "A-1,,,,,,speech-and-language,referral-received,2026-01-19,,\n").refused
    assert "on none of your lists" in refused.message
    assert load(load_events, HEADER + advice, name="more.csv").refused == []
    assert ask("SELECT c.pathway, c.kind_of_data, e.event FROM cases_case c JOIN cases_event e ON e.case_id = c.id") == [("speech-and-language", "other-health-services", "advice-given")]


def test_advice_on_record_lets_no_later_file_tell_of_a_referral_that_no_list_names(load, ask):
    advice = "A-1,9990000018,Marsh,Sam,2016-03-01,,speech-and-language,{},,\n"
    assert load(load_events, HEADER + advice.format("advice-given,2026-01-12"), name="first.csv").refused == []
    for n, later in enumerate(("referral-received,2026-01-19", "assessment-started,2026-02-02")):
        [refused] = load(load_events, HEADER + advice.format(later), name=f"later{n}.csv").refused
        assert "Referral A-1 is on none of your lists: send the list first" in refused.message
    # More advice may follow.
    assert load(load_events, HEADER + advice.format("drop-in-attended,2026-02-09"), name="more.csv").refused == []
    assert ask("SELECT event FROM cases_event ORDER BY number") == ["advice-given", "drop-in-attended"]


@pytest.mark.parametrize(("code", "says"), [("TRUST:NOBODY", "No organisation has the code"), (COUNCIL, "is no health provider")])
def test_the_provider_must_be_one(load, code, says):
    with pytest.raises(Unloadable, match=says):
        load(load_events, HEADER + SAM, provider=code)


def test_a_provider_gives_its_own_people_alone(load, ask):
    load(load_events, HEADER + SAM)
    header = "record,reference,name,organisation,role,practitioner,nhs_number,surname,forename,date_of_birth,from\n"
    report = load(
        load_people,
        header + f"practitioner,N-1,Nell Ward,{TRUST},health-practitioner,,,,,,\n"
        + "practitioner,X-1,Somebody Else,TRUST:PROVIDE,health-practitioner,,,,,,\n"
        + f"organisation,{TRUST},Another name,,,,,,,,\n"
        + "allocation,,,,medication-reviewer,N-1,9990000018,Marsh,Sam,2016-03-01,2026-01-12\n",
        name="people.csv",
    )  # fmt: skip
    assert [f.row for f in report.refused] == ["line 4", "line 3"]
    assert ask(
        "SELECT a.role, o.code, p.name FROM people_allocation a JOIN people_organisation o ON o.id = a.owner_id JOIN people_practitioner p ON p.id = a.practitioner_id"
    ) == [("medication-reviewer", TRUST, "Nell Ward")]
    # Another provider gives this one's nurse to nobody.
    [refused] = load(load_people, header + "allocation,,,,prescriber,N-1,9990000018,Marsh,Sam,2016-03-01,2026-01-12\n", name="more.csv", provider="TRUST:PROVIDE").refused
    assert "works for another body" in refused.message


def test_nobody_is_allocated_to_a_child_by_the_twins_number(load, ask):
    """Pam has Sam's number by a slip. Her nurse would have read Sam's record."""
    load(load_events, HEADER + SAM)
    header = "record,reference,name,organisation,role,practitioner,nhs_number,surname,forename,date_of_birth,from\n"
    report = load(
        load_people,
        header + f"practitioner,N-1,Nell Ward,{TRUST},health-practitioner,,,,,,\n"
        + "allocation,,,,medication-reviewer,N-1,9990000018,Marsh,Pam,2016-03-01,2026-01-12\n",
        name="people.csv",
    )  # fmt: skip
    assert ["another first name" in f.message for f in report.refused] == [True]
    assert ask("SELECT count(*) FROM people_allocation") == [0]


def test_the_example_of_the_guide_loads(bodies):
    report = load_events(EXAMPLES / "provider-events.csv", by="test", provider=TRUST)
    assert (report.refused, report.counts["events"], report.counts["cases"]) == ([], 5, 1)
