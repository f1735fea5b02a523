"""Every benchmark in a process of its own, one after another: `python -m tests.benchmarks [NAME ...]`."""

import os
import subprocess
import sys
from pathlib import Path


def main(wanted: list[str]) -> int:
    names = [path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    failed = []
    print(f"Seconds, memory and the ratio to a floor of the same run, on {os.cpu_count()} cores.", flush=True)
    for name in names:
        if wanted and name.removeprefix("bench_") not in wanted:
            continue
        print(f"\n{name.removeprefix('bench_')}", flush=True)
        if subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"]).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
