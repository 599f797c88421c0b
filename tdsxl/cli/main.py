"""`tdsxl`: from words to one command, from errors to one line and an exit status.

0 all checked · 1 some task not checked · 2 usage, input, book or disk · 3 stopped by the user.
"""

import argparse
import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from tdsxl.cli.core_dump import forbid_core_dump
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
    given = parser().parse_args(words)
    command: Command = getattr(import_module(COMMANDS[given.command]), given.command)
    try:
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
    try:
        if sys.stdout:
            sys.stdout.write(more)
            sys.stdout.flush()
    except OSError as error:
        # What still waits there would be tried again at the end of Python, with a traceback.
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            print(f"tdsxl: What was to be said cannot be written: {error.strerror}.", file=sys.stderr)
        return True
    return False
