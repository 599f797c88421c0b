"""xlwings without what it would draw in, and the names of its own that we change on Windows."""

import ast
import subprocess
import sys
from pathlib import Path

import xlwings

WINDOWS = Path(xlwings.__file__).with_name("_xlwindows.py")


def test_the_adapter_is_imported_without_pandas() -> None:
    """Neither pandas nor numpy, though both are installed; and either can be imported afterwards."""
    script = (
        "import sys; import tdsxl.sheets.excel.book;"
        "assert not {'pandas', 'numpy', 'PIL'} & sys.modules.keys();"
        "import pandas; print(pandas.DataFrame([1]).shape)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["(1,", "1)"], done.stderr


def test_names_of_xlwings_that_we_change_are_there() -> None:
    """The number of its tries, which is a limit in every loop, and what it does when Python ends."""
    tree = ast.parse(WINDOWS.read_text("utf-8"))
    assigned = {ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign)}
    assert "N_COM_ATTEMPTS = 0" in assigned
    ended = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "cleanup"]
    assert [ast.unparse(mark) for mark in ended[0].decorator_list] == ["atexit.register"]
