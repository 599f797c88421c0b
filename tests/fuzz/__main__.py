"""Feed some parsers, or all, with what atheris makes of recorded replies; inputs that crash are kept in /tmp."""

import argparse
import logging
import multiprocessing
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import atheris  # type: ignore[import-untyped]  # installed by hand

with atheris.instrument_imports(include=["tdsxl"]):
    from tests.fuzz.targets import TARGETS, seeds

SECONDS_PER_INPUT = 10


def main() -> int:
    """One parser after another; the status tells how many crashed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="PORTAL/PAGE", default=[*TARGETS])
    asked.add_argument("--runs", type=int, default=1_000_000, help="inputs for each")
    asked.add_argument("--seconds", type=int, default=0, help="at most so long for one parser; 0 is for ever")
    told = asked.parse_args()
    logging.disable(logging.WARNING)
    crashed = 0
    for name in told.names:
        began = time.monotonic()
        # Every parser in a process of its own: libFuzzer ends the one it runs in.
        child = multiprocessing.get_context("fork").Process(target=_fuzz, args=(name, told.runs, told.seconds))
        child.start()
        child.join()
        crashed += child.exitcode != 0
        print(f"{name}: {'crashed' if child.exitcode else 'whole'} after {time.monotonic() - began:.0f} s", flush=True)
    return crashed


def _fuzz(name: str, runs: int, seconds: int) -> None:
    with TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds(name)):
            Path(corpus, f"{number}").write_bytes(seed)
        bounds = [f"-runs={runs}", f"-max_total_time={seconds}", f"-timeout={SECONDS_PER_INPUT}", "-max_len=16384"]
        kept = f"-artifact_prefix={gettempdir()}/{name.replace('/', '-')}-"
        atheris.Setup([sys.argv[0], *bounds, kept, "-verbosity=0", "-print_final_stats=1", corpus], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
