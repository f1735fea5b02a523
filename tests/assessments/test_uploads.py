"""A file is taken for what it holds, and never for what it is called."""

import io
import socket
import struct
import threading
import zipfile

import pytest

from goldenthread.assessments.uploads import LARGEST, BadFile, checked

from ..pdf_files import a_pdf

PDF = a_pdf()
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'


def word(types=TYPES, **more):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("word/document.xml", "<w:document/>")
        for name, text in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def overwritten(data):
    """The same length and list of parts, as a disk that fails leaves it: what the first part was packed into cannot be unpacked."""
    return data[:200] + b"\xff" * 40 + data[240:]


@pytest.mark.parametrize(
    "name, data, kept_as",
    [
        ("Report.PDF", PDF, "Report.pdf"),
        ("photo.jpeg", JPEG, "photo.jpg"),
        ("scan.png", PNG, "scan.png"),
        ("letter.docx", word(), "letter.docx"),
        ("notes.txt", "Ben’s words: 3 < 4".encode(), "notes.txt"),
        ("photo.pdf", JPEG, "photo.jpg"),
        ("note.html", b"Only words", "note.txt"),
        ("..\\..\\evil/../note.txt", b"Words", "note.txt"),
        ("report\u202efdp.exe", PDF, "reportfdp.pdf"),
        (".pdf", PDF, "pdf.pdf"),
    ],
)
def test_a_file_is_kept_under_a_name_that_fits_its_content(name, data, kept_as):
    assert checked(name, data).name == kept_as


@pytest.mark.parametrize(
    "name, data, says",
    [
        ("a.pdf", b"", "is empty"),
        ("a.pdf", b"%PDF-" + bytes(LARGEST), "larger than 10 MB"),
        ("small.pdf", b"%PDF-1.7\nnothing more", "is damaged, and we cannot open it"),
        ("half.pdf", PDF[:200], "is damaged, and we cannot open it"),
        ("report.pdf", b"MZ\x90\x00", "is a program"),
        ("report.txt", b"\x7fELF\x02", "is a program"),
        ("report.txt", b"#!/bin/sh\nrm -rf /", "is a program"),
        ("page.txt", b"<!DOCTYPE html><p>Hello", "web page"),
        ("page.txt", b"Hello\n\n<script>alert(1)</script>", "web page"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "web page or a drawing"),
        ("drawing.svg", b'<?xml version="1.0"?><svg/>', "web page or a drawing"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office format"),
        ("photo.jpg", b"\x00\x00\x00\x18ftypheic", "HEIC"),
        ("note.rtf", b"{\\rtf1", "RTF"),
        ("what.pdf", b"\x00\x01\x02\x03", "cannot tell"),
        ("what.txt", b"ok\x00hidden", "cannot tell"),
        ("macros.docm", word(word__vbaProject_dot_bin="x"), "macros"),
        ("macros.docx", word(TYPES.replace("document.main", "document.macroEnabled.main")), "macros"),
        ("control.docx", word(word__activeX__a_dot_xml="x"), "macros"),
        ("carrier.docx", word(word__run_dot_exe="x"), "macros or programs"),
        ("bomb.docx", word(word__big_dot_xml=b"0" * 101 * 1024 * 1024), "unpacks to more"),
        ("many.docx", word(**{f"word__n{n}": "" for n in range(1100)}), "unpacks to more"),
        ("up.docx", word(**{"word__..__..__etc__passwd": "x"}), "not a Word document"),
        ("half.docx", word()[:60], "damaged"),
        ("bit.docx", overwritten(word("".join(f"<Override PartName='/{n * 7919}'/>" for n in range(400)))), "damaged"),
    ],
    # A zip holds the time at which it was made, and the processes of a test run must agree on each test's name.
    ids=lambda value: value if isinstance(value, str) else "data",
)  # fmt: skip
def test_a_hostile_or_broken_file_is_refused_with_what_to_do(name, data, says):
    with pytest.raises(BadFile, match=says):
        checked(name, data)


def test_a_zip_that_is_no_word_document_is_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("run.js", "x")
    with pytest.raises(BadFile, match="not a Word document"):
        checked("report.docx", made.getvalue())


class Clamd(threading.Thread):
    """A server that speaks ClamAV's protocol on a socket: it reads a stream to its end and answers."""

    def __init__(self, path, answers=None):
        super().__init__(daemon=True)
        self.answers = answers
        self.received = b""
        self.listening = socket.socket(socket.AF_UNIX)
        self.listening.bind(str(path))
        self.listening.listen()

    def run(self):
        with self.listening, self.listening.accept()[0] as asked:
            stream = asked.makefile("rb")
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!L", stream.read(4))[0]:
                self.received += stream.read(size)
            answer = self.answers or (b"stream: Eicar-Test FOUND\0" if b"EICAR" in self.received else b"stream: OK\0")
            asked.sendall(answer)
            stream.close()


@pytest.fixture
def clamd(tmp_path, settings):
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd")
    served = []

    def begin(answers=None):
        served.append(Clamd(settings.CLAMAV_SOCKET, answers))
        served[-1].start()
        return served[-1]

    yield begin
    for each in served:
        each.join(5)


def test_where_a_scanner_is_set_up_every_byte_of_a_file_goes_past_it(clamd):
    scanner = clamd()
    data = PDF + b"x" * 200_000
    assert checked("report.pdf", data).data == data
    assert scanner.received == data


def test_a_file_with_a_virus_is_refused_by_name_of_the_virus(clamd):
    clamd()
    with pytest.raises(BadFile, match=r"virus in it \(Eicar-Test\)"):
        checked("note.txt", EICAR)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OKAY\0", b"\0"])
def test_an_answer_that_is_not_clear_keeps_nothing(clamd, answer):
    clamd(answer)
    with pytest.raises(BadFile, match="cannot check files"):
        checked("report.pdf", PDF)


def test_a_scanner_that_does_not_answer_keeps_nothing(settings, tmp_path):
    settings.CLAMAV_SOCKET = str(tmp_path / "nobody")
    with pytest.raises(BadFile, match="Nothing else is lost"):
        checked("report.pdf", PDF)
