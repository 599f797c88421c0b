"""A portal that changes its layout is told, and no wrong value is read meanwhile."""

import random
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from tdsxl.errors import PortalError
from tests.drift.change import TOLD_APART, WORD, Allows, Change, kind
from tests.drift.html_changes import html_changes
from tests.drift.json_changes import json_changes
from tests.drift.readers import good_cases, read, with_body
from tests.portals.replies import Case

CASES = good_cases()
NO_LAYOUT = {"itportal/document", "traces/download_parts"}
"""A file, and a list of links."""
MAY_BE_GONE = {
    ("itportal/challan", "majorHead"): "it may be present (§4), and is blank without it",
    ("itportal/payments", "majorHead"): "the same",
    ("traces/certificates", "canceldate"): "its name is not published; a register without it has no cancelled rows",
    ("traces/statement_status", "remarks"): "a row may leave out what is blank (§5.0)",
    ("traces/statement_status", "reason"): "the same",
}
KNOWN = {
    ("itportal/filed_forms", f"formCd says {WORD}"): "the catalogue lists forms that are no quarterly statements",
    ("itportal/statements", f"filingTypeCd says {WORD}"): "filing types other than Regular are Correction",
    ("itportal/proceedings", "assessmentYear, financialYr swapped"): "two years",
    ("traces/inbox", f"certNum says {WORD}"): "a communication with a certificate number has a file",
    ("itportal/letter", "a new key"): "the letter is not ready only where nothing else is said",
}
HINTS = {"rows.has_notices", "rows.has_closure_order"}
"""They decide only what an empty answer proves, and are stored nowhere."""
Leaves = Mapping[tuple[str, ...], object]


@cache
def changes_of(name: str) -> list[tuple[Case, Change]]:
    """All single changes of the recorded replies of a page."""
    return [(case, change) for case in CASES[name] for change in _changes(case)]


def _changes(case: Case) -> Iterator[Change]:
    return (html_changes if case.reply.body.lstrip().startswith(b"<") else json_changes)(case.reply.body)


def drawn(name: str, mutations: int) -> list[tuple[Case, Change]]:
    """So many changes, by lot; where single ones do not suffice, one more on top of each."""
    chance, single = random.Random(name), changes_of(name)
    if len(single) >= mutations:
        return chance.sample(single, mutations)
    return [*single, *(_doubled(chance, *chance.choice(single)) for _ in range(mutations - len(single)))]


def _doubled(chance: random.Random, case: Case, first: Change) -> tuple[Case, Change]:
    if first.gone or not first.body.lstrip().startswith((b"{", b"[", b"<")):
        return case, first
    # A second misprint of the same value could be a good one again.
    second = chance.choice([each for each in _changes(with_body(case, first.body)) if " in form " not in each.what])
    allows = Allows.WORDS if Allows.WORDS in (first.allows, second.allows) else Allows.ERROR
    return case, Change(f"{first.what}; {second.what}", second.body, allows, second.gone)


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Single values of what a reader tells, numbers as text, with where they stand."""
    if isinstance(value, dict | list):
        for key, held in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(held, (*path, str(key)))
    elif field(path) not in HINTS:
        yield path, str(value) if type(value) is int else value


def field(path: tuple[str, ...]) -> str:
    """Name of a value's field, whatever row it stands in."""
    return ".".join(key for key in path if not key.isdigit())


def told(name: str, case: Case) -> Leaves | None:
    """What the reader tells of a reply; None where it refuses it by a named error."""
    try:
        return dict(leaves(read(name, case)))
    except PortalError:
        return None


def other_values(name: str, case: Case, change: Change) -> Leaves:
    """Values that a changed reply is read with and the recorded one is not."""
    good, now = told(name, case), told(name, with_body(case, change.body))
    assert good is not None
    if now is None:
        return {(): "refused"} if change.allows is Allows.SAME else {}
    return {path: now.get(path) for path in good.keys() | now.keys() if good.get(path) != now.get(path)}


def is_known(name: str, change: Change) -> bool:
    """Whether a change is one of those that are read in another way on purpose."""
    is_gone = any((name, key) in MAY_BE_GONE and f" {key} " in f" {change.what} " for _, key in MAY_BE_GONE)
    return is_gone or any(page == name and what in change.what for page, what in KNOWN)


def printed_as_they_are(name: str) -> frozenset[str]:
    """Fields of a page that are words: what no reader knows is shown there."""
    new = (
        other_values(name, case, change) for case, change in changes_of(name) if change.what.endswith(f"says {WORD}")
    )
    return frozenset(field(path) for values in new for path, value in values.items() if value == WORD)


@pytest.mark.fault
@pytest.mark.row("C1")
@pytest.mark.parametrize("name", sorted(CASES.keys() - NO_LAYOUT))
def test_another_layout_never_gives_another_value(name: str, request: pytest.FixtureRequest) -> None:
    """Keys, columns and titles gone, renamed, new, swapped, retyped: the same records, or a named error."""
    words = printed_as_they_are(name)
    refused = 0
    for case, change in drawn(name, request.config.getoption("--mutations")):
        if is_known(name, change):
            continue
        wrong = other_values(name, case, change)
        if change.allows is Allows.WORDS:
            wrong = {
                path: value for path, value in wrong.items() if field(path) not in words or kind(value) in TOLD_APART
            }
        assert not wrong, f"{case}: {change.what}"
        refused += told(name, with_body(case, change.body)) is None
    assert refused


def test_what_is_let_through_is_met() -> None:
    """No exception stays that no change meets."""
    met = {(name, key) for name, key in MAY_BE_GONE for _, change in changes_of(name) if change.gone == key}
    assert met == MAY_BE_GONE.keys()
    assert KNOWN.keys() == {
        (name, what) for name, what in KNOWN for _, change in changes_of(name) if what in change.what
    }
