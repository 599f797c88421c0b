"""The rows of the result sheets as the second reader has them, by DESIGN §4 and the sheet Help."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch

from tdsxl.records import (
    Certificate,
    Challan,
    DefaultSummary,
    Demand,
    FiledStatement,
    Notice,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.values import Portal
from tests.whole.second_reader import ZERO, Reading, balance_name, named, period_name, proven, unused, verdict
from tests.whole.truth import identity

HEADS = {"0020": "0020 Company deductees", "0021": "0021 Other deductees"}
Cells = Mapping[str, object]
"""Title → what the cell of a result sheet shows; our stamps left out."""
Of = tuple[str, Portal, tuple[object, ...]]
"""Module, portal, and what makes two records the same row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one portal says of a row of a result sheet."""

    sheet: str
    name: str
    """As the sheet Changes must name it."""
    telling: str
    """The column that says most."""
    cells: Cells


def rows(at: Reading) -> dict[Of, Row]:
    """All rows of a client."""
    pairs = ((of, record) for of, records in at.records.items() for record in records)
    found = [((*of, identity(record)), _row(record, at)) for of, record in pairs]
    keyed = dict(found)
    assert len(keyed) == len(found), at.person.tan
    return keyed


@singledispatch
def _row(record: object, at: Reading) -> Row:
    raise TypeError(type(record))


def _statement(record: FiledStatement | StatementStatus, cells: Cells) -> Row:
    period = (record.year.act.value, record.year, record.quarter.value, record.form.value, record.type.value)
    return Row(sheet="Return Summary", name=named(*period, record.token), telling="Filed on", cells=cells)


@_row.register
def _(record: FiledStatement, at: Reading) -> Row:
    cells = {
        "Token no.": record.token,
        "Filed on": record.filed_on,
        "IT portal status": record.status,
        "Acknowledgement no.": record.acknowledgement_no,
    }
    return _statement(record, cells)


@_row.register
def _(record: StatementStatus, at: Reading) -> Row:
    cells = {
        "Filed on": record.filed_on,
        "TRACES status": record.status,
        "TRACES status on": record.status_on,
        "Rejection reason": record.reason,
    }
    return _statement(record, cells)


@_row.register
def _(record: Challan, at: Reading) -> Row:
    cells = {
        "BSR code": record.bsr_code,
        "Challan no.": record.serial,
        "Deposited on": record.deposited_on,
        "Major head": record.major_head and HEADS[record.major_head],
        "Tax": sum((line.tax for line in record.lines), ZERO),
        "Interest": sum((line.interest for line in record.lines), ZERO),
        "Fee / Others": sum((line.fee for line in record.lines), ZERO),
        "Total": record.total,
    }
    return Row(sheet="Challans", name=record.cin, telling="Total", cells=cells)


@_row.register
def _(record: UnconsumedChallan, at: Reading) -> Row:
    is_proven = proven(record, at)
    cells = {
        "Challan amount": record.challan_amount if is_proven else None,
        "Unconsumed amount": record.unconsumed_amount if is_proven else None,
    }
    return Row(sheet="Unconsumed Challans", name=balance_name(record), telling="Unconsumed amount", cells=cells)


@_row.register
def _(record: Notice, at: Reading) -> Row:
    cells = {
        "Category": record.category,
        "Description": record.description,
        "Box": record.box,
        "Section": record.section,
        "Issued on": record.issued_on,
        "Served on": record.served_on,
        "Due on": record.due_on,
        "Status": record.status,
        "Replied": record.replied,
    }
    name = named(record.portal.title, record.kind.value, record.reference)
    return Row(sheet="Notices & Orders", name=name, telling="Description", cells=cells)


@_row.register
def _(record: Demand, at: Reading) -> Row:
    cells = {
        "Manual demand (AO)": record.manual,
        "Processed demand (CPC)": record.processed,
        "Total demand": record.manual + record.processed,
    }
    return Row(sheet="Outstanding Demand", name=str(record.year), telling="Total demand", cells=cells)


@_row.register
def _(record: DefaultSummary, at: Reading) -> Row:
    cells = {
        "Short payment": record.short_payment,
        "Short deduction / collection": record.short_deduction,
        "Interest on payment default": record.interest_on_payment,
        "Interest on deduction default": record.interest_on_deduction,
        "Late filing fee (234E/427)": record.late_filing_fee,
        "Interest on demand (220(2)/411)": record.interest_on_demand,
        "Default payable": record.default_payable,
        "Reported as interest/others": sum(record.reported, ZERO),
        "Net payable": record.net_payable,
        "Order passed on": record.order_passed_on,
        "Token no.": record.token,
        "Deductees without PAN": record.without_pan,
        "Deductees with invalid PAN": record.invalid_pan,
        "Correction statements": record.corrections,
    }
    return Row(sheet="Defaults", name=period_name(record), telling="Net payable", cells=cells)


@_row.register
def _(record: Certificate, at: Reading) -> Row:
    cells = {
        "Rate %": record.rate,
        "Limit": record.limit,
        "Consumed": record.consumed,
        "Balance": unused(record),
        "Valid from": record.valid_from,
        "Valid to": record.valid_to,
        "Cancelled on": record.cancelled_on,
        "Verdict": verdict(record, at.today),
    }
    name = named(record.certificate_no, record.deductee_pan, record.year)
    return Row(sheet="LDC", name=name, telling="Verdict", cells=cells)
