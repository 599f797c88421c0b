"""The README is the manual: what the house holds stands in it, and what it names is there."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tdsxl.cli.parser import parser
from tdsxl.modules import MODULES

TOP = Path(__file__).parents[1]
FENCED = re.compile(r"^```(?:bash|sh|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def readme() -> str:
    """The whole text."""
    path = TOP / "README.md"
    assert path.is_file(), "README.md is missing"
    return path.read_text("utf-8")


def section(title: str) -> str:
    """What stands below a heading that begins so, to the next one."""
    found = re.search(rf"^## {title}.*?\n(.*?)(?=^## |\Z)", readme(), re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no heading `## {title}`"
    return found[1]


def rows(text: str) -> list[str]:
    """First cells of the tables in a text."""
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]


def words_of(command: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The words that may follow a command, each with its own parser."""
    # argparse shows its sub-commands in no public place.
    asked = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    return asked[0].choices if asked else {}


@pytest.mark.parametrize("name", words_of(parser()))
def test_every_command_has_a_row_that_names_its_verbs(name: str) -> None:
    """A table lists each command of the parser, and in its row what may follow."""
    named = [row for row in rows(readme()) if re.match(rf"`tdsxl {name}\b", row)]
    assert len(named) == 1, f"README.md has {len(named)} rows for `tdsxl {name}`"
    missing = [verb for verb in words_of(words_of(parser())[name]) if not re.search(rf"\b{verb}\b", named[0])]
    assert not missing, f"the row of `tdsxl {name}` lacks {missing}"


@pytest.mark.parametrize("title", [module.title for module in MODULES])
def test_every_module_has_a_row(title: str) -> None:
    """A table lists each module by its title."""
    assert title in rows(readme()), f"README.md has no row for the module {title}"


def test_the_map_shows_every_part() -> None:
    """Each folder of the house is on the map, and what the map shows is there."""
    shown = set(re.findall(r"`((?:tdsxl/|tests/|workbook/)?[\w/]+(?:/|\.py))`", " ".join(rows(section("The map")))))
    parts = {f"tdsxl/{path.parent.name}/" for path in (TOP / "tdsxl").glob("*/__init__.py")}
    assert parts - shown == set(), "not on the map of README.md"
    gone = {part for part in shown if not (TOP / part).exists() and not (TOP / "tdsxl" / part).exists()}
    assert gone == set(), "on the map of README.md, but nowhere else"


def test_two_commands_try_it() -> None:
    """One block runs the demo, one runs the tests, each by itself from a fresh folder."""
    commands = [line for block in FENCED.findall(section("Try it")) for line in block.splitlines()]
    assert [line.split()[-2:] for line in commands] == [[".venv/bin/tdsxl", "demo"], ["-m", "pytest"]]
