"""What a phone must be able to read of every chart, held over the style sheet and the templates."""

import re
from pathlib import Path

import pytest

import goldenthread

FOLDER = Path(goldenthread.__file__).parent
STYLES = (FOLDER / "web/static/goldenthread.css").read_text("utf-8")
CHARTS = [
    (str(path.relative_to(FOLDER)), int(width))
    for path in sorted(FOLDER.glob("*/templates/**/*.html"))
    for width in re.findall(r'<svg class="gt-chart" viewBox="0 0 (\d+) ', path.read_text("utf-8"))
]
SMALLEST = 12


def number(pattern):
    found = re.search(pattern, STYLES)
    assert found
    return int(found[1])


# The map of the Local Offer is as wide as its page, and has letters of 32 px on a phone; that of districts stands at its true size.
@pytest.mark.parametrize(("name", "drawn"), [c for c in CHARTS if c[0] != "offer/templates/offer/map.html"])
def test_the_words_of_a_chart_are_never_shrunk_below_12_px(name, drawn):
    """Drawn 1,184 px wide and shown 640 px wide, its words of 15 px were of 8."""
    least = number(r"\.gt-chart \{[^}]*min-width: (\d+)px")
    words = number(r"\.gt-chart text \{[^}]*font-size: (\d+)px")
    assert words * min(1, least / drawn) >= SMALLEST
