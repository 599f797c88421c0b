"""Six rules that keep money, passwords and cells safe, as far as a program can see them."""

import ast
from collections.abc import Callable

import pytest

from tests.test_style import FILES, File, Found

GUESSERS = ("read_excel", "read_csv", "read_html", "read_table", "read_fwf", "to_numeric", "convert_dtypes")
MONEY = (
    *(f"tdsxl/{name}.py" for name in ("records", "values", "ledgers", "titles", "portals/fields")),
    *("tdsxl/portals/itportal/pages/", "tdsxl/portals/traces/pages/", "tdsxl/modules/", "tdsxl/review/"),
    *("tdsxl/engine/results.py", "tdsxl/engine/outcomes.py", "tdsxl/engine/journal/codec.py"),
)
"""Where amounts are read, kept, compared and added up."""
WRITERS = (
    "tdsxl/sheets/fresh/",
    "tdsxl/sheets/excel/paper.py",
    "tdsxl/sheets/file/cells.py",
    "tdsxl/sheets/file/rows.py",
)
"""One writer of cells for each way to hold a book."""
CELL_NAMES = ("value", "formula", "formula2")
CELL_MARKS = ("<c r=", "inlineStr", "</v>")
REVEALERS = (
    *("tdsxl/portals/itportal/session.py", "tdsxl/portals/traces/session.py", "tdsxl/vault.py"),
    *("tdsxl/cli/passwords.py", "tdsxl/sheets/lists/passwords.py"),
)
"""Where a password is sent, sealed, or compared with the list that it came from."""
TELLERS = ("print", "debug", "info", "warning", "error", "exception", "log", "write", "format", "str", "repr")


def unproven_hosts(file: File) -> Found:
    """A certificate goes unchecked."""
    for node in file.nodes:
        is_off = isinstance(node, ast.keyword) and node.arg == "verify" and ast.unparse(node.value) == "False"
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "check_hostname":
            is_off = ast.unparse(node.value) == "False"
        if is_off or (isinstance(node, ast.Attribute) and node.attr in ("CERT_NONE", "_create_unverified_context")):
            yield getattr(node, "lineno", 0), "certificates are not checked"


def guessed_types(file: File) -> Found:
    """Pandas is left to guess types: it turns the BSR code 0510308 into 510308."""
    for node in file.nodes:
        named = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and named in GUESSERS:
            told = any(word.arg == "dtype" and ast.unparse(word.value) == "str" for word in node.keywords)
            yield from () if told else [(node.lineno, f"{named} guesses types")]


def floats(file: File) -> Found:
    """Money is a binary fraction somewhere."""
    for node in file.nodes if file.path.startswith(MONEY) else ():
        is_number = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if is_number or (isinstance(node, ast.Name) and node.id == "float"):
            yield getattr(node, "lineno", 0), "a float"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "json.loads" and "/pages/" in file.path:
            # An answer to a login holds no amount.
            yield from () if file.path.endswith("login.py") else [(node.lineno, "numbers of a page become floats")]


def stray_cells(file: File) -> Found:
    """A cell is written by another than the writers, who alone see that no text becomes a formula."""
    for node in file.nodes if file.is_product and not file.path.startswith(WRITERS) else ():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr in CELL_NAMES:
            yield node.lineno, "sets a cell"
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
            if any(mark in text for mark in CELL_MARKS):
                yield node.lineno, "spells a cell"


def shown_secrets(file: File) -> Found:
    """A secret is put into words, or opened where it has no business."""
    for node in file.nodes if file.is_product else ():
        if is_revealed(node) and file.path not in REVEALERS:
            yield getattr(node, "lineno", 0), "a secret is opened"
        is_told = isinstance(node, ast.JoinedStr | ast.Raise) or (
            isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TELLERS
        )
        if is_told and any(map(is_revealed, ast.walk(node))):
            yield getattr(node, "lineno", 0), "a secret is told"


def is_revealed(node: ast.AST) -> bool:
    """Whether a secret is opened here."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reveal"


def shells(file: File) -> Found:
    """A command goes through a shell, which reads names of files and clients as its own words."""
    for node in file.nodes:
        if isinstance(node, ast.keyword) and node.arg == "shell" and ast.unparse(node.value) != "False":
            yield node.value.lineno, "asks for a shell"
        names = ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
            yield node.lineno, "goes through a shell"


RULES: tuple[Callable[[File], Found], ...] = (
    unproven_hosts,
    guessed_types,
    floats,
    stray_cells,
    shown_secrets,
    shells,
)


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_the_rule(rule: Callable[[File], Found]) -> None:
    """No file of product or tests breaks it."""
    found = [f"{file.path}:{line}: {what}" for file in FILES for line, what in rule(file)]
    assert FILES
    assert not found, "\n".join(found)


PLANTED: tuple[tuple[Callable[[File], Found], str, str], ...] = (
    (unproven_hosts, "tdsxl/portals/tls.py", "httpx.Client(verify=False)\n"),
    (unproven_hosts, "tests/a.py", "context.check_hostname = False\n"),
    (unproven_hosts, "tdsxl/portals/tls.py", "context.verify_mode = ssl.CERT_NONE\n"),
    (guessed_types, "tdsxl/frames.py", "pandas.read_csv(path, dtype={'TAN': str})\n"),
    (guessed_types, "tests/a.py", "pd.read_excel('a.xlsx')\n"),
    (floats, "tdsxl/records.py", "def total(amount: float) -> None: ...\n"),
    (floats, "tdsxl/modules/ldc.py", "RATE = 0.05\n"),
    (floats, "tdsxl/portals/traces/pages/demand.py", "rows = json.loads(body)\n"),
    (stray_cells, "tdsxl/cli/sync.py", "sheet['A1'].value = name\n"),
    (stray_cells, "tdsxl/sheets/excel/book.py", "range.formula = text\n"),
    (stray_cells, "tdsxl/sheets/file/merge.py", "xml = f'<c r=\"A1\"><v>{value}</v></c>'\n"),
    (shown_secrets, "tdsxl/engine/run.py", "password = login.password.reveal()\n"),
    (shown_secrets, "tdsxl/vault.py", "print(login.password.reveal())\n"),
    (shown_secrets, "tdsxl/vault.py", "text = f'{secret.reveal()}'\n"),
    (shown_secrets, "tdsxl/vault.py", "raise LocalError(secret.reveal())\n"),
    (shells, "tdsxl/cli/install.py", "subprocess.run(line, shell=True)\n"),
    (shells, "tests/a.py", "os.system('dir')\n"),
)


@pytest.mark.parametrize(("rule", "path", "source"), PLANTED, ids=[rule.__name__ for rule, _, _ in PLANTED])
def test_a_planted_fault_is_found(rule: Callable[[File], Found], path: str, source: str) -> None:
    """Each rule finds what it is for."""
    assert list(rule(File(path, source)))


def test_every_rule_has_a_planted_fault() -> None:
    """No rule is believed that never found anything."""
    assert {rule for rule, _, _ in PLANTED} == set(RULES)
