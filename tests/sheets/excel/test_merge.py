"""Where our rows go in a table, without any Excel."""

from typing import cast

import pytest

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.merge import Merged, merged
from tdsxl.sheets.excel.paper import Area, Paper
from tdsxl.sheets.excel.place import Place
from tdsxl.sheets.excel.values import Shown
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.tables import Column, Sheet
from tests.sheets.samples import table

NAMED = Sheet(title="Named", key=lambda cell: (cell("Key"),), columns=(Column(title="Key"), Column(title="Value")))


def place(*rows: tuple[Shown, ...], top: int = 4) -> Place:
    """A table of the columns Key, Mine and Value."""
    return Place(
        sheet=NAMED,
        paper=cast(Paper, None),
        table="Named",
        area=Area(top=top, left=1, bottom=top + len(rows), right=3),
        has_totals=False,
        columns={"Key": 1, "Value": 3},
        first=top,
        grid=[["Key", "Mine", "Value"], *map(list, rows)],
    )


def into(where: Place, *keys: str, formulas: frozenset[int] = frozenset()) -> Merged:
    """Rows of these keys merged into a table, in which some rows hold nothing but formulas of the user's."""
    return merged(where, table(NAMED, [(key, key.upper()) for key in keys]), lambda rows: formulas & {*rows}, {})


def test_known_rows_stay_and_new_ones_follow() -> None:
    """In the user's order, not in ours."""
    found = into(place(("b", "x", "B"), ("a", "y", "A")), "a", "b", "c")
    assert found == Merged(rows={5: ("b", "B"), 6: ("a", "A"), 7: ("c", "C")}, last=7)


def test_rows_that_are_not_ours_are_left_out() -> None:
    """A row of another key, one without, and the second of a key."""
    found = into(place(("z", None, "Z"), (None, "note", None), ("a", None, "A"), ("a", None, "A")), "a")
    assert found == Merged(rows={7: ("a", "A")}, last=8)


def test_blank_rows_at_the_end_are_filled_first() -> None:
    """Also those that hold formulas alone; one with a note of the user's stays, and all above it."""
    rows = ((None, None, None), (None, "note", None), (None, 0.0, None), (None, None, None))
    found = into(place(("a", None, "A"), *rows), "a", "b", "c", "d", formulas=frozenset({8}))
    assert found == Merged(rows={5: ("a", "A"), 8: ("b", "B"), 9: ("c", "C"), 10: ("d", "D")}, last=10)


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    """Before anything is written."""
    near_the_end = place(("a", None, "A"), top=LAST_ROW - 2)
    assert into(near_the_end, "a", "b").last == LAST_ROW
    with pytest.raises(LocalError, match="Named has more rows than a sheet can hold"):
        into(near_the_end, "a", "b", "c")
