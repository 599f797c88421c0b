"""One line of progress at the foot of a terminal; silent where the output is no terminal."""

import shutil
from typing import TextIO

_WIDTH = 24
_CLEAR_LINE = "\r\x1b[K"


class Bar:
    """Visits done of visits planned, with a note behind."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shows = out.isatty()
        self._done = 0
        self._total = 0
        self._note = ""

    def begin(self, total: int) -> None:
        """So many visits are planned."""
        self._total = total
        self.draw()

    def step(self) -> None:
        """One more visit is over."""
        self._done += 1
        self.draw()

    def note(self, text: str) -> None:
        """What stands behind the bar."""
        self._note = text
        self.draw()

    def say(self, text: str) -> None:
        """A line of its own, above the bar."""
        self.clear()
        self._out.write(f"{text}\n")
        self._out.flush()
        self.draw()

    def draw(self) -> None:
        """Show the bar as it is now."""
        if self._shows and self._total:
            full = _WIDTH * self._done // self._total
            line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {self._done}/{self._total} visits {self._note}"
            self._out.write(_CLEAR_LINE + line[: shutil.get_terminal_size().columns - 1])
            self._out.flush()

    def clear(self) -> None:
        """Leave the line to something else."""
        if self._shows and self._total:
            self._out.write(_CLEAR_LINE)
            self._out.flush()
