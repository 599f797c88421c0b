"""Records drawn by lot, with all that portals print: zeros in front, paise, long amounts, odd texts, old days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from random import Random

from tdsxl.records import Record
from tdsxl.tables import Cell
from tdsxl.values import Portal, Year
from tests.modules import samples

TEXTS = (
    *("Payments to contractors", "=1+1", "+91 22 1234", "@SUM(A1)", "-", "0094", "1E5", "03/04/2026", "TRUE", "NA"),
    *("Śrī Gaṇeśa & Sons", "श्री गणेश", "a_x000D_b", "two\nlines", "tab\there", "zero\u200bwidth", "nbsp\u00a0here"),
    *('"quoted"', "'twas", "<b>&amp;</b>", "bell\x07", "😀" * 3, "x" * 300, "\u202eright", "#REF!"),
)
LONG = "अ" * 33_000
"""Longer than a cell may be."""
FIRST, DAYS = date(1890, 1, 1), 110_000
Draw = Callable[[Random, int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Records of one kind: where they are read and shown, and how their fields are drawn."""

    module: str
    portal: Portal
    sheet: str
    made: Callable[..., Record]
    fields: tuple[tuple[str, str, Draw], ...]
    """Title, field, value."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record and what its sheet is to show."""

    kind: Kind
    record: Record
    shows: dict[str, Cell]
    """By title."""


def drawn(kinds: tuple[Kind, ...], count: int, seed: int) -> Iterator[Drawn]:
    """So many records of one client; equal seeds give equal ones."""
    chance = Random(seed)
    for number in range(count):
        kind = chance.choice(kinds)
        values = {field: draw(chance, number) for _, field, draw in kind.fields}
        yield Drawn(kind, kind.made(**values), {title: _cell(values[field]) for title, field, _ in kind.fields})


def _cell(value: object) -> Cell:
    if isinstance(value, Enum):
        return str(value.value)
    return str(value) if isinstance(value, Year) else value  # type: ignore[return-value]  # all others are cells


def number_of(length: int) -> Draw:
    """The number itself, with zeros in front: different for each record."""
    return lambda _, number: f"{number:0{length}d}"


def digits(length: int) -> Draw:
    """Any digits, often with zeros in front."""
    return lambda chance, _: "".join(chance.choices("0001234567890", k=length))


def text(chance: Random, number: int) -> str | None:
    """Any words, or none."""
    if chance.random() < 0.002:
        return LONG
    return chance.choice((None, f"No. {number} {chance.choice(TEXTS)}", chance.choice(TEXTS)))


def amount(chance: Random, _: int) -> Decimal:
    """Rupees and paise, up to more than a number in a sheet can hold."""
    return Decimal(chance.randrange(10 ** chance.choice((2, 5, 7, 9, 12, 15, 17)))) / 100 * chance.choice((1, 1, 1, -1))


def day(chance: Random, _: int) -> date | None:
    """Mostly of these years."""
    span = (49_000, 50_000) if chance.random() < 0.9 else (0, DAYS)
    return FIRST + timedelta(days=chance.randrange(*span))


def count(chance: Random, _: int) -> int:
    """A number of things."""
    return chance.randrange(10 ** chance.choice((1, 3, 6)))


_CERTIFICATE = (
    ("Certificate no.", "certificate_no", number_of(10)),
    ("Deductee name", "deductee_name", text),
    ("Section", "section", text),
    ("Nature of payment", "nature", text),
    ("Limit", "limit", amount),
    ("Consumed", "consumed", amount),
    ("Balance", "balance", amount),
    *(
        (title, title.lower().replace(" ", "_"), day)
        for title in ("Valid from", "Valid to", "Issued on", "Cancelled on")
    ),
)
_NOTICE = (
    ("Reference no.", "reference", number_of(12)),
    *((title, title.lower(), text) for title in ("Category", "Description", "Section", "Form", "Quarter", "Status")),
    ("FY / Tax year", "year", text),
    *((title, title.lower().replace(" ", "_"), day) for title in ("Issued on", "Served on", "Due on")),
)
_CHALLAN = (
    ("Portal CIN", "cin", number_of(18)),
    ("CRN", "crn", number_of(14)),
    ("BSR code", "bsr_code", digits(7)),
    ("Challan no.", "serial", digits(5)),
    ("Deposited on", "deposited_on", day),
    ("Total", "total", amount),
    ("Bank reference", "bank_reference", text),
)
_SUMMARY = (
    ("FY / Tax year", "year", lambda _, number: Year(2000 + number % 100)),
    ("Short payment", "short_payment", amount),
    ("Late filing fee (234E/427)", "late_filing_fee", amount),
    ("Default payable", "default_payable", amount),
    ("Net payable", "net_payable", amount),
    ("Order passed on", "order_passed_on", day),
    ("Token no.", "token", digits(15)),
    ("Deductees without PAN", "without_pan", count),
    ("Correction statements", "corrections", count),
)
_FILED = (
    ("Token no.", "token", number_of(15)),
    ("Filed on", "filed_on", day),
    ("IT portal status", "status", text),
    ("Acknowledgement no.", "acknowledgement_no", digits(15)),
)
_UNCONSUMED = (
    ("BSR code", "bsr_code", number_of(7)),
    ("Challan no.", "serial", digits(5)),
    ("Deposited on", "deposited_on", day),
)

MANY = (
    Kind(module="challans", portal=Portal.ITPORTAL, sheet="Challans", made=samples.challan, fields=_CHALLAN),
    Kind(module="notices", portal=Portal.TRACES, sheet="Notices & Orders", made=samples.notice, fields=_NOTICE),
    Kind(module="ldc", portal=Portal.TRACES, sheet="LDC", made=samples.certificate, fields=_CERTIFICATE),
    Kind(module="returns", portal=Portal.ITPORTAL, sheet="Return Summary", made=samples.filed, fields=_FILED),
    Kind(
        module="unconsumed",
        portal=Portal.TRACES,
        sheet="Unconsumed Challans",
        made=samples.unconsumed,
        fields=_UNCONSUMED,
    ),
)
"""Of which a client may have any number."""
FEW = (Kind(module="demand", portal=Portal.TRACES, sheet="Defaults", made=samples.summary, fields=_SUMMARY),)
"""Of which a client has one per quarter and form."""
