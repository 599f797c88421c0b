"""The words of the command line. Imports nothing heavy: `tdsxl --help` must be quick."""

import argparse
from collections.abc import Callable

from tdsxl import __version__
from tdsxl.names import MODULE_TITLES

_BOOK = "the workbook, as office.xlsx"


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="tdsxl",
        description="Sync the TDS data of all your clients from the Income Tax portal and TRACES into one workbook.",
    )
    top.add_argument("--version", action="version", version=f"tdsxl {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (
        _demo,
        _new,
        _adopt,
        _clients,
        _ldc,
        _passwords,
        _sync,
        _status,
        _write,
        _changes,
        _share,
        _practice,
        _journal,
        _schedule,
        _install,
        _doctor,
        _backup,
        _restore,
    ):
        add(_adder(commands))
    return top


Add = Callable[[str, str], argparse.ArgumentParser]


def _adder(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> Add:
    return lambda name, text: commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")


def _demo(add: Add) -> None:
    demo = add("demo", "practice portals, a demo workbook, and two whole syncs of it a week apart")
    demo.add_argument("--clients", type=int, default=25, metavar="N", help="invented clients, 1 to 5000 (default 25)")
    demo.add_argument(
        "--out", default="tdsxl-demo", metavar="FOLDER", help="where everything goes (default tdsxl-demo)"
    )


def _new(add: Add) -> None:
    add("new", "a fresh client workbook").add_argument("book", metavar="BOOK", help=_BOOK)


def _adopt(add: Add) -> None:
    adopt = add("adopt", "our sheets into a workbook that you already use, with its client list; its own sheets stay")
    adopt.add_argument("book", metavar="BOOK", help="your workbook, .xlsx or .xlsm")
    _ask_first(adopt)


def _ask_first(command: argparse.ArgumentParser) -> None:
    sure = command.add_mutually_exclusive_group()
    sure.add_argument("--preview", action="store_true", help="show what was understood, and write nothing")
    sure.add_argument("--yes", action="store_true", help="write without being asked")


def _clients(add: Add) -> None:
    verbs = add("clients", "bring client lists in").add_subparsers(dest="verb", metavar="import", required=True)
    bring = verbs.add_parser("import", help="read clients from an xlsx or csv list, or from copied cells")
    bring.add_argument("list", metavar="LIST", nargs="?", help="xlsx or csv, whatever its columns are called")
    bring.add_argument("--paste", action="store_true", help="in place of a list: copied cells on standard input")
    bring.add_argument("--book", required=True, metavar="BOOK", help=_BOOK)
    _ask_first(bring)


def _ldc(add: Add) -> None:
    verbs = add("ldc", "bring certificate lists in").add_subparsers(dest="verb", metavar="import", required=True)
    bring = verbs.add_parser("import", help="read certificates from an xlsx or csv list")
    bring.add_argument("list", metavar="LIST", help="TAN, Certificate no., Deductee PAN, FY / Tax year, ...")
    bring.add_argument("--book", required=True, metavar="BOOK", help=_BOOK)


def _passwords(add: Add) -> None:
    verbs = add("passwords", "keep the portal passwords of clients on this PC").add_subparsers(
        dest="verb", metavar="VERB", required=True
    )
    bring = verbs.add_parser("import", help="take passwords from an xlsx or csv list; an xlsx list is emptied of them")
    bring.add_argument("list", metavar="LIST", help="TAN, TRACES password, IT portal password, TRACES sub-user PAN")
    bring.add_argument("--keep", action="store_true", help="leave them in the list")
    store = verbs.add_parser("set", help="store one password; it is asked for, never shown")
    store.add_argument("tan", metavar="TAN")
    store.add_argument("portal", metavar="PORTAL", choices=("itportal", "traces"), help="itportal or traces")
    verbs.add_parser("list", help="which passwords are stored, never what they are")
    forget = verbs.add_parser("forget", help="erase the passwords of a client")
    forget.add_argument("tan", metavar="TAN")
    test = verbs.add_parser("test", help="log in once per client and portal, and read nothing")
    test.add_argument("book", metavar="BOOK", help=_BOOK)
    test.add_argument("--portals", metavar="FILE", help=_PORTALS)


_PORTALS = "a portals file in place of the built-in addresses"


def _sync(add: Add) -> None:
    sync = add("sync", "read the ticked modules of the ticked clients and write the workbook")
    sync.add_argument("book", metavar="BOOK", help=_BOOK)
    which = sync.add_mutually_exclusive_group()
    which.add_argument("--all", action="store_true", help="every active client, ticked or not")
    which.add_argument("--tan", nargs="+", metavar="TAN", help="these clients only")
    which.add_argument("--failed", action="store_true", help="only what the last sync did not check")
    names = ", ".join(MODULE_TITLES)
    sync.add_argument("--modules", nargs="+", metavar="NAME", choices=tuple(MODULE_TITLES), help=names)
    sync.add_argument("--years", nargs="+", metavar="YEAR", help="as 2024-25 2025-26")
    sync.add_argument("--unattended", action="store_true", help="ask nothing; what needs a person waits")
    sync.add_argument("--portals", metavar="FILE", help=_PORTALS)
    sync.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _status(add: Add) -> None:
    status = add("status", "how every module of every client stands, without the network")
    status.add_argument("book", metavar="BOOK", help=_BOOK)
    status.add_argument("--json", action="store_true", help="one JSON document on standard output")


def _write(add: Add) -> None:
    add("write", "the sheets again, from the journal, without the network").add_argument(
        "book", metavar="BOOK", help=_BOOK
    )


def _changes(add: Add) -> None:
    changes = add("changes", "what is new, changed, gone or back, without the network")
    changes.add_argument("book", metavar="BOOK", help=_BOOK)
    changes.add_argument("--since", metavar="DATE", help="as 2026-11-16 (default: as long as a row counts as new)")


def _share(add: Add) -> None:
    share = add("share", "a copy to send, with the rows of some clients alone")
    share.add_argument("book", metavar="BOOK", help=_BOOK)
    share.add_argument(
        "--out", required=True, metavar="FILE", help="a new .xlsx, or a folder or a .zip for one file per client"
    )
    which = share.add_mutually_exclusive_group()
    which.add_argument("--tan", nargs="+", metavar="TAN", help="these clients only (default: all)")
    which.add_argument("--group", metavar="NAME", help="the clients of this group")
    share.add_argument("--drafts", action="store_true", help="with each file a mail draft (.eml); nothing is sent")
    share.add_argument("--mask-pan", action="store_true", help="show of PANs the ends only")
    share.add_argument("--own-columns", action="store_true", help="with what you wrote beside the rows")


def _practice(add: Add) -> None:
    practice = add("practice", "serve the practice portals, with passwords and a workbook for them")
    practice.add_argument("--port", type=int, default=0, metavar="N", help="default: any free port")
    practice.add_argument("--clients", type=int, default=25, metavar="N", help="invented clients (default 25)")
    practice.add_argument("--out", default="tdsxl-practice", metavar="FOLDER", help="default tdsxl-practice")


def _journal(add: Add) -> None:
    verbs = add("journal", "look after the local database").add_subparsers(dest="verb", metavar="check", required=True)
    verbs.add_parser("check", help="prove that the journal is sound")


def _schedule(add: Add) -> None:
    schedule = add("schedule", "sync a workbook every day while nobody is there")
    schedule.add_argument("book", metavar="BOOK", help=_BOOK)
    when = schedule.add_mutually_exclusive_group(required=True)
    when.add_argument("--daily", metavar="HH:MM", help="at this hour of the PC's clock, as 06:30")
    when.add_argument("--off", action="store_true", help="no longer")


def _install(add: Add) -> None:
    install = add("install", "a shortcut to start without Excel, and what Excel needs to run the macros")
    install.add_argument("book", metavar="BOOK", nargs="?", help=_BOOK)


def _doctor(add: Add) -> None:
    doctor = add("doctor", "what is wrong on this PC, with a remedy for each")
    doctor.add_argument("book", metavar="BOOK", nargs="?", help=f"{_BOOK}; looked at too")
    doctor.add_argument("--portals", metavar="FILE", help=_PORTALS)


def _backup(add: Add) -> None:
    backup = add("backup", "journal, vault, downloads and settings into one file under a passphrase")
    backup.add_argument("file", metavar="FILE", help="the new file, as tdsxl.backup")


def _restore(add: Add) -> None:
    restore = add("restore", "a backup in place of what this PC keeps, which is moved aside")
    restore.add_argument("file", metavar="FILE", help="as tdsxl backup made it")
