"""vendor_govuk.py FOLDER: take GOV.UK Frontend's compiled files from an unpacked npm package (`npm pack govuk-frontend`).

A service that is not on GOV.UK may use the code but neither the font nor the crest, so both are taken out."""

import hashlib
import json
import re
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "src" / "goldenthread" / "web" / "static" / "govuk"


def without_branding(css: str) -> str:
    css = re.sub(r"(/\*![^*]*Margaret Calvert[^*]*\*/)?@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial", "Arial,Liberation Sans")
    return re.sub(r"url\(/assets/images/[^)]*\)", "none", css)


def without_map(text: str) -> str:
    return re.sub(r"(/\*|//)# sourceMappingURL=[^\n]*\n?", "", text).rstrip() + "\n"


def main(package: Path) -> None:
    print(f"GOV.UK Frontend {json.loads((package / 'package.json').read_text('utf-8'))['version']}. For VENDORED.md:")
    for name, change in (("govuk-frontend.min.css", without_branding), ("govuk-frontend.min.js", str)):
        original = (package / "dist" / "govuk" / name).read_bytes()
        (STATIC / name).write_text(without_map(change(original.decode("utf-8"))), "utf-8")
        print(f"{name} sha256 {hashlib.sha256(original).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
