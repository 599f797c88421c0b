"""Routes: which request means what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tdsxl.practice.people import Person
from tdsxl.practice.stage import Call, Stage
from tdsxl.practice.wire import Reply, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One service of a portal."""

    name: str
    """As rules and log call it."""
    method: str
    path: str
    """One that ends in a slash stands for all directly below it."""
    answer: Callable[[Call], Reply]
    service: str = ""
    """The word in body or query that tells services of one path apart."""
    is_open: bool = False
    """Whether it answers without a session."""
    is_start: bool = False
    """Whether a visit begins here."""


class Routes:
    """A table of routes."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = {(route.method, route.path, route.service): route for route in routes}
        self._paths = {path for _, path, _ in self._routes}

    @property
    def names(self) -> tuple[str, ...]:
        """All names, in the order of the table."""
        return tuple(dict.fromkeys(route.name for route in self._routes.values()))

    def find(self, request: Request, service: str | None) -> Route | None:
        """The route of a request, if there is one."""
        path = request.path
        if service is None:
            return None
        if path not in self._paths:
            path = path.rpartition("/")[0] + "/"
        exact = self._routes.get((request.method, path, service))
        return exact or self._routes.get((request.method, path, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One portal: its routes, how it tells who calls, and what it says to strangers."""

    name: str
    roots: tuple[str, ...]
    """What its paths begin with."""
    routes: Routes
    service: Callable[[Request], str | None]
    """The word that tells services of one path apart; None for a request that is not taken at all."""
    named: Callable[[Stage, Request], Person | None]
    """Who a login names."""
    client: Callable[[Stage, Request], Person | None]
    """Who is signed in."""
    end: Callable[[Stage, Request], None]
    """Let the session of a request die."""
    lost: Callable[[Request], Reply]
    """What a request without a living session gets."""
    unknown: Callable[[Request], Reply]
    """What a request for something else gets."""
    balk: Callable[[Call], Reply | None]
    """What it may say instead of an answer."""
