"""The captcha desk: the questions of the portals, one at a time, the next at once."""

import tkinter as tk
from collections.abc import Callable
from datetime import datetime
from tkinter import ttk

from tdsxl.challenges import Captcha, TakeOver
from tdsxl.window.desktop import Attention
from tdsxl.window.elided import Elided
from tdsxl.window.host import Host
from tdsxl.window.picture import Picture
from tdsxl.window.questions import Questions
from tdsxl.window.theme import Theme
from tdsxl.window.values import Asked
from tdsxl.window.words import count, span

_FIELDS = ("TEntry", "TCombobox", "TSpinbox")
_TAKE_OVER = (
    "This account is signed in elsewhere. Taking over throws the other session out: whoever works there loses what is "
    "not saved. No leaves this client unchecked."
)
_CUT_OFF = (
    "An earlier login was cut off and its answer never seen. Yes sends the stored password once more: say yes if you "
    "are sure that it is right, since portals lock accounts. No leaves this client unchecked."
)


class Desk:
    """Shows what waits, and hands on the answers."""

    def __init__(
        self,
        parent: tk.Misc,
        theme: Theme,
        host: Host,
        *,
        clock: Callable[[], datetime],
        attention: Attention,
    ) -> None:
        """Build it with nothing to ask.

        Args:
            parent: Where `frame` is to be placed.
            theme: Measures.
            host: Is given the answers.
            clock: The present instant, UTC.
            attention: Told when something begins to wait, and when it is answered.
        """
        self._host = host
        self._clock = clock
        self._attention = attention
        self._theme = theme
        self._is_paused = False
        self.questions = Questions()
        self.frame = ttk.Frame(parent, style="Card.TFrame", padding=theme.px(12))
        self.frame.columnconfigure(1, weight=1)
        self.picture = Picture(self.frame, theme)
        self.picture.frame.grid(row=0, column=0, rowspan=5, sticky="w", padx=(0, theme.px(18)))
        self.text = tk.StringVar(self.frame)
        self._who()
        self._typing()
        self._choice()
        self._feet()
        self._draw()

    @property
    def shown(self) -> Asked | None:
        """The question before the person's eyes."""
        return None if self._is_paused else self.questions.shown

    def begin(self, captchas: int) -> None:
        """A run begins, with so many captchas planned."""
        self.questions.begin(captchas)
        self._is_paused = False
        self._draw()
        self._relax()

    def end(self) -> None:
        """The run is being stopped: nothing more is asked, and nothing counted."""
        self.begin(0)
        self.name.say("Nothing more is asked")
        self.account.say("The run is being stopped: every portal is signed out, and what is read is written.")
        self.counts.say("")

    def ask(self, asked: Asked) -> None:
        """A question has come."""
        was_empty = self.questions.shown is None
        self.questions.add(asked, now=self._clock())
        if was_empty:
            self._draw()
        else:
            self._recount()
        if self.shown:
            self._attention.need()

    def withdraw(self, question: int) -> None:
        """A question needs no answer any more."""
        if self.questions.withdraw(question, now=self._clock()):
            self._draw()
        else:
            self._recount()
        self._relax()

    def renew(self) -> None:
        """Ask for a new picture."""
        asked = self.shown
        if asked and isinstance(asked.challenge, Captcha):
            self.questions.renew(now=self._clock())
            self._answered(asked, "")

    def _who(self) -> None:
        self.name = Elided(self.frame, style="Large.Card.TLabel")
        self.name.label.grid(row=0, column=1, sticky="we")
        self.account = Elided(self.frame, style="Card.TLabel")
        self.account.label.grid(row=1, column=1, sticky="we")

    def _typing(self) -> None:
        px = self._theme.px
        self._typing_row = ttk.Frame(self.frame, style="Inner.TFrame")
        self._typing_row.grid(row=2, column=1, sticky="we", pady=(px(8), px(2)))
        self.entry = ttk.Entry(self._typing_row, textvariable=self.text, font="tdsxl captcha", width=9, name="captcha")
        self.entry.pack(side="left")
        self.entry.bind("<Return>", self._send)
        self.entry.bind("<KP_Enter>", self._send)
        self.entry.bind("<Escape>", lambda _: self.renew())
        ttk.Button(self._typing_row, text="Send", style="Primary.TButton", command=self._send, name="send").pack(
            side="left", padx=px(8)
        )
        ttk.Button(self._typing_row, text="New picture", command=self.renew, underline=0, name="renew").pack(
            side="left", padx=(0, px(8))
        )
        ttk.Button(self._typing_row, text="Skip client", command=self._skip, underline=1, name="skip").pack(side="left")
        self.help = Elided(self.frame, style="Small.Card.TLabel")
        self.help.label.grid(row=3, column=1, sticky="we")

    def _choice(self) -> None:
        px = self._theme.px
        self._choice_row = ttk.Frame(self.frame, style="Inner.TFrame")
        self._choice_row.grid(row=2, column=1, rowspan=2, sticky="we")
        self._words = ttk.Label(self._choice_row, style="Card.TLabel", width=1)
        self._words.pack(fill="x", pady=(px(4), px(8)))
        self._words.bind("<Configure>", lambda event: self._words.configure(wraplength=event.width))
        self.no = ttk.Button(self._choice_row, text="No", command=lambda: self._choose("no"), underline=0, name="no")
        self.no.pack(side="left", padx=(0, px(8)))
        self.yes = ttk.Button(
            self._choice_row, style="Danger.TButton", command=lambda: self._choose("yes"), underline=0, name="yes"
        )
        self.yes.pack(side="left")

    def _feet(self) -> None:
        px = self._theme.px
        row = ttk.Frame(self.frame, style="Inner.TFrame")
        row.grid(row=4, column=1, sticky="wes", pady=(px(6), 0))
        self.pause = ttk.Button(row, style="Small.TButton", command=self._turn_pause, underline=0, name="pause")
        self.pause.pack(side="right")
        self.counts = Elided(row, style="Card.TLabel")
        self.counts.label.pack(side="left", fill="x", expand=True)

    def _draw(self) -> None:
        """Show what is to be answered now."""
        asked = self.shown
        self.text.set("")
        is_captcha = asked is not None and isinstance(asked.challenge, Captcha)
        _show(self._typing_row, is_shown=is_captcha)
        _show(self._choice_row, is_shown=asked is not None and not is_captcha)
        self.pause.configure(text="Go on" if self._is_paused else "Pause")
        if asked is None:
            self._draw_rest()
        else:
            self.name.say(asked.name)
            self.account.say(f"{asked.tan} · {asked.portal.title}")
            self._draw_question(asked)
        self._recount()

    def _draw_question(self, asked: Asked) -> None:
        challenge = asked.challenge
        if isinstance(challenge, Captcha):
            is_seen = self.picture.show(challenge.image)
            again = "Wrong, once more. " if challenge.again else "" if is_seen else "No picture can be shown. "
            help_text = f"{again}Capitals matter · Enter sends · F5 or Esc brings a new picture"
            self.help.say(help_text, style="Bad.Card.TLabel" if again else "Small.Card.TLabel")
            self._focus(self.entry)
        else:
            is_take_over = isinstance(challenge, TakeOver)
            self.picture.say("Signed in elsewhere" if is_take_over else "Login cut off")
            self.help.say("")
            self._words.configure(text=_TAKE_OVER if is_take_over else _CUT_OFF)
            self.yes.configure(text="Yes, take over" if is_take_over else "Yes, try again")
            self._focus(self.no)

    def _draw_rest(self) -> None:
        self.picture.say("Paused" if self._is_paused else "No captcha now")
        self.name.say("Paused" if self._is_paused else "Nothing waits for you")
        self.account.say(
            "No new captcha is asked. What needs none goes on."
            if self._is_paused
            else "You can go on working; the window comes forward when a portal asks something."
        )
        self.help.say("")

    def _recount(self) -> None:
        """Draw what is done and what is to come."""
        questions = self.questions
        left = questions.remaining
        parts = (
            [f"{count(questions.settled, 'captcha')} done"] if questions.settled or left else ["No captcha is needed"]
        )
        parts += [f"{left:,} to come, {span(questions.typing_s)} of typing"] if left else []
        parts += [f"{questions.waiting - 1:,} ready behind this"] if questions.waiting > 1 else []
        self.counts.say(" · ".join(parts))

    def _focus(self, widget: ttk.Widget) -> None:
        """The keyboard goes to the answer, unless the person is typing into another field."""
        now = str(self.frame.tk.call("focus"))
        is_typing = now not in ("", str(self.entry)) and str(self.frame.tk.call("winfo", "class", now)) in _FIELDS
        if not is_typing:
            widget.focus_set()

    def _send(self, _event: object = None) -> str:
        text = self.text.get().strip()
        if text:
            self._settle(text)
        else:
            self.help.say("Type what the picture shows; F5 brings another one.")
        # Enter is taken; it starts nothing else.
        return "break"

    def _skip(self) -> None:
        self._settle(None)

    def _choose(self, text: str) -> None:
        # A second press of Yes may come when a captcha is shown already; as its text it would waste a login.
        if self.shown and not isinstance(self.shown.challenge, Captcha):
            self._settle(text)

    def _settle(self, text: str | None) -> None:
        asked = self.shown
        if asked:
            self.questions.settle(now=self._clock())
            self._answered(asked, text)

    def _answered(self, asked: Asked, text: str | None) -> None:
        self._host.answer(asked.question, text)
        self._draw()
        self._attention.met(is_more=self.shown is not None)

    def _turn_pause(self) -> None:
        self._is_paused = not self._is_paused
        self._host.pause(is_paused=self._is_paused)
        self._draw()
        self._relax()

    def _relax(self) -> None:
        if self.shown is None:
            self._attention.met(is_more=False)


def _show(row: ttk.Frame, *, is_shown: bool) -> None:
    if is_shown:
        row.grid()
    else:
        row.grid_remove()
