"""What commands stand on: home, vault, portals file, book, log."""

import getpass
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from tdsxl.cli.anywhere import AnywhereBook
from tdsxl.engine.clients import Versions
from tdsxl.engine.home import Home, open_home
from tdsxl.engine.log import open_log
from tdsxl.errors import InputError, Stopped
from tdsxl.ledgers import LEDGERS
from tdsxl.modules import MODULES
from tdsxl.portals.base import Session, Wait
from tdsxl.portals.hosts import OFFICIAL, Hosts, proxy_address, read_hosts
from tdsxl.portals.itportal.session import ItPortalSession
from tdsxl.portals.traces.session import TracesSession
from tdsxl.portals.transport import Turnstile, open_wire
from tdsxl.sheets.excel.calls import KEEPS
from tdsxl.sheets.file.book import FileBook
from tdsxl.tables import Settings, Sheet
from tdsxl.values import Login, Portal
from tdsxl.vault import Vault, open_vault
from tdsxl.worklists import WORKLISTS

RESULT_SHEETS: tuple[Sheet, ...] = tuple(view.sheet for module in MODULES for view in module.views)

OUR_SHEETS = (*WORKLISTS, *RESULT_SHEETS, *LEDGERS)
"""The tables that tdsxl writes."""

_LONGEST_NAME = 255 - len(" 4f2a91 2026-11-22")
"""Bytes: a dated copy in the backups has the longest name that is made of a book's."""


def home() -> Home:
    """The data folder, with its log open."""
    found = open_home()
    open_log(found.logs)
    return found


def vault(home: Home) -> Vault:
    """The vault; a passphrase is asked only where a person sits at a terminal (a windowed Python has no stdin)."""
    return open_vault(home.path, passphrase=_passphrase if sys.stdin and sys.stdin.isatty() else None)


def _passphrase() -> str:
    return getpass.getpass("Passphrase of the vault: ")


def versions(vault: Vault) -> Versions:
    """(TAN, portal) → version of the stored password."""
    return {(entry.tan, entry.portal): entry.version for entry in vault.entries()}


def file_book(path: Path, home: Home) -> FileBook:
    """The book as a file that no program holds open."""
    return FileBook(path, backups=home.backups, sheets=OUR_SHEETS)


def book_of(
    path: Path, home: Home, tell: Callable[[str], None] | None = None, stop: threading.Event | None = None
) -> AnywhereBook:
    """The book in Excel while it is open there, else as a file.

    Args:
        path: Its file.
        home: The data folder.
        tell: Shows what Excel is waited for.
        stop: Ends that waiting when it is set.

    Raises:
        InputError: Its name is so long that no copy of it can be named after it.
    """
    if len(os.fsencode(path.name)) > _LONGEST_NAME:
        raise InputError(f"The name {path.name[:40]}... is too long for the names of its copies.", "Shorten it.")
    wait = partial(_wait, stop) if stop else time.sleep
    return AnywhereBook(path, backups=home.backups, sheets=OUR_SHEETS, tell=tell or _say, wait=wait)


def _wait(stop: threading.Event, seconds: float) -> None:
    if stop.wait(seconds):
        raise Stopped("Stopped while Excel was busy.", KEEPS)


def _say(line: str) -> None:
    if line:
        print(line, file=sys.stderr, flush=True)


def hosts(file: str | None, settings: Settings) -> Hosts:
    """The portals file, or the official addresses; the book's proxy where the file names none."""
    found = read_hosts(Path(file)) if file else OFFICIAL
    return replace(found, proxy=proxy_address(settings.proxy)) if settings.proxy and not found.proxy else found


class Portals:
    """Opens sessions; all of one run share the pace of captcha pictures."""

    def __init__(self, hosts: Hosts, *, gap: float) -> None:
        self._hosts = hosts
        self._gap = gap
        self._captchas = Turnstile(hosts.traces.captcha_gap)

    def open(self, portal: Portal, login: Login, wait: Wait) -> Session:
        """A session that is not logged in yet."""
        wire = open_wire(self._hosts, portal, gap=self._gap, wait=wait)
        if portal is Portal.ITPORTAL:
            return ItPortalSession(wire, self._hosts.itportal, login, wait=wait)
        return TracesSession(wire, self._hosts.traces, login, wait=wait, captchas=self._captchas)


def existing(path: str) -> Path:
    """The path of a file that must be there.

    Raises:
        InputError: It is not.
    """
    found = Path(path)
    # A name that no disk can hold is an error of its own to some systems.
    with suppress(OSError):
        if found.is_file():
            return found
    raise InputError(f"There is no file {path}.", "Check the name and the folder.")
