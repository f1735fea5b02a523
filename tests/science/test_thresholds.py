import pytest

from goldenthread.science.thresholds import thresholds, thresholds_in


@pytest.mark.parametrize("rule", thresholds(), ids=lambda r: r.slug)
def test_a_rule_points_out_its_bad_sentence_and_nothing_of_its_good_one(rule):
    assert [f.rule.slug for f in thresholds_in(rule.bad)] == [rule.slug]
    assert thresholds_in(rule.good) == ()


def test_the_words_are_those_that_were_typed():
    found = thresholds_in("She is Two years behind. The school has not used its notional SEN budget.")
    assert [(f.rule.slug, f.words) for f in found] == [("years-behind", "Two years behind"), ("money", "notional SEN budget")]
