"""Standard error as commands write to it: a line that cannot be shown ends no work, a question does not go unseen."""

import errno
import io
import os
from typing import Any, TextIO


class Lines:
    """Loses lines that the stream does not take; what does not end its line is a question, or a bar at a terminal."""

    def __init__(self, out: TextIO | None) -> None:
        self._out = out or _Closed()
        self._is_open = False
        self._lost: OSError | None = None

    def write(self, text: str) -> int:
        """Show a text, if that can be."""
        self._is_open, self._lost = not text.endswith("\n"), None
        try:
            self._out.write(text)
        except OSError as error:
            self._lost = error
        return len(text)

    def flush(self) -> None:
        """Show what was written now.

        Raises:
            OSError: It ends no line, and cannot be shown: nobody would know what is waited for.
        """
        try:
            self._out.flush()
        except OSError as error:
            self._lost = error
        if self._lost and self._is_open:
            raise self._lost

    def __getattr__(self, name: str) -> Any:  # whatever else a stream has
        """As the stream's own."""
        return getattr(self._out, name)


class _Closed(io.StringIO):
    """A stream that the command was started without."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
