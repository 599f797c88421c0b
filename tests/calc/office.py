"""A LibreOffice of its own: started, reached, killed and stopped."""

import atexit
import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

from tests.calc import bridge
from tests.calc.desk import Desk
from tests.calc.errors import Gone

OFFICES = "TDSXL_TEST_CALC"
"""Environment: the folders of the running offices that a process is to take for its Excels; absent where none is."""

_SITE = Path(__file__).parent / "site"
_PATIENCE = 60.0
"""Seconds; a start takes one."""
_WITH_US = 'exec 3<&0; { read -r _ <&3; kill -KILL 0; } & "$@"; kill -KILL 0'
"""Shell: runs a command that ends with the process that started it, however that one ends."""
_OPTIONS = (
    # No lock files of its own, no questions after a crash, macros on; all is calculated on loading, as Excel does with
    # books of other programs.
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "0"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
)
_OPTION = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"'
    ' xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</oor:items>'
)


class Office:
    """A running LibreOffice, known by its folder, whose name is also that of its pipe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder)
        self._desktop: Any = None  # uno has no stubs
        self._inside = threading.local()

    @property
    def pid(self) -> int:
        """The number of its process and of its process group."""
        return int((self.folder / "pid").read_text("utf-8"))

    @property
    def desktop(self) -> Any:  # uno has no stubs
        """Its desktop, through which all is reached; a UNO exception where it is gone."""
        if self._desktop is None:
            self._desktop = bridge.desktop(self.folder.name)
        return self._desktop

    def is_alive(self) -> bool:
        """Whether it answers."""
        try:
            self.desktop.getName()
        except bridge.failures():
            self._desktop = None
            return False
        return True

    def call(self, name: str, do: Callable[[], Any]) -> Any:  # whatever the call gives
        """Do one call into it; calls made within it are its own affair.

        Raises:
            Busy: It was told to be busy.
            Gone: It was closed or killed.
        """
        if getattr(self._inside, "is_so", False):
            return do()
        self.desk.note(name)
        self.desk.refuse_if_busy()
        self._inside.is_so = True
        try:
            return do()
        except bridge.failures() as error:
            if self.is_alive():
                raise
            raise Gone from error
        finally:
            self._inside.is_so = False

    def kill(self) -> None:
        """End it as a crash does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it as a user does who leaves without saving."""
        for document in documents(self):
            document.close(True)
        with contextlib.suppress(*bridge.failures()):
            # The answer may be lost with the one who gives it.
            self.desktop.terminate()


class OwnOffice(Office):
    """An office that this process started and will stop."""

    def __init__(self) -> None:
        super().__init__(Path(tempfile.mkdtemp(prefix="tdsxl-calc-")))
        profile = self.folder / "profile"
        (profile / "user").mkdir(parents=True)
        options = "".join(_OPTION.format(*option) for option in _OPTIONS)
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(options), encoding="utf-8")
        places = (f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={self.folder.name};urp;")
        self._process = subprocess.Popen(
            ["sh", "-c", _WITH_US, "sh", "soffice", "--headless", "--norestore", "--nologo", "--nodefault", *places],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        (self.folder / "pid").write_text(str(self._process.pid), encoding="utf-8")
        atexit.register(self.stop)
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + _PATIENCE
        while not self.is_alive():
            if time.monotonic() > end:
                self.stop()
                raise TimeoutError("LibreOffice did not start.")
            time.sleep(0.05)  # it starts in about twenty of these

    def kill(self) -> None:
        """End it as a crash does, and see it ended."""
        super().kill()
        self._process.wait()

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        if self.is_alive():
            super().stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        atexit.unregister(self.stop)
        self.kill()
        if self._process.stdin:
            self._process.stdin.close()
        rmtree(self.folder, ignore_errors=True)
        # A killed office leaves its pipe, where LibreOffice puts all of them.
        for pipe in Path("/tmp").glob(f"OSL_PIPE_*_{self.folder.name}"):  # noqa: S108  # see above
            pipe.unlink()


def documents(office: Office) -> list[Any]:  # uno has no stubs
    """The workbooks open in an office, the latest first."""
    components = office.desktop.Components.createEnumeration()
    found = []
    while components.hasMoreElements():
        component = components.nextElement()
        if component.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            found.append(component)
    return found


def offices_told() -> list[Office]:
    """The offices the environment names."""
    return [Office(Path(folder)) for folder in os.environ.get(OFFICES, "").split(os.pathsep) if folder]


def environment(*seen: Office) -> dict[str, str]:
    """What a process needs in its environment to take offices for its Excels."""
    folders = os.pathsep.join(str(office.folder) for office in seen)
    paths = os.pathsep.join(filter(None, (str(_SITE), os.environ.get("PYTHONPATH"))))
    return {**os.environ, OFFICES: folders, "PYTHONPATH": paths}
