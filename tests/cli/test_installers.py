"""What a double-click runs on a PC without Python. The Mac's is a shell script and runs here among stand-ins."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
CMD, COMMAND = TOP / "workbook" / "install.cmd", TOP / "workbook" / "install.command"
PYTHON = """#!/bin/bash
echo "$*" >>"$LOG"
case "$*" in
    *demo*) mkdir -p "${@: -1}" && touch "${@: -1}/practice.xlsm" ;;
    *$FAILS*) exit 1 ;;
esac
"""
CURL = """#!/bin/bash
while [ "$1" != --output ]; do shift; done
echo "fetched $3" >>"$LOG"
cp "$ARCHIVE" "$2"
"""


@dataclass(frozen=True, slots=True)
class Mac:
    """A home folder, and what stands in for the programs of a Mac."""

    folder: Path

    @property
    def log(self) -> list[str]:
        """What was called, in order."""
        log = self.folder / "log"
        return log.read_text("utf-8").splitlines() if log.exists() else []

    def install(self, script: Path = COMMAND, *, fails: str = "never") -> "subprocess.CompletedProcess[str]":
        """Run the installer; nobody presses a key."""
        values = {
            "HOME": str(self.folder),
            "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin",
            "LOG": str(self.folder / "log"),
            "ARCHIVE": str(self.folder / "python.tar.gz"),
            "FAILS": fails,
        }
        return subprocess.run(["bash", script], env=values, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def program(self, name: str, source: str) -> None:
        """Put a program in front of the system's own."""
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
        path.chmod(0o755)


@pytest.fixture
def mac(tmp_path: Path) -> Mac:
    """Whose checksums all agree."""
    own = Mac(tmp_path / "Asha R & co")
    (own.folder / "Desktop").mkdir(parents=True)
    (own.folder / "python" / "bin").mkdir(parents=True)
    (own.folder / "python" / "bin" / "python3").write_text(PYTHON, encoding="utf-8")
    (own.folder / "python" / "bin" / "python3").chmod(0o755)
    subprocess.run(["tar", "-czf", own.folder / "python.tar.gz", "-C", own.folder, "python"], check=True)
    own.program("uname", "#!/bin/sh\necho arm64\n")
    own.program("curl", CURL)
    own.program("shasum", "#!/bin/sh\nexec cat >/dev/null\n")
    own.program("open", '#!/bin/sh\necho "opened $1" >>"$LOG"\n')
    return own


def test_the_mac_ends_with_the_demo_book_open(mac: Mac) -> None:
    """Python, tdsxl, Excel's script, demo: all in the user's own folders, each step once."""
    ended = mac.install()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert mac.log[0].startswith("fetched https://github.com/astral-sh/python-build-standalone/releases/download/")
    assert "aarch64-apple-darwin-install_only" in mac.log[0]
    assert mac.log[1:] == [
        "-I -c import tkinter",
        f"-m pip install --quiet --disable-pip-version-check --upgrade {TOP}",
        "-m tdsxl install",
        f"-m tdsxl demo --out {mac.folder}/tdsxl-demo",
        f"opened {mac.folder}/tdsxl-demo/practice.xlsm",
    ]
    assert os.access(mac.folder / "Desktop" / "tdsxl command line.command", os.X_OK)
    assert not (mac.folder / "Library" / "tdsxl" / "new").exists()


def test_a_second_start_brings_tdsxl_up_to_date_and_keeps_the_demo(mac: Mac) -> None:
    """Python is not fetched again."""
    mac.install()
    (mac.folder / "log").unlink()
    assert mac.install().returncode == 0
    assert not [line for line in mac.log if "fetched" in line or " demo " in line]
    assert mac.log[-1].startswith("opened")


def test_a_file_with_another_checksum_is_not_unpacked(mac: Mac) -> None:
    """By the real checksum program: what the stand-in fetched is not the Python that we know."""
    (mac.folder / "bin" / "shasum").unlink()
    ended = mac.install()
    assert ended.returncode == 1
    assert "is not the file that we know; it was not unpacked" in ended.stderr
    assert not (mac.folder / "Library" / "tdsxl" / "python").exists()


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        ("tkinter", "does not run on this Mac"),
        ("pip", "tdsxl could not be installed"),
        ("tdsxl install", "Excel was not told how to start Python"),
    ],
)
def test_each_step_that_fails_is_told(mac: Mac, fails: str, told: str) -> None:
    """And is the last one."""
    ended = mac.install(fails=fails)
    assert ended.returncode == 1
    assert told in ended.stderr
    assert fails in mac.log[-1]


def test_a_mac_without_a_network_is_told(mac: Mac) -> None:
    """With what to check."""
    mac.program("curl", "#!/bin/sh\nexit 6\n")
    assert "Check the internet connection" in mac.install().stderr


def test_a_script_outside_its_folder_asks_for_the_whole_zip(mac: Mac) -> None:
    """As when it is started inside a zip that was not unpacked."""
    alone = mac.folder / "zip" / "workbook" / "install.command"
    alone.parent.mkdir(parents=True)
    alone.write_bytes(COMMAND.read_bytes())
    assert "Unpack the whole zip file first" in mac.install(alone).stderr
    assert not mac.log


def test_the_scripts_are_written_as_their_systems_read_them() -> None:
    """Windows wants both line ends and plain letters; the Mac one line end, and leave to run."""
    cmd, command = CMD.read_bytes(), COMMAND.read_bytes()
    assert cmd.isascii()
    assert command.isascii()
    assert cmd.count(b"\r\n") == cmd.count(b"\n")
    assert b"\r" not in command
    assert os.access(COMMAND, os.X_OK)


def test_every_jump_of_the_windows_script_leads_somewhere() -> None:
    """Labels and jumps agree, and each trouble says what to do before it ends."""
    lines = CMD.read_text("ascii").splitlines()
    labels = {line[1:] for line in lines if re.fullmatch(r":\w+", line)}
    jumps = {name for line in lines for name in re.findall(r"(?:goto|call) :(\w+)", line)}
    assert jumps == labels
    reasons = [line for line in lines if line.startswith('set "WHY=')]
    assert len(reasons) == len(labels - {"try", "venv", "packages", "open", "failed"})


def test_what_windows_fetches_is_proven_before_it_runs() -> None:
    """By https and a checksum of 256 bits; no right of an administrator is asked for."""
    source = CMD.read_text("ascii")
    assert re.search(r'set "SHA256=[0-9a-f]{64}"', source)
    assert set(re.findall(r"https?://[\w.]+", source)) == {"https://www.python.org"}
    assert source.index("Get-FileHash") < source.index('start "" /wait')
    assert "InstallAllUsers=0" in source
    assert "Include_launcher=0" in source
