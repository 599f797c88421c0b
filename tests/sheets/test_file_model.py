"""A sheet that a user sorts, thins out and annotates at will, against a model of what must come of it."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.sheets import foreign
from tests.sheets.samples import (
    CHALLANS,
    challan,
    change_parts,
    file_book,
    make_book,
    part_of,
    parts,
    shown,
    table,
    tan,
    update,
)

NUMBERS = some.integers(1, 9)


@pytest.fixture(scope="module")
def annotated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with one challan and two columns of the user's."""
    path = make_book(tmp_path_factory.mktemp("model") / "book.xlsx")
    file_book(path).write(update(table(CHALLANS, [challan(1)])), {})
    foreign.add_own_columns(path)
    return path


def leave(path: Path, numbers: Sequence[int]) -> None:
    """Leave these challans on the sheet, 0 for a blank row, each with its place as the user's note."""
    last = 4 + max(1, len(numbers))
    rows = "".join(
        f'<row r="{at}">{cell("A", at, tan(1))}{cell("G", at, f"CIN{number:011d}")}{cell("AA", at, f"note {at}")}</row>'
        for at, number in enumerate(numbers, 5)
        if number
    )

    def sheet(part: bytes) -> bytes:
        text = re.sub(r'(<row r="4".*?</row>).*</sheetData>', rf"\1{rows}</sheetData>", part.decode(), flags=re.DOTALL)
        return text.encode()

    name = next(name for name, part in parts(path).items() if b'displayName="Challans"' in part)
    change_parts(
        path,
        (part_of(path, "Challans"), sheet),
        (name, lambda part: re.sub(rb'ref="A4:AB[0-9]+"', b'ref="A4:AB%d"' % last, part)),
    )


def cell(letters: str, row: int, text: str) -> str:
    """A cell of text."""
    return f'<c r="{letters}{row}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.row("E5")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.one_of(some.just(0), NUMBERS), max_size=8), some.lists(NUMBERS, unique=True, max_size=9))
def test_every_row_keeps_its_note_and_its_place(
    annotated: Path, tmp_path: Path, left: list[int], ours: list[int]
) -> None:
    """Known rows are told anew where they stand, others stay, new ones follow; written twice, nothing more happens."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(annotated.read_bytes())
    leave(path, left)
    wanted = update(table(CHALLANS, [challan(number, state="Changed") for number in ours]))
    known = file_book(path).write(wanted, {})
    rows = shown(path, "Challans")
    expected: list[tuple[int, str | None, str | None]] = []
    waiting = list(ours)
    for at, number in enumerate(left, 5):
        state = "Changed" if number in waiting else None
        waiting = [each for each in waiting if each != number]
        expected.append((number, state, f"note {at}" if number else None))
    while expected and not expected[-1][0]:
        expected.pop()
    expected += [(number, "Changed", None) for number in waiting]
    found = [(int(str(row["Portal CIN"] or "CIN0")[3:]), row["State"], row["My note"]) for row in rows]
    assert [row for row in found if row[0]] == [row for row in expected if row[0]]
    assert found[: len(expected)] == expected
    again = path.read_bytes()
    assert file_book(path).write(wanted, known).keys() == known.keys()
    file_book(path).write(wanted, {})
    assert path.read_bytes() == again
