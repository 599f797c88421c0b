"""What the firm wrote beside rows, as open items and unconsumed challans take it. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

from tdsxl import typed
from tdsxl.engine.entries import Noted
from tdsxl.modules.base import Holdings
from tdsxl.modules.ldc import SHEET as LDC
from tdsxl.modules.notices import SHEET as NOTICES
from tdsxl.modules.unconsumed import SHEET as UNCONSUMED
from tdsxl.modules.unconsumed import Deposit, deposit_of
from tdsxl.own_columns import OWN_AMOUNT, OWN_DUE_DATE, OWNER, REMARK
from tdsxl.records import UnconsumedChallan
from tdsxl.review.open_items import Note, Notes, challan_row
from tdsxl.tables import Cell, RowKey
from tdsxl.values import INDIA, one_line, quoted


def open_notes(noted: Iterable[Noted], held: Holdings) -> Notes:
    """What stands beside the rows of one client, by the sheet and the row as an open item names it."""
    found: dict[tuple[str, RowKey], dict[str, Cell]] = {}
    for one in noted:
        found.setdefault((one.sheet, one.row[0]), {})[one.title] = one.value
    challans = {key: challan_row(challan) for key, challan in _challans(held)}
    return {(sheet, _row(sheet, key, challans)): _note(notes) for (sheet, key), notes in found.items()}


def amounts(noted: Iterable[Noted], held: Holdings) -> Mapping[Deposit, Decimal]:
    """Amounts of challans as the firm typed them beside their unconsumed balances."""
    challans = {key: deposit_of(challan) for key, challan in _challans(held)}
    return {
        challans[one.row[0][1:]]: amount
        for one in noted
        if _is_amount(one) and one.row[0][1:] in challans
        if (amount := _amount(one.value)) is not None
    }


def misfits(noted: Iterable[Noted]) -> Iterator[str]:
    """A sentence for each column of days or amounts that count, with the first of those that are none.

    They stay as they were typed. Nothing counts the days of Reviewed on.
    """
    found: dict[tuple[str, str], list[Noted]] = {}
    for one in noted:
        if (_is_day(one) and _day(one.value) is None) or (_is_amount(one) and _amount(one.value) is None):
            found.setdefault((one.sheet, one.title), []).append(one)
    for (sheet, title), wrong in found.items():
        first = wrong[0]
        what, written = ("day", "31-Jul-2026") if _is_day(first) else ("amount", "12345.50")
        row, more = " · ".join(filter(None, first.row[0])), f" and {len(wrong) - 1} more" if wrong[1:] else ""
        told = f"{quoted(first.value)} is no {what} and does not count; write it as {written}"
        yield one_line(f"{sheet}, {title} of row {row}{more}: {told}.")


def _is_day(one: Noted) -> bool:
    return one.title == OWN_DUE_DATE.title


def _is_amount(one: Noted) -> bool:
    return one.sheet == UNCONSUMED.title and one.title == OWN_AMOUNT.title


def _challans(held: Holdings) -> Iterator[tuple[RowKey, UnconsumedChallan]]:
    """All with a balance, each with its key on its sheet but for the TAN."""
    for stored in held["unconsumed"]:
        challan = stored.record
        if isinstance(challan, UnconsumedChallan):
            yield (challan.bsr_code, challan.deposited_on.isoformat(), challan.serial.lstrip("0")), challan


def _row(sheet: str, key: RowKey, challans: Mapping[RowKey, str]) -> str:
    if sheet == UNCONSUMED.title:
        return challans.get(key[1:], "")
    if sheet == NOTICES.title:
        return key[-1]
    # A certificate is named without its year.
    parts = (key[1] or "(no number)", key[2]) if sheet == LDC.title else key[1:]
    return " · ".join(parts)


def _note(notes: Mapping[str, Cell]) -> Note:
    owner, remark, due_on = (notes.get(column.title) for column in (OWNER, REMARK, OWN_DUE_DATE))
    day = _day(due_on)
    told = f"{OWN_DUE_DATE.title} {quoted(due_on)} is no day." if due_on is not None and day is None else ""
    words = " ".join(filter(None, (told, str(remark or ""))))
    return Note(owner=str(owner or ""), remark=words, due_on=day)


def _amount(value: Cell) -> Decimal | None:
    """Rupees of a challan, also typed as text: `1,23,456.50`; None where they are none."""
    rupees = typed.amount(value) if isinstance(value, str) else value
    return rupees if isinstance(rupees, Decimal) and rupees > 0 else None


def _day(value: Cell) -> date | None:
    """A day, also one typed as text; None where it is none."""
    if isinstance(value, datetime):
        return value.astimezone(INDIA).date()
    if isinstance(value, date):
        return value
    return typed.day(value) if isinstance(value, str) else None
