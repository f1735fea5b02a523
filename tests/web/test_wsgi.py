import os
import subprocess
import sys


def served(**environment):
    """What a server's worker says when it loads the application."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLDENTHREAD_")}
    return subprocess.run(
        [sys.executable, "-c", "import goldenthread.web.wsgi"],
        env={**kept, "DJANGO_SETTINGS_MODULE": "goldenthread.web.settings", **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_demos_sign_in_is_refused_on_a_real_area():
    said = served(GOLDENTHREAD_DEMO="1", DATABASE_URL="postgresql://db.example.org/area")
    assert said.returncode != 0
    assert "The demo lets anybody be anybody" in said.stderr


def test_a_real_area_is_served_without_it():
    assert served(DATABASE_URL="postgresql://db.example.org/area").returncode == 0
