"""Every call into Excel goes through here: a busy Excel is waited for, and what it throws is told in our words."""

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from tdsxl.errors import LocalError, Stopped, TdsxlError

ResultT = TypeVar("ResultT")
Wait = Callable[[float], None]
"""Sleeps so many seconds."""
Tell = Callable[[str], None]
"""Shows a line to the user; an empty one takes it away."""

LIMIT = 60.0
"""Seconds that one call waits for an Excel that is busy."""
BUSY = "Excel is busy: finish editing the cell, or close the dialog that is open."
_FINISH = "Finish editing the cell, or close the dialog."
KEEPS = "The journal keeps everything: then try again, or `tdsxl write`."
"""What to do next, whatever went wrong."""
_PAUSES = (0.2, 5.0)
"""Seconds before the second try, and at most."""

_REJECTED = {
    -2147418111,  # RPC_E_CALL_REJECTED
    -2147417846,  # RPC_E_SERVERCALL_RETRYLATER
    -2146777998,  # VBA_E_IGNORE: a cell is being edited
}
_TIMED_OUT = -1712
"""What a Mac's Excel answers, or rather does not, while a cell is being edited."""


class ExcelBusy(LocalError):
    """Excel did nothing for as long as we wait."""


class Calls:
    """Calls of one piece of work."""

    def __init__(self, wait: Wait, tell: Tell) -> None:
        self._wait = wait
        self._tell = tell
        self._is_stopped = False

    def __call__(self, do: Callable[[], ResultT]) -> ResultT:
        """What a call into Excel gives; it may be tried again and again, so it does one thing only.

        Raises:
            ExcelBusy: A cell was being edited, or a dialog was open, for `LIMIT` seconds.
            Stopped: The waiting was ended.
            LocalError: Excel did not do it.
        """
        pauses = _pauses()
        has_waited = False
        while True:
            try:
                result = do()
            except TdsxlError:
                raise
            # What Excel throws has no common base: pywin32's com_error, appscript's CommandError, xlwings' own.
            except Exception as error:
                if not is_busy(error):
                    raise LocalError(f"Excel did not do it: {_told(error)}.", KEEPS) from error
                pause = next(pauses, None)
                if pause is None:
                    raise ExcelBusy(f"Excel has been busy for {LIMIT:.0f} seconds.", f"{_FINISH} {KEEPS}") from error
            else:
                if has_waited:
                    self._tell("")
                return result
            if not has_waited:
                self._tell(BUSY)
            has_waited = True
            self._pause(pause)

    def _pause(self, seconds: float) -> None:
        """Wait; a Stop is heard once, for what follows it only puts Excel's settings back, and that has to be."""
        if self._is_stopped:
            time.sleep(seconds)
            return
        try:
            self._wait(seconds)
        except Stopped:
            self._is_stopped = True
            raise


def is_busy(error: Exception) -> bool:
    """Whether Excel will do the same call once its user has finished with a cell or a dialog."""
    details = getattr(error, "excepinfo", None) or ()
    codes = {getattr(error, "hresult", None), *details[5:6]}
    timed_out = getattr(error, "errornumber", None) == _TIMED_OUT
    return bool(codes & _REJECTED) or timed_out or type(error).__name__ == "ExcelBusyError"


def _pauses() -> Iterator[float]:
    pause, most = _PAUSES
    waited = 0.0
    while waited < LIMIT:
        yield pause
        waited += pause
        pause = min(2 * pause, most)


def _told(error: Exception) -> str:
    """Excel's own words, where it has some."""
    details = getattr(error, "excepinfo", None) or ()
    words = next((str(word) for word in details[2:3] if word), "") or getattr(error, "strerror", "") or str(error)
    return " ".join(words.split()).rstrip(".") or type(error).__name__
