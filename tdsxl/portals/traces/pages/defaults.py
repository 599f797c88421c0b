"""Default Summary: the list of a year, and the page of one quarter and form (§5.5). No I/O here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from selectolax.lexbor import LexborHTMLParser

from tdsxl.errors import InputError
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import changed, day, rupees, whole
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages import markup
from tdsxl.portals.traces.pages.default_lines import default_lines
from tdsxl.portals.traces.pages.judge import visible_text
from tdsxl.records import DefaultSummary
from tdsxl.values import OLD_FORMS, Form, Quarter, Tan, Year

_PAGE = urls.DEFAULTS.title
_OF_YEAR = ("Quarter", "Form Type", "Net Payable")
_STATEMENTS = ("Statement", "Token Number", "Order Passed Date")
_COUNTS = ("Count of Correction Statement", "Net Payable")
_LINES = ("Sr.No.", "Type of Default", "Default Amount", "Amount Reported As", "Payable")
_PANS = ("Deductees Without PAN", "Deductees With Invalid PAN")
_LINKED_YEAR = re.compile(b"finyrdesc=([0-9-]+)")
_TOKEN = re.compile("[0-9Xx*]{15}")
_NO_ROWS = re.compile("no (?:data|record)")
_NONE_IN_WORDS = "no data available for the specified search criteria"
"""In place of the table; said in full, since a page may say of another thing that there is none (§5.0)."""
_NOT_APPLICABLE = ("", "NA")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsOfQuarter:
    """A line of a year's list: what its page is asked with."""

    quarter: Quarter
    form: Form
    net_payable: Decimal | None


def defaults_of_year(reply: Reply, *, year: Year, tan: Tan) -> tuple[DefaultsOfQuarter, ...]:
    """The quarters and forms of a year that have a summary.

    Raises:
        PortalError: It is another page or year; that there are none is believed of an empty table, or of the words.
    """
    tree = markup.page(reply, urls.DEFAULTS_OF_YEAR, tan=tan)
    for other in set(_LINKED_YEAR.findall(reply.body)) - {str(year).encode()}:
        raise changed(_PAGE, f"TRACES shows the year {other.decode()} where {year} was asked")
    if markup.table(tree, *_OF_YEAR) is None and _NONE_IN_WORDS in visible_text(tree).lower():
        return ()
    rows = _table(tree, _OF_YEAR)
    if len(rows) == 1 and _NO_ROWS.search(rows[0][0].lower()):
        return ()
    listed = tuple(_of_quarter(row) for row in rows)
    if len({(line.quarter, line.form) for line in listed}) != len(listed):
        raise changed(_PAGE, "TRACES lists a quarter and form twice")
    return listed


def _of_quarter(row: markup.Cells) -> DefaultsOfQuarter:
    quarter_text, form_text, net_payable = _row(row, 3)
    quarter, form = _read(quarter_text, Quarter), _read(form_text, Form)
    if quarter is None or form not in OLD_FORMS:
        raise changed(_PAGE, f"`{quarter_text} {form_text}` is no quarter and form of the 1961 Act")
    return DefaultsOfQuarter(quarter=quarter, form=form, net_payable=_amount(net_payable))


def default_summary(reply: Reply, asked: DefaultsOfQuarter, *, year: Year, tan: Tan) -> DefaultSummary:
    """The page of one quarter and form.

    Raises:
        PortalChanged: A table is missing, or the page does not agree with the list or with itself.
    """
    tree = markup.page(reply, urls.DEFAULT_SUMMARY, tan=tan)
    corrections, net_payable = _row(_only(tree, _COUNTS), 2)
    without_pan, invalid_pan = _row(_only(tree, _PANS), 2)
    token, order_passed_on = _latest(_table(tree, _STATEMENTS))
    lines = default_lines(_table(tree, _LINES), _amount)
    summary = DefaultSummary(
        year=year,
        quarter=asked.quarter,
        form=asked.form,
        short_payment=lines.payable["short payment"],
        short_deduction=lines.payable["short deduction"],
        interest_on_payment=lines.payable["interest on payment"],
        interest_on_deduction=lines.payable["interest on deduction"],
        late_filing_fee=lines.payable["late filing fee"],
        interest_on_demand=lines.payable["interest on demand"],
        default_payable=lines.total,
        reported=lines.reported,
        net_payable=_amount(net_payable),
        order_passed_on=order_passed_on,
        token=token,
        without_pan=_read(without_pan, whole),
        invalid_pan=_read(invalid_pan, whole),
        corrections=_read(corrections, whole),
    )
    # No quarter or form is known to be named on the page: its net figure tells whether it is the one the list leads to.
    if summary.net_payable != asked.net_payable:
        figures = f"{summary.net_payable} on its page and {asked.net_payable} in the list"
        raise changed(f"{_PAGE} {year} {asked.quarter.value} {asked.form.value}", f"net payable is {figures}")
    return summary


def _latest(rows: tuple[markup.Cells, ...]) -> tuple[str | None, date | None]:
    """Token and order date of the latest statement by its date; of equal days, or without any, the last one printed."""
    statements = [_row(row, 3) for row in rows]
    if not statements:
        raise changed(_PAGE, "no statement is listed")
    dated = [(_read(order, day), token) for _, token, order in reversed(statements)]
    passed_on, token = max(dated, key=lambda statement: statement[0] or date.min)
    return _read(token, _token), passed_on


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise ValueError(text)
    return text


def _table(tree: LexborHTMLParser, titles: tuple[str, ...]) -> tuple[markup.Cells, ...]:
    rows = markup.table(tree, *titles)
    if rows is None:
        raise changed(_PAGE, f"the table with `{titles[0]}` is missing")
    return tuple(row for row in rows if any(row))


def _only(tree: LexborHTMLParser, titles: tuple[str, ...]) -> markup.Cells:
    rows = _table(tree, titles)
    if len(rows) != 1:
        raise changed(_PAGE, f"the table with `{titles[0]}` has {len(rows)} rows where one was expected")
    return rows[0]


def _row(row: markup.Cells, width: int) -> markup.Cells:
    if len(row) != width:
        raise changed(_PAGE, f"a row has {len(row)} cells where {width} were expected")
    return row


def _amount(text: str) -> Decimal | None:
    return _read(text, rupees)


def _read(text: str, parse: Callable[[str], T]) -> T | None:
    """A cell; `NA` is None."""
    if text in _NOT_APPLICABLE:
        return None
    try:
        return parse(text)
    except (ValueError, InputError) as error:
        raise changed(_PAGE, f"a cell says `{text[:60]}`, which is not known") from error
