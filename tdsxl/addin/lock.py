"""One worker per book: a lock of the operating system, which dies with the process that holds it."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_STEP_S = 0.02


class Lock:
    """A file that one process at a time may hold."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def take(self, *, within_s: float = 0.0) -> bool:
        """Hold it until `drop` or the end of the process; False where another holds it all the while."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + within_s
        while True:
            try:
                _try(descriptor)
            except OSError:
                if time.monotonic() >= until:
                    os.close(descriptor)
                    return False
                time.sleep(_STEP_S)
            else:
                self._descriptor = descriptor
                return True

    def drop(self) -> None:
        """Let another hold it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock of a file."""
    if not path.exists():
        return False
    with Lock(path) as lock:
        return not lock.take()
