"""Speech and language therapy, occupational therapy, physiotherapy and community nursing. Dates are worked out by hand."""

import pytest

from goldenthread.pathways import PATHWAYS

COMMUNITY = ("speech-and-language", "occupational-therapy", "physiotherapy", "community-nursing")


@pytest.mark.parametrize("pathway", COMMUNITY)
def test_eighteen_weeks_are_an_ambition_counted_from_the_first_day_received(clocks, pathway):
    # 18 weeks are 126 days. 2 March 2026 + 126: 29 left in March, 30 in April, 31 in May, 30 in June are 120, so 6 July.
    answer = clocks("2026-03-02 referral-received", as_at="2026-07-07", pathway=pathway)
    found = answer["see-within-18-weeks"]
    assert (found.due, found.status, found.kind) == ("2026-07-06", "overdue", "quality")
    assert answer.duties["see-within-18-weeks", None].owed_by == "provider"
    # An earlier provider had it on 1 December 2025: 30 left in December, 31, 28, 31 are 120, so 6 April.
    moved = clocks("2026-03-02 referral-received first_received_on=2025-12-01", pathway=pathway)
    assert (moved["see-within-18-weeks"].due, moved["first-contact"].started) == ("2026-04-06", "2025-12-01")


@pytest.mark.parametrize("pathway", COMMUNITY)
def test_only_being_seen_meets_the_ambition_and_leaving_ends_it(clocks, pathway):
    called = clocks("2026-03-02 referral-received", "2026-03-20 contact-attended mechanism=telephone",
                    "2026-04-01 appointment-missed why=cancelled-by-provider", pathway=pathway)  # fmt: skip
    assert called["see-within-18-weeks"].stopped is None
    seen = clocks("2026-03-02 referral-received", "2026-07-06 contact-attended mechanism=face-to-face", pathway=pathway)
    assert (seen["see-within-18-weeks"].stopped, seen["see-within-18-weeks"].status) == ("2026-07-06", "met")
    assert "see-within-18-weeks" not in clocks("2026-03-02 referral-received", "2026-04-01 signposted to=drop-in", pathway=pathway)


def test_advice_a_drop_in_and_a_talk_with_the_link_therapist_are_access_and_neither_start_nor_stop_a_wait(clocks):
    access = ("2026-03-02 advice-given", "2026-03-03 drop-in-attended", "2026-03-04 link-therapist-discussed")
    advised = clocks(*access, pathway="speech-and-language")
    assert not advised.clocks
    assert PATHWAYS["speech-and-language"].stage_titled(advised.stage) == "Advice or a drop-in, and no referral"
    waiting = clocks("2026-02-02 referral-received", *access, pathway="speech-and-language")
    assert (waiting.stage, waiting["first-contact"].stopped) == ("triage", None)
    events = PATHWAYS["speech-and-language"].events
    assert {events[slug].kind_of_data for slug in ("advice-given", "drop-in-attended", "link-therapist-discussed")} == {"other-health-services"}


def test_what_was_ordered_is_a_wait_of_its_own_for_each_item(clocks):
    found = clocks("2026-03-02 referral-received", "2026-03-20 equipment-ordered item=chair", "2026-03-21 equipment-ordered item=splint",
                   "2026-05-01 equipment-supplied item=splint", pathway="occupational-therapy")  # fmt: skip
    assert (found["equipment", "chair"].stopped, found["equipment", "splint"].stopped) == (None, "2026-05-01")


NURSING = "community-nursing"
TRAINED = "2026-03-02 care-training-given carer=Ash competent_until=2027-03-01"


def test_whoever_was_trained_is_trained_again_by_the_day_the_nurse_set(clocks):
    found = clocks(TRAINED, as_at="2027-03-02", pathway=NURSING)["train-again", "Ash"]
    assert (found.due, found.status) == ("2027-03-01", "overdue")


def test_training_one_person_again_says_nothing_of_another(clocks):
    again = clocks(TRAINED, "2026-03-02 care-training-given carer=Birch competent_until=2026-09-01",
                   "2026-08-20 care-training-given carer=Birch competent_until=2027-08-20", pathway=NURSING)  # fmt: skip
    assert again["train-again", "Ash"].stopped is None
    first, second = again.all("train-again", "Birch")
    assert (first.due, first.stopped, first.status) == ("2026-09-01", "2026-08-20", "met")
    assert (second.started, second.due, second.stopped) == ("2026-08-20", "2027-08-20", None)


def test_nobody_trains_again_a_person_who_no_longer_gives_the_care(clocks):
    assert "train-again" not in clocks(TRAINED, "2026-06-01 care-training-ended carer=Ash", pathway=NURSING)
    assert "train-again" in clocks(TRAINED, "2026-06-01 care-training-ended carer=Birch", pathway=NURSING)
