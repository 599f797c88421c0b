"""Books as other programs leave them, made from ours."""

import re
import subprocess
from collections.abc import Callable
from copy import copy
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import TableColumn, TableFormula

from tdsxl.sheets.layout import SETTINGS, STAMP_ROWS
from tdsxl.titles import CLIENTS
from tests.sheets.samples import SHEETS, change_parts, part_of

Resave = Callable[[Path], None]
YELLOW = PatternFill("solid", fgColor="FFFF00")


def by_openpyxl(path: Path) -> None:
    """Loaded and saved by openpyxl."""
    openpyxl.load_workbook(path).save(path)


def by_calc(path: Path) -> None:
    """Loaded and saved by LibreOffice."""
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    folder = path.parent / "resaved"
    command = [
        "soffice",
        "--headless",
        "--norestore",
        profile,
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    (folder / path.name).replace(path)


def with_prefix(path: Path) -> None:
    """The sheet Challans with `x:` before every name of its XML."""

    def prefixed(part: bytes) -> bytes:
        text = re.sub(r"<(/?)([a-zA-Z]\w*)(?=[\s/>])", r"<\1x:\2", part.decode())
        return text.replace("xmlns=", "xmlns:x=").encode()

    change_parts(path, (part_of(path, "Challans"), prefixed))


def without_references(path: Path) -> None:
    """The sheet Challans with cells and rows that do not say where they stand, spread over lines."""

    def bare(part: bytes) -> bytes:
        text = part.decode().replace('<row r="4"', '<row r="3"/><row r="4"')
        text = re.sub(r'<(row|c) r="[A-Z0-9]+"', r"<\1", text)
        return text.replace("<c ", "\n  <c ").replace("<row ", "\n<row ").replace("</row>", "\n</row>").encode()

    change_parts(path, (part_of(path, "Challans"), bare))


def with_other_quotes(path: Path) -> None:
    """The sheet Challans with single quotes, and the attributes of its cells in another order."""

    def turned(part: bytes) -> bytes:
        def cell(match: re.Match[str]) -> str:
            return f"<c {' '.join(reversed(match[1].split()))} {match[2]}".replace('"', "'")

        return re.sub(r"<c ([^>]*?)\s*(/?>)", cell, part.decode()).encode()

    change_parts(path, (part_of(path, "Challans"), turned))


def by_xlsxwriter(path: Path) -> None:
    """All tables written afresh by XlsxWriter: its texts are shared strings, its cells bear none of our styles."""
    old = openpyxl.load_workbook(path)
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd-mmm-yyyy"})
        for sheet in (CLIENTS, *SHEETS, SETTINGS):
            place = book.add_worksheet(sheet.title)
            rows = [*old[sheet.title].iter_rows(values_only=True)]
            width = len(sheet.columns)
            titles = [{"header": column.title} for column in sheet.columns]
            place.add_table(3, 0, len(rows) - 1, width - 1, {"name": sheet.table, "columns": titles})
            for number, row in enumerate(rows):
                for column, value in enumerate(row[:width]):
                    if value is not None and not (number > 3 and str(value).startswith("=")):
                        place.write(number, column, value, day if hasattr(value, "year") else None)


def add_own_columns(path: Path, *, title: str = "Challans", totals: bool = False) -> None:
    """Two columns of the user's at the end of a table, a coloured cell, a high row, perhaps totals; by openpyxl."""
    book = openpyxl.load_workbook(path)
    sheet = book[title]
    table = sheet.tables[title.replace(" ", "")]
    last, width = sheet.max_row, sheet.max_column
    for at, name in ((width + 1, "My note"), (width + 2, "My check")):
        sheet.cell(4, at, name)
        table.tableColumns.append(TableColumn(id=at, name=name))
    formula = f"{table.displayName}[[#This Row],[Total]]*2"
    table.tableColumns[-1].calculatedColumnFormula = TableFormula(attr_text=formula)
    for row in range(5, last + 1):
        sheet.cell(row, width + 1, f"note of {sheet.cell(row, 7).value}")
        sheet.cell(row, width + 2, f"={formula}").number_format = "0.000"
    sheet.cell(5, 3).fill = copy(YELLOW)
    sheet.row_dimensions[5].height = 40
    end = last + 1 if totals else last
    letters = openpyxl.utils.get_column_letter(width + 2)
    table.ref = f"A4:{letters}{end}"
    table.autoFilter.ref = f"A4:{letters}{last}"
    if totals:
        table.totalsRowCount = 1
        sheet.cell(end, 1, "Total")
        sheet.cell(end, 22, f"=SUBTOTAL(109,{table.displayName}[Total])")
        sheet.cell(end, 23, f"=SUM(V5:V{last})")
    book.save(path)


def stamp_of(path: Path) -> list[object]:
    """Values of the stamp's rows."""
    rows = openpyxl.load_workbook(path)["Settings"].iter_rows(values_only=True)
    return [row[1] for row in rows if row[0] in STAMP_ROWS]
