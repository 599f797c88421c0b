"""What worker and window tell each other about copies to share. No I/O here."""

from dataclasses import dataclass
from pathlib import Path

from tdsxl.values import Tan


@dataclass(frozen=True, slots=True)
class SharedClient:
    """A client whose rows can be in a copy."""

    tan: Tan
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class Shareable:
    """Whose rows can be shared: show the view Share copy."""

    clients: tuple[SharedClient, ...]
    """In the order of the book."""
    folder: Path
    """Where a copy is proposed to lie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyWish:
    """One copy, or one for each client, as the person wants it."""

    path: Path
    """A new .xlsx; for one copy each a new folder, or a new .zip."""
    tans: tuple[Tan, ...]
    """Whose rows; empty where a group is named."""
    group: str | None
    mask: bool
    """Of PANs show the ends only."""
    own: bool = False
    """With what the firm wrote beside the rows."""
    each: bool = False
    """A file of its own for each client."""
    drafts: bool = False
    """With each file a mail draft."""


@dataclass(frozen=True, slots=True)
class Copying:
    """One copy of many is begun."""

    client: str
    """Whose it is."""
    made: int
    of: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A client for whom there is no copy, or no mail draft."""

    tan: Tan
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The copy is made, or one for each client."""

    path: Path
    """The file, or the folder that holds the files."""
    clients: int
    """Of how many it holds rows."""
    each: bool = False
    drafts: int | None = None
    """Mail drafts; None where none were wanted."""
    left_out: tuple[LeftOut, ...] = ()
