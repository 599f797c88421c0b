"""Lists to import: clients and the LDC register. Every row that cannot be used is named; the rest is used."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from tdsxl import typed
from tdsxl.errors import InputError
from tdsxl.records import RegisterRow
from tdsxl.sheets.lists.grid import PASTED, Line, Listed, listed, pasted, records
from tdsxl.sheets.lists.headings import ACTIVE, CLIENT_LIST, NOT_ACTIVE, REGISTER_LIST
from tdsxl.sheets.lists.judged import Imported, needed, problem_of, spoiled, used
from tdsxl.tables import Cell, Problem
from tdsxl.values import Form, Pan, Tan, quoted

_YES = {"1", "true", "x", "✓", "☑", "yes", "y", *ACTIVE}
_NO = {"0", "false", "no", "n", *NOT_ACTIVE}
_CERTIFICATE = re.compile(r"[0-9A-Z]{10,19}")


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


def clients_list(path: Path) -> Imported[ClientLine]:
    """The clients of a list; a cell that cannot be used is left out of its row.

    Raises:
        InputError: It is no list of clients.
    """
    return _clients(listed(path, CLIENT_LIST))


def pasted_clients(text: str) -> Imported[ClientLine]:
    """The clients of cells that were copied from a sheet; otherwise as `clients_list`."""
    return _clients(pasted(records(text, delimiter="\t", where=PASTED), CLIENT_LIST))


def _clients(found: Listed) -> Imported[ClientLine]:
    problems = found.problems()
    rows: dict[Tan, ClientLine] = {}
    for line in found.lines:
        tan = used(problems, line, partial(_tan, line))
        if tan in rows:
            problems.append(problem_of(line, f"{tan} is in row {rows[tan].row} already; that row is used.", tan=tan))
        elif tan:
            rows[tan] = ClientLine(line.row, tan, dict(_client_cells(line, tan, problems)))
    return Imported(tuple(rows.values()), tuple(problems), found)


def register_list(path: Path) -> Imported[RegisterLine]:
    """The certificates of a list; a rate or limit that cannot be used is left out.

    Raises:
        InputError: It is no list of certificates.
    """
    found = listed(path, REGISTER_LIST)
    problems = found.problems()
    rows: dict[tuple[str, ...], RegisterLine] = {}
    for line in found.lines:
        row = used(problems, line, partial(_register_line, line, problems))
        if row is None:
            continue
        asked = row.register
        first = rows.setdefault((row.tan, asked.certificate_no, asked.deductee_pan, str(asked.year)), row)
        if first is not row:
            told = f"The same certificate is in row {first.row}; that row is used."
            problems.append(problem_of(line, told, tan=row.tan))
    return Imported(tuple(rows.values()), tuple(problems), found)


def certificate_no(text: str) -> str:
    """The number of a certificate as portals print it: in capitals, without blanks and the apostrophe of a text.

    Raises:
        InputError: It has not 10 to 19 letters and digits, and is not blank.
    """
    code = "".join(sign for sign in text if sign.isprintable() and sign not in " '\u2019").upper()
    if code and not _CERTIFICATE.fullmatch(code):
        raise InputError(f"{quoted(text)} is not a certificate number.", "It has 10 to 19 letters and digits.")
    return code


def _tan(line: Line) -> Tan:
    return Tan.parse(needed(line, "TAN"))


def _client_cells(line: Line, tan: Tan, problems: list[Problem]) -> Iterator[tuple[str, Cell]]:
    for title in line.spoiled:
        problems.append(problem_of(line, spoiled(title), tan=tan))
    for title, text in line.texts.items():
        reader = _CELLS.get(title, _words)
        value = used(problems, line, partial(reader, text), tan=tan)
        if title != "TAN" and value is not None:
            yield title, value


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _tick(text: str) -> int:
    word = re.sub(r"[\s-]", "", text.casefold())
    if word not in _YES | _NO:
        raise InputError(f"Active: {quoted(text)} is neither yes nor no.")
    return int(word in _YES)


def _forms(text: str) -> str:
    words = re.split(r"[\s,;/&]+", text.upper())
    unknown = [word for word in words if word not in {form.value for form in Form}]
    if unknown:
        raise InputError(f"Forms: {quoted(unknown[0])} is not a form.", "Write them as 24Q, 26Q.")
    return ", ".join(words)


_CELLS: Mapping[str, Callable[[str], Cell]] = {"PAN": Pan.parse, "Active": _tick, "Forms": _forms}
"""Titles whose text is judged; all others are words."""


def _register_line(line: Line, problems: list[Problem]) -> RegisterLine:
    tan = _tan(line)
    if line.spoiled:
        raise InputError(spoiled(min(line.spoiled)))
    rate = used(problems, line, partial(_rate, line), tan=tan)
    limit = used(problems, line, partial(_figure, line, "Limit"), tan=tan)
    register = RegisterRow(
        certificate_no=_certificate_no(line),
        deductee_pan=Pan.parse(needed(line, "Deductee PAN")),
        year=typed.year(needed(line, "FY / Tax year")),
        section=line.texts.get("Section"),
        rate=rate,
        limit=limit,
    )
    return RegisterLine(row=line.row, tan=tan, register=register, remarks=_words(line.texts.get("Remarks", "")))


def _certificate_no(line: Line) -> str:
    if "Certificate no." in line.numbers:
        raise InputError("Certificate no. is stored as a number, so zeros may be lost.", "Write it as text.")
    return certificate_no(line.texts.get("Certificate no.", ""))


def _rate(line: Line) -> Decimal | None:
    rate = _figure(line, "Rate %")
    if rate is not None and rate > 100:
        raise InputError(f"Rate % is {rate}, more than 100.")
    return rate


def _figure(line: Line, title: str) -> Decimal | None:
    text = line.texts.get(title)
    figure = typed.amount(text) if text else None
    if text and figure is None:
        raise InputError(f"{title}: {quoted(text)} is not a number.", "Write it as 500000 or 5,00,000.00.")
    return figure
