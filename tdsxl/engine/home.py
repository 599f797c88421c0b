"""Where tdsxl keeps its own files on this PC."""

import ctypes
import glob
import os
import platform
import re
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tdsxl.errors import LocalError

_REMOTE = 4
"""DRIVE_REMOTE, as Windows tells it."""
_MARK = re.compile(r"[0-9a-f]{6}")
_SHARED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud")


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder: `$TDSXL_HOME`, or the user's local data folder."""

    path: Path

    @property
    def journal(self) -> Path:
        """The database."""
        return self.path / "journal.sqlite3"

    @property
    def seal(self) -> Path:
        """What the database's file was like when it was last closed."""
        return self.path / "journal.seal"

    @property
    def refusals(self) -> Path:
        """What portals have refused, whatever becomes of the database."""
        return self.path / "refusals.jsonl"

    @property
    def progress(self) -> Path:
        """How far the run under way is, for a second tdsxl that is refused."""
        return self.path / "running.json"

    @property
    def backups(self) -> Path:
        """Dated copies of books and of the journal."""
        return self.path / "backups"

    @property
    def set_aside(self) -> Path:
        """Replies whose shape was not known, encrypted."""
        return self.path / "set-aside"

    @property
    def downloads(self) -> Path:
        """Files of notices."""
        return self.path / "downloads"

    @property
    def captchas(self) -> Path:
        """Pictures while they wait for an answer."""
        return self.path / "captchas"

    @property
    def logs(self) -> Path:
        """Logs of the last runs."""
        return self.path / "logs"

    @property
    def audit(self) -> Path:
        """Who had what done for which client, a file a month."""
        return self.path / "audit"

    @property
    def taken(self) -> Path:
        """Stamps of the PCs that this data folder was moved from, one a line."""
        return self.path / "moved-from"

    def pc(self) -> str:
        """This PC and data folder, as stamped into a book: `OFFICE-3 (4f2a91)`.

        Raises:
            LocalError: The data folder cannot be read or written.
        """
        path = self.path / "pc-id"
        try:
            mark = _mark(path) or _new_mark(path)
        except OSError as error:
            raise self._unusable(error) from None
        return f"{platform.node() or 'this PC'} ({mark})"

    def stamps(self) -> tuple[str, ...]:
        """The stamp of this PC, then those it has taken over with a backup.

        Raises:
            LocalError: The data folder cannot be read or written.
        """
        try:
            taken = self.taken.read_text(encoding="utf-8").splitlines() if self.taken.exists() else []
        except OSError as error:
            raise self._unusable(error) from None
        return (self.pc(), *taken)

    def _unusable(self, error: OSError) -> LocalError:
        return LocalError(
            f"The data folder {self.path} cannot be used: {error.strerror}.",
            "Free space on its disk, or set TDSXL_HOME to a folder of yours.",
        )


def open_home() -> Home:
    """The data folder, made if it is missing.

    Raises:
        LocalError: It lies on a network or cloud-synced folder, where a database breaks, or cannot be made.
    """
    given = os.environ.get("TDSXL_HOME")
    path = Path(given).resolve() if given else Path(platformdirs.user_data_dir("tdsxl", appauthor=False, roaming=False))
    text = (given or str(path)).lower()
    if text.startswith(("\\\\", "//")) or any(word in text for word in _SHARED) or _is_remote(path):
        raise LocalError(
            f"The data folder {path} lies on a network or cloud-synced folder.",
            "Set TDSXL_HOME to a folder on this PC's own disk.",
        )
    moved = sorted(path.parent.glob(f"{glob.escape(path.name)} before *")) if not path.exists() else []
    if moved:
        raise LocalError(
            f"The data folder {path} is gone; a restore was cut off, and it lies in {moved[-1].name}.",
            "Give it its old name back, or move it away to begin anew.",
        )
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        _prove_folders(home := Home(path))
        home.logs.mkdir(exist_ok=True)
    except OSError as error:
        raise LocalError(f"The data folder {path} cannot be made: {error.strerror}.", "Set TDSXL_HOME.") from None
    return home


def _prove_folders(home: Home) -> None:
    for folder in (home.backups, home.set_aside, home.downloads, home.captchas, home.logs, home.audit):
        if folder.exists() and not folder.is_dir():
            raise LocalError(f"{folder} is a file, and tdsxl keeps a folder there.", "Move it away.")


def _is_remote(path: Path) -> bool:
    """A drive letter may be somebody else's disk."""
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.absolute().anchor) == _REMOTE)
    return False


def _mark(path: Path) -> str:
    """What tells this data folder from others; empty where a full disk or somebody else left no such mark."""
    text = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else ""
    return text if _MARK.fullmatch(text) else ""


def _new_mark(path: Path) -> str:
    mark, new = secrets.token_hex(3), path.with_suffix(".new")
    try:
        new.write_text(mark, encoding="ascii")
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    return mark
