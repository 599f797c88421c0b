"""The demo's office, synced twice by `tdsxl demo` and once more after, and what its workbook says each time."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from tdsxl.practice.people import Person, roll_of
from tdsxl.practice.server import Practice
from tdsxl.values import Year
from tests.whole.look import Look
from tests.whole.pc import Pc
from tests.whole.second_reader import Reading, Typed, reading, register

CLIENTS, SEED = 32, 7
"""Among the last of them are a challan that vanishes and a statement that is filed in the week."""
DAYS = (date(2026, 11, 15), date(2026, 11, 22), date(2026, 12, 6))
"""The first two are the demo's; on the third a challan that had vanished is back."""
PEOPLE = roll_of(CLIENTS, seed=SEED)
HEADER = 4
Cells = Mapping[str, object]


class DemoPc(Pc):
    """The PC whose files `tdsxl demo` made."""

    @property
    def book(self) -> Path:
        return self.folder / "practice.xlsx"

    @property
    def environment(self) -> Mapping[str, str]:
        unlock = self.home.path / "passphrase.txt"
        return {"TDSXL_HOME": str(self.home.path), "TDSXL_VAULT_PASSPHRASE_FILE": str(unlock)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the workbook says after some syncs, and what they can have read."""

    book: Path
    readings: Mapping[str, Sequence[Reading]]
    """By TAN, one of each sync."""
    years: tuple[Year, ...]

    @property
    def now(self) -> list[Reading]:
        """The last readings, in the order of the clients."""
        return [found[-1] for found in self.readings.values()]

    def rows(self, title: str) -> list[Cells]:
        """The rows of a sheet as another program reads them."""
        opened = load_workbook(self.book, data_only=True, read_only=True)
        try:
            titles, *rows = opened[title].iter_rows(min_row=HEADER, values_only=True)
            return [
                dict(zip(map(str, titles), row, strict=True)) for row in rows if any(cell is not None for cell in row)
            ]
        finally:
            opened.close()

    def cells(self, title: str) -> dict[str, object]:
        """Address → value, of the cells that hold one."""
        opened = load_workbook(self.book, data_only=True, read_only=True)
        try:
            found = (cell for row in opened[title].iter_rows() for cell in row if cell.value is not None)
            return {cell.coordinate: cell.value for cell in found}
        finally:
            opened.close()


def told(book: Path, syncs: int, *, today: date, typed: Typed | None = None) -> Told:
    """What a workbook says, beside what so many syncs of the practice world should have read."""
    years = tuple(Year(Year.of(today).start + back) for back in (-2, -1, 0))
    readings = {person.tan: list(_readings(person, DAYS[:syncs], today, years)) for person in PEOPLE}
    if typed:
        readings = {tan: [replace(one, typed=typed) for one in found] for tan, found in readings.items()}
    return Told(book=book, readings=readings, years=years)


def _readings(person: Person, days: Sequence[date], today: date, years: tuple[Year, ...]) -> Iterator[Reading]:
    earlier: list[Reading] = []
    for day in days:
        look = Look(person=person, day=day, years=years, register=register(person))
        earlier.append(reading(look, today=today, earlier=earlier))
        yield earlier[-1]


def run_demo(folder: Path) -> DemoPc:
    """`tdsxl demo`, as anybody starts it."""
    words = (sys.executable, "-m", "tdsxl", "demo", "--clients", str(CLIENTS), "--out", str(folder))
    done = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return DemoPc(folder=folder)


def copied(pc: DemoPc, name: str) -> Path:
    """The workbook as it stands."""
    copy = pc.folder.parent / name
    shutil.copy2(pc.book, copy)
    return copy


def sync_again(pc: DemoPc) -> None:
    """A third sync, at practice portals that have moved on."""
    with Practice(clients=CLIENTS, seed=SEED, day=DAYS[2]) as portals:
        (pc.folder / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
        said = replace(pc, url=portals.url).sync()
    # Some clients have a wrong password on purpose.
    assert said.status == 1, said.err


def day_of(value: object) -> date | None:
    """A day in a cell."""
    return value.date() if isinstance(value, datetime) else None


def money_of(value: object) -> Decimal | None:
    """Rupees in a cell."""
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))
