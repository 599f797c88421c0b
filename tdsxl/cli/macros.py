"""What a fresh macro workbook is made with: the shipped one, and the Python that runs this."""

import sys
from importlib.resources import files
from pathlib import Path

from tdsxl.sheets.fresh.macros import Macros, held


def macros(book: Path) -> Macros | None:
    """Macros for a fresh book of that name, starting this Python; None for a name that holds none.

    Raises:
        InputError: Excel could not start this Python.
    """
    if book.suffix.lower() != ".xlsm":
        return None
    interpreter = held(str(Path(sys.executable).absolute()))
    return Macros(files("tdsxl.workbook").joinpath("tdsxl.xlsm").read_bytes(), interpreter)
