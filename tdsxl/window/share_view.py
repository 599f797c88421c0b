"""Share copy: whose rows, whether PANs are masked, and which file they go to."""

import itertools
import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tkinter import filedialog, ttk

from tdsxl.values import Tan, indian_day
from tdsxl.window import desktop
from tdsxl.window.copies import Copied, CopyWish, Shareable, SharedClient
from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.sharing import Sharing, Whose, file_name
from tdsxl.window.theme import Theme
from tdsxl.window.words import count

_HEADINGS = (
    Heading(title="Client", width=260, grows=True),
    Heading(title="TAN", width=104),
    Heading(title="Group", width=150, grows=True),
)
_WHAT = (
    "A workbook to mail, as of what was read last: their rows alone. No macros, no passwords, no Exceptions or Runs."
)
_MASK = "Mask PANs (AAxxxxxx9Z)"


class ShareView:
    """The view that the button Share copy opens."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        host: Host,
        *,
        clock: Callable[[], datetime],
        back: Callable[[], None],
    ) -> None:
        """Build it empty.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            host: The worker.
            clock: The present instant, UTC.
            back: Shows the view that was there before.
        """
        self._theme = theme
        self._host = host
        self._clock = clock
        self._sharing = Sharing(())
        self._folder = Path()
        self._made = Path()
        self._is_at_work = False
        self.frame = ttk.Frame(parent)
        self._whose = tk.StringVar(self.frame, Whose.CLIENT.name)
        self._search = tk.StringVar(self.frame)
        self._group = tk.StringVar(self.frame)
        self._is_masked = tk.BooleanVar(self.frame)
        self._path = tk.StringVar(self.frame)
        px = theme.px
        self._head().pack(fill="x", pady=(0, px(10)))
        body = ttk.Frame(self.frame)
        clients, right = self._clients(body), self._right(body)
        foot = self._foot(back)
        foot.pack(side="bottom", fill="x", pady=(px(10), 0))
        body.pack(fill="both", expand=True)
        right.pack(side="right", fill="y", padx=(px(10), 0))
        clients.pack(side="left", fill="both", expand=True)
        self._bind()

    def show(self, shareable: Shareable) -> None:
        """Begin with one client, none chosen yet."""
        self._sharing = Sharing(shareable.clients)
        self._folder = shareable.folder
        self._whose.set(Whose.CLIENT.name)
        self._group.set(self._sharing.group)
        self._is_masked.set(False)
        self.group.configure(values=self._sharing.groups)
        self.by_group.state(["!disabled" if self._sharing.groups else "disabled"])
        self.listing.fill(_line(client) for client in shareable.clients)
        self._search.set("")
        self._rest()
        self._narrow()
        self.search.focus_set()

    def made(self, copied: Copied) -> None:
        """A copy lies on disk."""
        self._rest()
        self._made = copied.path
        self.told.say(f"Made: {copied.path} · {count(copied.clients, 'client')}")
        self.open.pack(side="left", padx=(0, self._theme.px(8)), before=self.told.label)

    def wake(self) -> None:
        """The making came to nothing: let it be tried again."""
        if self._is_at_work:
            self._rest()

    def _head(self) -> ttk.Frame:
        px = self._theme.px
        card = ttk.Frame(self.frame, style="Card.TFrame", padding=px(14))
        ttk.Label(card, text="Share copy", style="Large.Card.TLabel").pack(anchor="w")
        what = Elided(card, style="Small.Card.TLabel")
        what.say(_WHAT)
        what.label.pack(fill="x", pady=(px(4), 0))
        return card

    def _clients(self, body: ttk.Frame) -> ttk.Frame:
        px = self._theme.px
        card = ttk.Frame(body, style="Card.TFrame", padding=px(12))
        row = ttk.Frame(card, style="Inner.TFrame")
        find = ttk.Label(row, text="Find", style="Card.TLabel", underline=0)
        find.pack(side="left", padx=(0, px(6)))
        self.search = ttk.Entry(row, textvariable=self._search)
        self.search.pack(side="left", fill="x", expand=True)
        find.bind("<<AltUnderlined>>", lambda _: self.search.focus_set())
        row.pack(fill="x")
        self.listing = Listing(card, self._theme, _HEADINGS)
        self.listing.tree.configure(selectmode="browse")
        self.listing.frame.pack(fill="both", expand=True, pady=(px(8), 0))
        return card

    def _right(self, body: ttk.Frame) -> ttk.Frame:
        px = self._theme.px
        card = ttk.Frame(body, style="Card.TFrame", padding=px(12))
        ttk.Label(card, text="Whose rows", style="Head.Card.TLabel").pack(anchor="w", pady=(0, px(4)))
        client, self.by_group, shown = (
            ttk.Radiobutton(
                card, text=whose.value, variable=self._whose, value=whose.name, command=self._narrow, name=name
            )
            for whose, name in ((Whose.CLIENT, "client"), (Whose.GROUP, "group"), (Whose.SHOWN, "shown"))
        )
        client.pack(anchor="w")
        self.by_group.pack(anchor="w")
        self.group = ttk.Combobox(card, textvariable=self._group, width=26)
        self.group.pack(anchor="w", fill="x", padx=(px(24), 0), pady=px(2))
        shown.pack(anchor="w")
        self._count = Elided(card, style="Small.Card.TLabel")
        self._count.label.pack(fill="x", pady=(px(6), px(14)))
        ttk.Label(card, text="What it shows", style="Head.Card.TLabel").pack(anchor="w", pady=(0, px(4)))
        mask = ttk.Checkbutton(card, text=_MASK, variable=self._is_masked, command=self._forget, name="mask")
        mask.pack(anchor="w")
        return card

    def _foot(self, back: Callable[[], None]) -> ttk.Frame:
        px = self._theme.px
        foot = ttk.Frame(self.frame)
        where = ttk.Frame(foot)
        ttk.Label(where, text="File").pack(side="left", padx=(0, px(8)))
        browse = ttk.Button(where, text="Browse…", command=self._browse, underline=1, name="browse")
        browse.pack(side="right", padx=(px(8), 0))
        self.path = ttk.Entry(where, textvariable=self._path)
        self.path.pack(side="left", fill="x", expand=True)
        where.pack(fill="x", pady=(0, px(10)))
        row = ttk.Frame(foot)
        self.make = ttk.Button(
            row, text="Make copy", style="Primary.TButton", command=self._make, underline=0, name="make"
        )
        self.make.pack(side="right")
        self.back = ttk.Button(row, text="Back", command=back, underline=0, name="back")
        self.back.pack(side="right", padx=px(8))
        self.open = ttk.Button(row, text="Open folder", command=self._open, underline=0, name="open")
        self.told = Elided(row, style="TLabel")
        self.told.label.pack(side="left", fill="x", expand=True)
        row.pack(fill="x")
        return foot

    def _bind(self) -> None:
        self._search.trace_add("write", lambda *_: self._narrow())
        self._path.trace_add("write", lambda *_: self._forget())
        self.search.bind("<Escape>", lambda _: self._search.set(""))
        self.path.bind("<Return>", lambda _: self.make.invoke())
        self.group.bind("<<ComboboxSelected>>", lambda _: self._narrow())
        self.listing.tree.bind("<<TreeviewSelect>>", lambda _: self._take())

    def _narrow(self) -> None:
        """Search, group or the way to choose has changed."""
        sharing = self._sharing
        sharing.whose = Whose[self._whose.get()]
        sharing.search, sharing.group = self._search.get(), self._group.get()
        self.listing.arrange([client.tan for client in sharing.shown])
        is_group = sharing.whose is Whose.GROUP
        self.search.state(["disabled" if is_group else "!disabled"])
        self.group.configure(state="readonly" if is_group else "disabled")
        self._propose()

    def _take(self) -> None:
        """A line was chosen: that client, unless all shown are wanted anyway."""
        for key in self.listing.tree.selection()[:1]:
            self._sharing.client = Tan(key)
            if self._sharing.whose is Whose.CLIENT:
                self._propose()

    def _propose(self) -> None:
        """A name for whoever is chosen now: under an old name the rows of another client would be mailed."""
        name = self._sharing.name
        if self._path.get():
            self._folder = self._target().parent
        day = indian_day(self._clock())
        self._path.set(str(_unused(self._folder / file_name(name, day))) if name else "")
        self.path.xview_moveto(1)
        self._redraw()

    def _redraw(self) -> None:
        sharing = self._sharing
        chosen = sharing.chosen
        who = count(len(chosen), "client") if sharing.whose is Whose.GROUP else sharing.name
        self._count.say(f"In the copy: {who}" if chosen else "Nobody is chosen in the list yet")
        self.make.state(["!disabled" if chosen and not self._is_at_work else "disabled"])

    def _target(self) -> Path:
        """The file that is named; a bare name lies where it was proposed."""
        return self._folder / self._path.get().strip()

    def _browse(self) -> None:
        path = filedialog.asksaveasfilename(
            parent=self.frame.winfo_toplevel(),
            title="Share copy",
            initialdir=self._folder,
            initialfile=self._target().name if self._path.get() else "",
            defaultextension=".xlsx",
            filetypes=[("Workbook", "*.xlsx")],
            # No file is ever overwritten; the worker says so.
            confirmoverwrite=False,
        )
        if path:
            self._path.set(str(Path(path)))

    def _make(self) -> None:
        sharing = self._sharing
        is_group = sharing.whose is Whose.GROUP
        self._forget()
        self._is_at_work = True
        self.told.say("Making the copy …")
        self._redraw()
        self._host.make_copy(
            CopyWish(
                path=self._target(),
                tans=() if is_group else tuple(client.tan for client in sharing.chosen),
                group=sharing.group if is_group else None,
                mask=self._is_masked.get(),
            )
        )

    def _rest(self) -> None:
        """Nothing is being made."""
        self._is_at_work = False
        self._forget()
        self._redraw()

    def _forget(self) -> None:
        """What is told of a copy made before is not about the choice on the screen."""
        self.open.pack_forget()
        self.told.say("")

    def _open(self) -> None:
        if not desktop.open_folder(self._made.parent):
            self.told.say(f"The folder cannot be opened from here: {self._made}")


def _unused(path: Path) -> Path:
    """The path, or the next one like it that no file has."""
    others = (path.with_stem(f"{path.stem} {number}") for number in itertools.count(2))
    return path if not path.exists() else next(other for other in others if not other.exists())


def _line(client: SharedClient) -> Line:
    return Line(key=client.tan, cells=(client.name, client.tan, client.group))
