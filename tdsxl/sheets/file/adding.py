"""Lines of a list as rows for the tables that the firm fills. No I/O here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tdsxl.names import MODULE_TITLES
from tdsxl.sheets.keys import Waiting
from tdsxl.sheets.layout import VISIBLE
from tdsxl.sheets.lists.reading import ClientLine, RegisterLine
from tdsxl.tables import Cell, RowKey, Sheet
from tdsxl.titles import CLIENTS, REGISTER


def _forgiving(sheet: Sheet) -> Sheet:
    """The sheet as lists are matched with it: small letters and blanks in a key are forgiven, formulas of ours stay."""

    def key(cell: Callable[[str], str]) -> RowKey:
        return tuple("".join(text.split()).upper() for text in sheet.key(cell))

    return replace(sheet, key=key, columns=tuple(column for column in sheet.columns if column.title != VISIBLE))


CLIENT_SHEET = _forgiving(CLIENTS)
REGISTER_SHEET = _forgiving(REGISTER)


def client_rows(lines: Iterable[ClientLine]) -> Waiting:
    """Clients of a list; new ones get all ticks, unless their line says no."""
    ticks = dict.fromkeys(("Sync", *MODULE_TITLES.values(), "Active"), 1)
    return _waiting(CLIENT_SHEET, ({**line.cells, "TAN": line.tan} for line in lines), ticks)


def register_rows(lines: Iterable[RegisterLine]) -> Waiting:
    """Certificates of a list."""
    return _waiting(REGISTER_SHEET, map(_certificate, lines), {})


def _certificate(line: RegisterLine) -> Mapping[str, Cell]:
    given = line.register
    return {
        "TAN": line.tan,
        "Certificate no.": given.certificate_no or None,
        "Deductee PAN": given.deductee_pan,
        "FY / Tax year": str(given.year),
        "Section": given.section,
        "Rate %": given.rate,
        "Limit": given.limit,
        "Remarks": line.remarks or None,
    }


def _waiting(sheet: Sheet, lines: Iterable[Mapping[str, Cell]], defaults: Mapping[str, Cell]) -> Waiting:
    titles = [column.title for column in sheet.columns]
    rows = (tuple(cells.get(title) for title in titles) for cells in lines)
    return Waiting(sheet, rows, defaults=tuple(defaults.get(title) for title in titles))
