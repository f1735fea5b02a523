"""Tagged PDF (PDF/UA-1) by typst, which refuses to build a document that a screen reader could not read, or one with an empty box in it."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

_HERE = Path(__file__).parent
FONTS = _HERE / "fonts"
TYPEFACES = ("Liberation Sans", *(f"Noto Sans {script}" for script in ("Arabic", "Bengali", "Devanagari", "Ethiopic", "Gujarati", "Gurmukhi", "Malayalam", "Tamil")))
"""Those that are shipped, in the order in which a letter is looked for in them."""
NOT_PRINTED = "(letters that could not be printed)"
_REFUSED = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)


@cache
def _compiler(template: str) -> Any:
    return _reading(_HERE / "typst", template)


def _reading(root: Path, template: str) -> Any:
    import typst

    # Only the templates shipped here can be read, and the fonts that are shipped or that the area added.
    return typst.Compiler(
        input=str(root / template),
        root=str(root),
        font_paths=[str(FONTS), *([settings.FONTS_DIR] if settings.FONTS_DIR else [])],
        ignore_system_fonts=True,
    )


def pdf(template: str, pictures: Mapping[str, bytes] | None = None, **data: Mapping[str, Any]) -> bytes:
    """The PDF of a template in `typst/`, each keyword given to it as JSON. `pictures` are files beside it, by names that we made. What no typeface
    has is said in words (`in_print`). Raises `typst.TypstError` where the result would not be accessible, or a picture cannot be drawn."""
    if not pictures:
        return _made(_compiler(template), data)
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as there:
        shutil.copy(_HERE / "typst" / template, there)
        for name, picture in pictures.items():
            (Path(there) / name).write_bytes(picture)
        return _made(_reading(Path(there), template), data)


def _made(compiler: Any, data: Mapping[str, Any]) -> bytes:
    import typst

    try:
        return _compiled(compiler, data)
    except typst.TypstError as refused:
        if not _REFUSED.search(str(refused)):
            raise
    return _compiled(compiler, {name: _all_in_print(json.loads(json.dumps(value, default=str))) for name, value in data.items()})


def _compiled(compiler: Any, data: Mapping[str, Any]) -> bytes:
    inputs = {name: json.dumps(value, default=str) for name, value in data.items()}
    return bytes(compiler.compile(sys_inputs={"typefaces": json.dumps(TYPEFACES), **inputs}, pdf_standards=["ua-1"]))


def _all_in_print(value: Any) -> Any:
    if isinstance(value, str):
        return in_print(value)
    if isinstance(value, list):
        return [_all_in_print(one) for one in value]
    return {name: _all_in_print(one) for name, one in value.items()} if isinstance(value, dict) else value


def in_print(text: str) -> str:
    """The text with what no typeface has said in words: a sign by its name, letters by that they could not be printed."""
    missing = set(lacking(text))
    if not missing:
        return text
    said = "".join((_sign(c) if unicodedata.category(c)[0] in "SC" else "\ue000") if c in missing else c for c in text)
    return re.sub("\ue000(?:[\\s\ue000]*\ue000)?", NOT_PRINTED, said)


def _sign(character: str) -> str:
    name = unicodedata.name(character, "").lower()
    return f"({name})" if name else ""


_shown: dict[str, bool] = {}


def lacking(text: str) -> str:
    """The characters of the text that no typeface has, each once. typst itself is asked, once for each character that it has not told of."""
    import typst

    chars = dict.fromkeys(c for c in text if not (c.isascii() and c.isprintable()) and not c.isspace())
    while unknown := [c for c in chars if c not in _shown]:
        try:
            # Apart, so that none is read as part of another.
            _compiled(_compiler("printed.typ"), {"words": " ".join(unknown)})
        except typst.TypstError as refused:
            m = _REFUSED.search(str(refused))
            named = {c for c in _unescaped(m[1]) if c in unknown} if m else set()
            _shown.update(dict.fromkeys(named or unknown, False))
        else:
            _shown.update(dict.fromkeys(unknown, True))
    return "".join(c for c in chars if not _shown[c])


def _unescaped(said: str) -> str:
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), said).replace("\\n", "\n")
