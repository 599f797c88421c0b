"""`tdsxl passwords`: import, set, list, forget, test. Shows who and when, never what."""

import argparse
import getpass
import sys
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from tdsxl.cli.office import book_of, existing, home, vault
from tdsxl.cli.ready import Call, ready
from tdsxl.cli.summary import stamp
from tdsxl.cli.terminal import Terminal
from tdsxl.engine.audit import note
from tdsxl.engine.gate import Attempt
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.engine.journal.refusals import Refusals
from tdsxl.engine.sync import try_logins
from tdsxl.errors import InputError, LocalError
from tdsxl.prompts.console import Console
from tdsxl.sheets.file.emptying import empty_cells
from tdsxl.sheets.file.formulas import column_letters
from tdsxl.sheets.lists.passwords import PasswordLine, Passwords, Spot, passwords_list
from tdsxl.values import Portal, Secret, Tan
from tdsxl.vault import NewPassword, Vault


def passwords(given: argparse.Namespace) -> int:
    """The verb of `tdsxl passwords`."""
    place = home()
    verbs = {"import": _import, "set": _set, "list": _list, "forget": _forget, "test": _test}
    status = verbs[given.verb](given, place)
    if given.verb in ("import", "set", "forget"):
        note(place, f"passwords {given.verb}", f"of {given.list if given.verb == 'import' else given.tan}")
    return status


def _import(given: argparse.Namespace, place: Home) -> int:
    path = existing(given.list)
    listed = passwords_list(path)
    lines = [new for line in listed.rows for new in new_passwords(line)]
    safe = vault(place)
    changed = safe.store_all(lines)
    for problem in listed.problems:
        print(f"{path.name}: row {problem.row}: {problem.text}", file=sys.stderr)
    for line in _missing(listed):
        print(line, file=sys.stderr)
    print(f"{len(lines)} passwords of {len(listed.rows)} clients read; {changed} are new or changed.")
    _prove_stored(safe, lines)
    if not lines:
        print(f"Nothing of {path.name} was stored; keep it, and mend it first.")
        return 1
    if given.keep or not any(spot.sheet and spot.is_taken for spot in listed.spots) or not _may_empty(path, listed):
        print(_kept_line(path, listed))
    else:
        _empty(path, listed)
    return 1 if listed.problems else 0


def _kept_line(path: Path, listed: Passwords) -> str:
    if listed.problems:
        return (
            f"They are in the vault now; rows named above are not. Mend {path.name}, import it again, then delete it."
        )
    return f"They are in the vault now. Delete {path.name}, and empty the recycle bin: it still holds them."


def _prove_stored(safe: Vault, lines: Iterable[NewPassword]) -> None:
    """Every password comes back to the letter, before the list that it came from is touched."""
    for new in lines:
        login = safe.login(new.tan, new.portal)
        if login is None or login.password.reveal() != new.password.reveal():
            raise LocalError(f"The vault does not give back the password of {new.tan}.", "Import the list again.")


def _may_empty(path: Path, listed: Passwords) -> bool:
    """A person at a terminal is asked: whoever logs in by hand may know the passwords from this list alone."""
    if not sys.stdin.isatty():
        return True
    count = sum(spot.is_taken for spot in listed.spots)
    question = f"tdsxl never shows a password again. Empty the {count} cells in {path.name}? [y/N]: "
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _empty(path: Path, listed: Passwords) -> None:
    emptied = empty_cells(path, [spot for spot in listed.spots if spot.is_taken])
    print(f"They are in the vault now; their {emptied.cells} cells in {path.name} are empty.")
    for reason, places in (
        ("still holds passwords that were not stored", tuple(map(_cell, listed.spots))),
        ("still holds stored passwords", emptied.leftovers),
        ("may hold passwords where nobody can look", emptied.unsearchable),
    ):
        if any(places):
            print(f"{path.name} {reason}: {', '.join(filter(None, places))}.", file=sys.stderr)
    print(
        "Older copies of the list, in backups, mails, OneDrive's history or unsaved files of Excel, still hold them "
        "all: change what must not be known, then store the new ones.",
        file=sys.stderr,
    )


def _cell(spot: Spot) -> str:
    return "" if spot.is_taken else f"{spot.sheet}!{column_letters(spot.column)}{spot.row}"


def new_passwords(line: PasswordLine) -> list[NewPassword]:
    """What a line of a list gives the vault."""
    found = []
    if line.traces is not None:
        sub_user = line.sub_user
        found.append(NewPassword(tan=line.tan, portal=Portal.TRACES, password=line.traces, sub_user=sub_user))
    if line.itportal is not None:
        found.append(NewPassword(tan=line.tan, portal=Portal.ITPORTAL, password=line.itportal))
    return found


def _missing(listed: Passwords) -> list[str]:
    lacks = []
    for line in listed.rows:
        missing = [title for title, given in (("TRACES", line.traces), ("IT portal", line.itportal)) if given is None]
        if missing:
            lacks.append(f"{line.tan}: no password for {' and '.join(missing)}.")
    return lacks


def _set(given: argparse.Namespace, place: Home) -> int:
    tan, portal = Tan.parse(given.tan), Portal(given.portal)
    safe = vault(place)
    password = _asked(f"Password of {tan} at {portal.title}: ")
    # Whose login it is stays as it was; who wants another forgets the client first, or imports a list.
    sub_user = next((entry.sub_user for entry in safe.entries() if (entry.tan, entry.portal) == (tan, portal)), "")
    store_by_hand(place, safe, NewPassword(tan=tan, portal=portal, password=password, sub_user=sub_user))
    whose = f" (sub-user {sub_user})" if sub_user else ""
    print(f"Stored for {tan} at {portal.title}{whose}. It is tried once by the next sync.")
    return 0


def store_by_hand(place: Home, safe: Vault, new: NewPassword) -> None:
    """Store what a person gives for one account: it may leave once, though the same was refused before."""
    refused = Refusals(place.refusals).last(new.portal, new.tan)
    safe.store(new.tan, new.portal, new.password, sub_user=new.sub_user, after=refused)


def _asked(question: str) -> Secret:
    """Typed unseen at a terminal, else one line of standard input; never an argument."""
    text = getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise InputError("No password was given.", "Nothing was stored.")
    return Secret(text)


def _list(given: argparse.Namespace, place: Home) -> int:
    entries = vault(place).entries()
    with open_journal(place) as journal:
        accepted = _accepted(journal.logins.attempts())
    for entry in entries:
        taken = accepted.get((str(entry.tan), entry.portal, entry.version))
        last = f"last accepted {stamp(taken)}" if taken else "not accepted yet"
        print(f"{entry.tan}  {entry.portal.title:<9}  stored {stamp(entry.stored_at)}  {last}")
    print(f"{len(entries)} passwords stored.")
    return 0


def _accepted(attempts: tuple[Attempt, ...]) -> dict[tuple[str, Portal, str], datetime]:
    return {(one.tan, one.portal, one.version): one.sent for one in attempts if one.outcome == "accepted"}


def _forget(given: argparse.Namespace, place: Home) -> int:
    tan = Tan.parse(given.tan)
    count = vault(place).forget(tan)
    if not count:
        raise InputError(f"No password of {tan} is stored.", "See tdsxl passwords list.")
    print(f"{count} passwords of {tan} erased.")
    return 0


def _test(given: argparse.Namespace, place: Home) -> int:
    prompt = Console(place.captchas, answers=sys.stdin, questions=sys.stderr)
    terminal, call = Terminal(prompt, stop := threading.Event()), Call(book=existing(given.book))
    with ready(place, book_of(call.book, place), given.portals, ask=terminal.ask, stop=stop) as run:
        wish = call.wish(run.contents)
        tried, failed = terminal.run(
            lambda: try_logins(run.office, run.contents, wish, crew=run.crew, paces=run.paces, emit=terminal.emit)
        )
    print(f"{tried - failed} of {tried} logins accepted.")
    return 1 if failed else 0
