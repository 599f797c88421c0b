"""The xlwings engine `calc`, and how it becomes the active one."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import xlwings

from tests.calc.app import Apps
from tests.calc.values import Cell, ErrorText, readied

Builder = Callable[..., Any]
_PARTS = ("year", "month", "day", "hour", "minute", "second", "microsecond")


class Engine:
    """LibreOffice Calc where xlwings expects Excel."""

    name = "calc"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, options: object) -> Cell:
        """A value as the ranges take it."""
        return readied(value)

    @staticmethod
    def clean_value_data(data: Sequence[Sequence[Cell]], datetime_builder: Builder, *wishes: Any) -> list[list[Any]]:
        """Values read, as the reader wants them: instants, empty cells, numbers, and whether errors are told."""
        empty_as, number_builder, err_to_str = wishes

        def cleaned(value: Cell) -> Any:  # what the builders build
            if value is None or value == "":
                return empty_as
            if isinstance(value, ErrorText):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                return datetime_builder(tzinfo=None, **{part: getattr(value, part) for part in _PARTS})
            return number_builder(value) if number_builder and isinstance(value, float) else value

        return [[cleaned(value) for value in row] for row in data]


@cache
def engine() -> Engine:
    """The engine of this process, registered with xlwings and active."""
    calc = Engine()
    xlwings.engines.add(xlwings.Engine(impl=calc))
    xlwings.engines["calc"].activate()
    return calc
