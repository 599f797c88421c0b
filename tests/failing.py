"""A disk that refuses one operation on files below a folder: the k-th write, fsync, rename or unlink of this process.

It stands where Python hands an operation to the system; what SQLite does has a disk of its own (`engine/disk.py`).
"""

import builtins
import errno
import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

KINDS = ("write", "fsync", "rename", "unlink")


class Refusal:
    """Counts the operations below a folder, and refuses one.

    Attributes:
        done: How many of each kind were asked for.
    """

    def __init__(self, folder: Path, kind: str = "", at: int = 0) -> None:
        """Refuse the operation number `at` of a kind, from 1; without one refuse none."""
        self.done: Counter[str] = Counter()
        self._folder = folder.resolve()
        self._refused = (kind, at)

    @property
    def has_struck(self) -> bool:
        """The operation came."""
        kind, at = self._refused
        return self.done[kind] >= at

    def ask(self, kind: str, where: Any) -> None:
        """May this be done to a path, or to an open file by its number?

        Raises:
            OSError: No.
        """
        path = Path(f"/proc/self/fd/{where}" if isinstance(where, int) else where)
        # An unlinked file, or a link, is where its name is: only descriptors are followed.
        if self._folder in (path.readlink() if isinstance(where, int) else path.absolute()).parents:
            self.done[kind] += 1
            if (kind, self.done[kind]) == self._refused:
                raise OSError(errno.EIO, os.strerror(errno.EIO))


@contextmanager
def refusing(refusal: Refusal) -> Iterator[None]:
    """While it lasts, the system is asked through the refusal."""

    def asked(kind: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def ask(where: Any, *others: Any, **options: Any) -> Any:
            refusal.ask(kind, where)
            return inner(where, *others, **options)

        return ask

    with pytest.MonkeyPatch.context() as patch:
        for kind, name in (
            ("fsync", "fsync"),
            ("rename", "replace"),
            ("rename", "rename"),
            ("unlink", "unlink"),
            ("write", "sendfile"),
            ("write", "write"),
        ):
            patch.setattr(os, name, asked(kind, getattr(os, name)))
        for module in (io, builtins):
            patch.setattr(module, "open", _opening(refusal, io.open))
        yield


def _opening(refusal: Refusal, inner: Callable[..., Any]) -> Callable[..., Any]:
    class RawFile(io.FileIO):
        def write(self, content: Any) -> int:
            refusal.ask("write", self.fileno())
            return super().write(content)

    def opened(file: Any, mode: str = "r", buffering: int = -1, *text: Any, **options: Any) -> Any:
        # What has an opener is a temporary file without a name.
        if "opener" in options or not set(mode) & set("wax+"):
            return inner(file, mode, buffering, *text, **options)
        raw = RawFile(file, mode.replace("b", "").replace("t", ""), options.pop("closefd", True))
        buffered = (io.BufferedRandom if "+" in mode else io.BufferedWriter)(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *text, **options)

    return opened
