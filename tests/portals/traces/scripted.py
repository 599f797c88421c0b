"""A stand-in for the wire: keeps what was asked, and answers from a list."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast
from urllib.parse import urljoin

from tdsxl.challenges import Captcha, Challenge, LoginFlow
from tdsxl.portals.base import Reply
from tdsxl.portals.hosts import TracesHosts
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.session import TracesSession
from tdsxl.portals.transport import Turnstile, Wire
from tdsxl.records import Profile, RegisterRow
from tdsxl.values import Login, Secret, Tan, Year
from tests.portals.replies import FOLDER

TAN = Tan("AAAA00000A")
GATEWAY = "http://127.0.0.1:1"
OLD = "http://127.0.0.1:2"
OFFICIAL_OLD = "https://traces61.tdscpc.gov.in"
PASSWORD = "Passw0rd!!"
NOW = 1_795_000_000.0

PICTURE = {"id": "c0ffee-1", "image": base64.b64encode(b"\x89PNG picture").decode()}
TOKENS = {"isAuthenticated": True, "authTokenDto": {"accessToken": "access-1", "refreshToken": "refresh-1"}}


def html(words: str, *, status: int = 200, **headers: str) -> Reply:
    """A page."""
    head = {"content-type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Reply("", status, head, f"<html><body>{words}</body></html>".encode())


def answer(value: object, *, status: int = 200) -> Reply:
    """A JSON answer."""
    return Reply("", status, {"content-type": "application/json"}, json.dumps(value).encode())


def moved(location: str, **headers: str) -> Reply:
    """A redirect."""
    return html("", status=302, location=location, **headers)


def grid(*rows: object, total: int | None = None, page: int = 1, pages: int = 1) -> Reply:
    """A page of a list."""
    count = len(rows) if total is None else total
    return answer({"totalpages": pages, "page": page, "rowCount": count, "rows": list(rows)})


def opened(page: urls.Page) -> Reply:
    """A page of the 1961-Act site with its mark."""
    return html(f"Welcome ({TAN})<form id='{page.mark}'></form>")


def raw(body: bytes) -> Reply:
    """An answer of bytes."""
    return Reply("", 200, {}, body)


def recorded(page: str, case: str, suffix: str = "json") -> Reply:
    """An answer from the recorded replies."""
    return raw((FOLDER / "traces" / page / case / f"reply.{suffix}").read_bytes())


def register_row(number: str = "0000AA000A", year: str = "2025-26") -> RegisterRow:
    """A line of the register."""
    return RegisterRow(
        certificate_no=number, deductee_pan="AAAPA0000A", year=Year.parse(year), section=None, rate=None, limit=None
    )


BRIDGED = html("", set_cookie="JSESSIONID=0001; Path=/app")
DASHBOARD = html(f"Welcome ({TAN})")
GONE = html("Gone", status=410)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    url: str
    form: Mapping[str, str] | None = None
    json: object = None
    headers: Mapping[str, str]


class ScriptedWire:
    """Answers in the order given; a request too many fails the test, an error given is raised."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        self.last: Reply | None = None
        self.rested_after: list[int] = []
        """How much had been asked when the gap was waited for ahead of a turn."""

    def get(self, url: str, *, headers: Mapping[str, str], cap: int = 0, deadline: float = 0) -> Reply:
        return self._answer(Asked(method="GET", url=url, headers=headers))

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        json: object = None,
        form: Mapping[str, str] | None = None,
        cap: int = 0,
        deadline: float = 0,
    ) -> Reply:
        return self._answer(Asked(method="POST", url=url, form=form, json=json, headers=headers))

    def pinned(self, url: str, base: str = "") -> str:
        official = urljoin(base, url).replace("http://traces61", "https://traces61")
        return official.replace(OFFICIAL_OLD, OLD)

    def rest(self) -> None:
        self.rested_after.append(len(self.asked))

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        scripted = self.answers.pop(0)
        if isinstance(scripted, Exception):
            raise scripted
        self.last = Reply(asked.url, scripted.status, scripted.headers, scripted.body)
        return self.last


class Visit:
    """A session on a scripted wire, with the pauses it made."""

    def __init__(self, *answers: Reply | Exception, sub_user: str = "", login_gap: float = 6.0) -> None:
        self.wire = ScriptedWire(*answers)
        self.waits: list[float] = []
        self.session = TracesSession(
            cast(Wire, self.wire),
            TracesHosts(gateway=GATEWAY, site="http://127.0.0.1:3", old=OLD, login_gap=login_gap),
            Login(tan=TAN, password=Secret(PASSWORD), version="v1", sub_user=sub_user),
            wait=self.waits.append,
            captchas=Turnstile(1.5),
            clock=lambda: NOW,
        )

    @classmethod
    def inside(cls, *answers: Reply | Exception, login_gap: float = 6.0) -> Self:
        """A visit that is logged in; what the login asked is forgotten."""
        visit = cls(answer(PICTURE), answer(TOKENS), *answers, login_gap=login_gap)
        followed(visit.session.login(), "aB3dE6")
        visit.wire.asked.clear()
        visit.waits.clear()
        return visit

    @classmethod
    def at(cls, page: urls.Page, *answers: Reply | Exception) -> Self:
        """A visit whose first question to the 1961-Act site is behind this page."""
        return cls.inside(BRIDGED, DASHBOARD, opened(page), *answers)

    @property
    def steps(self) -> list[str]:
        """Method and address of what was asked."""
        return [f"{asked.method} {asked.url}" for asked in self.wire.asked]

    @property
    def behind(self) -> list[Asked]:
        """What was asked behind the bridge, the dashboard and the page."""
        return self.wire.asked[3:]


def followed(flow: LoginFlow, *typed: str) -> tuple[list[Challenge], Profile]:
    """A login followed to its end, pictures answered in turn: what it asked, and whose account it is."""
    challenges: list[Challenge] = []
    left = list(typed)
    reply: str | None = None
    while True:
        try:
            challenge = flow.send(reply)  # type: ignore[arg-type]  # a generator begins with None
        except StopIteration as end:
            return challenges, end.value
        challenges.append(challenge)
        reply = left.pop(0) if isinstance(challenge, Captcha) else ""
