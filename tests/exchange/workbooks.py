"""Workbooks as Excel writes them, and as somebody with bad intent might, made part by part."""

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Style 1 is the built-in format 14 (a day), 2 a format of somebody's own with a day, 3 one with "d" only in quotation marks, 4 built-in 2 (0.00).
STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="[$-809]dd\\ mmmm\\ yyyy;@"/><numFmt numFmtId="165" formatCode="0&quot; days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="2"/></cellXfs></styleSheet>'
)


def text(place, words):
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def number(place, value, style=0):
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(line, *cells):
    return f'<row r="{line}">{"".join(cells)}</row>'


def rows(*table):
    """Lines of words, from line 1 and column A."""
    return "".join(row(n, *(text(f"{'A' * (at // 26)}{chr(65 + at % 26)}{n}", words) for at, words in enumerate(line) if words)) for n, line in enumerate(table, 1))


def workbook(sheets, *, strings=(), states=None, properties="", more=None, leave_out=()):
    """The bytes of a workbook. sheets: by name, what stands within its sheetData. states: of those that are hidden. more: further parts."""
    names = list(sheets)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">{properties}<sheets>'
        + "".join(f'<sheet name="{n}" sheetId="{k}" state="{(states or {}).get(n, "visible")}" r:id="rId{k}"/>' for k, n in enumerate(names, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Id="rId{k}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{k}.xml"/>' for k in range(1, len(names) + 1))
        + "</Relationships>",
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{"".join(f"<si>{s}</si>" for s in strings)}</sst>',
        **{f"xl/worksheets/sheet{k}.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheets[n]}</sheetData></worksheet>' for k, n in enumerate(names, 1)},
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            if name not in leave_out:
                package.writestr(name, content)
    return out.getvalue()
