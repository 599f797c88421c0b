"""What a fresh book begins with beside our sheets: the due dates of the rules."""

from datetime import UTC, datetime

from tdsxl.review.due_dates import seeded
from tdsxl.tables import DueDate
from tdsxl.values import default_years, indian_day


def due_dates() -> tuple[DueDate, ...]:
    """Of the current year, the two before and the next."""
    years = default_years(indian_day(datetime.now(UTC)))
    return tuple(seeded([*years, years[-1].next]))
