"""The sheet Dashboard of a book: values put beside its formulas, which stay as they are, to the letter.

The user may have moved its block about: sections are found by their headings, rows by their labels.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from tdsxl.figures import CHOICE, SECTIONS, SHEETS, TITLE, Figures, Section
from tdsxl.sheets.file.cells import Cells, Stored, escaped
from tdsxl.sheets.file.formulas import column_letters, column_number
from tdsxl.sheets.file.opening import grammar_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.rewrite import Rewritten
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.sheets.texts import clean
from tdsxl.tables import Cell, Dashboard, Kind, Written

_HEADINGS = frozenset(section.heading for section in SECTIONS)
_WIDTH = 3
"""Columns of a section."""
_PAISE = 0.005
"""Two sums of the same amounts differ by less."""
_REFERENCE = re.compile(r"""\sr\s*=\s*["']([A-Z]+)""")
_TYPE = re.compile(r"""\st\s*=\s*["'][^"']*["']""")

_Spot = tuple[int, int]
"""Numbers of a row and a column."""


def gaps(package: Package, part: str, written: Iterable[str]) -> Iterator[str]:
    """What is missing of the sheet in a book with the written sheets, as a sentence."""
    if {*written} >= SHEETS:
        if not part:
            yield f"There is no sheet {TITLE}; a fresh book has one."
        elif missing := DashboardPart(package, part).missing():
            yield f"{TITLE} has no figures under {', '.join(missing)}: nothing is written beside its formulas."


class DashboardPart:
    """The sheet as it stands in one book."""

    def __init__(self, package: Package, part: str) -> None:
        self._package = package
        self._part = part

    def missing(self) -> tuple[str, ...]:
        """Headings of the sections that do not stand on it with all of their labels."""
        return tuple(section.heading for section in SECTIONS if not self._seen.formulas(section))

    def worked_out(self, dashboard: Dashboard, known: Written | None) -> tuple[Rewritten | None, Written]:
        """The part with the figures beside their formulas, None where they stand there; and what to remember of it."""
        content = b"".join(self._package.chunks(self._part))
        now = _written(content, dashboard)
        if now == known:
            return None, known
        by_row: dict[int, dict[str, Cell]] = {}
        for (row, column), value in self._seen.different(dashboard.figures(self._seen.choice)):
            by_row.setdefault(row, {})[column_letters(column)] = value
        if not by_row:
            return None, now
        stream, grammar = self._opened()
        rows = "".join(_with_results(row, by_row.get(row.number, {}), grammar) for row in stream.rows())
        content = b"".join((stream.before, rows.encode(), *stream.rest()))
        return Rewritten(before=content, is_unproven=True), _written(content, dashboard)

    @cached_property
    def _seen(self) -> "_Seen":
        stream, grammar = self._opened()
        texts: dict[_Spot, Stored] = {}
        results: dict[_Spot, Stored] = {}
        for row in stream.rows():
            formulas = grammar.formulas(row)
            for letters, value in grammar.values(row).items():
                into = results if letters in formulas else texts
                into[row.number, column_number(letters)] = value
        return _Seen(texts, results, grammar.cells)

    def _opened(self) -> tuple[SheetStream, Grammar]:
        stream = SheetStream(self._package.chunks(self._part))
        return stream, grammar_of(self._package, stream.prefix)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the cells of the sheet show, row by row."""

    texts: Mapping[_Spot, Stored]
    """Of cells without a formula."""
    results: Mapping[_Spot, Stored]
    """Of those with one."""
    cells: Cells

    @property
    def choice(self) -> str:
        """What stands right of the label of the group."""
        label = next((spot for spot, text in self.texts.items() if text == CHOICE), (0, 0))
        return self.cells.key_text(self.texts.get((label[0], label[1] + 1)), Kind.TEXT).strip()

    def different(self, figures: Figures) -> Iterator[tuple[_Spot, Cell]]:
        """All figures of which one at least is not shown; none of a section that has more or fewer formulas."""
        found: list[tuple[_Spot, Cell]] = []
        for section in SECTIONS:
            values = figures[section.heading]
            spots = self.formulas(section)[: len(values)]
            found += zip(spots, values, strict=True) if len(spots) == len(values) else ()
        if not all(self._shows(spot, value) for spot, value in found):
            yield from found

    def formulas(self, section: Section) -> list[_Spot]:
        """The cells of a section's formulas, row by row; none where it does not stand with all of its labels."""
        headings = (spot for spot, text in self.texts.items() if text == section.heading)
        return next(filter(None, (self._formulas(section, top, column) for top, column in headings)), [])

    def _formulas(self, section: Section, top: int, column: int) -> list[_Spot]:
        below = {row: text for (row, at), text in self.texts.items() if at == column and row > top}
        end = next((row for row, text in below.items() if text in _HEADINGS), LAST_ROW + 1)
        labels = {row: text for row, text in below.items() if row < end and text in section.labels}
        if tuple(labels.values()) != section.labels:
            return []
        rows = {top, *labels} if labels else range(top, end)
        return [(row, at) for row, at in self.results if row in rows and column <= at < column + _WIDTH]

    def _shows(self, spot: _Spot, value: Cell) -> bool:
        stored = self.results[spot]
        if isinstance(stored, float) and isinstance(value, int | Decimal):
            return abs(stored - float(value)) < _PAISE
        return self.cells.holds(stored, value)


def _written(content: bytes, dashboard: Dashboard) -> Written:
    sha256 = hashlib.sha256(content).hexdigest()
    return Written(sha256=sha256, fingerprint=dashboard.fingerprint, rows_sha256=sha256, plain=False)


def _with_results(row: Row, results: Mapping[str, Cell], grammar: Grammar) -> str:
    """The row with the results of its formulas; those without one are left to be worked out."""
    p = grammar.prefix

    def with_result(cell: re.Match[str]) -> str:
        named = _REFERENCE.search(cell[1])
        attributes, formula = _TYPE.sub("", cell[1]), cell[2]
        if not named or named[1] not in results:
            return f"<{p}c{attributes}>{formula}</{p}c>"
        value = results[named[1]]
        if isinstance(value, str):
            return f'<{p}c{attributes} t="str">{formula}<{p}v>{escaped(clean(value))}</{p}v></{p}c>'
        return f"<{p}c{attributes}>{formula}{grammar.cells.tail(value).removeprefix('>')}"

    return _formula_cell(p).sub(with_result, row.xml)


@cache
def _formula_cell(prefix: str) -> re.Pattern[str]:
    """A cell with a formula and perhaps its result: attributes, formula."""
    p = re.escape(prefix)
    formula = rf"<{p}f(?:\s[^>]*)?(?:/>|>[^<]*</{p}f\s*>)"
    result = rf"<{p}v(?:\s[^>]*)?(?:/>|>[^<]*</{p}v\s*>)"
    return re.compile(rf"<{p}c(\s[^>]*)>\s*({formula})\s*(?:{result})?\s*</{p}c\s*>")
