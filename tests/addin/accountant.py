"""An accountant at the screen, who sees pixels and presses keys, and knows nothing of the process behind the window."""

import io
import os
import time
from collections.abc import Callable, Iterator

import httpx
import numpy as np
import pytest
from PIL import Image, ImageGrab

from tdsxl.addin.place import Place
from tdsxl.practice.captcha import SIZE
from tests.addin.keyboard import ALT, RETURN, Keyboard
from tests.addin.pressing import Press, is_open, workers
from tests.whole.pc import Pc, wait_until

PATIENCE_S = 120.0
"""Between two captchas; the last one is followed by the writing of the book."""
LOOK_S = 0.05
_TIMES = 2
"""The desk shows the pictures of the practice portals so many times as large, at 96 dots an inch."""
_GROUND, _LINE = (244, 246, 250), (196, 204, 220)
"""What stands at the edges of those pictures, and nowhere else in the window."""


class Accountant:
    """Reads a captcha off the screen, types it, and looks for the next."""

    def __init__(self, url: str, keyboard: Keyboard) -> None:
        """Take the practice portals, which know what their pictures say."""
        self._url = url
        self._keyboard = keyboard
        self._answered = b""
        self.typed = 0
        """Captchas."""

    def start_sync(self, has_begun: Callable[[], bool]) -> None:
        """Press Enter in the Sync Bucket."""
        self._until(has_begun, lambda: self._keyboard.press(RETURN))

    def type_captchas(self, is_over: Callable[[], bool]) -> None:
        """Answer all that is asked."""
        self._until(is_over, self._answer)

    def close(self, is_closed: Callable[[], bool]) -> None:
        """Press Close in the summary."""
        self._until(is_closed, lambda: self._keyboard.press(ord("l"), ALT))

    def _answer(self) -> None:
        picture = captcha_on(ImageGrab.grab(xdisplay=""))
        if picture is None:
            # Take over, or try again; where neither is asked, no button hears it.
            self._keyboard.press(ord("y"), ALT)
        elif picture != self._answered:
            text = httpx.post(
                f"{self._url}/practice/captcha", content=picture, trust_env=False, timeout=PATIENCE_S
            ).text
            # A picture may be seen while it is being drawn.
            if text:
                self._keyboard.type(text)
                self._keyboard.press(RETURN)
                self._answered, self.typed = picture, self.typed + 1

    def _until(self, is_so: Callable[[], bool], work: Callable[[], None]) -> None:
        typed, until = self.typed, time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < until, f"nothing happened after {self.typed} captchas"
            work()
            if self.typed > typed:
                typed, until = self.typed, time.monotonic() + PATIENCE_S
            time.sleep(LOOK_S)


@pytest.fixture
def accountant(pc: Pc, press: Press, place: Place) -> Iterator[Accountant]:
    """Somebody before a run, begun by the ribbon's button and by Enter in the Sync Bucket."""
    assert press("sync").wait(timeout=30) == 0
    wait_until(lambda: is_open(place))
    with Keyboard(os.environ["DISPLAY"]) as keyboard:
        person = Accountant(pc.url, keyboard)
        person.start_sync(pc.home.progress.exists)
        yield person


def finish(accountant: Accountant, pc: Pc) -> None:
    """Type all captchas to come, and close the window when the book is written."""
    accountant.type_captchas(lambda: not pc.home.progress.exists())
    accountant.close(lambda: not workers(pc.book))


def captcha_on(screen: Image.Image) -> bytes | None:
    """The picture on the screen, as the portals drew it."""
    pixels = np.asarray(screen)
    rows, columns = ((pixels == _GROUND).all(axis=2) | (pixels == _LINE).all(axis=2)).nonzero()
    if not len(rows):
        return None
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    if (box[2] - box[0], box[3] - box[1]) != (_TIMES * SIZE[0], _TIMES * SIZE[1]):
        return None
    out = io.BytesIO()
    screen.crop(box).resize(SIZE, Image.Resampling.NEAREST).save(out, "PNG", compress_level=1)
    return out.getvalue()
