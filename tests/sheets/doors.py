"""What a command costs that is given a file: each is run in a process of its own, forked when everything is imported.

`python -m tests.sheets.doors` takes the words of commands as JSON on standard input and prints what they left.
"""

import contextlib
import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

MEMORY_CAP = 3 << 30
"""Bytes of address space, so that a gate that fails ends its own process and not the machine."""
CPU_CAP = 30
"""Seconds of a processor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command left, and what it took."""

    status: int
    """Exit status; that of a process that was killed is negative."""
    out: str = ""
    err: str = ""
    cpu_s: float = 0.0
    """Seconds of a processor: they are the same on a busy machine."""
    peak: int = 0
    """Bytes of memory at the most, the interpreter and all libraries included."""


def costs(
    calls: Sequence[Sequence[str | Path]], *, before: Sequence[Sequence[str | Path]], environment: Mapping[str, str]
) -> list[Cost]:
    """Run commands one after the other; others go before, so that nothing is imported when it counts."""
    asked = [[[*map(str, words)] for words in part] for part in (before, calls)]
    run = subprocess.run(
        [sys.executable, "-m", "tests.sheets.doors"],
        input=json.dumps(asked),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [Cost(**cost) for cost in json.loads(run.stdout)]


def run(words: Sequence[str]) -> Cost:
    """One command in this process."""
    from tdsxl.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(status=status, out=out.getvalue(), err=err.getvalue(), cpu_s=used.ru_utime + used.ru_stime, peak=peak())


def peak() -> int:
    """Bytes of memory that this process has had at the most; a forked one begins anew with what it has."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) * 1024


def forked(words: Sequence[str]) -> Cost:
    """One command in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_CAP, MEMORY_CAP))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_CAP, CPU_CAP))
        with os.fdopen(writing, "w") as pipe:
            json.dump(asdict(run(words)), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        left = pipe.read()
    _, ended = os.waitpid(child, 0)
    return Cost(**json.loads(left)) if ended == 0 else Cost(status=-abs(os.waitstatus_to_exitcode(ended)))


if __name__ == "__main__":
    first, then = json.load(sys.stdin)
    for words in first:
        run(words)
    json.dump([asdict(forked(words)) for words in then], sys.stdout)
