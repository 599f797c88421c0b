"""The band at the top: the book, and whether network and portals answer."""

import tkinter as tk
from tkinter import ttk
from typing import TYPE_CHECKING

from tdsxl.window.elided import Elided
from tdsxl.window.theme import Theme

if TYPE_CHECKING:
    # The first thing to be seen does not wait for all that may be told.
    from tdsxl.window.values import Probed

_PLACES = ("Network", "IT portal", "TRACES")


class Band:
    """Title, book and lights."""

    def __init__(self, parent: tk.Misc, theme: Theme) -> None:
        """Build it with nothing known."""
        self._theme = theme
        px = theme.px
        self.frame = ttk.Frame(parent, style="Band.TFrame", padding=(px(16), px(10)))
        ttk.Label(self.frame, text="TDS Sync", style="Title.Band.TLabel").pack(side="left")
        self.book = Elided(self.frame, style="Band.TLabel")
        self.lights = {place: self._light(place) for place in reversed(_PLACES)}
        self.book.label.pack(side="left", fill="x", expand=True, padx=px(14), pady=(px(4), 0))

    def probed(self, probed: "Probed") -> None:
        """Show what a probe found."""
        light = self.lights.get(probed.what)
        if light:
            _unknown, good, bad = self._theme.lights
            said = probed.text if probed.answers else "no answer"
            light.configure(image=good if probed.answers else bad, text=f" {probed.what}: {said}")

    def _light(self, place: str) -> ttk.Label:
        light = ttk.Label(
            self.frame, text=f" {place}", image=self._theme.lights[0], compound="left", style="Band.TLabel"
        )
        light.pack(side="right", padx=(self._theme.px(16), 0))
        return light
