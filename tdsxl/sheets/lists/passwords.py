"""Lists of passwords. No message about one quotes a cell of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tdsxl.errors import InputError
from tdsxl.sheets.lists.grid import Line, Listed, listed, pasted
from tdsxl.sheets.lists.headings import ITPORTAL, PASSWORD_LIST, SUB_USER, TRACES
from tdsxl.sheets.lists.judged import needed, problem_of, spoiled, used
from tdsxl.tables import Problem
from tdsxl.values import Pan, Portal, Secret, Tan

ValueT = TypeVar("ValueT")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A cell of a list that holds a password."""

    sheet: str
    """Title of its sheet; empty in delimited text."""
    row: int
    column: int
    """Both from 1."""
    is_taken: bool
    """Whether what it holds is in `Passwords.rows`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passwords:
    """What a list of passwords gave."""

    rows: tuple[PasswordLine, ...]
    problems: tuple[Problem, ...]
    """In the order of the rows; row 1 stands for the file itself."""
    spots: tuple[Spot, ...]


def passwords_list(path: Path) -> Passwords:
    """The passwords of a list; a client whose rows disagree is left out.

    Raises:
        InputError: It is no list of passwords.
    """
    return _passwords(listed(path, PASSWORD_LIST))


def pasted_passwords(rows: Sequence[Sequence[str]]) -> Passwords:
    """The passwords of a block of cells that was copied with its titles; otherwise as `passwords_list`."""
    return _passwords(pasted(rows, PASSWORD_LIST))


def _passwords(found: Listed) -> Passwords:
    if not any({TRACES, ITPORTAL} & (line.texts.keys() | line.spoiled) for line in found.lines):
        raise InputError(f"{found.name} has nothing under the titles {TRACES} or {ITPORTAL}.")
    problems = found.problems()
    clients: dict[Tan, list[Line]] = {}
    for line in found.lines:
        if tan := used(problems, line, partial(_unquoted_tan, line)):
            clients.setdefault(tan, []).append(line)
    lines = (_password_line(tan, given, problems) for tan, given in clients.items())
    rows = {line.tan: line for line in lines if line}
    return Passwords(
        rows=tuple(rows.values()),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        spots=tuple(_spots(found, rows)),
    )


def _spots(found: Listed, rows: Mapping[Tan, PasswordLine]) -> Iterator[Spot]:
    for line in found.lines:
        tan = _unquoted(Tan.parse, line.texts.get("TAN", ""))
        row = rows.get(tan) if tan else None
        taken = {TRACES: row.traces, ITPORTAL: row.itportal} if row else {}
        for title in (TRACES, ITPORTAL):
            if title in line.texts or title in line.spoiled:
                password = taken.get(title)
                is_taken = password is not None and password.reveal() == line.texts.get(title)
                yield Spot(sheet=found.sheet, row=line.row, column=found.columns[title] + 1, is_taken=is_taken)


def _unquoted_tan(line: Line) -> Tan:
    tan = _unquoted(Tan.parse, needed(line, "TAN"))
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
        problems.extend(problem_of(line, spoiled(title), tan=tan) for title in line.spoiled)
        sub_user = line.texts.get(SUB_USER, "") and _unquoted(Pan.parse, line.texts[SUB_USER])
        if sub_user is None:
            problems.append(problem_of(line, f"{SUB_USER} is not a PAN; the TRACES password is not used.", tan=tan))
        elif TRACES in line.texts:
            traces.add((line.texts[TRACES], sub_user))
    itportal = {line.texts[ITPORTAL] for line in lines if ITPORTAL in line.texts}
    if len(traces) > 1 or len(itportal) > 1:
        text = f"{tan} is in {len(lines)} rows with different passwords; none of them is used."
        problems.append(problem_of(lines[-1], text, tan=tan))
        return None
    password, sub_user = next(iter(traces), ("", ""))
    return PasswordLine(
        tan=tan,
        traces=Secret(password) if password else None,
        itportal=Secret(next(iter(itportal))) if itportal else None,
        sub_user=sub_user,
    )
