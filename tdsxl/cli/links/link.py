"""A shortcut as a value. No I/O here."""

from dataclasses import dataclass
from pathlib import Path

from tdsxl.addin.start import command


@dataclass(frozen=True, slots=True)
class Link:
    """Starts the window for one book, Excel open or not."""

    book: Path

    @property
    def title(self) -> str:
        """What stands below the icon."""
        return f"TDS Sync {self.book.stem}"

    @property
    def words(self) -> tuple[str, ...]:
        """The command that it starts."""
        return tuple(command("tdsxl.addin.worker", str(self.book)))
