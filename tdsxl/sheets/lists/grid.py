"""Lists of others, read as lines under our own titles: .xlsx and delimited text. Judges no value."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tdsxl.errors import InputError
from tdsxl.sheets.intake import check_cells, check_file, misnomer, place_of
from tdsxl.sheets.lists.percents import percents
from tdsxl.tables import Problem

_HEADER_ROWS = 20
"""Lists carry letterheads; further down no header is looked for."""
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = ("utf-8-sig", "cp1252")
_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")

_Value = str | int | float | bool | date | time | timedelta
_Grid = list[list[_Value]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of ours, and how other people call it."""

    title: str
    aliases: tuple[str, ...] = ()
    """Small letters and digits only, as `panno`."""
    needed: bool = False
    """A row without it is no header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row below the header that has something in our columns."""

    row: int
    """As Excel numbers it; in delimited text the number of the record."""
    texts: Mapping[str, str]
    """Our title → text without outer blanks; blank cells are left out."""
    numbers: frozenset[str]
    """Titles whose cell was a number: zeros in front are gone."""
    spoiled: frozenset[str]
    """Titles whose cell Excel has turned into a date, a time or a rounded number; not in `texts`."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says."""

    lines: tuple[Line, ...]
    name: str
    """What messages call it."""
    misnomer: str = ""
    """What to say of a file that is not what its name says; empty where it is."""

    def problems(self) -> list[Problem]:
        """Those of the file itself."""
        return [Problem(row=1, text=self.misnomer)] if self.misnomer else []


@dataclass(frozen=True, slots=True)
class _Header:
    index: int
    columns: Mapping[str, tuple[int, ...]]
    """Our title → the columns that could be meant."""


def listed(path: Path, headings: Sequence[Heading]) -> Listed:
    """What a list says, whatever its name; a workbook's list is the visible sheet with the most of our titles.

    Raises:
        InputError: It is no list, no header is found, or a title or sheet is there twice.
    """
    kind = check_file(path)
    grids = _sheets(path) if kind == "xlsx" else {path.name: _delimited(path, headings)}
    return Listed(_lines_of(grids, headings, path.name), path.name, misnomer(path, kind))


def pasted(rows: Sequence[Sequence[str]], headings: Sequence[Heading]) -> Listed:
    """What a block of cells says that was copied from a sheet.

    Raises:
        InputError: No header is found, or a title is there twice.
    """
    name = "What was pasted"
    return Listed(_lines_of({name: [list[_Value](row) for row in rows]}, headings, name), name)


def _lines_of(grids: Mapping[str, _Grid], headings: Sequence[Heading], where: str) -> tuple[Line, ...]:
    headers = {name: header for name, grid in grids.items() if (header := _header(grid, headings))}
    if not headers:
        needed = ", ".join(heading.title for heading in headings if heading.needed)
        raise InputError(f"{where}: no row with the titles {needed} in the first {_HEADER_ROWS} rows.")
    most = max(len(header.columns) for header in headers.values())
    names = [name for name, header in headers.items() if len(header.columns) == most]
    if len(names) > 1:
        raise InputError(f"{where}: the sheets {' and '.join(names)} could both be the list.", "Keep one of them.")
    header = headers[names[0]]
    columns = {title: _only(where, title, places) for title, places in header.columns.items()}
    return tuple(_lines(grids[names[0]], header.index, columns))


def _only(where: str, title: str, places: tuple[int, ...]) -> int:
    if len(places) > 1:
        raise InputError(f"{where}: {len(places)} columns could be {title}.", "Keep one of them.")
    return places[0]


def _sheets(path: Path) -> dict[str, _Grid]:
    with zipfile.ZipFile(path) as book:
        parts = book.namelist()
    for part in parts:
        check_cells(path, part)
    try:
        return _visible(path)
    except CalamineError as error:
        raise InputError(f"{path.name} is no workbook that can be read.", "Save it in Excel again.") from error


def _visible(path: Path) -> dict[str, _Grid]:
    with CalamineWorkbook.from_path(path) as book:
        grids = {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        }
    for title, references in percents(path).items():
        _show_percents(grids.get(title, []), references)
    return grids


def _show_percents(grid: _Grid, references: Iterable[str]) -> None:
    """Put `5%` in the place of 0.05."""
    for row, column in map(place_of, references):
        if row <= len(grid) and column <= len(grid[row - 1]):
            value = grid[row - 1][column - 1]
            if type(value) in (int, float):
                grid[row - 1][column - 1] = f"{(Decimal(f'{value:.{_DIGITS}g}') * 100).normalize():f}%"


def _delimited(path: Path, headings: Sequence[Heading]) -> _Grid:
    """The records under the delimiter that shows most of our titles."""
    text = _decoded(path)
    first = [line.replace('"', "") for line in islice(io.StringIO(text), _HEADER_ROWS)]

    def titles(delimiter: str) -> int:
        header = _header([list[_Value](line.split(delimiter)) for line in first], headings)
        return len(header.columns) if header else 0

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_DELIMITERS, key=titles), strict=True)
    try:
        return [list[_Value](record) for record in reader]
    except csv.Error as error:
        raise InputError(
            f"{path.name}: the quotation marks near line {reader.line_num} do not match.", "Save it as .xlsx instead."
        ) from error


def _decoded(path: Path) -> str:
    """The text; no decoding error is kept, since it would carry the passwords of the list."""
    content = path.read_bytes()
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path.name} is text in an unknown encoding.", "Save it as CSV UTF-8.")


def _header(grid: _Grid, headings: Sequence[Heading]) -> _Header | None:
    """The row with the most of our titles, the first of equals."""
    found = [_Header(index, _columns(row, headings)) for index, row in enumerate(grid[:_HEADER_ROWS])]
    fit = [header for header in found if all(h.title in header.columns for h in headings if h.needed)]
    return max(fit, key=lambda header: len(header.columns), default=None)


def _columns(row: Sequence[_Value], headings: Sequence[Heading]) -> dict[str, tuple[int, ...]]:
    """A column with our own title is meant before one with an alias."""
    titles = [_plain(str(value)) for value in row]
    found = {}
    for heading in headings:
        own = tuple(place for place, title in enumerate(titles) if title == _plain(heading.title))
        other = tuple(place for place, title in enumerate(titles) if title in heading.aliases)
        if own or other:
            found[heading.title] = own or other
    return found


def _plain(title: str) -> str:
    """Without case, blanks, punctuation and what stands in brackets."""
    text = re.sub(r"\([^)]*\)", "", unicodedata.normalize("NFKC", title)).casefold()
    return "".join(character for character in text if character.isalnum())


def _lines(grid: _Grid, header: int, columns: Mapping[str, int]) -> Iterator[Line]:
    for row, values in enumerate(grid[header + 1 :], start=header + 2):
        cells = {title: values[place] for title, place in columns.items() if place < len(values)}
        texts = {title: _text(value) for title, value in cells.items()}
        if any(text != "" for text in texts.values()):
            yield Line(
                row=row,
                texts={title: text for title, text in texts.items() if text},
                numbers=frozenset(title for title, value in cells.items() if type(value) in (int, float)),
                spoiled=frozenset(title for title, text in texts.items() if text is None),
            )


def _text(value: _Value) -> str | None:
    """The text of a cell as the user sees it, or None where it cannot be told."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return None
    text = f"{value:.{_DIGITS}g}"
    return text if _PLAIN_NUMBER.fullmatch(text) else None
