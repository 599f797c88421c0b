"""A book that another program saves between the syncs says the same as one written at once from the journal."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from tdsxl.practice.server import Practice
from tests.whole.book import lines
from tests.whole.conftest import DAYS, STAFFED
from tests.whole.firm import an_hour_passes
from tests.whole.pc import Pc

pytestmark = pytest.mark.slow
WRITTEN_ONCE = {"Home", "Help", "Settings", "Dashboard", "Runs", "LDC Register", "Due Dates", "Not Due"}
"""Runs are those of one book; the others no sync changes, or they are no tables."""


def said(book: Path) -> dict[str, Counter[tuple[tuple[str, str], ...]]]:
    """The rows of each table, whatever their order."""
    titles = [title for title in openpyxl.load_workbook(book).sheetnames if title not in WRITTEN_ONCE]
    return {
        title: Counter(tuple((name, plain(value)) for name, value in line.items()) for line in lines(book, title))
        for title in titles
    }


def plain(value: object) -> str:
    """A cell's value however a program spells it."""
    return f"{value:.2f}" if isinstance(value, int | float) else str(value)


def test_what_excel_has_saved_is_merged_to_the_same(pc: Pc, portals: Practice) -> None:
    """Over passwords that are refused and mended, rows that come, change and go, and clients read in turns."""
    people = [portals.people[place] for place in STAFFED]
    portals.day = DAYS[0]

    def sync(*words: str) -> None:
        pc.sync(*words)
        openpyxl.load_workbook(pc.book).save(pc.book)
        an_hour_passes(pc.home)

    pc.run("passwords", "set", people[0].tan, "itportal", typed="Wrong@1234\n")
    sync("--unattended")
    sync()
    portals.day = DAYS[1]
    sync("--tan", people[1].tan)
    pc.run("passwords", "set", people[0].tan, "itportal", typed=f"{people[0].itportal_password}\n")
    sync()
    sync()
    fresh = pc.folder / "fresh.xlsx"
    for words in (
        ("new", fresh),
        ("clients", "import", pc.folder / "clients.csv", "--book", fresh),
        ("ldc", "import", pc.folder / "certificates.csv", "--book", fresh),
        ("write", fresh),
    ):
        assert pc.run(*words).status == 0
    merged, made = said(pc.book), said(fresh)
    assert merged.keys() == made.keys()
    for title, rows in made.items():
        assert merged[title] == rows, title
