"""Books of the harness. Beside an open book lies Excel's owner file, as other programs expect of Excel."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes, utils

from tests.calc import bridge
from tests.calc.calls import gated
from tests.calc.errors import ComError, Refused
from tests.calc.names import Names
from tests.calc.office import Office, documents
from tests.calc.sheets import Sheets

if TYPE_CHECKING:
    from tests.calc.app import App

_WRITERS = {".xlsx": "Calc MS Excel 2007 XML", ".xlsm": "Calc MS Excel 2007 VBA XML"}
_RUN_MACROS = 4
"""com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN"""
_USER = "Asha"
_NAME_ROOM = 53
"""Bytes of an owner file that are kept for the name."""


@gated
class Book(base_classes.Book):
    """An open book."""

    def __init__(self, app: "App", document: Any) -> None:  # uno has no stubs
        self._app = app
        self.document = document

    @property
    def office(self) -> Office:
        return self._app.office

    @property
    def app(self) -> "App":
        return self._app

    @property
    def api(self) -> "BookApi":
        return BookApi(self)

    @property
    def path(self) -> Path | None:
        """Its file; None before it was ever saved."""
        return bridge.path_of(self.document.URL) if self.document.URL else None

    @property
    def name(self) -> str:
        return self.path.name if self.path else str(self.document.Title)

    @property
    def fullname(self) -> str:
        """The path; for a book that the desk says lies in a cloud, what xlwings makes of its address."""
        address = self.office.desk.setting(f"cloud-{self.name}")
        return str(utils.fullname_url_to_local_path(address)) if address else str(self.path or self.name)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()

    def close(self) -> None:
        """Without saving."""
        self._let_go()
        self.document.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Under its own name or, from then on, another; a book opened read-only keeps its file as it is."""
        target = Path(path).absolute() if path else self.path or Path.cwd() / f"{self.name}.xlsx"
        if path is None and self.document.isReadonly():
            raise Refused(f"Cannot access read-only document '{self.name}'.")
        self._let_go()
        self.document.storeAsURL(bridge.url_of(target), bridge.properties(FilterName=_WRITERS[target.suffix.lower()]))
        take(target, self.office)

    def _let_go(self) -> None:
        if self.path and not self.document.isReadonly():
            owner_file(self.path).unlink(missing_ok=True)


class BookApi:
    """What Excel's own book object tells, where xlwings has no word for it."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def ReadOnly(self) -> bool:  # noqa: N802  # Excel's word
        """Whether it was opened read-only."""
        return bool(self._book.office.call("BookApi.ReadOnly", self._book.document.isReadonly))

    @property
    def Saved(self) -> bool:  # noqa: N802  # Excel's word
        """Whether nothing has changed since it was saved."""
        return not self._book.office.call("BookApi.Saved", self._book.document.isModified)

    @property
    def FullName(self) -> str:  # noqa: N802  # Excel's word
        """The path, or the address in the cloud, untouched by xlwings."""
        address = self._book.office.desk.setting(f"cloud-{self._book.name}")
        return str(address or self._book.fullname)


class Books(base_classes.Books):
    """The books open in an office; asked for one by name, a busy Excel seems to have none, as on Windows."""

    def __init__(self, app: "App") -> None:
        self.app = app

    @property
    def office(self) -> Office:
        """The office they are open in."""
        return self.app.office

    @property
    def api(self) -> Any:  # uno has no stubs
        return self.office.desktop

    @property
    def active(self) -> Book | None:
        current = self.office.call("Books.active", lambda: self.office.desktop.getCurrentComponent())
        opened = self._all("Books.active")
        return next((book for book in opened if book.document == current), opened[0] if opened else None)

    def __call__(self, name_or_index: str | int) -> Book:
        try:
            books = self._all("Books.__call__")
        except ComError as error:
            raise KeyError(name_or_index) from error
        if isinstance(name_or_index, int):
            found = books[name_or_index - 1 : name_or_index]
        else:
            found = [book for book in books if book.name.lower() == name_or_index.lower()]
        if not found:
            raise KeyError(name_or_index)
        return found[0]

    def __len__(self) -> int:
        return len(self._all("Books.__len__"))

    def __iter__(self) -> Iterator[Book]:
        return iter(self._all("Books.__iter__"))

    def add(self) -> Book:
        """A new book with one sheet."""
        return self._loaded("private:factory/scalc", read_only=False)

    def open(self, fullname: str, update_links: object = None, read_only: bool | None = None, *_: object) -> Book:
        """Open a file; read-only where it is open elsewhere, as Excel does when nobody is asked."""
        path = Path(fullname).absolute()
        if not path.exists():
            raise Refused(f"Sorry, we couldn't find {path}.")
        book = self._loaded(bridge.url_of(path), read_only=bool(read_only) or is_taken(path))
        if not book.document.isReadonly():
            take(path, self.office)
        return book

    def _loaded(self, url: str, *, read_only: bool) -> Book:
        wishes = bridge.properties(MacroExecutionMode=_RUN_MACROS, ReadOnly=read_only)
        document = self.office.call(
            "Books.open", lambda: self.office.desktop.loadComponentFromURL(url, "_blank", 0, wishes)
        )
        if document is None:
            raise Refused(f"Calc could not open {url}.")
        return Book(self.app, document)

    def _all(self, call: str) -> list[Book]:
        found = self.office.call(call, lambda: documents(self.office))
        return [Book(self.app, document) for document in reversed(found)]


def owner_file(path: Path) -> Path:
    """The file that tells others who has a book open."""
    return path.with_name(f"~${path.name}")


def take(path: Path, office: Office) -> None:
    """Tell others that a book is open in an office."""
    owner = bytes([len(_USER)]) + _USER.encode().ljust(_NAME_ROOM)
    owner_file(path).write_bytes(owner + str(office.pid).encode())


def is_taken(path: Path) -> bool:
    """Whether an office that lives has a book open; who was killed leaves its file behind."""
    if not owner_file(path).exists():
        return False
    try:
        os.kill(int(owner_file(path).read_bytes()[1 + _NAME_ROOM :]), 0)
    except ProcessLookupError:
        return False
    return True
