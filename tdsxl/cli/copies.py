"""Copies to send, one for each client: in a folder, in one zip, each with a mail draft."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from secrets import token_hex
from shutil import rmtree
from zipfile import ZIP_STORED, ZipFile

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.fresh.saving import save_new
from tdsxl.tables import Client

_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_LONGEST = 80
"""Characters of a client's name in a file's name."""
_ADDRESS = re.compile(r"""[!#-'*+/-9=?A-Z^-~.-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+""")
_BETWEEN = re.compile(r"[\s,;]+")
_FORBIDDEN = frozenset('<>:"/\\|?*')

MakeOne = Callable[[Client, Path], None]
"""Writes the copy of one client into a new file."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What was made."""

    made: tuple[Client, ...]
    without_email: tuple[Client, ...] = ()
    """Clients for whom there is a copy but no draft."""
    unread: tuple[Client, ...] = ()
    """Clients for whom there is no copy, since nothing was read of them yet."""

    @property
    def drafts(self) -> int:
        """How many mail drafts there are, where they were wanted."""
        return len(self.made) - len(self.without_email)

    @property
    def left_out(self) -> Iterator[tuple[Client, str]]:
        """For whom there is no copy or no draft, and why."""
        yield from ((client, "nothing was read yet, so no copy") for client in self.unread)
        yield from ((client, _no_draft(client)) for client in self.without_email)


def copy_name(client: Client, day: str) -> str:
    """`Roy Textiles CALG33103H 23-Nov-2026.xlsx`: a name that every system takes."""
    name = "".join(letter for letter in client.name if letter.isprintable() and letter not in _FORBIDDEN)
    return f"{' '.join(name.split())[:_LONGEST].strip(' .')} {client.tan} {day}.xlsx".strip()


def into_folder(
    folder: Path, clients: Sequence[Client], day: str, make: MakeOne, *, drafts: bool, firm: str = ""
) -> Copies:
    """A file for each client, perhaps with a mail draft beside it; the folder appears whole or not at all.

    Args:
        folder: A new one.
        clients: Whose.
        day: For names and letters.
        make: Writes a file.
        drafts: With a mail draft for each.
        firm: Who signs it.

    Raises:
        InputError: Something of that name is there already.
        LocalError: It cannot be written.
    """
    with _scratch(folder) as new:
        without = tuple(_filled(new, clients, day, make, drafts=drafts, firm=firm))
        new.rename(folder)
    return Copies(tuple(clients), without)


def into_zip(path: Path, clients: Sequence[Client], day: str, make: MakeOne, *, drafts: bool, firm: str = "") -> Copies:
    """The same files in one zip."""
    with _scratch(path) as new:
        files, packed = new / "files", new / "zip"
        files.mkdir()
        without = tuple(_filled(files, clients, day, make, drafts=drafts, firm=firm))
        # Workbooks are compressed already.
        with ZipFile(packed, "x", ZIP_STORED) as archive:
            for file in sorted(files.iterdir()):
                archive.write(file, file.name)
        packed.rename(path)
    return Copies(tuple(clients), without)


def _filled(
    folder: Path, clients: Sequence[Client], day: str, make: MakeOne, *, drafts: bool, firm: str
) -> Iterator[Client]:
    """Fill a folder; gives the clients that have no address to write to."""
    for client in clients:
        file = folder / copy_name(client, day)
        make(client, file)
        if drafts and _addresses(client):
            save_new(file.with_suffix(".eml"), _draft(client, file, day, firm))
        elif drafts:
            yield client


def _addresses(client: Client) -> list[str]:
    """Those in its cell Email; none where anything else stands there, too."""
    words = _BETWEEN.split(client.email.strip())
    return words if all(map(_ADDRESS.fullmatch, words)) else []


def _no_draft(client: Client) -> str:
    if not client.email:
        return "no Email on the sheet Clients, so no draft"
    return f"`{' '.join(client.email.split())[:40]}` is no mail address, so no draft"


def _draft(client: Client, file: Path, day: str, firm: str) -> bytes:
    """A mail that the firm's own program opens as one to be sent."""
    mail = EmailMessage()
    mail["To"] = ", ".join(_addresses(client))
    mail["Subject"] = f"TDS of {' '.join(client.name.split()) or client.tan} as on {day}"
    # Outlook shows a file with it as a draft.
    mail["X-Unsent"] = "1"
    regards = "\n".join(filter(None, ("Regards", firm)))
    mail.set_content(
        f"Dear Sir or Madam,\n\nPlease find enclosed what the Income Tax portal and TRACES show for TAN {client.tan} "
        f"as on {day}. The first sheet says what was checked and what could not be.\n\n{regards}\n"
    )
    mail.add_attachment(file.read_bytes(), maintype=_XLSX[0], subtype=_XLSX[1], filename=file.name)
    return bytes(mail)


@contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """A folder beside a new path, gone afterwards with all that is still in it.

    Raises:
        InputError: Something of that name is there already, or there is no folder for it.
        LocalError: The disk refused it, or what was done with it.
    """
    if path.exists():
        raise InputError(f"{path.name or path} is there already.", "Take another name; nothing was overwritten.")
    if not path.parent.is_dir():
        raise InputError(f"There is no folder {path.parent}.", "Make it first, or take another.")
    folder = path.with_name(f".~tdsxl-{token_hex(4)}")
    try:
        folder.mkdir()
        yield folder
    except OSError as error:
        raise LocalError(f"{path.name} cannot be written: {error.strerror}.", "Take another folder.") from error
    finally:
        rmtree(folder, ignore_errors=True)
