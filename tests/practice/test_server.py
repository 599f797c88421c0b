"""The server: calendar, latency, log, control addresses, command line, speed."""

import subprocess
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from statistics import median
from time import process_time

import httpx

from tdsxl.practice.latency import Latency
from tdsxl.practice.server import Practice
from tests.practice.conftest import SignIn

Call = Callable[[Practice], httpx.Client]
FRONT = "/iec/foservices/"
UNCONSUMED = "/app/ded/srv/GetUnConChlnDetailServlet?reqtype=0"
GRID = {"_search": "false", "nd": "1", "rows": "100", "page": "1", "sidx": "", "sord": "asc"}


def test_the_portals_file_leads_here_without_pauses(shared: Practice) -> None:
    """All origins are the server's."""
    found = tomllib.loads(shared.portals_toml())
    assert found["itportal"] == {"origin": shared.url, "login_pause": 0.0}
    assert {found["traces"][key] for key in ("gateway", "site", "old")} == {shared.url}
    assert found["traces"]["login_gap"] == found["traces"]["captcha_gap"] == 0.0


def test_moving_the_calendar_moves_the_portals(practice: Practice, at_old_site: SignIn) -> None:
    """A week later a challan of the first client is consumed, by property or by control address."""
    client = at_old_site(practice, practice.people[0])
    before = client.post(UNCONSUMED, data=GRID).json()["rowCount"]
    assert client.post("/practice/day", json={"day": "2026-11-22"}).json() == {"day": "2026-11-22"}
    assert client.post(UNCONSUMED, data=GRID).json()["rowCount"] == before - 1
    practice.day = date(2026, 11, 15)
    assert client.post(UNCONSUMED, data=GRID).json()["rowCount"] == before


def test_faults_and_log_are_reached_from_outside(practice: Practice, caller: Call) -> None:
    """Rules are posted, listed and deleted; the log tells of requests."""
    client = caller(practice)
    assert client.post("/practice/day", json={"date": "2026-11-22"}).status_code == 400
    assert client.post("/practice/faults", json=[{"fault": "no such"}]).status_code == 400
    client.post("/practice/faults", json=[{"fault": "500", "route": "itportal.front", "times": 1}])
    assert client.get("/practice/faults").json()[0]["route"] == "itportal.front"
    assert [client.get(FRONT).status_code for _ in range(2)] == [500, 200]
    assert client.delete("/practice/faults").json() == {"rules": 0}
    requests = client.get("/practice/log").json()["requests"]
    assert [(r["sequence"], r["route"], r["status"]) for r in requests] == [
        (1, "itportal.front", 500),
        (2, "itportal.front", 200),
    ]


def test_the_log_counts_requests_of_one_account_at_once(at_old_site: SignIn) -> None:
    """Two at once of one account are two; one at a time is one."""
    with Practice(clients=2, latency=Latency(0.05)) as slow:
        clients = [at_old_site(slow, person) for person in slow.people]
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda client: client.post(UNCONSUMED, data=GRID), clients))
            assert slow.log.max_in_flight() == 1
            list(pool.map(lambda client: client.post(UNCONSUMED, data=GRID), [clients[0], clients[0]]))
        assert slow.log.max_in_flight() == 2


def test_the_log_counts_open_sessions(practice: Practice, at_old_site: SignIn) -> None:
    """Sessions open with the login and close with the log-out."""
    clients = [at_old_site(practice, person) for person in practice.people[:2]]
    for client in clients:
        client.get("/app/logout.xhtml")
    assert (practice.log.open_sessions["traces"], practice.log.most_sessions["traces"]) == (0, 2)


def test_latencies_are_log_normal_and_alike_in_each_run() -> None:
    """The same account and step wait alike; the median is the one asked for."""
    latency = Latency(0.4, 0.5)
    waits = [latency.seconds("traces", "ABCD12345E", step) for step in range(500)]
    assert waits == [latency.seconds("traces", "ABCD12345E", step) for step in range(500)]
    assert 0.36 < median(waits) < 0.44
    assert {Latency(0.4).seconds("traces", "", step) for step in range(5)} == {0.4}


def test_five_thousand_clients_are_served_from_the_start(caller: Call) -> None:
    """The server of a large office is up in three seconds of the processor, the last client is known."""
    began = process_time()
    with Practice(clients=5000) as large:
        step = {"entity": large.people[-1].tan, "serviceName": "wLoginService"}
        reply = caller(large).post("/iec/loginapi/login", json=step).json()
        assert reply["messages"][0]["code"] == "EF00000"
        assert process_time() - began < 3.0


def test_many_requests_a_second_are_served(shared: Practice, at_old_site: SignIn) -> None:
    """One caller alone gets more than a hundred answers a second of the processor, its own work included."""
    client = at_old_site(shared, shared.people[1])
    began = process_time()
    for _ in range(200):
        client.post(UNCONSUMED, data=GRID)
    assert 200 / (process_time() - began) > 100


def test_the_command_line_says_its_address_first() -> None:
    """The module serves until it is stopped."""
    command = [sys.executable, "-m", "tdsxl.practice", "--clients", "3", "--latency", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        url = server.stdout.readline().strip()
        assert httpx.get(url + FRONT, trust_env=False).status_code == 200
        server.terminate()
