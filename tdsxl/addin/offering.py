"""What the Sync Bucket offers, and what a choice will cost. Pure: it looks at what the office thread has read."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from tdsxl.addin.remembered import PRESETS, Remembered
from tdsxl.cli.ready import years_of
from tdsxl.engine.leftover import Leftover
from tdsxl.engine.outcomes import ModuleState, Outcome
from tdsxl.engine.plan import Memory, Wish
from tdsxl.engine.sync import NEEDS_OTP, NO_PASSWORD
from tdsxl.modules import MODULES
from tdsxl.modules.base import Ask
from tdsxl.records import RegisterRow
from tdsxl.tables import Client, Contents
from tdsxl.values import Form, Portal, Tan, Year
from tdsxl.window.values import Choice, Cost, Offer, OfferedClient

_YEARS_BACK = 7
"""How many years before the current one can be asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Book and journal as they were when the Sync Bucket was opened."""

    book: str
    """File name."""
    contents: Contents
    states: Mapping[tuple[str, str], ModuleState]
    memory: Memory
    leftover: Leftover | None
    remembered: Remembered
    night: str | None
    """What the unattended run found."""
    this_year: Year
    misfits: tuple[str, ...] = ()
    """What the firm typed and nothing counts or compares."""

    @property
    def offer(self) -> Offer:
        """Everything the Sync Bucket starts with."""
        chosen = years_of(self.contents.settings)
        back = (Year(self.this_year.start - number) for number in range(_YEARS_BACK + 1))
        return Offer(
            book=self.book,
            clients=tuple(self._offered(client) for client in self.contents.clients if client.active),
            years=tuple(sorted({*back, *chosen})),
            chosen_years=chosen,
            presets=(*PRESETS, *self.remembered.presets),
            left=len(self.leftover.left) if self.leftover else 0,
            notes=tuple(self._notes()),
        )

    def cost(self, choice: Choice) -> Cost:
        """What a choice will take; asked anew for each tick, of a thousand clients too."""
        wish = wish_of(choice, self.contents)
        chosen = (client for client in self.contents.clients if client.tan in (wish.exactly or ()))
        asked = {client.tan: self._portals(client, wish) for client in chosen}
        hindered = self.memory.hindered
        visited = {tan: {one for one in portals if (tan, one) not in hindered} for tan, portals in asked.items()}
        captchas = sum(Portal.TRACES in portals for portals in visited.values())
        left_out = (tan for tan, portals in visited.items() if not portals)
        return Cost(
            clients=sum(map(bool, visited.values())),
            captchas=captchas,
            typing_minutes=math.ceil(captchas * self.remembered.captcha_s / 60),
            no_password=sum(any(self._lacks(tan, portal) for portal in asked[tan]) for tan in left_out),
            hidden=sum(_is_hidden(client) and client.tan not in asked for client in self.contents.clients),
        )

    def _portals(self, client: Client, wish: Wish) -> frozenset[Portal]:
        """Where a chosen client has something to be read."""
        modules = (wish.exactly or {})[client.tan]
        return _portals(modules, wish.years, client.forms, self.contents.register.get(client.tan, ()))

    def _lacks(self, tan: Tan, portal: Portal) -> bool:
        hindrance = self.memory.hindered.get((tan, portal))
        return hindrance is not None and hindrance.reason == NO_PASSWORD

    def _offered(self, client: Client) -> OfferedClient:
        states = [state for name in client.modules if (state := self.states.get((client.tan, name)))]
        undone = [state for state in states if not state.outcome.is_checked]
        return OfferedClient(
            tan=client.tan,
            name=client.name,
            group=client.group,
            chosen=client.ticked and not client.hidden,
            hidden=_is_hidden(client),
            modules=client.modules,
            failed=any(state.outcome is not Outcome.WAITING for state in undone),
            trouble=_trouble(undone),
            last_complete=_last_complete(states),
            left_out=self._left_out(client.tan),
        )

    def _left_out(self, tan: Tan) -> str:
        """Why no portal at all can be visited."""
        reasons = [self.memory.hindered.get((tan, portal)) for portal in Portal]
        words = dict.fromkeys(one.reason or "" for one in reasons if one)
        if None in reasons:
            return ""
        return "no password" if list(words) == [NO_PASSWORD] else ", ".join(words)

    def _otp_note(self) -> Iterator[str]:
        """Accounts that are left out for a question which nobody has seen yet, so that none is asked."""
        accounts = [
            f"{client.name} ({portal.title})"
            for client in self.contents.clients
            for portal in Portal
            if (hindrance := self.memory.hindered.get((client.tan, portal))) and hindrance.reason == NEEDS_OTP
        ]
        if accounts:
            yield (
                "Asked for an OTP, which tdsxl cannot answer yet; look there in a browser, or tick one alone to try "
                f"it again: {', '.join(accounts)}"
            )

    def _notes(self) -> Iterator[str]:
        if self.night:
            yield f"Night run: {self.night}"
        yield from self._otp_note()
        yield from self.contents.gaps
        for problem in self.contents.problems:
            yield problem.line[:1].upper() + problem.line[1:]
        yield from self.misfits


def wish_of(choice: Choice, contents: Contents) -> Wish:
    """What a choice asks for; a client that has left the book meanwhile is not in it."""
    chosen = frozenset(choice.tans)
    asked = {
        client.tan: choice.modules if choice.for_all else client.modules & choice.modules
        for client in contents.clients
        if client.tan in chosen
    }
    return Wish(exactly=asked, years=choice.years or years_of(contents.settings))


@lru_cache(maxsize=4096)
def _portals(
    modules: frozenset[str], years: tuple[Year, ...], forms: frozenset[Form], register: tuple[RegisterRow, ...]
) -> frozenset[Portal]:
    """The portals that have a part of these modules which can be read."""
    ask = Ask(years=years, forms=forms, register=register)
    sources = (source for module in MODULES if module.name in modules for source in module.sources)
    return frozenset(source.portal for source in sources if any(one.fetch and one.asked(ask) for one in source.parts))


def _trouble(undone: Collection[ModuleState]) -> str:
    """What failed, in few words; a question that waits is one where nothing did."""
    failed = (state for state in undone if state.outcome is not Outcome.WAITING)
    causes = dict.fromkeys(cause for state in failed for cause in state.causes)
    return "; ".join(causes) or ("waits for you" if undone else "")


def _is_hidden(client: Client) -> bool:
    return client.ticked and client.active and client.hidden


def _last_complete(states: list[ModuleState]) -> datetime | None:
    """The oldest of the ticked modules; None while one of them was never complete."""
    complete = [state.last_complete for state in states if state.outcome is not Outcome.NOT_SUPPORTED]
    return None if None in complete else min(filter(None, complete), default=None)
