"""Structural changes of a JSON reply: another layout with the same values in it."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import combinations

from tests.drift.change import WORD, Allows, Change, kind, misprints

Obj = dict[str, object]
Path = tuple[str, ...]
"""Keys from the outside in; `*` is every place of a list."""
KEYED_BY_VALUE = "docMap"
"""An object whose keys are ids: values, and no layout."""


def json_changes(body: bytes) -> Iterator[Change]:
    """Every structural change of a reply that we can think of."""
    value: object = json.loads(body)
    yield from _whole(value)
    for path in dict.fromkeys(path for path, _ in _objects(value)):
        here = [held for place, held in _objects(value) if place == path]
        keys = list(dict.fromkeys(key for held in here for key in held))
        yield _edited(value, path, "keys in another order", _reorder, allows=Allows.SAME)
        yield _edited(value, path, "a new key", lambda held: held.update(added="new"), allows=Allows.SAME)
        for key in keys:
            yield from _of_key(value, path, key, here)
        for one, other in combinations(keys, 2):
            if _are_two_kinds(here, one, other):
                yield _edited(value, path, f"{one}, {other} swapped", _swap(one, other), allows=Allows.WORDS)


def _whole(value: object) -> Iterator[Change]:
    wrapped: list[object] = [{"data": value}, [value], json.dumps(value), None, True]
    wrapped.append(next(iter(value.values()), None) if isinstance(value, dict) else {"rows": value})
    for number, whole in enumerate(wrapped):
        yield Change(f"wrapped {number}", json.dumps(whole).encode())


def _of_key(value: object, path: Path, key: str, here: list[Obj]) -> Iterator[Change]:
    yield _edited(value, path, f"{key} dropped", lambda held: held.pop(key, None), gone=key)
    for name in (f"{key}New", key.swapcase(), f"{key}s", f"{key} "):
        yield _edited(value, path, f"{key} renamed `{name}`", _rename(key, name), gone=key)
    yield _edited(value, path, f"{key} one deeper", lambda held: held.update(inner={key: held.pop(key, 0)}), gone=key)
    for number in range(max(len(misprints(held.get(key))) for held in here)):
        yield _edited(value, path, f"{key} in form {number}", _misprint(key, number))
    if any(kind(held.get(key)) not in ("dict", "list") for held in here):
        yield _edited(value, path, f"{key} says {WORD}", lambda held: held.update({key: WORD}), allows=Allows.WORDS)


def _are_two_kinds(here: list[Obj], one: str, other: str) -> bool:
    """Whether the values can be told apart in some row; a blank is no sign of anything."""
    pairs = [(kind(held.get(one)), kind(held.get(other))) for held in here]
    return any(a != b and not {a, b} & {"blank", "NoneType", "list", "dict"} for a, b in pairs)


def _misprint(key: str, number: int) -> Callable[[Obj], object]:
    def edit(held: Obj) -> None:
        forms = misprints(held.get(key))
        held[key] = forms[number] if number < len(forms) else held.get(key)

    return edit


def _rename(key: str, name: str) -> Callable[[Obj], object]:
    def edit(held: Obj) -> None:
        if key in held:
            held[name] = held.pop(key)

    return edit


def _swap(one: str, other: str) -> Callable[[Obj], object]:
    def edit(held: Obj) -> None:
        held[one], held[other] = held.get(other), held.get(one)

    return edit


def _reorder(held: Obj) -> None:
    turned = dict(reversed(held.items()))
    held.clear()
    held.update(turned)


def _edited(
    value: object,
    path: Path,
    what: str,
    edit: Callable[[Obj], object],
    *,
    allows: Allows = Allows.ERROR,
    gone: str = "",
) -> Change:
    changed = deepcopy(value)
    for place, held in [*_objects(changed)]:
        if place == path:
            edit(held)
    return Change(f"{'.'.join(path)} {what}".strip(), json.dumps(changed).encode(), allows, gone)


def _objects(value: object, path: Path = ()) -> Iterator[tuple[Path, Obj]]:
    if isinstance(value, dict) and path[-1:] != (KEYED_BY_VALUE,):
        yield path, value
        for key, held in [*value.items()]:
            yield from _objects(held, (*path, key))
    elif isinstance(value, list):
        for held in value:
            yield from _objects(held, (*path, "*"))
