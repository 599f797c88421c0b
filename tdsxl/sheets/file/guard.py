"""Proof, before any login, that a book can be written later."""

import os
import shutil
import stat
from pathlib import Path

from tdsxl.errors import LocalError
from tdsxl.sheets.file.owners import owner_of
from tdsxl.sheets.file.package import Package, SheetEntry
from tdsxl.sheets.file.tags import tags

_TIMES_FREE = 3
"""The new file stands beside the old one while it is written, and a copy goes to the backups."""


def prove_writable(path: Path) -> None:
    """See that a book may be replaced.

    Raises:
        LocalError: It is open elsewhere or read-only, or the disk is full.
    """
    owner = owner_of(path)
    if owner:
        raise LocalError(
            f"{path.name} is open{f' at {owner.name}' if owner.name else ''}.", f"Close it. {owner.remedy}"
        )
    # Root may write everything, so the attribute itself is looked at too.
    if not os.access(path, os.W_OK) or not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise LocalError(f"{path.name} is read-only.", "Allow changes in the properties of the file.")
    if not os.access(path.parent, os.W_OK):
        raise LocalError(f"No file may be written in {path.parent}.", "Move the book to a folder of yours.")
    needed = _TIMES_FREE * path.stat().st_size
    if shutil.disk_usage(path.parent).free < needed:
        raise LocalError(f"The disk of {path.name} is almost full.", f"Free {megabytes(needed)} MB on it.")


def prove_unprotected(package: Package, entry: SheetEntry, after: bytes) -> None:
    """See that a sheet we write bears no protection, given what stands after its rows.

    Raises:
        LocalError: It is protected.
    """
    if any(tag.is_on("sheet") for tag in tags(after.decode(), "sheetProtection")):
        what = f"{package.path.name}: the sheet {entry.title} is protected."
        raise LocalError(what, "Unprotect it in Excel: Review, Unprotect Sheet.")


def megabytes(size: int) -> int:
    """Bytes as whole megabytes, never too few."""
    return -(-size // 1_000_000)
