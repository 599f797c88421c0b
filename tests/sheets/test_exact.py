"""What a portal said comes back from a sheet to the last digit, zero and letter (G7)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import openpyxl
import pytest

from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.results import Results, module_states
from tdsxl.modules import MODULES
from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import ClientLine
from tdsxl.sheets.texts import CUT_MARK, clean
from tdsxl.tables import Cell, Update
from tdsxl.values import Tan
from tests.engine.filled import NOW, synced
from tests.engine.scripted import client, contents
from tests.sheets.calc_view import calc_view
from tests.sheets.drawn import FEW, MANY, Drawn, drawn
from tests.sheets.fresh import RESULTS, STAMP

PER_CLIENT = 500
Row = tuple[object, ...]
Shown = Mapping[str, Counter[Row]]
"""Sheet → its rows, TAN first, then the values that were drawn, in the order of their titles."""


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, list[tuple[Tan, Drawn]]]:
    """A book of records that went through the journal, and those records."""
    folder, records = tmp_path_factory.mktemp("exact"), request.config.getoption("--records")
    tans = [Tan(f"ABCD{number:05d}E") for number in range(max(1, records // PER_CLIENT))]
    made = [
        (tan, each)
        for number, tan in enumerate(tans)
        for each in (*drawn(MANY, PER_CLIENT, number), *drawn(FEW, 20, -number))
    ]
    path = folder / "book.xlsx"
    lines = [ClientLine(5 + number, tan, {"Client name": "Pine & Sons"}) for number, tan in enumerate(tans)]
    new_book(path, sheets=RESULTS, stamp=STAMP, clients=lines)
    with results(folder, tans, made) as found:
        update = Update(tables=found.tables(MODULES), clients={}, client_tans={}, clients_as_on="", home={})
        FileBook(path, backups=folder / "backups", sheets=RESULTS).write(update, {})
    return path, made


@contextmanager
def results(folder: Path, tans: list[Tan], made: list[tuple[Tan, Drawn]]) -> Iterator[Results]:
    """What the engine makes of records, each written to a journal and read from it."""
    with open_journal(Home(folder)) as journal:
        named = sorted(made, key=lambda one: (one[0], one[1].kind.module))
        for (tan, module), held in groupby(named, key=lambda one: (one[0], one[1].kind.module)):
            of_task = [each for _, each in held]
            synced(journal, tan, module, of_task[0].kind.portal, *(each.record for each in of_task))
        book = contents(*(client(tan, *(module.name for module in MODULES)) for tan in tans))
        yield Results(journal, book, module_states(journal), NOW)


def expected(made: list[tuple[Tan, Drawn]]) -> Shown:
    """What the sheets are to show."""
    sheets: dict[str, Counter[Row]] = {kind.sheet: Counter() for kind in (*MANY, *FEW)}
    for tan, each in made:
        sheets[each.kind.sheet][str(tan), *map(_as_shown, each.shows.values())] += 1
    return sheets


def _as_shown(value: Cell) -> object:
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, Decimal):
        # More than fifteen digits are text: a number of a sheet would lose paise.
        return value.normalize() if abs(value) < 10**13 else f"{value:.2f}"
    if isinstance(value, date):
        return value if value >= date(1900, 3, 1) else value.isoformat()
    return Decimal(value) if isinstance(value, int) else value


def titles_of(sheet: str) -> list[str]:
    """Titles of the values that were drawn for a sheet, TAN first."""
    return ["TAN", *(title for kind in (*MANY, *FEW) if kind.sheet == sheet for title, _, _ in kind.fields)]


def counted(sheet: str, lines: Iterator[tuple[object, ...]]) -> Counter[Row]:
    """The rows below the header; blanks at the end of a line may be left out."""
    header = next(lines)
    places = [header.index(title) for title in titles_of(sheet)]
    whole = ((*line, *[None] * (len(header) - len(line))) for line in lines if line and line[0])
    return Counter(tuple(line[place] for place in places) for line in whole)


def _as_read(value: object) -> object:
    """A value as openpyxl or Calc gives it: days are midnights; openpyxl leaves the escapes of the file as they are."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return value.replace("_x005F_", "_") or None
    return Decimal(repr(value)).normalize() if isinstance(value, int | float) else value


@pytest.mark.fault
@pytest.mark.row("C10", "C11", "C12", "C13", "C14", "C15", "C19")
def test_records_come_back_from_the_book(written: tuple[Path, list[tuple[Tan, Drawn]]]) -> None:
    """Every code with its zeros, every amount with its paise, every day and letter, read by another program."""
    path, made = written
    book = openpyxl.load_workbook(path, read_only=True)
    for sheet, rows in expected(made).items():
        lines = book[sheet].iter_rows(min_row=4, values_only=True)
        assert counted(sheet, (tuple(map(_as_read, line)) for line in lines)) == rows
    texts = [text for _, each in made for text in each.shows.values() if isinstance(text, str)]
    assert any(clean(text).endswith(CUT_MARK) for text in texts)
    assert any("\x07" in text for text in texts)


@pytest.mark.calc
@pytest.mark.fault
@pytest.mark.row("C10", "C11", "C12", "C13", "C14", "C15", "C19")
def test_records_come_back_from_calc(written: tuple[Path, list[tuple[Tan, Drawn]]]) -> None:
    """A spreadsheet program that opens the book sees the same."""
    path, made = written
    grids = calc_view(path)
    for sheet, rows in expected(made).items():
        lines = (tuple(_as_read(cell.value) for cell in line) for line in grids[sheet][3:])
        assert counted(sheet, lines) == rows
