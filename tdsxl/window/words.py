"""Numbers, instants and costs as the window words them. Pure."""

from datetime import datetime

from tdsxl.values import INDIA
from tdsxl.window.values import Cost, OfferedClient


def count(number: int, noun: str) -> str:
    """`1 client`, `1,204 clients`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def stamp(at: datetime | None) -> str:
    """An instant in Indian time."""
    return "never" if at is None else f"{at.astimezone(INDIA):%d-%b-%Y %H:%M}"


def day(at: datetime | None) -> str:
    """The Indian day of an instant."""
    return "never" if at is None else f"{at.astimezone(INDIA):%d-%b-%Y}"


def span(seconds: float) -> str:
    """`under a minute`, `about 7 min`, `about 1 h 25 min`; begun minutes count."""
    minutes = int(-(-seconds // 60))
    if seconds < 60:
        return "under a minute"
    return f"about {minutes} min" if minutes < 60 else f"about {minutes // 60} h {minutes % 60:02d} min"


def elapsed(seconds: float) -> str:
    """`12:07`, `1:02:07`."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def stopping(accounts: int) -> str:
    """What goes on after Stop: `Stopping: signing out of 4 accounts…`."""
    return f"Stopping: signing out of {count(accounts, 'account')}…" if accounts else "Stopping…"


def cost_line(cost: Cost) -> str:
    """What the choice will take: `147 clients, 147 captchas, about 25 minutes of typing`."""
    if not cost.clients:
        return "Nothing to sync"
    if not cost.captchas:
        return f"{count(cost.clients, 'client')}, no captcha to type"
    typing = count(max(1, cost.typing_minutes), "minute")
    return f"{count(cost.clients, 'client')}, {count(cost.captchas, 'captcha')}, about {typing} of typing"


def left_out_line(cost: Cost, chosen: tuple[OfferedClient, ...], unseen: int) -> str:
    """Which ticked clients will not run, and why; empty when all will.

    Args:
        cost: What the worker says of the choice.
        chosen: The clients of the choice.
        unseen: Clients ticked in the window that its own search or filters hide.
    """
    reasons = [client.left_out for client in chosen if client.left_out and client.left_out != "no password"]
    parts = [f"{cost.no_password:,} left out: no password"] if cost.no_password else []
    parts += [f"{reasons.count(reason):,} left out: {reason}" for reason in dict.fromkeys(reasons)]
    parts += [f"{cost.hidden:,} hidden by the filter in the book"] if cost.hidden else []
    parts += [f"{unseen:,} ticked but not in this list"] if unseen else []
    return "; ".join(parts)
