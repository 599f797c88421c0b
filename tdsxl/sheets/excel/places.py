"""Where our tables stand in an open book: found by the table's name, then by its header row, never by a row number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.excel.paper import Area, NamedTable, OpenBook, Paper
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.values import Shown
from tdsxl.sheets.headers import NEEDED_OF_CLIENTS, key_titles, matched, naming_titles, prove_titles, unusable
from tdsxl.sheets.layout import SETTINGS, names_of_sheet, names_of_table
from tdsxl.tables import Sheet
from tdsxl.titles import CLIENTS, REGISTER

HOME = "Home"
"""The sheet of the figures."""

_HEADER_ROWS = 20
"""Rows of a sheet among which a header is looked for."""
_ABOVE = 20
"""Rows above a header among which the as-on line is looked for."""
_WIDEST = 200
"""Columns of a sheet among which it is looked for."""
_NEEDED = {CLIENTS.title: NEEDED_OF_CLIENTS, SETTINGS.title: ("Setting", "Value"), REGISTER.title: key_titles(REGISTER)}
"""Titles without which a table of the firm's is of no use; of other tables it is those that name its rows."""


@dataclass(frozen=True, slots=True)
class _Spot:
    paper: Paper
    table: NamedTable


class Places:
    """The tables and sheets of one open book."""

    def __init__(self, book: OpenBook) -> None:
        self._book = book
        self.papers = tuple(book.papers())
        """All sheets of the book."""

    @cached_property
    def clients(self) -> Place:
        """The table Clients."""
        return self.table(CLIENTS)

    @cached_property
    def settings(self) -> Place:
        """The table Settings."""
        return self.table(SETTINGS)

    @property
    def register(self) -> Place | None:
        """The table LDC Register, where the firm keeps one."""
        return self.kept(REGISTER)

    def kept(self, sheet: Sheet) -> Place | None:
        """A table that the firm may keep or not, read whole."""
        spot = self._found(sheet)
        return self._place(sheet, spot, is_whole=True) if spot else None

    @property
    def home(self) -> Paper | None:
        """The sheet Home."""
        papers = {paper.title.casefold(): paper for paper in self.papers}
        return next((papers[name.casefold()] for name in names_of_sheet(HOME) if name.casefold() in papers), None)

    def table(self, sheet: Sheet) -> Place:
        """A table of ours, read whole.

        Raises:
            InputError: It is nowhere; or needed columns are missing; or a title is there twice.
        """
        return self._place(sheet, self._spot(sheet), is_whole=True)

    def prove(self, sheets: Iterable[Sheet], *, titles: bool = False) -> tuple[Place, ...]:
        """See that our tables are there, each on a sheet of its own that may be written, perhaps with their titles.

        Returns where they stand, if their titles are looked at.

        Raises:
            InputError: One is missing, or stands on the sheet of another.
            LocalError: A sheet is protected.
        """
        by_paper: dict[str, Sheet] = {}
        found: list[Place] = []
        for sheet in sheets:
            spot = self._spot(sheet)
            other = by_paper.setdefault(spot.paper.title, sheet)
            if other is not sheet:
                what = f"{self._book.name}: {other.title} and {sheet.title} stand on one sheet."
                raise InputError(what, "Give each a sheet of its own.")
            if spot.paper.is_protected():
                what = f"{self._book.name}: the sheet {spot.paper.title} is protected."
                raise LocalError(what, "Unprotect it in Excel: Review, Unprotect Sheet.")
            if titles:
                found.append(self._place(sheet, spot, is_whole=False))
        return tuple(found)

    def usable(self, sheets: Sequence[Sheet]) -> tuple[tuple[Place, ...], str]:
        """The same of a book that is only looked at: none where one cannot be written, and what a sync would say."""
        try:
            return self.prove(sheets, titles=True), ""
        except (InputError, LocalError) as error:
            return (), unusable(error)

    def stands(self, place: Place, titles: Sequence[str]) -> bool:
        """Whether a table is still where it was read, and its rows in the same order by the cells of some titles."""
        if place.table:
            area = next((table.area for table in place.paper.tables() if table.name == place.table), None)
            if area != place.area:
                return False
        return place.still_shows(titles)

    def _spot(self, sheet: Sheet) -> _Spot:
        spot = self._found(sheet)
        if spot is None:
            raise InputError(
                f"{self._book.name} has no table {sheet.title}.",
                "Copy the sheet from a fresh book, which `tdsxl new` makes, into this one.",
            )
        return spot

    def _found(self, sheet: Sheet) -> _Spot | None:
        named = {spot.table.name.casefold(): spot for spot in self._tables}
        found = (named.get(name.casefold()) for name in names_of_table(sheet.table))
        return next(filter(None, found), None) or self._loose(sheet)

    @cached_property
    def _tables(self) -> tuple[_Spot, ...]:
        return tuple(_Spot(paper, table) for paper in self.papers for table in paper.tables())

    def _place(self, sheet: Sheet, spot: _Spot, *, is_whole: bool) -> Place:
        area, paper = spot.table.area, spot.paper
        bottom = area.bottom if is_whole else area.top
        first = max(1, area.top - _ABOVE)
        grid = paper.values(Area(top=first, left=1, bottom=bottom, right=area.right))
        titles = _titles(grid[area.top - first][area.left - 1 :])
        where = f"{self._book.name}, sheet {paper.title}"
        found = matched(titles, [column.title for column in sheet.columns], where)
        prove_titles(_needed(sheet), found, where)
        place = Place(
            sheet=sheet,
            paper=paper,
            table=spot.table.name,
            area=replace(area, bottom=bottom),
            has_totals=spot.table.has_totals,
            columns={title: area.left + at for title, at in sorted(found.items(), key=lambda each: each[1])},
            first=first,
            grid=grid,
        )
        return place if place.table else _ending(place)

    def _loose(self, sheet: Sheet) -> _Spot | None:
        """The row with the most of our titles, half of them at least; of the sheet's own name before others."""
        taken = {(spot.paper.title, spot.table.area.top) for spot in self._tables}
        ours = [column.title for column in sheet.columns]
        best, most = None, (len(ours) // 2, False)
        for paper, row, titles in self._first_rows:
            found = matched(titles, ours, "")
            rank = (len(found), paper.title == sheet.title)
            if (paper.title, row) not in taken and rank > most and all(title in found for title in _needed(sheet)):
                best, most = (paper, row, len(titles)), rank
        if best is None:
            return None
        paper, row, width = best
        area = Area(top=row, left=1, bottom=max(row, paper.used().bottom), right=width)
        return _Spot(paper, NamedTable(name="", area=area))

    @cached_property
    def _first_rows(self) -> tuple[tuple[Paper, int, tuple[str, ...]], ...]:
        """The first rows of all sheets, each as if it were a header."""
        return tuple((paper, row, titles) for paper in self.papers for row, titles in _first_rows(paper))


def _needed(sheet: Sheet) -> Sequence[str]:
    return _NEEDED.get(sheet.title) or naming_titles(sheet)


def _first_rows(paper: Paper) -> Iterator[tuple[int, tuple[str, ...]]]:
    used = paper.used()
    grid = paper.values(Area(top=1, left=1, bottom=min(used.bottom, _HEADER_ROWS), right=min(used.right, _WIDEST)))
    for row, cells in enumerate(grid, 1):
        titles = _titles(cells)
        width = max((at for at, title in enumerate(titles, 1) if title), default=0)
        if width:
            yield row, titles[:width]


def _titles(cells: Iterable[Shown]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in cells)


def _ending(place: Place) -> Place:
    """A table without a name, up to its last row in which at least two cells that name it are filled."""
    names = place.texts(naming_titles(place.sheet))
    filled = (row for row, texts in names.items() if sum(map(bool, texts.values())) >= min(2, len(texts)))
    return replace(place, area=replace(place.area, bottom=max(filled, default=place.area.top)))
