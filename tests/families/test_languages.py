"""Family pages in another language: a pseudo-locale, to the left and to the right, in which no English sentence is left."""

import re
from importlib.resources import files

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.commands import main
from goldenthread.families.models import Question, Update
from goldenthread.letters.document import document_of, fill, read_template, translated
from goldenthread.letters.models import Contact
from goldenthread.letters.writing import About, keep, write
from goldenthread.web.catalogues import messages, mo, pot, read_po
from goldenthread.web.languages import _catalogue, sentence, spoken, t, translatable
from goldenthread.web.letter_words import messages_of

from ..cases.pages.conftest import TODAY, as_application, day, get, sign_in, text_of
from ..cases.pages.test_case import more
from ..pseudo import install, pseudo
from .test_pages import as_viewer

PLAIN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")


@pytest.fixture
def pseudo_pages(tmp_path, settings):
    for code in ("pl", "ar"):
        install(tmp_path, code, f"Pseudo {code}")
    settings.LANGUAGES_DIR = str(tmp_path)
    return tmp_path


def read_in(someone, path, code, post=None):
    client = sign_in(someone)
    client.cookies["language"] = code
    with as_application():
        return client.post(path, post) if post is not None else client.get(path)


def english_left(page, names):
    """Sentences of which two words or more in a row stay in plain letters: each text between blocks, without names and typed words."""
    tree = lxml.html.fromstring(page.content)
    for e in tree.xpath("//script|//style|//textarea|//head/meta"):
        e.drop_tree()
    found = []
    texts = [*tree.xpath("//body//text()"), *tree.xpath("//title/text()"), *tree.xpath("//@aria-label")]
    for text in texts:
        said = str(text)
        for name in names:
            said = said.replace(name, " ")
        said = re.sub(r"https?://\S+|\S+@\S+", " ", said)
        if re.search(rf"(?:{PLAIN.pattern})(?:[\s,.;:]+(?:{PLAIN.pattern}))+", said):
            found.append(said.strip())
    return found


# --- what a template's messages are ---


def test_a_sentence_with_its_names_and_links_is_one_message():
    source, found = translatable('<p>You can <a href="{{ url("x") }}">tell us</a>, {{ child.forename }}. It is <strong>free</strong>.</p>')
    assert found == ["You can <1>tell us</1>, {child_forename}. It is <2>free</2>."]
    assert "_sentence(" in source


def test_what_stands_for_a_name_is_escaped_and_a_translation_brings_no_markup(tmp_path, settings):
    where = tmp_path / "fr" / "LC_MESSAGES"
    where.mkdir(parents=True)
    (where / "family.mo").write_bytes(mo({"Hello {name}": "<script>{name}</script>"}, name="Français"))
    settings.LANGUAGES_DIR = str(tmp_path)
    with spoken("fr"):
        assert sentence("Hello {name}", {}, {"name": "<b>"}) == "&lt;script&gt;&lt;b&gt;&lt;/script&gt;"
    assert sentence("Hello {name}", {}, {"name": "<b>"}) == "Hello &lt;b&gt;"


def test_a_catalogue_is_read_as_it_was_written():
    text = 'msgid ""\nmsgstr ""\n"X-Language-Name: Polski\\n"\n\nmsgid "Send"\nmsgstr "Wyślij"\n\n#, fuzzy\nmsgid "No"\nmsgstr "x"\n\nmsgid "Long "\n"one"\nmsgstr "Długi"\n'
    assert read_po(text) == {"": "X-Language-Name: Polski\n", "Send": "Wyślij", "Long one": "Długi"}
    assert "Send question" in messages()
    assert 'msgid "Send question"' in pot()


@given(st.dictionaries(st.text(min_size=1).filter(lambda s: "\0" not in s and s.strip() == s), st.text(min_size=1).filter(lambda s: "\0" not in s), max_size=20))
def test_what_is_kept_in_a_catalogue_comes_out_of_it(said):
    import io
    from gettext import GNUTranslations

    kept = GNUTranslations(io.BytesIO(mo(said, name="X")))
    assert all(kept.gettext(k) == v for k, v in said.items())


def test_in_english_nothing_is_changed():
    assert t("Send") == "Send"
    assert t("") == ""


def test_a_catalogue_that_lost_a_name_is_refused_and_says_which(tmp_path, capsys):
    po = tmp_path / "family.po"
    head = 'msgid ""\nmsgstr ""\n"X-Language-Name: Polski\\n"\n\n'
    po.write_text(head + 'msgid "{name}’s report"\nmsgstr "Raport"\n', "utf-8")
    assert main(["messages", "--make", str(po), "--language", "pl", "--into", str(tmp_path)]) == 2
    assert "“{name}’s report”: its translation must hold {name}" in capsys.readouterr().err
    po.write_text(head + 'msgid "{name}’s report"\nmsgstr "Raport: {name}"\n', "utf-8")
    assert main(["messages", "--make", str(po), "--language", "pl", "--into", str(tmp_path)]) == 0
    assert (tmp_path / "pl" / "LC_MESSAGES" / "family.mo").is_file()
    assert main(["messages", "--make", str(po), "--language", "../x"]) == 2
    capsys.readouterr()
    assert main(["messages"]) == 0
    assert 'msgid "Send question"' in capsys.readouterr().out


# --- the pages ---


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "direction"), [("pl", "ltr"), ("ar", "rtl")])
def test_no_english_sentence_is_left_on_a_family_page(home, pseudo_pages, code, direction):
    Contact.objects.create(owner=home.council, kind="sendiass", name="Essex SENDIASS", how="0333 000 0000")
    Update.objects.create(child=home.maya, owner=home.council, case=home.case.pk, text="Typed by somebody here", on=TODAY, by=home.priya.user.pk, by_name="Priya Nair")
    base = home.page
    names = (
        "Maya Whitfield", "Joanna Whitfield", "Maya", "Priya Nair", "Essex SENDIASS", "Essex SEND partnership", "Essex County Council", "Larkfield Primary School", "Golden Thread", "Typed by somebody here",
        "SEND", "SENCO", "SENDIASS", "Pseudo pl", "Pseudo ar", "English", "NHS", "GP", "BSL", "EHC",
    )  # fmt: skip
    faults = []
    for extra in ([], [("decided-not-to-issue", day("2026-11-20"))]):
        more(home.case, *extra)
        for path in (base, f"{base}ask/", f"{base}ask/?about=meeting", f"{base}complain/", f"{base}how-to-tell/", f"{base}help/", f"/needs/{home.maya.pk}/", f"/needs/{home.maya.pk}/answer/"):
            page = read_in(home.joanna, path, code)
            assert page.status_code == 200, path
            html = page.content.decode()
            assert f'lang="{code}" dir="{direction}"' in html
            faults += [f"{path}: {said}" for said in english_left(page, names)]
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.django_db
def test_a_reader_picks_a_language_that_the_area_has_and_english_stays_the_rest(home, pseudo_pages):
    page = get(home.joanna, home.page).content.decode()
    assert 'lang="en" dir="ltr"' in page
    assert "Pseudo ar" in page
    client = sign_in(home.joanna)
    with as_application():
        chosen = client.post("/language/", {"language": "ar", "page": home.page})
        assert (chosen.status_code, chosen["Location"]) == (302, home.page)
        assert 'dir="rtl"' in client.get(home.page).content.decode()
        assert client.post("/language/", {"language": "xx", "page": "//evil.example"})["Location"] == "/"
        assert 'dir="rtl"' in client.get(home.page).content.decode(), "a language that there is not changes nothing"
        client.post("/language/", {"language": "en", "page": home.page})
        assert 'dir="ltr"' in client.get(home.page).content.decode()


@pytest.mark.django_db
def test_where_the_area_has_no_other_language_none_is_offered(home):
    assert "gt-languages" not in get(home.joanna, home.page).content.decode()


@pytest.mark.django_db
def test_what_was_written_wrongly_is_said_in_the_readers_language_and_nothing_is_kept(home, pseudo_pages):
    page = read_in(home.joanna, f"{home.page}ask/", "pl", {"about": "question", "text": " "})
    assert page.status_code == 400
    said = page.content.decode()
    assert pseudo("Write something first") in said
    assert "Write something first" not in said
    assert not Question.objects.exists()


# --- letters ---

FACTS = {
    "reader": "Joanna Whitfield", "child_first": "Maya", "provider": "Eastway Community NHS Trust", "service": "Speech and language therapy", "received_on": "Thursday 12 November 2026",
    "hear_by": "You should hear by Thursday 26 November 2026.",
}  # fmt: skip


def a_letter(home):
    about = About(home.maya.pk, home.case.pk, home.maya.owner_id)
    return as_viewer(home.priya, lambda v: keep(v, about, "waiting-acknowledged", write(about, "waiting-acknowledged", FACTS)))


def test_a_letter_is_read_in_the_language_of_the_reader_with_the_english_that_counts_below(home, pseudo_pages):
    one = a_letter(home)
    page = read_in(home.joanna, f"/letters/{one.pk}/", "ar")
    tree = lxml.html.fromstring(page.content)
    assert tree.get("dir") == "rtl"
    [title] = tree.xpath("//h1/text()")
    # Between marks that keep the name in its own direction.
    assert title == pseudo("We have the referral of {child_first}").replace("{child_first}", "\u2068Maya\u2069")
    [below] = tree.xpath("//details/div[@lang='en'][@dir='ltr']")
    assert "Eastway Community NHS Trust has the referral of Maya. It came on Thursday 12 November 2026." in below.text_content()
    above = tree.xpath("//main")[0].text_content().replace(below.text_content(), "")
    # The day is in the reader's language, and the names are as they were.
    assert "Eastway Community NHS Trust" in above
    assert "November" not in above.replace(FACTS["hear_by"], "")
    assert "It came on" not in above


def test_in_english_and_where_no_word_of_it_is_known_the_letter_stands_once(home, pseudo_pages, settings):
    one = a_letter(home)
    assert "This is a translation" not in text_of(read_in(home.joanna, f"/letters/{one.pk}/", "en"))
    (pseudo_pages / "pl" / "LC_MESSAGES" / "family.mo").write_bytes(mo({"Send": "Wyślij"}, name="Polski"))
    _catalogue.cache_clear()
    assert "This is a translation" not in text_of(read_in(home.joanna, f"/letters/{one.pk}/", "pl"))


def test_what_a_person_wrote_in_a_letter_is_no_message_and_stays_as_it_is(pseudo_pages):
    template = read_template("title: About {child_first}\ncite: x\nabout: y\n\n# Why\n\n{reasons}\n\nYou can call {who}.\n")
    made = document_of(fill(template, {"child_first": "Maya", "reasons": "He reads well.\n\nSend him home.", "who": "Priya"}, {}).data())
    with spoken("pl"):
        told = translated(made)
    assert told is not None
    assert [b.text for b in told.blocks][1:3] == ["He reads well.", "Send him home."]
    assert made.blocks[3].text == "You can call Priya."


def test_every_sentence_of_a_letter_that_ships_is_a_message():
    known = set(messages())
    for slug in ("letters/decided-not-to-assess", "letters/waiting-acknowledged", "parts/time-limits"):
        text = (files("goldenthread.letters") / "data" / f"{slug}.md").read_text("utf-8")
        assert set(messages_of(text)) <= known
        assert messages_of(text)


def test_a_letter_that_was_kept_before_this_is_shown_as_it_was(pseudo_pages):
    old = {"title": "We will assess", "cite": "", "blocks": [{"kind": "paragraph", "text": "Send question", "items": []}], "to": [], "sender": "", "date": ""}
    with spoken("pl"):
        assert translated(document_of(old)) is None
