"""The macro workbook as a file: made anew to the byte, read by others, and shipped."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.cli.office import RESULT_SHEETS
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Kind
from tdsxl.titles import CLIENTS
from tests.sheets.fresh import parts
from workbook.making.book import RIBBON, macro_book
from workbook.making.project import modules, our_modules

TOP = Path(__file__).parents[2]
SHIPPED = TOP / "workbook" / "tdsxl.xlsm"
UI14 = "{http://schemas.microsoft.com/office/2009/07/customui}"
ICONS = {
    # Of the Office 2007 controls that Excel, Access, Outlook and Word share, seen in published ribbons of others.
    *("RefreshAll", "Refresh", "CancelRequest", "FileSave", "ClearFormats", "AcceptInvitation", "DateAndTimeInsert"),
    *("AdpPrimaryKey", "FileSendAsAttachment", "MacroPlay", "Help", "ErrorChecking"),
    # Of the icon gallery that its author drew out of Excel 2013.
    *("ActiveXCheckBox", "ActiveXToggleButton"),
}
BUTTONS = {
    "Multi-Client Sync": "sync",
    "Re-sync failed": "sync_failed",
    "Stop": "stop",
    "Write now": "write_now",
    "Select All (shown)": "",
    "Select None": "",
    "Invert": "",
    "Tick selected cells": "",
    "Tick not checked for 7 days": "",
    "Passwords…": "passwords",
    "Share copy…": "share",
    "Practice portals": "",
    "Help": "",
    "Doctor": "doctor",
}
"""Label → function of tdsxl.addin.button; empty where VBA does it, or where there are two."""


def controls() -> list[ElementTree.Element]:
    ribbon = ElementTree.parse(RIBBON)  # noqa: S314  # our own file
    return [each for each in ribbon.iter() if each.tag in (f"{UI14}button", f"{UI14}toggleButton")]


def body(source: str) -> str:
    """A module without the lines that only VBA's own files have."""
    preamble = re.compile(r"\AVERSION.*?^END$|^Attribute .*?$", re.DOTALL | re.MULTILINE)
    return preamble.sub("", source.replace("\r\n", "\n")).strip()


def test_the_sources_make_the_shipped_workbook() -> None:
    """Made anew, it is the same to the byte; if it is not: python -m workbook.making."""
    assert macro_book() == SHIPPED.read_bytes()


def test_a_second_reader_finds_every_module_as_written() -> None:
    """Nothing but Workbook_Open runs by itself, and no compiled form hides another source."""
    command = [sys.executable, "-W", "ignore", "-m", "oletools.olevba", "--json", str(SHIPPED)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)
    [book] = [each for each in told if each.get("file")]
    found = {Path(macro["vba_filename"]).stem: body(macro["code"]) for macro in book["macros"]}
    assert {name: text for name, text in found.items() if text} == {each.name: body(each.source) for each in modules()}
    assert {each["keyword"] for each in book["analysis"] if each["type"] == "AutoExec"} == {"Workbook_Open"}
    assert not [each for each in book["analysis"] if "stomp" in each["keyword"].lower()]


def test_every_sheet_has_its_module() -> None:
    """The names of sheets in VBA are those of the project's modules: Excel finds nothing to repair."""
    book = load_workbook(SHIPPED, keep_vba=True)
    names = [paper.sheet_properties.codeName for paper in book.worksheets]
    assert book.code_name == "ThisWorkbook"
    assert names[:3] == ["Home", "Dashboard", "Clients"]
    project = parts(SHIPPED)["xl/vbaProject.bin"]
    for name in ["ThisWorkbook", *map(str, names)]:
        assert f"Document={name}/&H00000000".encode() in project


def test_all_sources_are_ascii_and_declare_what_they_use() -> None:
    """No letter depends on a code page, and no misspelt name becomes a new variable."""
    for module in our_modules():
        assert module.source.isascii()
        assert "Option Explicit\r\n" in module.source[:60]


def test_the_ribbon_has_the_buttons_and_their_procedures() -> None:
    """Each label calls a procedure that is there, and its tag is the Python function."""
    found = controls()
    assert {str(each.get("label")): each.get("tag", "") for each in found} == BUTTONS
    source = next(module.source for module in our_modules() if module.name == "Ribbon")
    public = set(re.findall(r"^Public Sub (\w+)\(control As IRibbonControl", source, flags=re.M))
    called = {str(each.get(name)) for each in found for name in ("onAction", "getPressed") if each.get(name)}
    assert called == {f"Ribbon.{name}" for name in public}


def test_every_button_is_explained_and_reached_by_key() -> None:
    """Labels, tips, an icon that Excel has, a key of its own."""
    found = controls()
    assert all(each.get("screentip") and each.get("supertip") for each in found)
    assert {each.get("imageMso") for each in found} <= ICONS
    keys = [str(each.get("keytip")) for each in found]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[A-Z]", key) for key in keys)


def test_both_ribbon_parts_are_the_same_ribbon() -> None:
    """One for Excel, one that openpyxl's users keep; both are mentioned in the package."""
    found = parts(SHIPPED)
    old, new = found["customUI/customUI.xml"], found["customUI/customUI14.xml"]
    assert new == RIBBON.read_bytes()
    assert old.replace(b"/2006/01/", b"/2009/07/") == new
    for year, name in (("2006", "customUI"), ("2007", "customUI14")):
        pattern = rf'<Relationship (?=[^>]*{year}/relationships/ui/extensibility")[^>]*"customUI/{name}\.xml"'
        assert re.search(pattern, found["_rels/.rels"].decode())


def test_ticks_are_those_of_the_table() -> None:
    """The macros know the tick columns by the titles of Clients."""
    source = next(module.source for module in our_modules() if module.name == "Ticks")
    titles = re.findall(r'TICK_TITLES As String = "([^"]+)"', source)[0].split("|")
    assert titles == [column.title for column in CLIENTS.columns if column.kind is Kind.TICK]
    assert set(MODULE_TITLES.values()) < set(titles)


def test_help_explains_every_button() -> None:
    """The sheet Help has a line for each label of the ribbon."""
    paper = load_workbook(SHIPPED)["Help"]
    assert isinstance(paper, Worksheet)
    assert set(BUTTONS) <= {row[0] for row in paper.iter_rows(max_col=1, values_only=True)}


def test_the_xlwings_module_is_the_pinned_one() -> None:
    """The VBA that starts Python and the package that Python loads are one version, with its notice."""
    pinned = re.findall(r'"xlwings==([\d.]+)"', (TOP / "pyproject.toml").read_text("utf-8"))
    source = next(module.source for module in modules() if module.name == "xlwings")
    assert pinned == re.findall(r'XLWINGS_VERSION As String = "([\d.]+)"', source)
    assert "BSD 3-clause" in source
    assert files("xlwings").joinpath("xlwings.bas").read_bytes().decode("cp1252").split() == source.split()


def test_every_room_is_packed() -> None:
    """The list of packages in pyproject.toml misses no folder."""
    listed = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    rooms = {".".join(path.parent.relative_to(TOP).parts) for path in (TOP / "tdsxl").rglob("__init__.py")}
    assert set(listed) == {*rooms, "tdsxl.workbook"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel of this checkout was installed, without any network."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for room in ("tdsxl", "workbook"):
        shutil.copytree(TOP / room, source / room, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(TOP / name, source)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    alone = ["--no-deps", "--no-index"]
    build = [*pip, "wheel", *alone, "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run(build, check=True, capture_output=True, timeout=100)
    [wheel] = folder.glob("*.whl")
    target = folder / "installed"
    subprocess.run([*pip, "install", *alone, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


@pytest.mark.slow
def test_an_installed_wheel_makes_a_macro_workbook(installed: Path, tmp_path: Path) -> None:
    """Without the checkout, the command makes the firm's copy, and its buttons start this very Python."""
    command = [sys.executable, "-m", "tdsxl", "new", "firm.xlsm"]
    aside = {**os.environ, "PYTHONPATH": str(installed)}
    subprocess.run(command, check=True, cwd=tmp_path, env=aside, capture_output=True, timeout=60)
    made = parts(tmp_path / "firm.xlsm")
    assert made["xl/vbaProject.bin"] == parts(SHIPPED)["xl/vbaProject.bin"]
    assert made["customUI/customUI14.xml"] == RIBBON.read_bytes()
    book = load_workbook(tmp_path / "firm.xlsm")
    assert book["xlwings.conf"]["B1"].value == sys.executable
    assert {sheet.title for sheet in RESULT_SHEETS} < set(book.sheetnames)
    with ZipFile(next(installed.parent.glob("*.whl"))) as wheel:
        shipped = {name for name in wheel.namelist() if "workbook" in name}
    assert shipped == {"tdsxl/workbook/__init__.py", "tdsxl/workbook/tdsxl.xlsm"}
