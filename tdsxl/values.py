"""The field's small values: TAN, PAN, year, quarter, form, secret. No I/O here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum
from typing import NoReturn, Self

from tdsxl.errors import InputError

_TAN = re.compile(r"[A-Z]{4}[0-9]{5}[A-Z]")
_PAN = re.compile(r"[A-Z]{5}[0-9]{4}[A-Z]")
_YEAR = re.compile(r"(20[0-9]{2})-([0-9]{2})")
# Pasted lists carry no-break spaces, zero-width marks and direction marks.
_INVISIBLE = dict.fromkeys(map(ord, "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))

INDIA = timezone(timedelta(hours=5, minutes=30), "IST")
"""What people read is Indian time."""


def indian_day(at: datetime) -> date:
    """The day on an Indian calendar at an instant."""
    return at.astimezone(INDIA).date()


def one_line(text: str) -> str:
    """A text without line breaks and other signs that nobody sees."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def quoted(value: object, *, most: int = 20) -> str:
    """What stands in a cell as a message quotes it: on one line, of at most so many characters."""
    return f"`{one_line(str(value).strip())[:most]}`"


def _code(text: str) -> str:
    return "".join(text.translate(_INVISIBLE).split()).upper()


class Tan(str):
    """Tax deduction account number, as `ABCD12345E`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The TAN in a text; blanks and small letters are forgiven.

        Raises:
            InputError: It is not four letters, five digits and a letter.
        """
        code = text if _TAN.fullmatch(text) else _code(text)
        if not _TAN.fullmatch(code):
            raise InputError(f"{quoted(text, most=40)} is not a TAN.", "A TAN is 4 letters, 5 digits, 1 letter.")
        return cls(code)


class Pan(str):
    """Permanent account number, as `ABCDE1234F`."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """The PAN in a text; blanks and small letters are forgiven.

        Raises:
            InputError: It is not five letters, four digits and a letter.
        """
        code = text if _PAN.fullmatch(text) else _code(text)
        if not _PAN.fullmatch(code):
            raise InputError(f"{quoted(text, most=40)} is not a PAN.", "A PAN is 5 letters, 4 digits, 1 letter.")
        return cls(code)


class Portal(Enum):
    """The two portals."""

    ITPORTAL = "itportal"
    TRACES = "traces"

    @property
    def title(self) -> str:
        """As shown to people."""
        return "IT portal" if self is Portal.ITPORTAL else "TRACES"


class Act(Enum):
    """The law that governs a period."""

    OLD = "1961 Act"
    NEW = "2025 Act"


@dataclass(frozen=True, slots=True, order=True)
class Year:
    """A financial year, or from 2026-27 a tax year; both run from 1 April."""

    start: int
    """Calendar year of its 1 April."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """The year in `2025-26`.

        Raises:
            InputError: Any other form; `2025` alone could be two years.
        """
        match = _YEAR.fullmatch(text.strip())
        if not match or (int(match[1]) + 1) % 100 != int(match[2]):
            raise InputError(f"{quoted(text)} is not a year.", "Write it as 2025-26.")
        return cls(int(match[1]))

    @classmethod
    def of(cls, day: date) -> Self:
        """The year in which a day lies."""
        return cls(day.year - (day.month < 4))

    @property
    def act(self) -> Act:
        """The 2025 Act governs from 1 April 2026 (law-2025 §1)."""
        return Act.NEW if self.start >= 2026 else Act.OLD

    @property
    def next(self) -> "Year":
        """The year after; its label is the assessment year of a 1961-Act year."""
        return Year(self.start + 1)

    def __str__(self) -> str:
        return f"{self.start}-{(self.start + 1) % 100:02d}"


LAST_OLD_YEAR = Year(2025)
"""The last year under the 1961 Act, 2025-26."""


def default_years(today: date) -> tuple[Year, ...]:
    """The current year and the two before, oldest first."""
    current = Year.of(today).start
    return tuple(Year(start) for start in range(current - 2, current + 1))


class Quarter(Enum):
    """A quarter of a year that begins in April."""

    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"


class Form(Enum):
    """Quarterly statements of both Acts (law-2025 §2)."""

    F24Q = "24Q"
    F26Q = "26Q"
    F27Q = "27Q"
    F27EQ = "27EQ"
    F138 = "138"
    F140 = "140"
    F144 = "144"
    F143 = "143"

    @property
    def act(self) -> Act:
        """The Act whose periods the form serves."""
        return Act.OLD if "Q" in self.value else Act.NEW

    @property
    def twin(self) -> "Form":
        """The form of the other Act for the same kind of statement."""
        forms = list(Form)
        return forms[(forms.index(self) + 4) % 8]


OLD_FORMS = (Form.F24Q, Form.F26Q, Form.F27Q, Form.F27EQ)
"""The quarterly statements of the 1961 Act."""


def both_acts(forms: Iterable[Form]) -> frozenset[Form]:
    """The forms with their twins of the other Act: a client that files 26Q files 140 from 2026-27 on."""
    return frozenset(form for given in forms for form in (given, given.twin))


class StatementType(Enum):
    """Closed: a portal's other words are a changed portal."""

    REGULAR = "Regular"
    CORRECTION = "Correction"


class Secret:
    """A password that shows itself only when asked to; `str`, `repr` and pickling never give it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The plain text; called where it is sent or sealed, nowhere else."""
        return self._text

    def hidden(self, text: str) -> str:
        """A text that may have come back from where the secret was sent, without it and on one line."""
        return one_line(text.replace(self._text, "***") if self._text else text)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __str__(self) -> str:
        return "***"

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What a portal wants to see of one client."""

    tan: Tan
    password: Secret
    version: str
    """As the vault tells it: who has the same user and password again has the same version, unless stored by hand."""
    sub_user: str = ""
    """PAN of a TRACES sub-user, or empty for the main user."""
