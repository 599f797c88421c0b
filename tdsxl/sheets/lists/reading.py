"""Lists to import: clients, the LDC register, passwords. Every row that cannot be used is named; the rest is used.

No message about a password list quotes a cell of it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from tdsxl.errors import InputError
from tdsxl.records import RegisterRow
from tdsxl.sheets.lists.grid import Line, Listed, listed, pasted
from tdsxl.sheets.lists.headings import CLIENT_LIST, ITPORTAL, PASSWORD_LIST, REGISTER_LIST, SUB_USER, TRACES
from tdsxl.tables import Cell, Problem
from tdsxl.values import Form, Pan, Portal, Secret, Tan, Year

LineT = TypeVar("LineT")
ValueT = TypeVar("ValueT")

_YES = {"1", "true", "x", "✓", "☑", "yes", "y", "active"}
_NO = {"0", "false", "no", "n", "inactive"}
_YEAR = re.compile(r"(?:FY|TY|tax year|F\.Y\.)? *(20[0-9]{2}) *[-–/] *(?:20)?([0-9]{2})", re.IGNORECASE)
_CERTIFICATE = re.compile(r"[0-9A-Z]{10,19}")
_NUMBER = re.compile(
    r"(?:(?:Rs\.?|INR|₹) ?)?"
    r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]+)"
    r"(\.[0-9]+)?(?: ?%|/-)?"
)
"""Western and Indian grouping, ASCII digits."""


@dataclass(frozen=True, slots=True)
class Imported(Generic[LineT]):
    """What a list gave."""

    rows: tuple[LineT, ...]
    problems: tuple[Problem, ...]
    """In the order of the rows; row 1 stands for the file itself."""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client of a list."""

    row: int
    tan: Tan
    cells: Mapping[str, Cell]
    """Titles of the sheet Clients → values; what is blank in the list is not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A line for the sheet LDC Register."""

    row: int
    tan: Tan
    register: RegisterRow
    remarks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLine:
    """The passwords of one client."""

    tan: Tan
    traces: Secret | None
    itportal: Secret | None
    sub_user: str
    """PAN of the TRACES sub-user, or empty for the main user."""

    @property
    def missing(self) -> tuple[Portal, ...]:
        """Portals for which the list gave no password."""
        given = {Portal.TRACES: self.traces, Portal.ITPORTAL: self.itportal}
        return tuple(portal for portal, password in given.items() if password is None)


def clients_list(path: Path) -> Imported[ClientLine]:
    """The clients of a list; a cell that cannot be used is left out of its row.

    Raises:
        InputError: It is no list of clients.
    """
    found = listed(path, CLIENT_LIST)
    problems = found.problems()
    rows: dict[Tan, ClientLine] = {}
    for line in found.lines:
        tan = _used(problems, line, partial(_tan, line))
        if tan in rows:
            problems.append(_problem(line, f"{tan} is in row {rows[tan].row} already; that row is used.", tan=tan))
        elif tan:
            rows[tan] = ClientLine(line.row, tan, dict(_client_cells(line, tan, problems)))
    return Imported(tuple(rows.values()), tuple(problems))


def register_list(path: Path) -> Imported[RegisterLine]:
    """The certificates of a list; a rate or limit that cannot be used is left out.

    Raises:
        InputError: It is no list of certificates.
    """
    found = listed(path, REGISTER_LIST)
    problems = found.problems()
    rows: dict[tuple[str, ...], RegisterLine] = {}
    for line in found.lines:
        row = _used(problems, line, partial(_register_line, line, problems))
        if row is None:
            continue
        asked = row.register
        first = rows.setdefault((row.tan, asked.certificate_no, asked.deductee_pan, str(asked.year)), row)
        if first is not row:
            told = f"The same certificate is in row {first.row}; that row is used."
            problems.append(_problem(line, told, tan=row.tan))
    return Imported(tuple(rows.values()), tuple(problems))


def passwords_list(path: Path) -> Imported[PasswordLine]:
    """The passwords of a list; a client whose rows disagree is left out.

    Raises:
        InputError: It is no list of passwords.
    """
    return _passwords(listed(path, PASSWORD_LIST))


def pasted_passwords(rows: Sequence[Sequence[str]]) -> Imported[PasswordLine]:
    """The passwords of a block of cells that was copied with its titles; otherwise as `passwords_list`."""
    return _passwords(pasted(rows, PASSWORD_LIST))


def _passwords(found: Listed) -> Imported[PasswordLine]:
    if not any({TRACES, ITPORTAL} & (line.texts.keys() | line.spoiled) for line in found.lines):
        raise InputError(f"{found.name} has nothing under the titles {TRACES} or {ITPORTAL}.")
    problems = found.problems()
    clients: dict[Tan, list[Line]] = {}
    for line in found.lines:
        if tan := _used(problems, line, partial(_unquoted_tan, line)):
            clients.setdefault(tan, []).append(line)
    rows = [_password_line(tan, given, problems) for tan, given in clients.items()]
    return Imported(tuple(row for row in rows if row), tuple(sorted(problems, key=lambda problem: problem.row)))


def amount(text: str) -> Decimal | None:
    """Rupees or percent of a text such as `1,23,456.70`, `₹ 500` or `0.5 %`; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return Decimal(match[1].replace(",", "") + (match[2] or "")) if match else None


def _used(problems: list[Problem], line: Line, read: Callable[[], ValueT], *, tan: str = "") -> ValueT | None:
    """What `read` gives; where it refuses, the problem is noted."""
    try:
        return read()
    except InputError as error:
        problems.append(_problem(line, str(error), tan=tan))
        return None


def _problem(line: Line, text: str, *, tan: str) -> Problem:
    return Problem(row=line.row, text=text, tan=tan, name=line.texts.get("Client name", ""))


def _needed(line: Line, title: str) -> str:
    if title not in line.texts:
        raise InputError(f"{title} is missing.")
    return line.texts[title]


def _tan(line: Line) -> Tan:
    return Tan.parse(_needed(line, "TAN"))


def _client_cells(line: Line, tan: Tan, problems: list[Problem]) -> Iterator[tuple[str, Cell]]:
    for title in line.spoiled:
        problems.append(_problem(line, _spoiled(title), tan=tan))
    for title, text in line.texts.items():
        reader = _CELLS.get(title, _words)
        value = _used(problems, line, partial(reader, text), tan=tan)
        if title != "TAN" and value is not None:
            yield title, value


def _spoiled(title: str) -> str:
    return f"{title}: Excel has turned it into a date or a rounded number; write it as text."


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _tick(text: str) -> int:
    word = text.casefold()
    if word not in _YES | _NO:
        raise InputError(f"Active: `{text[:20]}` is neither yes nor no.")
    return int(word in _YES)


def _forms(text: str) -> str:
    words = re.split(r"[\s,;/&]+", text.upper())
    unknown = [word for word in words if word not in {form.value for form in Form}]
    if unknown:
        raise InputError(f"Forms: `{unknown[0][:20]}` is not a form.", "Write them as 24Q, 26Q.")
    return ", ".join(words)


_CELLS: Mapping[str, Callable[[str], Cell]] = {"PAN": Pan.parse, "Active": _tick, "Forms": _forms}
"""Titles whose text is judged; all others are words."""


def _register_line(line: Line, problems: list[Problem]) -> RegisterLine:
    tan = _tan(line)
    if line.spoiled:
        raise InputError(_spoiled(min(line.spoiled)))
    rate = _used(problems, line, partial(_rate, line), tan=tan)
    limit = _used(problems, line, partial(_figure, line, "Limit"), tan=tan)
    register = RegisterRow(
        certificate_no=_certificate_no(line),
        deductee_pan=Pan.parse(_needed(line, "Deductee PAN")),
        year=_year(_needed(line, "FY / Tax year")),
        section=line.texts.get("Section"),
        rate=rate,
        limit=limit,
    )
    return RegisterLine(row=line.row, tan=tan, register=register, remarks=_words(line.texts.get("Remarks", "")))


def _certificate_no(line: Line) -> str:
    text = line.texts.get("Certificate no.", "")
    if "Certificate no." in line.numbers:
        raise InputError("Certificate no. is stored as a number, so zeros may be lost.", "Write it as text.")
    code = "".join(character for character in text if character.isprintable() and character != " ").upper()
    if code and not _CERTIFICATE.fullmatch(code):
        raise InputError(f"`{text[:20]}` is not a certificate number.", "It has 10 to 19 letters and digits.")
    return code


def _year(text: str) -> Year:
    match = _YEAR.fullmatch(text)
    return Year.parse(f"{match[1]}-{match[2]}" if match else text)


def _rate(line: Line) -> Decimal | None:
    rate = _figure(line, "Rate %")
    if rate is not None and rate > 100:
        raise InputError(f"Rate % is {rate}, more than 100.")
    return rate


def _figure(line: Line, title: str) -> Decimal | None:
    text = line.texts.get(title)
    figure = amount(text) if text else None
    if text and figure is None:
        raise InputError(f"{title}: `{text[:20]}` is not a number.", "Write it as 500000 or 5,00,000.00.")
    return figure


def _unquoted_tan(line: Line) -> Tan:
    tan = _unquoted(Tan.parse, _needed(line, "TAN"))
    if tan is None:
        raise InputError("The TAN is not 4 letters, 5 digits and 1 letter.")
    return tan


def _unquoted(parse: Callable[[str], ValueT], text: str) -> ValueT | None:
    """As `parse`, but its message is dropped: it quotes the cell, and a password may stand in the wrong column."""
    try:
        return parse(text)
    except InputError:
        return None


def _password_line(tan: Tan, lines: Sequence[Line], problems: list[Problem]) -> PasswordLine | None:
    traces: set[tuple[str, str]] = set()
    for line in lines:
        problems.extend(_problem(line, _spoiled(title), tan=tan) for title in line.spoiled)
        sub_user = line.texts.get(SUB_USER, "") and _unquoted(Pan.parse, line.texts[SUB_USER])
        if sub_user is None:
            problems.append(_problem(line, f"{SUB_USER} is not a PAN; the TRACES password is not used.", tan=tan))
        elif TRACES in line.texts:
            traces.add((line.texts[TRACES], sub_user))
    itportal = {line.texts[ITPORTAL] for line in lines if ITPORTAL in line.texts}
    if len(traces) > 1 or len(itportal) > 1:
        text = f"{tan} is in {len(lines)} rows with different passwords; none of them is used."
        problems.append(_problem(lines[-1], text, tan=tan))
        return None
    password, sub_user = next(iter(traces), ("", ""))
    return PasswordLine(
        tan=tan,
        traces=Secret(password) if password else None,
        itportal=Secret(next(iter(itportal))) if itportal else None,
        sub_user=sub_user,
    )
