"""Rows that show what they shall, told without taking them apart. No I/O here.

What such a row looks like is guessed from those before it. A wrong guess costs a moment, for the row is then taken
apart as ever; a right one spares looking at each of its cells.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from tdsxl.sheets.file.cells import CACHED, ByType, Cells
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.file.strings import Strings
from tdsxl.sheets.texts import DIGITS
from tdsxl.tables import Cell

_PATIENCE = 50
"""Wrong guesses on end after which no more is guessed: the user has sorted the sheet."""


class Guess:
    """Guesses the rows of one table, in which the user's columns stand right of ours."""

    def __init__(self, place: Place, grammar: Grammar, places: Mapping[str, int]) -> None:
        """`places` are those of a row's values by column letters."""
        self._grammar = grammar
        self._columns = sorted(places.items(), key=lambda column: column_number(column[0]))
        self._order = [at for _, at in self._columns]
        last = column_number(self._columns[-1][0])
        self._patience = _PATIENCE if all(column_number(own.letters) > last for own in place.own) else 0
        self._spelling = _Spelling(grammar.prefix, grammar.strings, grammar.cells)
        self._styles: dict[str, str] = {}
        """Column letters → style of a cell as its start tag has it; of columns in which there are cells."""
        self._templates: dict[tuple[bool, ...], str] = {}
        """Which of our columns are blank → what a row is like then."""
        p = re.escape(grammar.prefix)
        self._next = re.compile(rf'</{p}row>|<{p}c r="(?!(?:{"|".join(places)})[0-9])')

    def learn(self, row: Row, values: Sequence[Cell]) -> None:
        """Take a row that shows these values for a pattern."""
        places = dict(self._columns)
        for letters, style, tail in self._grammar.spelt(row) if self._patience else ():
            if letters in places:
                self._spelling.learn(values[places[letters]], tail)
                if self._styles.get(letters) != style:
                    self._styles[letters] = style
                    self._templates.clear()

    def is_right(self, row: Row, values: Sequence[Cell]) -> bool:
        """Whether a row is just what one that shows these values would be."""
        if self._patience <= 0:
            return False
        wanted = self._wanted(row.number, values)
        at = row.xml.find(">") + 1
        is_right = (
            row.xml.startswith(wanted, at)
            and self._next.match(row.xml, at + len(wanted)) is not None
            and "shared" not in row.xml
        )
        self._patience = _PATIENCE if is_right else self._patience - 1
        return is_right

    def _wanted(self, number: int, values: Sequence[Cell]) -> str:
        """Our cells of a row; no row begins with what comes of values whose spelling is not known."""
        shown = [values[at] for at in self._order]
        blank = tuple([not value and (value is None or value == "") for value in shown])
        template = self._templates.get(blank) or self._template(blank)
        by_type = self._spelling.tails
        tails = [by_type[value.__class__](value) for value, is_blank in zip(shown, blank, strict=True) if not is_blank]
        return template.replace("{row}", str(number)) % tuple(tails)

    def _template(self, blank: tuple[bool, ...]) -> str:
        """The cells of rows that are blank in the same columns; a blank cell is there for its looks only."""
        cells = []
        for (letters, _), is_blank in zip(self._columns, blank, strict=True):
            style = self._styles.get(letters, "")
            if style or not is_blank:
                cells.append(f'<{self._grammar.prefix}c r="{letters}{{row}}"{style}{"/>" if is_blank else "%s"}')
        self._templates[blank] = "".join(cells)
        return self._templates[blank]


class _Spelling:
    """How the program that saved a sheet spells values."""

    def __init__(self, prefix: str, strings: Strings, cells: Cells) -> None:
        self._cells = cells
        self._shared = f' t="s"><{prefix}v>%d</{prefix}v></{prefix}c>'
        self._number = f"><{prefix}v>%s</{prefix}v></{prefix}c>"
        self._numbers = strings.numbers
        self._seen: dict[datetime, str] = {}
        """Instants, of which each program has its own last digits."""
        self.tails = ByType(
            {
                str: lru_cache(CACHED)(self._text),
                int: cells.tails[int],
                Decimal: self._short,
                datetime: lambda instant: self._seen.get(instant, ""),
                date: cells.tails[date],
            }
        )
        """What follows the style of a cell that shows a value, by its type; empty where that is not known."""

    def learn(self, value: Cell, tail: str) -> None:
        """Take note of how a cell that shows a value is spelt."""
        if isinstance(value, datetime):
            self._seen[value] = tail
        elif isinstance(value, Decimal):
            is_as_ours = tail == self._cells.tail(value)
            self.tails[Decimal] = self._cells.tails[Decimal] if is_as_ours else self._short

    def _text(self, text: str) -> str:
        number = self._numbers.get(text)
        return self._cells.tail(text) if number is None else self._shared % number

    def _short(self, amount: Decimal) -> str:
        """An amount with no more decimals than it needs."""
        text = str(amount)
        if text[-3:-2] != "." or len(text) > DIGITS + 1:
            return self._cells.tail(amount)
        return self._number % text.rstrip("0").rstrip(".")
