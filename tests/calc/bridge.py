"""The way to LibreOffice: its Python bridge, `uno`, which has no types; behind the other files' edges all is typed."""

import builtins
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

_SYSTEM = "/usr/bin:/usr/local/bin:/bin"
"""Where the interpreter lives that python3-uno was built for; the one first in PATH is a virtual environment's."""
_FOLDER = "TDSXL_TEST_UNO"
"""Environment: the folder of uno.py, so that a second process need not ask for it again."""
_ASK = "import sys, uno; print(*sys.version_info[:2], sep='.'); print(uno.__file__)"


def missing_office() -> str | None:
    """Why no file can be opened in Calc; None where it can."""
    return "LibreOffice is not installed." if shutil.which("soffice") is None else None


def missing() -> str | None:
    """Why Calc cannot be driven from this interpreter; None where it can."""
    return missing_office() or (None if _FOLDER in os.environ else _missing_uno())


@cache
def _missing_uno() -> str | None:
    python = shutil.which("python3", path=_SYSTEM)
    if python is None:
        return "The system has no Python of its own, so none with uno."
    answer = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=False)
    if answer.returncode:
        return "python3-uno is not installed."
    version, file = answer.stdout.split("\n", 1)
    if version != f"{sys.version_info[0]}.{sys.version_info[1]}":
        return f"uno is built for Python {version}."
    os.environ[_FOLDER] = str(Path(file.strip()).parent)
    return None


@cache
def uno() -> Any:  # uno has no stubs
    """The module `uno`, once `missing` has found it.

    The rest of the system's packages stay out of sight, and so does its import hook, which rewords every ImportError.
    """
    path, importing = list(sys.path), builtins.__import__
    sys.path.append(os.environ[_FOLDER])
    try:
        return importlib.import_module("uno")
    finally:
        sys.path[:] = path
        builtins.__import__ = importing


@cache
def failures() -> tuple[type[Exception], ...]:
    """What a call raises that the office did not do: whatever UNO names, or an attribute a dead office has not."""
    return (uno().getClass("com.sun.star.uno.Exception"), AttributeError)


def desktop(pipe: str) -> Any:  # uno has no stubs
    """The desktop of the office that listens at a pipe.

    Raises:
        NoConnectException: Nobody listens there, or not yet.
    """
    here = uno().getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)


def struct(name: str, **fields: object) -> Any:  # uno has no stubs
    """A value of one of UNO's structures, as `table.CellRangeAddress`."""
    value = uno().createUnoStruct(f"com.sun.star.{name}")
    for field, content in fields.items():
        setattr(value, field, content)
    return value


def enum(name: str, member: str) -> Any:  # uno has no stubs
    """A member of one of UNO's enumerations, as `sheet.CellDeleteMode`."""
    return uno().Enum(f"com.sun.star.{name}", member)


def properties(**named: object) -> tuple[Any, ...]:
    """Named values, as loading and storing take them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in named.items())


def sequence(kind: str, items: Sequence[Any]) -> Any:  # uno has no stubs
    """A sequence whose type UNO would guess wrong."""
    return uno().Any(f"[]com.sun.star.{kind}", tuple(items))


def url_of(path: Path) -> str:
    """A file's address, as UNO asks for it."""
    return str(uno().systemPathToFileUrl(str(path)))


def path_of(url: str) -> Path:
    """The file at an address."""
    return Path(uno().fileUrlToSystemPath(url))
