"""The end of a run: what came out, what is not checked, what to do about it."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.listing import Heading, Line
from tdsxl.window.reasons import Reasons
from tdsxl.window.theme import Theme
from tdsxl.window.values import Finished
from tdsxl.window.words import count

_HEADINGS = (
    Heading(title="Client", width=180, grows=True),
    Heading(title="TAN", width=104),
    Heading(title="Why", width=170, grows=True),
    Heading(title="What to do", width=350, grows=True),
)


class Summary:
    """The last view."""

    def __init__(self, parent: tk.Misc, theme: Theme, host: Host, *, close: Callable[[], None]) -> None:
        """Build it empty; `close` closes the window."""
        self._theme = theme
        px = theme.px
        self.frame = ttk.Frame(parent)
        card = ttk.Frame(self.frame, style="Card.TFrame", padding=px(14))
        self._headline = Elided(card, style="Large.Card.TLabel")
        self._next = Elided(card, style="Card.TLabel")
        self._headline.label.pack(fill="x")
        self._next.label.pack(fill="x", pady=(px(4), 0))
        self.reasons = Reasons(self.frame, theme, _HEADINGS)
        row = ttk.Frame(self.frame)
        self._buttons(row, host, close)
        row.pack(side="bottom", fill="x", pady=(px(10), 0))
        card.pack(fill="x", pady=(0, px(10)))
        self.reasons.frame.pack(fill="both", expand=True)

    def show(self, finished: Finished) -> None:
        """Show how a run ended."""
        self._headline.say(finished.headline)
        self._next.say(_advice(finished))
        self.reasons.fill(
            [
                Line(key=str(number), cells=(each.name, each.tan, each.reason, each.remedy))
                for number, each in enumerate(finished.not_checked)
            ]
        )
        for button in (self.go_on, self.failed):
            button.pack_forget()
        if finished.left:
            self.go_on.configure(text=f"Continue ({finished.left:,} left)")
            self.go_on.pack(side="left", padx=(0, self._theme.px(8)))
        if finished.will_run or finished.need_password:
            self.failed.configure(text=_failed(finished))
            self.failed.state(["!disabled" if finished.will_run else "disabled"])
            self.failed.pack(side="left", padx=(0, self._theme.px(8)))
        # No button: the last captcha's Enter may still be under way.
        self.reasons.listing.tree.focus_set()

    def _buttons(self, row: ttk.Frame, host: Host, close: Callable[[], None]) -> None:
        px = self._theme.px
        self.go_on = ttk.Button(row, style="Primary.TButton", command=host.go_on, underline=0, name="continue")
        self.failed = ttk.Button(row, command=host.sync_failed, underline=0, name="failed")
        for name, text, command in (
            ("passwords", "Passwords…", host.show_passwords),
            ("write", "Write now", host.write_now),
            ("bucket", "Back to Sync Bucket", host.show_bucket),
        ):
            button = ttk.Button(row, text=text, command=command, underline=0, name=name)
            button.pack(side="left", padx=(0, px(8)))
        self.close = ttk.Button(row, text="Close", command=close, underline=1, name="close")
        self.close.pack(side="right")


def _failed(finished: Finished) -> str:
    """`Re-sync failed (7 will run, 3 need a new password first)`."""
    need = "needs" if finished.need_password == 1 else "need"
    parts = [f"{finished.will_run:,} will run"]
    parts += [f"{finished.need_password:,} {need} a new password first"] if finished.need_password else []
    return f"Re-sync failed ({', '.join(parts)})"


def _advice(finished: Finished) -> str:
    if finished.left:
        return f"Stopped with {count(finished.left, 'client')} left; what was read is kept."
    if finished.not_checked:
        return "Everything else is checked. The sheet Exceptions of the book says the same."
    return "Nothing is left to do."
