"""A book that its user opens and saves between the syncs says the same as one written at once from the journal."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tdsxl.practice.server import Practice
from tests.calc.fixtures import Opener
from tests.whole.book import lines
from tests.whole.conftest import DAYS, STAFFED
from tests.whole.firm import an_hour_passes
from tests.whole.pc import Pc

WRITTEN_ONCE = {"Home", "Help", "Settings", "Dashboard", "Runs", "LDC Register", "Due Dates", "Not Due"}
"""Runs are those of one book; the others no sync changes, or they are no tables."""
Rows = dict[str, Counter[tuple[tuple[str, str], ...]]]


@pytest.mark.slow
def test_what_excel_has_saved_is_merged_to_the_same(pc: Pc, portals: Practice) -> None:
    """By the writer of files, into what another program made of its rows."""
    a_week_of_syncs(pc, portals, save=lambda: openpyxl.load_workbook(pc.book).save(pc.book))
    assert said(pc.book) == said(fresh_book(pc))


@pytest.mark.calc
def test_what_stands_open_is_merged_to_the_same(pc: Pc, portals: Practice, calc_book: Opener) -> None:
    """By the writer of open books, cell by cell."""
    opened = calc_book(pc.book)
    a_week_of_syncs(pc, portals, save=opened.save)
    assert said(pc.book) == said(fresh_book(pc))


def a_week_of_syncs(pc: Pc, portals: Practice, *, save: Callable[[], object]) -> None:
    """Passwords that are refused and mended, rows that come, change and go, clients read in turns."""
    people = [portals.people[place] for place in STAFFED]

    def sync(*words: str) -> None:
        pc.sync(*words)
        save()
        an_hour_passes(pc.home)

    portals.day = DAYS[0]
    pc.run("passwords", "set", people[0].tan, "itportal", typed="Wrong@1234\n")
    sync("--unattended")
    sync()
    portals.day = DAYS[1]
    sync("--tan", people[1].tan)
    pc.run("passwords", "set", people[0].tan, "itportal", typed=f"{people[0].itportal_password}\n")
    sync()
    sync()


def fresh_book(pc: Pc) -> Path:
    """Another book of the same office."""
    fresh = pc.folder / "fresh.xlsx"
    for words in (
        ("new", fresh),
        ("clients", "import", pc.folder / "clients.csv", "--book", fresh),
        ("ldc", "import", pc.folder / "certificates.csv", "--book", fresh),
        ("write", fresh),
    ):
        assert pc.run(*words).status == 0
    return fresh


def said(book: Path) -> Rows:
    """The rows of each table, whatever their order."""
    titles = [title for title in openpyxl.load_workbook(book).sheetnames if title not in WRITTEN_ONCE]
    return {
        title: Counter(tuple((name, plain(value)) for name, value in line.items()) for line in lines(book, title))
        for title in titles
    }


def plain(value: object) -> str:
    """A cell's value however a program spells it."""
    if isinstance(value, int | float):
        return f"{value:.2f}"
    return "a formula" if str(value).startswith("=") else str(value)
