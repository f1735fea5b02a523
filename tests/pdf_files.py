"""A PDF as small as one can be that opens: one empty page. What it is said to hold stands in a comment."""


def a_pdf(said: str = "") -> bytes:
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
    ]
    made, at = f"%PDF-1.7\n% {said}\n".encode(), []
    for number, part in enumerate(parts, 1):
        at.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    rows = b"".join(b"%010d 00000 n \n" % place for place in at)
    return made + b"xref\n0 4\n0000000000 65535 f \n" + rows + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
