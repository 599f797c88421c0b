"""An invented office: home, vault, portals file, lists and workbook of the clients of practice portals."""

import csv
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from tdsxl.addin.place import MARKER, UNLOCK
from tdsxl.cli.fresh import due_dates
from tdsxl.cli.macros import macros
from tdsxl.cli.office import RESULT_SHEETS, home, vault
from tdsxl.cli.passwords import new_passwords
from tdsxl.engine.home import Home
from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.passwords import passwords_list
from tdsxl.sheets.lists.reading import clients_list, register_list
from tdsxl.tables import Settings, Stamp


def furnish(folder: Path, portals: Practice, book_name: str) -> tuple[Home, Path]:
    """Make everything in an empty folder, the workbook under this name; this process then works in that home."""
    place = _own_home(folder)
    write_portals(folder, portals)
    lists = {
        "clients.csv": (_CLIENT_TITLES, map(_client, portals.people)),
        "certificates.csv": (_REGISTER_TITLES, _certificates(portals.people)),
        "passwords.csv": (_PASSWORD_TITLES, map(_password, portals.people)),
    }
    for name, (titles, rows) in lists.items():
        _write_csv(folder / name, titles, rows)
    _store_passwords(folder / "passwords.csv", place)
    book = folder / book_name
    (place.path / MARKER).write_text(book_name, encoding="utf-8")
    new_book(
        book,
        sheets=RESULT_SHEETS,
        stamp=Stamp(book_id=secrets.token_hex(8)),
        settings=Settings(gap=0.0),
        clients=clients_list(folder / "clients.csv").rows,
        register=register_list(folder / "certificates.csv").rows,
        due_dates=due_dates(),
        macros=macros(book),
    )
    return place, book


def write_portals(folder: Path, portals: Practice) -> None:
    """The portals file beside the workbook: the portals have another port each time they are opened."""
    (folder / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")


def _own_home(folder: Path) -> Home:
    """A data folder apart from the office's real one, with a passphrase of its own."""
    path = folder / "home"
    path.mkdir()
    passphrase = path / UNLOCK
    passphrase.write_text(secrets.token_urlsafe(18), encoding="ascii")
    passphrase.chmod(0o600)
    os.environ["TDSXL_HOME"] = str(path)
    os.environ["TDSXL_VAULT_PASSPHRASE_FILE"] = str(passphrase)
    return home()


def _store_passwords(path: Path, place: Home) -> None:
    vault(place).store_all([new for line in passwords_list(path).rows for new in new_passwords(line)])


_CLIENT_TITLES = ("TAN", "Client name", "PAN", "Client code", "Group", "Owner", "Deductor type", "Forms", "Email")
_REGISTER_TITLES = ("TAN", "Certificate no.", "Deductee PAN", "FY / Tax year", "Section", "Rate %", "Limit", "Remarks")
_PASSWORD_TITLES = ("TAN", "TRACES password", "IT portal password")


def _client(person: Person) -> Sequence[str]:
    known = (person.tan, person.name, person.pan, person.code, person.group)
    return (*known, person.owner, person.deductor_type, person.forms, person.email)


def _certificates(people: Iterable[Person]) -> Iterable[Sequence[str]]:
    for person in people:
        for row in person.register:
            asked = (person.tan, row.certificate_no, row.deductee_pan, row.year)
            yield (*asked, row.section, str(row.rate), str(row.limit), "")


def _password(person: Person) -> Sequence[str]:
    return (person.tan, person.office_traces_password or "", person.office_itportal_password or "")


def _write_csv(path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        writer.writerows(rows)
