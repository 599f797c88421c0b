"""Where tdsxl keeps its own files on this PC."""

import os
import platform
import secrets
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from tdsxl.errors import LocalError

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
        """This PC and data folder, as stamped into a book: `OFFICE-3 (4f2a91)`."""
        mark = self.path / "pc-id"
        if not mark.exists():
            mark.write_text(secrets.token_hex(3), encoding="ascii")
        return f"{platform.node() or 'this PC'} ({mark.read_text(encoding='ascii').strip()})"


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
    except OSError as error:
        raise LocalError(f"The data folder {path} cannot be made: {error.strerror}.", "Set TDSXL_HOME.") from None
    return Home(path)
