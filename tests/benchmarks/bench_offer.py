"""The Local Offer over 50,000 services: how long a page of answers takes, how often a right service is among its first three, and pages of
Open Referral a second. The floor of the same run is PostgreSQL's own full text over the same words, without rings and spelling.

What was typed (offer_queries.csv) was written before the rings, the search and the directory were looked at; which services are right for
each need (offer_right.csv) was judged afterwards, by need and not by query. Needs for which the directory holds nothing are left out and
counted. A third of the queries, by a hash of their words, is held out: rings are mended by the others alone.

    python -m tests.benchmarks.bench_offer [SERVICES] [--misses]
"""

import csv
import hashlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from tests.benchmarks.bench_load import _run
from tests.benchmarks.table import Row, say, table

from goldenthread.local.area import use_private_server

HERE = Path(__file__).parent
SEED = 11
MISSPELT, TWICE = 0.05, 0.1
"""Shares of services with a slip in their name, and of those entered a second time by somebody else."""
PLAIN = """select id from offer_service where words @@ plainto_tsquery('english', %s) and status in ('active', 'temporarily closed') and assured_date >= %s
           order by ts_rank_cd(words, plainto_tsquery('english', %s)) desc, name, id limit 8"""


def measure(services: int = 50_000, misses: bool = False) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-offer-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(GOLDENTHREAD_HOME=str(folder), GOLDENTHREAD_TLS="0", GOLDENTHREAD_ROLE="owner", DJANGO_SETTINGS_MODULE="goldenthread.web.settings")
    try:
        server = use_private_server()
        _run("migrate")
        os.environ["DATABASE_URL"] = f"postgresql:///goldenthread?host={server.socket}"
        import django

        django.setup()
        return _measure(services, misses)
    finally:
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(services: int, misses: bool) -> list[Row]:
    from django.db import connection
    from django.test import Client

    from goldenthread.offer.directory import Asked, listing, oldest_shown
    from goldenthread.offer.loading import index, load_rings
    from goldenthread.people.places import load_places
    from goldenthread.web.days import today

    load_places()
    load_rings()
    say(f"making {services:,} services")
    template = _make(services)
    began = time.perf_counter()
    index()
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    indexed = time.perf_counter() - began
    right, queries = _judged(), list(csv.DictReader((HERE / "offer_queries.csv").read_text("utf-8").splitlines()))
    asked = [(q["query"], right[q["need"]]) for q in queries]
    say(f"asking {len(asked)} queries")
    on, ours, spent, floor, plain_spent, hit, plain_hit, none = today(), [], [], [], [], {}, {}, 0
    listing(Asked(q="warm"), on)
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = cursor.fetchone()[0]
    for query, good in asked:
        began, before = time.perf_counter(), _processor(backend)
        found = listing(Asked(q=query), on)
        ours.append((time.perf_counter() - began) * 1000)
        spent.append(_processor(backend) - before)
        began, before = time.perf_counter(), _processor(backend)
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, [query, oldest_shown(on), query])
            plain = [row[0] for row in cursor.fetchall()]
        floor.append((time.perf_counter() - began) * 1000)
        plain_spent.append(_processor(backend) - before)
        none += not plain
        if good:
            hit[query] = any(template[e.service.pk] in good for e in found.entries[:3])
            plain_hit[query] = any(template[pk] in good for pk in plain[:3])
    if misses:
        for query, was in hit.items():
            if not was and not held_out(query):
                found = listing(Asked(q=query), on)
                say(f"missed: {query!r}: {found.total} found, first {[template[e.service.pk] for e in found.entries[:3]]}, read as {found.understood.groups}")
    say("turning pages of Open Referral")
    client, pages = Client(), 20
    feed = {}
    for what in ("services", "service_at_locations"):
        began = time.perf_counter()
        for n in range(1, pages + 1):
            assert client.get(f"/open-referral/{what}", {"page": n * services // (pages * 60) + 1, "per_page": 50}).status_code == 200
        feed[what] = pages / (time.perf_counter() - began)
    with connection.cursor() as cursor:
        began = time.perf_counter()
        for n in range(1, pages + 1):
            cursor.execute("select * from offer_service order by name, id limit 50 offset %s", [n * services // (pages * 60) * 50])
            cursor.fetchall()
        floor_feed = pages / (time.perf_counter() - began)
    absent = len(asked) - len(hit)
    kept = [q for q in hit if held_out(q)]
    seen = [q for q in hit if not held_out(q)]
    share = lambda of, which: sum(of[q] for q in which) / len(which)  # noqa: E731
    of = "plain full text"
    what = f"{services:,} services, index made in {indexed:.0f} s"
    return [
        Row("find help, p50", statistics.median(ours), statistics.median(floor), "ms", of, note=f"a whole page of 8 with its filters; {what}"),
        Row("find help, p95", _p95(ours), _p95(floor), "ms", of, note=f"{len(asked)} queries; plain full text found nothing for {none}"),
        Row("find help, p50 of processor time", statistics.median(spent), statistics.median(plain_spent), "ms", of, note="Python and PostgreSQL together: the same on a busy machine, nearly"),
        Row("find help, p95 of processor time", _p95(spent), _p95(plain_spent), "ms", of),
        Row("right among 3, all", share(hit, hit), share(plain_hit, hit), "share", of, note=f"{len(hit)} queries; {absent} more ask for what the directory lacks"),
        Row("right among 3, rings mended by these", share(hit, seen), share(plain_hit, seen), "share", of, note=f"{len(seen)} queries"),
        Row("right among 3, held out", share(hit, kept), share(plain_hit, kept), "share", of, note=f"{len(kept)} queries that nobody mended by"),
        Row("Open Referral pages of 50 services", feed["services"], floor_feed, "a second", "the bare rows of one page", note="one process, the whole request"),
        Row("Open Referral pages of 50 places", feed["service_at_locations"], floor_feed, "a second", "the bare rows of one page of services"),
    ]


def held_out(query: str) -> bool:
    return int(hashlib.sha256(query.encode()).hexdigest(), 16) % 3 == 0


def _processor(backend: int) -> float:
    """Milliseconds that this process and its connection's have spent so far; where the system does not say it of the other, of this alone."""
    try:
        theirs = int(Path(f"/proc/{backend}/schedstat").read_text("ascii").split()[0]) / 1e6
    except OSError:
        theirs = 0.0
    return time.process_time() * 1000 + theirs


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _judged() -> dict[str, set[str]]:
    rows = csv.DictReader((HERE / "offer_right.csv").read_text("utf-8").splitlines())
    return {r["need"]: {name for name in r["right"].split(";") if name} for r in rows}


def _make(services: int) -> dict[UUID, str]:
    """Services of the demo area's kinds at real postcodes, each with which kind it is: some misspelt, some entered twice."""
    from goldenthread.local.demo import local_offer as demo
    from goldenthread.offer.models import (
        Attribute,
        CostOption,
        Location,
        Organization,
        Service,
        ServiceAtLocation,
        TaxonomyTerm,
    )
    from goldenthread.people.models import Postcode
    from goldenthread.web.days import today

    chance, on = random.Random(SEED), today()
    terms = {(t.taxonomy.slug, t.code): t for t in TaxonomyTerm.objects.select_related("taxonomy")}
    kinds = [(k, k, demo.KINDS[k][1], about, who, how, needs, ways) for k, (about, who, how, needs, ways, _) in demo._HEALTH.items()]
    kinds += [(row[0], row[0], row[0], row[2], row[3], row[4], row[7], row[8]) for row in demo._LOCAL]
    key = lambda: UUID(int=chance.getrandbits(128), version=4)  # noqa: E731
    bodies = [Organization(id=key(), name=f"Invented body {n}", description="Invented.") for n in range(2_000)]
    postcodes = list(Postcode.objects.exclude(district__locality="").select_related("district").order_by("postcode"))
    places = [
        Location(id=key(), location_type="physical", name="A place", address_1="1 Invented Street", city=p.district.name, postal_code=p.postcode, district=p.district, easting=p.easting, northing=p.northing)
        for p in chance.sample(postcodes, 5_000)
    ]
    made, attributes, costs, at, template = [], [], [], [], {}
    while len(made) < services:
        kind = chance.choice(kinds)
        where = chance.choice(places)
        for body in chance.sample(bodies, 2 if chance.random() < TWICE else 1):
            name = f"{kind[2]}: {where.city}"
            one = Service(
                id=key(), organization=body, name=_slip(chance, name) if chance.random() < MISSPELT else name, description=kind[3], eligibility_description=kind[4],
                application_process=kind[5], assured_date=on - timedelta(days=chance.randint(0, 380)), minimum_age=0, maximum_age=chance.choice((11, 18, 25)),
            )  # fmt: skip
            made.append(one)
            template[one.pk] = kind[0]
            attributes += [Attribute(id=key(), service=one, taxonomy_term=terms[s, c]) for s, codes in (("need", kind[6]), ("how", kind[7])) for c in codes.split(";")]
            costs.append(CostOption(id=key(), service=one, amount=0))
            at.append(ServiceAtLocation(id=key(), service=one, location=where))
    for model, rows in ((Organization, bodies), (Location, places), (Service, made), (Attribute, attributes), (CostOption, costs), (ServiceAtLocation, at)):
        model.objects.bulk_create(rows, batch_size=2_000)
    return template


def _slip(chance: random.Random, name: str) -> str:
    """Two letters changed about."""
    n = chance.randrange(1, len(name) - 1)
    return name[: n - 1] + name[n] + name[n - 1] + name[n + 1 :]


if __name__ == "__main__":
    numbers = [int(a) for a in sys.argv[1:] if a.isdigit()]
    print(table(measure(*numbers, misses="--misses" in sys.argv)))
