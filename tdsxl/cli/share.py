"""`tdsxl share`: copies to send, of one client, some clients or one group."""

import argparse
import sys
from pathlib import Path

from tdsxl.cli.copies import Copies
from tdsxl.cli.copying import choose, make_copies, make_copy
from tdsxl.cli.office import existing, file_book, home
from tdsxl.cli.sync import tell_problems
from tdsxl.engine.audit import note
from tdsxl.engine.journal.journal import Journal, open_journal
from tdsxl.engine.sync import keep_notes
from tdsxl.errors import InputError
from tdsxl.tables import Client, Contents
from tdsxl.values import Tan


def share(given: argparse.Namespace) -> int:
    """Static copies, fresh from the journal: one file, or one for each client in a folder or a zip."""
    place, out = home(), Path(given.out)
    with open_journal(place) as journal:
        book = file_book(existing(given.book), place)
        contents = book.read(to_write=False)
        if given.own_columns:
            keep_notes(journal, book, contents)
        if out.suffix.lower() == ".xlsx":
            _tell_one(given, out, _one(given, journal, contents, out))
        else:
            _tell_each(given, out, _each(given, journal, contents, out))
    tell_problems(given.book, contents)
    whose = given.group or ", ".join(given.tan or ()) or "all clients"
    note(place, "share", f"rows of {whose} to {out}")
    return 0


def _one(given: argparse.Namespace, journal: Journal, contents: Contents, out: Path) -> int:
    if given.drafts:
        raise InputError("Drafts are made one for each client.", "Name a folder, or a .zip, after --out.")
    chosen = _tans(given)
    return make_copy(journal, contents, out, tans=chosen, group=given.group, mask=given.mask_pan, own=given.own_columns)


def _each(given: argparse.Namespace, journal: Journal, contents: Contents, out: Path) -> Copies:
    if out.suffix and out.suffix.lower() != ".zip":
        what = f"{out.name} is neither a workbook nor a zip nor a folder."
        raise InputError(what, "End it in .xlsx for one file, in .zip or in nothing for one file per client.")
    chosen = choose(contents, _tans(given), given.group)
    return make_copies(
        journal,
        contents,
        chosen,
        out,
        on=_tell_next,
        drafts=given.drafts,
        mask=given.mask_pan,
        own=given.own_columns,
    )


def _tell_next(client: Client, made: int, of: int) -> None:
    print(f"  {made + 1} of {of}: {client.name} ({client.tan})", file=sys.stderr, flush=True)


def _tell_one(given: argparse.Namespace, out: Path, held: int) -> None:
    print(f"{out} holds {_clients(held)} of {given.book}.")


def _tell_each(given: argparse.Namespace, out: Path, copies: Copies) -> None:
    drafts = f"{copies.drafts} mail draft{'s' if copies.drafts != 1 else ''}"
    also = f" and {drafts}; nothing was sent" if given.drafts else ""
    print(f"{out} holds one file per client, {_clients(len(copies.made))} of {given.book}{also}.")
    for client, why in copies.left_out:
        print(f"{client.name} ({client.tan}): {why}.", file=sys.stderr)


def _tans(given: argparse.Namespace) -> list[Tan] | None:
    return None if given.tan is None else [Tan.parse(tan) for tan in given.tan]


def _clients(count: int) -> str:
    return f"{count} client{'s' if count != 1 else ''}"
