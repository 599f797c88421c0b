"""Where everything of ours stands in one book."""

from functools import cached_property

from tdsxl.errors import InputError
from tdsxl.figures import TITLE
from tdsxl.sheets.file.find import Finder, Place
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.headers import NEEDED_OF_CLIENTS, key_titles, naming_titles
from tdsxl.sheets.layout import SETTINGS, names_of_sheet
from tdsxl.tables import Sheet
from tdsxl.titles import CLIENTS, REGISTER

_HOME = "Home"


class Places:
    """The tables and sheets of one book; each is looked for when first asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._finder = Finder(package)

    @cached_property
    def clients(self) -> Place:
        """The table Clients."""
        return self._finder.place(CLIENTS, NEEDED_OF_CLIENTS)

    @cached_property
    def settings(self) -> Place:
        """The table Settings."""
        return self._finder.place(SETTINGS, ("Setting", "Value"))

    @cached_property
    def register(self) -> Place | None:
        """The table LDC Register, where the firm keeps one."""
        return self.kept(REGISTER)

    def kept(self, sheet: Sheet) -> Place | None:
        """A table that the firm may keep or not."""
        needed = key_titles(sheet)
        return self._finder.place(sheet, needed) if self._finder.has(sheet, needed) else None

    @property
    def home(self) -> str:
        """Part of the sheet Home; empty where there is none."""
        return self._part(_HOME)

    @property
    def dashboard(self) -> str:
        """Part of the sheet Dashboard; empty where there is none."""
        return self._part(TITLE)

    def table(self, sheet: Sheet) -> Place:
        """A table that tdsxl writes."""
        return self._finder.place(sheet, naming_titles(sheet))

    def tables(self, sheets: tuple[Sheet, ...]) -> tuple[Place, ...]:
        """The tables that tdsxl writes.

        Raises:
            InputError: One is missing, or two of our tables stand on one sheet.
        """
        found: dict[str, Place] = {}
        for place in (self.clients, self.settings, *map(self.table, sheets)):
            other = found.setdefault(place.entry.part, place)
            if other is not place:
                raise InputError(
                    f"{self._package.path.name}: {other.sheet.title} and {place.sheet.title} stand on one sheet.",
                    "Give each a sheet of its own.",
                )
        return tuple(found.values())[2:]

    def _part(self, title: str) -> str:
        parts = {entry.title.casefold(): entry.part for entry in self._package.sheets}
        return next((parts[name.casefold()] for name in names_of_sheet(title) if name.casefold() in parts), "")
