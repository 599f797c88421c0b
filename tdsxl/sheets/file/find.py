"""Where our tables stand in a book: found by the table's name, then by its header row, never by a row number."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from tdsxl.errors import InputError
from tdsxl.sheets.file.areas import Area, area
from tdsxl.sheets.file.cells import Cells
from tdsxl.sheets.file.formulas import column_letters, column_number
from tdsxl.sheets.file.package import Package, SheetEntry
from tdsxl.sheets.file.pins import pins
from tdsxl.sheets.file.rows import Grammar
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.file.tags import tags
from tdsxl.sheets.headers import matched, prove_titles
from tdsxl.sheets.layout import LAST_ROW, names_of_table
from tdsxl.tables import Sheet

_HEADER_ROWS = 20
"""Rows of a sheet among which a header is looked for."""
_CALCULATED = re.compile(r"<(?:[\w.-]+:)?calculatedColumnFormula[^>]*>([^<]*)<")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnColumn:
    """A column of the user's in one of our tables."""

    letters: str
    title: str
    """As it stands there; of those that fresh books offer as they spell it."""
    calculated: str
    """XML of the formula that Excel puts into new rows, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a table of ours stands."""

    sheet: Sheet
    entry: SheetEntry
    table: str
    """Name of the table's part; empty where only the header row tells of it."""
    header: int
    """Row number."""
    last: int
    """Row number of the last row of the table that is no totals row; 0 where there is no table part."""
    has_totals: bool
    columns: Mapping[str, str]
    """Our titles → column letters, for the columns that are there."""
    own: tuple[OwnColumn, ...]
    others: tuple[Area, ...] = ()
    """Other tables and pivot tables of the sheet."""
    pins: tuple[Area, ...] = ()
    """Its comments and drawings."""

    @property
    def letters(self) -> tuple[str, ...]:
        """Of all its columns: ours, then the user's."""
        return (*self.columns.values(), *(own.letters for own in self.own))

    @property
    def floor(self) -> int:
        """Row in which another table begins below this one; beyond the sheet where none does."""
        ours = self.area(self.header)
        below = (other.top for other in self.others if other.top > self.header and other.shares_columns(ours))
        return min(below, default=LAST_ROW + 1)

    def area(self, last: int) -> Area:
        """The table down to row `last`."""
        columns = [*map(column_number, self.letters)]
        return Area(top=self.header, bottom=last, left=min(columns), right=max(columns), name=self.sheet.title)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    entry: SheetEntry
    area: Area
    """Of the whole table; of the header row alone where there is no table part."""
    last: int
    """As in Place."""
    has_totals: bool
    titles: tuple[str, ...]
    calculated: tuple[str, ...]


class Finder:
    """Finds tables in one book."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._tables = dict(_tables(package))
        self._loose: dict[str, tuple[_Header, ...]] = {}

    def place(self, sheet: Sheet, needed: Iterable[str]) -> Place:
        """Where a table of ours stands.

        Raises:
            InputError: It is nowhere; or needed columns are missing; or a title is there twice.
        """
        header = self._header(sheet, tuple(needed))
        if header is None:
            raise InputError(
                f"{self._package.path.name} has no table {sheet.title}.",
                "Copy the sheet from a fresh book, which `tdsxl new` makes, into this one.",
            )
        return self._place(sheet, header, tuple(needed))

    def has(self, sheet: Sheet, needed: Iterable[str]) -> bool:
        """Whether the book has such a table."""
        return self._header(sheet, tuple(needed)) is not None

    def _header(self, sheet: Sheet, needed: Sequence[str]) -> _Header | None:
        named = (self._tables.get(name.casefold()) for name in names_of_table(sheet.table))
        return next(filter(None, named), None) or self._loose_header(sheet, needed)

    def _place(self, sheet: Sheet, header: _Header, needed: Sequence[str]) -> Place:
        where = f"{self._package.path.name}, sheet {header.entry.title}"
        found = matched(header.titles, [column.title for column in sheet.columns], where)
        prove_titles(needed, found, where)
        ours = set(found.values())
        offered = _offered(sheet, header.titles, ours)
        return Place(
            sheet=sheet,
            entry=header.entry,
            table=header.area.part,
            header=header.area.top,
            last=header.last,
            has_totals=header.has_totals,
            columns={title: column_letters(header.area.left + at) for title, at in found.items()},
            own=tuple(
                OwnColumn(
                    letters=column_letters(header.area.left + at),
                    title=offered.get(at, title),
                    calculated=header.calculated[at],
                )
                for at, title in enumerate(header.titles)
                if at not in ours
            ),
            others=tuple(self._others(header)),
            pins=tuple(pins(self._package, header.entry.part)),
        )

    def _others(self, ours: _Header) -> Iterator[Area]:
        for header in self._tables.values():
            if header.entry == ours.entry and header is not ours:
                yield header.area
        for part in self._package.related(ours.entry.part, "pivotTable"):
            text = self._package.text(part)
            for pivot, location in zip(tags(text, "pivotTableDefinition"), tags(text, "location"), strict=False):
                if whole := area(location.get("ref"), name=pivot.get("name"), part=part):
                    yield whole

    def _loose_header(self, sheet: Sheet, needed: Sequence[str]) -> _Header | None:
        """The row with the most of our titles, half of them at least; of the sheet's own name before others."""
        named = {(header.entry.part, header.area.top) for header in self._tables.values()}
        best, most = None, (len(sheet.columns) // 2, False)
        for entry in self._package.sheets:
            for header in self._rows(entry):
                found = matched(header.titles, [column.title for column in sheet.columns], "")
                rank = (len(found), entry.title == sheet.title)
                is_free = (entry.part, header.area.top) not in named
                if is_free and rank > most and all(title in found for title in needed):
                    best, most = header, rank
        return best

    def _rows(self, entry: SheetEntry) -> tuple[_Header, ...]:
        """The first rows of a sheet, each as if it were a header."""
        if entry.part not in self._loose:
            self._loose[entry.part] = tuple(self._read_rows(entry))
        return self._loose[entry.part]

    def _read_rows(self, entry: SheetEntry) -> Iterator[_Header]:
        if not entry.part:
            return
        stream = SheetStream(self._package.chunks(entry.part))
        grammar = Grammar(prefix=stream.prefix, strings=self._package.strings, cells=Cells())
        for row in takewhile(lambda row: row.number <= _HEADER_ROWS, stream.rows()):
            texts = {column_number(k): str(v) for k, v in grammar.values(row).items() if v is not None}
            if texts:
                titles = tuple(texts.get(at, "") for at in range(1, max(texts) + 1))
                yield _Header(
                    entry=entry,
                    area=Area(top=row.number, bottom=row.number, left=1, right=len(titles)),
                    last=0,
                    has_totals=False,
                    titles=titles,
                    calculated=("",) * len(titles),
                )


def _offered(sheet: Sheet, titles: Sequence[str], ours: Collection[int]) -> dict[int, str]:
    """Place among the titles found → title of the column offered to the firm that stands there."""
    theirs = ["" if at in ours else title for at, title in enumerate(titles)]
    return {at: title for title, at in matched(theirs, (column.title for column in sheet.own), "").items()}


def _tables(package: Package) -> Iterator[tuple[str, _Header]]:
    """The named tables of a book, by name in small letters."""
    for entry in package.sheets:
        for part in package.related(entry.part, "table") if entry.part else ():
            text = package.text(part)
            table = next(tags(text, "table"))
            name = table.get("displayName") or table.get("name")
            whole = area(table.get("ref"), name=name, part=part)
            if whole:
                totals = int(table.get("totalsRowCount") or 0)
                columns = list(tags(text, "tableColumn"))
                ends = [*(column.start for column in columns[1:]), len(text)]
                formulas = (_CALCULATED.search(text, tag.end, end) for tag, end in zip(columns, ends, strict=True))
                yield (
                    name.casefold(),
                    _Header(
                        entry=entry,
                        area=whole,
                        last=whole.bottom - totals,
                        has_totals=totals > 0,
                        titles=tuple(column.get("name") for column in columns),
                        calculated=tuple(formula[1] if formula else "" for formula in formulas),
                    ),
                )
