"""Tagged PDF (PDF/UA-1) by typst, which refuses to build a document that a screen reader could not read."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def _compiler(template: str) -> Any:
    return _reading(_HERE / "typst", template)


def _reading(root: Path, template: str) -> Any:
    import typst

    # Only the fonts and templates shipped here can be read.
    return typst.Compiler(
        input=str(root / template),
        root=str(root),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
    )


def pdf(template: str, pictures: Mapping[str, bytes] | None = None, **data: Mapping[str, Any]) -> bytes:
    """The PDF of a template in `typst/`, each keyword given to it as JSON. `pictures` are files beside it, by names that we made.
    Raises `typst.TypstError` where the result would not be accessible, or a picture cannot be drawn."""
    inputs = {name: json.dumps(value, default=str) for name, value in data.items()}
    if not pictures:
        return bytes(_compiler(template).compile(sys_inputs=inputs, pdf_standards=["ua-1"]))
    with tempfile.TemporaryDirectory(prefix="goldenthread-") as there:
        shutil.copy(_HERE / "typst" / template, there)
        for name, picture in pictures.items():
            (Path(there) / name).write_bytes(picture)
        return bytes(_reading(Path(there), template).compile(sys_inputs=inputs, pdf_standards=["ua-1"]))
