"""What a book says, from the values in its cells: clients, LDC register, settings, stamp. No I/O here."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import TypeVar

from tdsxl import typed
from tdsxl.errors import InputError
from tdsxl.names import MODULE_TITLES
from tdsxl.records import RegisterRow
from tdsxl.sheets.layout import DATA_FOLDER, STAMP_ROWS
from tdsxl.sheets.lists.reading import certificate_no
from tdsxl.tables import Asked, Client, Problem, Settings, Stamp
from tdsxl.values import Form, Pan, Tan, Year, both_acts, quoted

ValueT = TypeVar("ValueT")
Value = str | int | float | bool | date | time | timedelta
"""A cell as calamine gives it."""

_TICKS = ("Sync", *MODULE_TITLES.values(), "Active")
_TICKED = {"1", "true", "x", "✓", "☑", "yes", "y"}
_NOT_TICKED = {"0", "false", "no", ""}
_SAYS_CLIENT = ("Client name", "PAN", "Client code", "Group", "Owner", "Deductor type", "Forms", "Email")
"""Columns that only the user fills: with one of them a row without a TAN is a mistake, not a blank row."""
_FORMS = {form.value: form for form in Form}
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ERROR = re.compile(r"#(?:N/A|DIV/0!|[A-Z]+[!?])")
"""What a cell shows whose formula fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of one of our tables."""

    row: int
    cells: Sequence[Value]
    """Of the sheet, from its first column on."""
    places: Mapping[str, int]
    """Our titles → place among the cells."""

    def text(self, title: str) -> str:
        """A cell as text, without outer blanks; whole numbers without a point."""
        at = self.places.get(title)
        value = "" if at is None else self.cells[at]
        return value.strip() if isinstance(value, str) else _text(value)

    def words(self, title: str) -> str:
        """The same of free text, on one line; the error of a formula says no more than a blank cell."""
        text = self.text(title)
        # As nearly all cells are, ten thousand rows of them.
        if text.isprintable() and not text.startswith("#"):
            return text
        return "" if _ERROR.fullmatch(text) else " ".join(text.split())


def _text(value: Value) -> str:
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    return str(value)


class ClientReader:
    """Reads the table Clients line by line; every line that cannot be used is named."""

    def __init__(self, places: Mapping[str, int]) -> None:
        """`places` are those of the titles among a row's cells."""
        self.problems: list[Problem] = []
        self._rows: dict[Tan, int] = {}
        self._hidden: frozenset[int] = frozenset()
        self._choice_titles = tuple(title for title in (*_TICKS, "Forms") if title in places)
        self._choice_cells = itemgetter(*(places[title] for title in self._choice_titles))

    def clients(self, lines: Iterator[Line], hidden: frozenset[int]) -> Iterator[Client]:
        """The clients; `hidden` are the numbers of rows that are filtered away or hidden by hand."""
        self._hidden = hidden
        for line in lines:
            tan = self._tan(line)
            if tan:
                yield self._client(line, tan, is_hidden=line.row in hidden)

    def _tan(self, line: Line) -> Tan | None:
        text = line.words("TAN")
        if not text:
            if any(map(line.words, _SAYS_CLIENT)):
                self._note(line, "The row has no TAN.", self._asked(line))
            return None
        try:
            tan = Tan.parse(text)
        except InputError as error:
            self._note(line, str(error), self._asked(line))
            return None
        if tan in self._rows:
            self._note(line, f"{tan} stands in row {self._rows[tan]} already; that row is used.", self._asked(line))
            return None
        self._rows[tan] = line.row
        return tan

    def _asked(self, line: Line) -> Asked:
        choice = _choice(self._choice_titles, self._choice_cells(line.cells))
        if not choice.active:
            return Asked.NEVER
        return Asked.BY_TICKS if choice.ticked and line.row not in self._hidden else Asked.BY_ALL

    def _client(self, line: Line, tan: Tan, *, is_hidden: bool) -> Client:
        choice = _choice(self._choice_titles, self._choice_cells(line.cells))
        for problem in choice.problems:
            self._note(line, problem)
        return Client(
            tan=tan,
            name=line.words("Client name"),
            row=line.row,
            ticked=choice.ticked,
            hidden=is_hidden,
            modules=choice.modules,
            group=line.words("Group"),
            owner=line.words("Owner"),
            email=line.words("Email"),
            active=choice.active,
            pan=self._read(line, line.text("PAN"), Pan.parse),
            forms=choice.forms,
        )

    def _read(self, line: Line, text: str, parse: Callable[[str], ValueT]) -> ValueT | None:
        if not text:
            return None
        try:
            return parse(text)
        except InputError as error:
            self._note(line, str(error))
            return None

    def _note(self, line: Line, text: str, asked: Asked = Asked.NEVER) -> None:
        tan, name, group = line.text("TAN"), line.words("Client name"), line.words("Group")
        self.problems.append(Problem(row=line.row, text=text, tan=tan, name=name, group=group, asked=asked))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What is wanted of a client."""

    ticked: bool
    active: bool
    modules: frozenset[str]
    forms: frozenset[Form]
    problems: tuple[str, ...]


@lru_cache
def _choice(titles: tuple[str, ...], cells: tuple[Value, ...]) -> _Choice:
    """What the ticks and forms of a row say, worked out once for all rows that say the same."""
    texts = {title: _text(cell).strip() for title, cell in zip(titles, cells, strict=True)}
    words = [word for word in re.split(r"[\s,;/&]+", texts.pop("Forms", "").upper()) if word]
    ticked = {title for title, text in texts.items() if text.casefold() in _TICKED}
    odd_ticks = (title for title, text in texts.items() if text.casefold() not in _TICKED | _NOT_TICKED)
    return _Choice(
        ticked="Sync" in ticked,
        active="Active" in ticked or not texts.get("Active"),
        modules=frozenset(name for name, title in MODULE_TITLES.items() if title in ticked),
        forms=both_acts(_FORMS[word] for word in words if word in _FORMS),
        problems=(
            *(f"{t}: {quoted(texts[t])} is neither a tick (1) nor none (0); it counts as none." for t in odd_ticks),
            *(f"Forms: {quoted(w)} is not a form; write them as 24Q, 26Q." for w in words if w not in _FORMS),
        ),
    )


class RegisterReader:
    """Reads the table LDC Register line by line."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def register(self, lines: Iterator[Line]) -> dict[Tan, tuple[RegisterRow, ...]]:
        """The certificates to verify, by client."""
        rows: dict[Tan, tuple[RegisterRow, ...]] = {}
        for line in lines:
            if not any(map(line.words, line.places)):
                continue
            try:
                tan, row = Tan.parse(line.text("TAN")), _register_row(line)
            except InputError as error:
                # Neither `tan` nor `name`: the row number is one of this sheet, not of Clients.
                text = f"LDC Register row {line.row}: {error}"
                self.problems.append(Problem(row=line.row, text=text, asked=Asked.ALWAYS))
            else:
                rows[tan] = (*rows.get(tan, ()), row)
        return rows


def _register_row(line: Line) -> RegisterRow:
    return RegisterRow(
        certificate_no=certificate_no(line.text("Certificate no.")),
        deductee_pan=Pan.parse(line.text("Deductee PAN")),
        year=typed.year(line.text("FY / Tax year")),
        section=line.text("Section") or None,
        rate=_figure(line, "Rate %"),
        limit=_figure(line, "Limit"),
    )


def _figure(line: Line, title: str) -> Decimal | None:
    text = line.text(title)
    figure = typed.amount(text) if text else None
    if text and figure is None:
        raise InputError(f"{title}: {quoted(text)} is not a number.")
    return figure


def settings(lines: Mapping[str, Line], where: str) -> Settings:
    """The firm's settings from the lines of the table Settings, by name.

    Args:
        lines: By the text under Setting.
        where: Name of the book and column of the values, for messages: `book.xlsx, Settings!B`.

    Raises:
        InputError: A value cannot be used.
    """
    ordinary = Settings()

    def value(name: str, parse: Callable[[str], ValueT], default: ValueT) -> ValueT:
        line = lines.get(name)
        text = line.text("Value") if line else ""
        if not line or not text:
            return default
        try:
            return parse(text)
        except InputError as error:
            raise InputError(f"{where}{line.row}, {name}: {error.message}", error.remedy) from error

    return Settings(
        years=value("Years", _years, None),
        sessions_itportal=value("Sessions IT portal", _sessions, ordinary.sessions_itportal),
        sessions_traces=value("Sessions TRACES", _sessions, ordinary.sessions_traces),
        gap=value("Seconds between requests", _number, ordinary.gap),
        new_days=value("Days a row counts as new", _whole, ordinary.new_days),
        change_days=value("Days on the sheet Changes", _whole, ordinary.change_days),
        folder=value("Folder", _words, ordinary.folder),
        proxy=value("Proxy", _words, ordinary.proxy),
        firm=value("Firm name", _words, ordinary.firm),
    )


def stamp(lines: Mapping[str, Line], where: str) -> Stamp:
    """Whose book it is.

    Raises:
        InputError: A row of the stamp is missing.
    """
    missing = [name for name in STAMP_ROWS if name not in lines]
    if missing:
        raise InputError(
            f"{where}: the sheet Settings has no row {', '.join(missing)}.",
            "Type the name into an empty row of the column Setting.",
        )
    book_id, pc, since = (lines[name].text("Value") for name in STAMP_ROWS)
    folder = lines[DATA_FOLDER].text("Value") if DATA_FOLDER in lines else ""
    return Stamp(book_id=book_id, pc=pc, since=since, folder=folder)


def _years(text: str) -> tuple[Year, ...] | None:
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    return tuple(sorted({typed.year(word) for word in words})) or None


def _words(text: str) -> str:
    if _ERROR.fullmatch(text):
        raise InputError(f"{quoted(text)} is the error of a formula.", "Mend it, or empty the cell.")
    return text


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise InputError(f"{quoted(text)} is not a number.")
    return float(text)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InputError(f"{quoted(text)} is not a whole number.")
    return int(text)


def _sessions(text: str) -> int:
    count = _whole(text)
    if not count:
        raise InputError("0 sessions would read nothing.", "Write 1 or more.")
    return count
