"""What every portal promises to the engine. No I/O here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tdsxl.challenges import LoginFlow

Wait = Callable[[float], None]
"""Sleeps so many seconds; raises Stopped as soon as the run is stopped."""

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Listing(Generic[RowT]):
    """A list read to its end."""

    rows: tuple[RowT, ...]
    total: int | None
    """The total that the portal states, or None where it states none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One whole answer."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in small letters."""
    body: bytes

    @property
    def content_type(self) -> str:
        """Without its parameters, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Session(Protocol):
    """One client's visit to one portal."""

    @property
    def last_reply(self) -> Reply | None:
        """What the portal answered last; set aside when its shape is not known."""

    def login(self) -> LoginFlow:
        """Log in and prove whose account it is."""

    def logout(self) -> None:
        """Sign out; called once after every login, also after errors."""

    def close(self) -> None:
        """Drop the connection."""
