"""Contract drift in JSON replies: fields dropped, renamed, added, retyped, swapped, set. Pure."""

from collections.abc import Callable, Mapping

from tdsxl.practice.faults import Fault, Rule
from tdsxl.practice.wire import Row

STRANGE = "Frobnicated"


def changed(rule: Rule, document: object) -> object:
    """The document with the fault in every object of it."""
    if isinstance(document, list):
        return [changed(rule, item) for item in document]
    if isinstance(document, dict):
        return CHANGES[rule.fault]({key: changed(rule, value) for key, value in document.items()}, rule.value)
    return document


def _dropped(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _renamed(row: Row, name: str) -> Row:
    return {f"{key}New" if key == name else key: value for key, value in row.items()}


def _added(row: Row, name: str) -> Row:
    return row | {name or "newField": "new"}


def _retyped(row: Row, name: str) -> Row:
    """Text becomes a number; all else becomes text."""
    return row | ({name: 7 if isinstance(row[name], str) else "seven"} if name in row else {})


def _swapped(row: Row, names: str) -> Row:
    """`value` is two names with a bar between."""
    first, second = names.split("|")
    if first not in row or second not in row:
        return row
    return row | {first: row[second], second: row[first]}


def _set(row: Row, wanted: str) -> Row:
    """`value` is name=text."""
    name, _, text = wanted.partition("=")
    return row | ({name: text} if name in row else {})


def _strange(row: Row, name: str) -> Row:
    return row | ({name: STRANGE} if name in row else {})


CHANGES: Mapping[Fault, Callable[[Row, str], Row]] = {
    Fault.DROP_FIELD: _dropped,
    Fault.RENAME_FIELD: _renamed,
    Fault.ADD_FIELD: _added,
    Fault.RETYPE_FIELD: _retyped,
    Fault.SWAP_COLUMNS: _swapped,
    Fault.SET_FIELD: _set,
    Fault.UNKNOWN_WORD: _strange,
}
