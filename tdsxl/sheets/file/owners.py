"""Who has a book open, by the file that Excel or LibreOffice lays beside it.

A program that was killed leaves its file behind. Where that can be told it counts for nothing; else the user, who knows
what is open, is told which file to delete.
"""

import getpass
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever seems to have a book open."""

    name: str
    """Empty where it cannot be told."""
    file: Path
    """The file that says so."""

    @property
    def remedy(self) -> str:
        """What to do where that is not so."""
        return f"If nobody has it open, delete the file {self.file.name} beside it."


def owner_of(book: Path) -> Owner | None:
    """Who has a book open in Excel or LibreOffice; None where nobody has."""
    return _excel_owner(book) or _calc_owner(book)


def _excel_owner(book: Path) -> Owner | None:
    file = book.with_name(f"~${book.name}")
    content = _content(file)
    if content is None or _is_let_go(file, book):
        return None
    # The name's length, then its letters.
    return Owner(content[1 : 1 + content[0]].decode("cp1252", "replace").strip() if content else "", file)


def _calc_owner(book: Path) -> Owner | None:
    file = book.with_name(f".~lock.{book.name}#")
    content = _content(file)
    if content is None:
        return None
    # Full name, login, host, time.
    name, login, host, *_ = [part.strip() for part in content.decode("utf-8", "replace").split(",")] + [""] * 3
    is_ours = (login, host) == (getpass.getuser(), socket.gethostname())
    return None if is_ours and not _is_held(book) else Owner(name or login, file)


def _content(file: Path) -> bytes | None:
    """What stands in an owner file: nothing where it cannot be read, None where there is none."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""


if sys.platform == "win32":

    def _is_let_go(*files: Path) -> bool:
        """Whether nobody holds any of some files: a living Excel lets no other program write its book or owner file."""
        for file in files:
            try:
                file.open("r+b").close()
            except OSError:
                return False
        return True

    def _is_held(book: Path) -> bool:
        return not _is_let_go(book)

else:

    def _is_let_go(*files: Path) -> bool:
        """No system but Windows tells: here others may write whatever a program has open."""
        return not files

    def _is_held(book: Path) -> bool:
        """Whether a program of this user has a file open; where the system does not say, it has."""
        wanted, own = book.stat(), str(os.getpid())
        links = [*Path("/proc").glob("[1-9]*/fd/*")]
        return not links or any(link.parts[2] != own and _leads_to(link, wanted) for link in links)

    def _leads_to(link: Path, wanted: os.stat_result) -> bool:
        # Meanwhile the program may have closed it.
        with suppress(OSError):
            return os.path.samestat(wanted, link.stat())
        return False
