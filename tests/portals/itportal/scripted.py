"""A stand-in for the wire: keeps what was asked, and answers from a list."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

from tdsxl.challenges import Challenge, LoginFlow, TakeOver
from tdsxl.portals.base import Reply
from tdsxl.portals.hosts import ItPortalHost
from tdsxl.portals.itportal.session import ItPortalSession
from tdsxl.portals.transport import Wire
from tdsxl.records import Profile
from tdsxl.values import Login, Secret, Tan

TAN = Tan("ABCD12345E")
ORIGIN = "http://127.0.0.1:9"
PASSWORD = "Passw0rd!!"
PAGE = Reply("", 200, {"content-type": "text/html"}, b"<html></html>")
FIRST: dict[str, object] = {
    "header": None,
    "messages": [],
    "errors": [],
    "reqId": "FOS000000000001",
    "entity": "ABCD12345E",
    "entityType": "User ID",
    "role": "TDS",
    "uidValdtnFlg": "true",
    "aadhaarMobileValidated": "false",
    "secAccssMsg": "",
    "secLoginOptions": "",
    "dtoService": "LOGIN",
    "exemptedPan": "false",
    "userConsent": "",
    "imgByte": None,
    "imagePath": None,
}
OPEN = {"messages": [{"code": "EF00000", "type": "INFO", "desc": "OK"}], "entity": TAN, "userType": "TDS"}
PROFILE = {"userId": TAN, "orgName": "PINE TOOLS PRIVATE LIMITED"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    body: object
    headers: Mapping[str, str]


class ScriptedWire:
    """Answers in the order given; a request too many fails the test."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.last: Reply | None = None
        self.rested_after: list[int] = []
        """How much had been asked when the gap was waited for ahead of a turn."""

    def get(self, url: str, *, headers: Mapping[str, str], cap: int = 0, deadline: float = 0) -> Reply:
        return self._answer(Asked("GET", url.removeprefix(ORIGIN), None, headers))

    def post(self, url: str, *, json: object, headers: Mapping[str, str]) -> Reply:
        return self._answer(Asked("POST", url.removeprefix(ORIGIN), json, headers))

    def rest(self) -> None:
        self.rested_after.append(len(self.asked))

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        json.dumps(asked.body)
        answer = self.answers.pop(0)
        self.last = answer if isinstance(answer, Reply) else Reply("", 200, {}, json.dumps(answer).encode())
        return self.last


class Visit:
    """A session on a scripted wire, with the pauses it made."""

    def __init__(self, *answers: object, login_pause: float = 5.0) -> None:
        self.wire = ScriptedWire(*answers)
        self.waits: list[float] = []
        login = Login(tan=TAN, password=Secret(PASSWORD), version="v1")
        host = ItPortalHost(origin=ORIGIN, login_pause=login_pause)
        self.session = ItPortalSession(cast(Wire, self.wire), host, login, wait=self.waits.append)

    @classmethod
    def opened(cls, *answers: object) -> Self:
        """A visit that is logged in; what the login asked is forgotten."""
        visit = cls(PAGE, FIRST, OPEN, PROFILE, *answers)
        followed(visit.session.login())
        visit.wire.asked.clear()
        visit.waits.clear()
        return visit

    @property
    def bodies(self) -> list[object]:
        """What was posted, in order."""
        return [asked.body for asked in self.wire.asked if asked.method == "POST"]


def followed(flow: LoginFlow, take_over: str = "") -> tuple[list[Challenge], Profile]:
    """A login followed to its end: what it asked, and whose account it is."""
    challenges: list[Challenge] = []
    answer: str | None = None
    while True:
        try:
            challenge = flow.send(answer)  # type: ignore[arg-type]  # a generator begins with None
        except StopIteration as end:
            return challenges, end.value
        challenges.append(challenge)
        answer = take_over if isinstance(challenge, TakeOver) else ""
