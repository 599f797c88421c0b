"""Cells of ours written in few large blocks, and read again to see that Excel took them.

One block per group of columns that stand side by side, two where what changed lies far apart; nothing is written where
nothing differs. A block never spans a row that is not ours.

Texts are written to text cells. Columns that show such texts already are not marked anew, for new rows look like the
one above them: where that is wrong it is seen when the block is read again, and mended. What may be a formula is never
written but to cells that were marked just before.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby, pairwise

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.calls import KEEPS
from tdsxl.sheets.excel.paper import Area, Paper, letters
from tdsxl.sheets.excel.values import Shown, given, is_plain, may_be_formula, shows

_BLOCKS = 2
"""Per group of columns, where no row is new: every further call costs more than the unchanged rows between."""


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
    keeping: frozenset[int]
    """Places of columns that show texts which other cells would not have kept."""

    @property
    def texts(self) -> tuple[int, ...]:
        """Places of its columns of texts."""
        return tuple(at for at, column in enumerate(self.columns) if column.is_text)

    def is_safe(self, at: int) -> bool:
        """Whether the texts of a column may be written as they are: mere words, or no formulas where texts are kept."""
        texts = [row[at] for row in self.rows]
        return all(map(is_plain, texts)) or (at in self.keeping and not any(map(may_be_formula, texts)))

    def area(self, places: Sequence[int]) -> Area:
        """Where columns that stand side by side stand, given their places among its own."""
        left, right = self.columns[places[0]].number, self.columns[places[-1]].number
        return Area(top=self.top, left=left, bottom=self.top + len(self.rows) - 1, right=right)


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A cell that shows something else than was written."""

    row: int
    at: int
    """Place of its column."""
    found: Shown


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
    """Places of columns that stand side by side."""
    for places in _runs_of([column.number for column in columns]):
        yield slice(places[0], places[-1] + 1)


def _runs_of(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """The places of numbers that follow each other: those have the same distance between a number and its place."""
    for _, group in groupby(range(len(numbers)), lambda at: numbers[at] - at):
        yield [*group]


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
    keeping = frozenset(
        at - part.start for at in whole[part] if not all(is_plain(cells[at]) for cells in found.values())
    )
    grows = any(row not in found for row in changed)
    for top, bottom in _runs(changed, wanted, most=1 if grows else _BLOCKS):
        rows = [wanted[row][part] for row in range(top, bottom + 1)]
        yield _Block(paper=paper, columns=tuple(columns[part]), top=top, rows=rows, keeping=keeping)


def _runs(changed: Sequence[int], ours: Collection[int], *, most: int) -> list[tuple[int, int]]:
    """First and last rows of the blocks: unchanged rows of ours are written along, but for the widest gaps."""
    gaps = [(above, below) for above, below in pairwise(changed) if below > above + 1]
    torn = {gap for gap in gaps if any(row not in ours for row in range(gap[0] + 1, gap[1]))}
    wide = sorted({*gaps} - torn, key=lambda gap: gap[0] - gap[1])[: max(0, most - 1 - len(torn))]
    cuts = sorted(torn | {*wide})
    tops = [changed[0], *(below for _, below in cuts)]
    return list(zip(tops, [*(above for above, _ in cuts), changed[-1]], strict=True))


def _put(block: _Block) -> None:
    """Write a block, its texts as texts, and see that Excel took all of it."""
    marked = [at for at in block.texts if not block.is_safe(at)]
    wrong = _written(block, marked)
    texts = [each for each in wrong if each.at in block.texts]
    # Once only, and never where a wrong text is seen: those are rows that somebody has moved just now.
    if texts and all(isinstance(each.found, int | float | Decimal | datetime) for each in texts):
        wrong = _written(block, block.texts)
    if wrong:
        cell = f"{letters(block.columns[wrong[0].at].number)}{wrong[0].row}"
        others = f" and {len(wrong) - 1:,} more" if wrong[1:] else ""
        raise LocalError(
            f"Excel did not take what was written to {cell}{others} of the sheet {block.paper.title}.",
            f"Clear the sheet's filters, and text formats of its dates and numbers. {KEEPS}",
        )


def _written(block: _Block, marked: Sequence[int]) -> list[_Wrong]:
    """Write a block, some columns marked as texts before; what Excel did not take of it."""
    if marked:
        block.paper.take_as_text([block.area([marked[at] for at in places]) for places in _runs_of(marked)])
    area = block.area(range(len(block.columns)))
    block.paper.put(area.top, area.left, [_given(row, block.columns) for row in block.rows])
    pairs = zip(block.paper.values(area), block.rows, strict=True)
    return [
        _Wrong(row, at, found[at])
        for row, (found, wanted) in enumerate(pairs, area.top)
        for at in _changes(found, wanted)
    ]


def _given(row: Sequence[Shown], columns: Sequence[Ours]) -> list[Shown]:
    return [given(show, is_text=column.is_text) for show, column in zip(row, columns, strict=True)]


def _changes(found: Sequence[Shown], wanted: Sequence[Shown]) -> list[int]:
    """Places where a row shows something else than it shall."""
    if tuple(found) == tuple(wanted):
        return []
    return [at for at, pair in enumerate(zip(found, wanted, strict=True)) if not shows(*pair)]
