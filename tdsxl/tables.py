"""What goes to a book and what comes from it, as values. No I/O here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from tdsxl.records import RegisterRow
from tdsxl.values import Form, Pan, Quarter, Tan, Year

Cell = str | int | Decimal | date | datetime | None
"""Text, count, amount, day, instant (aware, shown in Indian time), or blank."""

RowKey = tuple[str, ...]
RowName = tuple[RowKey, str]
"""A row's key, and the text of its tie; empty where its sheet has none."""


class Kind(Enum):
    """How a column is shown."""

    TEXT = "text"
    CODE = "code"
    """Text whose leading zeros matter."""
    DATE = "date"
    INSTANT = "instant"
    RUPEES = "rupees"
    PERCENT = "percent"
    COUNT = "count"
    TICK = "tick"
    LINK = "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of ours."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14
    """Characters."""
    note: str = ""
    """Said on the sheet Help."""
    formula: str = ""
    """Without `=`; stands in every row, in place of a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One of our sheets that holds a table."""

    title: str
    columns: tuple[Column, ...]
    key: Callable[[Callable[[str], str]], RowKey]
    """Names a row, given a function title → text of the cell (days as 2025-07-31, blank as empty)."""
    tie: str = ""
    """Title of the column that tells rows of one key apart, if two ever collide."""
    is_current: bool = False
    """Rows that tdsxl no longer has are emptied; elsewhere they stay."""
    own: tuple[Column, ...] = ()
    """Columns that a fresh book offers the firm at the right of these; tdsxl only ever brings lost notes back."""

    @property
    def offered(self) -> tuple[Column, ...]:
        """All columns of a fresh book, ours first."""
        return (*self.columns, *self.own)

    @property
    def table(self) -> str:
        """Name of the Excel table: the title without blanks and `&`."""
        return self.title.replace(" ", "").replace("&", "")


Notes = Mapping[RowName, Mapping[str, Cell]]
"""Row → title of a column of the firm's → what the firm wrote there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside the rows of one of our sheets, in the firm's columns."""

    titles: tuple[str, ...]
    """Of these columns."""
    notes: Notes
    """Of every row that stands there, also where nothing is noted; results of formulas are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet's rows as they should stand now."""

    sheet: Sheet
    as_on: str
    """Row 2: `As on 22-Nov-2026 18:40 · complete for 143 of 150 clients · see Exceptions`."""
    fingerprint: str
    """Equal fingerprints mean equal rows; rows need not be made to know it."""
    rows: Callable[[], Iterator[tuple[Cell, ...]]]
    """One value per column, in the order of Clients, then key."""
    notes: Callable[[], Notes] = dict
    """What the journal keeps of the firm's notes; rows that the sheet does not have yet get theirs back."""


@dataclass(frozen=True, slots=True)
class Written:
    """What we left in one sheet part of a book, as the journal remembers it."""

    sha256: str
    """Of the uncompressed sheet part."""
    fingerprint: str
    rows_sha256: str
    """Of the part with row 2 left out, so that a new as-on line alone is cheap."""
    plain: bool
    """No columns or rows of the user in it: the next writing may make all rows anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A line of the sheet Clients that names a TAN."""

    tan: Tan
    name: str
    row: int
    """Row number in the sheet when it was read; for messages only."""
    ticked: bool
    hidden: bool
    """Filtered away or hidden by hand."""
    modules: frozenset[str]
    """Command-line names of the ticked modules."""
    group: str = ""
    owner: str = ""
    email: str = ""
    active: bool = True
    pan: Pan | None = None
    forms: frozenset[Form] = frozenset()
    """Empty: all."""


class Asked(Enum):
    """Which runs ask for what stands in a line that cannot be used."""

    NEVER = "never"
    """Its client is not active, or is read all the same."""
    BY_ALL = "by all"
    """Active: only those that ask for everyone."""
    BY_TICKS = "by ticks"
    """Ticked, active and shown."""
    ALWAYS = "always"
    """A certificate to verify, of whomever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A line of a book or list that cannot be used; the rest is."""

    row: int
    text: str
    tan: str = ""
    """As written, where there is one."""
    name: str = ""
    """Of the client, as written. A line of LDC Register gives neither: its row is none of the sheet Clients."""
    group: str = ""
    """Of the client, as written."""
    asked: Asked = Asked.NEVER

    @property
    def line(self) -> str:
        """The text with its row, which that of another sheet names by itself."""
        return self.text if f"row {self.row}:" in self.text else f"row {self.row}: {self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The sheet Settings; None where it is blank."""

    years: tuple[Year, ...] | None = None
    sessions_itportal: int = 4
    sessions_traces: int = 6
    gap: float = 1.0
    """Seconds between two requests of one account."""
    new_days: int = 7
    change_days: int = 90
    """How far back the sheet Changes reaches; the journal keeps all."""
    folder: str = ""
    proxy: str = ""
    firm: str = ""
    """Name of the firm, as copies to send show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Which book this is, and the PC that syncs it."""

    book_id: str
    pc: str = ""
    """Name and data folder id; empty until the first sync."""
    since: str = ""
    """When that PC took it, as shown to people."""
    folder: str = ""
    """The data folder of that PC, from which links to files go out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDate:
    """The last day for some forms of one quarter."""

    year: Year
    quarter: Quarter
    forms: frozenset[Form]
    on: date
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """What a client need not file: a form of one quarter, of a year, or ever."""

    form: Form
    year: Year | None = None
    quarter: Quarter | None = None

    def covers(self, form: Form, year: Year, quarter: Quarter) -> bool:
        """Whether it speaks of that statement."""
        return form is self.form and self.year in (None, year) and self.quarter in (None, quarter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a book says."""

    stamp: Stamp
    clients: tuple[Client, ...]
    problems: tuple[Problem, ...]
    """Of Clients: bad or second TANs, unknown tick words; and of LDC Register."""
    register: Mapping[Tan, tuple[RegisterRow, ...]]
    settings: Settings
    due_dates: tuple[DueDate, ...] = ()
    """The firm's own; for all others the rules hold."""
    exempt: Mapping[Tan, tuple[Exemption, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    """Sentences: which columns and rows that a sync could read or write are not there, and what that means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What the formulas of the sheet Dashboard give now."""

    fingerprint: str
    """Equal fingerprints mean equal figures; rows need not be counted to know it."""
    figures: Callable[[str], Mapping[str, tuple[Cell, ...]]]
    """Group that is chosen on the sheet, or blank → heading of a section → its figures, row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Everything that one writing changes in a book."""

    tables: tuple[Table, ...]
    clients: Mapping[int, Mapping[str, Cell]]
    """Row number of the sheet Clients as it was read → our titles and their values. The adapter finds the row again
    by the text in its TAN cell (`client_tans`), or by its client name where that cell is blank (`client_names`)."""
    client_tans: Mapping[int, str]
    """Row number → text of the TAN cell when it was read."""
    clients_as_on: str
    client_names: Mapping[int, str] = field(default_factory=dict)
    """Row number → text of the cell Client name when it was read, for rows whose TAN cell was blank."""
    home: Mapping[str, Cell] = field(default_factory=dict)
    """Figure names of the sheet Home → values."""
    dashboard: Dashboard | None = None
    """None leaves it as it is."""
    stamp: Stamp | None = None
    """Set when this PC takes the book."""
