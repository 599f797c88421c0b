"""The system's own tools, run and waited for."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tdsxl.errors import LocalError

PATIENCE_S = 60.0
"""A tool that hangs is not waited for longer."""
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Answer:
    """How a tool ended."""

    status: int
    out: str
    err: str


def asked(*words: str, given: str = "", values: Mapping[str, str] = _NOTHING) -> Answer:
    """Run a tool of the system and wait for it.

    Args:
        words: The tool and its arguments; no shell reads them.
        given: Its standard input.
        values: Environment variables beside our own.

    Raises:
        LocalError: It is not on this PC, or does not end.
    """
    environment = {**os.environ, **values}
    try:
        ended = subprocess.run(  # noqa: S603 # words of our own, and no shell between
            words, input=given, env=environment, capture_output=True, text=True, errors="replace", timeout=PATIENCE_S
        )
    except OSError as error:
        raise LocalError(f"{words[0]} cannot be run on this PC: {error.strerror}.") from error
    except subprocess.TimeoutExpired as error:
        raise LocalError(f"{words[0]} did not end within {PATIENCE_S:.0f} seconds.") from error
    return Answer(ended.returncode, ended.stdout, ended.stderr)


def done(*words: str, given: str = "", values: Mapping[str, str] = _NOTHING) -> str:
    """The same for a tool that must do it; gives what it printed.

    Raises:
        LocalError: It could not; its own words stand in the message.
    """
    answer = asked(*words, given=given, values=values)
    if answer.status:
        raise LocalError(f"{words[0]} could not do it: {_first_line(answer.err.splitlines())}.")
    return answer.out


def _first_line(lines: Sequence[str]) -> str:
    return next((line.strip().rstrip(".") for line in lines if line.strip()), "it did not say why")
