"""Where tdsxl keeps its own files on this PC."""

import os
import platform
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tdsxl.errors import LocalError

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
    def progress(self) -> Path:
        """How far the run under way is, for a second tdsxl that is refused."""
        return self.path / "running.json"

    @property
    def backups(self) -> Path:
        """Dated copies of books."""
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

    def pc(self) -> str:
        """This PC and data folder, as stamped into a book: `OFFICE-3 (4f2a91)`.

        Raises:
            LocalError: The data folder cannot be read or written.
        """
        path = self.path / "pc-id"
        try:
            mark = _mark(path) or _new_mark(path)
        except OSError as error:
            raise LocalError(
                f"The data folder {self.path} cannot be used: {error.strerror}.",
                "Free space on its disk, or set TDSXL_HOME to a folder of yours.",
            ) from None
        return f"{platform.node() or 'this PC'} ({mark})"


def open_home() -> Home:
    """The data folder, made if it is missing.

    Raises:
        LocalError: It lies on a network or cloud-synced folder, where a database breaks, or cannot be made.
    """
    given = os.environ.get("TDSXL_HOME")
    path = Path(given) if given else Path(platformdirs.user_data_dir("tdsxl", appauthor=False, roaming=False))
    text = str(path).lower()
    if text.startswith(("\\\\", "//")) or any(word in text for word in _SHARED):
        raise LocalError(
            f"The data folder {path} lies on a network or cloud-synced folder.",
            "Set TDSXL_HOME to a folder on this PC's own disk.",
        )
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        Home(path).logs.mkdir(exist_ok=True)
    except OSError as error:
        raise LocalError(f"The data folder {path} cannot be made: {error.strerror}.", "Set TDSXL_HOME.") from None
    return Home(path)


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
