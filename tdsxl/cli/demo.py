"""`tdsxl demo` and `tdsxl practice`: an invented office, its portals, its workbook."""

import argparse
import threading
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from tdsxl.cli.invented import furnish
from tdsxl.cli.ready import Call
from tdsxl.cli.sync import make_sync
from tdsxl.errors import InputError
from tdsxl.practice.server import Practice
from tdsxl.prompts.scripted import Scripted

FIRST_DAY = date(2026, 11, 15)
"""The day the practice portals show at first."""
WEEK = timedelta(days=7)
MOST_CLIENTS = 5000


def demo(given: argparse.Namespace) -> int:
    """Two whole syncs of an invented office, a week apart."""
    folder = _folder(given.out)
    with Practice(clients=_count(given.clients), day=FIRST_DAY) as portals:
        place, book = furnish(folder, portals, "practice.xlsx")
        prompt = Scripted(portals.url, take_over="yes", try_again="yes")
        call = Call(book=book, portals=str(folder / "portals.toml"))
        for day in (FIRST_DAY, FIRST_DAY + WEEK):
            portals.day = day
            print(f"\nSyncing {len(portals.people)} invented clients as on {day:%d-%b-%Y} ...\n", flush=True)
            make_sync(call, place, prompt)
    print(f"\nThe workbook with both syncs: {book.resolve()}")
    print("Every client, amount and password in it is invented.")
    return 0


def practice(given: argparse.Namespace) -> int:
    """Serve the practice portals until Ctrl-C."""
    folder = _folder(given.out)
    with Practice(clients=_count(given.clients), day=FIRST_DAY, port=given.port) as portals:
        furnish(folder, portals, "practice.xlsx")
        print(f"The practice portals are open at {portals.url}. In another window:")
        print(f"  set TDSXL_HOME to {(folder / 'home').resolve()}")
        print(f"  set TDSXL_VAULT_PASSPHRASE_FILE to {(folder / 'home' / 'passphrase.txt').resolve()}")
        print(f"  tdsxl sync {folder / 'practice.xlsx'} --portals {folder / 'portals.toml'}")
        print("Ctrl-C closes them.", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _count(given: int) -> int:
    if not 1 <= given <= MOST_CLIENTS:
        raise InputError(f"{given} clients cannot be invented.", f"Give a number from 1 to {MOST_CLIENTS}.")
    return given


def _folder(given: str) -> Path:
    folder = Path(given)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{given} is a file.", "Name a folder with --out.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise InputError(f"The folder {given} cannot be made: {error.strerror}.", "Name another with --out.") from None
    if not is_empty:
        raise InputError(f"The folder {given} is not empty.", "Delete it, or name another with --out.")
    return folder
