"""What is installed with tdsxl: named exactly, with its checksums, and not too much of it."""

import re
import runpy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
LOCK = (TOP / "requirements.lock").read_text("utf-8")
MOST = 36
"""Packages of a plain installation."""
SYSTEMS = {
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
}


def locked() -> list[Requirement]:
    """The packages of the lock file."""
    lines = LOCK.replace("\\\n", " ").splitlines()
    return [
        Requirement(line.partition(" --hash")[0]) for line in lines if line.strip() and not line.startswith((" ", "#"))
    ]


def wanted() -> list[Requirement]:
    """What the project asks for."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def test_the_lock_has_what_the_project_asks_for() -> None:
    """Each by exactly one version that satisfies it, on any system."""
    versions = {canonicalize_name(one.name): one for one in locked()}
    assert wanted()
    for asked in wanted():
        (pin,) = versions[canonicalize_name(asked.name)].specifier
        assert (pin.operator, asked.specifier.contains(pin.version)) == ("==", True), asked


def test_every_package_of_the_lock_bears_its_checksums() -> None:
    """A file that was exchanged on its way is not installed; no index is named."""
    packages = re.split(r"\n(?=[a-z])", LOCK[LOCK.index("\nanyio") + 1 :])
    assert len(packages) == len(locked())
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.14"])
def test_a_plain_installation_is_small(system: str, python: str) -> None:
    """At most so many packages, tdsxl itself not counted."""
    environment = {**SYSTEMS[system], "python_version": python, "python_full_version": f"{python}.1"}
    count = sum(one.marker is None or one.marker.evaluate(environment) for one in locked())
    assert 20 < count <= MOST


@pytest.fixture(scope="module")
def verdict() -> Callable[[list[dict[str, Any]]], tuple[list[str], list[str]]]:
    """How CI reads what the auditor says."""
    found: Callable[[list[dict[str, Any]]], tuple[list[str], list[str]]] = runpy.run_path(str(TOP / ".ci" / "audit"))[
        "verdict"
    ]
    return found


def test_a_known_vulnerability_is_told_with_its_remedy(verdict: Callable[..., tuple[list[str], list[str]]]) -> None:
    """By package, version, name of the flaw and the version that mends it; unjudged packages are named."""
    packages = [
        {"name": "idna", "version": "3.6", "vulns": [{"id": "PYSEC-2024-60", "fix_versions": ["3.7"]}]},
        {"name": "httpx", "version": "0.28.1", "vulns": []},
        {"name": "own", "skip_reason": "not found"},
    ]
    assert verdict(packages) == (["idna 3.6: PYSEC-2024-60, mended in 3.7"], ["own"])
    assert verdict([]) == ([], [])
