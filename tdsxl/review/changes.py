"""What changed, field by field, in the words of the result sheets. No I/O here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tdsxl.engine.entries import Change, What
from tdsxl.modules.base import Facts, Holdings, Module, Stored, View
from tdsxl.modules.columns import LAST
from tdsxl.records import Record
from tdsxl.review.words import words
from tdsxl.tables import Cell, Column, Kind
from tdsxl.titles import WHO
from tdsxl.values import Tan, indian_day

HIDDEN = "Not shown on the sheet"
"""The field of a change that no column of a result sheet shows, as an amount that nothing proves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of one row that differs."""

    row: str
    """What names the row on its sheet: `2025-26 · Q1 · 26Q`."""
    field: str
    """Title of the column."""
    old: str | None = None
    new: str | None = None
    amount: Decimal | None = None
    """New less old, of rupees."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A record as its sheet shows it."""

    view: View
    values: Mapping[str, Cell]
    """Title → value, of the columns between."""

    @property
    def label(self) -> str:
        """What names the row, but for its client: the cells of its key, with the zeros that the key leaves out."""
        columns = {column.title: column for column in _columns(self.view)}
        shown: list[str] = []

        def text(title: str) -> str:
            shown.append(words(self.values[title], columns[title]) or "" if title in columns else "")
            return shown[-1]

        self.view.sheet.key(text)
        return " · ".join(filter(None, shown))


def differences(change: Change, module: Module, held: Holdings) -> Iterator[Difference]:
    """The fields in which a record differs; of a row that is new, gone or back the one that says most comes first.

    Args:
        change: What a run found.
        module: Whose record it is.
        held: What the journal holds of the modules that its views join; their rows may prove amounts.
    """
    if change.what in (What.NEW_CLIENT, What.FIRST_READ):
        yield Difference(row="", field="Rows", new=str(change.rows))
        return
    before, after = (_shown(record, change, module, held) for record in (change.before, change.after))
    shown = after or before
    if shown is None:
        return
    columns = _differing(before, after)
    if change.what is not What.CHANGED:
        # What is gone counts for nothing until it is back: so the differences of a row add up.
        told = [one for one in _columns(shown.view) if one.title == shown.view.headline]
        columns = [one for one in columns if one not in told]
        was = None if change.what is What.BACK else before
        yield from (_difference(shown.label, column, was, after) for column in told)
    elif not columns:
        yield Difference(row=shown.label, field=HIDDEN)
    for column in columns:
        yield _difference(shown.label, column, before, after)


def _differing(before: _Shown | None, after: _Shown | None) -> list[Column]:
    """Columns of a row that was there before and is there now."""
    if before is None or after is None:
        return []
    return [one for one in _columns(after.view) if before.values[one.title] != after.values[one.title]]


def _difference(label: str, column: Column, before: _Shown | None, after: _Shown | None) -> Difference:
    old, new = (shown.values[column.title] if shown else None for shown in (before, after))
    amount = None
    if column.kind is Kind.RUPEES and (old is not None or new is not None):
        amount = _amount(new) - _amount(old)
    return Difference(row=label, field=column.title, old=words(old, column), new=words(new, column), amount=amount)


def _amount(value: Cell) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)


def _columns(view: View) -> Sequence[Column]:
    return view.sheet.columns[len(WHO) : -len(LAST)]


def _shown(record: Record | None, change: Change, module: Module, held: Holdings) -> _Shown | None:
    """The line that the first view of the module makes of this record alone."""
    if record is None:
        return None
    stored = Stored(
        record=record,
        portal=change.task.portal,
        first_seen=change.at,
        baseline=False,
        changed_at=None,
        gone_at=None,
    )
    facts = Facts(tan=Tan(change.task.tan), files={}, read_on=indian_day(change.at))
    for view in module.views:
        for line in view.lines({**held, module.name: (stored,)}, facts):
            titles = (column.title for column in _columns(view))
            return _Shown(view, dict(zip(titles, line.values, strict=True)))
    return None
