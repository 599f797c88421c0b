"""A user who sorts, filters, deletes, inserts and writes notes between syncs, against a model of the sheet (E5)."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tdsxl.tables import Written
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
from tests.sheets.test_file_model import cell

NUMBERS = some.lists(some.integers(1, 9), unique=True, min_size=1, max_size=9)
PLACES = some.integers(0, 20)
Line = tuple[int, str]
"""Number of the challan, or 0 for a row of the user's own; the user's note."""


class Desk(RuleBasedStateMachine):
    """A book, what its sheet Challans should show, and which of its rows are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = make_book(Path(self.folder.name) / "book.xlsx")
        file_book(self.path).write(update(table(CHALLANS, [challan(1)])), {})
        foreign.add_own_columns(self.path)
        self.lines: list[Line] = [(1, "")]
        self.hidden: set[int] = set()
        self.known: dict[str, Written] = {}
        self.notes = 0
        self.syncs = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def first_note(self) -> None:
        self.write_note(0)

    @rule(place=PLACES)
    def write_note(self, place: int) -> None:
        """The user writes into a column of the firm's."""
        if self.lines:
            place, self.notes = place % len(self.lines), self.notes + 1
            self.lines[place] = (self.lines[place][0], f"note {self.notes}")
            self._save()

    @rule(order=some.randoms(use_true_random=False))
    def sort(self, order: object) -> None:
        """The user sorts the table; notes go with their rows, hidden rows become others."""
        order.shuffle(self.lines)  # type: ignore[attr-defined]  # a Random
        self._save()

    @rule(place=PLACES)
    def delete(self, place: int) -> None:
        """The user deletes a row."""
        if len(self.lines) > 1:
            del self.lines[place % len(self.lines)]
            self._save()

    @rule(place=PLACES)
    def insert(self, place: int) -> None:
        """The user puts in a row of the firm's own."""
        self.notes += 1
        self.lines.insert(place % (len(self.lines) + 1), (0, f"note {self.notes}"))
        self._save()

    @rule(places=some.sets(PLACES, max_size=4))
    def filter(self, places: set[int]) -> None:
        """The user filters: rows are hidden, not gone."""
        self.hidden = {place for place in places if place < len(self.lines)}
        self._save()

    @rule(numbers=NUMBERS)
    def sync(self, numbers: list[int]) -> None:
        """A run ends; the book is written by key, wherever its rows are now."""
        self.syncs += 1
        rows = [challan(number, state="Changed") for number in numbers]
        self.known = {**file_book(self.path).write(update(table(CHALLANS, rows)), self.known)}
        self.lines += [(number, "") for number in numbers if number not in {each for each, _ in self.lines}]

    @precondition(lambda self: self.syncs)
    @rule()
    def sync_again(self) -> None:
        """The same again changes nothing."""
        numbers = [number for number, _ in self.lines if number]
        if numbers:
            self.sync(numbers)
            before = self.path.read_bytes()
            self.sync(numbers)
            assert self.path.read_bytes() == before

    @invariant()
    def every_row_is_where_the_user_left_it(self) -> None:
        """Right rows, right notes, right order; nothing twice, nothing of the user's gone."""
        rows = shown(self.path, "Challans")
        found = [(int(str(row["Portal CIN"] or "CIN0")[3:]), str(row["My note"] or "")) for row in rows]
        assert [line for line in found if line != (0, "")] == [line for line in self.lines if line != (0, "")]

    @invariant()
    def what_was_hidden_stays_hidden(self) -> None:
        """A filter is the user's affair."""
        part = parts(self.path)[part_of(self.path, "Challans")].decode()
        rows = [int(row) - 5 for row in re.findall(r'<row r="([0-9]+)"[^>]*hidden="1"', part)]
        assert set(rows) == self.hidden

    def _save(self) -> None:
        """The book as the user's program saves it."""
        self.hidden = {place for place in self.hidden if place < len(self.lines)}
        last = 4 + max(1, len(self.lines))
        rows = "".join(self._row(at, *line) for at, line in enumerate(self.lines, 5))
        start = r'(<row r="4".*?</row>).*</sheetData>'

        def sheet(part: bytes) -> bytes:
            return re.sub(start, rf"\1{rows}</sheetData>", part.decode(), flags=re.DOTALL).encode()

        name = next(name for name, part in parts(self.path).items() if b'displayName="Challans"' in part)
        ref = re.compile(rb'ref="A4:AB[0-9]+"')
        change_parts(
            self.path,
            (part_of(self.path, "Challans"), sheet),
            (name, lambda part: ref.sub(b'ref="A4:AB%d"' % last, part)),
        )

    def _row(self, at: int, number: int, note: str) -> str:
        hidden = ' hidden="1"' if at - 5 in self.hidden else ""
        ours = cell("A", at, tan(1)) + cell("G", at, f"CIN{number:011d}") if number else ""
        return f'<row r="{at}"{hidden}>{ours}{cell("AA", at, note) if note else ""}</row>'


TestDesk = pytest.mark.row("E5")(pytest.mark.timeout(600)(pytest.mark.fault(Desk.TestCase)))
TestDesk.settings = settings(max_examples=6, stateful_step_count=10, deadline=None)
