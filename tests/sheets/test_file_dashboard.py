"""The sheet Dashboard of a book whose last writing the journal does not remember."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from tdsxl.figures import CERTIFICATES, SECTIONS, TITLE
from tdsxl.sheets.file.book import FileBook
from tdsxl.tables import Cell, Dashboard, Update
from tests.sheets.fresh import TABLES, make
from tests.sheets.samples import AS_ON

FIRMS = {"Clients", "LDC Register", "Due Dates", "Not Due"}


def write(path: Path, amount: Decimal) -> None:
    """Write a figure of one section, as a journal does that has just been restored."""

    def figures(_: str) -> Mapping[str, tuple[Cell, ...]]:
        shown = ("Metro", *(3, amount) * len(CERTIFICATES.labels))
        return {section.heading: shown if section is CERTIFICATES else () for section in SECTIONS}

    sheets = tuple(sheet for sheet in TABLES if sheet.title not in FIRMS)
    board = Dashboard(fingerprint="1", figures=figures)
    update = Update(tables=(), clients={}, client_tans={}, clients_as_on=AS_ON, dashboard=board)
    book = FileBook(path, backups=path.parent / "backups", sheets=sheets)
    assert book.write(update, {}).keys() == {TITLE}


@pytest.mark.parametrize(("amount", "is_shown"), [("1500.254", True), ("1500.26", False), ("-1500.25", False)])
def test_figures_that_are_shown_already_are_not_written_again(tmp_path: Path, amount: str, is_shown: bool) -> None:
    """Amounts that differ by less than half a paisa are one."""
    path = make(tmp_path / "book.xlsx")
    write(path, Decimal("1500.25"))
    before = path.read_bytes()
    write(path, Decimal(amount))
    assert (path.read_bytes() == before) == is_shown
