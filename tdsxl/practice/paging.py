"""Cutting a list into pages, and the faults that lists have."""

from dataclasses import dataclass

from tdsxl.practice.faults import Fault
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One page of a list."""

    rows: list[Row]
    total: int
    """As the portal states it."""
    pages: int
    is_last: bool
    is_marked: bool
    """Whether an empty list says that it is empty."""


def cut(call: Call, rows: list[Row], *, place: int, size: int) -> Cut:
    """The page at a place counted from 0."""
    if place and call.fault(Fault.PAGE_REPEATED):
        place -= 1
    if place and rows and call.fault(Fault.ROW_INSERTED):
        rows = [rows[0], *rows]
    pages = -(-len(rows) // size)
    is_marked = bool(rows) or call.fault(Fault.NO_EMPTY_MARK) is None
    return Cut(
        rows=rows[place * size : (place + 1) * size],
        total=len(rows) + (1 if rows and call.fault(Fault.COUNT_DIFFERS) else 0),
        pages=pages,
        is_last=place + 1 >= pages,
        is_marked=is_marked,
    )
