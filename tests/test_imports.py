"""Who may import whom: one table for our own files, one for everything else. It sees direct imports only."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "tdsxl"
Table = Mapping[str, tuple[str, ...]]

PURE_NAMES = "errors values typed records tables names titles own_columns ledgers worklists figures remedies challenges"
PURE = tuple(PURE_NAMES.split())
VAULT = ("vault", "vault_box", "vault_file", "vault_key")
ROOTS = ("cli", "addin", "__main__")
REPLIES = ("portals.base", "portals.body", "portals.fields", "portals.judging")
"""What the pages of both portals share; what portals share moves down, never sideways."""
SESSIONS = ("portals.base", "portals.itportal.session", "portals.traces.session")
READING = (*PURE, *SESSIONS, "modules.base", "modules.columns")
SHARED_NAMES = "base palette layout headers again keys texts contents duties lists"
SHEETS = tuple(f"sheets.{name}" for name in SHARED_NAMES.split())
"""What every way to hold a book shares."""


def portal(name: str, *, other: str) -> Table:
    """The rows of one portal; its pages take bytes and never fetch."""
    own = f"portals.{name}"
    pages = (*PURE, *REPLIES, f"{own}.pages", f"{own}.urls")
    return {
        own: (*PURE, "portals", f"-portals.{other}"),
        f"{own}.urls": (*PURE, "portals.hosts"),
        f"{own}.pages": pages,
    }


MAY: Table = {
    **dict.fromkeys(PURE, PURE),
    **dict.fromkeys(VAULT, (*PURE, *VAULT)),
    "portals": (*PURE, "portals", "-portals.itportal", "-portals.traces"),
    **dict.fromkeys(REPLIES, (*PURE, *REPLIES)),
    **portal("itportal", other="traces"),
    **portal("traces", other="itportal"),
    "modules": READING,
    **dict.fromkeys(("modules.base", "modules.columns"), PURE),
    # An unconsumed challan is told in the words of its challan record.
    "modules.unconsumed": (*READING, "modules.challans"),
    "modules.__init__": ("modules",),
    "review": (*PURE, "modules", "engine.entries", "review"),
    "engine": (*PURE, "modules", "portals.base", "sheets.base", "review", "engine"),
    "engine.gate": PURE,
    "engine.entries": PURE,
    "engine.plan": (*PURE, "modules.base", "engine.entries"),
    "engine.outcomes": (*PURE, "modules.base", "engine.entries"),
    "engine.journal": (*PURE, "modules.base", "engine.journal", "engine.entries", "engine.gate", "engine.home"),
    "sheets": (*PURE, *SHEETS),
    "sheets.file": (*PURE, *SHEETS, "sheets.file", "sheets.intake", "sheets.parts"),
    "sheets.fresh": (*PURE, *SHEETS, "sheets.fresh"),
    "sheets.excel": (*PURE, *SHEETS, "sheets.excel"),
    "sheets.lists": (*PURE, "sheets.lists", "sheets.intake", "sheets.parts"),
    "sheets.intake": (*PURE, "sheets.parts"),
    "sheets.parts": PURE,
    "prompts": (*PURE, "prompts"),
    "window": (*PURE, "sheets.palette", "window"),
    "window.values": (*PURE, "window.copies"),
    "window.host": (*PURE, "window.copies", "window.values"),
    "window.copies": PURE,
    "practice": ("practice",),
    "practice.itportal": ("practice", "-practice.traces"),
    "practice.traces": ("practice", "-practice.itportal"),
    "practice.world": ("practice.world", "practice.people"),
    "frames": (*PURE, "modules", "engine", "cli.office"),
    **dict.fromkeys(ROOTS, ("",)),
}
"""File or folder → what of ours it may import, less what bears a minus; of the names that fit the longest holds."""

WIRE = ("portals.transport", "portals.network", "portals.faults", "portals.tls")
FENCES: Table = {
    **dict.fromkeys(("httpx", "httpcore", "ssl", "truststore", "certifi"), WIRE),
    "selectolax": ("portals.itportal.pages", "portals.traces.pages"),
    # Doctor asks for its version only.
    "sqlite3": ("engine.journal", "cli.checks.program"),
    "platformdirs": ("engine.home",),
    "openpyxl": ("sheets.fresh",),
    "python_calamine": ("sheets.lists.grid", "sheets.file.firm_rows"),
    "xlwings": ("sheets.excel",),
    "pandas": ("frames",),
    **dict.fromkeys(("keyring", "cryptography"), VAULT),
    **dict.fromkeys(("uvicorn", "PIL"), ("practice",)),
    "importlib": ROOTS,
    **dict.fromkeys(("tkinter", "_tkinter"), ("window", "cli.checks.program")),
}
"""Fenced name → its files. An outside package that stands here nowhere is used nowhere."""

PAGES = tuple(f"portals.{name}.{file}" for name in ("itportal", "traces") for file in ("pages", "urls"))
THINKERS = tuple(f"engine.{name}" for name in ("plan", "gate", "outcomes", "results", "report", "events"))
PLAIN = (*PURE, *REPLIES, *PAGES, *THINKERS, "modules")
"""They take values and give values, and touch nothing of this world:"""
WORLD = ("os", "pathlib", "socket", "http", "urllib.request", "subprocess", "tempfile", "shutil", "threading", "time")


def is_below(name: str, tops: tuple[str, ...]) -> bool:
    """Whether a dotted name is one of others or inside one; the empty name holds everything."""
    return any(top in ("", name) or name.startswith(f"{top}.") for top in tops)


def imported(source: str) -> Iterator[str]:
    """The full name of everything a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names)


def is_allowed(file: str, name: str) -> bool:
    """Whether a file, as `portals.tls`, may import a name."""
    top = name.partition(".")[0]
    if top == "tdsxl":
        ours = name.removeprefix("tdsxl.")
        may = MAY.get(max((key for key in MAY if is_below(file, (key,))), key=len, default=""), ())
        return is_below(ours, may) and not is_below(ours, tuple(key[1:] for key in may if key.startswith("-")))
    if top in FENCES:
        return is_below(file, FENCES[top])
    return top in sys.stdlib_module_names and not (is_below(file, PLAIN) and is_below(name, WORLD))


def faults(file: str, source: str) -> list[str]:
    """What a file imports and may not."""
    return [f"{file} imports {name}" for name in imported(source) if not is_allowed(file, name)]


def test_every_import_stands_in_the_tables() -> None:
    """No file of the house imports what its row does not give it."""
    files = {".".join(path.relative_to(HOUSE).with_suffix("").parts): path for path in HOUSE.rglob("*.py")}
    found = [fault for name, path in sorted(files.items()) for fault in faults(name, path.read_text("utf-8"))]
    assert files
    assert not found, "\n".join(found)


PLANTED = {
    "records": "import os; from tdsxl.portals import base; from . import values; import tdsxl",
    "vault": "from tdsxl.engine import home; import requests",
    "portals.hosts": "from tdsxl.portals.traces import urls; import httpx; from tdsxl.modules import base",
    "portals.judging": "from tdsxl.portals.transport import Wire; import socket",
    "portals.itportal.session": "import ssl; from tdsxl.portals.traces import urls; from tdsxl.engine import gate",
    "portals.itportal.pages.login": "from tdsxl.portals.traces.pages import fields; import httpx, msgspec, time",
    "portals.traces.pages.files": "from tdsxl.portals.traces import session; from tdsxl.portals import transport",
    "modules.demand": "from tdsxl.modules.challans import CHALLANS; from tdsxl.sheets import base; import pathlib",
    "engine.run": "import sqlite3, xlwings; from tdsxl.portals import transport; from tdsxl.sheets import file",
    "engine.plan": "import sqlite3, time; from tdsxl.engine.journal.journal import Journal",
    "engine.journal.runs": "from tdsxl.engine.run import Run; from tdsxl.cli import main",
    "sheets.file.book": "import openpyxl, xlwings; from tdsxl.sheets import excel, fresh; import tdsxl.engine",
    "sheets.excel": "from tdsxl.sheets.file.book import FileBook; import sqlite3",
    "prompts.console": "from tdsxl.vault import open_vault; import importlib",
    "practice.server": "from tdsxl.values import Tan; import httpx",
    "practice.world.dice": "from tdsxl.practice.stage import Stage",
    "practice.itportal.login": "from tdsxl.practice.traces import visits",
    "window.desk": "from tdsxl.engine import run; from tdsxl.cli import main; import PIL",
    "window.values": "import tdsxl.window.theme; from tdsxl.engine import plan",
    "cli.sync": "import httpx, openpyxl, flask, tkinter",
    "attic": "from tdsxl.values import Tan",
}
"""Each import here is forbidden where it stands."""


@pytest.mark.parametrize("file", PLANTED)
def test_a_planted_import_is_found(file: str) -> None:
    """The same search finds every fault that was put there."""
    assert faults(file, PLANTED[file]) == [f"{file} imports {name}" for name in imported(PLANTED[file])]
