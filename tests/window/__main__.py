"""Draws the README's windows: `xvfb-run -a -s '-screen 0 1400x900x24 -dpi 96' python -m tests.window FOLDER`.

What is to be seen is what the product says: a real worker behind a real window syncs practice portals. The office was
synced a week before, and by a night run; a robot presses the buttons and types what the portals say of their pictures.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import ImageGrab

from tdsxl.addin.place import place_of
from tdsxl.addin.serving import window_of
from tdsxl.addin.work import Work
from tdsxl.challenges import Captcha
from tdsxl.cli.demo import FIRST_DAY, WEEK
from tdsxl.cli.invented import furnish, write_portals
from tdsxl.cli.ready import Call
from tdsxl.cli.sync import make_sync
from tdsxl.practice.latency import Latency
from tdsxl.practice.server import Practice
from tdsxl.prompts.scripted import Scripted, Unattended
from tdsxl.window.window import Window

BOOK = "office.xlsx"
CLIENTS, SCALE = 60, 0.4
LATENCY = Latency(0.25, 0.6)
"""Slow enough that pictures wait for the robot."""
SEEN_MS = 500
"""What was told is drawn by then."""
LOOK_MS = 20
LONGEST_S = 300

Steps = Iterator[Callable[[], bool]]
"""What the robot waits for, one thing after the other."""


class Robot:
    """Goes through the views, and takes a picture of each."""

    def __init__(self, work: Work, window: Window, *, url: str, folder: Path) -> None:
        self._work = work
        self._window = window
        self._desk = window.run_view.desk
        self._clerk = Scripted(url, take_over="yes", try_again="yes")
        self._folder = folder
        self._typed = 0

    def run(self) -> None:
        """Until all is seen."""
        self._window.root.geometry("+0+0")
        self._window.root.after(1000 * LONGEST_S, sys.exit, "The robot got nowhere.")
        self._go(self._steps(), lambda: True)
        self._window.run()

    def _steps(self) -> Steps:
        window = self._window
        yield lambda: all("answers" in text or "works" in text for text in self._lights())
        yield from self._picture("bucket")
        self._work.show_passwords()
        yield window.passwords.frame.winfo_ismapped
        yield from self._picture("passwords")
        window.passwords.back.invoke()
        window.bucket.start.invoke()
        yield lambda: self._types(CLIENTS // 3)
        yield lambda: self._desk.questions.waiting > 2 and self._types(0)
        self._desk.entry.insert("end", self._text()[:4])
        yield from self._picture("desk")
        yield lambda: self._types(CLIENTS * 2 // 3) and self._desk.shown is None
        yield from self._picture("run")
        yield lambda: not self._types(CLIENTS * 9) and "up to date" in window.status
        yield from self._picture("summary")

    def _lights(self) -> list[str]:
        return [str(light.cget("text")) for light in self._window.shell.band.lights.values()]

    def _go(self, steps: Steps, is_so: Callable[[], bool]) -> None:
        """Take the next step once what the last one waits for is so."""
        after = self._window.root.after
        if not is_so():
            after(LOOK_MS, self._go, steps, is_so)
        elif following := next(steps, None):
            after(SEEN_MS, self._go, steps, following)
        else:
            self._window.close()

    def _types(self, captchas: int) -> bool:
        """Answer what is asked, until so many captchas are typed; whether they are, and a captcha is shown."""
        asked = self._desk.shown
        is_captcha = asked is not None and isinstance(asked.challenge, Captcha)
        if asked is None or (is_captcha and self._typed >= captchas):
            return self._typed >= captchas
        self._typed += is_captcha
        if is_captcha:
            self._desk.text.set(self._text())
            self._desk.entry.event_generate("<KeyPress-Return>")
        else:
            self._desk.yes.invoke()
        return False

    def _text(self) -> str:
        asked = self._desk.shown
        assert asked
        return self._clerk.ask(asked.challenge, name=asked.name, tan=asked.tan, portal=asked.portal) or ""

    def _picture(self, name: str) -> Steps:
        root = self._window.root
        yield lambda: True
        x, y = root.winfo_rootx(), root.winfo_rooty()
        area = (x, y, x + root.winfo_width(), y + root.winfo_height())
        ImageGrab.grab(bbox=area, xdisplay="").save(self._folder / f"{name}.png", optimize=True)


def draw(pictures: Path) -> None:
    """Take a picture of each view."""
    with tempfile.TemporaryDirectory() as folder:
        with Practice(clients=CLIENTS, scale=SCALE, day=FIRST_DAY) as portals:
            home, book = furnish(Path(folder), portals, BOOK)
            call = Call(book=book, portals=f"{folder}/portals.toml")
            make_sync(call, home, Scripted(portals.url, take_over="yes", try_again="yes"))
            portals.day = FIRST_DAY + WEEK
            make_sync(call, home, Unattended())
        with Practice(clients=CLIENTS, scale=SCALE, day=FIRST_DAY + WEEK, latency=LATENCY) as portals:
            write_portals(Path(folder), portals)
            work, window = window_of(place_of(str(book)), None)
            office = work.begin("bucket")
            Robot(work, window, url=portals.url, folder=pictures).run()
            work.closed()
            office.join()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
