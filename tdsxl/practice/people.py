"""The invented clients: who they are, what their passwords are, and what is odd about each. Pure in seed and index."""

import math
import random
from dataclasses import dataclass
from decimal import Decimal

from tdsxl.practice.world.codes import FORMS
from tdsxl.practice.world.names import CITIES, FAMILIES, GROUPS, OWNERS, SECOND_WORDS, TRADES, Trade
from tdsxl.practice.world.shapes import shaped

QUIET = "quiet"
NOTHING = "nothing"
WRONG_AT_TRACES = "wrong password at TRACES"
WRONG_AT_ITPORTAL = "wrong password at the IT portal"
SIGNED_IN = "already signed in at the IT portal"
NEEDS_OTP = "needs OTP at the IT portal"
NO_PASSWORD = "no password"

CHALLAN, CONSUMED, VANISHED = "challan", "consumed", "vanished"
NOTICE, COMMUNICATION, AVAILABLE = "notice", "communication", "available"
PROCESSED, DEMAND, CANCELLED = "processed", "demand", "cancelled"
NEWS = (CHALLAN, CONSUMED, VANISHED, NOTICE, COMMUNICATION, AVAILABLE, PROCESSED, DEMAND, CANCELLED)
"""What may happen to a client in a week."""

BLOCK = 40
"""Traits come again after so many clients: five troubled ones in forty, all of them among the first twelve."""
TRAITS = {
    3: QUIET,
    4: WRONG_AT_TRACES,
    5: NOTHING,
    6: SIGNED_IN,
    7: QUIET,
    8: WRONG_AT_ITPORTAL,
    9: NEEDS_OTP,
    10: NO_PASSWORD,
    11: QUIET,
    18: QUIET,
    25: QUIET,
    33: QUIET,
}
RENAMED_AT = 12
"""The place in a block whose client stands under an older name on the portals."""
FIRST_NEWS = (
    frozenset((CHALLAN, CONSUMED, NOTICE, PROCESSED)),
    frozenset((DEMAND, CANCELLED, AVAILABLE, COMMUNICATION)),
    frozenset((VANISHED, CONSUMED, NOTICE, COMMUNICATION)),
)
FIRST_SIZES = (36, 96, 24)
REGISTER = (
    ("9AA9999AAA9A999", 2026),
    ("9999AA999A", 2025),
    ("", 2025),
    ("9999AA999A", 2025),
    ("9AA9999AAA9A999", 2026),
    ("9999AA999A", 2025),
    ("9999AA999A", 2025),
    ("9999AA999A", 2025),
    ("9999AA999A", 2024),
    ("9AA9999AAA9A999", 2026),
)
"""Shape of the certificate number and year of each row of an LDC register; a client has the first few of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A row of the office's LDC register."""

    certificate_no: str
    """Blank where the office knows the PAN only."""
    deductee_pan: str
    year: str
    """As 2025-26."""
    section: str
    rate: Decimal
    """Percent."""
    limit: Decimal
    """Rupees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A client: what the office knows of it, and what its portals' data are drawn from."""

    index: int
    tan: str
    name: str
    portal_name: str
    pan: str
    group: str
    owner: str
    email: str
    code: str
    deductor_type: str
    forms: str
    """As the office lists them; blank for all."""
    filed_forms: tuple[str, ...]
    """The forms it does file, by their 1961-Act names."""
    traces_password: str
    itportal_password: str
    office_traces_password: str | None
    office_itportal_password: str | None
    traits: frozenset[str]
    register: tuple[RegisterRow, ...]
    draw: int
    """What all its data are drawn from."""
    size: int
    """Challans paid up to the default day."""
    news: frozenset[str]

    def __hash__(self) -> int:
        return hash(self.tan)


def roll_of(count: int, *, seed: int, scale: float = 1.0) -> tuple[Person, ...]:
    """The clients of a practice office."""
    return tuple(person(index, seed=seed, scale=scale) for index in range(count))


def person(index: int, *, seed: int, scale: float = 1.0) -> Person:
    """One client."""
    roll = random.Random((seed << 32) | index)
    trade = roll.choice(TRADES)
    name = trade.pattern.format(roll.choice(FAMILIES) + roll.choice(SECOND_WORDS))
    trait = TRAITS.get(index % BLOCK, "")
    traces, itportal = _password(roll), _password(roll)
    forms = _forms(roll, trade)
    return Person(
        index=index,
        tan=_tan(index, seed=seed, name=name),
        name=name,
        portal_name=_portal_name(index, name),
        pan=shaped(roll, "AAA") + trade.pan_letter + name[0] + shaped(roll, "9999A"),
        group=roll.choice(GROUPS),
        owner=roll.choice(OWNERS),
        email=f"accounts{index + 1}@example.com",
        code=f"C{index + 1:04}",
        deductor_type=trade.deductor_type,
        forms=", ".join(forms) if roll.random() < 0.5 else "",
        filed_forms=forms,
        traces_password=traces,
        itportal_password=itportal,
        office_traces_password=_office(traces, trait, wrong=WRONG_AT_TRACES),
        office_itportal_password=_office(itportal, trait, wrong=WRONG_AT_ITPORTAL),
        traits=frozenset((trait,)) if trait else frozenset(),
        register=() if trait == NOTHING else _register(roll, index),
        draw=roll.getrandbits(64),
        size=_size(roll, index, scale=scale),
        news=_news(roll, index, trait=trait),
    )


def _tan(index: int, *, seed: int, name: str) -> str:
    """A TAN of its own for every index: 7919 has no common factor with 100000, so the digits do not repeat."""
    number = (index * 7919 + seed * 104729) % 100_000
    return f"{CITIES[(index + seed) % len(CITIES)]}{name[0]}{number:05}{'ABCDEFGH'[number % 8]}"


def _portal_name(index: int, name: str) -> str:
    return f"{FAMILIES[index % len(FAMILIES)]} Erstwhile Ventures".upper() if _is_renamed(index) else name.upper()


def _is_renamed(index: int) -> bool:
    return index % BLOCK == RENAMED_AT


def _password(roll: random.Random) -> str:
    return shaped(roll, f"{roll.choice(('Tax', 'Kar', 'Dhan'))}{roll.choice('@#&+=!')}9999Aa")


def _office(password: str, trait: str, *, wrong: str) -> str | None:
    """What the office has stored for a portal."""
    if trait == wrong:
        return f"Old{password}"
    return None if trait == NO_PASSWORD and wrong == WRONG_AT_TRACES else password


def _forms(roll: random.Random, trade: Trade) -> tuple[str, ...]:
    chances = {"24Q": 0.9 if trade.pan_letter != "P" else 0.3, "26Q": 1.0, "27Q": 0.2, "27EQ": 0.2}
    return tuple(form.old for form in FORMS if roll.random() < chances[form.old])


def _size(roll: random.Random, index: int, *, scale: float) -> int:
    drawn = round(math.exp(roll.gauss(math.log(28), 0.85)))
    size = FIRST_SIZES[index] if index < len(FIRST_SIZES) else min(300, max(5, drawn))
    return max(1, round(size * scale))


def _news(roll: random.Random, index: int, *, trait: str) -> frozenset[str]:
    if index < len(FIRST_NEWS):
        return FIRST_NEWS[index]
    restless = roll.random() < 0.2 and trait not in (QUIET, NOTHING)
    return frozenset(roll.sample(NEWS, 2)) if restless else frozenset()


def _register(roll: random.Random, index: int) -> tuple[RegisterRow, ...]:
    rows = len(REGISTER) if index < len(FIRST_NEWS) else roll.randrange(len(REGISTER))
    return tuple(_register_row(roll, shape, year) for shape, year in REGISTER[:rows])


def _register_row(roll: random.Random, shape: str, year: int) -> RegisterRow:
    section = roll.choice(("194C", "194J", "194I")) if year < 2026 else "393(1)"
    return RegisterRow(
        certificate_no=shaped(roll, shape),
        deductee_pan=shaped(roll, "AAACA9999A"),
        year=f"{year}-{year % 100 + 1}",
        section=section,
        rate=Decimal(roll.choice(("0", "0.5", "1", "2"))),
        limit=Decimal(roll.randrange(2, 60) * 100_000),
    )
