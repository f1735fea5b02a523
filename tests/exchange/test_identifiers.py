import pytest

from goldenthread.exchange import identifiers
from goldenthread.exchange.identifiers import BadIdentifier


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "9990548609", "9000000009", "9449305552"])
def test_a_right_nhs_number_is_kept_as_ten_digits(number):
    assert identifiers.nhs_number(number) == number.replace(" ", "")


@pytest.mark.parametrize("number", ["9434765910", "9434765918", "9990001239"])
def test_a_mistyped_nhs_number_is_refused(number):
    with pytest.raises(BadIdentifier, match="Check the NHS number: its last digit does not fit"):
        identifiers.nhs_number(number)


@pytest.mark.parametrize("number", ["0000000000", "9999999999"])
def test_a_repeated_digit_is_never_an_nhs_number(number):
    with pytest.raises(BadIdentifier, match="never issued"):
        identifiers.nhs_number(number)


@pytest.mark.parametrize("number", ["943476591", "94347659190", "943476591X"])
def test_an_nhs_number_has_ten_digits(number):
    with pytest.raises(BadIdentifier, match="10 digits"):
        identifiers.nhs_number(number)


@pytest.mark.parametrize("number", ["R201100018042", "T881200020001", "D881400020001", "V881700020001"])
def test_a_right_upn_is_kept(number):
    assert identifiers.upn(number.lower()) == number


def test_a_temporary_upn_ends_in_a_letter():
    letter = identifiers.upn_check_letter("88120002000A")
    assert identifiers.upn(f"{letter}88120002000A") == f"{letter}88120002000A"
    with pytest.raises(BadIdentifier, match="never ends in I, O or S"):
        identifiers.upn("T88120002000S")


def test_a_mistyped_upn_is_refused():
    with pytest.raises(BadIdentifier, match="its first letter does not fit"):
        identifiers.upn("T881200020002")


def test_a_right_uln_is_kept_and_a_mistyped_one_refused():
    # 10+18+24+28+30+30+28+24+18 = 210, remainder 1, check digit 9.
    assert identifiers.uln("1234567899") == "1234567899"
    with pytest.raises(BadIdentifier, match="its last digit does not fit"):
        identifiers.uln("1234567898")


def test_the_placeholder_is_not_a_uln():
    with pytest.raises(BadIdentifier, match="Leave the ULN empty"):
        identifiers.uln("9999999999")


@pytest.mark.parametrize("typed", ["cm11qh", "CM1 1QH", " cm1  1qh "])
def test_a_postcode_has_one_space_and_capitals(typed):
    assert identifiers.postcode(typed) == "CM1 1QH"


def test_half_a_postcode_is_refused():
    with pytest.raises(BadIdentifier, match="full UK postcode"):
        identifiers.postcode("CM1")


@pytest.mark.parametrize(
    "check", [identifiers.nhs_number, identifiers.upn, identifiers.uln, identifiers.postcode]
)
def test_every_number_may_be_absent(check):
    assert check(" ") == ""
