"""What the buttons of a macro workbook start: the Python that it names, by the xlwings module that it carries."""

import re
from dataclasses import dataclass
from pathlib import Path

from tdsxl.sheets.file.opening import grammar_of
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.stream import SheetStream

_PROJECT = "xl/vbaProject.bin"
_PROJECT_CAP = 20_000_000
"""Bytes; ours has some 100,000."""
_CONF = "xlwings.conf"
_MODULE = re.compile(rb'\x00Attribut\x00e VB_Nam\x00e = "xlw.ings"', re.DOTALL)
"""The first bytes of the module's source as VBA packs it: nothing repeats yet, so it is in clear, eight by eight."""
_HEADER = 0xFFF
"""Bits of a packed chunk's header that tell its length, less three."""
_VERSION = re.compile(rb"'Version: ([0-9.]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buttons:
    """Of one book."""

    windows: str
    """Path of the Python that is started on Windows; empty where none is named."""
    mac: str
    xlwings: str
    """Version of the module; empty where it cannot be told."""


def buttons(path: Path) -> Buttons | None:
    """What the buttons of a book start, or None where it has no macros.

    Raises:
        InputError: It is no book that can be read.
        LocalError: Another program does not let it be read.
    """
    with Package(path) as package:
        if not package.holds(_PROJECT):
            return None
        project = package.content(_PROJECT, cap=_PROJECT_CAP)
        conf = _conf(package)
    return Buttons(
        windows=conf.get("INTERPRETER_WIN", ""), mac=conf.get("INTERPRETER_MAC", ""), xlwings=_version(project)
    )


def _conf(package: Package) -> dict[str, str]:
    part = next((entry.part for entry in package.sheets if entry.title == _CONF), "")
    if not part:
        return {}
    stream = SheetStream(package.chunks(part))
    grammar = grammar_of(package, stream.prefix)
    rows = (grammar.values(row) for row in stream.rows())
    return {str(cells["A"]): str(cells.get("B") or "") for cells in rows if cells.get("A")}


def _version(project: bytes) -> str:
    """From the module's first 4,096 characters."""
    module = _MODULE.search(project)
    if not module:
        return ""
    at = module.start()
    length = (int.from_bytes(project[at - 2 : at], "little") & _HEADER) + 1
    match = _VERSION.search(_unpacked(project[at : at + length]))
    return match[1].decode() if match else ""


def _unpacked(chunk: bytes) -> bytes:
    """A chunk of packed source ([MS-OVBA] 2.4.1): flag bytes, letters, and copies of what stands before."""
    out, at = bytearray(), 0
    while at < len(chunk):
        flags, at = chunk[at], at + 1
        for bit in range(8):
            if not flags >> bit & 1:
                out += chunk[at : at + 1]
                at += 1
            elif not _copied(out, int.from_bytes(chunk[at : at + 2], "little")):
                return bytes(out)
            else:
                at += 2
    return bytes(out)


def _copied(out: bytearray, token: int) -> bool:
    """Append what a copy token means; False where it points before the beginning."""
    bits = max((len(out) - 1).bit_length(), 4)
    back, length = (token >> (16 - bits)) + 1, (token & (0xFFFF >> bits)) + 3
    if back > len(out):
        return False
    for _ in range(length):
        out.append(out[-back])
    return True
