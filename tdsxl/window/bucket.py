"""The Sync Bucket: which clients, modules and years, and what they will cost. Start Sync is the only way on."""

import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from tkinter import ttk

from tdsxl.window.choosing import Choosing
from tdsxl.window.client_list import ClientList
from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.scope import Scope
from tdsxl.window.theme import Theme
from tdsxl.window.values import Offer
from tdsxl.window.words import cost_line, left_out_line

_SETTLE_MS = 20
"""A burst of changes, as of a key held down, is counted once."""


class Bucket:
    """The first view."""

    def __init__(self, parent: tk.Misc, theme: Theme, host: Host, *, clock: Callable[[], datetime]) -> None:
        """Build it empty."""
        self._host = host
        self._clock = clock
        self._theme = theme
        self._choosing: Choosing | None = None
        self._due = ""
        px = theme.px
        self.frame = ttk.Frame(parent)
        self._notes = ttk.Frame(self.frame, style="Care.TFrame", padding=(px(12), px(6)))
        self._body = ttk.Frame(self.frame)
        # Made in the order of Tab, packed in the order of need: in a low window Start Sync stays in sight.
        self.clients = ClientList(self._body, theme, changed=self._recount)
        self.scope = Scope(self._body, theme, keep=host.keep_preset, changed=self._recount, taken=self.clients.renew)
        foot = self._foot()
        foot.pack(side="bottom", fill="x", pady=(px(10), 0))
        self._body.pack(fill="both", expand=True)
        self.scope.frame.pack(side="right", fill="y", padx=(px(10), 0))
        self.clients.frame.pack(side="left", fill="both", expand=True)

    def show(self, offer: Offer) -> None:
        """Begin with an offer."""
        self._choosing = Choosing(offer, clock=self._clock)
        self._show_notes(offer)
        self.go_on.pack_forget()
        if offer.left:
            self.go_on.configure(text=f"Continue ({offer.left:,} left)")
            self.go_on.pack(side="right", padx=(0, self._theme.px(8)))
        self.scope.load(offer, self._choosing)
        self.clients.load(offer, self._choosing)
        self.clients.focus()

    def start_by_key(self) -> None:
        """Enter, while nothing else takes it."""
        self.start.invoke()

    def wake(self) -> None:
        """A start came to nothing: let it be tried again."""
        self._recount()

    def _foot(self) -> ttk.Frame:
        px = self._theme.px
        foot = ttk.Frame(self.frame)
        foot.columnconfigure(0, weight=1)
        self.cost = Elided(foot, style="Large.TLabel")
        self.cost.label.grid(row=0, column=0, sticky="we")
        self.left_out = Elided(foot, style="Care.Small.TLabel")
        self.left_out.label.grid(row=1, column=0, sticky="we", pady=(px(2), 0))
        buttons = ttk.Frame(foot)
        buttons.grid(row=0, column=1, rowspan=2, sticky="e", padx=(px(10), 0))
        self.passwords = ttk.Button(
            buttons, text="Passwords…", command=self._host.show_passwords, underline=0, name="passwords"
        )
        self.go_on = ttk.Button(buttons, command=self._host.go_on, underline=0, name="continue")
        self.start = ttk.Button(
            buttons, text="Start Sync", style="Primary.TButton", command=self._start, underline=0, name="start"
        )
        self.passwords.pack(side="left", padx=(0, px(8)))
        self.start.pack(side="right")
        return foot

    def _show_notes(self, offer: Offer) -> None:
        for child in self._notes.winfo_children():
            child.destroy()
        for note in offer.notes:
            line = Elided(self._notes, style="Care.TLabel")
            line.say(note)
            line.label.pack(fill="x")
        if offer.notes:
            self._notes.pack(fill="x", pady=(0, self._theme.px(10)), before=self._body)
        else:
            self._notes.pack_forget()

    def _recount(self) -> None:
        if not self._due:
            self._due = self.frame.after(_SETTLE_MS, self._count)

    def _count(self) -> None:
        self._due = ""
        choosing = self._choosing
        if not choosing:
            return
        self.scope.redraw()
        if choosing.chosen and not (choosing.modules and choosing.years):
            self.cost.say("Choose at least one module and one year")
            self.left_out.say("")
            self.start.state(["disabled"])
            return
        cost = self._host.cost(choosing.choice)
        self.start.state(["!disabled" if cost.clients else "disabled"])
        self.cost.say(cost_line(cost))
        self.left_out.say(left_out_line(cost, choosing.chosen, choosing.unseen))

    def _start(self) -> None:
        if self._choosing:
            self.start.state(["disabled"])
            self._host.start(self._choosing.choice)
