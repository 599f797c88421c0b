"""The figures of the sheet Dashboard: its sections, their rows, and what each row counts. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass

from tdsxl.tables import Cell

TITLE = "Dashboard"
"""Of the sheet."""
SHEETS = frozenset({"Open Items", "Returns Due", "Unconsumed Challans", "Outstanding Demand", "LDC"})
"""Titles of the sheets that it counts, besides Clients; a book without one of them has none."""
CHOICE = "Compare with the group"
"""Label of the cell, right of it, in which the firm chooses one; blank: the first group."""
LARGEST = 10
"""Clients with the largest demands."""
GROUPS = 40
"""Groups in the drop-down; others can be typed."""
RANK = 100_000
"""More than the rows of clients."""
NAME_LENGTH = 26
"""Characters of a client's name that a chart has room for."""
NO_GROUP = "No group"
"""Heading of the group's figures where no client has one."""
NOBODY = ": no clients"
"""Behind the name of a group there that no client has."""

Figures = Mapping[str, tuple[Cell, ...]]
"""Heading of a section → what its formulas give, row by row, the heading's own row first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that one row counts, both ends in them; None: no end."""

    label: str
    first: int | None = None
    last: int | None = None

    def holds(self, days: int) -> bool:
        """Whether so many days fall into it."""
        return (self.first is None or self.first <= days) and (self.last is None or days <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Rows of figures under a heading, by which they are found."""

    heading: str
    labels: tuple[str, ...] = ()
    """Of its rows; empty where formulas name them."""


STATUSES = {
    "All checked": "All checked",
    "Partly checked": "? of ? checked",
    "Not checked": "Not checked",
    "Waiting for you": "Waiting for you",
}
"""Label → what stands in Clients[Status]; `?` is any character."""

REASONS = {
    "Password refused": "password refused",
    "Account locked": "account locked",
    "Login not understood": "login answer not understood",
    "Needs OTP": "needs OTP",
    "No password stored": "no password",
    "Captcha not typed": "captcha",
    "Signed in elsewhere": "signed in elsewhere",
    "Portal silent": "did not answer",
    "Portal down or busy": "(HTTP ",
    "Maintenance": "under maintenance",
    "Stopped or cut off": "the run was",
}
"""Label → words in Clients[Message] of a client that is not checked in full."""

AGES = (
    Span(label="0–90 days", last=90),
    Span(label="91–180 days", first=91, last=180),
    Span(label="181–365 days", first=181, last=365),
    Span(label="Over 365 days", first=366),
)
"""Since a challan was deposited."""

OVERDUE = "Overdue"
WEEKS = (
    Span(label="This week", last=0),
    Span(label="Next week", first=1, last=7),
    Span(label="In 2 to 4 weeks", first=8, last=28),
    Span(label="Later", first=29),
)
"""From the Sunday that ends this week to a due date that has not passed."""
NO_DATE = "No date"

DAYS_LEFT = (
    Span(label="Up to 30 days", first=0, last=30),
    Span(label="31–90 days", first=31, last=90),
    Span(label="91–180 days", first=91, last=180),
    Span(label="Over 180 days", first=181),
)
"""Of a certificate that is valid."""

PAGE = Section(heading=TITLE)
"""The as-on line below the title."""
COUNTED = Section(heading="What is counted", labels=("Day", "This week ends on", "Group"))
CHECKED = Section(heading="Clients", labels=(*STATUSES, "Never synced"))
UNCHECKED = Section(heading="Not checked, because", labels=(*REASONS, "Another reason"))
PROVEN = Section(heading="Unconsumed, proven", labels=tuple(span.label for span in AGES))
UNPROVEN = Section(heading="Unconsumed, no amount", labels=tuple(span.label for span in AGES))
CERTIFICATES = Section(heading="Certificates, days left", labels=tuple(span.label for span in DAYS_LEFT))
FIRMS_LARGEST = Section(heading="Largest demands, firm")
GROUPS_LARGEST = Section(heading="Largest demands, group")
NOTICES = Section(heading="Notices by due week", labels=(OVERDUE, *(span.label for span in WEEKS), NO_DATE))
RETURNS = Section(
    heading="Returns by status",
    labels=("Filed", "Filed late", "Upcoming", "Pending", "Rejected", "Nil / not due", "Not checked"),
)
RANKING = Section(heading="Ranking of demands", labels=tuple(map(str, range(1, LARGEST + 1))))
"""Whole rupees of a client's demand × `RANK` less its row on the sheet Clients: the largest first, each but once."""
ALL_GROUPS = Section(heading="Your groups")

SECTIONS = (
    *(PAGE, COUNTED, CHECKED, UNCHECKED, PROVEN, UNPROVEN, CERTIFICATES),
    *(FIRMS_LARGEST, GROUPS_LARGEST, NOTICES, RETURNS, RANKING, ALL_GROUPS),
)
