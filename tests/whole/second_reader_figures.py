"""The figures of the sheet Dashboard, worked out from the states of the practice world."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest

from tdsxl.practice.people import Person
from tdsxl.records import Certificate, Demand, UnconsumedChallan
from tests.whole.second_reader import ZERO, Reading, proven, verdict
from tests.whole.second_reader_lists import Item
from tests.whole.second_reader_proofs import REASONS

FILINGS = ("Filed", "Filed late", "Upcoming", "Pending", "Rejected", "Nil / not due", "Not checked")
CAUSES = (
    "Password refused",
    "Account locked",
    "Login not understood",
    "Needs OTP",
    "No password stored",
    "Captcha not typed",
    "Signed in elsewhere",
    "Portal silent",
    "Portal down or busy",
    "Maintenance",
    "Stopped or cut off",
    "Another reason",
)
AGES = {"0–90 days": (None, 90), "91–180 days": (91, 180), "181–365 days": (181, 365), "Over 365 days": (366, None)}
LEFT = {"Up to 30 days": (0, 30), "31–90 days": (31, 90), "91–180 days": (91, 180), "Over 180 days": (181, None)}
LONGEST_NAME, LARGEST = 26, 10
FIRST_ROW = 5
"""Of the first client on the sheet Clients."""
Figures = Mapping[tuple[str, str], object]
"""(title of a block, label) → figure."""


def figures(
    readings: Sequence[Reading], items: Iterable[Item], filings: Iterable[str]
) -> dict[tuple[str, str], object]:
    """Of the whole firm or of one group, whose clients, open items and filings these are."""
    today = readings[0].today if readings else date.min
    blocks: dict[str, Mapping[str, object]] = {
        "Clients": _checked(readings),
        "Not checked, because": _causes(readings),
        "Unconsumed, proven": _by_age(readings, lambda left, at: left.unconsumed_amount if proven(left, at) else ZERO),
        "Unconsumed, no amount": _by_age(readings, lambda left, at: Decimal(not proven(left, at))),
        "Certificates, days left": _days_left(readings),
        "Notices by due week": _weeks([item for item in items if item.kind == "Notice"], today),
        "Returns by status": _counted(FILINGS, filings),
    }
    return {(title, label): figure for title, block in blocks.items() for label, figure in block.items()}


def _counted(labels: Iterable[str], found: Iterable[str]) -> dict[str, object]:
    listed = list(found)
    return {label: listed.count(label) for label in labels}


def _reasons(person: Person) -> list[str]:
    return [REASONS[trait] for trait in person.traits if trait in REASONS]


def _checked(readings: Iterable[Reading]) -> Mapping[str, object]:
    words = ("Partly checked" if _reasons(one.person) else "All checked" for one in readings)
    return _counted(("All checked", "Partly checked", "Not checked", "Waiting for you", "Never synced"), words)


def _causes(readings: Iterable[Reading]) -> Mapping[str, object]:
    words = (f"{reason[0].upper()}{reason[1:]}" for one in readings for reason in _reasons(one.person))
    return _counted(CAUSES, words)


def _within(days: int, bounds: tuple[int | None, int | None]) -> bool:
    low, high = bounds
    return (low is None or days >= low) and (high is None or days <= high)


def _by_age(
    readings: Sequence[Reading], figure: Callable[[UnconsumedChallan, Reading], Decimal]
) -> Mapping[str, object]:
    aged = [
        ((one.today - left.deposited_on).days, figure(left, one))
        for one in readings
        for left in one.of("unconsumed")
        if isinstance(left, UnconsumedChallan)
    ]
    return {label: sum((n for days, n in aged if _within(days, bounds)), ZERO) for label, bounds in AGES.items()}


def _days_left(readings: Sequence[Reading]) -> Mapping[str, object]:
    days = [
        (issued.valid_to - one.today).days
        for one in readings
        for issued in one.of("ldc")
        if isinstance(issued, Certificate) and verdict(issued, one.today) == "Valid" and issued.valid_to
    ]
    return {label: sum(_within(one, bounds) for one in days) for label, bounds in LEFT.items()}


def _weeks(notices: Sequence[Item], today: date) -> Mapping[str, object]:
    """Weeks end on Sundays."""
    sunday = today + timedelta(days=6 - today.weekday())
    ends = {"This week": sunday, "Next week": sunday + timedelta(7), "In 2 to 4 weeks": sunday + timedelta(28)}

    def label(due: date | None) -> str:
        if due is None or due < today:
            return "No date" if due is None else "Overdue"
        return next((word for word, end in ends.items() if due <= end), "Later")

    return _counted(("Overdue", *ends, "Later", "No date"), [label(notice.due) for notice in notices])


def largest(readings: Iterable[Reading]) -> Iterator[tuple[str | None, Decimal | None, str | None]]:
    """Name, demand and TAN of the clients that owe most; blanks below."""
    owed = [(_owed(one), one.person) for one in readings]
    ranked = sorted((pair for pair in owed if pair[0] > 0), key=lambda pair: -pair[0])[:LARGEST]
    for _, pair in zip_longest(range(LARGEST), ranked):
        yield (_short(pair[1].name), pair[0], pair[1].tan) if pair else (None, None, None)


def _owed(reading: Reading) -> Decimal:
    return sum((one.manual + one.processed for one in reading.of("demand") if isinstance(one, Demand)), ZERO)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def ranking(readings: Iterable[Reading], everyone: Sequence[Person]) -> list[int]:
    """The helper figures behind the largest demands: whole rupees, then the client's row."""
    rows = {person.tan: row for row, person in enumerate(everyone, FIRST_ROW)}
    ranks = [
        int(_owed(one).quantize(Decimal(1), ROUND_HALF_UP)) * 100_000 - rows[one.person.tan]
        for one in readings
        if _owed(one)
    ]
    return [*sorted(ranks, reverse=True)[:LARGEST], *[0] * (LARGEST - len(ranks))]
