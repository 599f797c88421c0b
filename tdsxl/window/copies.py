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
    """One copy, as the person wants it."""

    path: Path
    tans: tuple[Tan, ...]
    """Whose rows; empty where a group is named."""
    group: str | None
    mask: bool
    """Of PANs show the ends only."""


@dataclass(frozen=True, slots=True)
class Copied:
    """The copy is made."""

    path: Path
    clients: int
    """How many it holds."""
