"""Serves the practice portals until it is stopped: python -m tdsxl.practice. Says the address on its first line."""

import argparse
import sys
from datetime import date
from threading import Event

from tdsxl.practice.latency import Latency
from tdsxl.practice.server import DAY, Practice


def main() -> None:
    """Serve."""
    asked = _parser().parse_args()
    practice = Practice(
        clients=asked.clients,
        seed=asked.seed,
        day=asked.day,
        port=asked.port,
        latency=Latency(asked.latency, asked.sigma),
        scale=asked.scale,
        step_pause=asked.step_pause,
    )
    with practice:
        sys.stdout.write(f"{practice.url}\n")
        sys.stdout.flush()
        try:
            Event().wait()
        except KeyboardInterrupt:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tdsxl.practice", description="Serve the practice portals.")
    parser.add_argument("--clients", type=int, default=25)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--day", type=date.fromisoformat, default=DAY)
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds; the median where --sigma is given")
    parser.add_argument("--sigma", type=float, default=0.0, help="of log-normal latency; 0 for a constant one")
    parser.add_argument("--scale", type=float, default=1.0, help="how many times as many challans")
    parser.add_argument("--step-pause", type=float, default=0.0, help="seconds between the steps of a login")
    return parser


if __name__ == "__main__":
    main()
