"""A demo area of a given scale for a benchmark, made once through the real command and kept between runs."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from goldenthread.local.area import use_private_server

PERSON = "Priya Nair"


def home_of(scale: float) -> Path:
    return Path(tempfile.gettempdir()) / f"gt-bench-{scale:g}"


def area(scale: float) -> None:
    """Point this process at a demo area of this scale, made if need be, with fsync on as in a real one."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(GOLDENTHREAD_HOME=str(home_of(scale)), GOLDENTHREAD_DEMO="1", GOLDENTHREAD_TLS="0")
    # One that was kept may be older than the code.
    for command in (["demo", "--no-serve", "--scale", str(scale)], ["migrate"]):
        whole = [sys.executable, "-m", "goldenthread.commands", *command]
        subprocess.run(whole, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    use_private_server()
