"""The workbook goes while a run is at work: the journal has everything, and the way back is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tdsxl.practice.server import Practice
from tests.whole.book import rows
from tests.whole.conftest import STAFFED
from tests.whole.pc import LONGEST_S, Pc, wait_until

pytestmark = [
    pytest.mark.fault,
    pytest.mark.row("E1"),
    pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /dev/full"),
]


@pytest.mark.parametrize("output", ["a file", "/dev/full"])
def test_a_book_that_goes_while_a_run_is_at_work_is_told(pc: Pc, portals: Practice, output: str) -> None:
    """After the summary, and whether or not that could be written; put back, `write` brings it up to date."""
    words = ["sync", pc.book, "--portals", pc.folder / "portals.toml", "--modules", "challans", "--unattended"]
    words += ["--tan", portals.people[STAFFED[0]].tan]
    away, told = pc.folder / "elsewhere.xlsx", pc.folder / "said.txt"
    with (
        Path(told if output == "a file" else output).open("wb") as out,
        subprocess.Popen(
            [sys.executable, "-m", "tdsxl", *map(str, words)],
            env={**os.environ, **pc.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        wait_until(lambda: bool(portals.log.requests))
        pc.book.rename(away)
        _, err = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 2
    assert f"{pc.book} was there when it was read, and is gone. Put it back, then `tdsxl write office.xlsx`" in err
    assert err.count("tdsxl: ") == 1
    away.rename(pc.book)
    assert output != "a file" or "client modules checked" in told.read_text(encoding="utf-8")
    assert not rows(pc.book)["Challans"]
    assert pc.run("write", pc.book).status == 0
    assert rows(pc.book)["Challans"]
