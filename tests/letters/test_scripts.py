"""A letter in print carries its language and its direction, and has a typeface for each of its letters or says so: never an empty box."""

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from goldenthread.letters.document import ISOLATE, Block, Document
from goldenthread.letters.pdf import FONTS, NOT_PRINTED, in_print, lacking
from goldenthread.letters.translating import to_say_of_print, with_english
from goldenthread.letters.writing import as_pdf, as_posted
from goldenthread.web.catalogues import mo
from goldenthread.web.languages import RIGHT_TO_LEFT

from ..pseudo import arabic, install_arabic
from .pdf_ua import elements, faults

SAID = {"Urdu": "آپ کا خط", "Pashto": "ستاسو لیک ورسید", "Sorani": "نامەکەت گەیشت", "Bengali": "আপনার চিঠি", "Panjabi": "ਤੁਹਾਡੀ ਚਿੱਠੀ", "Gujarati": "તમારો પત્ર", "Hindi": "आपका पत्र",
        "Tamil": "உங்கள் கடிதம்", "Malayalam": "നിങ്ങളുടെ കത്ത്", "Tigrinya": "ደብዳቤኹም በጺሑ", "Polish": "Twój list żółć", "Ukrainian": "Ваш лист", "Vietnamese": "thư của bạn", "Yoruba": "lẹ́tà rẹ"}  # fmt: skip
HIS = Document(
    "News for {child}", "SEND Regulations 2014, regulation 5",
    (Block("paragraph", "Dear Joanna", said=("Dear {reader}",)), Block("list", items=("It came on Thursday 12 November 2026.", "Call 01245 436036."), said=("It came on {day}.", "Call {number}."))),
    ("Joanna Whitfield", "1 High Street"), "Essex", "27 November 2026", "News for {child}", {"reader": "Joanna", "child": "Maya", "day": "Thursday 12 November 2026", "number": "01245 436036"},
)  # fmt: skip
ENVELOPE = ("Joanna Whitfield", "1 High Street", "Chelmsford", "CM1 1AA")


def glyphs_missing(data: bytes) -> list[str]:
    """The fonts whose empty box (glyph 0) some page draws. typst writes each glyph as two bytes."""
    found = []
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        fonts, now = page["/Resources"]["/Font"], ""
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                now = str(fonts[operands[0]]["/BaseFont"])
            elif operator in (b"Tj", b"TJ"):
                shown = operands[0] if operator == b"TJ" else [operands[0]]
                for piece in shown:
                    raw = getattr(piece, "original_bytes", b"")
                    found += [now for n in range(0, len(raw), 2) if raw[n : n + 2] == b"\0\0"]
    return found


def fonts_of(data: bytes) -> set[str]:
    return {str(f.get_object()["/BaseFont"]).split("+")[-1] for page in PdfReader(io.BytesIO(data)).pages for f in page["/Resources"]["/Font"].values()}


def words_of(data: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return " ".join(re.sub("[\u2066-\u2069]", "", text).split())


def seen_on(data: bytes) -> dict[str, tuple[float, float, float]]:
    """Of each text of the first page its size, and where it begins from the left and from the foot, in points."""
    found: dict[str, tuple[float, float, float]] = {}

    def see(text, cm, tm, _font, size):
        a, b, c, d, e, f = cm
        found.setdefault(re.sub("[\u2066-\u2069]", "", text).strip(), (abs(size * d * tm[3]), a * tm[4] + c * tm[5] + e, b * tm[4] + d * tm[5] + f))

    PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=see)
    return found


@pytest.fixture
def urdu(tmp_path, settings):
    """An area with a catalogue in Arabic letters."""
    folder = install_arabic(tmp_path)
    said = ("News for {child}", "Dear {reader}", "It came on {day}.", "Call {number}.", "This was translated. The English below is what counts.", "Thursday", "November")
    (folder / "ur" / "LC_MESSAGES" / "family.mo").write_bytes(mo({m: arabic(m) for m in said}, name="اردو"))
    settings.LANGUAGES_DIR = str(folder)
    return folder


@pytest.mark.parametrize("language", SAID)
def test_a_letter_in_a_language_that_families_in_england_speak_has_a_typeface_for_it(language):
    assert lacking(SAID[language]) == ""
    data = as_pdf(Document(SAID[language], "x", (Block("heading", SAID[language]), Block("paragraph", SAID[language]))))
    assert faults(data) == []
    assert glyphs_missing(data) == []
    assert all(font.startswith(("LiberationSans", "NotoSans")) for font in fonts_of(data))


def test_a_letter_in_urdu_carries_its_language_and_the_english_below_carries_its_own(urdu):
    data = as_pdf(with_english(HIS, "Urdu"))
    assert faults(data) == []
    assert glyphs_missing(data) == []
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert str(root["/Lang"]) == "ur"
    headings = [str(e.get("/Lang", "")) for e in elements(root["/StructTreeRoot"]) if str(e["/S"]).startswith("/H")]
    assert headings == ["", "en-GB"]
    assert {"NotoSansArabic-Regular", "NotoSansArabic-Bold", "LiberationSans"} <= fonts_of(data)
    assert words_of(data).index(arabic("Dear")) < words_of(data).index("Dear Joanna") < words_of(data).rindex("01245 436036.")


def test_a_letter_from_right_to_left_stands_at_the_right_and_its_address_at_the_left(urdu):
    where = {text: x for text, (_, x, _) in seen_on(as_posted(with_english(HIS, "Urdu"), ENVELOPE)).items()}
    # A4 is 595 points wide, with margins of 71: 24.6 mm are 69.7 points.
    assert where["Joanna Whitfield"] == pytest.approx(69.7, abs=1)
    right = max(x for text, x in where.items() if re.search("[\u0600-\u06ff]", text))
    assert right > 400


def test_a_name_or_a_number_in_a_letter_from_right_to_left_keeps_its_own_direction(urdu):
    items = with_english(HIS, "Urdu").blocks[1].items
    assert items[1] == arabic("Call {number}.").format(number=f"{ISOLATE}01245 436036\u2069")
    assert "01245 436036" in words_of(as_pdf(with_english(HIS, "Urdu")))


def test_what_a_person_wrote_in_english_keeps_its_direction_among_words_that_run_the_other_way(urdu):
    own = replace(HIS, blocks=(*HIS.blocks, Block("paragraph", "Her mother asked for a quiet place."), Block("paragraph", "آپ کا خط Maya")))
    assert [b.lang for b in with_english(own, "Urdu").blocks[2:4]] == ["en", ""]
    where = {text: x for text, (_, x, _) in seen_on(as_pdf(with_english(own, "Urdu"))).items()}
    assert next(x for text, x in where.items() if text.startswith("Her mother")) == pytest.approx(70.9, abs=1)


def test_large_print_and_the_address_in_the_window_stay_as_they_were(urdu):
    plain, large = (seen_on(as_posted(with_english(HIS, "Urdu"), ENVELOPE, large=large)) for large in (False, True))
    assert plain["Joanna Whitfield"] == large["Joanna Whitfield"]
    assert large["Dear Joanna"][0] == pytest.approx(18, abs=0.1) == plain["Dear Joanna"][0] * 1.5


def test_a_language_without_a_typeface_is_posted_in_english_and_whoever_posts_it_is_told(urdu):
    (urdu / "zh" / "LC_MESSAGES").mkdir(parents=True)
    (urdu / "zh" / "LC_MESSAGES" / "family.mo").write_bytes(mo({"Dear {reader}": "你好 {reader}"}, name="中文"))
    assert with_english(HIS, "中文") == HIS
    assert to_say_of_print(HIS, "中文") == "In English: no typeface of ours has the letters of 中文. A person tells them in 中文."
    assert to_say_of_print(HIS, "Urdu") == "In Urdu, with the English below."
    assert to_say_of_print(HIS, "Korean") == "In English: it is not translated into Korean. A person tells them in Korean."
    assert to_say_of_print(HIS, "") == ""


def test_a_sign_that_the_english_has_too_takes_no_translation_away(urdu):
    smiles = replace(HIS, blocks=(*HIS.blocks, Block("paragraph", "See you soon \U0001f600")))
    assert with_english(smiles, "Urdu").lang == "ur"
    assert "In Urdu, with the English below." in to_say_of_print(smiles, "Urdu")


def test_a_sign_or_a_name_that_cannot_be_printed_is_said_in_words_and_makes_no_letter_fail():
    odd = replace(HIS, blocks=(Block("paragraph", "We met 李明 on Monday \U0001f600. \u0007Bye"),))
    data = as_pdf(odd)
    assert faults(data) == []
    assert glyphs_missing(data) == []
    assert f"We met {NOT_PRINTED} on Monday (grinning face). Bye" in words_of(data)
    assert in_print("plain – ✓ 10 °C") == "plain – ✓ 10 °C"
    assert "by hand" in to_say_of_print(odd, "")


def test_each_typeface_has_its_licence_beside_it():
    for folder in {path.parent for path in FONTS.rglob("*.ttf")}:
        assert "OFL" in (folder / "LICENCE").read_text("utf-8")
    assert sum(path.stat().st_size for path in FONTS.rglob("*.ttf")) < 5_000_000


def test_every_language_from_right_to_left_is_turned(settings, tmp_path):
    for code in sorted(RIGHT_TO_LEFT):
        data = as_pdf(replace(HIS, lang=code))
        assert str(PdfReader(io.BytesIO(data)).trailer["/Root"]["/Lang"]) == code
