"""What of our rows is written in which block, without any Excel."""

from tdsxl.sheets.excel.cuts import Ours, cut
from tdsxl.sheets.excel.values import Shown

COLUMNS = (
    Ours(number=1, is_text=True, is_mark=True),
    Ours(number=2, is_text=True),
    Ours(number=3, is_text=True, is_mark=True),
    Ours(number=4, is_text=False),
)
"""TAN, name, number and amount; who it is and which it is are told by the first and the third."""

Row = tuple[Shown, ...]


def row(number: int, amount: float, *, name: str = "Asha") -> Row:
    return ("ABCD00001E", name, f"CIN{number}", amount)


def blocks(wanted: dict[int, Row], found: dict[int, Row]) -> dict[str, list[list[Shown]]]:
    """Address → what is written there."""
    return {block.area.address: [[*cells] for cells in block.rows] for block in cut(COLUMNS, wanted, found)}


def test_of_known_rows_the_names_are_left_alone() -> None:
    """Where columns on both sides change there are two blocks, and the cell that names the row is in neither."""
    found = {5: row(1, 1.0), 6: row(2, 2.0)}
    wanted = {at: (*row(at - 4, at * 2.0, name="Bina"),) for at in found}
    assert blocks(wanted, found) == {"B5:B6": [["Bina"], ["Bina"]], "D5:D6": [[10.0], [12.0]]}


def test_new_rows_are_written_whole() -> None:
    """In one block, blank rows at the end of the table among them; known rows above get what has changed."""
    found = {5: row(1, 1.0), 6: (None,) * 4}
    wanted = {5: row(1, 9.0), 6: row(2, 2.0), 7: row(3, 3.0)}
    assert blocks(wanted, found) == {"A6:D7": [[*row(2, 2.0)], [*row(3, 3.0)]], "D5": [[9.0]]}


def test_a_name_that_is_told_in_full_is_written_alone() -> None:
    """The names between two such rows stay as they are."""
    found = {at: row(at, 1.0) for at in range(5, 9)}
    wanted = {**found, 5: ("ABCD00001E", "Asha", "CIN00005", 1.0), 8: ("ABCD00001E", "Asha", "CIN00008", 1.0)}
    assert blocks(wanted, found) == {"C5": [["CIN00005"]], "C8": [["CIN00008"]]}


def test_a_row_that_goes_is_emptied_whole() -> None:
    """Its name goes with the rest."""
    found = {5: row(1, 1.0), 6: row(2, 2.0)}
    assert blocks({5: (None,) * 4, 6: row(2, 2.0)}, found) == {"A5:D5": [[None] * 4]}


def test_rows_of_the_users_are_never_spanned() -> None:
    """Between two of ours that change there stands one that is not ours."""
    found = {5: row(1, 1.0), 6: row(7, 7.0), 7: row(2, 2.0)}
    assert blocks({5: row(1, 9.0), 7: row(2, 9.0)}, found) == {"D5": [[9.0]], "D7": [[9.0]]}
