"""By which ways somebody is told: their wish first, nothing that is not safe, and never another person's address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.science.ways import (
    CALL,
    EMAIL,
    ORDER,
    POST,
    TEXT,
    Reach,
    Wished,
    address_fault,
    calls,
    mobile_of,
    ways,
)

HOME = "1 Example Road\nChelmsford\nCM1 1QH"
ALL = Reach("a@example.org", "07700 900123", HOME)
UNSAFE = st.frozensets(st.sampled_from(["phone", EMAIL, POST, TEXT, CALL]))
REACHES = st.builds(Reach, st.sampled_from(["", "a@example.org"]), st.sampled_from(["", "07700900123", "12"]), st.sampled_from(["", HOME, "no postcode"]))
WISHES = st.builds(Wished, st.sampled_from(["", EMAIL, TEXT, POST, CALL]), UNSAFE)


@pytest.mark.parametrize("way, order", [
    ("", (EMAIL, TEXT, POST)), (EMAIL, (EMAIL, TEXT, POST)), (TEXT, (TEXT, EMAIL, POST)), (POST, (POST, EMAIL, TEXT)), (CALL, (EMAIL, TEXT, POST)),
])  # fmt: skip
def test_the_way_that_was_wished_comes_first_and_the_others_follow(way, order):
    assert ways(ALL, Wished(way)) == order


@given(REACHES, WISHES)
def test_no_way_that_is_not_safe_or_not_known_is_ever_used(reach, wished):
    found = ways(reach, wished)
    assert not set(found) & wished.unsafe
    assert not ("phone" in wished.unsafe and TEXT in found)
    assert EMAIL not in found or reach.email
    assert TEXT not in found or mobile_of(reach.mobile)
    assert POST not in found or not address_fault(reach.post_to)
    assert len(set(found)) == len(found)
    assert set(found) <= set(ORDER)


@given(REACHES, WISHES)
def test_what_holds_a_link_or_a_code_goes_to_the_email_address_that_it_belongs_to_and_nowhere_else(reach, wished):
    assert set(ways(reach, wished, email_alone=True)) <= {EMAIL}


@given(WISHES)
def test_nobody_is_called_whose_phone_is_not_safe(wished):
    assert not (calls(wished) and wished.unsafe & {"phone", CALL})


@pytest.mark.parametrize("given_, is_", [
    ("07700 900123", "07700900123"), ("+44 7700 900123", "07700900123"), ("(07700) 900-123", "07700900123"), ("447700900123", "07700900123"),
    ("01245 430430", ""), ("0770090012", ""), ("", ""), ("07700 900123 4", ""),
])  # fmt: skip
def test_a_mobile_number_is_read_as_people_write_it(given_, is_):
    assert mobile_of(given_) == is_


@pytest.mark.parametrize("address, fault", [
    (HOME, ""), ("Chelmsford\nCM11QH", ""), ("CM1 1QH", "2 to 6 lines"), ("1\n2\n3\n4\n5\n6\nCM1 1QH", "2 to 6 lines"), ("1 Example Road\nChelmsford", "postcode"),
    ("1 Example Road\nChelmsford CM1 1QH", "postcode"), ("x" * 101 + "\nCM1 1QH", "100 characters"), ("", "2 to 6 lines"),
])  # fmt: skip
def test_an_address_is_one_to_which_a_letter_can_be_posted(address, fault):
    found = address_fault(address)
    assert fault in found
    assert bool(found) == bool(fault)
