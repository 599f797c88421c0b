"""Cells of ours written in few large blocks, and read again to see that Excel took them.

One block per group of columns that stand side by side, two where what changed lies far apart; nothing is written where
nothing differs. A block never spans a row that is not ours.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, pairwise

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.calls import KEEPS
from tdsxl.sheets.excel.paper import Area, Paper
from tdsxl.sheets.excel.values import Shown, given, is_plain, shows

_BLOCKS = 2
"""Per group of columns: every further call costs more than the unchanged rows between."""
_PROVEN = 1_000
"""Rows of a block that are read again at most: its last ones, where all that went wrong above shows too."""


class Did(Enum):
    """What became of a try to write rows."""

    NOTHING = "nothing differed"
    WROTE = "rows were written"
    MET_MOVED_ROWS = "rows were moved just now, so nothing was written"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A column of ours."""

    number: int
    is_text: bool
    """Its cells keep what is written as text, once they are told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What is written at one place: columns side by side, rows without a gap."""

    paper: Paper
    columns: tuple[Ours, ...]
    top: int
    rows: Sequence[Sequence[Shown]]

    def area(self, left: int, right: int) -> Area:
        """Its part between two of its columns."""
        return Area(top=self.top, left=left, bottom=self.top + len(self.rows) - 1, right=right)


def put_rows(
    paper: Paper,
    columns: Sequence[Ours],
    wanted: Mapping[int, Sequence[Shown]],
    *,
    found: Mapping[int, Sequence[Shown]],
) -> None:
    """Let rows show what is wanted.

    Args:
        paper: The sheet.
        columns: From left to right.
        wanted: Row number → values in the order of the columns.
        found: The same for what stands there; rows left out are blank.

    Raises:
        LocalError: Excel did not take it.
    """
    for part in _parts(columns):
        old = {row: cells[part] for row, cells in found.items()}
        new = {row: cells[part] for row, cells in wanted.items()}
        for block in _blocks(paper, columns[part], new, old):
            _put(block)


def differs(wanted: Mapping[int, Sequence[Shown]], found: Mapping[int, Sequence[Shown]]) -> bool:
    """Whether any cell is to show something else."""
    return any(row not in found or _changes(found[row], cells) for row, cells in wanted.items())


def _parts(columns: Sequence[Ours]) -> Iterator[slice]:
    """Places of columns that stand side by side: those have the same distance between their number and their place."""
    for _, group in groupby(range(len(columns)), lambda at: columns[at].number - at):
        places = [*group]
        yield slice(places[0], places[-1] + 1)


def _blocks(
    paper: Paper, columns: Sequence[Ours], wanted: Mapping[int, Sequence[Shown]], found: Mapping[int, Sequence[Shown]]
) -> Iterator[_Block]:
    """As few blocks as there may be, no wider than what changes."""
    whole = [*range(len(columns))]
    changes = {row: _changes(found[row], cells) if row in found else whole for row, cells in wanted.items()}
    changed = sorted(row for row, places in changes.items() if places)
    if not changed:
        return
    part = slice(min(min(changes[row]) for row in changed), max(max(changes[row]) for row in changed) + 1)
    for top, bottom in _runs(changed, wanted):
        rows = [wanted[row][part] for row in range(top, bottom + 1)]
        yield _Block(paper=paper, columns=tuple(columns[part]), top=top, rows=rows)


def _runs(changed: Sequence[int], ours: Collection[int]) -> list[tuple[int, int]]:
    """First and last rows of the blocks: unchanged rows of ours are written along, but for the widest gaps."""
    gaps = [(above, below) for above, below in pairwise(changed) if below > above + 1]
    torn = {gap for gap in gaps if any(row not in ours for row in range(gap[0] + 1, gap[1]))}
    wide = sorted({*gaps} - torn, key=lambda gap: gap[0] - gap[1])[: max(0, _BLOCKS - 1 - len(torn))]
    cuts = sorted(torn | {*wide})
    tops = [changed[0], *(below for _, below in cuts)]
    return list(zip(tops, [*(above for above, _ in cuts), changed[-1]], strict=True))


def _put(block: _Block) -> None:
    """Write a block, its texts as texts, and see that Excel took it."""
    for is_text, group in groupby(range(len(block.columns)), lambda at: block.columns[at].is_text):
        places = [*group]
        part = slice(places[0], places[-1] + 1)
        if is_text and not all(is_plain(show) for row in block.rows for show in row[part]):
            numbers = [column.number for column in block.columns[part]]
            block.paper.take_as_text(block.area(numbers[0], numbers[-1]))
    left, right = block.columns[0].number, block.columns[-1].number
    block.paper.put(block.top, left, [_given(row, block.columns) for row in block.rows])
    _prove(block, block.area(left, right))


def _prove(block: _Block, area: Area) -> None:
    last = replace(area, top=max(area.top, area.bottom - _PROVEN + 1))
    for row, found in enumerate(block.paper.values(last), last.top):
        if _changes(found, block.rows[row - block.top]):
            raise LocalError(
                f"Excel did not take what was written to row {row} of the sheet {block.paper.title}.",
                f"Clear the sheet's filters, and text formats of its dates and numbers. {KEEPS}",
            )


def _given(row: Sequence[Shown], columns: Sequence[Ours]) -> list[Shown]:
    return [given(show, is_text=column.is_text) for show, column in zip(row, columns, strict=True)]


def _changes(found: Sequence[Shown], wanted: Sequence[Shown]) -> list[int]:
    """Places where a row shows something else than it shall."""
    if tuple(found) == tuple(wanted):
        return []
    return [at for at, pair in enumerate(zip(found, wanted, strict=True)) if not shows(*pair)]
