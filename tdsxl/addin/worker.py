"""`python -m tdsxl.addin.worker BOOK`: one worker per book, and its window at once.

Whoever has pressed a button waits for the window. So it is drawn first, empty, and all that it needs to be of use is
imported after.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from tdsxl.addin.lock import Lock
from tdsxl.addin.place import Place, place_of
from tdsxl.cli.core_dump import forbid_core_dump
from tdsxl.errors import TdsxlError

VIEWS = ("bucket", "failed", "write", "passwords", "share", "doctor")
_LOG = logging.getLogger("tdsxl")
_TAKEN_S = 1.0
"""A button looks whether the lock is held by taking it for a moment."""


def main(words: Sequence[str] | None = None) -> int:
    """Serve one book; a second worker of it says its word to the first, and ends."""
    forbid_core_dump()
    given = _parser().parse_args(words)
    try:
        place = place_of(str(Path(given.book).absolute()))
        with Lock(place.lock) as lock:
            if lock.take(within_s=_TAKEN_S):
                _serve(place, given.view, given.portals)
            else:
                _send(place, "raise" if given.view == "bucket" else given.view)
    except TdsxlError as error:
        _LOG.error("%s", error)
        return 2
    except Exception:
        _LOG.exception("the worker met a fault of its own")
        raise
    return 0


def _serve(place: Place, view: str, portals: str | None) -> None:
    os.environ.update(place.environment)
    try:
        from tdsxl.window.shell import Shell
    except ImportError:
        from tdsxl.addin.console import open_console

        open_console(place.book, view, portals=portals)
        return
    shell = Shell()
    shell.draw()
    from tdsxl.addin.serving import serve

    serve(place, shell, view, portals=portals)


def _send(place: Place, word: str) -> None:
    from tdsxl.addin.door import knock

    knock(place, word)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tdsxl.addin.worker", description="The sync window of one workbook.")
    parser.add_argument("book", metavar="BOOK")
    parser.add_argument("--view", choices=VIEWS, default="bucket")
    parser.add_argument("--portals", metavar="FILE")
    return parser


if __name__ == "__main__":
    sys.exit(main())
