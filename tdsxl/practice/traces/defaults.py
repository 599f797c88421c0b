"""Default summary: HTML pages by year, and by quarter and form."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

from tdsxl.practice.faults import Fault
from tdsxl.practice.stage import Call
from tdsxl.practice.traces.grid import EMPTY, day_text, masked, money_text
from tdsxl.practice.traces.oldpages import shell
from tdsxl.practice.wire import Reply
from tdsxl.practice.world.defaults import DefaultLine, DefaultSummary, default_summaries
from tdsxl.practice.world.periods import year_text

DEDUCTION = (
    "Short Payment",
    "Short Deduction",
    "Interest on Payments Default u/s 201",
    "Interest on Deduction Default u/s 201",
    "Late Filing Fee u/s 234E",
    "Interest u/s 220(2)",
)
COLLECTION = (
    "Short Payment",
    "Short Collection",
    "Interest on Payments Default u/s 206C(7)",
    "Interest on Collection Default u/s 206C(7)",
    "Late Filing Fee u/s 234E",
    "Interest u/s 220(2)",
)
PARTS = {
    3: ("Late Payment", "Additional Late Payment Interest against the processing of latest Correction"),
    4: ("Late Deduction", "Additional Late Deduction Interest against the processing of latest Correction"),
    5: ("Late Filing Fee", "Additional Late Filing Fee against the processing of latest Correction"),
}
"""How three lines are split in lines without a number below them."""
AMOUNTS = (
    "Sr.No.",
    "Type of Default",
    "Default Amount",
    "Amount Reported As 'Interest / Others' Claimed in the Statement(Rs.)",
    "Payable(Rs.)",
)


def by_year(call: Call) -> Reply:
    """Quarters and forms of a year that have a net payable."""
    year = call.request.form.get("finyear", "")
    found = [s for s in default_summaries(call.person, call.stage.day) if str(s.year) == year]
    rows = [(f"Q{s.quarter}", _link(s), money_text(s.net)) for s in found if s.net]
    table = _table(("Quarter", "Form Type", "Net Payable (Rounded-Off)"), rows, ident="demandsumFY1", width="w750")
    return shell("demandsumForm", table if rows else _nothing(call))


def summary(call: Call) -> Reply:
    """The four tables of one quarter and form."""
    query = call.request.query
    asked = (query.get("fy"), query.get("quarterdesc"), query.get("ft"))
    all_found = default_summaries(call.person, call.stage.day)
    found = next((s for s in all_found if (str(s.year), f"Q{s.quarter}", s.form) == asked), None)
    tables = "\n".join(_tables(found)) if found else _nothing(call)
    head = f"<div>TAN: {call.person.tan}</div>"
    return shell("demandsumForm", f"{head}\n<div id='tokenNumberDet'>\n{tables}\n</div>")


def _nothing(call: Call) -> str:
    return "" if call.fault(Fault.NO_EMPTY_MARK) else f"<div>{EMPTY}</div>"


def _link(found: DefaultSummary) -> str:
    query = (
        f"fy={found.year}&amp;quarterdesc=Q{found.quarter}&amp;qr={found.quarter + 2}"
        f"&amp;ft={found.form}&amp;finyrdesc={year_text(found.year)}"
    )
    return f'<a href="/app/ded/demsummary.xhtml?{query}">{found.form}</a>'


def _tables(found: DefaultSummary) -> Iterable[str]:
    filed = [(s.kind, masked(s.token), day_text(s.processed_on)) for s in found.statements]
    yield _table(("Statement", "Token Number", "Order Passed Date"), filed, width="w500")
    counts = [(str(found.corrections), money_text(found.net))]
    yield _table(("Count of Correction Statement(s)", "Net Payable (Rounded-Off)(Rs.)"), counts, width="w400")
    yield _table(AMOUNTS, _lines(found), width="w900")
    pans = [(str(found.without_pan), str(found.invalid_pan))]
    yield _table(("Deductees Without PAN", "Deductees With Invalid PAN"), pans, width="w350")


def _lines(found: DefaultSummary) -> list[tuple[str, ...]]:
    labels = COLLECTION if found.form == "27EQ" else DEDUCTION
    rows = [row for line in found.lines for row in _line(labels[line.number - 1], line)]
    rounding = found.net - found.payable
    return [
        *rows,
        ("", "Default Payable", "", "", money_text(found.payable)),
        ("", "Rounding-Off (nearest 10)", "", "", money_text(rounding)),
        ("", "Net Payable", "", "", money_text(found.net)),
    ]


def _line(label: str, line: DefaultLine) -> list[tuple[str, ...]]:
    """A numbered line, and below it what it is made of."""
    whole = (str(line.number), label, _cell(line.amount), _cell(line.reported), _cell(line.payable))
    if line.number not in PARTS or line.amount is None:
        return [whole]
    first, additional = PARTS[line.number]
    parts = ((first, line.amount - line.additional), (additional, line.additional))
    return [whole, *(("", text, money_text(amount), "", "") for text, amount in parts)]


def _cell(amount: Decimal | None) -> str:
    return "NA" if amount is None else money_text(amount)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]], *, width: str, ident: str = "") -> str:
    head = "".join(f"<th>{escape(title)}</th>" for title in titles)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    name = f' id="{ident}"' if ident else ""
    return f'<table{name} class="userList {width}">\n<tr>{head}</tr>\n{body}\n</table>'
