"""Work of an assessment, each beside the floor of the same run: saving the advice form beside an insert of one row on the
same server; assembling a draft from eight pieces of advice beside a plain copy of the same data; the PDF of a notice beside
the PDF of an empty document.

    python -m tests.benchmarks.bench_documents [ROUNDS]
"""

import copy
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tests.benchmarks.table import Row, say, table

from goldenthread.letters.document import Document, fill, read_template
from goldenthread.local.area import use_private_server
from goldenthread.plans.assembly import Source, assemble
from goldenthread.science.advice import Advice, Need, Outcome, Provision

# Each round sets another number, so that neither is answered from what the compiler remembers.
EMPTY = '#set document(title: "Empty")\n#set text(font: "Liberation Sans", lang: "en")\n#sys.inputs.n\n'


def measure(rounds: int = 60) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-documents-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOLDENTHREAD_HOME"] = str(folder)
    try:
        return [*_saving(rounds), _assembly(rounds), _notice(rounds)]
    finally:
        use_private_server().stop()
        shutil.rmtree(folder, ignore_errors=True)


def _median(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds, the first few not counted."""
    taken = []
    for n in range(rounds + 5):
        began = time.perf_counter()
        work()
        if n >= 5:
            taken.append(time.perf_counter() - began)
    return 1000 * statistics.median(taken)


# --- saving the advice form ---


def _saving(rounds: int) -> list[Row]:
    say("making an empty area with one case")
    use_private_server()
    command = [sys.executable, "-m", "goldenthread.commands", "migrate"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    # A process of its own, under the role of pages: what the application's settings name is read once.
    code = f"import django; django.setup(); from tests.benchmarks.bench_documents import saved; print(*saved({rounds}))"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "goldenthread.web.settings", "GOLDENTHREAD_ROLE": "owner"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    ours, floor = map(float, done.stdout.split()[-2:])
    return [Row("advice form save", ours, floor, "ms each", "insert one row, same server", None, "one line of help, both walls, committed")]


def saved(rounds: int) -> tuple[float, float]:
    """Milliseconds to keep one line of an advice, and to insert one row in a table without a wall."""
    from django.db import connection, transaction

    from goldenthread.access.actions import load_rules
    from goldenthread.access.models import RoleGrant, User
    from goldenthread.access.viewer import become
    from goldenthread.assessments.advice_writing_actions import new_slot, save
    from goldenthread.cases.models import Case, Event
    from goldenthread.cases.projection import project
    from goldenthread.pathways import PATHWAYS
    from goldenthread.people.models import Allocation, Child, Organisation, Practitioner

    load_rules()
    council = Organisation.objects.create(code="LA:881", name="Council", kind="local-authority")
    child = Child.objects.create(owner=council, forename="Ada", surname="Lovelace", date_of_birth=dt.date(2019, 10, 5))
    who = Practitioner.objects.create(reference="ep", name="Helen Marsh", role="educational-psychologist", organisation=council)
    user = User.objects.create(email="ep@example.org", name="Helen Marsh", practitioner=who)
    RoleGrant.objects.create(user=user, role=who.role, organisation=council, valid_from=dt.date(2020, 1, 1))
    case = Case.objects.create(child=child, owner=council, pathway="ehc-needs-assessment", opened_on=dt.date(2026, 2, 2), last_number=2)
    Allocation.objects.create(child=child, owner=council, practitioner=who, role=who.role, valid_from=dt.date(2020, 1, 1))
    for number, (slug, fields) in enumerate([("request-received", {"by": "parent"}), ("advice-requested", {"contributor": who.role})], 1):
        kind = PATHWAYS[case.pathway].kind_of_data(slug, fields.get("contributor"))
        about = fields.get("contributor", "")
        Event.objects.create(case=case, number=number, event=slug, on=dt.date(2026, 2, 2), by="import:none", about=about, kind_of_data=kind, fields=fields)
    project(case.pk)
    line = {"what": "A play group", "how_often": "Twice a week", "minutes": 25, "group": 4, "weeks": 38, "who": "teaching assistant"}
    slots = [new_slot("provisions") for _ in range(20)]
    turn = iter(range(10**6))

    def keep() -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set local role goldenthread_app")
            viewer = become(user.pk)
            save(viewer, case, who.role, slots[next(turn) % 20], 10**6, line, line)

    with connection.cursor() as cursor:
        cursor.execute("create table floor_of_saving (id uuid primary key, body jsonb)")

    def insert() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("insert into floor_of_saving values (%s, %s)", [uuid4(), '{"what": "A play group"}'])

    return _median(keep, rounds), _median(insert, rounds)


# --- a draft from its advice ---


def _advice(n: int) -> Advice:
    needs = tuple(Need(f"n{i}", f"Need {i} of advice {n}, in a sentence as people write it.", "cognition") for i in range(6))
    outcomes = tuple(Outcome(f"o{i}", f"Outcome {i} of advice {n}.", "July 2027", f"n{i}") for i in range(6))
    help_ = tuple(
        Provision(f"p{i}", f"Help {i} of advice {n}", "trained teaching assistant", "Twice a week", 30, 38, 4, "each term", f"n{i % 6}", f"o{i % 6}")
        for i in range(12)
    )
    return Advice("A summary of some sentences.", needs, outcomes, help_)


def _assembly(rounds: int) -> Row:
    sources = [Source(uuid4(), "educational-psychologist", "Helen Marsh", dt.date(2026, 10, 22), _advice(n)) for n in range(8)]
    data = [s.advice.data() for s in sources]
    clauses = len(assemble(sources))
    ours, floor = _median(lambda: assemble(sources), rounds), _median(lambda: copy.deepcopy(data), rounds)
    return Row("draft assembly", ours, floor, "ms each", "deep copy of the advice", None, f"8 pieces of advice, {clauses} clauses")


# --- the PDF of a notice ---


def _notice(rounds: int) -> Row:
    import django
    import typst

    os.environ["DJANGO_SETTINGS_MODULE"] = "goldenthread.web.settings"
    django.setup()
    import goldenthread.letters
    from goldenthread.letters.templates_of_area import PART, shipped
    from goldenthread.letters.writing import as_pdf

    template = read_template(shipped()["final-plan-issued"])
    parts = {part: shipped()[PART + part] for part in template.parts}
    facts: dict[str, str] = {}
    names = {*template.facts, *(f for text in parts.values() for f in read_template(f"title: t\ncite: c\nabout: a\n\n{text}").facts)}
    facts |= dict.fromkeys(names, "Oscar")
    letter: Document = fill(template, facts, parts)
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.typ"
        empty.write_text(EMPTY)
        fonts = str(Path(goldenthread.letters.__file__).parent / "fonts")
        compiler = typst.Compiler(input=str(empty), root=folder, font_paths=[fonts], ignore_system_fonts=True)
        turn = iter(range(10**6))
        ours = _median(lambda: as_pdf(replace(letter, date=str(next(turn)))), rounds)
        floor = _median(lambda: compiler.compile(sys_inputs={"n": str(next(turn))}, pdf_standards=["ua-1"]), rounds)
    return Row("notice PDF", ours, floor, "ms each", "an empty PDF/UA-1 document", None, f"{len(as_pdf(letter)) / 1000:.0f} kB, the final plan's letter")


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))
