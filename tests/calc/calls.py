"""The gate between xlwings and an office: every call through it is counted, and may be refused."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar

from tests.calc.office import Office

LOCAL = {
    *("api", "app", "book", "cells", "column", "columns", "coords", "engine", "office", "options", "parent", "pid"),
    *("row", "shape", "sheet", "has_array", "max_cells_per_read", "max_cells_per_write"),
}
"""What xlwings answers without a call into Excel."""
SPOKEN = {"__call__", "__iter__", "__len__"}
"""Dunder methods that are calls into Excel, but those of a range, which knows its place."""
Kind = TypeVar("Kind", bound=type)


class Reached(Protocol):
    """Whatever lies in an office."""

    @property
    def office(self) -> Office:
        """The office it lies in."""


def gated(kind: Kind) -> Kind:
    """Mark a class each of whose public members is a call into the office."""
    for name, member in list(vars(kind).items()):
        if name in LOCAL or (name.startswith("_") and (name not in SPOKEN or kind.__name__ == "Range")):
            continue
        called = f"{kind.__name__}.{name}"
        if isinstance(member, property):
            getter, setter = member.fget, member.fset
            opened = property(getter and _through(getter, called), setter and _through(setter, f"{called}="))
            setattr(kind, name, opened)
        elif inspect.isfunction(member):
            setattr(kind, name, _through(member, called))
    return kind


def _through(do: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(do)
    def call(self: Reached, *args: Any, **named: Any) -> Any:  # as the wrapped one
        return self.office.call(name, lambda: do(self, *args, **named))

    return call
