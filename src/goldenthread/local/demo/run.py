"""`goldenthread demo`: make the synthetic area through the importers that a real area would use, and serve it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from goldenthread.engine.calendar import LONDON
from goldenthread.local.area import DATABASE, use_private_server
from goldenthread.local.postgres import home
from goldenthread.local.serve import in_use, interrupt
from goldenthread.local.serve import serve as serve_pages

if TYPE_CHECKING:
    from goldenthread.cases.imports.command import Loader
    from goldenthread.cases.imports.report import ImportReport
    from goldenthread.local.demo.waits import Lists

Files = list[tuple[Path, str, date]]
AUTHORITY = "LA:881"
TOLD = ("children", "cases", "events", "plans", "arrangements", "sessions", "deciles", "languages", "services", "offers")


def run(*, scale: float, port: int, serve: bool, fresh: bool) -> int:
    """Make the area, unless it is there already at this scale, then serve it until interrupted."""
    if serve and in_use(port):
        return 1
    signal.signal(signal.SIGTERM, interrupt)
    os.environ["GOLDENTHREAD_DEMO"] = "1"
    # What is queued while the area is made holds addresses too.
    os.environ.setdefault("GOLDENTHREAD_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("SECRET_KEY", _secret())
    _give_the_advice_service_its_key()
    ready = home() / "demo.json"
    server = use_private_server()
    try:
        made = json.loads(ready.read_text("utf-8")) if ready.exists() else None
        if fresh or made is None or made["scale"] != scale:
            ready.unlink(missing_ok=True)
            (home() / "notify.sqlite").unlink(missing_ok=True)
            since = datetime.now(UTC).isoformat()
            server.execute('drop database if exists "goldenthread" with (force)')
            use_private_server()
            made = {"scale": scale, "today": make(scale).isoformat(), "since": since}
            # A real server's autovacuum does this soon after a load; the demo is looked at at once.
            server.execute("analyze", DATABASE)
            ready.write_text(json.dumps(made), "utf-8")
        else:
            # The area may have been made before this version of the code: its tables, and who may see what, follow.
            migrate()
        os.environ["GOLDENTHREAD_DEMO_TODAY"] = made["today"]
        os.environ["GOLDENTHREAD_DEMO_SINCE"] = made.get("since", "")
        return serve_it(port) if serve else 0
    finally:
        if serve:
            server.stop()


def serve_it(port: int) -> int:
    from goldenthread.local.demo.personas import PERSONAS

    print(f"\nGolden Thread is at http://127.0.0.1:{port}/  (stop it with Ctrl-C)")
    print("Every person and record in it is synthetic. Be one of:")
    for persona in PERSONAS:
        print(f"  {persona.name}, {persona.what}")
    print(flush=True)
    return _serve_with_notify(port)


def _serve_with_notify(port: int) -> int:
    """The pages, and beside them the stand-in for GOV.UK Notify, which remembers what it was sent until the area is made again."""
    from goldenthread.local import notify

    kept = home() / "notify.sqlite"
    with notify.running(notify.StandIn(kept, callback=f"http://127.0.0.1:{port}/notify/receipt/")) as url:
        kept.chmod(0o600)
        os.environ.update(notify.settings_of(url))
        return serve_pages(port)


def migrate() -> None:
    subprocess.run([sys.executable, "-m", "goldenthread.commands", "migrate"], check=True, stdout=subprocess.DEVNULL)


def make(scale: float) -> date:
    """Migrate, write the area's files, and load them. The answer is the day at which its story was told."""
    migrate()
    folder = home() / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    from goldenthread.local.demo.generate import generate

    print(f"Writing the files of a synthetic Essex at scale {scale:g} ...", flush=True)
    manifest = generate(folder, scale=scale)
    fill(manifest.files, manifest.today, manifest.waits, manifest.neighbours, manifest.own_files)
    return manifest.today


def fill(files: Files, today: date, waits: "Lists | None" = None, neighbours: Files | None = None, own: "list[tuple[Path, str, str]] | None" = None) -> None:
    """Load the files in order, each under the demo's clock, then those of the neighbouring council in its name, give the demo people
    their sign-ins, and send what the providers and an officer send: lists, and after them the providers' own events and people."""
    _django("system")
    from goldenthread.cases.actions import mark_demo_area
    from goldenthread.people.places import load_places

    mark_demo_area()
    load_places()
    _load(files, neighbours or [], today)
    _set_the_people_to_work(today)
    if waits:
        _send_lists(waits, own or [], today)
    _go_on(today)


def _loaders() -> "dict[str, Loader]":
    from goldenthread.cases.imports.background import load_deprivation, load_languages
    from goldenthread.cases.imports.events import load_events
    from goldenthread.cases.imports.people import load_people
    from goldenthread.cases.imports.sen2 import load_sen2
    from goldenthread.delivery.imports import load_sessions
    from goldenthread.plans.imports import load_plans
    from goldenthread.services.coverage_files import load_access, load_coverage
    from goldenthread.services.service_files import load_services

    return {
        "people": load_people, "sen2": load_sen2, "events": load_events, "plans": load_plans, "sessions": load_sessions, "deprivation": load_deprivation,
        "languages": load_languages, "services": partial(load_services, authority=AUTHORITY.removeprefix("LA:")), "coverage": load_coverage, "access-counts": load_access,
    }  # fmt: skip


def _load(files: Files, neighbours: Files, today: date) -> None:
    from django.conf import settings
    from django.db import connection

    from goldenthread.local.demo.personas import NEIGHBOUR, NEIGHBOUR_NAME
    from goldenthread.offer.loading import load_offer, load_rings

    loaders = _loaders()
    print("Loading them as a real area would:", flush=True)
    for path, kind, recorded_on, authority in [*((*each, "") for each in files), *((*each, NEIGHBOUR.removeprefix("LA:")) for each in neighbours)]:
        # A real area's file is loaded on the day that it was made; the demo pretends to be on that day.
        moment = datetime.combine(recorded_on, time(9, 14), LONDON)
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.demo_now', %s, false)", [moment.isoformat()])
        settings.DEMO_TODAY = recorded_on
        if kind == "local-offer":
            load_rings()
            print(f"  {path.name}: {load_offer(path):,} services of the Local Offer", flush=True)
            continue
        report = loaders[kind](path, by="demo", authority=authority) if authority else loaders[kind](path, by="demo")
        _tell(report, f"{NEIGHBOUR_NAME}, " if authority else "", TOLD)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.demo_now', '', false)")
    settings.DEMO_TODAY = today


def _tell(report: "ImportReport", whose: str, names: tuple[str, ...]) -> None:
    told = ", ".join(f"{report.counts[name]:,} {name}" for name in names if report.counts[name])
    print(f"  {whose}{report.file}: {told or 'nothing new of children'}", flush=True)
    for refused in report.refused:
        print(f"    {refused.row}: {refused.message}", flush=True)


def _set_the_people_to_work(today: date) -> None:
    from goldenthread.local.demo.a_bar import bar_a_father
    from goldenthread.local.demo.a_draft import put_together
    from goldenthread.local.demo.amendment import send_the_notice
    from goldenthread.local.demo.people import make_users

    make_users(today)
    bar_a_father(today)
    send_the_notice(today)
    put_together(today)


def _send_lists(waits: "Lists", own: "list[tuple[Path, str, str]]", today: date) -> None:
    """What providers send by themselves, and what follows from it in their lists."""
    from goldenthread.local.demo.help_while_waiting import offer_help
    from goldenthread.local.demo.sent_lists import send_lists
    from goldenthread.services.forecasting import forecast_lists
    from goldenthread.services.keeping_safe import keep_lists_safe
    from goldenthread.services.open_waits import keep_open_waits
    from goldenthread.services.reminders import remind
    from goldenthread.services.telling import tell_families

    loaders = _loaders()
    print("Sending the waiting lists of its health services:", flush=True)
    send_lists(waits, today)
    for path, kind, provider in own:
        _tell(loaders[kind](path, by="demo", provider=provider), "", (*TOLD, "allocations", "changed"))
    print(f"  Help was offered to {offer_help(today)} who wait.", flush=True)
    print(f"  {remind(today)} reminders of what is due were queued.", flush=True)
    print(f"  What is said of {forecast_lists(today)} lists was reckoned.", flush=True)
    keep_open_waits(today)
    print(f"  {keep_lists_safe(today)} waits are kept safe, {tell_families(today)} families are told.", flush=True)


def _go_on(today: date) -> None:
    """What people and families do of themselves, and what the night's jobs reckon."""
    from goldenthread.campaigns.kept import keep_all
    from goldenthread.campaigns.readings import keep_readings as keep_outcomes
    from goldenthread.delivery.readings import keep_readings
    from goldenthread.local.demo.audit import make_audit
    from goldenthread.local.demo.commissioning import carry_the_gap, set_what_hours_cost
    from goldenthread.local.demo.disagreements import (
        appeal_a_refusal,
        complain,
        help_families_on,
        offer_to_put_right,
        say_what_each_is_about,
    )
    from goldenthread.local.demo.enquiries import take_enquiries
    from goldenthread.local.demo.how_to_tell import say_how_to_tell
    from goldenthread.local.demo.needs import say_what_is_needed
    from goldenthread.local.demo.offer_kept import keep_the_offer
    from goldenthread.local.demo.suggested import suggest_help
    from goldenthread.local.demo.voices import hear_voices
    from goldenthread.services.assessments import forecast_assessments

    print(f"  How long assessments take was reckoned in {forecast_assessments(today)} localities.", flush=True)
    print("Auditing some of its plans ...", flush=True)
    make_audit(today)
    set_what_hours_cost(today)
    carry_the_gap(today)
    take_enquiries(today)
    print(f"  {offer_to_put_right(today)} families whose step failed were offered to have it put right.", flush=True)
    appeal_a_refusal(today)
    say_what_each_is_about(today)
    complain(today)
    help_families_on(today)
    print(f"  {keep_the_offer(today)}.", flush=True)
    print(f"  Help was suggested {suggest_help(today)} times.", flush=True)
    say_what_is_needed(today)
    say_how_to_tell(today)
    hear_voices(today)
    keep_readings()
    keep_outcomes()
    keep_all(today)


def _django(role: str) -> None:
    os.environ["GOLDENTHREAD_ROLE"] = role
    os.environ["DJANGO_SETTINGS_MODULE"] = "goldenthread.web.settings"
    import django

    django.setup()


def _secret() -> str:
    """The demo's own key, kept so that a restart does not sign everybody out."""
    kept = home() / "secret"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        kept.write_text(secrets.token_urlsafe(50), "utf-8")
        kept.chmod(0o600)
    return kept.read_text("utf-8")


def _give_the_advice_service_its_key() -> None:
    """The advice service's own key, made once and kept beside the database, never in it."""
    from goldenthread.sendiass.keys import KEY_FILE, KEYS, new_key

    kept = home() / "sendiass-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o711)
        kept.touch(mode=0o600)
        kept.write_text(new_key(), "ascii")
    if KEYS not in os.environ:
        os.environ.setdefault(KEY_FILE, str(kept))


__all__ = ["fill", "make", "run"]
