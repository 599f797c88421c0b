"""The data folder, the vault in it, and the night runs that are written down there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tdsxl.cli.checks.finding import Finding, trouble
from tdsxl.cli.nights.clock import clock
from tdsxl.cli.nights.night import Night, nights
from tdsxl.engine.home import Home
from tdsxl.errors import LocalError
from tdsxl.vault import open_vault
from tdsxl.vault_key import FILE_VARIABLE, KEYRINGS

_ROOM = 500_000_000
"""Bytes free on the disk below which a run of a large firm may not fit."""


def office(place: Home) -> Iterator[Finding]:
    """Everything of the office's own on this PC."""
    yield _folder(place)
    yield _vault(place)
    yield from map(_night, nights(place))


def _folder(place: Home) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=place.path):
            free = shutil.disk_usage(place.path).free
    except OSError as error:
        remedy = "Allow this user to write there, or set TDSXL_HOME to another folder."
        return Finding("Data folder", f"{place.path} cannot be written: {error.strerror}.", remedy)
    said = f"{place.path}, {free // 1_000_000_000} GB free"
    return Finding("Data folder", said, "" if free >= _ROOM else "Free some space on that disk.")


def _vault(place: Home) -> Finding:
    """A vault that is there must open without anybody being asked; one that is not there must be possible."""
    safe = open_vault(place.path)
    try:
        entries = safe.entries()
        if (place.path / "vault.json").exists():
            safe.unlock()
            return Finding("Vault", f"opens; {len(entries)} passwords stored")
    except LocalError as error:
        return trouble("Vault", error)
    named = os.environ.get(FILE_VARIABLE)
    if named and Path(named).is_file():
        return Finding("Vault", f"no password stored yet; the passphrase in {named} will open it")
    if not named and any(keyring.viable for keyring in KEYRINGS):
        return Finding("Vault", "no password stored yet; the keyring of this PC can hold the key")
    remedy = f"Put a passphrase into a file that only you can read and name it in {FILE_VARIABLE}."
    return Finding("Vault", f"there is no file {named}." if named else "this PC offers no keyring.", remedy)


def _night(night: Night) -> Finding:
    said = f"{night.book.name} daily at {night.at:%H:%M}"
    again = f"Run: tdsxl schedule {night.book} --daily {night.at:%H:%M}"
    if not night.book.is_file():
        return Finding("Night run", f"{said}, but {night.book} is not there.", "Run tdsxl schedule BOOK --off.")
    try:
        is_held = clock().holds(night.mark)
    except LocalError as error:
        return trouble("Night run", error)
    if not is_held:
        return Finding("Night run", f"{said}, but {clock().name} does not know it.", again)
    return Finding("Night run", f"{said}, by {clock().name}; the last one's words: {night.log}")
