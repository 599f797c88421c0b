"""Every row of the fault catalogue has a test that injects it, and every mark has its row."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
ROW = re.compile(r"^\| ([A-F][0-9]+) \| ", re.MULTILINE)


def marks(path: Path) -> Iterator[str]:
    """Ids that the marks of a test file name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.row":
            yield from (str(ast.literal_eval(word)) for word in node.args)


def test_rows_and_marks_are_the_same() -> None:
    """No promise without a test, no test without its promise."""
    rows = ROW.findall((TESTS / "catalogue.md").read_text(encoding="utf-8"))
    assert len(rows) == len(set(rows)) == 79
    assert set(rows) == {row for path in TESTS.rglob("*.py") for row in marks(path)}
