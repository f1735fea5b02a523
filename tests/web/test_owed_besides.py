"""What somebody owes that is about no child: late is called late there too."""

import datetime as dt

from goldenthread.web.owed_besides import Besides, besides_in_words

TODAY = dt.date(2026, 11, 24)


def owed(due, kind="local"):
    return Besides("Read comments on the Local Offer", "", due, "Our own promise", "/", kind)


def test_what_is_past_its_day_is_called_late_and_a_breach_only_of_law():
    late = dt.date(2026, 11, 18)
    assert owed(late).state(TODAY).text == "Overdue by 6 days"
    assert owed(late, "law").state(TODAY).text == "Breach, 6 days over"
    assert owed(TODAY).state(TODAY).text == "Due today"


def test_the_sentence_counts_what_is_late():
    assert besides_in_words([], TODAY) == ""
    assert besides_in_words([owed(dt.date(2026, 12, 1))], TODAY) == "1 thing is not about one child."
    both = [owed(dt.date(2026, 11, 18)), owed(dt.date(2026, 12, 1))]
    assert besides_in_words(both, TODAY) == "2 things are not about one child: 1 is past its last day."
