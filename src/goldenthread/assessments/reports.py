"""The words of a Word report, paragraph by paragraph, so that provision can be marked up from them."""

from __future__ import annotations

import io

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import XMLSyntaxError

MOST = 400


def paragraphs_of(data: bytes) -> list[str]:
    """The paragraphs and table rows that hold words, in order; nothing of a file that cannot be read."""
    try:
        document = Document(io.BytesIO(data))
        blocks = list(document.iter_inner_content())
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError):
        return []
    said: list[str] = []
    for block in blocks:
        if hasattr(block, "rows"):
            said += [" | ".join(dict.fromkeys(c.text.strip() for c in row.cells if c.text.strip())) for row in block.rows]
        else:
            said.append(block.text)
    return [text.strip() for text in said if text.strip()][:MOST]
