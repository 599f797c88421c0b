"""Questions at the terminal: one at a time, answered by a line."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TextIO

from tdsxl.challenges import Captcha, Challenge, CutOff, TakeOver
from tdsxl.errors import LocalError
from tdsxl.values import Portal, Tan


class Console:
    """Asks on one stream and reads answers from another."""

    def __init__(self, folder: Path, *, answers: TextIO, questions: TextIO) -> None:
        """Sweep the pictures that a killed run left.

        Args:
            folder: Where captcha pictures stand while they are asked; made if missing.
            answers: Standard input.
            questions: Standard error.
        """
        for picture in folder.glob("captcha-*.png"):
            _delete(picture)
        self._folder = folder
        self._answers = answers
        self._questions = questions
        self._turn = Lock()

    def ask(self, challenge: Challenge, *, name: str, tan: Tan, portal: Portal) -> str | None:
        """The answer of the person at the terminal.

        For a captcha its text, empty for a new picture, None for `skip` and at the end of input; for a yes-or-no
        question `yes` or `no`, which is also the answer at the end of input.
        """
        client = f"{_one_line(name)} ({tan})"
        with self._turn:
            if isinstance(challenge, Captcha):
                return self._captcha(challenge.image, client, tan)
            if isinstance(challenge, TakeOver):
                return self._yes_or_no(f"{client} is signed in elsewhere on {portal.title}. Take over? [y/N]: ")
            if isinstance(challenge, CutOff):
                return self._yes_or_no(f"A login of {client} on {portal.title} was cut off. Try again? [y/N]: ")
        return None

    def _captcha(self, image: bytes, client: str, tan: Tan) -> str | None:
        picture = _picture(self._folder, tan, image)
        try:
            answer = self._line(f"Captcha for {client}, picture {picture}: ")
        finally:
            _delete(picture)
        return None if answer is None or answer.lower() == "skip" else answer

    def _yes_or_no(self, question: str) -> str:
        answer = self._line(question)
        return "yes" if answer and answer.lower() in ("y", "yes") else "no"

    def _line(self, question: str) -> str | None:
        """The line that answers, without outer blanks; None at the end of input, or where nobody sees the question."""
        try:
            self._put(question)
        except OSError:
            return None
        line = self._answers.readline()
        return line.strip() if line else None

    def _put(self, question: str) -> None:
        self._questions.write(question)
        self._questions.flush()


def _one_line(name: str) -> str:
    """A name as it cannot break the line or command the terminal."""
    return "".join(character for character in " ".join(name.split()) if character.isprintable())


def _picture(folder: Path, tan: Tan, image: bytes) -> Path:
    try:
        return _written(folder, tan, image)
    except OSError as error:
        raise LocalError(
            f"No captcha picture could be written to {folder}: {error.strerror}.", "Free space."
        ) from error


def _written(folder: Path, tan: Tan, image: bytes) -> Path:
    """A picture that only this user can read."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f"captcha-{tan}-", suffix=".png", dir=folder)
    with os.fdopen(number, "wb") as file:
        file.write(image)
    return Path(name)


def _delete(picture: Path) -> None:
    # Windows keeps a file that a viewer still holds, and a disk may fail; the next run sweeps it.
    with suppress(OSError):
        picture.unlink(missing_ok=True)
