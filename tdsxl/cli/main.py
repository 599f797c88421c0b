"""`tdsxl`: from words to one command, from errors to one line and an exit status.

0 all checked · 1 some task not checked · 2 usage, input, book or disk · 3 stopped by the user.
"""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import TextIO, cast

from tdsxl.cli.core_dump import forbid_core_dump
from tdsxl.cli.lines import Lines
from tdsxl.cli.parser import parser
from tdsxl.errors import Stopped, TdsxlError

Command = Callable[[argparse.Namespace], int]

COMMANDS = {
    "demo": "tdsxl.cli.demo",
    "practice": "tdsxl.cli.demo",
    "new": "tdsxl.cli.lists",
    "adopt": "tdsxl.cli.adopt",
    "clients": "tdsxl.cli.lists",
    "ldc": "tdsxl.cli.lists",
    "passwords": "tdsxl.cli.passwords",
    "sync": "tdsxl.cli.sync",
    "status": "tdsxl.cli.sync",
    "write": "tdsxl.cli.sync",
    "changes": "tdsxl.cli.changes",
    "journal": "tdsxl.cli.sync",
    "share": "tdsxl.cli.share",
    "schedule": "tdsxl.cli.schedule",
    "install": "tdsxl.cli.install",
    "doctor": "tdsxl.cli.doctor",
    "backup": "tdsxl.cli.moving",
    "restore": "tdsxl.cli.moving",
}
"""Command → the file that holds a function of its name."""
_NO_MEMORY = "this PC has no memory left; nothing was lost. Close other programs, then do it again."


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    forbid_core_dump()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A client's name that the terminal's code page does not know shall end nothing.
            stream.reconfigure(errors="backslashreplace")
    try:
        with redirect_stderr(cast(TextIO, Lines(sys.stderr))):
            return _ended(words)
    finally:
        _let_go(sys.stderr)


def _ended(words: Sequence[str] | None) -> int:
    try:
        given = _understood(words)
        command: Command = getattr(import_module(COMMANDS[given.command]), given.command)
        status = command(given)
        return 2 if _is_unheard() else status
    except Stopped:
        return 3
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 3
    except Exception as error:
        # What cannot be printed has no name of a file.
        is_of_output = isinstance(error, OSError) and error.filename is None and _is_unheard("\n")
        if not is_of_output:
            print(f"tdsxl: {_line(error)}", file=sys.stderr)
        return 2


def _understood(words: Sequence[str] | None) -> argparse.Namespace:
    """The words by their names; help and version are said here, since argparse would not mind if nobody took them."""
    said = io.StringIO()
    try:
        with redirect_stdout(said):
            return parser().parse_args(words)
    except SystemExit:
        print(said.getvalue(), end="", flush=True)
        raise


def _line(error: Exception) -> str:
    if isinstance(error, TdsxlError):
        return str(error)
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return f"The name {Path(str(error.filename)).name[:40]}... is too long. Shorten it."
    # The one place where a fault of our own is met: a line for the user, the rest for the log.
    import logging

    # Where no log is open yet, logging would print it on standard error.
    logger = logging.getLogger("tdsxl")
    logger.addHandler(logging.NullHandler())
    logger.error("tdsxl met a fault of its own", exc_info=error)
    return "tdsxl met a fault of its own; nothing was lost. The log has the details."


def _is_unheard(more: str = "") -> bool:
    """Whether standard output takes no more: its reader has gone, which is his affair, or its disk is full."""
    error = _let_go(sys.stdout, more)
    if error and not isinstance(error, BrokenPipeError):
        print(f"tdsxl: What was to be said cannot be written: {error.strerror}.", file=sys.stderr)
    return error is not None


def _let_go(stream: TextIO | None, more: str = "") -> OSError | None:
    """Write what still waits; what cannot be written would be tried again at the end of Python, with a traceback."""
    try:
        print(more, end="", file=stream or io.StringIO(), flush=True)
    except OSError as error:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), cast(TextIO, stream).fileno())
        return error
    return None
