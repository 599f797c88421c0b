"""JSON that is proven to be JSON, and of the asked client (DESIGN §3, identity)."""

import pytest

from tdsxl.errors import PortalChanged, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.judging import json_object, json_value, network_page, objects, opening, refuse_other_tan, tans
from tdsxl.values import Tan

TAN = Tan("ABCD12345E")


def reply(body: bytes) -> Reply:
    return Reply("", 200, {}, body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 200_000,
        b'"\xff"',
        b'{"a": Infinity}',
        b'{"a": NaN}',
        b'{"a": 1e9999999999999999999}',
        b"{'a': 1}",
        b"{}x",
    ],
)
def test_a_hostile_reply_is_a_changed_page(body: bytes) -> None:
    """Nesting without end, broken bytes and numbers that JSON does not know end as our own error."""
    with pytest.raises(PortalChanged, match="Page: the answer is not JSON"):
        json_value(reply(body), "Page", TAN)
    assert json_object(reply(body)) == {}


def test_numbers_are_exact_and_bytes_before_them_do_no_harm() -> None:
    """A point makes no binary fraction of an amount."""
    assert str(json_value(reply(b"\xef\xbb\xbf [0.10, 1.0E7]"), "Page", TAN)) == "[Decimal('0.10'), Decimal('1.0E+7')]"
    assert json_object(reply(b"[1]")) == {}
    assert opening(reply(b"\xef\xbb\xbf\r\n <html>")) == b"<"


@pytest.mark.row("B14")
@pytest.mark.parametrize("words", ["guest wi-fi: sign in with your room", "blocked by the web filter", "hotspot"])
def test_a_page_of_the_network_is_told_from_the_portals(words: str) -> None:
    """What to do about it stands in the browser; the portal's own words are none of it."""
    told = network_page(words)
    assert told is not None
    assert "browser" in told.remedy
    assert network_page("e-filing: your session has expired. login") is None


@pytest.mark.parametrize("other", ["WXYZ98765K", " wxyz98765k ", "WXYZ98765K\u200b"])
def test_another_tan_is_refused_under_any_key_at_any_depth(other: str) -> None:
    """Capitals, blanks and marks that are not seen do not hide it; the message names the asked one only."""
    for value in ({"pan": other}, {"a": [{"unheard": [other]}]}, [TAN, other]):
        with pytest.raises(WrongClient, match="another TAN than ABCD12345E") as caught:
            refuse_other_tan(value, TAN)
        assert "WXYZ" not in str(caught.value)


def test_what_is_no_tan_by_itself_tells_nothing() -> None:
    """PANs, codes and sentences that hold a TAN are let through, and so is the asked one."""
    value = {
        "tan": "abcd12345e",
        "pan": "ABCDE1234F",
        "said": "not of WXYZ98765K",
        "n": 5,
        "none": None,
        "WXYZ98765K": 1,
    }
    refuse_other_tan(value, TAN)
    assert tans(value) == {TAN}


def test_deep_replies_are_searched_without_recursion() -> None:
    """What json can read, the search for objects can walk; outer objects come first."""
    value: object = {"a": {"b": 1}}
    for _ in range(5000):
        value = [value]
    assert list(objects(value)) == [{"a": {"b": 1}}, {"b": 1}]
