"""What the worker tells the window, as values. No I/O here."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tdsxl.challenges import Challenge
from tdsxl.values import Portal, Tan, Year
from tdsxl.window.copies import Copied, Copying, Shareable


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedClient:
    """A client as the Sync Bucket lists it."""

    tan: Tan
    name: str
    group: str
    chosen: bool
    """Ticked, active and not filtered away in the book."""
    hidden: bool
    """Ticked, but filtered away."""
    modules: frozenset[str]
    """Command-line names of the modules ticked in the book."""
    failed: bool
    """Some module of its last sync was not checked, and not because it waits for a person."""
    trouble: str
    """Why modules of its last sync were not checked, in few words; empty when all were."""
    last_complete: datetime | None
    left_out: str
    """Why no portal can be visited (`no password`, `needs OTP`); empty when one can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A named choice of modules and years."""

    name: str
    modules: frozenset[str]
    for_all: bool = False
    """As in `Choice`."""
    years: tuple[Year, ...] = ()
    """Empty: the years of the book."""
    stale_days: int | None = None
    """Only clients not checked for so many days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Everything the Sync Bucket starts with."""

    book: str
    """File name."""
    clients: tuple[OfferedClient, ...]
    years: tuple[Year, ...]
    """All that can be asked."""
    chosen_years: tuple[Year, ...]
    presets: tuple[Preset, ...]
    left: int
    """Clients that an interrupted run has left; 0 when there is nothing to continue."""
    notes: tuple[str, ...] = ()
    """Lines for the user: bad rows of the book, the night run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What Start Sync asks for."""

    tans: tuple[Tan, ...]
    modules: frozenset[str]
    for_all: bool
    """These modules for every client; else only those of them that the book ticks for it."""
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a choice will take."""

    clients: int
    captchas: int
    typing_minutes: int
    no_password: int
    """Clients left out for want of a password."""
    hidden: int
    """Ticked clients that the book's filter hides and that are not in the choice."""


class Stage(Enum):
    """Where a client stands in the run."""

    WAITING = "waiting"
    RETRIEVING = "retrieving"
    VALIDATING = "validating"
    UPDATING = "updating"
    CHECKED = "checked"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The book was read: show the Sync Bucket."""

    offer: Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """A portal or the network was tried."""

    what: str
    """`IT portal`, `TRACES` or `Network`."""
    answers: bool
    text: str
    """`answers in 0.4 s`, or why not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Began:
    """A run began: show it."""

    run: int
    clients: tuple[tuple[Tan, str], ...]
    """TAN and name, in the order of the book."""
    visits: int
    captchas: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A client got on."""

    tan: Tan
    stage: Stage
    text: str
    """`TRACES: Challans, 36 rows`, or why it is not checked and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the run is."""

    visits_done: int
    rows: int
    seconds_left: int | None
    """None while nobody can know."""
    signing_out: int | None = None
    """Once the run is being stopped: accounts still to be signed out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a portal waits for a person."""

    question: int
    """Number that `Host.answer` names."""
    challenge: Challenge
    """`Captcha`, `TakeOver` or `CutOff`."""
    tan: Tan
    name: str
    portal: Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A question needs no answer any more."""

    question: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line for the user; trouble stays until the next line."""

    text: str
    is_trouble: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChecked:
    """A client and portal that the run could not check."""

    tan: Tan
    name: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The run is over and the book is written, or cannot be."""

    headline: str
    """`Run 7: 143 of 150 clients complete, 12 with news.`"""
    not_checked: tuple[NotChecked, ...]
    will_run: int
    """Clients that Re-sync failed would visit."""
    need_password: int
    """Failed clients that need a new password first."""
    left: int
    """Clients left by a stopped run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One line of the passwords grid; no secret is ever in it."""

    tan: Tan
    name: str
    portal: Portal
    stored: datetime | None
    accepted: datetime | None
    hint: str
    """`Refused 12-Nov`, `may expire: 160 days old`, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The passwords grid: show it, or renew it."""

    accounts: tuple[Account, ...]
    text: str = ""
    """What the last paste has done, and what of it could not be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A text to read and copy, as what `tdsxl doctor` found: show it."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """A button was pressed: come to the front, with the run if one is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fatal:
    """The worker cannot go on; the window shows why and can only be closed."""

    text: str


View = Opened | Began | Finished | Accounts | Shareable | Copied | Report | Fatal
"""News that turns the window to another view."""

News = View | Probed | Moved | Progress | Copying | Asked | Withdrawn | Said | Raised
