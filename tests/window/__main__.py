"""Draws every view with an invented office: `xvfb-run -a -s '-screen 0 1400x900x24' python -m tests.window FOLDER`."""

import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import chain, repeat
from pathlib import Path

from PIL import ImageGrab

from tdsxl.challenges import Captcha
from tdsxl.values import Portal
from tdsxl.window.values import (
    Accounts,
    Finished,
    Moved,
    News,
    NotChecked,
    Opened,
    Probed,
    Progress,
    Said,
    Stage,
    Withdrawn,
)
from tdsxl.window.window import Window
from tests.window import samples

LIGHTS = (
    Probed(what="Network", answers=True, text="answers"),
    Probed(what="IT portal", answers=True, text="answers in 0.4 s"),
    Probed(what="TRACES", answers=True, text="answers in 0.9 s"),
)
NIGHT = "Night run: 147 checked at the IT portal, 6 new; 83 wait for a captcha: Continue."
REASONS = (
    ("TRACES: the password was refused.", "Store a new one under Passwords, then Re-sync failed."),
    ("TRACES: signed in elsewhere, not taken over.", "Sign out there, then Re-sync failed."),
    ("IT portal: no answer within 30 s, three times.", "Re-sync failed later today."),
)


def bucket() -> Iterable[News]:
    offer = samples.offer(150, notes=(NIGHT,), left=83)
    return (Opened(offer=offer), *LIGHTS)


def run() -> Iterable[News]:
    yield Opened(offer=samples.offer(150))
    yield samples.began(147, 147)
    for number in range(61):
        yield samples.asked(number)
        yield Withdrawn(question=number)
    for number in range(62):
        failed = number in (9, 30, 41)
        reason, remedy = REASONS[number % 3]
        text = f"{reason} {remedy}" if failed else "6 modules, 3 rows are new" if number % 4 else "6 modules, no change"
        yield Moved(tan=samples.tan(number), stage=Stage.NOT_CHECKED if failed else Stage.CHECKED, text=text)
    for number, stage, text in (
        (62, Stage.UPDATING, "TRACES: Outstanding Demand, 14 rows"),
        (63, Stage.VALIDATING, "IT portal: Challans, 212 rows"),
        (64, Stage.RETRIEVING, "IT portal: Return Summary, page 2"),
        (65, Stage.RETRIEVING, "TRACES: signing in"),
    ):
        yield Moved(tan=samples.tan(number), stage=stage, text=text)
    yield Progress(visits_done=126, rows=18_412, seconds_left=19 * 60)
    yield Said(text="Results so far were written to firm.xlsx at 10:02.")


def desk() -> Iterable[News]:
    yield from run()
    yield from LIGHTS
    yield samples.asked(65, Captcha(samples.picture("hT7kRd")))
    yield from (samples.asked(number) for number in (66, 67, 68))


def summary() -> Iterable[News]:
    missing = [
        NotChecked(tan=samples.tan(number), name=samples.name(number), reason=reason, remedy=remedy)
        for number in range(3, 33, 3)
        for reason, remedy in (REASONS[number % 9 // 3],)
    ]
    yield Opened(offer=samples.offer(150))
    yield from LIGHTS
    yield Finished(
        headline="Run 7: 137 of 147 clients complete, 12 with news.",
        not_checked=tuple(missing),
        will_run=7,
        need_password=3,
        left=0,
    )
    yield Said(text="firm.xlsx was written at 10:41.")


def passwords() -> Iterable[News]:
    yield Opened(offer=samples.offer(150))
    yield from LIGHTS
    hints = {2: "Refused 12-Nov", 5: "may expire: 160 days old", 8: "Needs OTP"}
    days = {5: 160, 7: None}
    accounts = [
        samples.account(number, portal, days=days.get(number, 20 + 3 * number), hint=hints.get(number, ""))
        if portal is Portal.TRACES
        else samples.account(number, portal, days=35 + number)
        for number in range(60)
        for portal in (Portal.TRACES, Portal.ITPORTAL)
    ]
    yield Accounts(accounts=tuple(accounts), text="12 passwords stored. Row 9: `MUMB1000` is not a TAN.")


def share() -> Iterable[News]:
    yield Opened(offer=samples.offer(150))
    yield from LIGHTS
    yield samples.shareable(60, Path("/home/office/TDS"))


VIEWS: tuple[Callable[[], Iterable[News]], ...] = (bucket, run, desk, summary, passwords, share)


def draw(folder: Path) -> None:
    for view in VIEWS:
        notebook = samples.Notebook(offered=samples.offer(150).clients)
        # The first looks at the clock are at the run's beginning.
        times = chain([samples.NOW] * 3, repeat(samples.NOW + timedelta(minutes=21)))
        window = Window(notebook, clock=times.__next__)
        for news in view():
            window.tell(news)
        window.root.geometry("+0+0")
        window.root.after(800, window.root.quit)
        window.run()
        area = (window.root.winfo_rootx(), window.root.winfo_rooty())
        size = (window.root.winfo_width(), window.root.winfo_height())
        shot = ImageGrab.grab(bbox=(*area, area[0] + size[0], area[1] + size[1]), xdisplay="")
        shot.save(folder / f"{view.__name__}.png", optimize=True)
        window.close()
        if view in (run, desk):
            window.run_view.surely.invoke()
            window.close()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
