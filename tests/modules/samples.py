"""Invented records, each with the few fields that a test cares about; and what a journal would hold of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

from tdsxl.modules.base import Ask, Facts, Holdings, Stored, View
from tdsxl.records import (
    Certificate,
    Challan,
    ChallanLine,
    DefaultSummary,
    Demand,
    FiledStatement,
    Item,
    ListRead,
    Notice,
    NoticeKind,
    Record,
    RegisterRow,
    Row,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.tables import Cell
from tdsxl.values import Act, Form, Portal, Quarter, StatementType, Tan, Year

TAN = Tan("PINE12345E")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RecordT = TypeVar("RecordT")


def made(kind: type[RecordT], plain: dict[str, object], other: dict[str, object]) -> RecordT:
    """A record from usual values and those that a test gives."""
    return kind(**(plain | other))


def filed(**other: object) -> FiledStatement:
    plain = {"year": Year(2025), "quarter": Quarter.Q1, "form": Form.F26Q, "type": StatementType.REGULAR}
    days = {"token": "123456789012345", "filed_on": date(2025, 7, 30), "acknowledgement_no": "A1", "status": "Accepted"}
    return made(FiledStatement, plain | days, other)


def processed(**other: object) -> StatementStatus:
    plain = {"year": Year(2025), "quarter": Quarter.Q1, "form": Form.F26Q, "type": StatementType.REGULAR}
    days = {"token": "1234XXXXXXX2345", "filed_on": date(2025, 7, 31), "status_on": date(2025, 8, 20)}
    return made(StatementStatus, {**plain, **days, "status": "Processed", "reason": None}, other)


def line(code: str, nature: str | None = None, **amounts: int) -> ChallanLine:
    names = ("tax", "surcharge", "cess", "interest", "penalty", "fee")
    return ChallanLine(code=code, nature=nature, **{name: Decimal(amounts.get(name, 0)) for name in names})


def challan(**other: object) -> Challan:
    plain = {
        "act": Act.OLD,
        "year": Year(2025),
        "assessment_year": "2026-27",
        "cin": "25060700001234KKBK",
        "crn": "25060700001234",
        "bsr_code": "0510308",
        "serial": "01234",
        "deposited_on": date(2025, 6, 7),
        "major_head": "0020",
        "minor_head": "200",
        "lines": (line("94C", "Contractors", tax=25000),),
        "total": Decimal(25000),
        "bank_reference": None,
    }
    return made(Challan, plain, other)


def unconsumed(**other: object) -> UnconsumedChallan:
    plain = {"bsr_code": "0510308", "serial": "1234", "deposited_on": date(2025, 6, 7)}
    amounts = {"challan_amount": Decimal(25000), "unconsumed_amount": Decimal(25000)}
    return made(UnconsumedChallan, plain | amounts, other)


def notice(**other: object) -> Notice:
    texts = dict.fromkeys(("category", "description", "box", "section", "form", "year", "quarter", "status"))
    days = dict.fromkeys(("issued_on", "served_on", "due_on", "replied"))
    plain = {"portal": Portal.TRACES, "kind": NoticeKind.COMMUNICATION, "reference": "C1"}
    return made(Notice, texts | days | plain, other)


def demand(year: int | None, manual: int = 0, processed: int = 0) -> Demand:
    return Demand(year=None if year is None else Year(year), manual=Decimal(manual), processed=Decimal(processed))


def summary(**other: object) -> DefaultSummary:
    names = "short_payment short_deduction interest_on_payment interest_on_deduction late_filing_fee"
    blank = (*names.split(), "interest_on_demand", "default_payable", "net_payable", "order_passed_on", "token")
    counts = ("without_pan", "invalid_pan", "corrections")
    when = {"year": Year(2025), "quarter": Quarter.Q1, "form": Form.F26Q, "reported": ()}
    return made(DefaultSummary, {**dict.fromkeys((*blank, *counts)), **when}, other)


def certificate(**other: object) -> Certificate:
    plain = {"act": Act.OLD, "year": Year(2025), "certificate_no": "C100", "deductee_pan": "ABCDE1234F", "found": True}
    return made(Certificate, plain, other)


def register_row(number: str = "C100", year: int = 2025, pan: str = "ABCDE1234F") -> RegisterRow:
    return RegisterRow(certificate_no=number, deductee_pan=pan, year=Year(year), section=None, rate=None, limit=None)


def ask(*years: int, **other: object) -> Ask:
    return made(Ask, {"years": tuple(map(Year, years)), "details": {}, "on_file": frozenset()}, other)


def stored(record: Record, portal: Portal = Portal.TRACES) -> Stored:
    """As the journal hands it over."""
    return Stored(record=record, portal=portal, first_seen=NOW, baseline=True, changed_at=None, gone_at=None)


def told(items: list[Item]) -> list[str]:
    """What a fetch yields, in short: rows by their list, ends of lists with the portal's total, documents."""
    return [_told(item) for item in items]


def _told(item: Item) -> str:
    if isinstance(item, Row):
        return f"{item.scope}: {type(item.record).__name__}"
    if isinstance(item, ListRead):
        return f"{item.scope}: end, {item.portal_total}"
    return f"file of {item.reference}"


def lines(view: View, held: Holdings, *, files: dict[tuple[Portal, str], str] | None = None) -> list[dict[str, Cell]]:
    """The rows of a sheet, title → value; blank cells are left out. Portals call every file by its path, turned."""
    titles = [column.title for column in view.sheet.columns[3:-3]]
    names = {key: path[::-1] for key, path in (files or {}).items()}
    facts = Facts(tan=TAN, files=files or {}, file_names=names, read_on=TODAY)
    found: list[dict[str, Cell]] = []
    for one in view.lines(held, facts):
        assert len(one.values) == len(titles)
        found.append({title: value for title, value in zip(titles, one.values, strict=True) if value is not None})
    return found
