"""Our cells on the sheets that the firm fills: statuses on Clients, the stamp on Settings, the figures of Home."""

from collections.abc import Iterable, Mapping

from tdsxl.sheets.again import mark, rows_again
from tdsxl.sheets.excel.blocks import Did, differs, put_rows
from tdsxl.sheets.excel.cuts import Ours
from tdsxl.sheets.excel.paper import Area, Paper
from tdsxl.sheets.excel.place import Place, put_as_on
from tdsxl.sheets.excel.places import Places
from tdsxl.sheets.excel.values import Shown, shown
from tdsxl.sheets.layout import stamp_rows
from tdsxl.tables import Cell, Stamp, Update
from tdsxl.titles import HOME_FIGURES, OUR_CLIENT_TITLES

_MARKS = ("TAN", "Client name")
_HOME = Area(top=1, left=1, bottom=100, right=20)
"""Where the figures of Home are looked for."""


def put_clients(places: Places, update: Update) -> Did:
    """Write what differs in our cells of the clients' rows, and the as-on line.

    Raises:
        LocalError: Excel did not take it.
    """
    place = places.clients
    titles = [title for title in place.columns if title in (*_MARKS, *OUR_CLIENT_TITLES)]
    columns = place.ours(titles, marks=_MARKS)
    found = place.found(columns)
    now = {row: mark(texts["TAN"], texts["Client name"]) for row, texts in place.texts(_MARKS).items()}
    wanted = {
        row: tuple(
            shown(update.clients[number][title]) if title in update.clients[number] else old
            for title, old in zip(titles, found[row], strict=True)
        )
        for number, row in rows_again(update, now).items()
        if number in update.clients
    }
    if differs(wanted, found) and not places.stands(place, _MARKS):
        return Did.MET_MOVED_ROWS
    did = put_rows(place.paper, columns, wanted, found=found)
    if did is not Did.MET_MOVED_ROWS:
        place.put_as_on(update.clients_as_on)
    return did


def put_stamp(place: Place, stamp: Stamp) -> None:
    """The rows of Settings that say whose book it is.

    Raises:
        LocalError: Excel did not take it.
    """
    values = stamp_rows(stamp)
    rows = {texts["Setting"]: row for row, texts in place.texts(("Setting",)).items()}
    wanted = {rows[name]: (shown(value),) for name, value in values.items() if name in rows}
    columns = (Ours(number=place.columns["Value"], is_text=True),)
    put_rows(place.paper, columns, wanted, found=place.found(columns))


def put_home(paper: Paper, update: Update) -> None:
    """The figures, each in the cell right of its label, and the as-on line.

    Raises:
        LocalError: Excel did not take it.
    """
    grid = paper.values(_HOME)
    labels = _labels(grid, HOME_FIGURES)
    if not labels:
        return
    by_column: dict[int, dict[int, Cell]] = {}
    for name, (row, column) in labels.items():
        if name in update.home:
            by_column.setdefault(column + 1, {})[row] = update.home[name]
    for column, figures in by_column.items():
        wanted = {row: (shown(value),) for row, value in sorted(figures.items())}
        found = {row: (grid[row - 1][column - 1],) for row in wanted}
        put_rows(paper, (Ours(number=column, is_text=False),), wanted, found=found)
    above = min(row for row, _ in labels.values())
    put_as_on(paper, grid[: above - 1], update.clients_as_on)


def _labels(grid: list[list[Shown]], names: Iterable[str]) -> Mapping[str, tuple[int, int]]:
    """Names → row and column of the first cell that shows them."""
    wanted, found = set(names), dict[str, tuple[int, int]]()
    for row, cells in enumerate(grid, 1):
        for column, value in enumerate(cells[:-1], 1):
            if isinstance(value, str) and value in wanted:
                found.setdefault(value, (row, column))
    return found
