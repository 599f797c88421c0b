"""Single cells changed in a book: statuses on Clients, figures on Home, the stamp on Settings."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from tdsxl.sheets.again import Mark, mark, rows_again
from tdsxl.sheets.file.anew import in_batches
from tdsxl.sheets.file.archive import Spool
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.formulas import column_letters, column_number
from tdsxl.sheets.file.opening import grammar_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.rewrite import Rewritten
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.layout import AS_ON, height_of, stamp_rows
from tdsxl.tables import Cell, Stamp, Update
from tdsxl.titles import CLIENTS, HOME_FIGURES, OUR_CLIENT_TITLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A cell and what it shall show."""

    row: int
    letters: str
    value: Cell
    wraps: bool = False
    """The row grows with this text."""


_MESSAGE = "Message"
_MESSAGE_WIDTH = next(column.width for column in CLIENTS.columns if column.title == _MESSAGE)
_ROW_START = re.compile(r"(\s*<[\w.-]*:?row\b[^>]*?)\s*/?>")
_HEIGHT = re.compile(r"""\sht\s*=\s*(?:"[^"]*"|'[^']*')""")


class Editor:
    """Finds and changes cells of one book."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def apply(
        self, part: str, edits: Iterable[Edit], *, styles: Mapping[str, str], spool: Spool, is_read: bool
    ) -> Rewritten | None:
        """A sheet part with its cells changed; None where all of them show these values already.

        `styles` are the style ids by column letters of cells that are not there yet. On a sheet that is not read for
        what its formulas show, they are left to be worked out by whoever opens the book.
        """
        by_row: dict[int, list[Edit]] = {}
        for edit in edits:
            by_row.setdefault(edit.row, []).append(edit)
        stream, grammar = self._opened(part)
        has_changed = False

        def changed(row: Row) -> str:
            nonlocal has_changed
            cells = by_row.get(row.number, ())
            places = {edit.letters: at for at, edit in enumerate(cells)}
            new = grammar.changed(row, places, [edit.value for edit in cells], styles=styles)
            has_changed |= new is not row
            xml = (new if is_read else grammar.unworked(new)).xml
            return _fitted(xml, cells) if new is not row else xml

        for batch in in_batches(map(changed, stream.rows())):
            spool.add(batch)
        if not has_changed:
            return None
        after = b"".join(stream.rest())
        disturbs = grammar.shared.is_disturbed
        return Rewritten(before=stream.before, after=after, disturbs_formulas=disturbs, is_unproven=True)

    def clients(self, place: Place, update: Update) -> list[Edit]:
        """Our cells of the clients' rows, found again, and the as-on line."""
        rows = rows_again(update, self._clients_now(place))
        return [
            *self._as_on(place.entry.part, update.clients_as_on, above=place.header),
            *(
                Edit(row=rows[number], letters=place.columns[title], value=value, wraps=title == _MESSAGE)
                for number, cells in update.clients.items()
                for title, value in cells.items()
                if number in rows and title in OUR_CLIENT_TITLES and title in place.columns
            ),
        ]

    def home(self, part: str, update: Update) -> list[Edit]:
        """The figures, each in the cell right of its label, and the as-on line."""
        labels = self._labels(part, HOME_FIGURES)
        if not labels:
            return []
        figures = [
            Edit(row=row, letters=column_letters(column_number(letters) + 1), value=update.home[name])
            for name, (row, letters) in labels.items()
            if name in update.home
        ]
        return [*self._as_on(part, update.clients_as_on, above=min(row for row, _ in labels.values())), *figures]

    def stamp(self, place: Place, stamp: Stamp) -> list[Edit]:
        """The rows of Settings that say whose book it is."""
        values = stamp_rows(stamp)
        labels = self._labels(place.entry.part, values)
        return [Edit(row=labels[name][0], letters=place.columns["Value"], value=values[name]) for name in labels]

    def _opened(self, part: str) -> tuple[SheetStream, Grammar]:
        stream = SheetStream(self._package.chunks(part))
        return stream, grammar_of(self._package, stream.prefix)

    def _clients_now(self, place: Place) -> dict[int, Mark]:
        stream, grammar = self._opened(place.entry.part)
        pair = [place.columns[title] for title in ("TAN", "Client name")]
        below = (row for row in stream.rows() if row.number > place.header)
        cells = ((row.number, grammar.values(row, pair)) for row in below)
        return {number: mark(*(str(values.get(letters) or "") for letters in pair)) for number, values in cells}

    def _labels(self, part: str, names: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Names → row and column letters of the first cell that shows them."""
        wanted, found = set(names), dict[str, tuple[int, str]]()
        stream, grammar = self._opened(part)
        for row in stream.rows():
            for letters, value in grammar.values(row).items():
                if value in wanted and str(value) not in found:
                    found[str(value)] = row.number, letters
        return found

    def _as_on(self, part: str, text: str, *, above: int) -> list[Edit]:
        stream, grammar = self._opened(part)
        for row in takewhile(lambda row: row.number < above, stream.rows()):
            for letters, value in grammar.values(row).items():
                if isinstance(value, str) and value.startswith(AS_ON):
                    return [Edit(row=row.number, letters=letters, value=text)]
        return []


def _fitted(xml: str, edits: Iterable[Edit]) -> str:
    """The row as high as its message needs; a height that the user chose stays."""
    start = _ROW_START.match(xml)
    texts = [(edit.value, _MESSAGE_WIDTH) for edit in edits if edit.wraps and isinstance(edit.value, str)]
    if start is None or "customHeight" in start[1] or not any(edit.wraps for edit in edits):
        return xml
    height = height_of(texts)
    tag = _HEIGHT.sub("", start[1]) + (f' ht="{height:g}"' if height else "")
    return tag + xml[start.end(1) :]
