"""The program: a running office as an Excel."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from tests.calc.books import Books
from tests.calc.boxes import Box
from tests.calc.calls import gated
from tests.calc.errors import Refused
from tests.calc.office import Office, OwnOffice, offices_told
from tests.calc.ranges import Range
from tests.calc.sheets import Sheet

if TYPE_CHECKING:
    from tests.calc.engine import Engine


def _setting(name: str, default: object) -> property:
    """A setting that does nothing but stay as it was set."""

    def get(self: "App") -> object:
        return self.office.desk.setting(name, default)

    def put(self: "App", value: object) -> None:
        self.office.desk.set(name, value)

    return property(get, put)


@gated
class App(base_classes.App):
    """An Excel; its settings are kept on the desk, for every process."""

    hwnd = None
    path = "/usr/bin/soffice"
    version = "16.0"
    visible = _setting("visible", default=True)
    screen_updating = _setting("screen_updating", default=True)
    display_alerts = _setting("display_alerts", default=True)
    enable_events = _setting("enable_events", default=True)
    interactive = _setting("interactive", default=True)
    status_bar = _setting("status_bar", default=False)
    cut_copy_mode = _setting("cut_copy_mode", default=None)

    def __init__(self, apps: "Apps", office: Office) -> None:
        self._apps = apps
        self._office = office

    @property
    def office(self) -> Office:
        return self._office

    @property
    def engine(self) -> "Engine":
        return self._apps.engine

    @property
    def api(self) -> Any:  # uno has no stubs
        return self._office.desktop

    @property
    def books(self) -> Books:
        return Books(self)

    @property
    def pid(self) -> int:
        return self._office.pid

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active book; the first stretch where there are several."""
        book = self.books.active
        selected = book.document.CurrentController.getSelection() if book else None
        if book is None or selected is None:
            return None
        address = (selected.getByIndex(0) if hasattr(selected, "getByIndex") else selected).RangeAddress
        return Range(Sheet(book, book.document.Sheets.getByIndex(address.Sheet)), Box.at(address))

    def activate(self, steal_focus: bool = False) -> None:
        self._apps.bring_forward(self._office)

    def calculate(self) -> None:
        for book in self.books:
            book.document.calculateAll()

    @property
    def calculation(self) -> str:
        book = self.books.active
        return "automatic" if book is None or book.document.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.document.enableAutomaticCalculation(value != "manual")

    def run(self, macro: str, args: Sequence[object]) -> object:
        """Run `Module.Name` of the active book, or `'Book'!Module.Name`; one that fails there gives None."""
        title, _, procedure = macro.rpartition("!")
        book = self.books(title.strip("'")) if title else self.books.active
        module, _, name = procedure.rpartition(".")
        libraries = _libraries_with(book.document, module) if book else []
        if book is None or not libraries:
            raise Refused(f"Cannot run the macro '{macro}'.")
        place = f"vnd.sun.star.script:{libraries[0]}.{module}.{name}?language=Basic&location=document"
        return book.document.getScriptProvider().getScript(place).invoke(tuple(args), (), ())[0]

    def alert(self, prompt: str, *_: object) -> str:
        """Answered at once; what it said stands on the desk as the setting `alert`."""
        self._office.desk.set("alert", prompt)
        return "ok"

    def quit(self) -> None:
        self._apps.forget(self._office)
        self._office.stop()

    def kill(self) -> None:
        self._office.kill()


def _libraries_with(document: Any, module: str) -> list[str]:  # uno has no stubs
    libraries = document.BasicLibraries
    for name in libraries.ElementNames:
        libraries.loadLibrary(name)
    return [name for name in libraries.ElementNames if libraries.getByName(name).hasByName(module)]


class Apps(base_classes.Apps):
    """The offices this process sees; the first is the active one."""

    def __init__(self, engine: "Engine") -> None:
        self.engine = engine
        self._offices: list[Office] = offices_told()

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(self, spec: object = None, add_book: bool | None = None, xl: object = None, visible: object = None) -> App:
        """Start another."""
        app = App(self, OwnOffice())
        self.bring_forward(app.office)
        if add_book:
            app.books.add()
        return app

    def see(self, office: Office) -> App:
        """Take in an office that runs already."""
        self.bring_forward(office)
        return App(self, office)

    def __iter__(self) -> Iterator[App]:
        return iter([App(self, office) for office in self._offices if office.is_alive()])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError("Could not find an Excel instance with this PID.")

    def bring_forward(self, office: Office) -> None:
        """Make one the active office."""
        self._offices = [office, *(other for other in self._offices if other is not office)]

    def forget(self, office: Office) -> None:
        """See one no longer."""
        self._offices = [other for other in self._offices if other is not office]

    @staticmethod
    def cleanup() -> None:
        """Nothing is left behind that a second look could find."""
