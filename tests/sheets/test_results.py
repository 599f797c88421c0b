"""Results of the user's formulas on our sheets: never an old one, and none gone that a later sync reads."""

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tdsxl.titles import HOME_FIGURES
from tests.sheets import foreign
from tests.sheets.samples import CHALLANS, challan, change_parts, file_book, make_book, part_of, parts, table, update

FORMULAS = {
    "AD1": "=SUM(V5:V6)",
    "AD2": "=SUM(Challans[Total])",
    "AD3": "=V5&V6",
    "G3": "=COUNTA(Challans[CRN])",
}
"""Above the table; one stands over a column that names rows."""


def with_sums(path: Path) -> Path:
    """A book of two challans with totals and sums of the firm's."""
    make_book(path)
    file_book(path).write(update(table(CHALLANS, map(challan, (1, 2)))), {})
    foreign.add_own_columns(path, totals=True)
    book = openpyxl.load_workbook(path)
    for place, formula in FORMULAS.items():
        book["Challans"][place] = formula
    book.save(path)
    return path


def with_old_results(path: Path, title: str, *, quote: bytes = b'"') -> None:
    """Every formula of a sheet with a text as its result, as if another program had worked it out long ago."""

    def worked_out(part: bytes) -> bytes:
        formula = rb"<c ([^>]*)>(<f>[^<]*</f>)<v(?: ?/|></v)>"
        return re.sub(formula, rb'<c \1 t="str">\2<v>OLD</v>', part).replace(b'"', quote)

    change_parts(path, (part_of(path, title), worked_out))
    assert b"OLD" in parts(path)[part_of(path, title)]


@pytest.mark.parametrize("quote", [b'"', b"'"])
def test_formulas_of_a_changed_table_lose_their_old_results(tmp_path: Path, quote: bytes) -> None:
    """Those above it, beside its rows and in its totals row stay as formulas, with neither result nor type."""
    path = with_sums(tmp_path / "book.xlsx")
    with_old_results(path, "Challans", quote=quote)
    assert parts(path)[part_of(path, "Challans")].count(b"OLD") == 8
    file_book(path).write(update(table(CHALLANS, [challan(2, state="Changed")])), {})
    part = parts(path)[part_of(path, "Challans")]
    assert b"OLD" not in part
    assert b't="str"' not in part
    assert b"t='str'" not in part
    sheet = openpyxl.load_workbook(path)["Challans"]
    assert {place: sheet[place].value for place in FORMULAS} == FORMULAS
    assert sheet["AB5"].value == "=Challans[[#This Row],[Total]]*2"
    assert sheet["V7"].value == "=SUBTOTAL(109,Challans[Total])"


def test_a_table_without_news_keeps_its_results(tmp_path: Path) -> None:
    """What still holds is no reason to write."""
    path = with_sums(tmp_path / "book.xlsx")
    with_old_results(path, "Challans")
    before = path.read_bytes()
    file_book(path).write(update(table(CHALLANS, map(challan, (1, 2)))), {})
    assert path.read_bytes() == before


def test_a_result_that_names_a_row_stays(tmp_path: Path) -> None:
    """A row of the firm's, its TAN worked out, is still known to be no blank one."""
    path = with_sums(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Challans"]["A6"] = '="ABCD"&"00009E"'
    book.save(path)
    with_old_results(path, "Challans")
    file_book(path).write(update(table(CHALLANS, [challan(1, state="Changed")])), {})
    assert parts(path)[part_of(path, "Challans")].count(b"OLD") == 1


def test_a_client_whose_name_is_worked_out_is_still_read(tmp_path: Path) -> None:
    """The sheets that the firm fills are read by their results, so these stay when a status is written."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Clients"]["C5"] = '=UPPER("old")'
    book.save(path)
    with_old_results(path, "Clients")
    file_book(path).write(update(clients={5: {"Message": "All checked"}}), {})
    assert file_book(path).read().clients[0].name == "OLD"


def test_formulas_on_home_lose_their_old_results(tmp_path: Path) -> None:
    """Its figures have changed."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book["Home"]["H9"] = "=SUM(C1:C9)"
    book.save(path)
    with_old_results(path, "Home")
    file_book(path).write(replace(update(), home=dict.fromkeys(HOME_FIGURES, 7)), {})
    assert b"OLD" not in parts(path)[part_of(path, "Home")]
    assert openpyxl.load_workbook(path)["Home"]["H9"].value == "=SUM(C1:C9)"


@pytest.mark.calc
def test_calc_shows_true_sums_in_a_book_that_it_has_saved_before(tmp_path: Path) -> None:
    """It believes all results that it finds, its own old ones too."""
    path = with_sums(tmp_path / "book.xlsx")
    foreign.by_calc(path)
    file_book(path).write(update(table(CHALLANS, map(challan, range(1, 5)))), {})
    foreign.by_calc(path)
    sheet = openpyxl.load_workbook(path, data_only=True)["Challans"]
    sums = [sheet[place].value for place in ("AD1", "AD2", "V9", "W9")]
    assert sums == pytest.approx([10.2] * 4)
    assert (sheet["G3"].value, sheet["AB8"].value) == (4, pytest.approx(8.1))
