"""Which of our rows stands in which row of a sheet: by key, and by the sheet's tie where keys collide. No I/O here."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

from tdsxl.errors import LocalError
from tdsxl.sheets.layout import LAST_ROW
from tdsxl.sheets.texts import value_text
from tdsxl.tables import Cell, RowKey, RowName, Sheet


def named(sheet: Sheet, texts: Mapping[str, str]) -> RowName:
    """How a row is named, given the texts of its cells by title."""
    return sheet.key(lambda title: texts.get(title, "")), texts.get(sheet.tie, "")


def name_of(sheet: Sheet, row: Sequence[Cell]) -> RowName:
    """How a row of ours is named, given its values."""
    cells = dict(zip((column.title for column in sheet.columns), row, strict=True))
    return sheet.key(_texts_of(cells)), value_text(cells[sheet.tie]) if sheet.tie else ""


class Waiting:
    """Rows that have not found their place in the sheet yet."""

    def __init__(
        self, sheet: Sheet, rows: Iterable[tuple[Cell, ...]], *, defaults: tuple[Cell, ...] | None = None
    ) -> None:
        """Take rows with one value per column.

        `defaults` are what new rows show where they have no value; with them, no value changes nothing in known rows.
        """
        self._defaults = defaults
        self._rows = dict(enumerate(rows))
        self._names: dict[int, RowName] = {}
        self._by_key: dict[RowKey, list[int]] = {}
        self._keys: list[RowKey] = []
        self._next = 0
        self._standing: Container[RowName] = frozenset()
        titles = [column.title for column in sheet.columns]
        for number, row in self._rows.items():
            cells = dict(zip(titles, row, strict=True))
            key = sheet.key(_texts_of(cells))
            self._by_key.setdefault(key, []).append(number)
            self._keys.append(key)
            if sheet.tie:
                self._names[number] = key, value_text(cells[sheet.tie])

    @property
    def needs_ties(self) -> bool:
        """Whether rows share a key that only the sheet's tie can tell apart."""
        return bool(self._names) and len(self._by_key) < len(self._rows)

    def leave_for(self, standing: Container[RowName]) -> None:
        """Keep rows of a shared key for those of these sheet rows that bear their very tie."""
        self._standing = standing

    def take(self, name: RowName) -> tuple[Cell, ...] | None:
        """The row for a place of this name; None where there is none, or none any more."""
        numbers = self._by_key.get(name[0])
        if not numbers:
            return None
        number = numbers[0]
        if len(numbers) > 1 and self._names:
            same = (each for each in numbers if self._names[each] == name)
            free = (each for each in numbers if self._names[each] not in self._standing)
            number = next(same, next(free, number))
        numbers.remove(number)
        self._next = number + 1
        return self._rows.pop(number)

    def following(self) -> tuple[Cell, ...] | None:
        """The row after the one that was taken last; None where that is taken too, or not all its values would show."""
        return self._rows.get(self._next) if self._defaults is None else None

    def take_following(self) -> None:
        """Take it: its place is found."""
        self._by_key[self._keys[self._next]].remove(self._next)
        del self._rows[self._next]
        self._next += 1

    def shown(self, row: tuple[Cell, ...], places: Mapping[str, int]) -> Mapping[str, int]:
        """Of the places of a row's values, by column letters, those that a known row is to show."""
        return places if self._defaults is None else {k: at for k, at in places.items() if row[at] is not None}

    def rest(self) -> Iterator[tuple[Cell, ...]]:
        """The rows without a place, in their order."""
        for row in self._rows.values():
            if self._defaults is None:
                yield row
            else:
                yield tuple(
                    default if value is None else value for value, default in zip(row, self._defaults, strict=True)
                )


def too_many_rows(title: str) -> LocalError:
    """The sheet's rows do not fit."""
    return LocalError(
        f"{title} has more rows than a sheet can hold ({LAST_ROW:,}), so it was left as it was; the journal keeps all.",
        "Keep the clients in two books.",
    )


def _texts_of(cells: Mapping[str, Cell]) -> Callable[[str], str]:
    return lambda title: value_text(cells[title])
