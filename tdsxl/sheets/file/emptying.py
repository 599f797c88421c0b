"""Cells of a list made empty: only theirs and the texts they alone shared; every other part stays byte for byte.

No copy is put aside before, since it would hold what the cells held.
"""

import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tdsxl.errors import LocalError
from tdsxl.sheets.file.changes import Changes
from tdsxl.sheets.file.formulas import column_letters
from tdsxl.sheets.file.guard import prove_writable
from tdsxl.sheets.file.leftovers import leftovers, unsearchable
from tdsxl.sheets.file.opening import grammar_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.save import Draft, Wait, state_of, sweep, unwritable
from tdsxl.sheets.file.stream import SheetStream
from tdsxl.sheets.file.strings import without_strings
from tdsxl.sheets.lists.passwords import Spot

_AGAIN = "import the list again"
_DIGITS = 15
_SHARED = re.compile(rb"""<(?:[\w.-]+:)?c\b[^>]*?\st=["']s["'][^>]*>\s*<(?:[\w.-]+:)?v[^>]*>\s*([0-9]+)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    """What became of a list's passwords."""

    cells: int
    """That are empty now."""
    leftovers: tuple[str, ...]
    """Where some of them still stand, in words."""
    unsearchable: tuple[str, ...]
    """Where nobody can look."""


def empty_cells(path: Path, spots: Iterable[Spot], *, wait: Wait = time.sleep) -> Emptied:
    """Empty cells of one sheet of a workbook, and look where else what stood in them stands.

    A cell whose text is worked out by a formula is left, and so found again.

    Raises:
        LocalError: The workbook is open elsewhere, read-only or changed meanwhile; it is as it was.
        SavedBeside: It is held by another program; the emptied list lies beside it.
        InputError: It is damaged.
    """
    by_row: dict[str, dict[int, list[str]]] = {}
    for spot in spots:
        by_row.setdefault(spot.sheet, {}).setdefault(spot.row, []).append(column_letters(spot.column))
    path = path.resolve()
    prove_writable(path)
    try:
        return _emptied(path, by_row, wait)
    except OSError as error:
        raise unwritable(path, error, again=_AGAIN) from error


def _emptied(path: Path, by_row: Mapping[str, Mapping[int, list[str]]], wait: Wait) -> Emptied:
    sweep(path)
    state, texts, count = state_of(path), set[str](), 0
    with Draft(path, again=_AGAIN) as draft:
        with Package(path) as package:
            changes = Changes()
            for entry in package.sheets:
                if entry.title in by_row:
                    changes.texts[entry.part], held = _without(package, entry.part, by_row[entry.title])
                    texts.update(held)
                    count += len(held)
            changes.texts.update(_unshared(package, changes.texts, texts))
            draft.fill(package, changes)
        draft.proven(changes)
        if not draft.replace_book(wait, state=state):
            raise LocalError(f"{path.name} is being changed by another program.", f"Close it, then {_AGAIN}.")
    with Package(path) as package:
        left = leftovers(package, {text.strip() for text in texts})
        return Emptied(cells=count, leftovers=left, unsearchable=unsearchable(package))


def _without(package: Package, part: str, by_row: Mapping[int, list[str]]) -> tuple[str, list[str]]:
    """A sheet part without what some cells hold, and what they held."""
    stream = SheetStream(package.chunks(part))
    grammar = grammar_of(package, stream.prefix)
    rows, held = [], []
    for row in stream.rows():
        formulas = grammar.formulas(row)
        letters = [each for each in by_row.get(row.number, ()) if each not in formulas]
        stored = grammar.values(row, letters)
        held += [value if isinstance(value, str) else f"{value:.{_DIGITS}g}" for value in stored.values() if value]
        places = {each: place for place, each in enumerate(letters)}
        rows.append(grammar.changed(row, places, [None] * len(letters), styles={}).xml)
    return (stream.before + "".join(rows).encode() + b"".join(stream.rest())).decode(), held


def _unshared(package: Package, changed: Mapping[str, str], texts: set[str]) -> dict[str, str]:
    """The part of shared strings without those that hold one of the texts and are shown by no cell any more."""
    part = next(iter(package.related(package.workbook, "sharedStrings")), "")
    if not part:
        return {}
    sheets = {entry.part for entry in package.sheets if entry.part}
    contents = (changed[sheet].encode() if sheet in changed else package.content(sheet) for sheet in sheets)
    used = {int(number) for content in contents for number in _SHARED.findall(content)}
    unused = ((place, text) for place, text in enumerate(package.strings.texts) if place not in used)
    gone = {place for place, shown in unused if any(text in shown for text in texts)}
    return {part: without_strings(package.text(part), gone)} if gone else {}
