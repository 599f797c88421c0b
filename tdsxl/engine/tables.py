"""All tables of a book, in the order of its sheets."""

from tdsxl.engine.history import changes, completeness
from tdsxl.engine.results import Results
from tdsxl.engine.worklists import worklists
from tdsxl.modules.base import Module
from tdsxl.tables import Table


def tables(results: Results, modules: tuple[Module, ...]) -> tuple[Table, ...]:
    """What is to be done, every result sheet, then what became of every sync."""
    ledgers = (changes(results, modules), completeness(results, modules), results.exceptions(), results.runs())
    return (*worklists(results), *results.tables(modules), *ledgers)
