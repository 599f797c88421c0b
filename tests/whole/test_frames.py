"""Sheets as DataFrames: every row of the book, and no value turned into another."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tdsxl.frames import frames
from tdsxl.practice.server import Practice
from tests.whole.conftest import CLIENTS, DAYS, SCALE, SEED
from tests.whole.pc import Pc, moved_in


@pytest.fixture(scope="module")
def office(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pc]:
    """An office with one whole sync; nothing in it changes."""
    with Practice(clients=CLIENTS, seed=SEED, scale=SCALE, day=DAYS[0]) as portals:
        pc = moved_in(tmp_path_factory.mktemp("frames") / "office", template, portals)
        pc.sync()
        yield pc


@pytest.fixture
def sheets(office: Pc, monkeypatch: pytest.MonkeyPatch) -> dict[str, pd.DataFrame]:
    for name, value in office.environment.items():
        monkeypatch.setenv(name, value)
    return frames(office.book)


def test_every_row_of_the_book_is_a_row(office: Pc, sheets: dict[str, pd.DataFrame]) -> None:
    """Under the titles of the sheet."""
    book = load_workbook(office.book)
    for title, found in sheets.items():
        titles = [cell.value for cell in book[title][4]]
        filled = [row for row in book[title].iter_rows(min_row=5, values_only=True) if any(row)]
        assert list(found.columns) == titles[: len(found.columns)], title
        assert len(found) == len(filled), title


def test_values_keep_their_kind(office: Pc, sheets: dict[str, pd.DataFrame]) -> None:
    """Codes keep zeros, money its paise, days have no hour, instants are of India."""
    challans = sheets["Challans"]
    assert challans["BSR code"].str.fullmatch("[0-9]{7}").all()
    assert all(isinstance(total, Decimal) for total in challans["Total"])
    assert challans["Deposited on"].dtype == "datetime64[s]"
    assert str(challans["First seen"].dt.tz) == "IST"
    (book,) = (load_workbook(office.book)["Challans"],)
    titles = [cell.value for cell in book[4]]
    first = dict(zip(titles, next(book.iter_rows(min_row=5, values_only=True)), strict=True))
    row = challans.iloc[0]
    assert isinstance(first["Deposited on"], datetime)
    assert row["Deposited on"].date() == first["Deposited on"].date()
    assert (row["TAN"], row["Challan no."], float(row["Total"])) == (
        first["TAN"],
        first["Challan no."],
        first["Total"],
    )


def test_money_may_be_whole_paise(office: Pc, sheets: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly a hundred for each rupee; blanks stay blank."""
    for name, value in office.environment.items():
        monkeypatch.setenv(name, value)
    paise, rupees = frames(office.book, money="paise")["Challans"]["Total"], sheets["Challans"]["Total"]
    assert paise.dtype == "Int64"
    assert paise.sum() == sum(rupees, Decimal(0)) * 100
    assert frames(office.book, money="paise")["Unconsumed Challans"]["Challan amount"].isna().any()


def test_an_empty_sheet_has_its_types_too(sheets: dict[str, pd.DataFrame]) -> None:
    """What is built on a frame does not break on a day without news."""
    nothing = sheets["Changes"].iloc[:0]
    assert (str(nothing["TAN"].dtype), str(nothing["Run"].dtype)) == ("string", "Int64")


def test_the_first_recipe_of_the_readme_works(sheets: dict[str, pd.DataFrame]) -> None:
    """Tax paid by client and month."""
    challans = sheets["Challans"]
    by_month = challans.pivot_table(
        index="Client name", columns=challans["Deposited on"].dt.to_period("M"), values="Total", aggfunc="sum"
    )
    assert by_month.size
    assert str(by_month.columns.max()) > "2020-01"
