"""Twenty officers at once on 200 live cases, through the real server on a database of its own: how long a press of a button
takes, beside the same work of one officer alone. It fails if an acknowledged action has not its event exactly once, or a
refused one was not told what came first.

    python -m tests.benchmarks.bench_officers [ACTIONS OF EACH]
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.table import Row, say, table

from goldenthread.local.area import use_private_server

OF = "one officer alone"


def measure(actions: int = 12) -> list[Row]:
    folder = Path(tempfile.mkdtemp(prefix="gt-officers-"))
    folder.chmod(0o711)
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(
        GOLDENTHREAD_HOME=str(folder), GOLDENTHREAD_TLS="0", GOLDENTHREAD_ROLE="owner", DJANGO_SETTINGS_MODULE="goldenthread.web.settings"
    )
    server = use_private_server()
    try:
        say("making an area of 20 officers and 200 cases")
        command = [sys.executable, "-m", "goldenthread.commands", "migrate"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        import django

        django.setup()
        return _worked(actions, folder / "pages.log")
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _worked(actions: int, log: Path) -> list[Row]:
    from django.db import connection
    from tests.load import area, judge, officers

    made = area.make()
    with officers.serving(os.environ["DATABASE_URL"], log) as port:
        say(f"one officer alone, then 20 at once, with {actions} actions each")
        alone = officers.work(replace(made, officers=made.officers[:1]), port, actions * 2, seed=2)
        together = officers.work(made, port, actions)
    found = judge.faults(made, [*alone, *together])
    connection.close()
    if found:
        raise AssertionError("\n".join([f"{len(found)} faults", *found[:20], log.read_text()[-2000:]]))
    told = Counter(press.outcome for press in together)
    note = f"{told['recorded']} acknowledged, each recorded once; {told['refused'] + told['repeated']} told what came first; 0 lost"
    ours, floor = ([1000 * p.taken for p in presses if p.taken] for presses in (together, alone))
    return [
        Row("20 officers on 200 cases, median", statistics.median(ours), statistics.median(floor), "ms", OF, None, note),
        Row("20 officers, 95th percentile", statistics.quantiles(ours, n=20)[18], statistics.quantiles(floor, n=20)[18], "ms", OF, None, "of one press"),
    ]


if __name__ == "__main__":
    print(table(measure(*(int(a) for a in sys.argv[1:]))))
