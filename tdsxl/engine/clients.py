"""What stands beside each client on the sheet Clients, and the figures of Home. Pure but for reading the journal."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

from tdsxl.engine.gate import Attempt, last_answer
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.logins import VisitRow
from tdsxl.engine.night import night_line
from tdsxl.engine.outcomes import ModuleState, Outcome
from tdsxl.engine.results import Results
from tdsxl.modules.ldc import verdict
from tdsxl.names import MODULE_TITLES
from tdsxl.records import Certificate, Demand, StatementStatus
from tdsxl.tables import Asked, Cell, Client
from tdsxl.values import INDIA, Portal, indian_day

Versions = Mapping[tuple[str, Portal], str]
"""(TAN, portal) → version of the stored password."""

_LOCKED_FOR = {Portal.TRACES: timedelta(hours=1), Portal.ITPORTAL: timedelta(minutes=30)}


def client_cells(results: Results, versions: Versions) -> dict[int, dict[str, Cell]]:
    """Row of the sheet Clients → our cells."""
    logins = LoginWords(results.journal, versions)
    cells = {client.row: _cells(client, results, logins) for client in results.contents.clients}
    for problem in results.contents.problems:
        if problem.tan or problem.name:
            status = Outcome.NOT_CHECKED.value if problem.asked is Asked.BY_TICKS else None
            told = cells.setdefault(problem.row, {"Status": status, "Message": None})
            told["Message"] = f"{told['Message']}\n{problem.text}" if told["Message"] else problem.text
    return cells


def _cells(client: Client, results: Results, logins: "LoginWords") -> dict[str, Cell]:
    found = {name: results.states.get((client.tan, name)) for name in MODULE_TITLES}
    known = [state for state in found.values() if state]
    tried = [state.last_tried for state in known if state.last_tried]
    complete = [state.last_complete for state in known if state.outcome is not Outcome.NOT_SUPPORTED]
    changed = [state.last_change for state in known if state.last_change]
    return {
        "Status": _status(known),
        "Message": _message(known),
        **{f"{MODULE_TITLES[name]} status": state.status if state else None for name, state in found.items()},
        "Years covered": _span(known),
        "Last tried": max(tried, default=None),
        "Last complete": None if None in complete else min(filter(None, complete), default=None),
        "Last change": max(changed, default=None),
        "Name on portal": logins.name(client.tan),
        "TRACES login": logins.word(client.tan, Portal.TRACES),
        "IT portal login": logins.word(client.tan, Portal.ITPORTAL),
    }


def _status(known: list[ModuleState]) -> str | None:
    if not known:
        return None
    checked = sum(state.outcome.is_checked for state in known)
    if checked == len(known):
        return "All checked"
    if any(state.outcome is Outcome.RUNNING for state in known):
        return Outcome.RUNNING.value
    if all(state.outcome is Outcome.WAITING for state in known if not state.outcome.is_checked):
        return Outcome.WAITING.value
    return f"{checked} of {len(known)} checked" if checked else Outcome.NOT_CHECKED.value


def _message(known: list[ModuleState]) -> str | None:
    lines = [f"{MODULE_TITLES[state.module]}: {state.reason}" for state in known if not state.outcome.is_checked]
    return "\n".join(lines) or None


def _span(known: list[ModuleState]) -> str | None:
    years = sorted({year for state in known for year in state.years.split(", ")})
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else next(iter(years), None)


class LoginWords:
    """What the journal and the vault know of logins."""

    def __init__(self, journal: Journal, versions: Versions) -> None:
        self._versions = versions
        self._visits: dict[tuple[str, Portal], VisitRow] = journal.logins.visits()
        attempts: defaultdict[tuple[str, Portal], list[Attempt]] = defaultdict(list)
        for attempt in journal.logins.attempts():
            attempts[attempt.tan, attempt.portal].append(attempt)
        self._last = {key: last_answer(attempts[key], version) for key, version in versions.items() if key in attempts}

    def name(self, tan: str) -> str | None:
        """As a portal prints it, the IT portal first."""
        visits = (self._visits.get((tan, portal)) for portal in Portal)
        return next((visit.name for visit in visits if visit and visit.name), None)

    def word(self, tan: str, portal: Portal) -> str:
        """`Saved`, `Not saved`, `Refused 12-Nov`, `Locked until …` or `Needs OTP`."""
        if (tan, portal) not in self._versions:
            return "Not saved"
        last, visit = self._last.get((tan, portal)), self._visits.get((tan, portal))
        if last and last.outcome in ("refused", "not understood"):
            return f"Refused {last.sent.astimezone(INDIA):%d-%b}"
        if last and last.outcome == "locked":
            return f"Locked until {(last.sent + _LOCKED_FOR[portal]).astimezone(INDIA):%d-%b %H:%M}"
        return "Needs OTP" if visit and visit.needs == "otp" else "Saved"


def home_figures(results: Results) -> dict[str, Cell]:
    """The sheet Home: figure → value."""
    active = [client for client in results.contents.clients if client.active]
    ours = {str(client.tan) for client in active}
    states = [state for state in results.states.values() if state.tan in ours]
    troubled = {state.tan for state in states if not state.outcome.is_checked}
    complete = {state.tan for state in states} - troubled
    tried = [state.last_tried for state in states if state.last_tried]
    return {
        "Clients": len(active),
        "Complete": len(complete),
        "Not complete": len(active) - len(complete),
        "Why not": _why(states, len(active) - len({state.tan for state in states})),
        "Total demand": _demand(results.journal, ours),
        "New notices": sum(count for tan, count in _new_notices(results) if tan in ours),
        "Returns with defaults": sum(1 for _ in _defaulted(results.journal, ours)),
        "Certificates under 30 days": sum(1 for _ in _expiring(results, ours)),
        "Years covered": _span(states),
        "Last sync": max(tried, default=None),
        "Night run": night_line(results.journal, results.contents.stamp.book_id),
    }


def _why(states: list[ModuleState], never: int) -> str | None:
    causes = Counter(cause for _, cause in {(state.tan, cause) for state in states for cause in state.causes})
    often = sorted(causes.items(), key=lambda cause: (-cause[1], cause[0]))
    parts = [f"{cause} ({count})" for cause, count in often[:6]]
    return " · ".join([*parts, *([f"never synced ({never})"] if never else [])]) or None


def _demand(journal: Journal, ours: set[str]) -> Decimal:
    demands = ((tan, record) for tan, record in journal.readings.every("demand") if isinstance(record, Demand))
    return sum((demand.manual + demand.processed for tan, demand in demands if tan in ours), Decimal(0))


def _new_notices(results: Results) -> Iterator[tuple[str, int]]:
    yield from results.journal.readings.new_rows("notices", results.since).items()


def _defaulted(journal: Journal, ours: set[str]) -> Iterator[StatementStatus]:
    for tan, record in journal.readings.every("returns"):
        if tan in ours and isinstance(record, StatementStatus) and record.status == "Processed With Defaults":
            yield record


def _expiring(results: Results, ours: set[str]) -> Iterator[Certificate]:
    today = indian_day(results.now)
    for tan, record in results.journal.readings.every("ldc"):
        near = isinstance(record, Certificate) and verdict(record, today) == "Valid" and record.valid_to
        if tan in ours and isinstance(record, Certificate) and near and near <= today + timedelta(days=30):
            yield record
