"""Pivot tables of the harness: found, asked for their fields, refreshed; the tests make them through Calc itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.calc.calls import gated
from tests.calc.office import Office

if TYPE_CHECKING:
    from tests.calc.sheets import Sheet


@gated
class PivotTable(base_classes.PivotTable):
    """A pivot table of a sheet."""

    def __init__(self, sheet: "Sheet", uno: Any) -> None:  # uno has no stubs
        self._sheet = sheet
        self.uno = uno

    @property
    def office(self) -> Office:
        return self._sheet.office

    @property
    def field_names(self) -> list[str]:
        """The titles of its source."""
        fields = self.uno.getDataPilotFields()
        return [str(fields.getByIndex(at).Name) for at in range(fields.Count)]

    def refresh(self) -> None:
        self.uno.refresh()


@gated
class PivotTables(base_classes.PivotTables):
    """The pivot tables of a sheet."""

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet
        self.uno: Any = sheet.uno.getDataPilotTables()  # uno has no stubs

    @property
    def office(self) -> Office:
        return self._sheet.office

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.uno

    def __len__(self) -> int:
        return int(self.uno.Count)

    def __iter__(self) -> Iterator[PivotTable]:
        return iter([PivotTable(self._sheet, self.uno.getByIndex(at)) for at in range(self.uno.Count)])
