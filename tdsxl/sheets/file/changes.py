"""All that one update changes in a book, worked out before a byte of it is written."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from tdsxl.figures import TITLE
from tdsxl.sheets.contents import stamp
from tdsxl.sheets.file.archive import Spool
from tdsxl.sheets.file.calculation import (
    CHAIN,
    calculating_on_load,
    has_formula,
    refilled,
    with_pushed_names,
    with_pushed_ranges,
    without_mention,
)
from tdsxl.sheets.file.dashboard import DashboardPart
from tdsxl.sheets.file.edits import Edit, Editor
from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.firm_rows import FirmTables
from tdsxl.sheets.file.formulas import RowsPutIn
from tdsxl.sheets.file.looks import column_styles, named_styles
from tdsxl.sheets.file.package import CONTENT_TYPES, Package, relations_part
from tdsxl.sheets.file.places import Places
from tdsxl.sheets.file.rewrite import Rewritten, TableWriter
from tdsxl.sheets.keys import Waiting
from tdsxl.tables import Dashboard, Sheet, Table, Update, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSheet:
    """A sheet part with new content."""

    rewritten: Rewritten
    spool: Spool
    place: Place | None = None
    """Where it is one of our result tables."""
    fingerprint: str = ""


@dataclass(slots=True)
class Changes:
    """What becomes of the parts of a book; those not named stay."""

    sheets: dict[str, NewSheet] = field(default_factory=dict)
    """By part name."""
    texts: dict[str, str] = field(default_factory=dict)
    """Part name → new text."""
    parts: dict[str, bytes] = field(default_factory=dict)
    """New parts."""
    dropped: set[str] = field(default_factory=set)
    written: dict[str, Written] = field(default_factory=dict)
    """What stands in our tables, by sheet title."""
    added: int = 0
    """Rows of a list."""
    updated: int = 0


class ChangeMaker:
    """Works out changes of one book."""

    def __init__(self, package: Package, places: Places, new_spool: Callable[[], Spool]) -> None:
        self._package = package
        self._places = places
        self._new_spool = new_spool
        self._named = named_styles(package)
        self._changes = Changes()

    def book_id(self) -> str:
        """Whose book it is."""
        with FirmTables(self._package) as tables:
            named = {line.text("Setting"): line for line in tables.table(self._places.settings).lines()}
        return stamp(named, self._package.path.name).book_id

    def changes(self, update: Update, known: Mapping[str, Written]) -> Changes:
        """The changes that bring the book up to date; no sheets in them where nothing differs.

        Raises:
            InputError: A table is not there, or the book is damaged.
            LocalError: More rows than a sheet can hold.
        """
        writer = TableWriter(self._package, self._named)
        for table in update.tables:
            self._write(writer, table, known.get(table.sheet.title))
        self._edit(update)
        if update.dashboard:
            self._work_out(update.dashboard, known.get(TITLE))
        if self._changes.sheets:
            self._follow_up()
        return self._changes

    def additions(self, sheet: Sheet, rows: Waiting) -> Changes:
        """The changes that put lines of a list into a table that the firm fills.

        Raises:
            InputError: The table is not there, or the book is damaged.
            LocalError: More rows than a sheet can hold.
        """
        place, spool = self._places.table(sheet), self._new_spool()
        writer = TableWriter(self._package, self._named)
        below = writer.typed_below(place)
        merged = writer.merge(replace(place, last=place.last + below), rows, as_on=None, spool=spool)
        if merged.rewritten:
            rewritten = replace(merged.rewritten, grown=merged.rewritten.grown + below)
            self._note(place, rewritten, spool=spool, fingerprint="")
            self._follow_up()
        self._changes.added, self._changes.updated = merged.added, merged.updated
        return self._changes

    def _write(self, writer: TableWriter, table: Table, known: Written | None) -> None:
        place = self._places.table(table.sheet)
        spool = self._new_spool()
        outcome = writer.write(place, table, known=known, spool=spool)
        if isinstance(outcome, Written):
            self._changes.written[table.sheet.title] = outcome
            return
        self._note(place, outcome, spool=spool, fingerprint=table.fingerprint)

    def _note(self, place: Place, rewritten: Rewritten, *, spool: Spool, fingerprint: str) -> None:
        self._changes.sheets[place.entry.part] = NewSheet(
            rewritten=rewritten, spool=spool, place=place, fingerprint=fingerprint
        )
        if place.table:
            old = self._package.text(place.table)
            new = refilled(old, rows=rewritten.grown, has_rows=rewritten.has_new_rows)
            if new != old:
                self._changes.texts[place.table] = new
        if rewritten.put_in:
            self._follow(place, rewritten.put_in)

    def _follow(self, place: Place, put_in: RowsPutIn) -> None:
        """Let other tables of a sheet, and names for ranges of it, follow the rows put in."""
        followed = {other.part: with_pushed_ranges for other in place.others if other.top > put_in.last}
        for part, pushed in {**followed, self._package.workbook: with_pushed_names}.items():
            old = self._text(part)
            new = pushed(old, put_in)
            if new != old:
                self._changes.texts[part] = new

    def _text(self, part: str) -> str:
        """A part as it will be."""
        return self._changes.texts.get(part) or self._package.text(part)

    def _edit(self, update: Update) -> None:
        editor = Editor(self._package)
        clients, settings, home = self._places.clients, self._places.settings, self._places.home
        self._apply(editor, clients.entry.part, editor.clients(clients, update), place=clients)
        if update.stamp:
            self._apply(editor, settings.entry.part, editor.stamp(settings, update.stamp), place=settings)
        if home:
            self._apply(editor, home, editor.home(home, update), place=None)

    def _work_out(self, dashboard: Dashboard, known: Written | None) -> None:
        part = self._places.dashboard
        # A table of ours that the user has put on that sheet goes first.
        if part and part not in self._changes.sheets:
            rewritten, written = DashboardPart(self._package, part).worked_out(dashboard, known)
            self._changes.written[TITLE] = written
            if rewritten:
                self._changes.sheets[part] = NewSheet(rewritten=rewritten, spool=self._new_spool())

    def _apply(self, editor: Editor, part: str, edits: Iterable[Edit], *, place: Place | None) -> None:
        # A table of ours that the user has put on that sheet goes first; single cells follow with the next writing.
        if part in self._changes.sheets:
            return
        styles = column_styles(place, self._named, {}) if place else {}
        spool = self._new_spool()
        rewritten = editor.apply(part, edits, styles=styles, spool=spool, is_read=place is not None)
        if rewritten:
            self._changes.sheets[part] = NewSheet(rewritten=rewritten, spool=spool)

    def _follow_up(self) -> None:
        """Let Excel work out what depends on the changed cells."""
        if any(sheet.rewritten.disturbs_formulas for sheet in self._changes.sheets.values()):
            self._drop_chain()
        if self._has_formulas():
            workbook = self._text(self._package.workbook)
            changed = calculating_on_load(workbook)
            if changed != workbook:
                self._changes.texts[self._package.workbook] = changed

    def _drop_chain(self) -> None:
        relations = relations_part(self._package.workbook)
        for part in self._package.related(self._package.workbook, CHAIN):
            bare = posixpath.basename(part)
            self._changes.dropped.add(part)
            for where, element in ((CONTENT_TYPES, "Override"), (relations, "Relationship")):
                self._changes.texts[where] = without_mention(self._text(where), element=element, part=bare)

    def _has_formulas(self) -> bool:
        if self._package.related(self._package.workbook, CHAIN):
            return True
        sizes = {part.filename: part.file_size for part in self._package.parts}
        parts = sorted({entry.part for entry in self._package.sheets if entry.part}, key=lambda part: sizes[part])
        return any(has_formula(self._package.chunks(part)) for part in parts)
