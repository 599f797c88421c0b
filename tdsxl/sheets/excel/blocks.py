"""Cells of ours written in few large blocks, and read again to see that Excel took them, beside the right names.

Rows that are moved in the very moment of writing get what belongs to others. So what tells whose row it is is read
again together with all that was written; where it shows another order, what differs has to be found anew, and only
cells of ours are wrong until then.

Texts are written to text cells. Columns that show such texts already are not marked anew, for new rows look like the
one above them: where that is wrong it is seen when the blocks are read again, and mended. What may be a formula is
never written but to cells that were marked just before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from tdsxl.errors import LocalError
from tdsxl.sheets.excel.calls import KEEPS
from tdsxl.sheets.excel.cuts import Block, Ours, Rows, changes, cut, groups
from tdsxl.sheets.excel.paper import Area, Paper, letters
from tdsxl.sheets.excel.values import Shown, given


class Did(Enum):
    """What became of a try to write rows."""

    NOTHING = "nothing differed"
    WROTE = "rows were written"
    MET_MOVED_ROWS = "rows were moved just now: what differs has to be found anew"


@dataclass(frozen=True, slots=True)
class _Look:
    """What an area shows."""

    area: Area
    grid: Sequence[Sequence[Shown]]

    def rows(self, area: Area) -> Iterator[Sequence[Shown]]:
        """What a part of it shows."""
        left, right = area.left - self.area.left, area.right - self.area.left + 1
        return (cells[left:right] for cells in self.grid[area.top - self.area.top : area.bottom - self.area.top + 1])


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A cell that shows something else than was written."""

    row: int
    column: Ours
    found: Shown


def put_rows(paper: Paper, columns: Sequence[Ours], wanted: Rows, *, found: Rows) -> Did:
    """Let rows show what is wanted.

    Args:
        paper: The sheet.
        columns: From left to right.
        wanted: Our rows.
        found: What stands there; rows left out are blank.

    Raises:
        LocalError: Excel did not take it.
    """
    blocks = [*cut(columns, wanted, found)]
    if not blocks:
        return Did.NOTHING
    wrong = list[_Wrong]()
    for must_mark in (False, True):
        for block in blocks:
            _put(paper, block, block.texts if must_mark else block.unsafe)
        look = _look(paper, columns, blocks)
        if _are_moved(look, columns, wanted, found):
            return Did.MET_MOVED_ROWS
        wrong = [each for block in blocks for each in _wrong(look, block)]
        if not wrong:
            return Did.WROTE
        # Once only, and never where a wrong text is seen: that is what somebody has typed just now.
        if not _are_texts_lost(wrong):
            break
        blocks = [block for block in blocks if any(_wrong(look, block))]
    raise _refusal(paper, wrong)


def differs(wanted: Rows, found: Rows) -> bool:
    """Whether any cell is to show something else."""
    return any(row not in found or changes(found[row], cells) for row, cells in wanted.items())


def _put(paper: Paper, block: Block, marked: Sequence[int]) -> None:
    """Write a block, some columns marked as texts before."""
    if marked:
        paper.take_as_text([block.part([marked[at] for at in places]) for places in groups(marked)])
    paper.put(block.area.top, block.area.left, [_given(row, block.columns) for row in block.rows])


def _given(row: Sequence[Shown], columns: Sequence[Ours]) -> list[Shown]:
    return [given(show, is_text=column.is_text) for show, column in zip(row, columns, strict=True)]


def _look(paper: Paper, columns: Sequence[Ours], blocks: Sequence[Block]) -> _Look:
    """All that was written, and the marks of the rows between, in one read."""
    areas = [block.area for block in blocks]
    marks = [column.number for column in columns if column.is_mark]
    area = Area(
        top=min(area.top for area in areas),
        left=min([*marks, *(area.left for area in areas)]),
        bottom=max(area.bottom for area in areas),
        right=max([*marks, *(area.right for area in areas)]),
    )
    return _Look(area, paper.values(area))


def _are_moved(look: _Look, columns: Sequence[Ours], wanted: Rows, found: Rows) -> bool:
    """Whether a row bears the name of another, or one that stood there has lost its own."""
    marks = [at for at, column in enumerate(columns) if column.is_mark]
    places = [columns[at].number - look.area.left for at in marks]
    shown = dict(enumerate(look.grid, look.area.top))
    names = {row: _of(cells, marks) for row, cells in {**found, **wanted}.items() if row in shown}
    odd = {row: seen for row in names if changes(seen := _of(shown[row], places), names[row])}
    have_lost = any(row in found and not changes(_of(found[row], marks), names[row]) for row in odd)
    return have_lost or not {*names.values()}.isdisjoint(odd.values())


def _of(cells: Sequence[Shown], places: Sequence[int]) -> tuple[Shown, ...]:
    return tuple([cells[at] for at in places])


def _wrong(look: _Look, block: Block) -> Iterator[_Wrong]:
    """What Excel did not take of a block."""
    pairs = zip(look.rows(block.area), block.rows, strict=True)
    for row, (found, wanted) in enumerate(pairs, block.top):
        yield from (_Wrong(row, block.columns[at], found[at]) for at in changes(found, wanted))


def _are_texts_lost(wrong: Sequence[_Wrong]) -> bool:
    """Whether texts were taken for numbers or moments."""
    texts = [each.found for each in wrong if each.column.is_text]
    return bool(texts) and all(isinstance(found, int | float | Decimal | datetime) for found in texts)


def _refusal(paper: Paper, wrong: Sequence[_Wrong]) -> LocalError:
    first, *others = sorted(wrong, key=lambda each: (each.row, each.column.number))
    cell = f"{letters(first.column.number)}{first.row}"
    more = f" and {len(others):,} more" if others else ""
    return LocalError(
        f"Excel did not take what was written to {cell}{more} of the sheet {paper.title}.",
        f"Clear the sheet's filters, and text formats of its dates and numbers. {KEEPS}",
    )
