"""The clients of the Sync Bucket: search, group, limits, ticks."""

import tkinter as tk
from collections.abc import Callable
from datetime import UTC, datetime
from tkinter import ttk

from tdsxl.values import Tan
from tdsxl.window.choosing import ALL_GROUPS, Choosing
from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.theme import Theme
from tdsxl.window.values import Offer, OfferedClient
from tdsxl.window.words import count, stamp

_HEADINGS = (
    Heading(title="Client", width=226, grows=True),
    Heading(title="TAN", width=104),
    Heading(title="Group", width=110, grows=True),
    Heading(title="Last complete", width=136),
    Heading(title="Note", width=130, grows=True),
)
_USUAL_DAYS = 7
_NEVER = datetime.min.replace(tzinfo=UTC)


class ClientList:
    """Shows the clients of an offer and keeps the choosing up to date."""

    def __init__(self, parent: tk.Misc, theme: Theme, *, changed: Callable[[], None]) -> None:
        """Build it empty.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            changed: Called after every change of what is chosen.
        """
        self._theme = theme
        self._changed = changed
        self._choosing: Choosing | None = None
        self._order: tuple[int, bool] | None = None
        self._drawn: set[Tan] = set()
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=theme.px(12))
        self._search_text = tk.StringVar(self.frame)
        self._group = tk.StringVar(self.frame, ALL_GROUPS)
        self._is_failed_only = tk.BooleanVar(self.frame)
        self._is_stale_only = tk.BooleanVar(self.frame)
        self._days = tk.StringVar(self.frame, str(_USUAL_DAYS))
        self._first_row()
        self._second_row()
        self.listing = Listing(self.frame, theme, _HEADINGS, has_boxes=True)
        self.listing.frame.pack(fill="both", expand=True, pady=(theme.px(8), 0))
        self._count = ttk.Label(self.frame, style="Small.Card.TLabel")
        self._count.pack(anchor="w", pady=(theme.px(6), 0))
        self._bind()

    def load(self, offer: Offer, choosing: Choosing) -> None:
        """Show the clients of an offer; search and limits begin anew."""
        self._choosing, self._drawn = choosing, set()
        self._order = None
        self.listing.mark_sorted(None)
        self.listing.fill(_line(client) for client in offer.clients)
        for client in offer.clients:
            self.listing.tick(client.tan, is_on=False)
        groups = sorted({client.group for client in offer.clients if client.group})
        self.group.configure(values=[ALL_GROUPS, *groups], state="readonly" if groups else "disabled")
        self.renew()

    def renew(self) -> None:
        """Draw as the choosing has it, its search and limits included."""
        choosing = self._choosing
        if choosing:
            # A field that is set tells of its change; the others are not set yet.
            self._choosing = None
            self._search_text.set(choosing.search)
            self._group.set(choosing.group)
            self._is_failed_only.set(choosing.only_failed)
            self._is_stale_only.set(choosing.stale_days is not None)
            self._days.set(str(choosing.stale_days or _USUAL_DAYS))
            self._choosing = choosing
            self._narrow()

    def focus(self) -> None:
        """Begin with the list."""
        self.listing.tree.focus_set()

    def _first_row(self) -> None:
        px = self._theme.px
        row = ttk.Frame(self.frame, style="Inner.TFrame")
        row.pack(fill="x")
        find = ttk.Label(row, text="Find", style="Card.TLabel", underline=0)
        find.pack(side="left", padx=(0, px(6)))
        self.search = ttk.Entry(row, textvariable=self._search_text, width=18)
        find.bind("<<AltUnderlined>>", lambda _: self.search.focus_set())
        self.search.pack(side="left", fill="x", expand=True)
        self.group = ttk.Combobox(row, textvariable=self._group, width=16, state="readonly", values=[ALL_GROUPS])
        self.group.pack(side="left", padx=px(8))
        ticks: tuple[tuple[str, Callable[[], None]], ...] = (
            ("All", lambda: self._tick(is_on=True)),
            ("None", lambda: self._tick(is_on=False)),
            ("Invert", self._flip),
        )
        for text, command in ticks:
            button = ttk.Button(row, text=text, command=command, style="Small.TButton", underline=0, name=text.lower())
            button.pack(side="left", padx=(0, px(4)))

    def _second_row(self) -> None:
        px = self._theme.px
        row = ttk.Frame(self.frame, style="Inner.TFrame")
        row.pack(fill="x", pady=(px(8), 0))
        failed = ttk.Checkbutton(row, text="Only failed", variable=self._is_failed_only, command=self._limit)
        failed.pack(side="left", padx=(0, px(14)))
        stale = ttk.Checkbutton(row, text="Only not checked for", variable=self._is_stale_only, command=self._limit)
        stale.pack(side="left")
        self.days = ttk.Spinbox(row, textvariable=self._days, from_=1, to=999, width=4, command=self._limit)
        self.days.pack(side="left", padx=px(4))
        ttk.Label(row, text="days", style="Card.TLabel").pack(side="left")

    def _bind(self) -> None:
        self._search_text.trace_add("write", lambda *_: self._limit())
        self._days.trace_add("write", lambda *_: self._limit())
        self.group.bind("<<ComboboxSelected>>", lambda _: self._limit())
        self.search.bind("<Escape>", lambda _: self._search_text.set(""))
        for field in (self.search, self.group, self.days):
            field.bind("<Return>", self._leave_field)
        tree = self.listing.tree
        tree.bind("<Button-1>", self._press)
        tree.bind("<Double-1>", self._double)
        tree.bind("<space>", lambda _: self._flip_selected())
        tree.bind("<Control-a>", lambda _: tree.selection_set(tree.get_children()))
        self.listing.on_heading(self._sort)

    def _leave_field(self, _event: object) -> str:
        """Enter in a field goes to the list; who searches has not yet decided to start."""
        self.focus()
        return "break"

    def _limit(self) -> None:
        """Search or a limit has changed."""
        if self._choosing:
            self._choosing.search = self._search_text.get()
            self._choosing.group = self._group.get()
            self._choosing.only_failed = self._is_failed_only.get()
            days = self._days.get()
            is_stale_only = self._is_stale_only.get() and days.isdigit() and len(days) < 5
            self._choosing.stale_days = int(days) if is_stale_only else None
            self._narrow()

    def _narrow(self) -> None:
        if self._choosing:
            self._choosing.narrow()
            self.listing.arrange([client.tan for client in self._sorted()])
            self.redraw()

    def redraw(self) -> None:
        """Draw the ticks and the count as the choosing has them."""
        choosing = self._choosing
        if not choosing:
            return
        for tan in self._drawn ^ choosing.ticked:
            self.listing.tick(tan, is_on=tan in choosing.ticked)
        self._drawn = set(choosing.ticked)
        text = f"{len(choosing.chosen):,} of {count(len(choosing.shown), 'client')} ticked"
        self._count.configure(text=f"{text} · Space or a click on the box ticks; a click on a heading sorts")
        self._changed()

    def _tick(self, *, is_on: bool) -> None:
        if self._choosing:
            self._choosing.tick([client.tan for client in self._choosing.shown], is_on=is_on)
            self.redraw()

    def _flip(self) -> None:
        if self._choosing:
            self._choosing.flip([client.tan for client in self._choosing.shown])
            self.redraw()

    def _flip_selected(self) -> str:
        if self._choosing:
            self._choosing.flip(map(Tan, self.listing.tree.selection()))
            self.redraw()
        return "break"

    def _press(self, event: "tk.Event[ttk.Treeview]") -> str | None:
        """A press on a box turns it; elsewhere it selects, as lists do."""
        tree = self.listing.tree
        row = tree.identify_row(event.y)
        if not row or not self._choosing or tree.identify_column(event.x) != "#0":
            return None
        tree.focus(row)
        tree.focus_set()
        self._choosing.flip([Tan(row)])
        self.redraw()
        return "break"

    def _double(self, event: "tk.Event[ttk.Treeview]") -> str | None:
        row = self.listing.tree.identify_row(event.y)
        if not row or not self._choosing:
            return None
        # On the box the second press of a double press counts as a press.
        self._choosing.flip([Tan(row)])
        self.redraw()
        return "break"

    def _sort(self, column: int) -> None:
        """By a column; pressed again, the other way round."""
        self._order = (column, self._order == (column, False))
        self.listing.mark_sorted(column, is_reversed=self._order[1])
        self._narrow()

    def _sorted(self) -> list[OfferedClient]:
        shown = list(self._choosing.shown) if self._choosing else []
        if self._order is None:
            return shown
        column, is_reversed = self._order
        if column == _HEADINGS.index(next(heading for heading in _HEADINGS if heading.title == "Last complete")):
            return sorted(shown, key=lambda client: client.last_complete or _NEVER, reverse=is_reversed)
        return sorted(shown, key=lambda client: _line(client).cells[column].casefold(), reverse=is_reversed)


def _line(client: OfferedClient) -> Line:
    """A client as a line; its tone says whether it needs a look."""
    hidden = "hidden in the book" if client.hidden else ""
    tone = "care" if client.left_out else "muted" if client.hidden else "bad" if client.failed else ""
    note = "; ".join(filter(None, (client.left_out, hidden, client.trouble)))
    cells = (client.name, client.tan, client.group, stamp(client.last_complete), note)
    return Line(key=client.tan, cells=cells, tone=tone)
