"""A shortcut on the Windows desktop, and the workbook's folder among those whose macros Excel trusts."""

import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PureWindowsPath

from tdsxl.cli.links.link import Link
from tdsxl.cli.tools import done

_LOCATIONS = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
_SHORTCUT = (
    "$folder = [Environment]::GetFolderPath('Desktop'); "
    "$link = (New-Object -ComObject WScript.Shell).CreateShortcut((Join-Path $folder $env:TDSXL_LINK)); "
    "$link.TargetPath = $env:TDSXL_TARGET; $link.Arguments = $env:TDSXL_ARGUMENTS; "
    "$link.WorkingDirectory = $env:TDSXL_FOLDER; $link.Save()"
)
"""Paths go through the environment, so that nothing in them can be read as a command."""
_SHARED = ("downloads", "desktop", "documents", "my documents", "temp", "tmp")
"""Folders into which other people's workbooks fall; their macros would be trusted with ours."""


def shortcut_values(link: Link) -> dict[str, str]:
    """What the shortcut's script reads."""
    target, *arguments = link.words
    return {
        "TDSXL_LINK": f"{link.title}.lnk",
        "TDSXL_TARGET": target,
        "TDSXL_ARGUMENTS": subprocess.list2cmdline(arguments),
        "TDSXL_FOLDER": str(link.book.parent),
    }


def distrust(folder: PureWindowsPath) -> str:
    """Why a folder should not be trusted; empty where nothing speaks against it."""
    if folder.drive.startswith("\\\\"):
        return "it is on the network, which Excel does not trust"
    is_home = len(folder.parts) == 3 and folder.parts[1].casefold() == "users"  # drive, Users, name
    if folder == folder.parent or is_home or folder.name.casefold() in _SHARED:
        return "workbooks of other people may lie there"
    return ""


def location(folder: PureWindowsPath) -> tuple[str, dict[str, str | int]]:
    """Registry key of a trusted location, and its values."""
    path = f"{folder}\\"
    # Windows minds no capitals.
    name = f"tdsxl-{sha256(path.casefold().encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    values: dict[str, str | int] = {"Path": path, "Description": "Made by tdsxl install", "AllowSubfolders": 0}
    return rf"{_LOCATIONS}\{name}", values


def install(link: Link) -> Iterator[str]:
    """The shortcut and the trusted location; says what was done, and what was not."""
    done("powershell", "-NoProfile", "-NonInteractive", "-Command", _SHORTCUT, values=shortcut_values(link))
    yield f"On the desktop: {link.title}"
    folder = PureWindowsPath(link.book.parent)
    why_not = distrust(folder)
    if why_not:
        yield f"Excel was not told to trust {folder}: {why_not}. Move the workbook to a folder of its own, then again."
        return
    _write(*location(folder))
    yield f"Excel trusts the macros of workbooks in {folder}"


def _write(key: str, values: dict[str, str | int]) -> None:
    if sys.platform == "win32":
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            for name, value in values.items():
                kind = winreg.REG_DWORD if isinstance(value, int) else winreg.REG_SZ
                winreg.SetValueEx(opened, name, 0, kind, value)
