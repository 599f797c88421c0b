"""The journal says what the invented world says, and a week later that it changed exactly where the world did."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from tdsxl.engine.outcomes import row_state
from tdsxl.modules import MODULES
from tdsxl.records import Certificate
from tests.whole.firm import Firm, Week
from tests.whole.truth import differences, files, identity, records

NAMES = [module.name for module in MODULES]
STATED = {
    "returns": {True},
    "challans": {True},
    "unconsumed": {True},
    "notices": {True, False},
    "demand": {False},
    "ldc": {True, False},
}
"""Whether the screens of a module state how many rows they have."""
Weeks = tuple[Firm, Week, Week]
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("module", NAMES)
def test_every_record_is_what_the_world_says(two_weeks: Weeks, module: str) -> None:
    """Field by field, for all clients on both days; a portal that lets nobody in leaves no row."""
    firm, *weeks = two_weeks
    for week, person in product(weeks, firm.people):
        held = [stored.record for stored in week.held[person.tan, module] if stored.gone_at is None]
        assert Counter(held) == Counter(records(firm.look(person, week.day), module)), f"{person.tan} on {week.day}"


@pytest.mark.parametrize("module", NAMES)
def test_a_week_later_rows_differ_exactly_where_the_world_does(two_weeks: Weeks, module: str) -> None:
    """New, Changed and Gone where it differs; First read everywhere else."""
    firm, first, second = two_weeks
    since = second.done.run.started - timedelta(days=7)
    for person in firm.people:
        before, after = (records(firm.look(person, week.day), module) for week in (first, second))
        differ = differences(before, after)
        expected = {identity(record): differ.get(identity(record), "First read") for record in (*before, *after)}
        held = second.held[person.tan, module]
        assert {identity(one.record): row_state([one], since).state for one in held} == expected, person.tan


@pytest.mark.row("C17")
def test_the_week_brings_every_kind_of_difference(two_weeks: Weeks) -> None:
    """Else the test above proves little: all three states, and news in every module."""
    firm, first, second = two_weeks
    found = {
        (module, word)
        for person, module in product(firm.people, NAMES)
        for word in differences(*(records(firm.look(person, week.day), module) for week in (first, second))).values()
    }
    assert {word for _, word in found} == {"New", "Changed", "Gone"}
    assert {module for module, _ in found} == set(NAMES)


def test_every_file_is_on_disk_byte_for_byte(two_weeks: Weeks) -> None:
    """Letters, closure orders, certificates and requested downloads; no other file."""
    firm, *weeks = two_weeks
    expected = {
        (person.tan, *of): (content,)
        for person, week in product(firm.people, weeks)
        for of, content in files(firm.look(person, week.day)).items()
    }
    assert firm.files() == expected
    kinds = {content[:4] for (content,) in expected.values()}
    assert kinds == {b"%PDF", b"PK\x03\x04"}


def test_files_and_challan_details_are_fetched_once(two_weeks: Weeks) -> None:
    """The second sync asks only for what was not there a week before."""
    firm, first, second = two_weeks
    looks = [(firm.look(person, first.day), firm.look(person, second.day)) for person in firm.people]
    new_files = sum(len(files(after).keys() - files(before).keys()) for before, after in looks)
    new_challans = sum(
        word == "New"
        for before, after in looks
        for word in differences(records(before, "challans"), records(after, "challans")).values()
    )
    asked = Counter(request.route for request in second.requests)
    assert asked["itportal.document"] + asked["traces.inbox_pdf"] + asked["traces.file"] == new_files > 0
    assert asked["itportal.challan"] == new_challans > 0


@pytest.mark.parametrize("module", NAMES)
def test_parts_count_the_rows_they_hold(two_weeks: Weeks, module: str) -> None:
    """Rows of a complete read are those of the world; the portal's own total agrees wherever it states one."""
    firm, _, second = two_weeks
    stated = set()
    for person in firm.people:
        parts = second.done.states[person.tan, module].parts
        read = [part for part in parts if part.supported and part.complete]
        shown = records(firm.look(person, second.day), module)
        # The answer "no such certificate" is a row of ours that TRACES counts as none.
        counted = [record for record in shown if not isinstance(record, Certificate) or record.found]
        assert sum(part.rows or 0 for part in read) == len(counted), person.tan
        stated |= {part.portal_total is not None for part in read}
        assert all(part.rows == part.portal_total for part in read if part.portal_total is not None), person.tan
    assert stated == STATED[module]
