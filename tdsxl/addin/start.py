"""Starts a process that outlives the one that starts it: Excel waits for the button, never for the worker."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_MOST_LOG = 1_000_000
"""Bytes after which what a process has said on standard error is begun anew."""


def command(module: str, *words: str, executable: str = sys.executable) -> list[str]:
    """The command line of a module of ours, without a console window and without the folder it is started in."""
    windowed = Path(executable).with_name("pythonw.exe")
    program = str(windowed) if windowed.is_file() else executable
    return [program, "-P", "-m", module, *words]


def start(words: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> None:
    """Start a process of its own; what it says on standard error goes to `logs/worker.log` below the folder."""
    log = folder / "logs" / "worker.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = "wb" if log.exists() and log.stat().st_size > _MOST_LOG else "ab"
    with log.open(mode) as errors:
        subprocess.Popen(  # noqa: S603  # our own module
            words,
            stdin=subprocess.DEVNULL,
            stdout=errors,
            stderr=errors,
            cwd=folder,
            env={**os.environ, **environment},
            **_apart(),
        )


def _apart() -> dict[str, Any]:
    """What keeps a process alive when the one that started it ends, and its console away."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
