"""What is seen of a message without opening it tells nobody what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.discreet import PREVIEW, seen_at_a_glance, told_by


@pytest.mark.parametrize("text, words", [
    ("Your appointment with CAMHS", ["CAMHS"]),
    ("Autism assessment: news", ["Autism", "assessment"]),
    ("News from Essex SEND partnership", ["SEND"]),
    ("Please send us your views", []),
    ("Speech and language therapy", ["Speech", "therapy"]),
    ("There is a letter for you to read", []),
    ("The sensible thing to add", []),
])  # fmt: skip
def test_words_that_tell_what_a_message_is_about_are_found(text, words):
    assert told_by(text) == words


@given(st.text(), st.text())
def test_nothing_after_what_a_phone_shows_counts(subject, body):
    assert len(seen_at_a_glance(subject, body)) <= len(subject) + 1 + PREVIEW
