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


# Of each register the shortest and the longest that it gives out, and a name that an area chose for itself.
@pytest.mark.parametrize("code", ["LA:881", "URN:100000", "UKPRN:10001234", "ICB:QH8", "ICB:D7T5G", "ODS:F81001", "ODS:EE123456", "TRUST:EASTWAY", "TRUST:EXAMPLE-NEW", "EY:9900001"])
def test_the_code_of_an_organisation_is_kept_as_it_is_written(code):
    assert identifiers.organisation_code(code) == code


@pytest.mark.parametrize(("code", "said"), [
    ("100000", "begin it with whose code it is"),
    ("URN:12", "a school’s URN has 6 digits"),
    ("URN:1000000", "a school’s URN has 6 digits"),
    ("URN:10000O", "a school’s URN has 6 digits"),  # the letter O
    ("URN: 100000", "a school’s URN has 6 digits"),
    ("URN:", "a school’s URN has 6 digits"),
    ("UKPRN:1000123", "a UKPRN has 8 digits"),
    ("UKPRN:20001234", "the first of them 1"),
    ("LA:8811", "a council’s number has 3 digits"),
    ("ICB:Q8", "a board’s ODS code has 3 to 6"),
    ("ICB:qh8", "capital letters"),
    ("ODS:EE1234567", "an ODS code has 3 to 8"),
    ("urn:100000", "write URN in capital letters"),
    ("URN :100000", "no space before the colon"),
    ("TRUST:East Way", "capital letters, digits and hyphens"),
    ("TRUST:", "capital letters, digits and hyphens"),
    (":100000", "capital letters, digits and hyphens"),
    ("TRUST:" + "X" * 35, "at most 40 characters"),  # 6 + 35 = 41
])
def test_a_mistyped_code_says_what_its_register_gives_out(code, said):
    with pytest.raises(BadIdentifier, match=said):
        identifiers.organisation_code(code)
