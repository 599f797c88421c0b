"""What sheets look like, as values."""

import pytest

from tdsxl.ledgers import LEDGERS
from tdsxl.modules import MODULES
from tdsxl.sheets.fresh.colours import RULES, rules_of
from tdsxl.sheets.layout import NARROW, STYLE, header_style, height_of, points_of, style_of, width_of
from tdsxl.tables import Column, Kind, Sheet
from tdsxl.titles import CLIENTS, REGISTER, RUNS
from tdsxl.worklists import FIRM_LISTS, WORKLISTS

SHEETS = [
    CLIENTS,
    REGISTER,
    *(view.sheet for module in MODULES for view in module.views),
    *LEDGERS,
    *WORKLISTS,
    *FIRM_LISTS,
]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_column_has_its_style(kind: Kind) -> None:
    """A column of any kind finds a named style, so no cell is left without its number format."""
    assert STYLE[style_of(Column(title="X", kind=kind))].name == f"tdsxl {kind.value}"


def test_sentences_wrap_and_names_do_not() -> None:
    """Wide text columns wrap; narrower ones draw long names smaller."""
    message, name = Column(title="Message", width=48), Column(title="Group", width=16)
    assert STYLE[style_of(message)].wrap
    assert STYLE[style_of(name)].shrink
    assert not STYLE[style_of(name)].wrap


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.title)
def test_no_word_of_a_title_is_broken(sheet: Sheet) -> None:
    """Each column is wider than the longest word of its title."""
    for column in sheet.columns:
        if column.width > NARROW:
            assert width_of(column) > max(map(len, column.title.split()))


def test_amounts_have_room_for_crores_and_the_filter_button() -> None:
    """A right-aligned title leaves room for the button that lies over its corner."""
    assert width_of(Column(title="Tries", kind=Kind.COUNT, width=7)) >= len("Tries") + 3


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """Lines are counted over line feeds and width; one line asks for no height."""
    assert height_of([("short", 40)]) is None
    assert height_of([("", 40), ("first\nsecond", 40)]) == 27
    assert height_of([("a" * 100, 40)]) == 27
    assert height_of([("A" * 100, 40)]) == 54


def test_printed_width_counts_every_column() -> None:
    """Two columns of ten characters are 112.5 points wide."""
    assert points_of([Column(title="A", width=10), Column(title="B", width=10)]) == 112.5


def test_titles_tell_whose_column_it_is() -> None:
    """On Clients the firm's titles and tdsxl's differ in colour; result sheets are tdsxl's throughout."""
    styles = {column.title: header_style(CLIENTS, column) for column in CLIENTS.columns}
    assert styles["TAN"] == styles["Group"] == "tdsxl yours"
    assert styles["Status"] == styles["Visible"] == "tdsxl header"
    assert {header_style(RUNS, column) for column in RUNS.columns} == {"tdsxl header"}


def test_every_coloured_column_stands_on_a_sheet() -> None:
    """No colour rule waits for a column that does not exist."""
    assert set(RULES) <= {column.title for sheet in SHEETS for column in sheet.columns}


def test_a_portals_own_status_is_not_coloured() -> None:
    """Status holds tdsxl's words on Clients only."""
    notices = next(sheet for sheet in SHEETS if sheet.title == "Notices & Orders")
    status = next(column for column in notices.columns if column.title == "Status")
    assert rules_of(notices, status) == ()
    assert rules_of(CLIENTS, status) == RULES["Status"]
