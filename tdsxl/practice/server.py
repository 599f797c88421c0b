"""The practice portals as one HTTP server on loopback, in a thread of this process."""

import logging
import socket
from datetime import date
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn

from tdsxl.practice.asgi import App
from tdsxl.practice.captcha import Pictures
from tdsxl.practice.faults import Faults
from tdsxl.practice.itportal.accounts import Accounts
from tdsxl.practice.itportal.routes import ITPORTAL
from tdsxl.practice.latency import NO_LATENCY, Latency
from tdsxl.practice.log import Log
from tdsxl.practice.people import Person, roll_of
from tdsxl.practice.sockets import Protocol
from tdsxl.practice.stage import Stage
from tdsxl.practice.traces.routes import TRACES
from tdsxl.practice.traces.visits import Visits

HOST = "127.0.0.1"
DAY = date(2026, 11, 15)
BACKLOG = 2048


class Practice:
    """Both portals, for as long as the context lasts."""

    def __init__(
        self,
        *,
        clients: int = 25,
        seed: int = 7,
        day: date = DAY,
        port: int = 0,
        latency: Latency = NO_LATENCY,
        scale: float = 1.0,
        step_pause: float = 0.0,
    ) -> None:
        self.people: tuple[Person, ...] = roll_of(clients, seed=seed, scale=scale)
        self.faults = Faults((*ITPORTAL.routes.names, *TRACES.routes.names))
        self.log = Log()
        by_tan = {person.tan: person for person in self.people}
        self._stage = Stage(
            people=by_tan,
            day=day,
            step_pause=step_pause,
            faults=self.faults,
            log=self.log,
            pictures=Pictures(seed),
            itportal=Accounts(by_tan, self.log),
            traces=Visits(self.log),
        )
        self._socket = socket.create_server((HOST, port), backlog=BACKLOG)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self._server = uvicorn.Server(_config(App(self._stage, latency)))
        self._thread = Thread(target=self._server.run, args=([self._socket],), name="practice portals", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; requests still running are dropped without a word."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    @property
    def day(self) -> date:
        """The day the portals show."""
        return self._stage.day

    @day.setter
    def day(self, day: date) -> None:
        self._stage.move(day)

    def portals_toml(self) -> str:
        """A portals file that leads here, without pauses."""
        return (
            f'[itportal]\norigin = "{self.url}"\nlogin_pause = 0.0\n\n'
            f'[traces]\ngateway = "{self.url}"\nsite = "{self.url}"\nold = "{self.url}"\n'
            "login_gap = 0.0\ncaptcha_gap = 0.0\n"
        )


def _config(app: App) -> uvicorn.Config:
    """A server that logs only its own mistakes."""
    return uvicorn.Config(
        app,
        http=Protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=0,
    )
