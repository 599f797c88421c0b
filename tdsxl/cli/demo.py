"""`tdsxl demo` and `tdsxl practice`: an invented office, its portals, its workbook."""

import argparse
import csv
import os
import secrets
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from tdsxl.cli.office import RESULT_SHEETS, home, vault
from tdsxl.cli.ready import Call
from tdsxl.cli.sync import make_sync
from tdsxl.engine.home import Home
from tdsxl.errors import InputError
from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice
from tdsxl.prompts.scripted import Scripted
from tdsxl.sheets.fresh.new import new_book
from tdsxl.sheets.lists.reading import clients_list, passwords_list, register_list
from tdsxl.tables import Settings, Stamp
from tdsxl.values import Portal
from tdsxl.vault import NewPassword

FIRST_DAY = date(2026, 11, 15)
"""The day the practice portals show at first."""
WEEK = timedelta(days=7)
MOST_CLIENTS = 5000


def demo(given: argparse.Namespace) -> int:
    """Two whole syncs of an invented office, a week apart."""
    folder = _folder(given.out)
    with Practice(clients=_count(given.clients), day=FIRST_DAY) as portals:
        place, book = _office(folder, portals)
        prompt = Scripted(portals.url, take_over="yes", try_again="yes")
        call = Call(book=book, portals=str(folder / "portals.toml"))
        for day in (FIRST_DAY, FIRST_DAY + WEEK):
            portals.day = day
            print(f"\nSyncing {len(portals.people)} invented clients as on {day:%d-%b-%Y} ...\n", flush=True)
            make_sync(call, place, prompt)
    print(f"\nThe workbook with both syncs: {book.resolve()}")
    print("Every client, amount and password in it is invented.")
    return 0


def practice(given: argparse.Namespace) -> int:
    """Serve the practice portals until Ctrl-C."""
    folder = _folder(given.out)
    with Practice(clients=_count(given.clients), day=FIRST_DAY, port=given.port) as portals:
        _office(folder, portals)
        print(f"The practice portals are open at {portals.url}. In another window:")
        print(f"  set TDSXL_HOME to {(folder / 'home').resolve()}")
        print(f"  set TDSXL_VAULT_PASSPHRASE_FILE to {(folder / 'home' / 'passphrase.txt').resolve()}")
        print(f"  tdsxl sync {folder / 'practice.xlsx'} --portals {folder / 'portals.toml'}")
        print("Ctrl-C closes them.", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _count(given: int) -> int:
    if not 1 <= given <= MOST_CLIENTS:
        raise InputError(f"{given} clients cannot be invented.", f"Give a number from 1 to {MOST_CLIENTS}.")
    return given


def _folder(given: str) -> Path:
    folder = Path(given)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"The folder {given} is not empty.", "Delete it, or name another with --out.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _office(folder: Path, portals: Practice) -> tuple[Home, Path]:
    """Home, vault, portals file, lists and workbook of the invented office."""
    place = _own_home(folder)
    (folder / "portals.toml").write_text(portals.portals_toml(), encoding="utf-8")
    lists = {
        "clients.csv": (_CLIENT_TITLES, map(_client, portals.people)),
        "certificates.csv": (_REGISTER_TITLES, _certificates(portals.people)),
        "passwords.csv": (_PASSWORD_TITLES, map(_password, portals.people)),
    }
    for name, (titles, rows) in lists.items():
        _write_csv(folder / name, titles, rows)
    _store_passwords(folder / "passwords.csv", place)
    book = folder / "practice.xlsx"
    new_book(
        book,
        sheets=RESULT_SHEETS,
        stamp=Stamp(book_id=secrets.token_hex(8)),
        settings=Settings(gap=0.0),
        clients=clients_list(folder / "clients.csv").rows,
        register=register_list(folder / "certificates.csv").rows,
    )
    return place, book


def _own_home(folder: Path) -> Home:
    """A data folder apart from the office's real one, with a passphrase of its own."""
    path = folder / "home"
    path.mkdir()
    passphrase = path / "passphrase.txt"
    passphrase.write_text(secrets.token_urlsafe(18), encoding="ascii")
    passphrase.chmod(0o600)
    os.environ["TDSXL_HOME"] = str(path)
    os.environ["TDSXL_VAULT_PASSPHRASE_FILE"] = str(passphrase)
    return home()


def _store_passwords(path: Path, place: Home) -> None:
    new = []
    for line in passwords_list(path).rows:
        if line.traces is not None:
            new.append(NewPassword(tan=line.tan, portal=Portal.TRACES, password=line.traces))
        if line.itportal is not None:
            new.append(NewPassword(tan=line.tan, portal=Portal.ITPORTAL, password=line.itportal))
    vault(place).store_all(new)


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
