"""How fast a book is written and read, beside what others take for the same work: `python -m tests.bench.write_book`.

Everything is measured in turns and the medians are shown, for the machine may be busy; only ratios count. Seconds are
of the processor.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import xlsxwriter

from tdsxl.sheets.file.book import FileBook
from tdsxl.sheets.layout import SETTINGS
from tdsxl.tables import Column, Sheet, Table, Update, Written
from tdsxl.titles import CLIENTS
from tests.sheets.samples import (
    CHALLANS,
    NOTICES,
    SHEETS,
    Row,
    challan,
    file_book,
    make_book,
    notice,
    table,
    update,
)

PER_CLIENT = 500


def challans(count: int, *, state: str = "First read") -> Iterator[Row]:
    """Challans of as many clients as it takes."""
    return (challan(number, client=number // PER_CLIENT, state=state) for number in range(count))


def notices(count: int) -> Iterator[Row]:
    """Notices, a hundred of each client."""
    return (notice(number, client=number // 100) for number in range(count))


def two_percent(sheet: Sheet, rows: tuple[Row, ...]) -> Iterator[Row]:
    """The same rows, every fiftieth in another state."""
    at = [column.title for column in sheet.columns].index("State")
    return (row if number % 50 else (*row[:at], "Changed", *row[at + 1 :]) for number, row in enumerate(rows))


def noted_book(path: Path) -> FileBook:
    """A book in whose tables the user's columns are read."""
    own = (Column(title="My note"),)
    sheets = tuple(replace(sheet, own=own) for sheet in (CHALLANS, NOTICES))
    return FileBook(path, backups=path.parent / "backups", sheets=sheets)


def by_xlsxwriter(path: Path, tables: tuple[tuple[Sheet, tuple[Row, ...]], ...]) -> None:
    """The same rows as XlsxWriter writes them, sparing memory."""
    options = {"constant_memory": True, "default_date_format": "dd-mmm-yyyy", "remove_timezone": True}
    with xlsxwriter.Workbook(path, options) as book:
        for sheet, rows in tables:
            place = book.add_worksheet(sheet.title)
            place.write_row(3, 0, [column.title for column in sheet.columns])
            for number, row in enumerate(rows, 4):
                place.write_row(number, 0, row)


def saved_by_another(path: Path, fresh: Path, tables: tuple[tuple[Sheet, tuple[Row, ...]], ...]) -> None:
    """A book with these rows as another program leaves it: shared strings, two columns of the user's in each table."""
    old = openpyxl.load_workbook(fresh)
    filled = {sheet.title: rows for sheet, rows in tables}
    options = {"default_date_format": "dd-mmm-yyyy", "remove_timezone": True}
    with xlsxwriter.Workbook(path, options) as book:
        for sheet in (CLIENTS, *SHEETS, SETTINGS):
            place = book.add_worksheet(sheet.title)
            own = ["My note", "My check"] if sheet.title in filled else []
            titles = [column.title for column in sheet.columns] + own
            kept = [row[: len(sheet.columns)] for row in old[sheet.title].iter_rows(min_row=5, values_only=True)]
            rows = filled.get(sheet.title, kept)
            columns = [{"header": title} for title in titles]
            end = 3 + max(1, len(rows))
            place.add_table(3, 0, end, len(titles) - 1, {"name": sheet.table, "columns": columns})
            for number, row in enumerate(rows, 4):
                extra = (f"note {number}", f"=LEN(A{number + 1})") if own else ()
                place.write_row(number, 0, [*("" if str(cell).startswith("=") else cell for cell in row), *extra])


LABELS = {
    "first": "into a fresh book",
    "nothing": "no news",
    "as_on": "new as-on line only",
    "anew": "all rows anew",
    "merged": "merged, two own columns",
    "merged_nothing": "no news after the merge",
    "merged_few": "merged, 2 % of the rows changed",
    "notes": "notes of a book saved by another",
    "few": "all rows anew, 2 % changed",
}


def seconds(work: Callable[[], object]) -> float:
    """Of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def in_turns(rounds: int, **works: Callable[[], float]) -> dict[str, float]:
    """Medians of several measures, each taken once per round."""
    found = [{name: work() for name, work in works.items()} for _ in range(rounds)]
    return {name: statistics.median(round_[name] for round_ in found) for name in works}


def writing(folder: Path, rows: int, rounds: int) -> None:
    """A table of writing times."""
    held = ((CHALLANS, tuple(challans(rows))), (NOTICES, tuple(notices(rows // 5))))
    later = ((CHALLANS, tuple(challans(rows, state="Unchanged"))), held[1])
    few = tuple((sheet, tuple(two_percent(sheet, made))) for sheet, made in later)
    fresh, foreign, book = make_book(folder / "fresh.xlsx"), folder / "foreign.xlsx", folder / "book.xlsx"
    saved_by_another(foreign, fresh, held)
    known: dict[str, Written] = {}

    def write(source: Path | None, tables: tuple[tuple[Sheet, tuple[Row, ...]], ...], mark: str, day: str) -> float:
        if source:
            shutil.copy(source, book)
            known.clear()
        made = update(*(table(sheet, held_rows, fingerprint=mark, as_on=f"As on {day}") for sheet, held_rows in tables))

        def work() -> None:
            known.update(file_book(book).write(made, dict(known)))

        return seconds(work)

    found = in_turns(
        rounds,
        xlsxwriter=lambda: seconds(lambda: by_xlsxwriter(folder / "x.xlsx", held)),
        first=lambda: write(fresh, held, "a", "1"),
        nothing=lambda: write(None, held, "a", "1"),
        as_on=lambda: write(None, held, "a", "2"),
        anew=lambda: write(None, later, "b", "3"),
        merged=lambda: write(foreign, later, "b", "3"),
        merged_nothing=lambda: write(None, later, "b", "3"),
        merged_few=lambda: write(None, few, "c", "4"),
        notes=lambda: seconds(lambda: len(noted_book(foreign).notes({}))),
        few=lambda: write(fresh, later, "b", "3") and write(None, few, "c", "4"),
    )
    base = found.pop("xlsxwriter")
    print(f"writing {rows:,} challans x {len(CHALLANS.columns)} and {rows // 5:,} notices x {len(NOTICES.columns)}")
    print(f"  XlsxWriter, constant_memory      {base:7.2f} s")
    for name, taken in found.items():
        print(f"  {LABELS[name]:32} {taken:7.2f} s   {taken / base:.2f} x")


def memory(folder: Path) -> None:
    """Peaks of whole processes."""
    make_book(folder / "small.xlsx")
    peaks = {}
    for rows in (100_000, 1_000_000):
        command = [sys.executable, "-m", "tests.bench.write_book", "--child", str(folder), "--rows", str(rows)]
        peaks[rows] = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    print("peak memory of a process that writes challans")
    for rows, peak in peaks.items():
        print(f"  {rows:9,} rows   {peak / 1e6:7.1f} MB   {peak / peaks[100_000]:.2f} x")


def child(folder: Path, rows: int) -> None:
    """Write a book in this process and print its peak in bytes."""
    path = Path(shutil.copy(folder / "small.xlsx", folder / f"{rows}.xlsx"))
    made = Table(sheet=CHALLANS, as_on="As on 1", fingerprint="a", rows=lambda: challans(rows))
    file_book(path).write(Update(tables=(made,), clients={}, client_tans={}, clients_as_on="As on 1"), {})
    print(peak_bytes())


def peak_bytes() -> int:
    """Of this process alone; `ru_maxrss` begins with what the parent had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


def reading(folder: Path, rounds: int) -> None:
    """A table of reading times."""
    path = make_book(folder / "clients.xlsx", clients=10_000)

    def by_openpyxl() -> None:
        book = openpyxl.load_workbook(path, read_only=True)
        assert sum(1 for _ in book["Clients"].iter_rows(values_only=True)) == 10_004
        book.close()

    def by_us() -> None:
        assert len(file_book(path).read().clients) == 10_000

    found = in_turns(rounds, openpyxl=lambda: seconds(by_openpyxl), ours=lambda: seconds(by_us))
    print("reading 10,000 clients")
    print(f"  openpyxl, read_only              {found['openpyxl']:7.2f} s")
    print(f"  with proofs and problems         {found['ours']:7.2f} s   {found['ours'] / found['openpyxl']:.2f} x")


def main() -> None:
    """All tables, or one child's peak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", type=Path)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        memory(Path(folder))  # first: a child's peak begins with what its parent holds
        reading(Path(folder), given.rounds)
        writing(Path(folder), given.rows, given.rounds)


if __name__ == "__main__":
    main()
