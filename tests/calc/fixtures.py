"""Fixtures of every test that needs a spreadsheet program: `calc_app` and `calc_book`."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.calc import bridge

if TYPE_CHECKING:
    import xlwings

Opener = Callable[[Path], "xlwings.Book"]


def need(lack: str | None) -> None:
    """Skip a test that lacks something; where TDSXL_NO_SKIPS is set it fails instead."""
    if lack and os.environ.get("TDSXL_NO_SKIPS"):
        pytest.fail(lack)
    if lack:
        pytest.skip(lack)


@pytest.fixture(scope="session")
def calc_session() -> "Iterator[Living]":
    """The Calc of the session, whichever lives."""
    need(bridge.missing())
    from tests.calc.engine import engine

    engine()
    calc = Living()
    yield calc
    calc.quit()


class Living:
    """A Calc that is started anew when it has died, so that one crash costs one test."""

    def __init__(self) -> None:
        self._app: xlwings.App | None = None

    def app(self) -> "xlwings.App":
        """One that lives."""
        import xlwings

        if self._app is not None and not self._app.impl.office.is_alive():
            self.quit()
        if self._app is None:
            self._app = xlwings.App(add_book=False)
        return self._app

    def quit(self) -> None:
        """Leave nothing behind."""
        if self._app is not None:
            self._app.impl.office.desk.reset()
            self._app.quit()
        self._app = None


@pytest.fixture
def calc_app(calc_session: Living) -> "Iterator[xlwings.App]":
    """A running Calc behind xlwings, as the active app, with no book open; `.impl.office.desk` holds its switches."""
    app = calc_session.app()
    app.impl.office.desk.reset()
    app.activate()
    yield app
    app.impl.office.desk.reset()
    for book in app.books if app.impl.office.is_alive() else ():
        book.close()


@pytest.fixture
def calc_book(calc_app: "xlwings.App") -> Opener:
    """Opens a file in Calc; it is closed without saving when the test ends."""
    return calc_app.books.open


@pytest.fixture
def second_calc(calc_app: "xlwings.App") -> "Iterator[xlwings.App]":
    """Another Calc beside the first, and the active one; it may be killed."""
    import xlwings

    app = xlwings.App(add_book=False)
    yield app
    app.impl.office.desk.reset()
    app.quit()
