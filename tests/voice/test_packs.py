"""A pack that families wrote: its newest version holds, the earlier ones stay, and its reach is counted without names."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goldenthread.voice.models import Pack, PackCount, PackVersion
from goldenthread.voice.packs import blocks

from ..assessments.test_asking import upload
from ..cases.pages.conftest import get, post, text_of
from ..plans.conftest import as_viewer
from .conftest import public

NEW = {"title": "ND Information Pack", "about": "For families who wait.", "made_with": "14 parents of the forum", "changed": "The first one", "text": "# Sleep\nTry this:\n- dim lights\n- no screens"}


def published(area, someone=None, **given):
    answer = post(someone or area.fay, "/packs/run/", **NEW | given)
    return answer, Pack.objects.first()


def test_the_newest_version_holds_and_the_earlier_ones_stay(area):
    _, pack = published(area)
    assert "dim lights" in text_of(public("/packs/nd-information-pack/"))
    post(area.fay, "/packs/run/nd-information-pack/", made_with="20 parents", changed="School as well", text="# School\nAsk the SENCO.")
    text = text_of(public("/packs/nd-information-pack/"))
    assert "Ask the SENCO." in text
    assert "dim lights" not in text
    assert "20 parents" in text
    old = text_of(public("/packs/nd-information-pack/1/"))
    assert "dim lights" in old
    assert "This is an earlier version" in old
    assert list(pack.versions.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_pack_and_a_version_that_are_sent_twice_are_one(area):
    for _ in range(2):
        published(area, file=upload("pack.pdf"))
    assert PackVersion.objects.count() == Pack.objects.count() == 1
    for text in ("Ask the SENCO.", "Ask the SENCO.", "Ask the GP."):
        post(area.fay, "/packs/run/nd-information-pack/", made_with="20 parents", changed="School as well", text=text)
    assert PackVersion.objects.count() == 3


def test_reading_counts_once_a_day_from_one_place_and_names_nobody(area):
    published(area)
    for _ in range(3):
        public("/packs/nd-information-pack/")
    assert list(PackCount.objects.values_list("way", "times", "body")) == [("read", 1, None)]


def test_a_file_is_downloaded_and_counted(area):
    published(area, file=upload("pack.pdf"))
    answer = public("/packs/nd-information-pack/1/file/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert "attachment" in answer["Content-Disposition"]
    assert PackCount.objects.get(way="taken").times == 1


@pytest.mark.parametrize(("name", "data", "said"), [("x.pdf", b"%PDF-1.4 broken", "damaged"), ("x.txt", b"words", "is not a PDF"), ("x.exe", b"MZ\x90", "program")])
def test_another_file_is_refused_and_what_was_typed_is_kept(area, name, data, said):
    answer, pack = published(area, file=SimpleUploadedFile(name, data))
    assert said in text_of(answer)
    assert "dim lights" in answer.content.decode()
    assert pack is None


def test_practitioners_count_what_they_gave_by_their_own_body(area):
    published(area)
    post(area.aaron, "/packs/nd-information-pack/gave/", way="handed", number="3")
    post(area.aaron, "/packs/nd-information-pack/gave/", way="handed", number="2")
    assert PackCount.objects.get(way="handed").times == 5
    assert "Larkfield Handed out on paper 5" in text_of(get(area.fay, "/packs/run/nd-information-pack/"))
    assert "from 1 to 1000" in text_of(post(area.aaron, "/packs/nd-information-pack/gave/", way="handed", number="0"))
    assert post(area.anna, "/packs/nd-information-pack/gave/", way="handed", number="3").status_code == 404
    assert as_viewer(area.aaron, lambda _: PackCount.objects.count()) == 0


def test_only_whoever_publishes_a_pack_gives_it_a_new_version(area):
    published(area)
    for someone in (area.cal, area.priya, area.sam):
        assert post(someone, "/packs/run/nd-information-pack/", made_with="x", changed="x", text="x").status_code == 404
    assert PackVersion.objects.count() == 1


def test_plain_text_becomes_headings_lists_and_paragraphs():
    assert blocks("# Sleep\nTry\nthis:\n- one\n- two\n\nEnd <b>") == [("heading", ["Sleep"]), ("text", ["Try this:"]), ("list", ["one", "two"]), ("text", ["End <b>"])]
