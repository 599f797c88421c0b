"""The list contract that all servlets of the 1961-Act site share (§5.0). No I/O here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tdsxl.errors import PortalChanged
from tdsxl.portals.base import Listing, Reply
from tdsxl.portals.fields import Fields, changed, listed
from tdsxl.portals.traces.pages.judge import json_answer
from tdsxl.values import Tan

Raw = Mapping[str, object]
"""A row as it came."""

_KEYS = "totalpages page rowCount rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPage:
    """One page of a list."""

    rows: tuple[Raw, ...]
    pages: int
    """How many the portal says there are."""
    count: int
    """Rows of the whole list, or of this page: which of them the portal counts is not published."""


def grid_page(reply: Reply, title: str, *, number: int, tan: Tan) -> GridPage:
    """Page `number` of a list.

    Raises:
        PortalError: The answer is no such page.
    """
    grid = Fields.of(title, json_answer(reply, title, tan=tan), _KEYS)
    rows = listed(title, grid.value("rows"), "`rows`")
    if rows and grid.count("page") != number:
        raise changed(title, f"TRACES sent page {grid.count('page')} where page {number} was asked")
    return GridPage(rows=tuple(rows), pages=grid.count("totalpages"), count=grid.count("rowCount"))


def is_more(pages: Sequence[GridPage]) -> bool:
    """Whether another page is to be asked for."""
    return bool(pages[-1].rows) and len(pages) < pages[0].pages


def flaw(pages: Sequence[GridPage], title: str) -> str:
    """Why the pages of a list are not the whole of it, or empty."""
    read = _read(pages)
    of_the_list = all(page.count == read for page in pages)
    of_each_page = all(page.count == len(page.rows) for page in pages)
    if not of_the_list and not of_each_page:
        return f"{title}: TRACES counts {pages[-1].count} rows and showed {read}."
    # A row inserted and another deleted while paging leave the count as it was, and show at the seam.
    seen = [{repr(row) for row in page.rows} for page in pages]
    if any(one & other for one, other in combinations(seen, 2)):
        return f"{title}: TRACES showed a row on two pages; {read} rows were read."
    return ""


def joined(pages: Sequence[GridPage], title: str) -> Listing[Raw]:
    """The whole list.

    Raises:
        PortalChanged: It is not whole.
    """
    wrong = flaw(pages, title)
    if wrong:
        raise PortalChanged(wrong, "Sync this client again; if it stays, tell us.")
    rows = [row for page in pages for row in page.rows]
    # A row may leave out what is blank (§5.0); a key that no row has is not there at all.
    blank = dict.fromkeys(key for row in rows for key in row)
    return Listing(tuple({**blank, **row} for row in rows), len(rows))


def _read(pages: Sequence[GridPage]) -> int:
    return sum(len(page.rows) for page in pages)
