"""Years, quarters, and the calendar of the practice world. Years are start years: 2025 is 2025-26."""

from datetime import date, datetime, time, timedelta, timezone

from tdsxl.practice.people import QUIET, Person

IST = timezone(timedelta(hours=5, minutes=30))
FIRST_YEAR = 2022
NEW_ACT_YEAR = 2026
NEWS_BEGINS = date(2026, 11, 12)
"""News comes once a week from here on, first on 19-Nov-2026. Else nothing happens on the 15th to 22nd of a month."""
QUIET_SINCE = date(2026, 11, 14)


def year_of(day: date) -> int:
    """Start year of the financial or tax year a day lies in."""
    return day.year if day.month >= 4 else day.year - 1


def year_text(year: int) -> str:
    """A year as the portals print it: 2025-26."""
    return f"{year}-{(year + 1) % 100:02}"


def is_new_act(year: int) -> bool:
    """Whether a year stands under the Income-tax Act 2025."""
    return year >= NEW_ACT_YEAR


def due_month(year: int, quarter: int) -> date:
    """First day of the month in which the statement of a quarter is due."""
    months = {1: (year, 7), 2: (year, 10), 3: (year + 1, 1), 4: (year + 1, 5)}
    return date(*months[quarter], 1)


def as_of(person: Person, day: date) -> date:
    """The day a client's portals show: a quiet client's data stand still."""
    return min(day, QUIET_SINCE) if QUIET in person.traits else day


def news_weeks(person: Person, kind: str, day: date) -> int:
    """How often news of a kind has reached a client by a day."""
    return max(0, (day - NEWS_BEGINS).days // 7) if kind in person.news else 0


def news_day(week: int) -> date:
    """The day of a week's news, counted from 1."""
    return NEWS_BEGINS + timedelta(days=7 * week)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant by the Indian clock."""
    return datetime.combine(day, time(hour, minute, second), IST)
