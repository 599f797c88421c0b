"""Differences field by field, in the words of the result sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tdsxl.engine.entries import Change, TaskId, What
from tdsxl.modules import MODULES
from tdsxl.modules.base import Stored
from tdsxl.records import Record
from tdsxl.review.changes import HIDDEN, Difference, differences
from tdsxl.review.words import rupees
from tdsxl.values import Portal
from tests.modules.samples import certificate, challan, demand, filed, notice, stored, summary, unconsumed

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MODULE = {module.name: module for module in MODULES}


def found(
    module: str,
    what: What,
    before: Record | None = None,
    after: Record | None = None,
    *,
    held: Mapping[str, Sequence[Stored]] | None = None,
) -> list[Difference]:
    task = TaskId(tan="PNEA00001A", module=module, portal=Portal.TRACES)
    change = Change(run=2, at=AT, task=task, what=what, before=before, after=after)
    return list(differences(change, MODULE[module], held or {"challans": ()}))


def test_each_field_that_differs_is_a_line() -> None:
    """With both values as the sheet shows them, and the difference of amounts."""
    before, after = demand(2024, manual=100_000, processed=50), demand(2024, manual=75_000, processed=50)
    row = "2024-25"
    assert found("demand", What.CHANGED, before, after) == [
        Difference(row=row, field="Manual demand (AO)", old="1,00,000.00", new="75,000.00", amount=Decimal(-25_000)),
        Difference(row=row, field="Total demand", old="1,00,050.00", new="75,050.00", amount=Decimal(-25_000)),
    ]


def test_a_new_row_says_what_matters_most() -> None:
    """One line, not one for each of its columns."""
    (line,) = found("demand", What.NEW, after=demand(2024, processed=1_234_567))
    assert line == Difference(row="2024-25", field="Total demand", new="12,34,567.00", amount=Decimal(1_234_567))


def test_a_gone_row_takes_its_amount_away() -> None:
    """The column that says most stands under Old value."""
    (line,) = found("demand", What.GONE, demand(2024, processed=10))
    assert (line.old, line.new, line.amount) == ("10.00", None, Decimal(-10))


def test_a_row_that_is_back_brings_its_amount_back() -> None:
    """What it lost when it was gone, so that the differences of a row add up in a pivot."""
    same = demand(2024, processed=10)
    (line,) = found("demand", What.BACK, same, same)
    assert (line.field, line.old, line.new, line.amount) == ("Total demand", None, "10.00", Decimal(10))


def test_a_row_that_is_back_says_what_changed_meanwhile() -> None:
    """With both values."""
    before = notice(reference="N1", description="Short payment", status="Open")
    head, changed = found("notices", What.BACK, before, replace(before, status="Closed"))
    assert (head.field, head.old, head.new) == ("Description", None, "Short payment")
    assert (changed.field, changed.old, changed.new) == ("Status", "Open", "Closed")


def test_an_amount_that_nothing_proves_is_not_told_here_either() -> None:
    """The change is told, its amounts are not."""
    before = unconsumed()
    after = replace(before, unconsumed_amount=before.unconsumed_amount - 1)
    (line,) = found("unconsumed", What.CHANGED, before, after)
    assert (line.field, line.old, line.new, line.amount) == (HIDDEN, None, None, None)


def test_a_challan_proves_the_amounts_of_a_change() -> None:
    """As on the sheet Unconsumed Challans."""
    before = unconsumed()
    after = replace(before, unconsumed_amount=before.unconsumed_amount - 1)
    paid = challan(
        bsr_code=before.bsr_code,
        serial=before.serial,
        deposited_on=before.deposited_on,
        total=before.challan_amount,
    )
    lines = found("unconsumed", What.CHANGED, before, after, held={"challans": (stored(paid, Portal.ITPORTAL),)})
    assert ("Unconsumed amount", Decimal(-1)) in [(line.field, line.amount) for line in lines]


def test_a_verdict_is_as_of_the_day_of_the_change() -> None:
    """A cancelled certificate says so, with its day."""
    before = certificate(valid_from=date(2026, 4, 1), valid_to=date(2027, 3, 31))
    after = replace(before, cancelled_on=date(2026, 11, 20))
    told = {line.field: (line.old, line.new) for line in found("ldc", What.CHANGED, before, after)}
    assert told == {"Cancelled on": (None, "20-Nov-2026"), "Verdict": ("Valid", "Cancelled")}


def test_a_default_summary_is_named_by_its_own_sheet() -> None:
    """Two sheets share the module; the record decides."""
    (line,) = found("demand", What.NEW, after=summary(net_payable=Decimal(200)))
    assert (line.field, line.new) == ("Net payable", "200.00")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "0.00"),
        ("999", "999.00"),
        ("1000", "1,000.00"),
        ("100000", "1,00,000.00"),
        ("-12345678.9", "-1,23,45,678.90"),
    ],
)
def test_rupees_are_grouped_as_in_india(amount: str, text: str) -> None:
    """Thousands, lakhs, crores."""
    assert rupees(Decimal(amount)) == text


def test_a_row_is_named_as_its_sheet_shows_it() -> None:
    """With the zeros of a challan number and the whole token, by which it can be searched for there."""
    (left,) = found("unconsumed", What.NEW, after=unconsumed(serial="00007"))
    (sent,) = found("returns", What.NEW, after=filed(token="123456789012345"))
    assert left.row.endswith(" · 00007")
    assert sent.row == "1961 Act · 2025-26 · Q1 · 26Q · Regular · 123456789012345"
