"""What the person has chosen in the Sync Bucket. Pure; it knows no screen.

One rule, the same as in the book: a client runs when it is ticked **and** shown. A search, a group or a limit that
hides ticked clients leaves them out, and the window says how many.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from tdsxl.names import MODULE_TITLES
from tdsxl.values import Tan, Year
from tdsxl.window.values import Choice, Offer, OfferedClient, Preset

ALL_GROUPS = "All groups"


class Choosing:
    """Ticks, search, limits, modules and years over one offer."""

    def __init__(self, offer: Offer, *, clock: Callable[[], datetime]) -> None:
        """Begin as the book has it.

        Args:
            offer: Clients, years and presets.
            clock: The present instant, UTC.
        """
        self._clients = offer.clients
        self._clock = clock
        self._texts = {client.tan: f"{client.name} {client.tan}".casefold() for client in offer.clients}
        self._shown: tuple[OfferedClient, ...] = offer.clients
        self.ticked = {client.tan for client in offer.clients if client.chosen}
        self.search = ""
        self.group = ALL_GROUPS
        self.only_failed = False
        self.stale_days: int | None = None
        """Only clients not checked for so many days; None: all."""
        self.modules = set(MODULE_TITLES)
        self.for_all = False
        self.years = set(offer.chosen_years)

    @property
    def shown(self) -> tuple[OfferedClient, ...]:
        """Clients that pass search, group and limits, in the order of the book."""
        return self._shown

    @property
    def chosen(self) -> tuple[OfferedClient, ...]:
        """Clients both ticked and shown."""
        return tuple(client for client in self._shown if client.tan in self.ticked)

    @property
    def unseen(self) -> int:
        """Ticked clients that are not shown."""
        return len(self.ticked) - len(self.chosen)

    @property
    def choice(self) -> Choice:
        """What Start Sync would ask for."""
        return Choice(
            tans=tuple(client.tan for client in self.chosen),
            modules=frozenset(self.modules),
            for_all=self.for_all,
            years=tuple(sorted(self.years)),
        )

    def narrow(self) -> None:
        """Find anew which clients are shown."""
        words = self.search.casefold().split()
        limit = None if self.stale_days is None else self._clock() - timedelta(days=self.stale_days)
        self._shown = tuple(client for client in self._clients if self._passes(client, words, limit))

    def tick(self, tans: Iterable[Tan], *, is_on: bool) -> None:
        """Tick or untick clients."""
        self.ticked = self.ticked | set(tans) if is_on else self.ticked - set(tans)

    def flip(self, tans: Iterable[Tan]) -> None:
        """Turn ticks round."""
        self.ticked = self.ticked ^ set(tans)

    def having(self, module: str) -> int:
        """How many chosen clients the book ticks a module for."""
        return sum(module in client.modules for client in self.chosen)

    def take(self, preset: Preset) -> None:
        """Choose as a preset says; years it does not name stay."""
        self.modules = set(preset.modules)
        self.for_all = preset.for_all
        self.stale_days = preset.stale_days
        self.years = set(preset.years) or self.years

    def preset(self, name: str, *, usual_years: tuple[Year, ...]) -> Preset:
        """The present choice under a name; the years of the book are not written down, since they move on."""
        years = () if self.years == set(usual_years) else tuple(sorted(self.years))
        modules = frozenset(self.modules)
        return Preset(name=name, modules=modules, for_all=self.for_all, years=years, stale_days=self.stale_days)

    def _passes(self, client: OfferedClient, words: list[str], limit: datetime | None) -> bool:
        """Whether a client is shown."""
        if self.group not in (ALL_GROUPS, client.group) or (self.only_failed and not client.failed):
            return False
        if limit is not None and client.last_complete is not None and client.last_complete > limit:
            return False
        return not words or all(word in self._texts[client.tan] for word in words)
