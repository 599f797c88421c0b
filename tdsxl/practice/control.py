"""Addresses that only the practice portals have: read a captcha, move the calendar, set faults, show the log."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date

from tdsxl.practice.stage import Stage
from tdsxl.practice.wire import Reply, Request, answer


def reply(stage: Stage, request: Request) -> Reply | None:
    """The answer of a control address, if it is one."""
    found = CONTROLS.get((request.method, request.path))
    try:
        return found(stage, request) if found else None
    except (ValueError, KeyError, TypeError) as error:
        return Reply(status=400, media="text/plain", body=f"Not understood: {error!r}\n".encode())


def _captcha(stage: Stage, request: Request) -> Reply:
    """The text of the PNG in the body."""
    text = stage.pictures.read(request.body)
    return Reply(status=200 if text else 404, media="text/plain", body=(text or "").encode())


def _day(stage: Stage, request: Request) -> Reply:
    stage.move(date.fromisoformat(str(json.loads(request.body)["day"])))
    return answer({"day": stage.day.isoformat()})


def _add_faults(stage: Stage, request: Request) -> Reply:
    """One rule or a list of them, keys as of `Rule`."""
    asked = json.loads(request.body)
    for rule in asked if isinstance(asked, list) else [asked]:
        stage.faults.add(**rule)
    return answer({"rules": len(stage.faults.rules)})


def _faults(stage: Stage, _request: Request) -> Reply:
    return answer([asdict(rule) for rule in stage.faults.rules])


def _clear_faults(stage: Stage, _request: Request) -> Reply:
    stage.faults.clear()
    return answer({"rules": 0})


def _log(stage: Stage, _request: Request) -> Reply:
    log = stage.log
    return answer(
        {
            "requests": [asdict(entry) for entry in log.requests],
            "logins": [asdict(login) for login in log.logins],
            "max_in_flight": log.max_in_flight(),
            "open_sessions": log.open_sessions,
            "most_sessions": log.most_sessions,
        }
    )


def _clear_log(stage: Stage, _request: Request) -> Reply:
    stage.log.clear()
    return answer({"requests": 0})


CONTROLS: Mapping[tuple[str, str], Callable[[Stage, Request], Reply]] = {
    ("POST", "/practice/captcha"): _captcha,
    ("POST", "/practice/day"): _day,
    ("POST", "/practice/faults"): _add_faults,
    ("GET", "/practice/faults"): _faults,
    ("DELETE", "/practice/faults"): _clear_faults,
    ("GET", "/practice/log"): _log,
    ("DELETE", "/practice/log"): _clear_log,
}
