"""What of a book must stay byte for byte when it is written, and the little that must change with it."""

import re
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from tdsxl.sheets.file.calculation import without_mention
from tests.sheets import foreign
from tests.sheets.samples import (
    CHALLANS,
    NOTICES,
    challan,
    change_parts,
    file_book,
    make_book,
    notice,
    part_of,
    parts,
    shown,
    table,
    update,
)

RELATION = b'<Relationship Id="rId77" Type="http://x/relationships/calcChain" Target="calcChain.xml"/></Relationships>'
OVERRIDE = b'<Override PartName="/xl/calcChain.xml" ContentType="x/calcChain+xml"/></Types>'
CHAIN = (
    ("xl/calcChain.xml", lambda _: b'<calcChain><c r="AF5" i="2"/></calcChain>'),
    ("xl/_rels/workbook.xml.rels", lambda part: part.replace(b"</Relationships>", RELATION)),
    ("[Content_Types].xml", lambda part: part.replace(b"</Types>", OVERRIDE)),
)
"""What Excel adds to remember in which order formulas are worked out."""


def rich_book(path: Path) -> Path:
    """A macro book with a chart, a comment, a pivot, a slicer, a sparkline, macros and a part nobody knows."""
    make_book(path.with_suffix(".xlsx"))
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    chart = BarChart()
    chart.add_data(Reference(range_string="Challans!$V$5:$V$9"))
    book.worksheets[0].add_chart(chart, "F4")
    book["Clients"]["C5"].comment = Comment("call back", "me")
    mine = book.create_sheet("Mine")
    mine["A1"] = "=SUM(Challans!V5:V9)"
    book.save(path)
    path.with_suffix(".xlsx").unlink()
    sparklines = b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"><x14:sparklineGroups xmlns:x14="http://x"/></ext></extLst>'
    change_parts(
        path,
        ("xl/vbaProject.bin", lambda _: bytes(range(256)) * 9),
        ("xl/slicers/slicer1.xml", lambda _: b"<slicers/>"),
        ("xl/pivotTables/pivotTable1.xml", lambda _: b"<pivotTableDefinition/>"),
        ("customUI/customUI14.xml", lambda _: b"<customUI/>"),
        ("odd/part.dat", lambda _: b"\x00\xff" * 99),
        *CHAIN,
        (part_of(path, "Challans"), lambda part: part.replace(b"</worksheet>", sparklines + b"</worksheet>")),
    )
    return path


def test_every_other_part_stays_byte_for_byte(tmp_path: Path) -> None:
    """Only our sheets and their tables' ranges differ; what stood after the rows stays too."""
    path = rich_book(tmp_path / "book.xlsm")
    before = parts(path)
    with ZipFile(path) as book:
        infos = {
            info.filename: (info.CRC, info.date_time, info.external_attr, info.compress_type)
            for info in book.infolist()
        }
        order = book.namelist()
    file_book(path).write(update(table(CHALLANS, map(challan, range(3))), clients={5: {"Status": "All checked"}}), {})
    after = parts(path)
    changed = {name for name in after if after[name] != before[name]}
    sheets = {part_of(path, title) for title in ("Challans", "Clients", "Home")}
    assert {name for name in changed if not name.startswith("xl/tables/")} == sheets
    assert [*after] == order
    with ZipFile(path) as book:
        same = {i.filename: (i.CRC, i.date_time, i.external_attr, i.compress_type) for i in book.infolist()}
    assert {name: same[name] for name in set(order) - changed} == {name: infos[name] for name in set(order) - changed}
    sheet = part_of(path, "Challans")
    assert after[sheet].partition(b"</sheetData>")[2] == before[sheet].partition(b"</sheetData>")[2]


def test_excel_is_told_to_work_out_formulas_anew(tmp_path: Path) -> None:
    """A changed book with formulas is calculated when it is opened; a chain that still holds stays."""
    path = rich_book(tmp_path / "book.xlsm")
    change_parts(path, ("xl/workbook.xml", lambda part: re.sub(rb"<calcPr[^>]*/>", b'<calcPr calcId="1"/>', part)))
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    after = parts(path)
    assert b'<calcPr calcId="1" fullCalcOnLoad="1"/>' in after["xl/workbook.xml"]
    assert "xl/calcChain.xml" in after


def test_a_calculation_chain_that_no_longer_holds_goes_with_its_mentions(tmp_path: Path) -> None:
    """Rows with formulas were added, so Excel makes its list of formula cells again."""
    path = make_book(tmp_path / "book.xlsx")
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    foreign.add_own_columns(path)
    change_parts(path, *CHAIN)
    file_book(path).write(update(table(CHALLANS, [challan(1), challan(2)])), {})
    after = parts(path)
    assert "xl/calcChain.xml" not in after
    assert b"calcChain" not in after["xl/_rels/workbook.xml.rels"] + after["[Content_Types].xml"]


def test_a_mention_that_is_closed_by_a_tag_of_its_own_goes_whole() -> None:
    """As programs write it that know no short form; mentions of other parts stay."""
    others = '<x:Override PartName="/xl/calc.xml"></x:Override><x:Default Extension="xml"/>'
    text = f'<x:Types>{others}<x:Override PartName="/xl/calcChain.xml">\n</x:Override >{others}</x:Types>'
    bare = without_mention(text, element="Override", part="calcChain.xml")
    assert bare == f"<x:Types>{others}{others}</x:Types>"


@pytest.mark.parametrize("spelt", [b"1", b"true"])
def test_a_book_of_1904_keeps_its_calendar(tmp_path: Path, spelt: bytes) -> None:
    """Days are counted as the book counts them."""
    path = make_book(tmp_path / "book.xlsx")
    old, new = b"<workbookPr ", b'<workbookPr date1904="%s" ' % spelt
    change_parts(path, ("xl/workbook.xml", lambda part: part.replace(old, new)))
    wanted = update(table(NOTICES, [notice(1)]))
    file_book(path).write(wanted, {})
    before = path.read_bytes()
    assert shown(path, "Notices & Orders")[0]["Issued on"] == datetime(2026, 1, 2)
    assert shown(path, "Notices & Orders")[0]["First seen"] == datetime(2026, 11, 22, 18, 40)
    file_book(path).write(wanted, {})
    assert path.read_bytes() == before


def test_an_empty_table_of_excels_is_no_longer_empty(tmp_path: Path) -> None:
    """Excel marks the blank row of a table without rows; the mark goes when a row stands there."""
    path = make_book(tmp_path / "book.xlsx")
    table_part = next(name for name, part in parts(path).items() if b'displayName="Challans"' in part)
    change_parts(path, (table_part, lambda part: part.replace(b' ref="A4:Z5"', b' ref="A4:Z5" insertRow="1"', 1)))
    file_book(path).write(update(table(CHALLANS, [], as_on="As on 1")), {})
    assert b"insertRow" in parts(path)[table_part]
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    assert b"insertRow" not in parts(path)[table_part]
    assert len(shown(path, "Challans")) == 1


def test_a_chart_sheet_before_ours_does_not_matter(tmp_path: Path) -> None:
    """Sheets are told by their parts, not by counting those with cells."""
    path = make_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(range_string="Challans!$V$5:$V$9"))
    book.create_chartsheet("Picture", 0).add_chart(chart)
    book.save(path)
    contents = file_book(path).read()
    assert len(contents.clients) == 3
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    assert len(shown(path, "Challans")) == 1
