"""Our rows merged into a sheet that another program wrote or that holds columns and rows of the user's.

A row is known by its key. Known rows stay where they stand and get new values in our cells only; a row that we do not
have stays as it is. New rows fill the blank rows at the table's end, then follow below; what stood there in the columns
of the table, a totals row above all, moves down.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import unescape

from tdsxl.sheets.file.anew import NewColumn, RowTemplate
from tdsxl.sheets.file.find import OwnColumn, Place
from tdsxl.sheets.file.formulas import RowsPutIn, column_number, filled
from tdsxl.sheets.file.guess import Guess
from tdsxl.sheets.file.looks import column_styles
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.headers import naming_titles
from tdsxl.sheets.keys import Waiting, name_of, named, too_many_rows
from tdsxl.sheets.layout import FIRM_SHEETS, LAST_ROW
from tdsxl.tables import Cell, Notes, RowName


class RowReader:
    """Tells how the rows of a place in a sheet are named."""

    def __init__(self, place: Place, grammar: Grammar) -> None:
        sheet = place.sheet
        self.grammar = grammar
        self._sheet = sheet
        kinds = {column.title: column.kind for column in sheet.columns}
        self._columns = {
            place.columns[title]: (title, kinds[title]) for title in naming_titles(sheet) if title in place.columns
        }

    def name(self, row: Row) -> RowName | None:
        """How a row is named; None where all cells that name it are blank."""
        texts = self.texts(row)
        return named(self._sheet, texts) if any(texts.values()) else None

    def texts(self, row: Row) -> dict[str, str]:
        """Titles of the cells that name a row → their texts."""
        values = self.grammar.values(row, self._columns)
        key_text = self.grammar.cells.key_text
        return {title: key_text(values.get(letters), kind) for letters, (title, kind) in self._columns.items()}

    def unworked(self, row: Row, *, is_named: bool = False) -> Row:
        """The row with formulas to be worked out anew by whoever opens the book.

        Results that a later reading needs stay: all on sheets that the firm fills, and those that name a row.
        """
        if self._sheet.title in FIRM_SHEETS:
            return row
        return self.grammar.unworked(row, self._columns if is_named else ())


class Merge:
    """The merging of one table; used once: `standing` to its end, then `following`."""

    def __init__(
        self,
        place: Place,
        reader: RowReader,
        rows: Waiting,
        *,
        last: int,
        named_styles: Mapping[str, str],
        notes: Notes,
    ) -> None:
        """`last` is the number of the table's last row, totals left out; new rows get their `notes` back."""
        self.updated = 0
        """Rows that got new values."""
        self.added = 0
        self.grown = 0
        """Rows by which the table has grown."""
        titles = [column.title for column in place.sheet.columns]
        self._place = place
        self._reader = reader
        self._grammar = reader.grammar
        self._waiting = rows
        self._last = last
        self._notes = notes
        self._named_styles = named_styles
        self._places = {letters: titles.index(title) for title, letters in place.columns.items()}
        self._guess = Guess(place, reader.grammar, self._places)
        self._has_respelt = False
        self._styles: dict[str, str] = {}
        """Style ids by column letters, for our cells that are missing from a row."""
        self._above: list[Row] = []
        """The last two rows of the table so far."""
        self._loose: dict[int, Row] = {}
        """Blank rows at the table's end, by number."""
        self._new: list[tuple[Cell, ...]] = []
        """Rows that do not stand there yet."""
        self._below: list[Row] = []

    @property
    def has_changed(self) -> bool:
        """Whether any row is another than it was."""
        return bool(self.updated or self.added or self._has_respelt)

    def standing(self, old: Iterable[Row]) -> Iterator[Row]:
        """The rows of the table that stand there already, given all rows below the header.

        Raises:
            LocalError: More rows than a sheet can hold.
        """
        for row in old:
            if row.number > self._last:
                self._below.append(row)
                continue
            following = self._waiting.following()
            if following is not None and self._guess.is_right(row, following):
                self._waiting.take_following()
                yield from map(self._kept, self._loose.values())
                self._loose.clear()
                yield self._noted(row)
                continue
            name = self._reader.name(row)
            if name is None and self._is_blank(row):
                self._loose[row.number] = row
                continue
            yield from map(self._kept, self._loose.values())
            self._loose.clear()
            yield self._known(row, name)
        self._new = [*self._waiting.rest()]
        self.added = len(self._new)
        self.grown = max(0, self._end + self.added - self._last)
        if max(self._end + self.added, self._below[-1].number + self.grown if self._below else 0) > LAST_ROW:
            raise too_many_rows(self._place.sheet.title)

    def following(self, put_in: RowsPutIn) -> Iterator[Row]:
        """All other rows: new ones, and what stood below the table, where `put_in` moves it."""
        if not put_in.count:
            yield from self._added_rows()
            yield from map(self._kept, self._below)
            return
        parted = [self._grammar.parted(row, put_in) for row in self._below]
        beside = {row.number: row for row, _ in parted if row}
        for row in self._added_rows():
            yield self._grammar.joined(row, beside.pop(row.number, None))
        moved = {row.number: row for _, row in parted if row}
        for number in sorted({*moved, *beside}):
            if number in moved:
                yield self._grammar.joined(moved[number], beside.get(number))
            else:
                yield beside[number]

    @property
    def _end(self) -> int:
        """Number of the last row so far."""
        return self._above[-1].number if self._above else self._place.header

    def _known(self, row: Row, name: RowName | None) -> Row:
        values = self._waiting.take(name) if name else None
        if values is not None:
            changed = self._filled(row, values, self._waiting.shown(values, self._places))
            if changed is row:
                self._guess.learn(row, values)
        elif name and self._place.sheet.is_current:
            changed = self._emptied(row, self._notes.get(name, {}))
        else:
            return self._kept(row)
        self.updated += changed is not row
        return changed

    def _emptied(self, row: Row, kept: Mapping[str, Cell]) -> Row:
        """A row that tdsxl no longer has, without what the journal keeps of the firm's notes."""
        values = self._grammar.values(row, self._free(row, kept))
        holds = self._grammar.cells.holds
        titles = {own.letters: own.title for own in self._place.own}
        gone = [letters for letters, stored in values.items() if holds(stored, kept[titles[letters]])]
        blank = (None,) * (len(self._place.sheet.columns) + 1)
        return self._filled(row, blank, {**self._places, **dict.fromkeys(gone, len(blank) - 1)})

    def _free(self, row: Row, notes: Mapping[str, Cell]) -> dict[str, str]:
        """Letters → title of the user's columns for which there are notes, and no formula in this row."""
        formulas = self._grammar.formulas(row)
        own = (own for own in self._place.own if own.title in notes and own.letters not in formulas)
        return {each.letters: each.title for each in own}

    def _kept(self, row: Row) -> Row:
        """A row that stays; formulas in it may have to be spelt out."""
        kept = self._grammar.changed(row, {}, (), styles={})
        self._has_respelt |= kept is not row
        return self._noted(kept)

    def _filled(self, row: Row, values: Sequence[Cell], places: Mapping[str, int]) -> Row:
        if not self._styles:
            self._styles = column_styles(self._place, self._named_styles, self._grammar.styles(row))
        return self._noted(self._grammar.changed(row, places, values, styles=self._styles))

    def _noted(self, row: Row) -> Row:
        self._above = [*self._above[-1:], row]
        return row

    def _is_blank(self, row: Row) -> bool:
        """Whether a row of the table waits to be filled: formulas of the user's may stand in it, nothing else."""
        letters = {*self._place.letters}
        formulas = self._grammar.formulas(row)
        values = self._grammar.values(row, letters)
        return all(value in (None, "") or letters in formulas for letters, value in values.items())

    def _added_rows(self) -> Iterator[Row]:
        template = None
        for number, values in enumerate(self._new, self._end + 1):
            notes = self._notes.get(name_of(self._place.sheet, values), {}) if self._notes else {}
            if number in self._loose:
                yield self._refilled(self._loose.pop(number), values, notes)
            else:
                template = template or self._template()
                yield self._noted(Row(number, template.row(number, values, notes)))
        yield from map(self._kept, self._loose.values())

    def _refilled(self, row: Row, values: tuple[Cell, ...], notes: Mapping[str, Cell]) -> Row:
        """A blank row of the table with a new one of ours in it."""
        free = self._free(row, notes) if notes else {}
        places = {letters: at for at, letters in enumerate(free, len(values))}
        return self._filled(row, (*values, *(notes[title] for title in free.values())), {**self._places, **places})

    def _template(self) -> RowTemplate:
        found = self._grammar.styles(self._above[-1]) if self._above else {}
        styles = column_styles(self._place, self._named_styles, found)
        ours = [NewColumn(letters=k, style=styles.get(k, "0"), place=at) for k, at in self._places.items()]
        theirs = [
            NewColumn(
                letters=own.letters, style=styles.get(own.letters, "0"), title=own.title, formula=self._formula(own)
            )
            for own in self._place.own
        ]
        self._grammar.shared.is_disturbed |= any(column.formula for column in theirs)
        columns = sorted((*ours, *theirs), key=lambda column: column_number(column.letters))
        return RowTemplate(columns, prefix=self._grammar.prefix, cells=self._grammar.cells, sheet=self._place.sheet)

    def _formula(self, own: OwnColumn) -> Callable[[int], str] | None:
        """What Excel would fill into new rows: the column's calculated formula, or that which the rows above share."""
        calculated = unescape(own.calculated)
        if calculated and filled(calculated, rows=1) == calculated:
            return lambda _: calculated
        texts = [(row.number, self._grammar.formulas(row).get(own.letters, "")) for row in self._above]
        at, text = texts[-1] if texts else (0, "")
        agrees = len(texts) > 1 and filled(texts[0][1], rows=at - texts[0][0]) == text
        if text and (calculated or agrees):
            return lambda number: filled(text, rows=number - at)
        return (lambda _: calculated) if calculated else None


def last_named_row(rows: Iterable[Row], reader: RowReader, *, header: int) -> int:
    """The last row of a table that has a header but no name: at least two cells that name its rows are filled."""
    last = header
    for row in rows:
        texts = reader.texts(row)
        if sum(map(bool, texts.values())) >= min(2, len(texts)):
            last = row.number
    return last
