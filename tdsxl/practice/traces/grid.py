"""The grid contract of the old site: paging in the form body, text in the cells, order of keys as the portal has it."""

from datetime import date
from decimal import Decimal

from tdsxl.practice.paging import cut
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply, Row, answer, number

MOST_ROWS = 2000
EMPTY = "No data available for the specified search criteria"


def grid(call: Call, rows: list[Row]) -> Reply:
    """One page of rows."""
    asked = {**call.request.query, **call.request.form}
    place, size = number(asked.get("page")), min(number(asked.get("rows")), MOST_ROWS)
    page = cut(call, rows, place=place - 1, size=size)
    if not page.is_marked:
        return answer({"page": place})
    return answer({"totalpages": page.pages, "page": place, "rowCount": page.total, "rows": page.rows})


def day_text(day: date | None) -> str:
    """A day as the old site prints it; blank for none."""
    return day.strftime("%d-%b-%Y") if day else ""


def money_text(amount: Decimal | int) -> str:
    """Rupees with two decimals."""
    return f"{amount:.2f}"


def masked(token: str) -> str:
    """A token number as the old site shows it."""
    return f"{token[:4]}{'X' * (len(token) - 8)}{token[-4:]}"
