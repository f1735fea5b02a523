"""What holds for every file of the project, and no linter says."""

import ast
import importlib
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "goldenthread"
# In two halves, so that this file does not hold what it looks for.
REGISTRIES = ("py" + "pi.", "python" + "hosted", "npm" + "js", "deb." + "debian", "crates" + ".io", "proxy.go" + "lang")
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p)(?:/|\b)")
CORE = ("engine", "pathways", "exchange")
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
# Where the database may be asked: the models, the verbs and the questions of an app.
ASKS = re.compile(r"(^|/)(models|actions|queries|imports|migrations)")


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode or not listed.stdout:  # an unpacked archive has no history
        return [path for pattern in patterns or ("*",) for path in ROOT.glob(f"src/**/{pattern}") if path.is_file()]
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path):
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def python(*folders):
    return [path for folder in folders for path in sorted((SOURCE / folder).rglob("*.py"))]


def names_of_calls(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr, node.lineno


def test_no_file_names_the_host_of_a_package_registry():
    named = [path for path in tracked() if any(host in text_of(path).lower() for host in REGISTRIES)]
    assert named == []


def test_no_file_holds_a_path_of_somebodys_machine():
    held = [(path, found[0]) for path in tracked() if (found := MACHINE_PATHS.search(text_of(path)))]
    assert held == []


def test_every_pinned_requirement_has_a_hash():
    for path in (ROOT / "requirements").glob("*.txt"):
        for block in re.split(r"\n(?=\S)", path.read_text("utf-8")):
            if not block.startswith("#") and "==" in block:
                assert "--hash=sha256:" in block, f"{path.name}: {block.splitlines()[0]}"


@pytest.mark.parametrize("path", python(*CORE), ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_core_is_told_the_day_and_never_asks_for_it(path):
    asked = [(name, line) for name, line in names_of_calls(path) if name in CLOCKS]
    assert asked == []


def test_only_models_verbs_and_questions_ask_the_database():
    strays = []
    for path in python("people", "access", "cases", "web"):
        within = str(path.relative_to(SOURCE))
        if ASKS.search(within) or within in ALSO_ASK:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        strays += [
            f"{within}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "objects"
        ]
    assert strays == []


# Places are reference data that nobody's permission limits; personal links have their verbs and questions in one file.
ALSO_ASK = {"people/places.py", "access/links.py"}


def test_pages_do_not_import_models():
    for path in (page for app in ("access", "cases") for page in python(f"{app}/pages")):
        # At the top of the file; types are imported under `if TYPE_CHECKING`.
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                assert not re.search(r"\.models(\.|$)", node.module), f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_benchmarks_measure_what_there_is():
    """The suite runs none of them, and each imports what it measures only once it has begun."""
    gone = []
    for path in sorted((ROOT / "tests" / "benchmarks").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("goldenthread"):
                module = importlib.import_module(node.module)
                names = [a.name for a in node.names if a.name != "*"]
                gone += [(path.name, n) for n in names if not hasattr(module, n) and not find_spec(f"{node.module}.{n}")]
    assert gone == []


def test_whoever_runs_an_area_is_told_the_hour_of_every_job_of_a_day_or_a_week():
    guide = (ROOT / "docs" / "guide" / "running-an-area.md").read_text("utf-8")
    hours = re.findall(r'cron="(\d+) (\d+) ', "".join(path.read_text("utf-8") for path in SOURCE.glob("*/tasks.py")))
    assert len(hours) > 10
    rows = [line.split("|")[1] for line in guide.splitlines() if line.startswith("| ")]
    assert [f"{int(hour):02}:{int(minute):02}" for minute, hour in hours if not any(f"{int(hour):02}:{int(minute):02}" in row for row in rows)] == []
