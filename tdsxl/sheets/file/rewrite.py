"""One of our tables in a book: left as it is, given a new as-on line, made anew, or merged with what the user did."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from itertools import takewhile

from tdsxl.sheets.file.anew import NewColumn, RowTemplate, in_batches
from tdsxl.sheets.file.archive import Spool
from tdsxl.sheets.file.calculation import with_pushed_ranges
from tdsxl.sheets.file.find import OwnColumn, Place
from tdsxl.sheets.file.formulas import RowsPutIn, column_number
from tdsxl.sheets.file.looks import column_styles
from tdsxl.sheets.file.merge import Merge, RowReader, last_named_row
from tdsxl.sheets.file.opening import Marks, Opening, grammar_of, marks, read_opening
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.proof import RowProof
from tdsxl.sheets.file.room import rows_put_in
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.keys import Waiting
from tdsxl.tables import Notes, Table, Written

_NO_NOTES: Notes = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """A sheet part with new content; its rows are in the spool."""

    before: bytes
    after: bytes = b""
    grown: int = 0
    """Rows by which its table has grown; negative where it has shrunk."""
    put_in: RowsPutIn | None = None
    """The rows for which what stood below the table moved down."""
    has_new_rows: bool = False
    disturbs_formulas: bool = False
    """Formulas were added, moved or overwritten."""
    is_plain: bool = False
    """Nothing of the user is in it."""
    is_unproven: bool = False
    """Nobody has looked yet whether its rows are XML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merging has done."""

    rewritten: Rewritten | None
    """None where nothing differs."""
    added: int
    """Rows."""
    updated: int


class TableWriter:
    """Writes the tables of one book."""

    def __init__(self, package: Package, named_styles: Mapping[str, str]) -> None:
        self._package = package
        self._named = named_styles

    def write(self, place: Place, table: Table, *, known: Written | None, spool: Spool) -> Rewritten | Written:
        """The new content of a table's sheet, or what stands there where nothing differs.

        Raises:
            LocalError: More rows than a sheet can hold.
            ExpatError: A row is no XML.
        """
        seen = marks(self._package, place, self._chunks(place))
        is_ours = known is not None and known.rows_sha256 == seen.rows_sha256
        if known and is_ours and known.fingerprint == table.fingerprint:
            if seen.opening.as_on in ("", table.as_on):
                return replace(known, sha256=seen.sha256)
            return self._with_as_on(place, table, spool, is_plain=known.plain)
        is_free = (known and is_ours and known.plain) or (self._is_blank(place, seen) and _has_rows(table))
        notes = table.notes()
        if is_free and not notes:
            return self._made_anew(place, table, seen, spool=spool)
        rows = Waiting(place.sheet, table.rows())
        merged = self.merge(place, rows, as_on=table.as_on, spool=spool, notes=notes)
        return merged.rewritten or Written(
            sha256=seen.sha256, fingerprint=table.fingerprint, rows_sha256=seen.rows_sha256, plain=False
        )

    def merge(
        self, place: Place, rows: Waiting, *, as_on: str | None, spool: Spool, notes: Notes = _NO_NOTES
    ) -> Merged:
        """Rows merged with what the user did; the as-on line stays where there is no new one.

        Raises:
            LocalError: More rows than a sheet can hold.
            ExpatError: A row is no XML.
        """
        if rows.needs_ties:
            _, stream, reader = self._below_header(place)
            rows.leave_for({name for row in stream.rows() if (name := reader.name(row))})
        last = place.last or self._last_named_row(place)
        opening, stream, reader = self._below_header(place)
        changed = opening if as_on is None else opening.with_as_on(as_on, reader.grammar)
        merge = Merge(place, reader, rows, last=last, named_styles=self._named, notes=notes)
        proof = RowProof()
        standing = (reader.unworked(row, is_named=True) for row in merge.standing(stream.rows()))
        for batch in in_batches(proof.texts(standing)):
            spool.add(batch)
        after = b"".join(stream.rest())
        put_in = rows_put_in(place, after, last=last, count=merge.grown)
        for batch in in_batches(proof.texts(reader.unworked(row) for row in merge.following(put_in))):
            spool.add(batch)
        proof.end()
        if not merge.has_changed and changed is opening:
            return Merged(rewritten=None, added=0, updated=0)
        if put_in.count:
            changed = changed.grown(put_in, reader.grammar)
        rewritten = Rewritten(
            before=changed.unworked(reader.unworked).text(),
            after=with_pushed_ranges(after.decode(), put_in).encode(),
            grown=merge.grown,
            put_in=put_in,
            has_new_rows=merge.added > 0,
            disturbs_formulas=reader.grammar.shared.is_disturbed,
        )
        return Merged(rewritten=rewritten, added=merge.added, updated=merge.updated)

    def typed_below(self, place: Place) -> int:
        """How many rows were typed right below a table that did not grow with them, as not every program lets it."""
        if not place.last or place.has_totals:
            return 0
        _, stream, reader = self._below_header(place)
        below = 0
        for row in takewhile(lambda row: row.number < place.floor, stream.rows()):
            if row.number == place.last + below + 1 and reader.name(row):
                below += 1
        return below

    def _chunks(self, place: Place) -> Iterator[bytes]:
        return self._package.chunks(place.entry.part)

    def _is_blank(self, place: Place, seen: Marks) -> bool:
        """Whether the table is as a fresh book has it: our columns, then those offered, above one blank row."""
        ours = [column.title for column in place.sheet.columns]
        if place.others or place.has_totals or [*place.columns] != ours or len(seen.first) > 1:
            return False
        offered = {column.title: column.formula for column in place.sheet.own}
        if any(offered.get(own.title) != unescape(own.calculated) for own in place.own):
            return False
        values = grammar_of(self._package, seen.prefix).values(seen.first[0]) if seen.first else {}
        letters = [*map(column_number, place.letters)]
        return letters == sorted(letters) and all(value in (None, "") for value in values.values())

    def _with_as_on(self, place: Place, table: Table, spool: Spool, *, is_plain: bool) -> Rewritten:
        opening, stream, reader = self._below_header(place)
        opening = opening.with_as_on(table.as_on, reader.grammar)
        for chunk in stream.rest():
            spool.add(chunk)
        return Rewritten(before=opening.text(), is_plain=is_plain)

    def _made_anew(self, place: Place, table: Table, seen: Marks, *, spool: Spool) -> Rewritten:
        grammar = grammar_of(self._package, seen.prefix)
        found = grammar.styles(seen.first[0]) if seen.first else {}
        styles = column_styles(place, self._named, found)
        columns = [
            NewColumn(letters=letters, style=styles.get(letters, "0"), place=at)
            for at, letters in enumerate(place.columns.values())
        ]
        columns += [
            NewColumn(letters=own.letters, style=styles.get(own.letters, "0"), formula=_calculated(own))
            for own in place.own
        ]
        template = RowTemplate(columns, prefix=seen.prefix, cells=grammar.cells, sheet=place.sheet)
        for batch in in_batches(template.rows(place.header + 1, table.rows(), place.sheet.title)):
            spool.add(batch)
        if not template.last:
            spool.add(template.row(place.header + 1, (None,) * len(place.columns)).encode())
        opening = seen.opening.with_as_on(table.as_on, grammar).unworked(grammar.unworked)
        grown = template.last - place.last
        put_in = rows_put_in(place, seen.after, last=place.last, count=max(0, grown) if place.table else 0)
        return Rewritten(
            before=opening.ending(row=template.last, column=column_number(columns[-1].letters)).text(),
            after=with_pushed_ranges(seen.after.decode(), put_in).encode(),
            grown=grown,
            put_in=put_in,
            has_new_rows=True,
            disturbs_formulas=any(own.calculated for own in place.own),
            is_plain=True,
        )

    def _last_named_row(self, place: Place) -> int:
        _, stream, reader = self._below_header(place)
        rows = takewhile(lambda row: row.number < place.floor, stream.rows())
        return last_named_row(rows, reader, header=place.header)

    def _below_header(self, place: Place) -> tuple[Opening, SheetStream, RowReader]:
        """A sheet part read down to its table's header."""
        stream = SheetStream(self._chunks(place))
        grammar = grammar_of(self._package, stream.prefix)
        return read_opening(stream, grammar, header=place.header), stream, RowReader(place, grammar)


def _calculated(own: OwnColumn) -> Callable[[int], str] | None:
    """What stands in a column of formulas that tdsxl offers: the same in every row."""
    formula = unescape(own.calculated)
    return (lambda _: formula) if formula else None


def _has_rows(table: Table) -> bool:
    return next(table.rows(), None) is not None
