"""What of our rows is written in which block of cells. No I/O here.

One block per group of columns that stand side by side, two where what changed lies far apart; nothing is written where
nothing differs. A block never spans a row that is not ours, nor, in rows that stand there already, a cell that tells
whose row it is: in whatever moment its user sorts them, rows keep their names, and the firm's own cells beside these.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from tdsxl.sheets.excel.paper import Area
from tdsxl.sheets.excel.values import Shown, is_plain, may_be_formula, shows

_BLOCKS = 2
"""Per group of columns, where no row is new: every further call costs more than the unchanged rows between."""

Rows = Mapping[int, Sequence[Shown]]
"""Row number → values in the order of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A column of ours."""

    number: int
    is_text: bool
    """Its cells keep what is written as text, once they are told to."""
    is_mark: bool = False
    """It tells whose row it is, or is its user's: in a known row only a cell that differs itself is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What is written at one place: columns side by side, rows without a gap."""

    columns: Sequence[Ours]
    top: int
    rows: Sequence[Sequence[Shown]]
    keeping: Collection[int]
    """Numbers of columns that show texts which other cells would not have kept."""

    @property
    def area(self) -> Area:
        """Where it stands."""
        return self.part(range(len(self.columns)))

    @property
    def texts(self) -> list[int]:
        """Places of its columns of texts."""
        return [at for at, column in enumerate(self.columns) if column.is_text]

    @property
    def unsafe(self) -> list[int]:
        """Of these, the places of those whose texts Excel may take for something else."""
        return [at for at in self.texts if not self._is_safe(at)]

    def part(self, places: Sequence[int]) -> Area:
        """Where columns that stand side by side stand, given their places among its own."""
        left, right = self.columns[places[0]].number, self.columns[places[-1]].number
        return Area(top=self.top, left=left, bottom=self.top + len(self.rows) - 1, right=right)

    def _is_safe(self, at: int) -> bool:
        """Whether the texts of a column may be written as they are: mere words, or no formulas where texts are kept."""
        texts = [row[at] for row in self.rows]
        is_keeping = self.columns[at].number in self.keeping
        return all(map(is_plain, texts)) or (is_keeping and not any(map(may_be_formula, texts)))


def cut(columns: Sequence[Ours], wanted: Rows, found: Rows) -> Iterator[Block]:
    """As few blocks as there may be, no wider than what changes; rows that are not in `found` are blank."""
    every = range(len(columns))
    keeping = {columns[at].number for at in every if not all(is_plain(cells[at]) for cells in found.values())}
    changed = {row: changes(found[row], cells) if row in found else every for row, cells in wanted.items()}
    marks = [at for at in every if columns[at].is_mark]
    named = {row for row in wanted.keys() & found.keys() if any(found[row][at] is not None for at in marks)}
    known = {row for row in named if any(wanted[row][at] is not None for at in marks)}
    most = _BLOCKS if wanted.keys() <= found.keys() else 1
    for is_known, rows in ((False, wanted.keys() - known), (True, known)):
        for part in _parts(columns, are_marks_apart=is_known):
            news = {row: at for row in sorted(rows) if (at := [at for at in changed[row] if at in part])}
            if not news:
                continue
            places = slice(min(map(min, news.values())), max(map(max, news.values())) + 1)
            spanned = news if is_known and columns[part[0]].is_mark else rows
            for top, bottom in _runs([*news], spanned, most=most):
                cells = [wanted[row][places] for row in range(top, bottom + 1)]
                yield Block(columns=columns[places], top=top, rows=cells, keeping=keeping)


def changes(found: Sequence[Shown], wanted: Sequence[Shown]) -> list[int]:
    """Places where a row shows something else than it shall."""
    if tuple(found) == tuple(wanted):
        return []
    return [at for at, pair in enumerate(zip(found, wanted, strict=True)) if not shows(*pair)]


def groups(numbers: Sequence[int]) -> Iterator[list[int]]:
    """The places of numbers that follow each other: those have the same distance between a number and its place."""
    for _, places in groupby(range(len(numbers)), lambda at: numbers[at] - at):
        yield [*places]


def _parts(columns: Sequence[Ours], *, are_marks_apart: bool) -> Iterator[range]:
    """Places of columns that stand side by side."""
    for places in groups([column.number for column in columns]):
        for _, group in groupby(places, lambda at: are_marks_apart and columns[at].is_mark):
            part = [*group]
            yield range(part[0], part[-1] + 1)


def _runs(changed: Sequence[int], ours: Collection[int], *, most: int) -> list[tuple[int, int]]:
    """First and last rows of the blocks: unchanged rows of ours are written along, but for the widest gaps."""
    gaps = [(above, below) for above, below in pairwise(changed) if below > above + 1]
    torn = {gap for gap in gaps if any(row not in ours for row in range(gap[0] + 1, gap[1]))}
    wide = sorted({*gaps} - torn, key=lambda gap: gap[0] - gap[1])[: max(0, most - 1 - len(torn))]
    cuts = sorted(torn | {*wide})
    tops = [changed[0], *(below for _, below in cuts)]
    return list(zip(tops, [*(above for above, _ in cuts), changed[-1]], strict=True))
