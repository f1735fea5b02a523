"""Every benchmark, each in a process of its own, one after another, and one table of all at the end:
`python -m tests.benchmarks [NAME ...]`, or `make bench`. What goes on meanwhile is said on the error stream."""

import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.benchmarks.table import measured, say, table

NAMES = [path.stem.removeprefix("bench_") for path in sorted(Path(__file__).parent.glob("bench_*.py"))]


def main(wanted: list[str]) -> int:
    rows, failed = [], []
    for name in wanted or NAMES:
        say(f"{name}: began with a load of {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        try:
            # Begun afresh, so that no benchmark counts another's memory as its own.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                rows += process.submit(measured, name).result()
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt):
                raise
            traceback.print_exception(fault)
            failed.append(name)
    print(table(rows))
    if failed:
        print(f"failed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
