"""A shortcut on the Desktop of a Mac, and the script without which Excel there starts no Python."""

import importlib.util
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

from tdsxl.cli.checks.program import xlwings_version
from tdsxl.cli.links.link import Link

_SCRIPTS = ("Library", "Application Scripts", "com.microsoft.Excel")


def command_file(link: Link) -> str:
    """What a double-click runs; the terminal that it opens may be closed."""
    return f"#!/bin/bash\nnohup {shlex.join(link.words)} >/dev/null 2>&1 &\n"


def applescript(home: Path) -> Path:
    """Where Excel looks for the script; its name carries the version of xlwings."""
    return home.joinpath(*_SCRIPTS, f"xlwings-{xlwings_version()}.applescript")


def install(link: Link | None, home: Path) -> Iterator[str]:
    """The script for Excel's button, and the shortcut; says what was done."""
    script = applescript(home)
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_package() / script.name, script)
    yield f"Excel may start Python now, by {script}. macOS asks once whether it may: say yes."
    if link:
        file = home / "Desktop" / f"{link.title}.command"
        file.write_text(command_file(link), encoding="utf-8")
        file.chmod(0o755)
        yield f"On the Desktop: {file.name}"


def _package() -> Path:
    """The folder of xlwings, which is slow to import."""
    spec = importlib.util.find_spec("xlwings")
    return Path(spec.origin).parent if spec and spec.origin else Path()
