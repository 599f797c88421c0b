"""The house style, as far as a program can see it."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
FILE_LINES, BODY_LINES, POSITIONS = 300, 30, 4
TEST_FILE_LINES, TEST_BODY_LINES, TEST_POSITIONS = 520, 40, 6
CATCHERS = (
    "tdsxl/cli/main.py",
    "tdsxl/cli/terminal.py",
    "tdsxl/sheets/excel/calls.py",
    "tdsxl/addin/button.py",
    "tdsxl/addin/work.py",
)
"""Here a fault of our own becomes a line for the user, or passes from one thread to another."""

NO_WORDS = re.compile(r"(Manager|Handler|Helper|Impl)$|^(Base|Abstract)[A-Z]|^(utils|common|helpers|constants)$")
NO_COMMENT = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
EXCUSE = re.compile(r"#\s*(type:\s*ignore|noqa)")
GOOD_EXCUSE = re.compile(r"# (type: ignore\[[a-z, -]+\]|noqa: [A-Z]+\d+(, [A-Z]+\d+)*) +(# )?\w")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class File:
    """A file of the house."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """What it means."""
        return ast.parse(self.source)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Everything in it."""
        return tuple(ast.walk(self.tree))

    @property
    def is_product(self) -> bool:
        """Whether it is shipped."""
        return not self.path.startswith("tests/")


Found = Iterator[tuple[int, str]]
"""Line, and what is wrong there."""


def lengths(file: File) -> Found:
    """A file or a function is longer than a reader holds in mind."""
    lines = file.source.count("\n")
    if lines > (FILE_LINES if file.is_product else TEST_FILE_LINES):
        yield lines, f"{lines} lines in a file"
    for node in file.nodes:
        if isinstance(node, FUNCTION):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            size = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            if size > (BODY_LINES if file.is_product else TEST_BODY_LINES):
                yield node.lineno, f"{size} lines in {node.name}"


def positions(file: File) -> Found:
    """A function takes more parameters by position than one remembers."""
    for node in file.nodes:
        if isinstance(node, FUNCTION):
            count = len(node.args.posonlyargs) + len(node.args.args)
            if count > (POSITIONS if file.is_product else TEST_POSITIONS):
                yield node.lineno, f"{count} positional parameters of {node.name}"


def first_lines(file: File) -> Found:
    """A file does not open by saying what it is."""
    if file.source and not file.source.startswith('"""'):
        yield 1, "the first line is no docstring"


def docstrings(file: File) -> Found:
    """A public name, or a test, does not say what it is."""
    for node in public(file.tree):
        is_setter = any(ast.unparse(mark).endswith(".setter") for mark in node.decorator_list)
        is_asked = file.is_product or node.name.startswith("test_")
        if is_asked and not is_setter and not ast.get_docstring(node):
            yield node.lineno, f"{node.name} has no docstring"


def public(tree: ast.Module | ast.ClassDef) -> Iterator[NAMED]:
    """Public functions, classes and their methods."""
    for node in tree.body:
        if isinstance(node, NAMED) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def catchers(file: File) -> Found:
    """Faults of our own are swallowed; an `except` that ends in a bare `raise` swallows nothing."""
    for node in file.nodes if file.path not in CATCHERS else ():
        if isinstance(node, ast.ExceptHandler):
            ends_in_raise = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if not ends_in_raise and (node.type is None or takes_all(node.type)):
                yield node.lineno, "every exception is caught"
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress") and takes_all(node):
            yield node.lineno, "every exception is suppressed"


def takes_all(node: ast.AST) -> bool:
    """Whether the widest exceptions are named."""
    return any(isinstance(part, ast.Name) and part.id in ("Exception", "BaseException") for part in ast.walk(node))


TERMINALS = ("tdsxl/cli/", "tdsxl/addin/terminal.py")


def prints(file: File) -> Found:
    """The product prints outside the command line."""
    for node in file.nodes if file.is_product and not file.path.startswith(TERMINALS) else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield node.lineno, "prints"


def names(file: File) -> Found:
    """A name says nothing."""
    stem = Path(file.path).stem
    classes = [(node.lineno, node.name) for node in file.nodes if isinstance(node, ast.ClassDef)]
    yield from ((line, f"the name {name}") for line, name in ((1, stem), *classes) if NO_WORDS.search(name))


def comments(file: File) -> Found:
    """A comment puts work off, or silences a check without its code and reason."""
    for token in tokenize.generate_tokens(io.StringIO(file.source).readline):
        if token.type == tokenize.COMMENT and NO_COMMENT.search(token.string):
            yield token.start[0], token.string
        if token.type == tokenize.COMMENT and EXCUSE.search(token.string) and not GOOD_EXCUSE.search(token.string):
            yield token.start[0], f"no code or no reason: {token.string}"


RULES: tuple[Callable[[File], Found], ...] = (
    lengths,
    positions,
    first_lines,
    docstrings,
    catchers,
    prints,
    names,
    comments,
)
FILES = [
    File(path.relative_to(TOP).as_posix(), path.read_text("utf-8"))
    for part in ("tdsxl", "tests", "workbook")
    for path in sorted((TOP / part).rglob("*.py"))
]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule: Callable[[File], Found]) -> None:
    """No file of product or tests breaks it."""
    found = [f"{file.path}:{line}: {what}" for file in FILES for line, what in rule(file)]
    assert FILES
    assert not found, "\n".join(found)


DOC = '"""What it is."""\n'
LONG_BODY = "def long():\n    '''Docstring.'''\n" + "    call()\n" * (TEST_BODY_LINES + 1)
PLANTED: tuple[tuple[Callable[[File], Found], str, str], ...] = (
    (lengths, "tdsxl/a.py", DOC + "X = 1\n" * FILE_LINES),
    (lengths, "tests/a.py", LONG_BODY),
    (positions, "tdsxl/a.py", "class A:\n    def f(self, a, b, /, c, d):\n        pass\n"),
    (first_lines, "tdsxl/a.py", "# What it is\n"),
    (docstrings, "tdsxl/a.py", "def shown():\n    pass\n"),
    (docstrings, "tdsxl/a.py", DOC + "class A:\n    '''An A.'''\n    async def go(self):\n        pass\n"),
    (docstrings, "tests/test_a.py", "def test_it_goes():\n    pass\n"),
    (catchers, "tdsxl/cli/sync.py", "try:\n    go()\nexcept Exception:\n    pass\n"),
    (catchers, "tdsxl/engine/run.py", "try:\n    go()\nexcept (ValueError, BaseException) as e:\n    raise A from e\n"),
    (catchers, "tdsxl/engine/run.py", "try:\n    go()\nexcept:\n    pass\n"),
    (catchers, "tdsxl/engine/run.py", "with contextlib.suppress(Exception):\n    go()\n"),
    (prints, "tdsxl/engine/run.py", "print(1)\n"),
    (names, "tdsxl/sheets/utils.py", DOC),
    (names, "tdsxl/a.py", "class RunManager:\n    pass\n"),
    (comments, "tdsxl/a.py", "X = 1  # TODO: more\n"),
    (comments, "tdsxl/a.py", "X = 1  # type: ignore  # because\n"),
    (comments, "tdsxl/a.py", "X = 1  # type: ignore[arg-type]\n"),
    (comments, "tests/a.py", "X = 1  # noqa: S105\n"),
)


@pytest.mark.parametrize(("rule", "path", "source"), PLANTED, ids=[rule.__name__ for rule, _, _ in PLANTED])
def test_a_planted_fault_is_found(rule: Callable[[File], Found], path: str, source: str) -> None:
    """Each rule finds what it is for, once."""
    assert len(list(rule(File(path, source)))) == 1


def test_every_rule_has_a_planted_fault() -> None:
    """No rule is believed that never found anything."""
    assert {rule for rule, _, _ in PLANTED} == set(RULES)
