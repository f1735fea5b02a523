"""Row-level security of the journal and of what is computed from it."""

from dataclasses import replace

from goldenthread.access.rls import NOBODY, Protected, rights
from goldenthread.cases.parties import ANSWERS, CLINICIAN, CONFIRMED, FAMILY, FAMILYS_VIEWS, HEALTH_ADVICE, OWN_WORD
from goldenthread.pathways.common.contributors import KIND_OF_ADVICE


def _of_case(level: str, kind: str, *, family: bool = True) -> str:
    """SQL that is true where the viewer has a right over a kind of data of the case `c`."""
    return f"({rights(level, 'c.owner_id', 'c.child_id', kind, family=family)})"


def _on_the_case(case: str, rule: str) -> str:
    return f"(exists (select 1 from cases_case c where c.id = {case} and {rule}))"  # noqa: S608


def _recordable(kind: str, *, family: bool = True) -> str:
    """The rule of access.policy.may_record; what is held as one of a family gives no right to an event: see parties.writing."""
    return f"({_of_case('write', kind, family=family)} or {_of_case('write', 'c.kind_of_data::text', family=family)} and {_of_case('read', kind)})"


def _own_advice(table: str = "cases_event") -> str:
    """SQL for the kind of data that the contributor whom an event is about writes: see parties.own_advice."""
    known = " ".join(f"when '{who}' then '{kind}'" for who, kind in KIND_OF_ADVICE.items())
    return f"(case {table}.about when '' then null {known} else '{HEALTH_ADVICE}' end)"


def _own_words() -> str:
    """SQL that is true where the event is the viewer's own word as a party: see parties.OWN_WORD."""
    said = []
    for party in dict.fromkeys(OWN_WORD.values()):
        events = [event for event, whose in OWN_WORD.items() if whose == party]
        code = f"coalesce(cases_event.fields ->> '{party.body}', '')" if party.body else "null::text"
        speaks = f"cases_speaks(c.id, array{list(party.roles)}, {code}, '{party.after}')"
        about = f" and cases_event.about = {code}" if party.after else ""
        write = _of_case("write", f"'{party.kind}'")
        said.append(f"cases_event.event = any (array{events}) {about} and {write} and {speaks}")
        if party == FAMILY:
            event, whose = FAMILYS_VIEWS
            said.append(f"cases_event.event = '{event}' and cases_event.about = '{whose}' and {write} and {speaks}")
        if party in (CLINICIAN, FAMILY):
            said.append(f"cases_event.event = 'corrected' and cases_event_named(c.id, cases_event.fields ->> 'event_id') = any (array{events}) and {write} and {speaks}")
    return "(" + " or ".join(said) + ")"


# An event is read through its case, under the case's own policy, and then by its own kind of data: status is not
# enough. It carries neither child nor owner, so that it follows its case if that changes hands.
_EVENT_KIND = "cases_event.kind_of_data::text"

_CASE = Protected("cases_case", kind="kind_of_data::text", case="id", level="status", writes="insert")
# A replay reads the case from which another arose, so a link reaches nothing that its maker may not see. Asked of a
# function, because a policy cannot ask its own table.
_ARISING = "(arose_from_id is null or cases_may_arise_from(arose_from_id, child_id))"
KNOWN_CASE = _CASE.admits("status")
"""SQL that is true of the rows of cases_case of which the viewer may know."""
_CASE = replace(_CASE, accepts=f"({_CASE.admits('write')} and {_ARISING})")

# Why advice is late is said in one's own name while it is owed: by whoever was asked for it by name, by whoever writes such
# advice on this child or leads those who do, or by casework for them.
_CASEWORK = "'ehc-request-and-stage'::text"
_SAYS_WHY = _on_the_case(
    "cases_delay.case_id",
    "c.child_id = cases_delay.child_id and c.owner_id = cases_delay.owner_id and c.kind_of_data = cases_delay.kind_of_data"
    f" and ({_of_case('write', _own_advice('cases_delay'))} or {_of_case('write', _CASEWORK)}"
    " or cases_answers_for(cases_delay.case_id, cases_delay.about))",
)
_OWED = (
    "(exists (select 1 from cases_clockrow r where r.case_id = cases_delay.case_id and r.clock = 'advice'"
    " and r.about = cases_delay.about and r.stopped is null))"
)

# Whoever typed it, while they may know of the case.
_UNSENT = Protected(
    "cases_unsentform", kind="kind_of_data::text", case="case_id", level="status", and_also="by = access_viewer()", writes="insert update delete", columns="(typed, at)"
)
_UNSENT = replace(_UNSENT, accepts=_UNSENT.admits("status"))

# What would be otherwise without a hidden case is hidden with it.
_RESTS = "(rests_on is null or not rests_on && array(select access_hidden_cases()))"

PROTECTED = (
    _CASE,
    Protected(
        "cases_event",
        shows=_on_the_case("cases_event.case_id", _of_case("read", _EVENT_KIND)),
        accepts=_on_the_case(
            "cases_event.case_id",
            f"({_recordable(_EVENT_KIND, family=False)} or cases_event.event in {(*ANSWERS, CONFIRMED)}"
            f" and ({_of_case('write', _own_advice())} or cases_answers_for(cases_event.case_id, cases_event.about))"
            f" or {_own_words()})",
        ),
        writes="insert",
    ),
    Protected("cases_casestate", kind="kind_of_data::text", case="case_id", level="status"),
    Protected("cases_clockrow", kind="kind_of_data::text", case="case_id", level="status", and_also=_RESTS),
    Protected("cases_duty", kind="kind_of_data::text", case="case_id", level="status", and_also=_RESTS),
    # Why advice is late is told to all who see its clock: the reason and the days. Who said it, and in which words, is
    # read through a function.
    Protected(
        "cases_delay",
        kind="kind_of_data::text",
        case="case_id",
        level="status",
        reads="(id, child_id, case_id, owner_id, kind_of_data, about, reason, expected_on, said_on, at)",
        accepts=f"(by = access_viewer() and about <> 'family' and {_OWED} and {_SAYS_WHY})",
        writes="insert",
    ),
    _UNSENT,
    Protected("cases_confidentialitychange", kind="kind_of_data::text", case="case_id", level="status"),
    Protected("cases_importrun", kind="'ehc-request-and-stage'::text", child="null::uuid"),
    Protected("cases_importfinding", kind="'ehc-request-and-stage'::text", case="case_id"),
    Protected("cases_rawrecord", kind="'ehc-request-and-stage'::text", case="case_id"),
    Protected("cases_demo_area", shows=NOBODY),
)

# Words that come with an event are accepted wherever the event itself is. Whatever names a case is of that case's own
# child and owner, by whichever rule it is accepted.
MORE_POLICIES = f"""
drop policy if exists people_content_with_an_event on people_content;
create policy people_content_with_an_event on people_content for insert to goldenthread_app
    with check ("case" is not null and ({_on_the_case('people_content."case"', _recordable("people_content.kind_of_data::text"))}
        or file is null and {_on_the_case('people_content."case"', "c.kind_of_data = people_content.kind_of_data and cases_answers_for(c.id)")}));
""" + "".join(
    f"""
drop policy if exists {table}_of_its_case_{verb} on {table};
create policy {table}_of_its_case_{verb} on {table} as restrictive for {verb} to goldenthread_app
    with check ("case" is null or {
        _on_the_case(
            f'{table}."case"',
            f"c.child_id is not distinct from {table}.child_id and c.owner_id = {table}.owner_id",
        )
    });
"""
    for table in ("people_content", "people_allocation")
    for verb in ("insert", "update")
)
