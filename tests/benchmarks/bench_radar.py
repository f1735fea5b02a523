"""The radar over a full-size area as a page asks it: the database with every plan's words and a school year of what was said of them,
both walls, the whole list scored, put in order, and a page of it in words; one plan's sum; and another weighing's effect. The floor
of the same run: the words that can move what is owed, read from the database by themselves.

    python -m tests.benchmarks.bench_radar [SCALE] [ROUNDS]
"""

import json
import os
import re
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable

from tests.benchmarks import plans_area
from tests.benchmarks.table import Row, say, table

WEIGHTS = {"age": 20, "review": 25, "setting": 40, "phase": 15, "adulthood": 10, "health": 5, "care": 5, "provision": 10, "do": "see"}


def measure(scale: float = 1.0, rounds: int = 3) -> list[Row]:
    say(f"making or opening the area of scale {scale:g} whose plans have words")
    plans_area.area(scale)
    kept = plans_area.keep()
    note = f"to keep all of it anew took {kept.ours + kept.database:.0f} s of processor"
    # Pages are of another role of the database than loading is, and a process has one.
    code = f"from tests.benchmarks import bench_radar; bench_radar.told({rounds}, {note!r})"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "GOLDENTHREAD_ROLE": "app"}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return [Row(*json.loads(line)) for line in done.stdout.splitlines()]


def told(rounds: int, note: str) -> None:
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from goldenthread.access.models import User
    from goldenthread.access.viewer import become

    client, officer = Client(), Client()
    # The manager, who alone sets weights.
    viewer = User.objects.filter(grants__role="la-send-manager").order_by("name").values_list("pk", flat=True)[0]
    client.get("/demo/people/")
    client.post("/demo/people/", {"person": str(viewer)})
    officer.get("/demo/people/")
    officer.post("/demo/people/", {"person": str(User.objects.filter(grants__role="dco").order_by("name").values_list("pk", flat=True)[0])})
    listed = client.get("/radar/").content.decode()
    case = re.findall(r'href="/radar/([0-9a-f-]{36})/"', listed)[0]

    def opened(path: str, post: dict[str, object] | None = None, client: Client = client) -> Callable[[], object]:
        def work() -> None:
            answer = client.post(path, post) if post else client.get(path)
            if answer.status_code != 200:
                raise ValueError(f"{path} answered {answer.status_code}")

        return work

    def floor() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            become(viewer)
            cursor.execute("select length(coalesce(delivery_area_words(array(select id from people_organisation where kind = 'local-authority'), current_date), ''))")

    least = _median(floor, rounds)
    for name, work in (("radar, a page of it", opened("/radar/")), ("one plan’s sum", opened(f"/radar/{case}/")), ("what another weight would move", opened("/radar/weights/", WEIGHTS)),
                       ("clauses not confirmed", opened("/unconfirmed-clauses/", client=officer))):  # fmt: skip
        ours = _median(work, rounds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = f"processor: {ours.ours:.1f} s of the page, {ours.database:.1f} s of the database; {note}"
        print(json.dumps([name, ours.wall, least.wall, "s", "the words that can move what is owed, asked alone", peak, said]))


def _median(work: Callable[[], object], rounds: int) -> plans_area.Cost:
    found = [plans_area.cost(work) for _ in range(rounds)]
    return plans_area.Cost(*(statistics.median(column) for column in zip(*((c.wall, c.ours, c.database) for c in found), strict=True)))


if __name__ == "__main__":
    given = sys.argv[1:]
    print(table(measure(*([float(given[0])] if given else []), *map(int, given[1:]))))
