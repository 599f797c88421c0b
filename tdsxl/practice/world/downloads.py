"""Downloads that were requested on TRACES before."""

import random
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tdsxl.practice.people import AVAILABLE, NOTHING, Person
from tdsxl.practice.world.dice import dice
from tdsxl.practice.world.periods import FIRST_YEAR, NEWS_BEGINS, as_of, news_weeks
from tdsxl.practice.world.shapes import shaped

READY, SUBMITTED, FAILED, DISABLED = "Available", "Submitted", "Failed", "Disabled"
REMARKS = {READY: "", SUBMITTED: "", FAILED: "Please contact CPC(TDS)", DISABLED: "Duplicate request"}
KINDS = ("NSDL Conso File", "Justification Report", "Form 16A", "Intimation")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedDownload:
    """One request and how far it is."""

    number: str
    on: date
    year: int
    quarter: int
    form: str
    kind: str
    status: str

    @property
    def remarks(self) -> str:
        """What the portal says beside the status."""
        return REMARKS[self.status]


@lru_cache(maxsize=512)
def requested_downloads(person: Person, day: date) -> tuple[RequestedDownload, ...]:
    """The list of requests on a day, in the order of their numbers."""
    if NOTHING in person.traits:
        return ()
    roll = dice(person, "downloads")
    shown = as_of(person, day)
    ready = READY if news_weeks(person, AVAILABLE, day) else SUBMITTED
    drawn = [_request(person, roll, status, place=place) for place, status in enumerate(_statuses(roll, person.size))]
    waiting = [_request(person, roll, ready, place=99, on=NEWS_BEGINS)] if AVAILABLE in person.news else []
    return tuple(sorted((r for r in drawn + waiting if r.on <= shown), key=lambda r: r.number))


def _statuses(roll: random.Random, size: int) -> list[str]:
    odd = [SUBMITTED, FAILED, DISABLED][: size // 12]
    return [READY] * roll.randrange(1, 4 + size // 20) + odd


def _request(
    person: Person, roll: random.Random, status: str, *, place: int, on: date | None = None
) -> RequestedDownload:
    when = on or date(roll.randrange(2025, 2027), roll.randrange(1, 11), roll.randrange(1, 15))
    return RequestedDownload(
        number=f"{when:%y%m}{place:02}{shaped(roll, '99')}",
        on=when,
        year=roll.randrange(FIRST_YEAR + 1, 2026),
        quarter=roll.randrange(1, 5),
        form=roll.choice(person.filed_forms),
        kind=roll.choice(KINDS),
        status=status,
    )
