"""Asks the operating system not to fall asleep while a run goes on; where nobody can be asked, nobody is."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_SYSTEM_REQUIRED = 0x00000001
_CONTINUOUS = 0x80000000
"""Of SetThreadExecutionState: the screen may go dark, the PC stays awake; until this thread says otherwise or ends."""


@contextmanager
def awake() -> Iterator[None]:
    """Awake for as long as the block runs."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS | _SYSTEM_REQUIRED)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetThreadExecutionState(_CONTINUOUS)
        return
    words = guard(sys.platform, os.getpid())
    if not shutil.which(words[0]):
        yield
        return
    with subprocess.Popen(  # noqa: S603  # fixed words
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def guard(platform: str, process: int) -> list[str]:
    """The program that keeps a Mac or a Linux desktop awake; a Mac's ends with our process by itself."""
    if platform == "darwin":
        return ["caffeinate", "-i", "-w", str(process)]
    waiting = ["tail", "--pid", str(process), "-f", "/dev/null"]
    return ["systemd-inhibit", "--what=sleep:idle", "--who=tdsxl", "--why=A sync is under way", *waiting]
