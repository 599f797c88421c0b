"""How our sheets look in a firm's workbook that was adopted."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from tdsxl.sheets.file.adopting import adopt
from tests.sheets.fresh import make
from tests.sheets.own_book import own_book
from tests.sheets.samples import change_parts, part_of, parts

SPACE = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def style_names(path: Path, title: str) -> list[str]:
    """The cell styles of the row below the header, by name; openpyxl tells them by their order in the part."""
    found = parts(path)
    styles = ElementTree.fromstring(found["xl/styles.xml"])  # noqa: S314  ours
    names = {style.get("xfId"): style.get("name", "") for style in styles.iterfind("x:cellStyles/x:cellStyle", SPACE)}
    named = [names[xf.get("xfId")] for xf in styles.iterfind("x:cellXfs/x:xf", SPACE)]
    sheet = ElementTree.fromstring(found[part_of(path, title)])  # noqa: S314  ours
    return [named[int(cell.get("s", ""))] for cell in sheet.iterfind("x:sheetData/x:row[@r='5']/x:c", SPACE)]


def test_our_cells_keep_the_names_of_their_styles(tmp_path: Path) -> None:
    """By them a later sync finds the looks of new rows."""
    fresh, path = make(tmp_path / "fresh.xlsx"), own_book(tmp_path / "office.xlsx")
    adopt(path, fresh, backups=tmp_path / "backups", today=date(2026, 11, 23))
    names = style_names(fresh, "Clients")
    assert {"tdsxl tick", "tdsxl code", "tdsxl text"} <= {*names}
    assert style_names(path, "TDS Clients") == names


def test_a_number_format_that_they_have_too_stands_there_once(tmp_path: Path) -> None:
    """Excel keeps some two hundred of them, and ours are not to fill them up."""
    fresh, path = make(tmp_path / "fresh.xlsx"), own_book(tmp_path / "office.xlsx")
    change_parts(path, ("xl/styles.xml", lambda part: part.replace(b"#,##0.00;[Red]-#,##0.00", b"dd-mmm-yyyy")))
    adopt(path, fresh, backups=tmp_path / "backups", today=date(2026, 11, 23))
    formats = ElementTree.fromstring(parts(path)["xl/styles.xml"]).iterfind("x:numFmts/x:numFmt", SPACE)  # noqa: S314  ours
    codes = [each.get("formatCode") for each in formats]
    assert "dd-mmm-yyyy" in codes
    assert len(codes) == len({*codes})
