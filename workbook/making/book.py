"""The macro workbook, from the sources alone: the same sources make the same bytes."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile, ZipInfo

from tdsxl.cli.office import RESULT_SHEETS
from tdsxl.sheets.fresh.macros import Macros
from tdsxl.sheets.fresh.new import new_book
from tdsxl.tables import Stamp
from workbook.making.project import Module, modules, vba_project

RIBBON = Path(__file__).parents[1] / "macros" / "ribbon.xml"

_UI14 = "http://schemas.microsoft.com/office/2009/07/customui"
_UI = "http://schemas.microsoft.com/office/2006/01/customui"
"""Namespace that Excel 2007 reads; of two ribbons later ones take the first, and openpyxl keeps this one only."""

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="ribbon"'
    ' Type="http://schemas.microsoft.com/office/2006/relationships/ui/extensibility" Target="customUI/customUI.xml"/>'
    "</Relationships>"
)


def macro_book(*, macros: tuple[Module, ...] | None = None) -> bytes:
    """A macro workbook without clients that names no Python; `macros` other than ours are for tests."""
    macros = modules() if macros is None else macros
    ribbon = RIBBON.read_text("utf-8")
    parts = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": _RELATIONS.encode(),
        "customUI/customUI14.xml": ribbon.encode(),
        "customUI/customUI.xml": ribbon.replace(_UI14, _UI).encode(),
    }
    with TemporaryDirectory() as folder:
        bare = _made(Path(folder) / "bare.xlsm", parts)
        parts["xl/vbaProject.bin"] = vba_project(bare, macros)
        return _made(Path(folder) / "whole.xlsm", parts).read_bytes()


def _made(path: Path, parts: dict[str, bytes]) -> Path:
    source = BytesIO()
    with ZipFile(source, "w") as archive:
        for name, part in parts.items():
            archive.writestr(ZipInfo(name), part)
    macros = Macros(source.getvalue(), interpreter="")
    new_book(path, sheets=RESULT_SHEETS, stamp=Stamp(book_id=""), macros=macros)
    return path
