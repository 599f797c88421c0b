"""What the buttons of a macro workbook start, read from books that others made."""

import re
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from tdsxl.cli.macros import macros
from tdsxl.sheets.file.buttons import Buttons, buttons
from tdsxl.sheets.fresh.new import new_book
from tests.sheets.fresh import RESULTS, STAMP, make
from tests.sheets.samples import change_parts

SPEC = find_spec("xlwings")
assert SPEC
assert SPEC.origin
TEMPLATES = Path(SPEC.origin).parent
OURS = version("xlwings")


def test_the_version_of_a_module_that_excel_saved_is_read() -> None:
    """Of two workbooks that xlwings ships, one has its module in it and one only a reference."""
    held, bare = (buttons(TEMPLATES / f"quickstart{kind}.xlsm") for kind in ("_standalone", ""))
    assert held == Buttons(windows="", mac="", xlwings=OURS)
    assert bare == Buttons(windows="", mac="", xlwings="")


def test_our_own_book_names_its_python(tmp_path: Path) -> None:
    """As `tdsxl new` wrote it."""
    path = tmp_path / "office.xlsm"
    made = macros(path)
    assert made
    new_book(path, sheets=RESULTS, stamp=STAMP, macros=made)
    assert buttons(path) == Buttons(windows=made.interpreter, mac=made.interpreter, xlwings=OURS)


def test_a_book_without_macros_has_none(tmp_path: Path) -> None:
    """An ordinary workbook."""
    assert buttons(make(tmp_path / "office.xlsx")) is None


def test_a_module_that_copies_from_before_its_beginning_names_no_version(tmp_path: Path) -> None:
    """What is packed there is damaged, and is read no further."""
    path = tmp_path / "book.xlsm"
    path.write_bytes((TEMPLATES / "quickstart_standalone.xlsm").read_bytes())
    flags = re.compile(rb'(\x00Attribut\x00e VB_Nam\x00e = "xlw).(ings")..', re.DOTALL)
    change_parts(
        path, ("xl/vbaProject.bin", lambda part: flags.sub(lambda m: m[1] + b"\x20" + m[2] + b"\xff\xff", part))
    )
    assert buttons(path) == Buttons(windows="", mac="", xlwings="")
