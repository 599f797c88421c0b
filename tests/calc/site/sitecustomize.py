"""Gives a process xlwings with the engine `calc`, if it ever imports xlwings: for products of other processes.

Python imports this by itself where the test put this folder into PYTHONPATH; until xlwings comes it costs nothing.
"""

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType


class _Finder:
    """Finds xlwings as usual, and registers the engine once it is loaded."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "xlwings":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_and_register(module: ModuleType) -> None:
                load(module)
                sys.path.append(str(Path(__file__).parents[3]))
                importlib.import_module("tests.calc.engine").engine()

            spec.loader.exec_module = load_and_register  # type: ignore[method-assign]  # this one loader only
        return spec


if os.environ.get("TDSXL_TEST_CALC"):
    sys.meta_path.insert(0, _Finder())
