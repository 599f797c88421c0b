"""One table of ours in an open book, and what its cells show."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from tdsxl.sheets.excel.cuts import Ours
from tdsxl.sheets.excel.paper import Area, Paper
from tdsxl.sheets.excel.values import Shown, given, key_text
from tdsxl.sheets.layout import AS_ON
from tdsxl.tables import Kind, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table of ours stands, and what its cells show."""

    sheet: Sheet
    paper: Paper
    table: str
    """Its name in Excel; empty where only the header row tells of it."""
    area: Area
    """From its header to its last row; totals left out."""
    has_totals: bool
    columns: dict[str, int]
    """Our titles → column numbers, for the columns that are there, from left to right."""
    first: int
    """Number of the sheet's row that the grid begins with; the as-on line stands between it and the header."""
    grid: list[list[Shown]]
    """The sheet from its first column to the end of the area."""

    @property
    def rows(self) -> range:
        """Numbers of its rows, without the header."""
        return range(self.area.top + 1, self.area.bottom + 1)

    @property
    def own(self) -> tuple[int, ...]:
        """Numbers of the columns that are the user's."""
        ours = {*self.columns.values()}
        return tuple(at for at in range(self.area.left, self.area.right + 1) if at not in ours)

    @property
    def own_titles(self) -> tuple[str, ...]:
        """Titles of these columns."""
        header = self.cells(self.area.top)
        return tuple(str(header[column - 1] or "") for column in self.own)

    def ours(self, titles: Iterable[str], *, marks: Collection[str] = ()) -> tuple[Ours, ...]:
        """Our columns of some titles, in their order; by those of `marks` rows are known."""
        texts = {column.title for column in self.sheet.columns if column.kind in (Kind.TEXT, Kind.CODE)}
        return tuple(
            Ours(number=self.columns[title], is_text=title in texts, is_mark=title in marks) for title in titles
        )

    def cells(self, row: int) -> list[Shown]:
        """What a row of the sheet shows, from its first column."""
        return self.grid[row - self.first]

    def found(self, columns: Iterable[Ours]) -> dict[int, tuple[Shown, ...]]:
        """What the rows show in some columns."""
        places = [column.number - 1 for column in columns]
        return {row: tuple(map(self.cells(row).__getitem__, places)) for row in self.rows}

    def is_blank(self, row: int, columns: Iterable[int]) -> bool:
        """Whether a row shows nothing in some columns."""
        return all(self.cells(row)[column - 1] is None for column in columns)

    def texts(self, titles: Iterable[str]) -> dict[int, dict[str, str]]:
        """Cells of some titles, where there are such columns, as the texts that name rows: row → title → text."""
        kinds = {column.title: column.kind for column in self.sheet.columns}
        there = [(title, self.columns[title] - 1, kinds[title]) for title in titles if title in self.columns]
        return {row: {title: key_text(self.cells(row)[at], kind) for title, at, kind in there} for row in self.rows}

    def still_shows(self, titles: Iterable[str]) -> bool:
        """Whether the cells of some titles are as they were read: if not, somebody has moved rows."""
        places = [self.columns[title] for title in titles if title in self.columns]
        left, right = min(places), max(places)
        if all(self.is_blank(row, range(left, right + 1)) for row in self.rows):
            return True
        now = self.paper.values(Area(top=self.area.top + 1, left=left, bottom=self.area.bottom, right=right))
        return now == [self.cells(row)[left - 1 : right] for row in self.rows]

    def put_as_on(self, text: str) -> None:
        """Bring the line above the table up to date."""
        put_as_on(self.paper, self.grid[: self.area.top - self.first], text, first=self.first)


def put_as_on(paper: Paper, above: Sequence[Sequence[Shown]], text: str, *, first: int = 1) -> None:
    """Bring the as-on line up to date, wherever it stands in some rows, the first of which has that number."""
    for row, cells in enumerate(above, first):
        for column, found in enumerate(cells, 1):
            if isinstance(found, str) and found.startswith(AS_ON):
                if found != text:
                    paper.put(row, column, [[given(text, is_text=False)]])
                return
