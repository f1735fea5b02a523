"""The `goldenthread` command. Each subcommand imports what it needs, so that `clocks` and `wording` start at once."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

NOT_MIGRATED = ("42P01", "42703", "42883")
"""PostgreSQL's codes for a table, a column and a function that are not there."""
STOPPED = ("57P01", "57P02", "57P03")
"""PostgreSQL's codes for a server that ends, that broke down, and that is not ready yet."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; the answer is the exit status."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        status = run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the answer wants no more of it, as `head` does; nor is there anything left to flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as fault:
        if _is_gone(fault):
            print(
                "The database does not answer, or stopped answering half-way. What was under way was kept whole or not at all: start the database, then run this "
                f"again; what is there already is not added twice. It said: {' '.join(str(fault).split())[:300]}",
                file=sys.stderr,
            )
            return 2
        if getattr(fault.__cause__, "sqlstate", None) not in NOT_MIGRATED:
            raise
        print("The database has no tables of Golden Thread yet, or those of an older version. Run `goldenthread migrate`, and then this again.", file=sys.stderr)
        return 2
    return status


def _is_gone(fault: BaseException | None) -> bool:
    """Whether the database could not be reached or went away, as Django tells it or psycopg itself. Told by name: neither is imported here."""
    while fault is not None:
        state = getattr(fault, "sqlstate", None)
        if state in STOPPED or (state is None and type(fault).__name__ == "OperationalError" and type(fault).__module__.partition(".")[0] == "psycopg"):
            return True
        # What goes wrong while such a fault is handled is ours, unless it is the database's again.
        before = fault.__context__
        fault = fault.__cause__ or (before if type(fault).__module__.partition(".")[0] in ("psycopg", "django") else None)
    return False


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="goldenthread", description=__doc__.splitlines()[0] if __doc__ else None)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    clocks = commands.add_parser("clocks", help="every clock of a case written as JSON; needs no database")
    clocks.add_argument("file", metavar="CASE.json", help="`-` reads standard input")
    clocks.add_argument("--as-at", metavar="YYYY-MM-DD", help="what had happened by the end of that day (today)")
    clocks.add_argument("--known-at", metavar="TIMESTAMP", help="what had been recorded by then (everything)")
    clocks.set_defaults(run=_clocks)

    wording = commands.add_parser("wording", help="what is pointed out of the wording of plans, written as JSON; needs no database")
    wording.add_argument("file", metavar="FILE", nargs="?", default="-", help="`-`, or nothing, reads standard input")
    wording.set_defaults(run=_wording)

    calc = commands.add_parser("calc", help="a calculation of waits, capacity or equity, written as JSON; needs no database")
    calc.add_argument("name", metavar="NAME", help="as docs/guide/calculations.md lists them")
    calc.add_argument("file", metavar="FILE", nargs="?", default="-", help="`-`, or nothing, reads standard input")
    calc.set_defaults(run=_calc)

    queue = commands.add_parser("queue", help="a waiting list run forward from a model written as JSON; needs no database")
    queue.add_argument("file", metavar="MODEL.json", nargs="?", default="-", help="`-`, or nothing, reads standard input")
    queue.set_defaults(run=_queue)

    allocate = commands.add_parser("allocate", help="hours and locums shared out over localities, services and months, from a model written as JSON; needs no database")
    allocate.add_argument("file", metavar="MODEL.json", nargs="?", default="-", help="`-`, or nothing, reads standard input")
    allocate.set_defaults(run=_allocate)

    wait = commands.add_parser("wait-estimate", help="an honest range for each child on a waiting list; needs no database")
    wait.add_argument("file", metavar="HISTORY.csv", help="`-` reads standard input")
    wait.add_argument("--as-at", metavar="YYYY-MM-DD", required=True, help="the day from which days are counted")
    wait.add_argument("--staffing", metavar="PLAN.csv", help="slots that are planned, by service, locality and week")
    wait.set_defaults(run=_wait_estimate)

    table = commands.add_parser("table", help="a table that a page gives as CSV, as one account may see it today")
    table.add_argument("address", metavar="ADDRESS", help="of the link “Take this table as CSV”, such as /waits/table.csv")
    table.add_argument("--viewer", metavar="EMAIL", required=True, help="the account whose page it is")
    table.set_defaults(run=_table)

    said = commands.add_parser("messages", help="every message of a family page for translators, or a catalogue made of what they wrote; needs no database")
    said.add_argument("--make", metavar="FAMILY.po", type=Path, help="check a catalogue and make it")
    said.add_argument("--language", metavar="CODE", default="", help="its language, such as pl")
    said.add_argument("--into", metavar="FOLDER", type=Path, default=Path("."), help="the folder of catalogues, GOLDENTHREAD_LANGUAGES")
    said.set_defaults(run=_messages)

    load = commands.add_parser("load", help="bring a file in, whole or not at all")
    load.add_argument("kind", choices=("sen2", "people", "events", "plans", "sessions", "deprivation", "languages", "services", "waits", "coverage", "access-counts", "local-offer", "search-words", "offer-feed", "places"))
    load.add_argument("file", metavar="FILE", nargs="?", help="a path; for offer-feed also an https address; places come with the program and have none")
    load.add_argument("--provider", metavar="CODE", default="", help="whose own file it is, where it is a health provider's (people, events, waits, access-counts)")
    load.add_argument("--area", metavar="NAME", default="", help="whose feed it is, such as \"Suffolk County Council\" (offer-feed)")
    load.add_argument("--licence", metavar="NAME", default="", help="under which it may be copied, such as \"Open Government Licence v3.0\" (offer-feed)")
    load.add_argument("--check", action="store_true", help="say what would change, and change nothing (offer-feed)")
    load.add_argument("--sheet", metavar="NAME", default="", help="which sheet of a workbook is the list, where it has several (waits)")
    load.set_defaults(run=_load)

    found = commands.add_parser("findings", help="the imports on record, or all that one of them found, as CSV")
    found.add_argument("of", metavar="RUN", nargs="?", help="an import's number, or its beginning; without it, the list")
    found.set_defaults(run=_findings)

    first = commands.add_parser("administrator", help="let an organisation's first administrator in, and print their link")
    first.add_argument("organisation", metavar="CODE", help="as the organisation's file has it, such as LA:881")
    first.add_argument("email")
    first.add_argument("name", help="full name, in quotation marks")
    first.set_defaults(run=_administrator)

    demo = commands.add_parser("demo", help="make the synthetic area and serve it")
    demo.add_argument("--scale", type=float, default=0.1, help="1 is a full-size Essex (default 0.1)")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--no-serve", action="store_true", help="make the area only")
    demo.add_argument("--fresh", action="store_true", help="make it again from nothing")
    demo.set_defaults(run=_demo)

    rebuild = commands.add_parser("rebuild", help="compute every projection again from the journal")
    rebuild.set_defaults(run=_rebuild)

    turn = commands.add_parser("sendiass-rotate", help="seal the advice service's record with its newest key; run by whoever keeps the keys")
    turn.set_defaults(run=_sendiass_rotate)

    migrate = commands.add_parser("migrate", help="bring the database up to date, as its owner")
    migrate.set_defaults(run=_migrate)

    serve = commands.add_parser("serve", help="serve the pages")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=2)
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="send what is queued, until stopped")
    worker.add_argument("--until-empty", action="store_true", help="stop when nothing is left to do")
    worker.set_defaults(run=_worker)

    manage = commands.add_parser("manage", help="any command of Django's own, as the owner")
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    manage.set_defaults(run=_manage)
    return parser


def _messages(options: argparse.Namespace) -> int:
    from goldenthread.web.catalogues import make, pot

    if options.make is None:
        sys.stdout.write(pot())
        return 0
    try:
        print(make(options.make, options.language, options.into))
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


def _clocks(options: argparse.Namespace) -> int:
    from goldenthread.clocks_command import run

    return run(options.file, options.as_at, options.known_at)


def _calc(options: argparse.Namespace) -> int:
    from goldenthread.calc_command import CALCULATIONS, run

    if options.name not in CALCULATIONS:
        print(f"there is no calculation {options.name!r}. There are: {', '.join(CALCULATIONS)}", file=sys.stderr)
        return 2
    return run(options.name, options.file)


def _queue(options: argparse.Namespace) -> int:
    from goldenthread.queue_command import run_file

    return run_file(options.file)


def _allocate(options: argparse.Namespace) -> int:
    from goldenthread.allocate_command import run_file

    return run_file(options.file)


def _wait_estimate(options: argparse.Namespace) -> int:
    from goldenthread.wait_estimate_command import run

    return run(options.file, options.as_at, options.staffing)


def _table(options: argparse.Namespace) -> int:
    _django("app")
    from goldenthread.access.table_command import run

    return run(options.address, options.viewer)


def _wording(options: argparse.Namespace) -> int:
    from goldenthread.wording_command import run

    return run(options.file)


def _load(options: argparse.Namespace) -> int:
    if (options.file is None) != (options.kind == "places"):
        print("`goldenthread load places` takes no file: the lists come with the program." if options.file else f"Say which file: goldenthread load {options.kind} FILE", file=sys.stderr)
        return 2
    _django("system")
    if options.kind == "places":
        from goldenthread.people.places import load_places

        print(f"{load_places():,} postcodes of Essex, Southend and Thurrock are on record, with their districts and bodies.")
        return 0
    if options.kind == "offer-feed":
        from goldenthread.offer.feed_actions import load_feed

        return load_feed(options.file, options.area, options.licence, check=options.check)
    options.file = Path(options.file)
    if options.kind in ("local-offer", "search-words"):
        return _load_directory(options.kind, options.file)
    from goldenthread.cases.imports.command import load

    if options.provider and options.kind not in ("people", "events", "waits", "access-counts"):
        print(f"--provider is for people, events, waits and access-counts: {options.kind} says itself whose it is, or is the council's.", file=sys.stderr)
        return 2
    if options.sheet and options.kind != "waits":
        print(f"--sheet is for waits: no other file may be a workbook, and {options.kind} is not one.", file=sys.stderr)
        return 2
    loader = None
    if options.kind == "sessions":
        from goldenthread.delivery.imports import load_sessions as loader
    elif options.kind == "deprivation":
        from goldenthread.cases.imports.background import load_deprivation as loader
    elif options.kind == "languages":
        from goldenthread.cases.imports.background import load_languages as loader
    elif options.kind == "plans":
        from goldenthread.plans.imports import load_plans as loader
    elif options.kind == "services":
        from goldenthread.services.service_files import load_services as loader
    elif options.kind == "coverage":
        from goldenthread.services.coverage_files import load_coverage as loader
    elif options.kind == "access-counts":
        from goldenthread.services.coverage_files import load_access as loader
    elif options.kind == "waits":
        from functools import partial

        from goldenthread.services.list_command import load_waits

        loader = partial(load_waits, sheet=options.sheet)
    done = load(options.kind, options.file, loader, options.provider)
    if options.kind == "plans":
        from goldenthread.campaigns.readings import keep_readings as keep_outcomes
        from goldenthread.delivery.readings import keep_readings

        keep_readings()
        keep_outcomes()
    return done


def _load_directory(kind: str, file: Path) -> int:
    """The Local Offer is about no child, so its files have no owner and no run of their own."""
    from goldenthread.offer.loading import Unloadable, load_offer, load_rings

    try:
        done = load_offer(file) if kind == "local-offer" else load_rings(file)
    except Unloadable as refusal:
        print(f"{file.name} was not loaded; nothing of it is there:", *refusal.reasons, sep="\n  ", file=sys.stderr)
        return 1
    print(f"{file.name}: {done:,} {'services' if kind == 'local-offer' else 'rings'}")
    return 0


def _findings(options: argparse.Namespace) -> int:
    _django("system")
    from goldenthread.cases.imports.findings import findings, imports

    return findings(options.of) if options.of else imports()


def _administrator(options: argparse.Namespace) -> int:
    _django("system")
    if not os.environ.get("SECRET_KEY"):
        print("Set SECRET_KEY as the pages have it: a link is signed with it.", file=sys.stderr)
        return 2
    from goldenthread.access.actions_administration import first_administrator
    from goldenthread.people.models import Organisation

    try:
        path = first_administrator(options.email, options.name, options.organisation)
    except Organisation.DoesNotExist:
        print(f"No organisation has the code {options.organisation}. Load the people file first.", file=sys.stderr)
        return 1
    print(f"{options.name} sets a password once, within 72 hours, at your own address followed by:\n{path}")
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    _django("system")
    from goldenthread.cases.projection import rebuild

    print(f"Computed the projections of {rebuild():,} cases again.")
    from goldenthread.campaigns.kept import keep_anew
    from goldenthread.web.days import today

    print(f"Computed the sums that are kept of {keep_anew(today()):,} children again.")
    return 0


def _sendiass_rotate(options: argparse.Namespace) -> int:
    _django("system")
    from goldenthread.sendiass.caseload import rotate
    from goldenthread.sendiass.keys import NoKey, WrongKey

    try:
        print(f"Sealed {rotate():,} rows with the first key.")
    except (NoKey, WrongKey):
        print("Nothing was changed: a key is missing or wrong. Give the new key first and the old ones after it, then run this again.", file=sys.stderr)
        return 1
    return 0


def _migrate(options: argparse.Namespace) -> int:
    _django("owner")
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    return 0


def _manage(options: argparse.Namespace) -> int:
    _django("owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["goldenthread manage", *options.rest])
    return 0


def _serve(options: argparse.Namespace) -> int:
    from goldenthread.local.area import use_private_server
    from goldenthread.local.serve import in_use, serve

    if in_use(options.port):
        return 1
    server = None if "DATABASE_URL" in os.environ else use_private_server()
    try:
        return serve(options.port, options.workers)
    finally:
        if server:
            server.stop()


def _worker(options: argparse.Namespace) -> int:
    # Jobs are done for nobody who is signed in, by functions that pages may not call.
    _django("system")
    from goldenthread.letters.worker import work

    work(until_empty=options.until_empty)
    return 0


def _demo(options: argparse.Namespace) -> int:
    from goldenthread.local.demo.run import run

    return run(scale=options.scale, port=options.port, serve=not options.no_serve, fresh=options.fresh)


def _database() -> None:
    """Use DATABASE_URL where it is set, else the private server of the demo."""
    if "DATABASE_URL" not in os.environ:
        from goldenthread.local.area import use_private_server

        use_private_server()


def _django(role: str) -> None:
    """Start Django as one database role. A process has one for its whole life."""
    _database()
    os.environ["GOLDENTHREAD_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.web.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
