"""A scheduler that costs nothing: what visits would last if only the portals' own waits counted. No I/O here."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import islice


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a visit."""

    seconds: float
    knocks: bool = False
    """It carries a password, so it waits for leave."""
    word: str = ""
    """What its answer says of the login: `accepted`, `refused`, `not taken`, or nothing."""


@dataclass(slots=True)
class _LoginRule:
    """At one portal one login is in flight until one has succeeded, and again after each refusal."""

    waiting: deque[int] = field(default_factory=deque)
    inside: set[int] = field(default_factory=set)
    is_proven: bool = False

    def hear(self, visit: int, word: str) -> None:
        if word:
            self.inside.discard(visit)
        if word in ("accepted", "refused"):
            self.is_proven = word == "accepted"

    def admitted(self) -> Iterator[int]:
        while self.waiting and (self.is_proven or not self.inside):
            visit = self.waiting.popleft()
            self.inside.add(visit)
            yield visit


def played(visits: Sequence[Sequence[Step]], slots: int) -> float:
    """Seconds until the last visit to one portal is over, begun in the given order, so many at once."""
    rule, now = _LoginRule(), 0.0
    places = [0] * len(visits)
    waiting = iter(range(len(visits)))
    ready = [(now, visit) for visit in islice(waiting, slots)]

    def go_on(visit: int) -> None:
        step = visits[visit][places[visit]]
        places[visit] += 1
        heappush(ready, (now + step.seconds, visit))

    while ready:
        now, visit = heappop(ready)
        steps, place = visits[visit], places[visit]
        if place:
            rule.hear(visit, steps[place - 1].word)
        if place == len(steps):
            for follower in islice(waiting, 1):
                heappush(ready, (now, follower))
        elif steps[place].knocks:
            rule.waiting.append(visit)
        else:
            go_on(visit)
        for admitted in rule.admitted():
            go_on(admitted)
    return now
