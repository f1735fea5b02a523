"""Pictures and recordings: only what they are is taken, and nothing of who, where and when is kept."""

import contextlib
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.assessments.uploads import BadFile
from goldenthread.letters.pdf import pdf
from goldenthread.plans.actions_section_a import drawable
from goldenthread.plans.media import Media, media

from ..pdf_files import a_pdf
from .media_files import SECRET, box, chunk, jpeg, m4a, mp3, png, told_jpeg, told_mp3, told_png, told_wav, wav


def deep(number):
    inside = b""
    for _ in range(number):
        inside = box(b"moov", inside)
    return inside


TOLD = {"oscar.jpg": told_jpeg(), "oscar.png": told_png(), "oscar.mp3": told_mp3(), "oscar.wav": told_wav(), "oscar.m4a": m4a()}


@pytest.mark.parametrize("name", TOLD)
def test_where_and_when_and_by_whom_it_was_made_is_taken_out(name):
    found = media(name, TOLD[name])
    assert SECRET not in found.data
    assert b"Chelmsford" not in found.data
    assert b"\xd9\xd9\xd9\xd9" not in found.data
    assert found.kind == ("picture" if name[-3:] in ("jpg", "png") else "sound")
    # What is clean stays as it is.
    assert media(name, found.data).data == found.data


def test_which_way_up_a_photograph_was_held_is_all_that_is_kept_of_its_exif():
    clean = media("a.jpg", told_jpeg(6)).data
    assert clean.count(b"Exif") == 1
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in clean
    assert b"Exif" not in media("a.jpg", told_jpeg(1)).data
    assert clean.replace(clean[2 : 2 + 2 + struct.unpack(">H", clean[4:6])[0]], b"") == jpeg()


def test_what_draws_a_picture_is_copied_byte_by_byte():
    assert media("a.png", told_png()).data == png()
    assert media("a.jpg", told_jpeg(1)).data == jpeg()
    assert media("a.mp3", told_mp3()).data == mp3()
    assert media("a.wav", told_wav()).data == wav()


def test_a_recording_keeps_its_sound_where_the_file_looks_for_it():
    before, after = m4a(), media("a.m4a", m4a()).data
    assert len(after) == len(before)
    assert after.index(b"mdat") == before.index(b"mdat")
    assert b"udta" not in after


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.jpg", b"", "is empty"),
        ("page.jpg", b"<html><script>alert(1)</script></html>", "web page"),
        ("words.txt", b"Hello", "neither a picture nor a recording"),
        ("paper.pdf", a_pdf(), "neither a picture nor a recording"),
        ("phone.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, "HEIC"),
        ("film.m4a", m4a(b"vide"), "damaged"),
        ("half.jpg", jpeg()[:-9], "damaged"),
        ("half.png", png()[:-20], "damaged"),
        ("altered.png", png().replace(b"IDAT", b"IDAU"), "damaged"),
        ("bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 65535, 65535, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""), "damaged"),
        ("bomb.jpg", jpeg(width=65535, height=65535), "damaged"),
        ("one.mp3", mp3(1), "damaged"),
        ("cut.mp3", b"ID3\x04\0\0", "damaged"),
        ("deep.m4a", m4a()[:16] + deep(5000), "damaged"),
        ("program.png", b"MZ\x90\0", "program"),
        ("large.png", png() + bytes(5 * 1024 * 1024), "larger than 5 MB"),
        ("large.wav", wav() + bytes(10 * 1024 * 1024), "larger than 10 MB"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(name, data, says):
    with pytest.raises(BadFile, match=says):
        media(name, data)


@given(st.binary(max_size=200), st.sampled_from(list(TOLD)), st.integers(0, 400))
def test_nothing_hostile_does_more_than_be_refused(noise, name, at):
    for data in (noise, TOLD[name][:at] + noise + TOLD[name][at:], TOLD[name][:at], TOLD[name][:12] + noise):
        with contextlib.suppress(BadFile):
            assert media(name, data).data


def test_a_picture_that_cannot_be_drawn_is_refused_when_it_is_sent_and_not_when_the_plan_is():
    assert drawable(media("a.png", png()))
    broken = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)) + chunk(b"IDAT", b"not deflated") + chunk(b"IEND", b"")
    with pytest.raises(BadFile, match="damaged"):
        drawable(media("a.png", broken))


def test_the_pdf_has_the_picture_with_its_alternative():
    found = Media("picture", "a.png", png())
    clause = {"label": "A1", "text": "Oscar on a swing, laughing", "line": "x", "links": "", "said_by": "Chosen by the child",
              "media": {"kind": "picture", "says": "A picture. Chosen by the child.", "file": f"{found.sha256}.png"}}  # fmt: skip
    plan = {"title": "T", "facts": [], "appendices": [], "sections": [{"letter": "A", "title": "Views", "blank": "", "clauses": [clause]}]}
    made = pdf("plan.typ", pictures={f"{found.sha256}.png": found.data}, plan=plan)
    assert b"/Alt" in made
    # One that was removed leaves its words.
    clause["media"]["file"] = ""
    assert pdf("plan.typ", plan=plan).startswith(b"%PDF")
