"""Invented offices: offers, questions, and a worker that only writes down what the window asks of it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tdsxl.challenges import Captcha, Challenge
from tdsxl.names import MODULE_TITLES
from tdsxl.values import Portal, Tan, Year
from tdsxl.window.copies import CopyWish, Shareable, SharedClient
from tdsxl.window.values import Account, Asked, Began, Choice, Cost, Offer, OfferedClient, Preset

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)
YEARS = tuple(Year(start) for start in range(2021, 2027))
PRESETS = (
    Preset(name="Daily: challans and notices", modules=frozenset({"challans", "notices"})),
    Preset(name="Weekly: all", modules=frozenset(MODULE_TITLES), stale_days=7),
)
_FAMILIES = ("Aarohi", "Bansal", "Chaitanya", "Deshpande", "Eklavya", "Gokhale", "Harsha", "Kaveri", "Lakshmi", "Omkar")
_TRADES = (
    "Textiles Private Limited", "Builders and Developers LLP", "Traders", "Education Society", "Logistics LLP",
    "and Sons", "Public School", "Infotech Private Limited", "Jewellers", "Charitable Trust",
)  # fmt: skip
_GROUPS = ("Bansal group", "Deshpande group", "Kaveri group", "")
_CITIES = ("MUMB", "DELH", "BLRK", "PNEA", "HYDS")


def tan(number: int) -> Tan:
    return Tan(f"{_CITIES[number % 5]}{10001 + number * 7:05d}{'ABCDEFGH'[number % 8]}")


def name(number: int) -> str:
    shift = number // 100
    return f"{_FAMILIES[(number + shift) % 10]} {_TRADES[(number // 10 + number) % 10]}"


def client(number: int, **other: object) -> OfferedClient:
    """A client that can be synced; every seventh failed last time, modules differ."""
    modules = [module for place, module in enumerate(MODULE_TITLES) if (number + place) % 5]
    usual: dict[str, object] = {
        "tan": tan(number),
        "name": name(number),
        "group": _GROUPS[number % 4],
        "chosen": True,
        "hidden": False,
        "modules": frozenset(modules),
        "failed": number % 7 == 6,
        "trouble": "password refused" if number % 7 == 6 else "",
        "last_complete": NOW - timedelta(days=number % 12, minutes=37 * number % 400) if number % 7 != 6 else None,
        "left_out": "",
    }
    return OfferedClient(**{**usual, **other})  # type: ignore[arg-type]  # the fields above, some replaced


def offer(count: int = 6, *, notes: tuple[str, ...] = (), left: int = 0) -> Offer:
    """An offer of so many clients; the third from the end has no password, the last is hidden in the book."""
    clients = [client(number) for number in range(count)]
    if count > 3:
        clients[-3] = client(count - 3, left_out="no password")
        clients[-1] = client(count - 1, chosen=False, hidden=True)
    return Offer(
        book="firm.xlsx",
        clients=tuple(clients),
        years=YEARS,
        chosen_years=YEARS[-3:],
        presets=PRESETS,
        left=left,
        notes=notes,
    )


def began(count: int, captchas: int) -> Began:
    return Began(
        run=7,
        clients=tuple((tan(number), name(number)) for number in range(count)),
        visits=2 * count,
        captchas=captchas,
    )


def picture(text: str = "aBcD7k") -> bytes:
    """A captcha as a portal might draw it."""
    image = Image.new("RGB", (220, 70), (244, 246, 250))
    pen = ImageDraw.Draw(image)
    for place in range(6):
        pen.line([(0, 8 + place * 11), (220, 62 - place * 9)], fill=(196, 204, 220))
    for place, sign in enumerate(text):
        pen.text((14 + place * 33, 8 + place * 5 % 12), sign, font=ImageFont.load_default(size=40), fill=(24, 40, 92))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


PICTURE = picture()


def asked(number: int, challenge: Challenge | None = None, *, of: int | None = None) -> Asked:
    """A question of the client `of`, by default of the same number."""
    who = number if of is None else of
    return Asked(
        question=number,
        challenge=challenge or Captcha(PICTURE),
        tan=tan(who),
        name=name(who),
        portal=Portal.TRACES,
    )


def account(number: int, portal: Portal, *, days: int | None = 20, hint: str = "") -> Account:
    stored = None if days is None else NOW - timedelta(days=days)
    accepted = None if days is None else NOW - timedelta(days=days % 5)
    return Account(tan=tan(number), name=name(number), portal=portal, stored=stored, accepted=accepted, hint=hint)


def shareable(count: int, folder: Path = Path("C:/Firm")) -> Shareable:
    """So many clients; every fourth is in no group."""
    return Shareable(tuple(SharedClient(tan(one), name(one), _GROUPS[one % 4]) for one in range(count)), folder)


@dataclass
class Notebook:
    """A host that writes down each call as its name and arguments."""

    calls: list[tuple[object, ...]] = field(default_factory=list)
    offered: tuple[OfferedClient, ...] = ()
    asked_cost: list[Choice] = field(default_factory=list)

    def cost(self, choice: Choice) -> Cost:
        self.asked_cost.append(choice)
        known = {client.tan: client for client in self.offered}
        left_out = sum(bool(known[tan].left_out) for tan in choice.tans if tan in known)
        hidden = sum(client.hidden and client.tan not in choice.tans for client in self.offered)
        able = len(choice.tans) - left_out
        return Cost(clients=able, captchas=able, typing_minutes=able // 6, no_password=left_out, hidden=hidden)

    def start(self, choice: Choice) -> None:
        self.calls.append(("start", choice))

    def go_on(self) -> None:
        self.calls.append(("go_on",))

    def sync_failed(self) -> None:
        self.calls.append(("sync_failed",))

    def stop(self) -> None:
        self.calls.append(("stop",))

    def write_now(self) -> None:
        self.calls.append(("write_now",))

    def pause(self, *, is_paused: bool) -> None:
        self.calls.append(("pause", is_paused))

    def answer(self, question: int, text: str | None) -> None:
        self.calls.append(("answer", question, text))

    def keep_preset(self, preset: Preset) -> None:
        self.calls.append(("keep_preset", preset))

    def show_bucket(self) -> None:
        self.calls.append(("show_bucket",))

    def show_passwords(self) -> None:
        self.calls.append(("show_passwords",))

    def paste_passwords(self, rows: Sequence[Sequence[str]]) -> None:
        self.calls.append(("paste_passwords", [list(row) for row in rows]))

    def show_share(self) -> None:
        self.calls.append(("show_share",))

    def make_copy(self, wish: CopyWish) -> None:
        self.calls.append(("make_copy", wish))

    def stop_copies(self) -> None:
        self.calls.append(("stop_copies",))

    def closed(self) -> None:
        self.calls.append(("closed",))
