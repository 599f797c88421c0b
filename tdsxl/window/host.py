"""What the window asks of the worker. No I/O here.

The window owns the main thread. It calls its host from there, and every method returns at once; whatever takes time
comes back as news, which the worker hands to `Window.tell` from any thread.
"""

from collections.abc import Sequence
from typing import Protocol

from tdsxl.window.copies import CopyWish
from tdsxl.window.values import Choice, Cost, Preset


class Host(Protocol):
    """The worker as the window sees it; every method returns at once."""

    def cost(self, choice: Choice) -> Cost:
        """What a choice will take."""

    def start(self, choice: Choice) -> None:
        """Start Sync."""

    def go_on(self) -> None:
        """Continue the run that was interrupted."""

    def sync_failed(self) -> None:
        """Re-sync failed."""

    def stop(self) -> None:
        """End the run politely."""

    def write_now(self) -> None:
        """Bring the book up to date with what is read so far."""

    def pause(self, *, is_paused: bool) -> None:
        """Ask no new captcha while the person is away."""

    def answer(self, question: int, text: str | None) -> None:
        """Answer a question as its challenge words it; None skips the client."""

    def keep_preset(self, preset: Preset) -> None:
        """Remember a preset of the firm's own."""

    def show_bucket(self) -> None:
        """Read the book again and send a fresh offer."""

    def show_passwords(self) -> None:
        """Send the passwords grid."""

    def paste_passwords(self, rows: Sequence[Sequence[str]]) -> None:
        """Store passwords of a pasted block: title row, then TAN, TRACES password, IT portal password."""

    def show_share(self) -> None:
        """Send whose rows can be shared."""

    def make_copy(self, wish: CopyWish) -> None:
        """Make a copy to share, or one for each client."""

    def stop_copies(self) -> None:
        """Make no more copies, and leave none of those begun together."""

    def closed(self) -> None:
        """The window is closed; a run under way is stopped politely."""
