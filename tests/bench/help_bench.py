"""How long `tdsxl --help` takes beside an interpreter that does nothing: python -m tests.bench.help_bench."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROUNDS = 10
GOAL = 5.0
COMMANDS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "tdsxl --help": (str(Path(sys.executable).with_name("tdsxl")), "--help"),
}


def seconds(command: tuple[str, ...]) -> float:
    """Wall time of a process."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    """Measure in turns, so that a busy machine is busy for both."""
    rounds = [{name: seconds(command) for name, command in COMMANDS.items()} for _ in range(ROUNDS)]
    least, ours = (median(taken[name] for taken in rounds) for name in COMMANDS)
    for name, taken in zip(COMMANDS, (least, ours), strict=True):
        print(f"{name:15} {1000 * taken:6.1f} ms")
    print(f"ratio {ours / least:.2f} (goal {GOAL})")


if __name__ == "__main__":
    main()
