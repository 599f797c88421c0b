"""Night runs by cron: one marked line in the user's crontab; all other lines stay as they are."""

import shlex
from collections.abc import Iterable

from tdsxl.cli.nights.night import Night
from tdsxl.cli.tools import asked, done
from tdsxl.errors import LocalError


def cron_line(night: Night) -> str:
    """The line of a crontab. cron takes a bare `%` for the end of the command."""
    command = shlex.join(night.words).replace("%", "\\%")
    return f"{night.at.minute} {night.at.hour} * * * {command} # {night.mark}"


def without(crontab: str, mark: str) -> list[str]:
    """The lines of a crontab but for the marked one."""
    return [line for line in crontab.splitlines() if not line.endswith(f" # {mark}")]


class Cron:
    """`crontab`; satisfies `Clock`."""

    name = "cron"
    habit = "cron does not make up for an hour at which the PC was off."

    def add(self, night: Night) -> None:
        """Start it every day; one that is there is replaced."""
        _replace([*without(_crontab(), night.mark), cron_line(night)])

    def remove(self, mark: str) -> bool:
        """Start it no more; False where there was none."""
        before = _crontab()
        lines = without(before, mark)
        if lines == before.splitlines():
            return False
        _replace(lines)
        return True

    def holds(self, mark: str) -> bool:
        """Whether it is started."""
        crontab = _crontab()
        return without(crontab, mark) != crontab.splitlines()


def _crontab() -> str:
    """The user's crontab. Whatever else is wrong than that there is none must not end in an empty one."""
    answer = asked("crontab", "-l")
    if answer.status and "no crontab" not in answer.err.lower():
        raise LocalError(f"The crontab cannot be read: {answer.err.strip()}.", "Nothing was changed.")
    return "" if answer.status else answer.out


def _replace(lines: Iterable[str]) -> None:
    done("crontab", "-", given="".join(f"{line}\n" for line in lines))
