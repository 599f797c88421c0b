"""News in the words of the window: where a remedy names a command, the button that does the same."""

from dataclasses import replace
from pathlib import Path

from tdsxl.errors import TdsxlError
from tdsxl.remedies import with_buttons
from tdsxl.window.values import Accounts, Fatal, Finished, Moved, News, Report, Said

IDLE = "No sync is under way."
CLOSING = "The window is closed, and its last sync is being brought to its end; press again in a moment."
FAULT = "tdsxl met a fault of its own; nothing was lost."


def worded(news: News) -> News:
    """The same news as the window says it."""
    match news:
        case Said() | Moved() | Fatal() | Accounts() | Report():
            return replace(news, text=with_buttons(news.text))
        case Finished():
            lines = (replace(line, remedy=with_buttons(line.remedy)) for line in news.not_checked)
            return replace(news, not_checked=tuple(lines))
        case _:
            return news


def ended_early(error: Exception, logs: Path) -> Fatal:
    """Why a run has ended before its end; what a fault of our own says is for the log."""
    what = str(error) if isinstance(error, TdsxlError) else f"{FAULT} The log in {logs} has the details."
    return Fatal(
        text=f"The run ended early. {what}\n\n"
        "Whatever was read is kept. Close this window and press Multi-Client Sync again: Continue goes on from here. "
        "If it ends so once more, send the log to the makers."
    )
