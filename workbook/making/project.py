"""The VBA project, from .bas and .cls texts. The compiled form is left out: Excel compiles the source when it opens."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pyopenvba import ExcelFile
from pyopenvba.vba import VBAModuleKind

_OURS = Path(__file__).parents[1] / "macros"
_STANDARD = ("Ribbon", "Start", "Ticks")
_DOCUMENTS = ("ThisWorkbook", "Clients")
_XLWINGS = {"xlwings": "xlwings.bas", "Dictionary": "addin/Dictionary.cls"}
"""Module → file of the installed xlwings; Dictionary is what its module needs on a Mac. Both keep their notices."""


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the project."""

    name: str
    source: str
    """Lines end in CR LF, as VBA wants them."""
    kind: VBAModuleKind | None = None
    """None: it belongs to the workbook or to a sheet."""


def modules() -> tuple[Module, ...]:
    """All of them: ours, and those of xlwings as published."""
    return (*our_modules(), *(_theirs(name, file) for name, file in _XLWINGS.items()))


def our_modules() -> tuple[Module, ...]:
    """Ours alone, which every program that knows VBA can compile."""
    standard = (Module(name, _text(_OURS / f"{name}.bas"), VBAModuleKind.standard) for name in _STANDARD)
    return (*(Module(name, _text(_OURS / f"{name}.cls")) for name in _DOCUMENTS), *standard)


def vba_project(book: Path, modules: tuple[Module, ...]) -> bytes:
    """The project of an .xlsm file that has none yet; the file is changed."""
    with ExcelFile(book) as file:
        project = file.add_vba_project()
        for module in modules:
            if module.kind is None:
                file.set_module(module.name, module.source)
            else:
                project.add_module(module.name, module.source, kind=module.kind)
        file.save()
        return bytes(file.vba_project_bytes())


def _theirs(name: str, file: str) -> Module:
    kind = VBAModuleKind.other if file.endswith(".cls") else VBAModuleKind.standard
    return Module(name, _crlf(files("xlwings").joinpath(file).read_bytes()), kind)


def _text(path: Path) -> str:
    return _crlf(path.read_bytes())


def _crlf(source: bytes) -> str:
    """VBA knows no letters beyond those of Windows 1252."""
    return source.decode("cp1252").replace("\r\n", "\n").replace("\n", "\r\n")
