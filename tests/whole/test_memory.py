"""Memory that ends: the command stops with a line, book and journal stay whole, and with more memory it goes on."""

import os
import subprocess
import sys

import pytest

from tdsxl.practice.server import Practice
from tests.whole.book import rows
from tests.whole.conftest import STAFFED
from tests.whole.pc import Pc

WRITING = """
import resource, sys
import tdsxl.cli.sync, tdsxl.sheets.file.book
from pathlib import Path
from tdsxl.cli.main import main

(held,) = (int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmSize" in line)
most = held * 1024 + int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (most, most))
sys.exit(main(["write", sys.argv[2]]))
"""
KILOBYTES = (64, 2048, 4096, 16384)
"""What is left to a process that has everything it needs but for its rows."""


@pytest.mark.fault
@pytest.mark.row("D11")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited by RLIMIT_AS and told by /proc")
def test_memory_that_ends_harms_nothing(pc: Pc, portals: Practice) -> None:
    """At every size a line says so, or the book is written; then the same without a limit."""
    fresh, ended = pc.book.read_bytes(), []
    pc.sync("--tan", portals.people[STAFFED[0]].tan)
    calm = rows(pc.book)
    for kilobytes in KILOBYTES:
        pc.book.write_bytes(fresh)
        said = subprocess.run(
            [sys.executable, "-c", WRITING, str(kilobytes * 1024), str(pc.book)],
            env={**os.environ, **pc.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        ended.append(said.returncode)
        assert said.returncode == 0 or "no memory left" in said.stderr
        assert rows(pc.book) == calm if said.returncode == 0 else pc.book.read_bytes() == fresh
        assert pc.run("journal", "check").status == 0
    assert 2 in ended
    pc.book.write_bytes(fresh)
    assert pc.run("write", pc.book).status == 0
    assert rows(pc.book) == calm
    assert list(pc.folder.rglob(".~tdsxl-*")) == []
