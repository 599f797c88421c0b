"""Rows and cells as no program should write them: refused by name, never read as something else."""

from decimal import Decimal

import pytest

from tdsxl.errors import InputError
from tdsxl.sheets.file.cells import Cells, Stored
from tdsxl.sheets.file.formulas import RowsPutIn
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.file.strings import Strings, rich_text, shared_strings


def grammar(*strings: str) -> Grammar:
    """Reads rows whose cells share these strings."""
    return Grammar(prefix="", strings=Strings(lambda: strings), cells=Cells())


def values(xml: str, *strings: str) -> dict[str, Stored]:
    return grammar(*strings).values(Row(5, xml))


@pytest.mark.parametrize(
    "xml",
    [
        '<rowx r="5"/>',
        '<row r="5">12<c r="A5"/></row>',
        '<row r="5"><c r="A5"/>12</row>',
        '<row r="5"><c r="A5"/><x:c r="B5"/></row>',
        '<row r="5"><c r="5"><v>1</v></c></row>',
    ],
    ids=["no row", "text before a cell", "text after a cell", "another element", "a cell without a column"],
)
def test_a_row_that_does_not_come_apart_without_a_rest_is_refused(xml: str) -> None:
    """What is not understood could not be written back."""
    with pytest.raises(InputError, match=r"Row 5 of a sheet is written in a way"):
        values(xml)


@pytest.mark.parametrize("cell", ['t="s"><v>2</v>', 't="s"><v>-x</v>', "><v>1,234</v>", 't="n"><v>TRUE</v>'])
def test_a_cell_whose_value_is_none_is_damaged(cell: str) -> None:
    """A number that is no number, or of a string that the book does not have."""
    with pytest.raises(InputError, match="cells are damaged"):
        values(f'<row r="5"><c r="A5" {cell}</c></row>', "only", "two")


def test_each_kind_of_cell_is_read_as_what_it_is() -> None:
    """Text in its place or shared, numbers, and what a formula has worked out or not yet."""
    cells = (
        '<c r="A5" t="s"><v>1</v></c><c r="B5" t="inlineStr"><is><t>a &amp; b_x000D_</t></is></c>'
        '<c r="C5"><v>2.5</v></c><c r="D5" t="str"><f>A5</f><v>007</v></c>'
        '<c r="E5" t="str"><f>B5</f><v></v></c><c r="F5"/>'
    )
    read = {"A": "two", "B": "a & b\r", "C": 2.5, "D": "007", "E": None, "F": None}
    assert values(f'<row r="5">{cells}</row>', "one", "two") == read


def test_cells_without_references_follow_one_another() -> None:
    """Also behind one that says where it stands, however it spells that."""
    row = "<row r=\"5\"><c><v>1</v></c><c s='3' r='D5'><v>2</v></c><c><v>3</v></c></row>"
    assert values(row) == {"A": 1.0, "D": 2.0, "E": 3.0}
    assert grammar().styles(Row(5, row)) == {"A": "0", "D": "3", "E": "0"}


def test_a_value_for_a_cell_that_is_not_there_makes_one_in_its_place() -> None:
    """Programs leave blank cells out; what is blank makes none."""
    row = Row(5, '<row r="5" spans="2:27"><c r="B5"><v>1</v></c><c r="AA5"><v>2</v></c></row>')
    places = {"C": 0, "A": 1, "B": 2, "AB": 3}
    changed = grammar().changed(row, places, ("x", Decimal(3), Decimal(1), None), styles={"A": "7"})
    assert changed.xml == (
        '<row r="5"><c r="A5" s="7"><v>3.00</v></c><c r="B5"><v>1</v></c>'
        '<c r="C5" s="0" t="inlineStr"><is><t>x</t></is></c><c r="AA5"><v>2</v></c></row>'
    )


def test_a_text_that_speaks_of_sharing_is_no_formula() -> None:
    """A cell of the firm's is written back as it stands."""
    note = '<c r="B5" t="inlineStr"><is><t>shared with Asha</t></is></c>'
    changed = grammar().changed(Row(5, f'<row r="5"><c r="A5"><v>1</v></c>{note}</row>'), {"A": 0}, ("x",), styles={})
    assert note in changed.xml
    assert '<c r="A5" s="0" t="inlineStr"><is><t>x</t></is></c>' in changed.xml


def test_a_formula_that_names_nobody_is_empty() -> None:
    """It says that it is shared, and no cell before it has spelt it out."""
    row = Row(5, '<row r="5"><c r="A5"><f t="shared" si="4"/><v>1</v></c></row>')
    assert grammar().formulas(row) == {"A": ""}


def test_a_formula_over_several_cells_moves_with_its_range() -> None:
    """Its own cells and those that it reads."""
    put_in = RowsPutIn(sheet="Challans", first=5, last=7, count=2, left=1, right=26)
    row = Row(9, '<row r="9"><c r="A9"><f t="array" ref="A9:B9">V5:V7*A11</f><v>1</v></c></row>')
    _, moved = grammar().parted(row, put_in)
    assert moved is not None
    assert moved.xml == '<row r="11"><c r="A11"><f t="array" ref="A11:B11">V5:V9*A13</f><v>1</v></c></row>'


def test_what_tells_how_a_text_is_spoken_is_not_in_it() -> None:
    """Phonetic guides stand beside the runs of a text."""
    text = '<si><r><t>Me</t></r><r><t xml:space="preserve">era </t></r><rPh sb="0" eb="2"><t>meera</t></rPh></si>'
    assert rich_text(text) == "Meera "
    assert shared_strings(f"<sst>{text}<si><t>b</t></si></sst>") == ("Meera ", "b")
