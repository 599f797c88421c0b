"""Whatever bytes come, a reader of pages ends in time: by records or by a named error (G6)."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tdsxl.portals.judging import objects
from tests.fuzz.targets import TARGETS, seeds

SECONDS = 5.0
"""Of the processor's time for one reply; a page is read in milliseconds."""
BOUNDS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = (
    b"{",
    b"[",
    b'"',
    b"]",
    b"}",
    b":",
    b",",
    b"null",
    b"-",
    b"1e9999",
    b"\\ud800",
    b"\xff",
    b"\x00",
    b"<",
    b"<td>",
    b"NA",
)
"""What a broken reply holds."""
VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=20),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
)


@pytest.mark.fault
@pytest.mark.row("C1", "C13")
@pytest.mark.parametrize("name", TARGETS)
@settings(BOUNDS, max_examples=60)
@given(
    some.binary(max_size=2_000),
    some.sampled_from([b"", b"{", b"[", b"<html>", b"%PDF-", b"PK\x03\x04", b"\xef\xbb\xbf"]),
)
def test_any_bytes_end_by_name(name: str, body: bytes, opening: bytes) -> None:
    """Not one byte of what a portal sends need be as it should."""
    in_time(name, opening + body)


@pytest.mark.fault
@pytest.mark.row("C1", "C13")
@pytest.mark.parametrize("name", TARGETS)
@settings(BOUNDS, max_examples=60)
@given(some.data())
def test_a_reply_that_was_spoilt_ends_by_name(name: str, data: some.DataObject) -> None:
    """Recorded replies with pieces cut out, doubled, or put in."""
    body = data.draw(some.sampled_from(seeds(name)))
    for _ in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, len(body)))
        gone = data.draw(some.integers(0, 40))
        new = data.draw(some.sampled_from(ODD) | some.just(body[at : at + 60]))
        body = body[:at] + new + body[at + gone :]
    in_time(name, body)


@pytest.mark.fault
@pytest.mark.row("C1")
@pytest.mark.parametrize("name", [name for name in TARGETS if seeds(name)[0][:1] in (b"{", b"[", b'"')])
@settings(BOUNDS, max_examples=60)
@given(some.data())
def test_any_value_under_a_known_key_ends_by_name(name: str, data: some.DataObject) -> None:
    """JSON of the right keys and wrong values: deep ones, huge numbers, halves of characters."""
    whole = json.loads(data.draw(some.sampled_from([seed for seed in seeds(name) if is_json(seed)])))
    places = [(held, key) for held in objects(whole) for key in held]
    for held, key in data.draw(some.lists(some.sampled_from(places), max_size=3)) if places else ():
        held[key] = data.draw(VALUES)
    in_time(name, json.dumps(whole).encode())


def is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def in_time(name: str, body: bytes) -> None:
    """Read a reply; the target lets named errors through only."""
    began = time.process_time()
    TARGETS[name](body)
    assert time.process_time() - began < SECONDS


@pytest.mark.fault
@pytest.mark.row("C1")
@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize(
    "body", [b"[" * 500_000, b'{"a":' * 200_000, b"<div>" * 100_000, b"<div>" * 50_000 + b"</div>" * 50_000], ids=len
)
def test_a_reply_nested_without_end_ends_by_name(name: str, body: bytes) -> None:
    """The deepest page is refused as fast as any other."""
    in_time(name, body)
