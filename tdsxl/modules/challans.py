"""Challans: payment history of both Acts with the details of each challan, at the IT portal."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from tdsxl.modules.base import Ask, Facts, Holdings, Line, Module, Part, Source, View, always, new_years
from tdsxl.modules.columns import ACT, YEAR, result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OWN
from tdsxl.portals.itportal.session import ItPortalSession
from tdsxl.records import Challan, ChallanLine, Item, ListRead, Row
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal, Year

HEADS = {
    "0020": "0020 Company deductees",
    "0021": "0021 Other deductees",
    "200": "200 Payable by taxpayer",
    "400": "400 Regular assessment",
    "500": "500 Other receipts",
    "800": "800 PAN-based TDS demand",
}
"""Major and minor heads of ITNS 281 and 281N (law-2025 §5)."""


def _paid(act: Act) -> Part:
    def fetch(session: ItPortalSession, ask: Ask) -> Iterator[Item]:
        listing = session.payments(act)
        for year in ask.years:
            scope = f"{act.value} {year}"
            payments = [payment for payment in listing.rows if Year.of(payment.paid_on) == year]
            for payment in payments:
                known = ask.details.get(payment.cin)
                same = known is not None and known.total == payment.amount
                challan = known if known is not None and same else session.challan(payment)
                yield Row(act=act, scope=scope, record=challan)
            yield ListRead(act=act, scope=scope, portal_total=None if listing.total is None else len(payments))

    # A 1961-Act challan may be paid in 2026-27 or later, so its list is asked whatever the years are.
    return Part(act=act, asked=always if act is Act.OLD else new_years, fetch=fetch)


def head(code: str | None) -> str | None:
    """A head in words with its code; an unknown one as it is."""
    return code and HEADS.get(code, code)


def codes(challan: Challan) -> str:
    """Section or payment codes, each once, as `1023, 1027`."""
    return ", ".join(dict.fromkeys(line.code for line in challan.lines))


def _sum(challan: Challan, amount: Callable[[ChallanLine], Decimal]) -> Decimal:
    return sum((amount(line) for line in challan.lines), Decimal(0))


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored in held["challans"]:
        challan = stored.record
        if isinstance(challan, Challan):
            yield Line(values=_values(challan), stored=(stored,))


def _values(challan: Challan) -> tuple[Cell, ...]:
    return (
        challan.act.value,
        str(challan.year) if challan.year else None,
        challan.assessment_year,
        challan.cin,
        challan.crn,
        challan.bsr_code,
        challan.serial,
        challan.deposited_on,
        head(challan.major_head),
        head(challan.minor_head),
        codes(challan),
        "; ".join(dict.fromkeys(line.nature for line in challan.lines if line.nature)) or None,
        _sum(challan, lambda line: line.tax),
        _sum(challan, lambda line: line.surcharge),
        _sum(challan, lambda line: line.cess),
        _sum(challan, lambda line: line.interest),
        _sum(challan, lambda line: line.penalty),
        _sum(challan, lambda line: line.fee),
        challan.total,
        challan.bank_reference,
    )


SHEET = Sheet(
    title="Challans",
    columns=result_columns(
        ACT,
        YEAR,
        Column(title="Assessment year", width=12, note="1961-Act challans only."),
        Column(title="Portal CIN", kind=Kind.CODE, width=22, note="CRN and bank code."),
        Column(title="CRN", kind=Kind.CODE, width=18),
        Column(title="BSR code", kind=Kind.CODE, width=10),
        Column(title="Challan no.", kind=Kind.CODE, width=10),
        Column(title="Deposited on", kind=Kind.DATE),
        Column(title="Major head", width=24),
        Column(title="Minor head", width=26),
        Column(title="Section / payment code", width=16),
        Column(title="Nature of payment", width=34),
        *(
            Column(title=title, kind=Kind.RUPEES, width=16)
            for title in ("Tax", "Surcharge", "Cess", "Interest", "Penalty", "Fee / Others", "Total")
        ),
        Column(title="Bank reference", kind=Kind.CODE, width=18),
    ),
    key=lambda cell: (
        cell("TAN"),
        cell("Portal CIN") or f"{cell('BSR code')} {cell('Deposited on')} {cell('Challan no.')}",
    ),
    own=OWN,
)

CHALLANS = Module(
    name="challans",
    title=MODULE_TITLES["challans"],
    sources=(Source(Portal.ITPORTAL, (_paid(Act.OLD), _paid(Act.NEW))),),
    key=lambda challan: (challan.cin,),
    views=(View(sheet=SHEET, lines=_lines, headline="Total"),),
)
