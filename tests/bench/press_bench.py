"""How long Excel stands still after a press, and when the window is there: python -m tests.bench.press_bench.

The measure is `python -c "import xlwings"` in the same environment: RunPython begins each button with it. The book is
marked as one of practice portals, the caller is a stand-in for Excel, the screen is Xvfb. The window is there when the
first of its pixels is: the screen is looked at again and again, some 20 ms apart.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from PIL import ImageGrab

from tdsxl.addin.place import MARKER, UNLOCK
from tdsxl.cli.main import main as tdsxl
from tests.window.screen import SIZE

ROUNDS = 7
LOOK_S = 0.01
"""Between two looks: the button and the worker need the processors too."""
PLAIN = "import xlwings"
STAND_IN = """
import sys, types
import xlwings
book = types.SimpleNamespace(fullname=sys.argv[1], name="book.xlsx", app=types.SimpleNamespace(status_bar=False))
xlwings.Book.caller = classmethod(lambda cls: book)
import tdsxl.addin.button as button
button.sync()
"""
ALONE = STAND_IN.replace("import xlwings\n", "from tdsxl.sheets.excel.lean import xw as xlwings\n")
"""Without RunPython's own import, which takes pandas in where it is installed."""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, screen():
        book = furnished(Path(folder))
        run(PLAIN)
        plain = median(timed(lambda: run(PLAIN)) for _ in range(ROUNDS))
        print(f'python -c "import xlwings": {plain:.2f} s (median of {ROUNDS})')
        for name, code in (("as RunPython calls it", STAND_IN), ("the button alone", ALONE)):
            control = median(pressed(code, book, returned) for _ in range(ROUNDS))
            window = median(pressed(code, book, shown) for _ in range(ROUNDS))
            print(f"{name}: control back after {control:.2f} s = {control / plain:.2f} (goal 1.5)", end=", ")
            print(f"window visible after {window:.2f} s = {window / plain:.2f} (goal 2)")


def furnished(folder: Path) -> Path:
    """A book with a data folder of its own, so that no portal of the world is asked; nobody serves its portals."""
    book, home = folder / "book.xlsx", folder / "home"
    (home / "logs").mkdir(parents=True)
    (home / MARKER).write_text(book.name, encoding="utf-8")
    (home / UNLOCK).write_text("words invented for a bench", encoding="ascii")
    nobody = "http://127.0.0.1:9"
    portals = f'[itportal]\norigin = "{nobody}"\n[traces]\ngateway = "{nobody}"\nsite = "{nobody}"\nold = "{nobody}"\n'
    (folder / "portals.toml").write_text(portals, encoding="utf-8")
    os.environ["TDSXL_HOME"] = str(home)
    tdsxl(["new", str(book)])
    return book


def pressed(code: str, book: Path, seen: Callable[["subprocess.Popen[bytes]"], None]) -> float:
    """Seconds from the press until something is seen; nothing of it is left afterwards."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", code, str(book)]) as button:
        seen(button)
        took = time.perf_counter() - began
        while not is_lit():
            time.sleep(LOOK_S)
    for worker in workers(book):
        os.kill(worker, signal.SIGTERM)
    while is_lit():
        time.sleep(LOOK_S)
    return took


def returned(button: "subprocess.Popen[bytes]") -> None:
    """Excel may go on."""
    button.wait()


def shown(button: "subprocess.Popen[bytes]") -> None:
    """The window is there."""
    while not is_lit():
        time.sleep(LOOK_S)


def is_lit() -> bool:
    """Whether anything is on the screen."""
    return ImageGrab.grab(xdisplay="").getbbox() is not None


def workers(book: Path) -> list[int]:
    """Processes that serve the book."""
    folders = (path.parent for path in Path("/proc").glob("[0-9]*/cmdline") if str(book) in path.read_text("utf-8"))
    return [int(folder.name) for folder in folders if int(folder.name) != os.getpid()]


def timed(work: Callable[[], None]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(code: str) -> None:
    """A Python of its own."""
    subprocess.run([sys.executable, "-c", code], check=True)


@contextmanager
def screen() -> Iterator[None]:
    """An Xvfb."""
    call = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout
        os.environ["DISPLAY"] = f":{server.stdout.readline().strip()}"
        try:
            yield
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
