"""The filter of a range or table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xlwings import base_classes

from tests.calc import bridge
from tests.calc.calls import gated
from tests.calc.office import Office

if TYPE_CHECKING:
    from tests.calc.ranges import Range

_EQUAL = 2
"""com.sun.star.sheet.FilterOperator2.EQUAL"""


@gated
class AutoFilter(base_classes.AutoFilter):
    """A filter whose fields count from 1."""

    def __init__(self, cells: "Range") -> None:
        self._cells = cells

    @property
    def office(self) -> Office:
        return self._cells.office

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        """Values are texts as the cells show them."""
        wanted = [
            bridge.struct(
                "sheet.TableFilterField2",
                Field=field - 1,
                Connection=bridge.enum("sheet.FilterConnection", "OR"),
                Operator=_EQUAL,
                StringValue=value,
            )
            for value in values
        ]
        filters = self._cells.uno.createFilterDescriptor(True)
        filters.ContainsHeader = True
        filters.setFilterFields2(tuple(wanted))
        self._cells.uno.filter(filters)

    def clear(self, field: int | None = None) -> None:
        """All fields at once, whichever is meant."""
        self._cells.uno.filter(self._cells.uno.createFilterDescriptor(True))
