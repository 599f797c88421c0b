"""What a run tells while it goes on. The roots turn it into bars, lines and windows."""

from dataclasses import dataclass

from tdsxl.engine.plan import Plan
from tdsxl.tables import Client
from tdsxl.values import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBegan:
    """The run has its number."""

    run: int
    plan: Plan
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitBegan:
    """A client is being visited."""

    client: Client
    portal: Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEnded:
    """A module was read, in whole or in part."""

    client: Client
    portal: Portal
    module: str
    """Title."""
    rows: int
    fresh: int
    """Of these and of those known before: how many are new, changed, gone or back."""
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEnded:
    """A visit is over."""

    client: Client
    portal: Portal
    reason: str | None
    """What ended it before its end, as a sentence."""
    remedy: str
    """What to do about it, as a sentence; empty where nothing ended it, or the user did."""
    is_left_open: bool = False
    """All went well but the sign-out."""


Event = RunBegan | VisitBegan | TaskEnded | VisitEnded
