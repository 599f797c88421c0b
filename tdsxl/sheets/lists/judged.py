"""What of a list's lines can be used: whatever is refused becomes a problem of its row. No I/O here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tdsxl.errors import InputError
from tdsxl.sheets.lists.grid import Line, Listed
from tdsxl.tables import Problem

LineT = TypeVar("LineT")
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Imported(Generic[LineT]):
    """What a list gave."""

    rows: tuple[LineT, ...]
    problems: tuple[Problem, ...]
    """In the order of the rows; row 1 stands for the file itself."""
    listed: Listed
    """How it was understood."""


def used(problems: list[Problem], line: Line, read: Callable[[], ValueT], *, tan: str = "") -> ValueT | None:
    """What `read` gives; where it refuses, the problem is noted."""
    try:
        return read()
    except InputError as error:
        problems.append(problem_of(line, str(error), tan=tan))
        return None


def problem_of(line: Line, text: str, *, tan: str) -> Problem:
    """What is said of a line."""
    return Problem(row=line.row, text=text, tan=tan, name=line.texts.get("Client name", ""))


def needed(line: Line, title: str) -> str:
    """The text of a cell that may not be blank.

    Raises:
        InputError: It is.
    """
    if title not in line.texts:
        raise InputError(f"{title} is missing.")
    return line.texts[title]


def spoiled(title: str) -> str:
    """What is said of a cell that is no longer what was typed."""
    return f"{title}: Excel has turned it into a date, a rounded number or an error; write it as text."
