"""What leaves for a family leaves in the language that its reader wished for, with the English below."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from goldenthread.letters.models import Message, TemplateVersion
from goldenthread.letters.own_words import SAMPLE
from goldenthread.letters.sending import Recipient, queue
from goldenthread.letters.templates_of_area import MAIL, shipped, template_of
from goldenthread.letters.translating import ENGLISH_BELOW, Translations, with_english
from goldenthread.letters.writing import About, as_pdf, keep, mail, write
from goldenthread.web.catalogues import mo
from goldenthread.web.found_again import Pattern
from goldenthread.web.languages import _catalogue, language_called
from goldenthread.web.letter_words import TO_FAMILIES

from ..cases.pages.conftest import get, text_of
from ..notify import notify, sent  # noqa: F401
from ..pseudo import install, pseudo
from .test_delivering import HOME, MOBILE, told, wish_of
from .test_languages import FACTS, a_letter, read_in
from .test_pages import as_viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def polish(tmp_path, settings):
    """An area with a catalogue for Polish, in which every sentence is told from English."""
    settings.LANGUAGES_DIR = str(install(tmp_path, "pl", "Polski"))
    return tmp_path


def test_a_language_is_known_by_its_english_name_its_own_name_and_its_code(polish):
    assert {language_called(said).code for said in ("Polish", " polski ", "POLSKI", "pl")} == {"pl"}
    assert [language_called(said) for said in ("", "English", "en", "Urdu", "Polish and Urdu", "pl/../..")] == [None] * 6


def test_a_language_that_django_does_not_know_is_known_by_its_english_name(tmp_path, settings):
    settings.LANGUAGES_DIR = str(install(tmp_path, "so", "Af-Soomaali"))
    assert {language_called(said).code for said in ("Somali", "af-soomaali", "so")} == {"so"}
    assert language_called("Pashto") is None


def test_an_email_leaves_in_the_language_that_was_wished_for_with_the_english_below(home, notify, polish):  # noqa: F811
    wish_of(home, home.joanna, language="Polish")
    told(home, home.joanna)
    [m] = sent(notify)
    assert m["subject"] == pseudo("There is news for you")
    lines = [line for line in m["body"].split("\n\n") if line.strip()]
    assert lines[:4] == [
        pseudo("Dear {reader}").format(reader="Joanna Whitfield"), pseudo("There is news for you. Sign in to read it:"), "http://127.0.0.1:8000/family/", pseudo(ENGLISH_BELOW),
    ]  # fmt: skip
    assert lines[4:6] == ["Dear Joanna Whitfield", "There is news for you. Sign in to read it:"]


def test_a_text_message_is_said_in_one_language_and_still_names_nobody(home, notify, polish):  # noqa: F811
    wish_of(home, home.joanna, language="polski", way="text", mobile=MOBILE)
    told(home, home.joanna)
    [m] = sent(notify)
    assert m["body"] == pseudo("There is something new for you to read. Sign in: {address}").format(address="http://127.0.0.1:8000/family/")


def test_the_other_parent_who_wished_for_nothing_reads_english(home, notify, polish):  # noqa: F811
    wish_of(home, home.joanna, language="Polish")
    told(home, home.mark)
    [m] = sent(notify)
    assert m["subject"] == "There is news for you"
    assert ENGLISH_BELOW not in m["body"]


@pytest.mark.parametrize("language", ["Urdu", ""])
def test_a_language_of_which_the_area_has_no_catalogue_leaves_the_email_as_it_is(home, notify, polish, language):  # noqa: F811
    wish_of(home, home.joanna, language=language)
    told(home, home.joanna)
    assert sent(notify)[0]["subject"] == "There is news for you"


def test_a_catalogue_that_knows_no_word_of_it_leaves_it_as_it_is(home, polish):
    (polish / "pl" / "LC_MESSAGES" / "family.mo").write_bytes(mo({"Send": "Wyślij"}, name="Polski"))
    _catalogue.cache_clear()
    words = mail(home.maya.owner_id, "news", {"reader": "Joanna", "address": "https://x.example/"})
    assert Translations().email(home.maya.owner_id, "Polish", words.subject, words.body) == (words.subject, words.body)


def test_words_that_an_area_changed_are_found_again_and_stay_english_until_they_are_translated(home, polish):
    text = shipped()[MAIL + "news"].replace("There is news for you. Sign in to read it:", "Something waits for you here.")
    TemplateVersion.objects.create(owner=home.maya.owner, slug=MAIL + "news", text=text, changed_by=home.priya.user.pk)
    words = mail(home.maya.owner_id, "news", {"reader": "Joanna", "address": "https://x.example/"})
    _, body = Translations().email(home.maya.owner_id, "Polish", words.subject, words.body)
    assert body.split("\n\n")[:2] == [pseudo("Dear {reader}").format(reader="Joanna"), "Something waits for you here."]


@pytest.mark.parametrize("slug", sorted(TO_FAMILIES))
def test_no_sentence_of_an_email_to_a_family_is_left_in_english(home, polish, slug):
    facts = {name: "Friday 27 November 2026" if name.endswith(("_on", "_by", "due")) else "27" for name in template_of(home.maya.owner_id, MAIL + slug).facts}
    words = mail(home.maya.owner_id, slug, facts)
    subject, body = Translations().email(home.maya.owner_id, "Polish", words.subject, words.body)
    above, below = body.split(pseudo(ENGLISH_BELOW))
    assert below.strip() == words.body.strip()
    assert not re.search(r"[a-z]{3}", re.sub(r"https?://\S+|\{\w+\}", "", above))
    assert slug == "text-news" or subject.startswith("[")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).map(str.strip).filter(bool))
def test_a_name_stands_in_the_translation_as_it_was_typed(name):
    piece = "Dear {reader}"
    found = Pattern(piece).filled.fullmatch(f"Dear {name}")
    assert found is not None
    assert found["reader"] == name


def test_a_letter_that_is_posted_has_the_translation_first_and_the_english_that_counts_after_it(home, polish):
    about = About(home.maya.pk, home.case.pk, home.maya.owner_id)
    both = with_english(write(about, "waiting-acknowledged", FACTS), "Polish")
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(as_pdf(both))).pages)
    words = " ".join(words.split())
    assert words.index("[Ŵé") < words.index("Eastway Community NHS Trust has the referral of Maya. It came on Thursday 12 November 2026.")
    assert with_english(write(about, "waiting-acknowledged", FACTS), "Urdu") == write(about, "waiting-acknowledged", FACTS)


OF_A_FAMILY = sorted(slug for slug in shipped() if "/" not in slug and slug not in ("authority-consulted", "setting-consulted", "final-plan-copy"))
TYPED = ("reasons", "help_now", "call_times", "changes", "child_first", "child_name", "reader", "officer", "setting", "place", "sender", "provider", "service", "area_name", "asked", "authority_contact", "mediation_adviser",
         "mediation_contact", "sendiass", "sendiass_contact", "disagreement_resolution", "reference")  # fmt: skip
"""Facts of a letter that are names, numbers or somebody's own words. Every other one is a sentence of ours, or a day."""


@pytest.mark.parametrize("slug", OF_A_FAMILY)
def test_no_sentence_of_a_letter_to_a_family_is_left_in_english_nor_a_fact_that_is_ours(home, polish, slug):
    about = About(home.maya.pk, home.case.pk, home.maya.owner_id)
    other = with_english(write(about, slug, SAMPLE), "Polish")
    below = next(n for n, b in enumerate(other.blocks) if b.text == pseudo(ENGLISH_BELOW))
    found = []
    for words in (other.title, *(one for b in other.blocks[:below] for one in (b.text, *b.items))):
        rest = words
        for name in sorted((SAMPLE[name] for name in TYPED), key=len, reverse=True):
            rest = rest.replace(name, " ")
        if re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", re.sub(r"https?://\S+|REQ-EXAMPLE|a school report", "", rest)):
            found.append(words)
    assert found == []


def in_the_tray(home, language):
    """Her letter waits to be printed by a person, as one with a plan in its envelope does."""
    wish_of(home, home.joanna, language=language)
    about = About(home.maya.pk, home.case.pk, home.maya.owner_id)

    def written(viewer):
        one = keep(viewer, about, "waiting-acknowledged", write(about, "waiting-acknowledged", FACTS))
        queue(viewer, Recipient("family", home.joanna.name, "", post_to=HOME), purpose="notice", subject="x", body="", child=home.maya.pk, case=home.case.pk, owner=home.maya.owner_id, letter=one)

    as_viewer(home.priya, written)
    message = Message.objects.get(to_name=home.joanna.name, purpose="notice")
    Message.objects.filter(pk=message.pk).update(state="to-post", to_user=home.joanna.user.pk)
    return message


@pytest.mark.parametrize("language, says", [("Polish", "In Polish, with the English below."), ("Urdu", "In English: it is not translated into Urdu. A person tells them in Urdu.")])
def test_a_letter_that_a_person_prints_is_in_the_language_of_its_reader_and_the_tray_says_so(home, polish, language, says):
    message = in_the_tray(home, language)
    assert says in text_of(get(home.priya, "/letters/to-post/"))
    printed = PdfReader(io.BytesIO(get(home.priya, f"/letters/to-post/{message.pk}/letter.pdf").content))
    words = " ".join(" ".join(page.extract_text() for page in printed.pages).split())
    assert str(printed.trailer["/Root"]["/Lang"]) == ("pl" if language == "Polish" else "en-GB")
    assert ("[Ŵé" in words) == (language == "Polish")
    assert "Eastway Community NHS Trust has the referral of Maya." in words


def test_a_letter_is_taken_away_in_the_language_in_which_it_is_read(home, polish):
    one = a_letter(home)
    other = PdfReader(io.BytesIO(read_in(home.joanna, f"/letters/{one.pk}/letter.pdf", "pl").content))
    assert str(other.trailer["/Root"]["/Lang"]) == "pl"
    assert str(PdfReader(io.BytesIO(read_in(home.joanna, f"/letters/{one.pk}/letter.pdf", "en").content)).trailer["/Root"]["/Lang"]) == "en-GB"
