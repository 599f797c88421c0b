"""How long the portals take to answer."""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Latency:
    """Constant, or log-normal where sigma is not 0; drawn from account and step, so that each run meets the same."""

    median: float = 0.0
    """Seconds."""
    sigma: float = 0.0

    def seconds(self, portal: str, account: str, step: int) -> float:
        """The wait before the answer to one step of an account's visit."""
        if not self.sigma or not self.median:
            return self.median
        roll = random.Random(f"{portal}/{account}/{step}")
        return self.median * math.exp(roll.gauss(0.0, self.sigma))


NO_LATENCY = Latency()
