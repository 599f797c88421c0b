"""A fresh file put on disk: never over another one, whole or not at all."""

import gc
import os
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from openpyxl import Workbook

from tdsxl.errors import InputError, LocalError


def check_new(path: Path, ending: str) -> None:
    """A name that a fresh file may take; `ending` as `.xlsx`.

    Raises:
        InputError: It ends otherwise, is taken, or lies in no folder.
    """
    if path.suffix.lower() != ending:
        raise InputError(f"A workbook's name ends in .xlsx, or .xlsm with macros; use the name {path.stem}{ending}.")
    if path.exists():
        raise InputError(f"{path.name} is there already.", "Take another name; nothing was overwritten.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Make it first, or take another.")


def packed(book: Workbook, path: Path) -> bytes:
    """The content of the file `path` to be.

    Raises:
        LocalError: The disk does not take the temporary files that openpyxl writes.
    """
    saved = BytesIO()
    if trouble := _trouble(book, saved):
        raise LocalError(f"{path.name} cannot be made: {trouble}.", "Free space on the disk of the temporary files.")
    return saved.getvalue()


def _trouble(book: Workbook, saved: BytesIO) -> str:
    """Save a book; what the disk has against it, or empty."""
    try:
        book.save(saved)
    except OSError as error:
        trouble = error.strerror or "no file can be written"
    else:
        return ""
    # The writer that openpyxl leaves half-way meets the same disk when it is thrown away, and says so on the terminal.
    hook, sys.unraisablehook = sys.unraisablehook, lambda _: None
    gc.collect()
    sys.unraisablehook = hook
    return trouble


def save_new(path: Path, content: bytes) -> None:
    """Write the file.

    Raises:
        LocalError: It cannot be written; nothing of it is left.
    """
    temp = path.with_name(f".~tdsxl-{token_hex(4)}{path.suffix}")
    try:
        _write(temp, content)
        temp.replace(path)
    except OSError as error:
        with suppress(OSError):
            temp.unlink(missing_ok=True)
        raise LocalError(f"{path.name} cannot be written: {error.strerror}.", "Take another folder.") from error


def _write(temp: Path, content: bytes) -> None:
    with temp.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
