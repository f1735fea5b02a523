"""What the database keeps and counts of waits is what the journal tells and the rule of a wait says, to the last child."""

import datetime as dt
import random
from collections import defaultdict

import pytest
from django.db import connection, transaction
from tests.cases.pages.conftest import as_application, as_the_worker
from tests.services.conftest import TAKEN, load

from goldenthread.access.viewer import become
from goldenthread.cases.models import Event
from goldenthread.pathways.common.referral import REFERRAL_ENDS, SEEN_HOW
from goldenthread.services.actions import take_off
from goldenthread.services.forecasting import LATELY
from goldenthread.services.models import Referral, Service
from goldenthread.services.waits import Spread, counted, lines

from ..cases.pages.conftest import TODAY

pytestmark = pytest.mark.django_db


def kept():
    with as_the_worker(), connection.cursor() as cursor:
        cursor.execute("select * from services_journey order by referral_id")
        return cursor.fetchall()


def anew():
    """Every journey from its events by another way than the database's: in Python."""
    events = defaultdict(list)
    for e in Event.objects.filter(case__in=Referral.objects.values("case")).order_by("number"):
        events[e.case_id].append(e)
    found = []
    for case, told in events.items():
        gone = {e.fields["event_id"] for e in told if e.event == "corrected"}
        stands = [e for e in told if str(e.pk) not in gone]

        def first(test, stands=stands):
            return min((e.on for e in stands if test(e)), default=None)

        received = [e for e in stands if e.event == "referral-received"]
        earlier = [min(e.on, dt.date.fromisoformat(e.fields.get("first_received_on") or str(e.on))) for e in received]
        priorities = sorted((e.on, e.number, e.fields["priority"]) for e in stands if e.event == "priority-set")
        if stands:
            found.append((
                case, first(lambda e: e.event == "referral-received"), min(earlier, default=None),
                first(lambda e: e.event == "contact-attended" and e.fields.get("mechanism") in SEEN_HOW), first(lambda e: e.event == "assessment-started"),
                first(lambda e: e.event == "assessment-completed"), first(lambda e: e.event == "treatment-started"), first(lambda e: e.event in REFERRAL_ENDS),
                priorities[-1][2] if priorities else None, min((e.fields["source"] for e in received if e.fields.get("source")), default=None),
            ))  # fmt: skip
    return sorted(found, key=lambda row: row[0])


def many_rows(seed, service="ND", days=800, every=3):
    """A list of every kind of past: seen by telephone first, seen, assessed before seen, left, moved, still waiting."""
    chance, rows = random.Random(seed), []
    for n in range(days // every):
        received = TAKEN - dt.timedelta(days=n * every)

        def later(most, received=received):
            return min(TAKEN, received + dt.timedelta(days=chance.randint(0, most)))

        # Every fifth child is on the other service's list too.
        who = f"{service}{n}" if n % 5 else f"Both{n}"
        row = {"reference": f"{service}-{n}", "surname": who, "forename": "Some", "nhs_number": "", "postcode": ("CM1 1QH", "CM9 9ZZ")[n % 2], "date_of_birth": "2018-04-03",
               "received_on": str(received), "service": service, "priority": chance.choice(("routine", "safety", "")), "source": chance.choice(("gp", "parent", ""))}  # fmt: skip
        row["first_received_on"] = str(received - dt.timedelta(days=60)) if n % 7 == 0 else ""
        if n % 3 == 0:
            row |= {"first_seen_on": str(later(300)), "seen_how": chance.choice(("face-to-face", "video", "telephone"))}
        if n % 4 == 0:
            row["assessment_started_on"] = str(later(200))
        if n % 6 == 1:
            row |= {"closed_on": str(later(400)), "closed_how": chance.choice(("discharged", "referral-withdrawn", "transferred"))}
        rows.append(row)
    return rows


@pytest.fixture
def crowded(area):
    Service.objects.create(owner=area.provider, code="ND2", name="Second opinion", pathway="neurodevelopmental", valid_from=dt.date(2020, 1, 1))
    load(area, [*many_rows(1), *many_rows(2, "ND2", every=5)])
    return area


def test_what_is_kept_is_what_the_journal_tells(crowded):
    assert len(kept()) == Referral.objects.count() > 300
    assert kept() == anew()


def test_what_is_kept_follows_a_later_list_that_corrects_an_earlier(crowded):
    before = kept()
    changed = [row | {"received_on": str(dt.date.fromisoformat(row["received_on"]) - dt.timedelta(days=9)), "first_received_on": "", "priority": "transition"} for row in many_rows(1)[:40]]
    load(crowded, changed, TAKEN + dt.timedelta(days=1))
    assert kept() == anew() != before


def test_what_is_taken_off_the_record_is_not_kept(crowded):
    gone = Referral.objects.get(case__reference="ND-11").case_id
    with transaction.atomic(), as_the_worker():
        take_off(str(gone), str(crowded.manager.user.pk))
    assert gone not in {row[0] for row in kept()}
    assert kept() == anew()


def test_those_that_were_on_record_before_are_kept_at_the_next_migration(crowded):
    before = kept()
    with as_the_worker(), connection.cursor() as cursor:
        cursor.execute("delete from services_journey where received > %s", [TAKEN - dt.timedelta(days=200)])
        cursor.execute("select services_keep_missing_journeys()")
    assert kept() == before


def test_nobody_reads_what_is_kept_nor_has_it_reckoned(crowded):
    with as_application(), connection.cursor() as cursor:
        become(crowded.manager.user.pk)
        cursor.execute("select count(*) from services_journey")
        assert cursor.fetchone() == (0,)
        for asked in ("services_keep_missing_journeys()", "services_keep_journeys('{}')", "services_journeys('{}')"):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                cursor.execute(f"select {asked}")  # noqa: S608 - written above


def by_the_rule(rows, on):
    """Of a list, or several together: the counts as the rule of a wait says, one child after another."""
    waiting, first = {}, {}
    for c in rows:
        if c.wait.open(on):
            waiting[c.child] = max(waiting.get(c.child, 0), (on - c.wait.since).days)
        if c.wait.seen is not None and c.wait.seen <= on:
            first.setdefault(c.child, []).append((c.wait.seen, -(c.wait.seen - c.wait.since).days))
    took = [-min(seen)[1] for seen in first.values() if min(seen)[0] > on - dt.timedelta(days=LATELY)]
    return (
        len(waiting), sum(d > 18 * 7 for d in waiting.values()), sum(d > 52 * 7 for d in waiting.values()), len(took), spread(list(waiting.values())), spread(took),
        max(c.confirmed for c in rows),
    )  # fmt: skip


def spread(days):
    days = sorted(days)
    return Spread(*(days[-(-len(days) * tenths // 10) - 1] for tenths in (5, 9)), days[-1]) if days else None


@pytest.mark.parametrize("on", [TODAY, TODAY - dt.timedelta(days=150), TODAY - dt.timedelta(days=700)])
def test_what_the_database_counts_is_what_the_rule_of_a_wait_says(crowded, on):
    with as_application():
        viewer = become(crowded.manager.user.pk)
        found = lines(viewer, on)
        lists = defaultdict(list)
        for c in counted(list(Service.objects.values_list("pk", flat=True))):
            lists[c.locality, c.service].append(c)
            lists[c.locality, None].append(c)
    assert len(found) == 6
    for line in found:
        rows = lists[line.locality, line.service.pk if line.service else None]
        assert (line.waiting, line.over_18, line.over_52, line.seen, line.waited, line.waited_seen, line.confirmed) == by_the_rule(rows, on)
    together = next(line for line in found if line.service is None and line.locality)
    assert together.parts == 2
    if on == TODAY:
        # A child on both lists waits once.
        assert together.waiting < sum(line.waiting for line in found if line.service and line.locality == together.locality)
