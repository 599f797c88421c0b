"""Lists that come in pages, read until they are proven whole. No I/O here."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import changed

RowT = TypeVar("RowT", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[RowT]):
    """One page of a list."""

    rows: tuple[RowT, ...]
    total: int | None
    """Rows of the whole list, as the portal states it."""
    last: bool
    """Whether it shows by itself that no page follows."""


def whole(name: str, page_at: Callable[[int], Page[RowT]], first_page: int) -> Listing[RowT]:
    """All rows of a list; read once more where it shifted between two pages.

    Raises:
        PortalChanged: A row came twice, or the rows do not add up to the portal's total.
    """
    pages = _pages(page_at, first_page)
    if len(pages) > 1 and _fault(pages):
        pages = _pages(page_at, first_page)
    if fault := _fault(pages):
        raise changed(name, fault)
    return Listing(_rows(pages), pages[-1].total)


def _pages(page_at: Callable[[int], Page[RowT]], first_page: int) -> list[Page[RowT]]:
    pages: list[Page[RowT]] = []
    seen: set[RowT] = set()
    while True:
        page = page_at(first_page + len(pages))
        pages.append(page)
        # A page that brings nothing new would be followed by others for ever.
        if page.last or seen.issuperset(page.rows) or len(_rows(pages)) == page.total:
            return pages
        seen.update(page.rows)


def _fault(pages: list[Page[RowT]]) -> str:
    rows = _rows(pages)
    wrong = [page.total for page in pages if page.total not in (None, len(rows))]
    if wrong:
        return f"it states {wrong[0]} rows and gave {len(rows)}"
    return "" if len(set(rows)) == len(rows) else "a row came twice"


def _rows(pages: list[Page[RowT]]) -> tuple[RowT, ...]:
    return tuple(row for page in pages for row in page.rows)
