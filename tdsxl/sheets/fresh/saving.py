"""A fresh file put on disk: never over another one, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

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
