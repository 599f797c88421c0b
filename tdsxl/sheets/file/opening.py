"""The beginning of a sheet part, down to its table's header, and the marks by which a part is known again."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from tdsxl.errors import InputError
from tdsxl.sheets.file.cells import Cells
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.formulas import RowsPutIn, column_letters, column_number
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.rows import Grammar, Row
from tdsxl.sheets.file.stream import SheetStream, after_rows
from tdsxl.sheets.file.tags import tags, with_attribute
from tdsxl.sheets.layout import AS_ON

_ENDS = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What stands in a sheet part down to a certain row."""

    before: bytes
    """All before the first row."""
    rows: tuple[Row, ...]
    as_on: str = ""
    """The as-on line; empty where there is none."""
    as_on_letters: str = ""
    as_on_row: int = -1
    """Place among `rows`; -1 where there is none."""

    def with_as_on(self, text: str, grammar: Grammar) -> "Opening":
        """The same with another as-on line."""
        if self.as_on_row < 0 or self.as_on == text:
            return self
        row = self.rows[self.as_on_row]
        changed = grammar.changed(row, {self.as_on_letters: 0}, (text,), styles={})
        return replace(self, as_on=text, rows=tuple(changed if each is row else each for each in self.rows))

    def text(self) -> bytes:
        """All of it."""
        return self.before + _joined(self.rows)

    def ending(self, *, row: int, column: int) -> "Opening":
        """The same for a sheet whose rows end in that row, and its columns in that column or further right."""
        return replace(self, before=_with_dimension(self.before, lambda _: row, column))

    def grown(self, put_in: RowsPutIn, grammar: Grammar) -> "Opening":
        """The same for a sheet into which rows were put."""
        before = _with_dimension(self.before, lambda end: max(end, put_in.last) + put_in.count, 0)
        return replace(self, before=before, rows=tuple(grammar.followed(row, put_in) for row in self.rows))

    def unworked(self, without_results: Callable[[Row], Row]) -> "Opening":
        """The same with all rows above the header without the results of their formulas."""
        return replace(self, rows=(*map(without_results, self.rows[:-1]), *self.rows[-1:]))

    def text_without_as_on(self) -> bytes:
        """All of it but the row of the as-on line."""
        return self.before + _joined(row for at, row in enumerate(self.rows) if at != self.as_on_row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a part is known by."""

    prefix: str
    """XML prefix of the part's names."""
    sha256: str
    rows_sha256: str
    """Of the part without its as-on row."""
    opening: Opening
    first: tuple[Row, ...]
    """At most two rows below the header."""
    after: bytes
    """What stands after the rows."""

    @property
    def frame(self) -> bytes:
        """The part without the rows below these."""
        return self.opening.text() + _joined(self.first) + self.after


class _Digest(Protocol):
    def update(self, content: bytes, /) -> None: ...


def grammar_of(package: Package, prefix: str) -> Grammar:
    """What reads the rows of a part whose names bear a prefix."""
    cells = Cells(prefix=prefix, from_1904=package.counts_from_1904)
    return Grammar(prefix=prefix, strings=package.strings, cells=cells)


def read_opening(stream: SheetStream, grammar: Grammar, *, header: int) -> Opening:
    """The rows down to row `header`.

    Raises:
        InputError: There is no such row.
    """
    rows = []
    for row in stream.rows():
        rows.append(row)
        if row.number >= header:
            break
    if not rows or rows[-1].number != header:
        raise InputError(f"A sheet of the book has no row {header}.", "Open the book in Excel and save it.")
    opening = Opening(before=stream.before, rows=tuple(rows))
    for at, row in enumerate(rows[:-1]):
        for letters, value in grammar.values(row).items():
            if str(value).startswith(AS_ON):
                return replace(opening, as_on=str(value), as_on_letters=letters, as_on_row=at)
    return opening


def marks(package: Package, place: Place, chunks: Iterable[bytes]) -> Marks:
    """Read a sheet part to its end for what it is known by."""
    whole, without = hashlib.sha256(), hashlib.sha256()
    stream = SheetStream(_noted(chunks, whole))
    opening = read_opening(stream, grammar_of(package, stream.prefix), header=place.header)
    without.update(opening.text_without_as_on())
    first = tuple(islice(stream.rows(), 2))
    without.update(_joined(first))
    after = after_rows(_noted(stream.rest(), without), prefix=stream.prefix)
    return Marks(
        prefix=stream.prefix,
        sha256=whole.hexdigest(),
        rows_sha256=without.hexdigest(),
        opening=opening,
        first=first,
        after=after,
    )


def _noted(chunks: Iterable[bytes], digest: _Digest) -> Iterator[bytes]:
    for chunk in chunks:
        digest.update(chunk)
        yield chunk


def _joined(rows: Iterable[Row]) -> bytes:
    return "".join(row.xml for row in rows).encode()


def _with_dimension(before: bytes, row: Callable[[int], int], column: int) -> bytes:
    text = before.decode()
    tag = next(tags(text, "dimension"), None)
    match = _ENDS.fullmatch(tag.get("ref")) if tag else None
    if not tag or not match:
        return before
    start, letters, end = match[1] + match[2], match[3] or match[1], match[4] or match[2]
    last = column_letters(max(column, column_number(letters)))
    return with_attribute(text, tag, name="ref", value=f"{start}:{last}{row(int(end))}").encode()
