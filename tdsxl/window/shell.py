"""The window before anything is in it: band, stage, the line at the bottom. Drawn before all else is imported."""

import tkinter as tk
from tkinter import ttk

from tdsxl.window import desktop
from tdsxl.window.band import Band
from tdsxl.window.elided import Elided
from tdsxl.window.theme import LEAST, dress, room

_SIZE = (1120, 740)
"""Width and height in pixels of an ordinary screen."""


class Shell:
    """What every view stands in; made in the main thread.

    Attributes:
        root: Tk's own window.
        theme: Measures and marks.
        band: The book, and the lights.
        stage: Where the views are shown.
        status: The line at the bottom.
        wait: What stands on the stage until the book is read.
    """

    def __init__(self) -> None:
        """Build it, not yet to be seen."""
        desktop.prepare()
        # className names the window to Linux desktops.
        self.root = tk.Tk(className="tdsxl")
        self.root.title("TDS Sync")
        self.theme = dress(self.root)
        self._size()
        px = self.theme.px
        self.band = Band(self.root, self.theme)
        self.stage = ttk.Frame(self.root, padding=px(12))
        self.status = Elided(self.root, style="Small.TLabel")
        self.wait = ttk.Label(self.stage, text="Reading the book…", style="Large.TLabel")
        self.band.frame.pack(fill="x")
        self.status.label.pack(side="bottom", fill="x", padx=px(14), pady=(0, px(8)))
        self.stage.pack(fill="both", expand=True)
        self.wait.pack(anchor="center", expand=True)

    def draw(self) -> None:
        """Show it as it is."""
        self.root.update()

    def close(self) -> None:
        """Take it off the screen; nothing that was to be done later in it is done."""
        # What Tk itself has put off first, as the drawing in new colours: it would look for a window that is gone.
        self.root.update_idletasks()
        for timer in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", timer)
        self.root.destroy()

    def _size(self) -> None:
        """No larger than the screen, which at 200 % may be small."""
        (width, height), least = (
            tuple(min(self.theme.px(size), most) for size, most in zip(wanted, room(self.root), strict=True))
            for wanted in (_SIZE, LEAST)
        )
        self.root.geometry(f"{width}x{height}")
        self.root.minsize(*least)
