"""`python -m tests.long_runs [NAMES]`: the tests that inject faults, at the sizes of the promises; hours, in all.

Each ends as a dated line of long_runs.md, in place of the line of its last time.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tdsxl.values import INDIA
from tests.fuzz.targets import TARGETS

HERE = Path(__file__).parent
KEPT = HERE / "long_runs.md"
HELD = "held"
HEAD = """# The long runs

What CI tries some tens or hundreds of times, tried at the sizes of the promises: `python -m tests.long_runs`.
Each line is written by its run, when all of its tests have passed or one has failed.

| run | what was tried | outcome | minutes | when | at commit |
| --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Tests at their long size."""

    what: str
    words: tuple[str, ...]
    """What follows `python -m`."""


def tests(what: str, *words: str) -> Run:
    """Whatever they are marked as."""
    return Run(what, ("pytest", "-q", "-m", "", "--timeout", "0", *words))


RUNS: Mapping[str, Run] = {
    "kills": tests(
        "1,000 syncs killed at random moments, each compared with the undisturbed one",
        *("--kills", "1000", "tests/whole/test_resume.py", "-k", "killed_at_any_moment"),
    ),
    "writers": tests(
        "100 kills each while book, vault and journal's migration are written, 100 in the midst of a login",
        *("--kills", "1000", "tests/whole/test_killed_writers.py", "tests/whole/test_login_kills.py"),
    ),
    "power": tests("1,000 power cuts under the journal", "--cuts", "1000", "tests/engine/test_power.py"),
    "failures": tests(
        "every single file operation and network read of a sync failed once",
        *("--every", "1", "tests/whole/test_kth_failure.py", "tests/engine/test_kth_failure.py"),
    ),
    "drift": tests("500 mutations of a reply per page", "--mutations", "500", "tests/drift/test_drift.py"),
    "identity": tests("10,000 mixed answers", "--answers", "10000", "tests/drift/test_identity.py"),
    "exact": tests(
        "100,000 records into a book and back, read by openpyxl and by Calc",
        *("--records", "100000", "tests/sheets/test_exact.py"),
    ),
    "copies": tests(
        "1,000 share copies, unpacked and searched for others", "--copies", "1000", "tests/whole/test_share_leaks.py"
    ),
    **{
        f"fuzz {name}": Run("1,000,000 inputs from atheris", ("tests.fuzz", name, "--runs", "1000000"))
        for name in sorted(TARGETS)
    },
}


def line(name: str, run: Run, at: str) -> str:
    """Try it, at a commit; its line of the table."""
    began = time.monotonic()
    words = [sys.executable, "-m", *run.words]
    here = os.environ | {"TDSXL_NO_SKIPS": "1"}
    done = subprocess.run(
        words, cwd=HERE.parent, env=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        sys.stderr.buffer.write(done.stdout)
    outcome = "**broken**" if done.returncode else HELD
    minutes = f"{(time.monotonic() - began) / 60:.1f}"
    day = f"{datetime.now(UTC).astimezone(INDIA):%d-%b-%Y}"
    return f"| {' | '.join((name, run.what, outcome, minutes, day, at))} |"


def commit() -> str:
    """What is tried."""
    words = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(words, cwd=HERE.parent, capture_output=True, text=True, check=True).stdout.strip()


def keep(name: str, line: str) -> None:
    """In its place of the table."""
    known = KEPT.read_text("utf-8").splitlines() if KEPT.exists() else []
    lines = {cells[1].strip(): row for row in known if len(cells := row.split("|")) > 2} | {name: line}
    KEPT.write_text(HEAD + "".join(f"{lines[each]}\n" for each in RUNS if each in lines), encoding="utf-8")


def main() -> int:
    """The status tells how many promises broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    kinds = dict.fromkeys(name.split()[0] for name in RUNS)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(kinds)}; all by default")
    asked = parser.parse_args().names or kinds
    broken, at = 0, commit()
    for name in (name for name in RUNS if name in asked or name.split()[0] in asked):
        told = line(name, RUNS[name], at)
        keep(name, told)
        print(told, flush=True)
        broken += HELD not in told
    return broken


if __name__ == "__main__":
    sys.exit(main())
