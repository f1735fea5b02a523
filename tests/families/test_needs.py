"""What help a child needs: home and school answer by themselves, both are read side by side, and what was kept is not lost."""

import pytest
from django.db import DatabaseError, transaction
from tests.services.test_worse import page, post

from goldenthread.access.viewer import become
from goldenthread.families.models import NeedsAnswer
from goldenthread.families.needs import side_by_side
from goldenthread.people.kinds import KINDS
from goldenthread.people.models import Child, Connection, SharingBasis

from ..cases.pages.conftest import LONG_AGO, TODAY, as_application, organisation, practitioner  # noqa: I001

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(home):
    school = organisation("URN:100777", "Larkfield Infants", "school")
    Connection.objects.create(child=home.maya, owner=home.maya.owner, organisation=school, kind="attends", valid_from=LONG_AGO)
    SharingBasis.objects.create(owner=home.maya.owner, reader_kind="school", purpose="SEND", ground="2014 Act", kinds=list(KINDS), valid_from=LONG_AGO)
    home.senco = practitioner("Hana Okoro", "setting-senco", school)
    elsewhere = organisation("URN:100778", "Another School", "school")
    home.other_senco = practitioner("Ola Far", "setting-senco", elsewhere)
    home.at = f"/needs/{home.maya.pk}/"
    return home


def test_home_and_school_answer_and_are_shown_side_by_side(both):
    empty = page(both.joanna, both.at).text
    assert "Nobody has answered yet" in empty
    assert "Sent." in post(both.joanna, f"{both.at}answer/", **{"level-feelings": "lot", "words-feelings": "Cries before school.", "level-moving": "none", "do": "send"}).text
    assert "Sent." in post(both.senco, f"{both.at}answer/", **{"level-feelings": "none", "level-attention": "little", "words-strengths": "Kind to others.", "do": "send"}).text
    for who in (both.joanna, both.senco, both.priya):
        shown = page(who, both.at).text
        assert "A lot of help is needed with: feelings and worries." in shown
        assert "Home and school see it differently here: feelings and worries." in shown
        assert "Cries before school." in shown
        assert "Kind to others." in shown
    # From each page to it.
    assert both.at in page(both.joanna, both.page).text
    assert both.at in page(both.senco, f"/children/{both.maya.pk}/").text


def test_what_was_kept_is_the_authors_alone_and_is_sent_later(both):
    kept = post(both.joanna, f"{both.at}answer/", **{"level-senses": "lot", "words-senses": "Loud halls.", "level-moving": "nonsense", "do": "later"}).text
    assert "Kept." in kept
    for who in (both.senco, both.mark, both.priya):
        assert "Loud halls." not in page(who, both.at).text
    form = page(both.joanna, f"{both.at}answer/").text
    assert "Loud halls." in form
    post(both.joanna, f"{both.at}answer/", **{"level-senses": "lot", "words-senses": "Loud halls.", "do": "send"})
    assert NeedsAnswer.objects.get().sent_on == TODAY
    assert "Loud halls." in page(both.senco, both.at).text
    # The next one stands beside it, and begins from it.
    assert "Loud halls." in page(both.joanna, f"{both.at}answer/").text
    post(both.joanna, f"{both.at}answer/", **{"level-senses": "little", "words-senses": "Better with ear defenders.", "do": "send"})
    shown = page(both.joanna, both.at).text
    assert "Earlier answers" in shown
    assert "Loud halls." in shown
    assert "Better with ear defenders." in shown
    # Of two answers of one day the later stands for home, and the other among the earlier ones.
    table, earlier = shown.split("Earlier answers")
    assert "Better with ear defenders." in table
    assert "Loud halls." not in table
    assert "Sounds, light, touch, food and smells: a lot of help" in earlier
    # What no database can hold is left out, and nothing is lost by it.
    assert "Kept." in post(both.joanna, f"{both.at}answer/", **{"words-senses": "Quiet\0 rooms.", "do": "later"}).text


def test_nothing_is_sent_without_an_answer_and_a_slip_loses_nothing(both):
    refused = post(both.joanna, f"{both.at}answer/", do="send")
    assert "Answer at least one question" in refused.text
    long = post(both.joanna, f"{both.at}answer/", **{"level-others": "lot", "words-matters": "x" * 1001, "do": "send"})
    assert long.status_code == 200
    assert "x" * 900 in long.text
    assert not NeedsAnswer.objects.exists()


def test_who_may_answer_and_who_reads_follows_the_policy(both):
    post(both.joanna, f"{both.at}answer/", **{"level-feelings": "lot", "do": "send"})
    post(both.senco, f"{both.at}answer/", **{"level-learning": "lot", "words-learning": "Reads at the level of six.", "do": "send"})
    assert page(both.other_senco, both.at).status_code == 404
    for who in (both.priya, both.other_senco):
        assert post(who, f"{both.at}answer/", **{"level-feelings": "lot", "do": "send"}).status_code == 404
    commissioner = practitioner("Kate Mills", "icb-commissioner", organisation("ICB:Y", "An ICB", "icb"))
    assert page(commissioner, both.at).status_code == 404
    Child.objects.filter(pk=both.maya.pk).update(sealed=True)
    assert page(both.priya, both.at).status_code == 404


def _as(who, then):
    with as_application(), transaction.atomic():
        become(who.user.pk)
        return then()


def test_the_walls_hold_without_the_applications_own_rules(both):
    post(both.joanna, f"{both.at}answer/", **{"level-senses": "lot", "do": "later"})
    reads = NeedsAnswer.objects.count
    assert [_as(who, reads) for who in (both.joanna, both.mark, both.senco, both.priya)] == [1, 0, 0, 0]
    half = {"child": both.maya, "owner_id": both.maya.owner_id, "by_name": "x", "sent_on": TODAY}
    home, school = {"side": "home", "kind_of_data": "messages-to-family"}, {"side": "school", "kind_of_data": "school-sen-support"}
    for who, said in (
        (both.priya, home | {"by": both.priya.user.pk}),  # an officer as the family
        (both.senco, home | {"by": both.senco.user.pk}),
        (both.joanna, school | {"by": both.joanna.user.pk}),
        (both.other_senco, school | {"by": both.other_senco.user.pk}),
        (both.mark, home | {"by": both.joanna.user.pk}),  # in another's name
    ):
        with pytest.raises(DatabaseError):
            _as(who, lambda said=said: NeedsAnswer.objects.bulk_create([NeedsAnswer(**half | said)]))
    _as(both.joanna, lambda: NeedsAnswer.objects.update(sent_on=TODAY))
    # Sent once: nothing of it is changed afterwards, by anybody.
    assert [_as(who, lambda: NeedsAnswer.objects.update(levels={})) for who in (both.joanna, both.mark, both.priya, both.senco)] == [0, 0, 0, 0]
    assert [_as(who, reads) for who in (both.mark, both.senco, both.priya, both.other_senco)] == [1, 1, 1, 0]


def test_the_areas_in_which_most_help_is_needed_come_first():
    home = NeedsAnswer(levels={"moving": "little", "feelings": "lot"})
    school = NeedsAnswer(levels={"moving": "lot", "feelings": "none"})
    rows = side_by_side(home, school)
    assert [(r.area, r.most, r.apart) for r in rows[:2]] == [("feelings", 2, True), ("moving", 2, False)]
    assert side_by_side(None, None)[0].most == 0
