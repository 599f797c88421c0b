"""Rows of the sheet Clients found again, wherever they stand since they were read. No I/O here."""

from collections.abc import Mapping

from tdsxl.errors import InputError
from tdsxl.tables import Update
from tdsxl.values import Tan

Mark = tuple[str, str]
"""What a row of Clients is found by: its TAN; or, where that is blank, the client's name."""


def mark(tan: str, name: str) -> Mark:
    """The mark of a row, given the texts of these cells."""
    return (_tan(tan), "") if tan.strip() else ("", name.strip())


def rows_again(update: Update, now: Mapping[int, Mark]) -> dict[int, int]:
    """Row numbers as they were read → as they are now, given the marks of all rows now; rows gone are left out."""
    before = {number: mark("", name) for number, name in update.client_names.items()}
    before |= {number: mark(tan, "") for number, tan in update.client_tans.items()}
    rows = {number: number for number, known in before.items() if now.get(number) == known}
    free: dict[Mark, list[int]] = {}
    for number, seen in now.items():
        if number not in rows:
            free.setdefault(seen, []).append(number)
    for number, known in sorted(before.items()):
        if number not in rows and free.get(known):
            rows[number] = free[known].pop(0)
    return rows


def _tan(text: str) -> str:
    try:
        return Tan.parse(text)
    except InputError:
        return text.strip()
