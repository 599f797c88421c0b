"""An Excel that is busy while the worker needs it: one clear line, nothing is lost, and Stop is heard."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

import pytest

from tdsxl.addin.jobs import Desk, Jobs
from tdsxl.addin.wording import worded
from tdsxl.cli.anywhere import AnywhereBook
from tdsxl.cli.office import OUR_SHEETS, book_of
from tdsxl.errors import Stopped
from tdsxl.practice.server import Practice
from tdsxl.sheets.excel.calls import BUSY
from tdsxl.window.values import Choice, Finished, News, Opened, Said
from tests.sheets.excel.samples import desk_of
from tests.whole.pc import Pc

if TYPE_CHECKING:
    import xlwings

pytestmark = [pytest.mark.calc, pytest.mark.fault, pytest.mark.row("E9")]
WRITING = "Writing the workbook …"


class Window:
    """Keeps what it is told, and does something once a line is said."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self.once: dict[str, Callable[[], object]] = {}

    def tell(self, news: News) -> None:
        """What the worker says."""
        self.news.append(worded(news))
        if isinstance(news, Said) and news.text in self.once:
            self.once.pop(news.text)()

    def say(self, line: str) -> None:
        """What Excel is waited for."""
        self.tell(Said(text=line))

    def of(self, kind: type[News]) -> list[News]:
        """All news of a kind."""
        return [news for news in self.news if isinstance(news, kind)]

    @property
    def troubles(self) -> list[str]:
        """Lines said in red."""
        return [news.text for news in self.news if isinstance(news, Said) and news.is_trouble]


@pytest.fixture
def window(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> Window:
    """That of the office's worker."""
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    return Window()


def work(pc: Pc, held: AnywhereBook, window: Window, stop: threading.Event) -> tuple[Jobs, Choice]:
    """The work on a book that was offered, and the first client's challans: the IT portal asks nothing."""
    portals = str(pc.folder / "portals.toml")
    jobs = Jobs(
        Desk(home=pc.home, path=pc.book, book=held, portals=portals, tell=window.tell, stop=stop), SimpleQueue()
    )
    jobs.offer()
    jobs.expect()
    (offer,) = (news.offer for news in window.news if isinstance(news, Opened))
    tan = next(client.tan for client in offer.clients if client.chosen)
    return jobs, Choice(tans=(tan,), modules=frozenset({"challans"}), for_all=False, years=offer.chosen_years)


@pytest.mark.usefixtures("portals")
def test_a_run_whose_excel_is_busy_at_its_end_is_written_by_write_now(
    pc: Pc, book: "xlwings.Book", window: Window
) -> None:
    """The summary comes all the same, with one line of what stands in the way; then the book is brought up to date."""
    held = AnywhereBook(pc.book, backups=pc.home.backups, sheets=OUR_SHEETS, tell=window.say, wait=lambda _: None)
    jobs, chosen = work(pc, held, window, threading.Event())
    window.once[WRITING] = lambda: desk_of(book).be_busy(seconds=600)
    jobs.sync(chosen)
    desk_of(book).be_busy()
    (line,) = window.troubles
    assert line.startswith("Excel has been busy for 60 seconds. Finish editing the cell, or close the dialog.")
    assert "Write now" in line
    assert window.of(Finished)
    assert book.sheets["Challans"].range("A5").value is None
    jobs.write()
    assert book.sheets["Challans"].range("A5").value == chosen.tans[0]
    assert window.troubles == [line]


def test_a_stop_is_heard_while_excel_is_busy(pc: Pc, portals: Practice, book: "xlwings.Book", window: Window) -> None:
    """Before the book is read nothing is sent; while it is written the journal has all, and Write now writes it."""
    desk, stop = desk_of(book), threading.Event()
    jobs, chosen = work(pc, book_of(pc.book, pc.home, window.say, stop), window, stop)
    desk.be_busy(seconds=600)
    window.once[BUSY] = jobs.stop
    with pytest.raises(Stopped, match="Stopped while Excel was busy"):
        jobs.sync(chosen)
    desk.be_busy()
    assert not portals.log.logins
    window.once = {WRITING: lambda: desk.be_busy(seconds=600), BUSY: jobs.stop}
    jobs.expect()
    jobs.sync(chosen)
    desk.be_busy()
    assert portals.log.logins
    (line,) = window.troubles
    assert line.startswith("Stopped while Excel was busy. The journal keeps everything")
    jobs.write()
    assert book.sheets["Challans"].range("A5").value == chosen.tans[0]


@pytest.mark.usefixtures("portals")
def test_a_window_that_is_closed_while_the_book_is_written_hinders_nothing(
    pc: Pc, book: "xlwings.Book", window: Window
) -> None:
    """An Excel that is busy for a moment is waited for all the same."""
    desk, stop = desk_of(book), threading.Event()
    jobs, chosen = work(pc, book_of(pc.book, pc.home, window.say, stop), window, stop)
    window.once = {WRITING: lambda: desk.be_busy(seconds=1), BUSY: jobs.close}
    jobs.sync(chosen)
    assert not window.once
    assert not window.troubles
    assert book.sheets["Challans"].range("A5").value == chosen.tans[0]
