"""What makes a fresh book a macro workbook: project and ribbon, code names, and the sheet that names Python."""

import locale
import re
import shlex
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import PureWindowsPath
from zipfile import ZipFile

from openpyxl import Workbook

from tdsxl.errors import InputError

CONF = "xlwings.conf"
"""Sheet on which xlwings looks first, from cell A1 down; with all keys there, no setting of the PC mixes in."""


@dataclass(frozen=True, slots=True)
class Macros:
    """What a macro workbook has beyond an ordinary one."""

    source: bytes
    """A workbook that holds the VBA project and the ribbon."""
    interpreter: str
    """Absolute path of the Python that its buttons start; blank in the book that is shipped."""


def held(interpreter: str, *, platform: str = sys.platform, encoding: str | None = None) -> str:
    """A Python as the buttons can start it, which is never one without a console: its failures would go unseen.

    Args:
        interpreter: Absolute path.
        platform: As `sys.platform`.
        encoding: What VBA's file functions can spell; that of this PC where it is None.

    Raises:
        InputError: It cannot be handed on, the way xlwings starts Python.
    """
    if platform == "win32":
        path = PureWindowsPath(interpreter)
        interpreter = str(path.with_name("python.exe")) if path.name.lower() == "pythonw.exe" else interpreter
        # cmd.exe takes words between percent signs for variables.
        is_held = "%" not in interpreter and _is_spelled(interpreter, encoding or locale.getencoding())
    else:
        # On macOS the path stands bare in a shell command; on Linux there is no Excel to start it.
        is_held = platform != "darwin" or shlex.quote(interpreter) == interpreter
    if not is_held:
        raise InputError(
            f"Excel cannot start the Python at {interpreter}.", "Install tdsxl in a folder of plain letters and digits."
        )
    return interpreter


def _is_spelled(text: str, encoding: str) -> bool:
    return text.encode(encoding, "replace").decode(encoding) == text


def add_macros(book: Workbook, macros: Macros) -> None:
    """Project and ribbon of the source; the sheet that names Python; all sheets by the names they have in VBA."""
    # openpyxl takes project and ribbon, and what they need around them, from the archive it is told to keep.
    book.vba_archive = ZipFile(BytesIO(macros.source))
    _add_conf(book, macros.interpreter)
    book.code_name = "ThisWorkbook"
    for paper in book.worksheets:
        paper.sheet_properties.codeName = re.sub(r"\W", "", paper.title)


def _add_conf(book: Workbook, interpreter: str) -> None:
    paper = book.create_sheet(CONF)
    paper.sheet_state = "hidden"
    paper.column_dimensions["A"].width = 30
    paper.column_dimensions["B"].width = 80
    for line in (
        ("INTERPRETER_WIN", interpreter),
        ("INTERPRETER_MAC", interpreter),
        ("PYTHONPATH", None),
        ("CONDA PATH", None),
        ("CONDA ENV", None),
        # The folder of a workbook may hold anything, also a file named as a module of ours.
        ("ADD_WORKBOOK_TO_PYTHONPATH", False),
        ("USE UDF SERVER", False),
        ("SHOW CONSOLE", False),
    ):
        paper.append(line)
