"""Files of notices after a sync: in a tree that a person finds their way in, each where the workbook says."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from openpyxl import load_workbook

from tests.whole.pc import Pc

PLACE = re.compile(
    r"downloads/(?:[A-Za-z0-9]+ )+[A-Z]{4}[0-9]{5}[A-Z]/(?:20[0-9]{2}-[0-9]{2}|Undated)/"
    r"(?:Communication|Proceeding notice|Closure order|Requested download)(?: 20[0-9]{2}-[0-9]{2}-[0-9]{2})?"
    r" [A-Za-z0-9-]+(?: \([0-9]+\))?\.(?:pdf|zip|txt)"
)


def notices(book: Path) -> list[dict[str, object]]:
    """The rows of Notices & Orders that name a file."""
    titles, *rows = load_workbook(book)["Notices & Orders"].iter_rows(min_row=4, values_only=True)
    found: Iterator[dict[str, object]] = (dict(zip(map(str, titles), row, strict=True)) for row in rows)
    return [row for row in found if row["File"]]


def folder(book: Path) -> object:
    """The data folder that the workbook names."""
    return {row[0]: row[1] for row in load_workbook(book)["Settings"].iter_rows(values_only=True)}["Data folder"]


def test_every_file_lies_where_its_row_says(pc: Pc) -> None:
    """Below the data folder, under client, year, kind, day and reference; the portal's own name stands beside it."""
    assert pc.sync("--modules", "notices").status in (0, 1)
    rows = notices(pc.book)
    assert folder(pc.book) == str(pc.home.path)
    paths = [path for row in rows for path in str(row["File"]).split("; ")]
    assert len(paths) > 5
    assert [path for path in paths if not PLACE.fullmatch(path)] == []
    assert {str(path.relative_to(pc.home.path).as_posix()) for path in pc.home.downloads.rglob("*.*")} == set(paths)
    assert all(str(row["TAN"]) in str(row["File"]) and row["Portal's file name"] for row in rows)


def test_files_of_an_older_journal_stay_where_they_are(pc: Pc) -> None:
    """Under the names they had; they are not fetched again, and the row leads there."""
    assert pc.sync("--modules", "notices").status in (0, 1)
    first = notices(pc.book)[0]
    new, old = str(first["File"]), f"downloads/{first['TAN']}/itportal-DIN-1-0a1b2c3d.pdf"
    (pc.home.path / old).parent.mkdir()
    (pc.home.path / new).rename(pc.home.path / old)
    with closing(sqlite3.connect(pc.home.journal)) as db, db:
        db.execute("UPDATE document SET path = ? WHERE path = ?", (old, new))
    assert pc.sync("--modules", "notices", "--all").status in (0, 1)
    assert not (pc.home.path / new).exists()
    pc.book.unlink()
    assert pc.run("new", pc.book).status == 0
    assert pc.run("clients", "import", pc.folder / "clients.csv", "--book", pc.book).status == 0
    assert pc.run("write", pc.book).status == 0
    assert old in {row["File"] for row in notices(pc.book)}
