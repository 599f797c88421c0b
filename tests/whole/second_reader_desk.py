"""A person of the demo's office writes in its workbook, with another program than ours, and has it written anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.records import Notice, UnconsumedChallan
from tdsxl.values import Act, Year
from tests.whole.second_reader import Reading, Typed, balance_name, proven
from tests.whole.second_reader_lists import Item, open_items
from tests.whole.second_reader_office import HEADER, DemoPc

GROUP = "Kaveri group"
DAYS = (0, 3, 7, 8)
"""From today: the due days that the office gives itself."""
EXTENDED_BY = 5
"""In so many days the statements of a quarter shall be due."""
COLUMNS = {
    "Notice": ("Reference no.",),
    "Return": ("FY / Tax year", "Quarter", "Form"),
    "Demand": ("FY / Tax year",),
    "Default": ("FY / Tax year", "Quarter", "Form"),
    "Certificate": ("Certificate no.", "Deductee PAN"),
    "Challan balance": ("BSR code", "Deposited on", "Challan no."),
}
"""Kind of an open item → the columns whose cells name its row."""


def write_by_hand(pc: DemoPc, readings: Sequence[Reading], today: date) -> Typed:
    """What was written, after `tdsxl write` has taken it up."""
    items = [item for one in readings for item in open_items(one)]
    typed = _plan(readings, items, today)
    opened = load_workbook(pc.book)
    opened["Dashboard"]["C3"] = GROUP
    for item in items:
        for title, written in (("Owner", typed.owners), ("Remark", typed.remarks)):
            if value := written.get((item.tan, item.row or "")):
                keys = dict(zip(COLUMNS[item.kind], (item.row or "").split(" · "), strict=True))
                _write(opened[item.sheet], title, {"TAN": item.tan, **keys}, value)
    for (tan, reference), day in typed.due_days.items():
        keys = {"TAN": tan, "Reference no.": reference}
        _write(opened["Notices & Orders"], "Own due date", keys, datetime.combine(day, time()))
    for (tan, name), amount in typed.amounts.items():
        keys = dict(zip(("TAN", *COLUMNS["Challan balance"]), (tan, *name.split(" · ")), strict=True))
        _write(opened["Unconsumed Challans"], "Challan amount (ours)", keys, float(amount))
    _write_lists(opened, typed)
    opened.save(pc.book)
    said = pc.run("write", pc.book)
    assert said.status == 0, said.err
    return typed


def _plan(readings: Sequence[Reading], items: Sequence[Item], today: date) -> Typed:
    notices = [item for item in items if item.kind == "Notice"]
    firsts = [next(item for item in items if item.kind == kind) for kind in COLUMNS]
    spared, *_, late = ((item.tan, *(item.row or "").split(" · ")) for item in items if item.kind == "Return")
    return Typed(
        due_days={
            **{of: today + timedelta(days=2) for of in _told_only(readings)},
            **{
                (item.tan, item.row or ""): today + timedelta(days=more)
                for item, more in zip(notices[:: len(notices) // len(DAYS)], DAYS, strict=False)
            },
        },
        owners={(item.tan, item.row or ""): "Asha" for item in firsts},
        remarks={(item.tan, item.row or ""): f"Asked for on {item.kind}" for item in firsts},
        amounts=dict(_copies(readings)),
        extended={(late[1], late[2]): today + timedelta(days=EXTENDED_BY)},
        not_due=frozenset({(spared[0], spared[3])}),
    )


def _told_only(readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Two notices that only inform, which the office wants to see to."""
    notices = [(one.person.tan, told) for one in readings for told in one.of("notices") if isinstance(told, Notice)]
    told = [(tan, one.reference) for tan, one in notices if one.box == "Information" and not one.replied]
    yield from (told[0], told[-1])


def _copies(readings: Sequence[Reading]) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """The office has copies of some challans that the IT portal does not show; one of them it misread."""
    unknown = [
        (one.person.tan, left)
        for one in readings
        for left in one.of("unconsumed")
        if isinstance(left, UnconsumedChallan) and not proven(left, one)
    ]
    for place, (tan, left) in enumerate(unknown[::9]):
        yield (tan, balance_name(left)), left.challan_amount + (1 if place == 2 else 0)


def _write(sheet: Worksheet, title: str, keys: Mapping[str, str], value: str | float | datetime) -> None:
    """Under a title, in the row that has these cells."""
    titles = {str(cell.value): place for place, cell in enumerate(sheet[HEADER], 1)}
    (row,) = (
        row
        for row in range(HEADER + 1, sheet.max_row + 1)
        if all(_text(sheet.cell(row, titles[name]).value) == wanted for name, wanted in keys.items())
    )
    sheet.cell(row, titles[title]).value = value


def _text(value: object) -> str:
    return value.strftime("%d-%b-%Y") if isinstance(value, datetime) else str(value)


def _write_lists(opened: Workbook, typed: Typed) -> None:
    """On the sheets Due Dates and Not Due."""
    due = opened["Due Dates"]
    for (year, quarter), day in typed.extended.items():
        forms = "138, 140, 144" if Year.parse(year).act is Act.NEW else "24Q, 26Q, 27Q"
        keys = {"FY / Tax year": year, "Quarter": quarter, "Forms": forms}
        _write(due, "Due on", keys, datetime.combine(day, time()))
    for row, (tan, form) in enumerate(sorted(typed.not_due), HEADER + 1):
        opened["Not Due"].cell(row, 1).value = tan
        opened["Not Due"].cell(row, 2).value = form
