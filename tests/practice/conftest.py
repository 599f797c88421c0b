"""One practice server for the tests of its services, and logins by hand, from the reference's own request examples."""

import base64
from collections.abc import Callable, Iterator

import httpx
import pytest

from tdsxl.practice.people import Person
from tdsxl.practice.server import Practice

SignIn = Callable[[Practice, Person], httpx.Client]
ORIGIN = {"Origin": "https://traces.tdscpc.gov.in", "Referer": "https://traces.tdscpc.gov.in/"}


@pytest.fixture(scope="session")
def shared() -> Iterator[Practice]:
    """A server whose calendar and accounts nobody harms."""
    with Practice(clients=16) as practice:
        yield practice


@pytest.fixture
def lent(shared: Practice) -> Iterator[Practice]:
    """The shared server with an empty log, its faults taken out of force after the test."""
    shared.log.clear()
    yield shared
    shared.faults.clear()


@pytest.fixture
def practice() -> Iterator[Practice]:
    """A server of the test's own."""
    with Practice(clients=16) as own:
        yield own


@pytest.fixture
def clients() -> Iterator[list[httpx.Client]]:
    """HTTP clients to be closed after the test."""
    opened: list[httpx.Client] = []
    yield opened
    for client in opened:
        client.close()


@pytest.fixture
def caller(clients: list[httpx.Client]) -> Callable[[Practice], httpx.Client]:
    """A client of a server, signed in nowhere."""

    def made(practice: Practice) -> httpx.Client:
        client = httpx.Client(base_url=practice.url, trust_env=False, timeout=30.0)
        clients.append(client)
        return client

    return made


@pytest.fixture
def at_itportal(caller: Callable[[Practice], httpx.Client]) -> Iterator[SignIn]:
    """A client signed in at the IT portal, profile asked for; signed out after the test."""
    opened: list[tuple[httpx.Client, Person]] = []

    def signed_in(practice: Practice, person: Person) -> httpx.Client:
        client = caller(practice)
        client.get("/iec/foservices/")
        step = {"entity": person.tan, "serviceName": "wLoginService"}
        first = client.post("/iec/loginapi/login", json=step, headers={"sn": "wLoginService"}).json()
        secret = base64.b64encode(person.itportal_password.encode()).decode()
        body = first | {"pass": secret, "serviceName": "loginService"}
        second = client.post("/iec/loginapi/login", json=body, headers={"sn": "loginService"}).json()
        assert second["messages"][0]["code"] == "EF00000"
        profile = {"serviceName": "userProfileService", "userId": person.tan}
        client.post("/iec/servicesapi/auth/saveEntity", json=profile)
        opened.append((client, person))
        return client

    yield signed_in
    for client, person in opened:
        body = {"serviceName": "logoutService", "entity": person.tan, "userType": "TDS"}
        client.post("/iec/loginapi/login", json=body)


@pytest.fixture
def at_gateway(caller: Callable[[Practice], httpx.Client]) -> SignIn:
    """A client signed in at the gateway of TRACES; its tokens are in its default headers."""

    def signed_in(practice: Practice, person: Person) -> httpx.Client:
        client = caller(practice)
        client.headers.update(ORIGIN)
        captcha = client.get("/loginservice/api/auth/generateCaptcha").json()
        png = base64.b64decode(captcha["image"].partition(",")[2])
        body = {
            "userId": person.tan,
            "userType": "Deductor",
            "subUserPanId": "",
            "password": person.traces_password,
            "captcha": client.post("/practice/captcha", content=png).text,
            "captchaId": captcha["id"],
        }
        reply = client.post("/loginservice/api/auth/login", json=body).json()
        assert reply["isAuthenticated"] is True
        tokens = reply["authTokenDto"]
        client.headers["Authorization"] = f"Bearer {tokens['accessToken']}"
        client.headers["RefreshToken"] = tokens["refreshToken"]
        return client

    return signed_in


@pytest.fixture
def at_old_site(at_gateway: SignIn) -> SignIn:
    """A client over the bridge, at the old site of TRACES."""

    def signed_in(practice: Practice, person: Person) -> httpx.Client:
        client = at_gateway(practice, person)
        bridged = client.get("/app/preauthV2.xhtml", headers={"X-Bank-Code": "null", "X-Everify": "N"})
        assert bridged.status_code == 302
        assert client.cookies.get("JSESSIONID")
        del client.headers["Authorization"], client.headers["RefreshToken"]
        client.headers["X-Requested-With"] = "XMLHttpRequest"
        return client

    return signed_in
