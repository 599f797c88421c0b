"""The passwords grid: what is stored and accepted, client by portal. It never shows a secret."""

import csv
import tkinter as tk
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from tkinter import ttk

from tdsxl.values import Portal, Tan
from tdsxl.window.host import Host
from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.theme import Theme
from tdsxl.window.values import Account, Accounts
from tdsxl.window.words import count, day

_HEADINGS = (
    Heading(title="Client", width=200, grows=True),
    Heading(title="TAN", width=104),
    *(
        heading
        for portal in (Portal.TRACES, Portal.ITPORTAL)
        for heading in (
            Heading(title=f"{portal.title}: stored on", width=122),
            Heading(title="Last accepted", width=94),
            Heading(title="Hint", width=150, grows=True),
        )
    ),
)
_HOW = (
    "In Excel copy a block with the titles TAN, TRACES password, IT portal password in its first row, then press Paste "
    "from Excel (or Ctrl+V). An empty cell leaves what is stored. Passwords go to the vault of this PC; none is shown."
)


class Passwords:
    """The view that the button Passwords opens."""

    def __init__(self, parent: tk.Misc, theme: Theme, host: Host, *, back: Callable[[], None]) -> None:
        """Build it empty; `back` shows the view that was there before."""
        self._host = host
        px = theme.px
        self.frame = ttk.Frame(parent)
        card = ttk.Frame(self.frame, style="Card.TFrame", padding=px(14))
        ttk.Label(card, text="Passwords", style="Large.Card.TLabel").pack(anchor="w")
        self._texts = tuple(ttk.Label(card, style=f"{style}.TLabel", width=1) for style in ("Small.Card", "Card"))
        for label in self._texts:
            label.pack(fill="x", pady=(px(4), 0))
            label.bind("<Configure>", _wrap)
        self._texts[0].configure(text=_HOW)
        self.listing = Listing(self.frame, theme, _HEADINGS)
        row = ttk.Frame(self.frame)
        self.paste = ttk.Button(
            row, text="Paste from Excel", style="Primary.TButton", command=self._paste, underline=0, name="paste"
        )
        self.paste.pack(side="left")
        self.back = ttk.Button(row, text="Back", command=back, underline=0, name="back")
        self.back.pack(side="right")
        row.pack(side="bottom", fill="x", pady=(px(10), 0))
        card.pack(fill="x", pady=(0, px(10)))
        self.listing.frame.pack(fill="both", expand=True)
        self.listing.tree.bind("<<TreeviewSelect>>", lambda _: self._explain())
        for widget in (self.listing.tree, self.paste):
            widget.bind("<<Paste>>", lambda _: self._paste())

    def show(self, accounts: Accounts) -> None:
        """Show the grid, and what the last paste has done."""
        self.listing.fill(_lines(accounts.accounts))
        missing = sum(account.stored is None for account in accounts.accounts)
        stored = f"{count(len(accounts.accounts) - missing, 'password')} stored, {missing:,} missing."
        self._texts[1].configure(text=accounts.text or stored)
        self.paste.focus_set()

    def _explain(self) -> None:
        """Show the chosen line whole; a hint may be longer than its column."""
        for key in self.listing.tree.selection()[:1]:
            self._texts[1].configure(text=" · ".join(filter(None, self.listing.whole(key).cells)))

    def _paste(self) -> None:
        """Hand the clipboard on; no variable of ours holds it afterwards."""
        try:
            rows = pasted(str(self.frame.clipboard_get()))
        except (tk.TclError, csv.Error):
            rows = []
        if not any(len(row) > 1 for row in rows):
            self._texts[1].configure(text="The clipboard holds no block of cells. Copy it in Excel first.")
            return
        self._texts[1].configure(text=f"Storing {count(len(rows) - 1, 'row')}…")
        self._host.paste_passwords(rows)


def pasted(text: str) -> list[list[str]]:
    """The cells of a copied block: tabs between, quotes around what holds a tab, a quote or a line's end.

    Raises:
        csv.Error: It is no such text.
    """
    return [row for row in csv.reader(StringIO(text, newline=""), dialect="excel-tab") if any(row)]


def _lines(accounts: Iterable[Account]) -> Iterator[Line]:
    """A line per client, in the order given; both portals in it."""
    clients: dict[Tan, dict[Portal, Account]] = {}
    for account in accounts:
        clients.setdefault(account.tan, {})[account.portal] = account
    for tan, by_portal in clients.items():
        cells = [text for portal in (Portal.TRACES, Portal.ITPORTAL) for text in _cells(by_portal.get(portal))]
        known = tuple(by_portal.values())
        is_refused = any("refused" in account.hint.casefold() for account in known)
        needs_look = any(account.hint or account.stored is None for account in known)
        tone = "bad" if is_refused else "care" if needs_look else ""
        yield Line(key=tan, cells=(known[0].name, tan, *cells), tone=tone)


def _cells(account: Account | None) -> tuple[str, str, str]:
    if account is None:
        return "", "", ""
    if account.stored is None:
        return "not stored", "", account.hint
    return day(account.stored), day(account.accepted), account.hint


def _wrap(event: "tk.Event[ttk.Label]") -> None:
    event.widget.configure(wraplength=event.width)
