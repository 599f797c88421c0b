"""Lists of others, read as lines under our own titles: .xlsx and delimited text. Judges no value."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tdsxl.errors import InputError
from tdsxl.sheets.intake import check_file, misnomer
from tdsxl.sheets.lists.header import HEADER_ROWS, Grid, Header, Heading, Value, header, shaped
from tdsxl.sheets.lists.percents import failures, percents
from tdsxl.sheets.lists.reach import check_cells, place_of
from tdsxl.tables import Problem
from tdsxl.values import one_line

PASTED = "What was pasted"
"""What messages call cells that were copied from a sheet."""
_DELIMITERS = (",", ";", "\t", "|")
_ENCODINGS = ("utf-8-sig", "cp1252")
_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
_FAILED = timedelta()
"""Stands in a grid for a cell whose formula fails: nothing that anybody types."""
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


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
    """Titles whose cell Excel has turned into a date, a time, a rounded number or an error; not in `texts`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list says."""

    lines: tuple[Line, ...]
    name: str
    """What messages call it."""
    columns: Mapping[str, int]
    """Our title → its column, from 0."""
    header: int
    """Number of the row with the titles; 0 where there is none."""
    titles: tuple[str, ...]
    """Of all its columns, as they stand there."""
    by_content: frozenset[str]
    """Our titles whose column was known by what it holds."""
    overruled: Mapping[int, str]
    """Columns whose title is one of ours → the other one of ours that tells what they hold."""
    passed: tuple[int, ...]
    """Numbers of rows that hold something, but under none of these titles, or a code above them."""
    others: tuple[str, ...] = ()
    """Sheets that could be a list too, and are not read."""
    sheet: str = ""
    """Title of the sheet of a workbook; else empty."""
    misnomer: str = ""
    """What to say of a file that is not what its name says; empty where it is."""

    def problems(self) -> list[Problem]:
        """Those of the file itself."""
        return [Problem(row=1, text=self.misnomer)] if self.misnomer else []


def listed(path: Path, headings: Sequence[Heading]) -> Listed:
    """What a list says, whatever its name; a workbook's list is the visible sheet with the most of our titles.

    Raises:
        InputError: It is no list, no header is found, or a title or sheet is there twice.
    """
    kind = check_file(path)
    grids = _sheets(path) if kind == "xlsx" else {path.name: _delimited(path, headings)}
    found = _listed(grids, headings, path.name)
    return replace(found, sheet=found.sheet if kind == "xlsx" else "", misnomer=misnomer(path, kind))


def pasted(rows: Sequence[Sequence[Value]], headings: Sequence[Heading]) -> Listed:
    """What a block of cells says that was copied from a sheet.

    Raises:
        InputError: No header is found, or a title is there twice.
    """
    return replace(_listed({PASTED: [list(row) for row in rows]}, headings, PASTED), sheet="")


def _listed(grids: Mapping[str, Grid], headings: Sequence[Heading], where: str) -> Listed:
    headers = {name: found for name, grid in grids.items() if (found := header(grid, headings))}
    if not headers:
        needed = ", ".join(heading.title for heading in headings if heading.needed)
        raise InputError(f"{where}: no row with the titles {needed} in the first {HEADER_ROWS} rows.")
    most = max(map(_fitness, headers.values()))
    names = [name for name, found in headers.items() if _fitness(found) == most]
    if len(names) > 1:
        raise InputError(f"{where}: the sheets {' and '.join(names)} could both be the list.", "Keep one of them.")
    understood = _read(grids[names[0]], headers[names[0]], headings, where)
    return replace(understood, sheet=names[0], others=tuple(name for name in headers if name != names[0]))


def _fitness(found: Header) -> tuple[bool, int]:
    """Titles go before guesses, then the most of our columns."""
    return found.is_titled, len(found.columns)


def _read(grid: Grid, found: Header, headings: Sequence[Heading], where: str) -> Listed:
    columns = {title: _only(where, title, places) for title, places in found.columns.items()}
    lines = tuple(_lines(grid, found.index, columns))
    titles = grid[found.index] if found.index >= 0 else ()
    return Listed(
        lines=lines,
        name=where,
        columns=columns,
        header=found.index + 1,
        titles=tuple(one_line(" ".join(str(value).split())) for value in titles),
        by_content=found.by_content,
        overruled=found.overruled,
        passed=(*_codes_above(grid, found.index, headings), *_passed(grid, found.index, lines)),
    )


def _codes_above(grid: Grid, header: int, headings: Sequence[Heading]) -> Iterator[int]:
    shapes = [heading.shape for heading in headings if heading.needed and heading.shape]
    rows = enumerate(grid[: max(0, header)], start=1)
    return (number for number, row in rows if any(shaped(row, shape) for shape in shapes))


def _passed(grid: Grid, header: int, lines: Iterable[Line]) -> Iterator[int]:
    read = {line.row for line in lines}
    rows = enumerate(grid[header + 1 :], start=header + 2)
    return (number for number, row in rows if number not in read and any(_text(value) != "" for value in row))


def _only(where: str, title: str, places: tuple[int, ...]) -> int:
    if len(places) > 1:
        raise InputError(f"{where}: {len(places)} columns could be {title.removesuffix('.')}.", "Keep one of them.")
    return places[0]


def _sheets(path: Path) -> dict[str, Grid]:
    with zipfile.ZipFile(path) as book:
        parts = book.namelist()
    for part in parts:
        check_cells(path, part)
    try:
        return _visible(path)
    except CalamineError as error:
        raise InputError(f"{path.name} is no workbook that can be read.", "Save it in Excel again.") from error


def _visible(path: Path) -> dict[str, Grid]:
    with CalamineWorkbook.from_path(path) as book:
        grids = {
            sheet.name: book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            for sheet in book.sheets_metadata
            if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
        }
    for title, references in percents(path).items():
        _show_percents(grids.get(title, []), references)
    for title, references in failures(path).items():
        _spoil(grids.get(title, []), references)
    return grids


def _spoil(grid: Grid, references: Iterable[str]) -> None:
    """Let what is no blank cell be none; rows of nothing but formulas that fail are filled down for later."""
    for row, column in map(place_of, references):
        if row <= len(grid) and column <= len(grid[row - 1]) and any(value != "" for value in grid[row - 1]):
            grid[row - 1][column - 1] = _FAILED


def _show_percents(grid: Grid, references: Iterable[str]) -> None:
    """Put `5%` in the place of 0.05."""
    for row, column in map(place_of, references):
        if row <= len(grid) and column <= len(grid[row - 1]):
            value = grid[row - 1][column - 1]
            if type(value) in (int, float):
                grid[row - 1][column - 1] = f"{(Decimal(f'{value:.{_DIGITS}g}') * 100).normalize():f}%"


def _delimited(path: Path, headings: Sequence[Heading]) -> Grid:
    """The records under the delimiter that shows most of our titles."""
    text = _decoded(path)
    first = [line.replace('"', "") for line in islice(io.StringIO(text), HEADER_ROWS)]

    def titles(delimiter: str) -> tuple[bool, int]:
        found = header([list[Value](line.split(delimiter)) for line in first], headings)
        return _fitness(found) if found else (False, 0)

    return records(text, delimiter=max(_DELIMITERS, key=titles), where=path.name)


def records(text: str, *, delimiter: str, where: str) -> Grid:
    """The records of delimited text.

    Raises:
        InputError: Its quotation marks do not match.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [list[Value](record) for record in reader]
    except csv.Error as error:
        raise InputError(
            f"{where}: the quotation marks near line {reader.line_num} do not match.", "Save it as .xlsx instead."
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


def _lines(grid: Grid, header: int, columns: Mapping[str, int]) -> Iterator[Line]:
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


def _text(value: Value) -> str | None:
    """The text of a cell as the user sees it, or None where it cannot be told."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return None
    text = f"{value:.{_DIGITS}g}"
    return text if _PLAIN_NUMBER.fullmatch(text) else None
