"""Tagged PDF (PDF/UA-1) by typst, which refuses to build a document that a screen reader could not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def _compiler(template: str) -> Any:
    import typst

    # Only the fonts and templates shipped here can be read.
    return typst.Compiler(
        input=str(_HERE / "typst" / template),
        root=str(_HERE / "typst"),
        font_paths=[str(_HERE / "fonts")],
        ignore_system_fonts=True,
    )


def pdf(template: str, **data: Mapping[str, Any]) -> bytes:
    """The PDF of a template in `typst/`, each keyword given to it as JSON. Raises `typst.TypstError` where the result
    would not be accessible."""
    inputs = {name: json.dumps(value, default=str) for name, value in data.items()}
    return bytes(_compiler(template).compile(sys_inputs=inputs, pdf_standards=["ua-1"]))
