"""A person at the window, without the window: reads the news of a worker, and types what the practice portals show."""

import queue
import time
from collections.abc import Callable
from typing import TypeVar

from tdsxl.addin.work import Work
from tdsxl.challenges import Captcha
from tdsxl.prompts.scripted import Scripted
from tdsxl.window.values import Asked, News

NewsT = TypeVar("NewsT", bound=News)
LONGEST_S = 30.0


class Person:
    """Keeps all news in order; answers questions while it waits for something."""

    def __init__(self, url: str) -> None:
        self.seen: list[News] = []
        self.is_typing = True
        """Captchas are typed; other questions always."""
        self.host: Work
        self._inbox: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._clerk = Scripted(url, take_over="yes", try_again="yes")

    def tell(self, news: News) -> None:
        """What a window would be told."""
        self._inbox.put(news)

    def wait(self, kind: type[NewsT], fits: Callable[[NewsT], bool] = lambda news: True) -> NewsT:
        """The next news of a kind; questions that come before it are answered."""
        until = time.monotonic() + LONGEST_S
        while True:
            news = self._inbox.get(timeout=max(0.0, until - time.monotonic()))
            self.seen.append(news)
            if isinstance(news, Asked) and (self.is_typing or not isinstance(news.challenge, Captcha)):
                self.answer(news)
            if isinstance(news, kind) and fits(news):
                return news

    def answer(self, asked: Asked) -> None:
        """Answer one question."""
        text = self._clerk.ask(asked.challenge, name=asked.name, tan=asked.tan, portal=asked.portal)
        self.host.answer(asked.question, text)

    def picture(self) -> Asked:
        """The next captcha."""
        return self.wait(Asked, lambda asked: isinstance(asked.challenge, Captcha))

    def of(self, kind: type[NewsT]) -> list[NewsT]:
        """All news of a kind that was seen."""
        return [news for news in self.seen if isinstance(news, kind)]

    @property
    def captchas(self) -> int:
        """How many were asked."""
        return sum(isinstance(asked.challenge, Captcha) for asked in self.of(Asked))
