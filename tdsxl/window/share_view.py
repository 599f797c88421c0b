"""Share copy: whose rows, one file or one for each client, what they show, and where they go to."""

import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from tkinter import ttk

from tdsxl.values import Tan, indian_day
from tdsxl.window.copies import Copied, Copying, CopyWish, LeftOut, Shareable, SharedClient
from tdsxl.window.copy_choice import CopyChoice
from tdsxl.window.copy_foot import CopyFoot
from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.listing import Heading, Line, Listing
from tdsxl.window.sharing import Sharing, Whose
from tdsxl.window.theme import Theme

_HEADINGS = (
    Heading(title="Client", width=260, grows=True),
    Heading(title="TAN", width=104),
    Heading(title="Group", width=150, grows=True),
)
_LEFT_OUT = (
    Heading(title="Client", width=200, grows=True),
    Heading(title="TAN", width=104),
    Heading(title="Why", width=260, grows=True),
)
_WHAT = (
    "A workbook to mail, as of what was read last: their rows alone. No macros, no passwords, no Exceptions or Runs."
)


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
        self.frame = ttk.Frame(parent)
        self._search = tk.StringVar(self.frame)
        px = theme.px
        self._head().pack(fill="x", pady=(0, px(10)))
        body = ttk.Frame(self.frame)
        clients = self._clients(body)
        self.choice = CopyChoice(body, theme, narrowed=self._narrow, changed=self._forget)
        self.foot = CopyFoot(self.frame, theme, make=self._make, stop=host.stop_copies, back=back, named=self._named)
        self.foot.frame.pack(side="bottom", fill="x", pady=(px(10), 0))
        body.pack(fill="both", expand=True)
        self.choice.frame.pack(side="right", fill="y", padx=(px(10), 0))
        clients.pack(side="left", fill="both", expand=True)
        self._search.trace_add("write", lambda *_: self._narrow())
        self.search.bind("<Escape>", lambda _: self._search.set(""))
        self.listing.tree.bind("<<TreeviewSelect>>", lambda _: self._take())

    def show(self, shareable: Shareable) -> None:
        """Begin with one client, none chosen yet."""
        self._sharing = Sharing(shareable.clients)
        self.foot.rest()
        self.choice.load(self._sharing)
        self.listing.fill(_line(client) for client in shareable.clients)
        self.foot.begin(shareable.folder)
        # What was searched for before is searched for no more, and the list is drawn.
        self._search.set("")
        self.search.focus_set()

    def progress(self, copying: Copying) -> None:
        """One copy of many is begun."""
        self.foot.progress(copying)

    def made(self, copied: Copied) -> None:
        """A copy, or one for each client, lies on disk."""
        self._rest()
        self.foot.made(copied)
        if copied.left_out:
            self._show_left_out(copied.left_out)

    def wake(self) -> None:
        """The making came to nothing: let it be tried again."""
        if self.foot.is_at_work:
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
        self._left = ttk.Frame(card, style="Inner.TFrame")
        self._left_title = ttk.Label(self._left, style="Bad.Card.TLabel")
        self._left_title.pack(anchor="w", pady=(px(10), px(4)))
        self.left_out = Listing(self._left, self._theme, _LEFT_OUT)
        self.left_out.frame.pack(fill="x")
        self.listing.frame.pack(fill="both", expand=True, pady=(px(8), 0))
        return card

    def _narrow(self) -> None:
        """Search, group or the way to choose has changed."""
        sharing, choice = self._sharing, self.choice
        sharing.whose, sharing.group, sharing.search = choice.whose, choice.group, self._search.get()
        self.listing.arrange([client.tan for client in sharing.shown])
        self.search.state(["disabled" if sharing.whose is Whose.GROUP else "!disabled"])
        self._propose()

    def _take(self) -> None:
        """A line was chosen: that client, unless all shown are wanted anyway."""
        for key in self.listing.tree.selection()[:1]:
            self._sharing.client = Tan(key)
            if self._sharing.whose is Whose.CLIENT:
                self._propose()

    def _propose(self) -> None:
        """A name for whoever is chosen now: under an old name the rows of another client would be mailed."""
        sharing = self._sharing
        name = sharing.proposed(indian_day(self._clock()), is_zip=self.choice.is_zip)
        self.foot.propose(name, each=sharing.whose is Whose.EACH)
        self._redraw()

    def _redraw(self) -> None:
        self.choice.redraw(self._sharing.summary)
        self.foot.allow(can_make=bool(self._sharing.chosen))

    def _named(self) -> None:
        """The name's ending tells a zip from a folder, here and to whoever makes it."""
        is_zip = self.foot.target.suffix.lower() == ".zip"
        if self._sharing.whose is Whose.EACH and self._sharing.chosen:
            self.choice.follow(is_zip=is_zip)
        many = "Zip" if is_zip else "Folder"
        self.foot.name_kind(many if self._sharing.whose is Whose.EACH else "File")
        self._forget()

    def _make(self) -> None:
        sharing, choice = self._sharing, self.choice
        is_group, is_each = sharing.whose is Whose.GROUP, sharing.whose is Whose.EACH
        self._forget()
        self.foot.start()
        self._redraw()
        self._host.make_copy(
            CopyWish(
                path=self.foot.target,
                tans=() if is_group else tuple(client.tan for client in sharing.chosen),
                group=sharing.group if is_group else None,
                mask=choice.mask,
                own=choice.own,
                each=is_each,
                drafts=is_each and choice.drafts,
            )
        )

    def _rest(self) -> None:
        """Nothing is being made."""
        self.foot.rest()
        self._forget()
        self._redraw()

    def _forget(self) -> None:
        """What is told of copies made before is not about the choice on the screen."""
        self.foot.forget()
        self._left.pack_forget()

    def _show_left_out(self, left_out: tuple[LeftOut, ...]) -> None:
        self._left_title.configure(text=f"Left out: {len(left_out):,}")
        self.left_out.fill(Line(key=str(n), cells=(one.name, one.tan, one.why)) for n, one in enumerate(left_out))
        self._left.pack(side="bottom", fill="x", before=self.listing.frame)


def _line(client: SharedClient) -> Line:
    return Line(key=client.tan, cells=(client.name, client.tan, client.group))
