"""The questions that a login asks, as values. It knows no screen and no clock.

A login is a generator: it yields a challenge and is sent the answer. `SendSecret` is the one question that goes
to the login gate and not to a person: may the password leave now?
"""

from collections.abc import Generator
from dataclasses import dataclass

from tdsxl.records import Profile


@dataclass(frozen=True, slots=True)
class Captcha:
    """A picture to be typed. Answer: the text; empty asks for a new picture."""

    image: bytes
    """PNG."""
    again: bool = False
    """The text before was wrong."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The account is signed in elsewhere. Answer: `yes` throws the other session out."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """The answer of an earlier login was never seen. Answer: `yes` sends the password once more."""


@dataclass(frozen=True, slots=True)
class SendSecret:
    """The next request carries the password. The gate answers by going on, or raises."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The portal answered, and neither took nor refused the password; the gate notes it. No answer is sent."""

    reason: str
    """`captcha`, `not authenticated` or `signed in elsewhere`."""


Challenge = Captcha | TakeOver | CutOff | SendSecret | NotTaken

LoginFlow = Generator[Challenge, str, Profile]
"""Yields challenges, is sent answers, returns whose account it is."""
