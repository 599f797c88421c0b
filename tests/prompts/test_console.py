"""Questions at the terminal: their exact words, one line in, one line out, and pictures that vanish."""

import io
import os
import stat
import threading
from pathlib import Path

import pytest

from tdsxl.challenges import Captcha, Challenge, CutOff, NotTaken, SendSecret, TakeOver
from tdsxl.errors import LocalError
from tdsxl.prompts.base import Prompt
from tdsxl.prompts.console import Console
from tdsxl.values import Portal, Tan

TAN = Tan("ABCD12345E")
PNG = b"\x89PNG\r\n\x1a\n picture"


class Terminal(io.StringIO):
    """Standard error that notes what was to be seen when an answer was read."""

    def __init__(self, folder: Path, answers: str) -> None:
        super().__init__()
        self.folder = folder
        self.answers = iter(answers.splitlines(keepends=True))
        self.flushed = ""
        self.pictures: list[tuple[Path, bytes]] = []

    def flush(self) -> None:
        self.flushed = self.getvalue()

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO itself
        assert self.flushed == self.getvalue(), "the question was not flushed"
        self.pictures = [(path, path.read_bytes()) for path in self.folder.glob("*.png")]
        return next(self.answers, "")


def asked(
    folder: Path, challenge: Challenge, answers: str, *, name: str = "Asha Traders"
) -> tuple[str | None, Terminal]:
    terminal = Terminal(folder, answers)
    console: Prompt = Console(folder, answers=terminal, questions=terminal)
    return console.ask(challenge, name=name, tan=TAN, portal=Portal.ITPORTAL), terminal


def test_a_captcha_is_asked_with_its_picture(tmp_path: Path) -> None:
    """The question names client, TAN and the picture's file, and ends without a new line."""
    answer, terminal = asked(tmp_path, Captcha(PNG), "x7Kq2b\n")
    [(path, content)] = terminal.pictures
    assert answer == "x7Kq2b"
    assert terminal.getvalue() == f"Captcha for Asha Traders (ABCD12345E), picture {path}: "
    assert content == PNG


def test_the_picture_is_gone_after_the_answer(tmp_path: Path) -> None:
    """However it was answered, no picture stays."""
    for answers in ("x7Kq2b\n", "\n", "skip\n", ""):
        asked(tmp_path, Captcha(PNG), answers)
        assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="Windows guards the user's folder instead")
def test_the_picture_is_for_its_owner_only(tmp_path: Path) -> None:
    """Other users of the PC cannot read it."""

    class Looking(Terminal):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO itself
            self.modes = [stat.S_IMODE(path.stat().st_mode) for path in self.folder.glob("*.png")]
            return "\n"

    terminal = Looking(tmp_path, "")
    Console(tmp_path, answers=terminal, questions=terminal).ask(
        Captcha(PNG), name="Asha Traders", tan=TAN, portal=Portal.TRACES
    )
    assert terminal.modes == [0o600]


def test_pictures_of_a_killed_run_are_swept(tmp_path: Path) -> None:
    """The next console deletes them, and nothing else."""
    (tmp_path / "captcha-ABCD12345E-old.png").write_bytes(PNG)
    (tmp_path / "logo.png").write_bytes(PNG)
    Console(tmp_path, answers=io.StringIO(), questions=io.StringIO())
    assert [path.name for path in tmp_path.iterdir()] == ["logo.png"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [("  x7Kq2b \r\n", "x7Kq2b"), ("\n", ""), ("   \n", ""), ("skip\n", None), ("SKIP\n", None), ("", None)],
)
def test_answers_to_a_captcha(tmp_path: Path, line: str, answer: str | None) -> None:
    """Empty asks for a new picture; `skip` and the end of input leave the client."""
    assert asked(tmp_path, Captcha(PNG, again=True), line)[0] == answer


def test_taking_over_is_asked_in_its_own_words(tmp_path: Path) -> None:
    """The question names the portal as people know it."""
    _, terminal = asked(tmp_path, TakeOver(), "n\n")
    assert terminal.getvalue() == "Asha Traders (ABCD12345E) is signed in elsewhere on IT portal. Take over? [y/N]: "


def test_a_cut_off_login_is_asked_in_its_own_words(tmp_path: Path) -> None:
    """The question names client and portal."""
    _, terminal = asked(tmp_path, CutOff(), "n\n")
    assert terminal.getvalue() == "A login of Asha Traders (ABCD12345E) on IT portal was cut off. Try again? [y/N]: "


@pytest.mark.parametrize(
    ("line", "answer"),
    [("y\n", "yes"), ("Yes \n", "yes"), ("n\n", "no"), ("\n", "no"), ("yep\n", "no"), ("skip\n", "no"), ("", "no")],
)
@pytest.mark.parametrize("challenge", [TakeOver(), CutOff()])
def test_only_a_clear_yes_is_yes(tmp_path: Path, challenge: Challenge, line: str, answer: str) -> None:
    """Everything else, and the end of input, is no."""
    assert asked(tmp_path, challenge, line)[0] == answer


@pytest.mark.parametrize("challenge", [SendSecret(), NotTaken("captcha")])
def test_what_is_no_question_to_a_person_is_not_asked(tmp_path: Path, challenge: Challenge) -> None:
    """The gate's own challenges never reach the terminal."""
    answer, terminal = asked(tmp_path, challenge, "yes\n")
    assert (answer, terminal.getvalue()) == (None, "")


def test_a_name_cannot_break_the_line(tmp_path: Path) -> None:
    """Line ends and control characters of a book's cell do not reach the terminal."""
    _, terminal = asked(tmp_path, TakeOver(), "n\n", name="Asha\nTraders\x1b[2J\u202e")
    assert terminal.getvalue().startswith("Asha Traders[2J (ABCD12345E) is signed in")


def test_questions_of_several_threads_stand_one_after_the_other(tmp_path: Path) -> None:
    """The next question waits until the one before is answered."""
    order: list[str] = []

    class Slow(Terminal):
        def write(self, text: str) -> int:
            order.append("asked")
            return super().write(text)

        def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # as StringIO itself
            threading.Event().wait(0.02)
            order.append("answered")
            return "n\n"

    terminal = Slow(tmp_path, "")
    console = Console(tmp_path, answers=terminal, questions=terminal)
    threads = [
        threading.Thread(target=console.ask, args=(TakeOver(),), kwargs={"name": "A", "tan": TAN, "portal": portal})
        for portal in (*Portal, *Portal)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order == ["asked", "answered"] * 4


def test_a_picture_that_cannot_be_written_is_a_trouble_of_this_pc(tmp_path: Path) -> None:
    """A full or missing disk does not end as an error of the system."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(LocalError, match="picture"):
        asked(tmp_path / "file" / "captchas", Captcha(PNG), "x7Kq2b\n")
