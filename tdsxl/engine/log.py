"""The log: six files of a megabyte at most, each line with its run; nothing in it names a client or opens a door.

Of a TAN the last four signs stay, so that a line can be found again by whoever knows the client; PANs, queries of
addresses and whatever stands behind a telling word do not.
"""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

_BYTES, _FILES = 1_000_000, 5
_HIDDEN = (
    (re.compile(r"\b[A-Z]{4}[0-9]{2}([0-9]{3}[A-Z])\b"), r"******\1"),
    (re.compile(r"\b[A-Z]{5}[0-9]{4}[A-Z]\b"), "[PAN]"),
    (re.compile(r"(https?://[^\s?#\"']+)[?#][^\s\"']*"), r"\1?[...]"),
    (
        re.compile(r"(?i)\b((?:set-)?cookie|authorization|pass\w*|captcha|otp|\w*token|\w*secret)(['\"]?\s*[=:]\s*).+"),
        r"\1\2[...]",
    ),
)


def redacted(text: str) -> str:
    """A text for the log, without what is nobody else's business."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text


def open_log(folder: Path) -> None:
    """Have everything that tdsxl logs go to `tdsxl.log` in a folder."""
    # A log that a full disk does not take is no news for a terminal.
    logging.raiseExceptions = False
    log = RotatingFileHandler(
        folder / "tdsxl.log", maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", errors="replace", delay=True
    )
    log.setFormatter(_Line("%(asctime)s %(levelname)s %(process)d %(run)s %(name)s %(message)s"))
    log.addFilter(_RUN)
    logger = logging.getLogger("tdsxl")
    for old in logger.handlers:
        old.close()
    logger.handlers = [log]
    logger.propagate = False


def log_run(run: int | None) -> None:
    """From here on the lines are those of a run, or of none."""
    _RUN.name = "no run" if run is None else f"run {run}"


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _Run(logging.Filter):
    """Puts the run under way into every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = self.name
        return True


_RUN = _Run("no run")
