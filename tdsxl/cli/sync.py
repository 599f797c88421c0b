"""`tdsxl sync`, `status`, `write` and `journal check`."""

import argparse
import json
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from tdsxl import typed
from tdsxl.cli.awake import awake
from tdsxl.cli.misfits import notes_now, tell_misfits
from tdsxl.cli.office import book_of, existing, home, vault, versions
from tdsxl.cli.ready import Call, ready
from tdsxl.cli.summary import LEGEND, details, summary
from tdsxl.cli.terminal import Terminal
from tdsxl.engine.home import Home
from tdsxl.engine.journal.journal import LOOK_S, open_journal
from tdsxl.engine.report import report
from tdsxl.engine.results import Results, module_states
from tdsxl.engine.sync import Office, Synced, check_stamp, write_book
from tdsxl.engine.sync import sync as run_sync
from tdsxl.errors import InputError, Stopped, TdsxlError
from tdsxl.modules import MODULES
from tdsxl.prompts.base import Prompt
from tdsxl.prompts.console import Console
from tdsxl.prompts.scripted import Unattended
from tdsxl.sheets.base import Book
from tdsxl.tables import Asked, Contents
from tdsxl.values import Tan


def sync(given: argparse.Namespace) -> int:
    """Read the portals and write the book."""
    place = home()
    call = Call(
        book=existing(given.book),
        portals=given.portals,
        everyone=given.all,
        tans=tuple(Tan.parse(tan) for tan in given.tan or ()),
        failed=given.failed,
        modules=tuple(given.modules or ()),
        years=tuple(sorted(typed.year(year) for year in given.years or ())),
    )
    prompt = Unattended() if given.unattended else Console(place.captchas, answers=sys.stdin, questions=sys.stderr)
    return make_sync(call, place, prompt, as_json=given.json)


def make_sync(call: Call, place: Home, prompt: Prompt, *, as_json: bool = False) -> int:
    """One whole sync with its summary; returns the exit status."""
    terminal, attended = Terminal(prompt, stop := threading.Event()), not isinstance(prompt, Unattended)
    book = book_of(call.book, place)
    with awake(), ready(place, book, call.portals, ask=terminal.ask, stop=stop, attended=attended) as run:
        tell_problems(call.book.name, run.contents)
        wish = call.wish(run.contents)
        done = terminal.run(
            lambda: run_sync(run.office, run.contents, wish, crew=run.crew, paces=run.paces, emit=terminal.emit)
        )
        trouble = _written(run.office, run.book, run.contents)
        try:
            tell_misfits(call.book.name, run.office.journal, run.contents)
            _show(run.office, done, as_json=as_json)
        finally:
            # Also where nobody takes the summary any more.
            if trouble:
                raise trouble
    if book.afterword:
        print(book.afterword, file=sys.stderr)
    if stop.is_set():
        raise Stopped("The run was stopped.")
    return 0 if done.is_complete else 1


def tell_problems(book: str, contents: Contents) -> None:
    """What of a book cannot be used, a line each."""
    for gap in contents.gaps:
        print(f"{book}: {gap}", file=sys.stderr)
    for problem in contents.problems:
        print(f"{book}: {problem.line}", file=sys.stderr)


def _written(office: Office, book: Book, contents: Contents) -> TdsxlError | None:
    """Write the book; what stands in the way is told after the summary, since the journal has everything."""
    try:
        write_book(office, book, contents)
    except TdsxlError as error:
        return error
    return None


def _show(office: Office, done: Synced, *, as_json: bool) -> None:
    results = Results(office.journal, done.contents, module_states(office.journal), datetime.now(UTC))
    if as_json:
        print(json.dumps(report(results, done.run, done.plan.clients, MODULES)))
        return
    print(summary(done.plan.clients, done.states, office.journal.troubles.rows()))
    checked = sum(state.outcome.is_checked for state in done.states.values())
    asked, hidden = len(done.states), len(done.plan.left_out)
    print(f"\nRun {done.run.id}: {checked} of {asked} client modules checked, {hidden} hidden clients left out.")


def status(given: argparse.Namespace) -> int:
    """How every module of every client stands."""
    place = home()
    with open_journal(place, patience_s=LOOK_S) as journal:
        book = book_of(existing(given.book), place)
        contents = book.read(to_write=False)
        _tell_owner(given.book, contents, place)
        results = Results(journal, contents, module_states(journal), datetime.now(UTC))
        last = next((run for run in reversed(journal.runs.rows()) if run.book == contents.stamp.book_id), None)
        if given.json:
            document = report(results, None, contents.clients, MODULES)
            document["run"] = report(results, last, (), MODULES)["run"]
            print(json.dumps(document))
        else:
            print("\n".join((*_status_lines(results), "", LEGEND)))
        tell_misfits(given.book, journal, contents, notes_now(journal, book, contents))
    tell_problems(given.book, contents)
    unused = any(problem.asked in (Asked.BY_TICKS, Asked.ALWAYS) for problem in contents.problems)
    return 0 if _is_complete(results) and not unused else 1


def _tell_owner(book: str, contents: Contents, place: Home) -> None:
    """A book of another PC may be looked at, but what it holds was read there."""
    try:
        check_stamp(contents.stamp, place)
    except InputError as error:
        print(f"{book}: {error.message} Here stands only what this PC has read itself.", file=sys.stderr)


def _is_complete(results: Results) -> bool:
    """Every ticked module of every active client is checked, and nothing else is open."""
    active = [client for client in results.contents.clients if client.active]
    wanted = {(str(client.tan), module) for client in active if client.ticked for module in client.modules}
    tans = {str(client.tan) for client in active}
    known = [state for (tan, _), state in results.states.items() if tan in tans]
    return wanted <= set(results.states) and all(state.outcome.is_checked for state in known)


def _status_lines(results: Results) -> Sequence[str]:
    lines: list[str] = []
    for client in results.contents.clients:
        lines.append(f"{client.name} ({client.tan})")
        for module in MODULES:
            state = results.states.get((client.tan, module.name))
            rows = results.rows_shown(client, module)
            lines.append(details(state, rows) if state else f"  {module.title:<20} never synced")
    return lines


def write(given: argparse.Namespace) -> int:
    """The sheets again, from the journal."""
    place = home()
    safe = vault(place)
    with open_journal(place) as journal:
        book = book_of(existing(given.book), place)
        contents = book.read()
        check_stamp(contents.stamp, place)
        office = Office(home=place, journal=journal, modules=MODULES, versions=versions(safe))
        write_book(office, book, contents)
        tell_misfits(given.book, journal, contents)
    tell_problems(given.book, contents)
    print(f"{given.book} is up to date. {book.afterword}".rstrip())
    return 0


def journal(given: argparse.Namespace) -> int:
    """Prove that the journal is sound."""
    place = home()
    with open_journal(place) as found:
        verdict = found.check()
    print(f"{place.journal}: {verdict}")
    return 0 if verdict == "ok" else 2
