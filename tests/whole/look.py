"""One client on one day, as a firm asks for it. The pages `truth*.py` answer for the portals."""

from dataclasses import dataclass
from datetime import date

from tdsxl.practice.people import Person
from tdsxl.records import Notice, NoticeKind, RegisterRow
from tdsxl.values import Portal, Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A client, a day and what the firm asks."""

    person: Person
    day: date
    years: tuple[Year, ...]
    register: tuple[RegisterRow, ...]


BLANK = Notice(
    portal=Portal.TRACES,
    kind=NoticeKind.COMMUNICATION,
    reference="",
    category=None,
    description=None,
    box=None,
    section=None,
    form=None,
    year=None,
    quarter=None,
    issued_on=None,
    served_on=None,
    due_on=None,
    status=None,
    replied=None,
)
"""A notice that says nothing; the lists say what they know."""
