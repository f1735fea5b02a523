import hashlib
import re
from importlib.resources import files
from pathlib import Path
from runpy import run_path

STATIC = files("goldenthread.web") / "static"


def test_neither_the_font_nor_the_crest_of_gov_uk_is_used():
    css = (STATIC / "govuk" / "govuk-frontend.min.css").read_text("utf-8")
    for forbidden in ("GDS Transport", "@font-face", "govuk-crest", "/assets/"):
        assert forbidden not in css


def test_what_was_vendored_is_said_with_its_hash():
    said = (STATIC / "govuk" / "VENDORED.md").read_text("utf-8")
    assert len(re.findall(r"sha256 [0-9a-f]{64}", said)) == 2
    assert hashlib.sha256(b"").hexdigest() not in said


def _luminance(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_tag_and_token_has_enough_contrast():
    # WCAG 2.2, 1.4.3: 4.5 to 1 for text.
    css = (STATIC / "goldenthread.css").read_text("utf-8")
    tags = re.findall(r"\.gt-tag--\w+ \{ color: (#\w{3,6}); background: (#\w{3,6})", css)
    assert len(tags) >= 8
    for text, fill in tags:
        text, fill = (c if len(c) == 7 else "#" + "".join(2 * d for d in c[1:]) for c in (text, fill))
        assert _contrast(text, fill) >= 4.5, (text, fill)
    for token in ("--gt-brand", "--gt-link", "--gt-button", "--gt-muted"):
        colour = re.search(rf"{token}: (#\w{{6}})", css)
        assert _contrast(colour[1], "#ffffff") >= 4.5, token


def test_the_script_that_vendors_takes_out_font_crest_and_map():
    path = Path(__file__).parents[2] / "scripts" / "vendor_govuk.py"
    vendor = run_path(str(path))
    css = "/*! by Margaret Calvert */@font-face{font-family:GDS Transport;src:url(/assets/fonts/a.woff2)}.a{font-family:GDS Transport,arial}.b{background:url(/assets/images/govuk-crest.svg)}/*# sourceMappingURL=a.map */"
    assert (
        vendor["without_map"](vendor["without_branding"](css))
        == ".a{font-family:Arial,Liberation Sans}.b{background:none}\n"
    )
