"""`python -m tests.bench.excel_book`: how long the rows of a sync take into a book that is open in LibreOffice Calc.

Beside each time stands that of one raw xlwings write of the same values to the same cells of another fresh book, whose
columns of texts are text cells already: elsewhere Calc is made to read every text as if it were typed, as Excel does.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tdsxl.modules import MODULES
from tdsxl.sheets.excel.book import ExcelBook
from tdsxl.sheets.excel.values import shown
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Cell, Kind, Stamp, Table, Update
from tests.calc import bridge
from tests.calc.engine import engine
from tests.sheets.samples import SEEN, tan

if TYPE_CHECKING:
    import xlwings

SHEET = next(view.sheet for module in MODULES for view in module.views if view.sheet.title == "Return Summary")
"""18 columns."""
STATES = {"first": "New", "states": "Unchanged", "nothing": "Unchanged"}
"""Of every row, sync by sync."""
LABELS = {"first": "into a fresh book", "states": "a new state in every row", "nothing": "no news"}
BLOCKS = ((1, 9), (11, 11), (13, 16))
"""First and last columns of texts that stand side by side."""


def statements(count: int, *, state: str) -> Iterator[tuple[Cell, ...]]:
    """Statements, fifty of each client."""
    days = {Kind.DATE: SEEN.date(), Kind.INSTANT: SEEN}
    for number in range(count):
        texts = {"TAN": tan(number // 50), "Token no.": f"{number:015d}", "State": state, "Group": None}
        yield tuple(
            days.get(column.kind) or texts.get(column.title, f"{column.title} {number % 7}") for column in SHEET.columns
        )


def update(count: int, *, state: str) -> Update:
    """A sync of nothing but statements, which are there before any clock runs."""
    rows = [*statements(count, state=state)]
    table = Table(sheet=SHEET, as_on=f"As on {state}", fingerprint=state, rows=lambda: iter(rows))
    return Update(tables=(table,), clients={}, client_tans={}, clients_as_on=f"As on {state}")


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def raw(book: "xlwings.Book", count: int) -> float:
    """One write of the values to cells that look as after a sync."""
    sheet = book.sheets[SHEET.title]
    sheet.range((6, 1), (4 + count, 18)).insert("down", "format_from_left_or_above")
    for first, last in BLOCKS:
        sheet.range((5, first), (4 + count, last)).number_format = "@"
    block = [[shown(cell) for cell in row] for row in statements(count, state="New")]

    def work() -> None:
        sheet.range((5, 1)).value = block

    return seconds(work)


def ours(path: Path, count: int) -> dict[str, float]:
    """The times of three syncs, one after the other."""
    book = ExcelBook(path, sheets=(SHEET,))

    def write(state: str) -> float:
        made = update(count, state=state)
        return seconds(lambda: book.write(made, {}))

    return {label: write(state) for label, state in STATES.items()}


def round_(app: "xlwings.App", folder: Path, count: int) -> dict[str, float]:
    """All times once, each way in a fresh book."""
    for name in ("raw", "ours"):
        new_book(folder / f"{name}.xlsx", sheets=(SHEET,), stamp=Stamp(book_id="book-1"))
    found = {"raw": raw(app.books.open(folder / "raw.xlsx"), count)}
    app.books.open(folder / "ours.xlsx")
    found |= ours(folder / "ours.xlsx", count)
    for book in app.books:
        book.close()
    return found


def rounds(count: int, times: int) -> Iterator[dict[str, float]]:
    """All times, so many times."""
    engine()
    import xlwings

    app = xlwings.App(add_book=False)
    try:
        for _ in range(times):
            with tempfile.TemporaryDirectory() as folder:
                yield round_(app, Path(folder), count)
    finally:
        app.quit()


def main() -> None:
    """A table of medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    lack = bridge.missing()
    if lack:
        print(f"writing into Calc: not measured. {lack}")
        return
    found = [*rounds(asked.rows, asked.rounds)]
    base = median(each["raw"] for each in found)
    print(f"writing {asked.rows:,} statements x {len(SHEET.columns)} into Calc")
    print(f"  one raw xlwings write            {base:7.2f} s")
    for name, label in LABELS.items():
        taken = median(each[name] for each in found)
        print(f"  {label:32} {taken:7.2f} s   {taken / base:.2f} x")


if __name__ == "__main__":
    main()
