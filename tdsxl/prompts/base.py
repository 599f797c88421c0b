"""What everything that answers a challenge promises. No I/O here."""

from typing import Protocol

from tdsxl.challenges import Challenge
from tdsxl.values import Portal, Tan


class Prompt(Protocol):
    """A person, or what stands in for one."""

    def ask(self, challenge: Challenge, *, name: str, tan: Tan, portal: Portal) -> str | None:
        """The answer for one client, as the challenge words it; None when the question was skipped."""
