"""`tdsxl schedule`: sync a book every day while nobody is there; what needs a captcha waits for the morning."""

import argparse
import os
import re
import sys
from datetime import time
from pathlib import Path

from tdsxl.cli.nights.clock import clock
from tdsxl.cli.nights.night import Night, keep, mark_of, record_of
from tdsxl.cli.office import existing, file_book, home
from tdsxl.engine.home import Home
from tdsxl.engine.sync import check_stamp
from tdsxl.errors import InputError, LocalError, VaultLocked
from tdsxl.vault import open_vault
from tdsxl.vault_key import FILE_VARIABLE

_HOUR = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def schedule(given: argparse.Namespace) -> int:
    """Start, or no longer start, the night run of a book."""
    place = home()
    return _off(Path(given.book).resolve(), place) if given.off else _daily(given, place)


def _daily(given: argparse.Namespace, place: Home) -> int:
    book = existing(given.book).resolve()
    at = _time(given.daily)
    check_stamp(file_book(book, place).read(to_write=False).stamp, place)
    _prove_vault(place)
    passphrase_file = os.environ.get(FILE_VARIABLE, "")
    named = str(Path(passphrase_file).resolve()) if passphrase_file else ""
    night = Night(book=book, at=at, home=place.path.resolve(), passphrase_file=named)
    keep(night)
    starter = clock()
    starter.add(night)
    print(f"{book.name} is synced every day at {at:%H:%M} by {starter.name}, while you are logged on.")
    print("The IT portal needs no captcha, so it is read by then; what TRACES has waits for you, as Home says.")
    print(f"{starter.habit} No longer: tdsxl schedule BOOK --off")
    return 0


def _off(book: Path, place: Home) -> int:
    was_there = clock().remove(mark_of(book))
    record_of(place.path, book).unlink(missing_ok=True)
    if not was_there:
        print(f"{book.name} has no night run.", file=sys.stderr)
        return 1
    print(f"{book.name} is no longer synced by itself.")
    return 0


def _time(text: str) -> time:
    match = _HOUR.fullmatch(text.strip())
    if not match:
        raise InputError(f"{text} is no hour of the day.", "Write it as 06:30.")
    return time(int(match[1]), int(match[2]))


def _prove_vault(place: Home) -> None:
    """See that the vault opens with nobody there to ask."""
    try:
        open_vault(place.path).unlock()
    except VaultLocked as error:
        raise LocalError(f"No night run can open the vault. {error.message}", error.remedy) from error
