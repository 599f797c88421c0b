"""`tdsxl adopt`: our sheets in a workbook that the firm already uses, filled with its own client list."""

import argparse
import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.cli.fresh import due_dates
from tdsxl.cli.office import RESULT_SHEETS, existing, home
from tdsxl.cli.understood import Counts, effects, may_write, named, understood
from tdsxl.errors import InputError
from tdsxl.sheets.file.adopting import adopt as put_into
from tdsxl.sheets.file.adopting import prove_adoptable
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.groups import Grouped, grouped
from tdsxl.sheets.lists.judged import Imported
from tdsxl.sheets.lists.reading import ClientLine, clients_list
from tdsxl.tables import Stamp
from tdsxl.values import indian_day

_STOPPED = 3
"""Exit status of what the user has stopped."""


def adopt(given: argparse.Namespace) -> int:
    """Our sheets into a workbook of the firm's, after a look at what was understood of its client list."""
    path, place = existing(given.book), home()
    prove_adoptable(path)
    listed = _own_list(path)
    new = grouped(listed.rows if listed else (), ())
    status = _told(path, listed, new)
    if given.preview or not (given.yes or may_write()):
        print("Nothing was written.")
        return status if given.preview else _STOPPED
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.xlsx"
        stamp = Stamp(book_id=secrets.token_hex(8))
        new_book(fresh, sheets=RESULT_SHEETS, stamp=stamp, clients=new.lines, due_dates=due_dates())
        adopted = put_into(path, fresh, backups=place.backups, today=indian_day(datetime.now(UTC)))
    if adopted.renamed:
        print(f"It has sheets of these names itself, so ours are called {', '.join(adopted.renamed.values())}.")
    print(f"{path} has our sheets behind its own; as it was, it lies in {place.backups}.")
    print(f"Next: tdsxl passwords import LIST, then tdsxl sync {path}")
    return status


def _own_list(path: Path) -> Imported[ClientLine] | None:
    """The clients that the workbook lists; None where no sheet of it could be the list, or several could."""
    try:
        return clients_list(path)
    except InputError as error:
        print(f"No client list is taken over. {error}")
        return None


def _told(path: Path, listed: Imported[ClientLine] | None, new: Grouped) -> int:
    if listed is None:
        print(f"List them on our sheet Clients afterwards, or: tdsxl clients import LIST --book {path}")
        return 0
    counts = Counts(added=len(new.lines), updated=0, unchanged=0)
    print("\n".join((*understood(listed.listed), *effects(new, counts, ()))), flush=True)
    return named(listed)
