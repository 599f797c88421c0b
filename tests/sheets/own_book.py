"""A workbook as a firm keeps it before it knows tdsxl: written by XlsxWriter, with what such workbooks hold."""

from pathlib import Path
from zipfile import ZipFile

import xlsxwriter

MACROS = Path(__file__).parents[2] / "workbook" / "tdsxl.xlsm"
"""Some VBA project or other."""
TITLES = ("Sr", "Name of the party", "Deductor no.", "Income-tax no.", "Fees")
CLIENTS = (
    ("Asha Traders", "MUMA12345B", "AAAFA1234C", 5000),
    ("Konkan Agro LLP", "DELK54321C", "AAAFK5678D", 7500),
    ("Asha Traders, Pune", "PNEA00001D", "AAAFA1234C", 2500.5),
)


def own_book(path: Path, *, clients: tuple[tuple[str, str, str, float], ...] = CLIENTS) -> Path:
    """With a sheet and a table that are called as ours are; formulas, a chart, colours, names; perhaps macros."""
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#FFE699", "border": 1})
        money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00", "font_name": "Georgia"})
        list_ = book.add_worksheet("Clients")
        list_.write("A1", "Our clients", bold)
        rows = [(at, *client) for at, client in enumerate(clients, 1)]
        columns = [{"header": title} for title in TITLES]
        columns[-1]["format"] = money
        area = {"name": "Clients", "data": rows, "columns": columns, "style": "Table Style Medium 2"}
        list_.add_table(2, 0, 2 + len(rows), len(TITLES) - 1, area)
        alarm = book.add_format({"font_color": "#C00000", "num_format": "0"})
        list_.conditional_format("E4:E20", {"type": "cell", "criteria": ">", "value": 6000, "format": alarm})
        home = book.add_worksheet("Home")
        home.write_row("A1", ["Clients", 55], bold)
        home.write_formula("A2", "=SUM(Clients!E4:E6)", money, sum(client[-1] for client in clients))
        home.write_formula("A3", "=SUM(Clients[Fees])", None, sum(client[-1] for client in clients))
        home.write_formula("A4", "=LDC*2", None, 42)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Clients!$E$4:$E$6"})
        book.add_worksheet("Fees").insert_chart("B2", chart)
        home.set_first_sheet()
        book.define_name("LDC", "=21")
        if path.suffix == ".xlsm":
            _add_macros(book, path)
    return path


def _add_macros(book: xlsxwriter.Workbook, path: Path) -> None:
    project = path.with_suffix(".bin")
    with ZipFile(MACROS) as ours:
        project.write_bytes(ours.read("xl/vbaProject.bin"))
    book.add_vba_project(str(project))
