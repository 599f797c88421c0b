"""What the window remembers from one day to the next: the firm's own presets, and how fast its people type."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tdsxl.engine.store import write_whole
from tdsxl.errors import InputError
from tdsxl.names import MODULE_TITLES
from tdsxl.values import Year
from tdsxl.window.values import Preset

PRESETS = (
    Preset(name="Daily: challans and notices", modules=frozenset({"challans", "notices"})),
    Preset(name="Weekly: all", modules=frozenset(MODULE_TITLES)),
)
USUAL_S = 10.0
"""Seconds that a captcha takes a person, until this firm's own are known."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What stands in the file."""

    presets: tuple[Preset, ...] = ()
    """The firm's own."""
    captcha_s: float = USUAL_S
    """Seconds per captcha, as last measured."""

    def with_preset(self, preset: Preset) -> "Remembered":
        """With a preset in place of the one of its name."""
        others = (one for one in self.presets if one.name != preset.name)
        return replace(self, presets=(*others, preset))


def recall(path: Path) -> Remembered:
    """What was kept; a file that cannot be understood counts as none, since nothing in it is dear."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Remembered(tuple(map(_preset, kept["presets"])), float(kept["captcha_s"]))
    except (OSError, ValueError, KeyError, TypeError, InputError):
        return Remembered()


def keep(path: Path, remembered: Remembered) -> None:
    """Write it down.

    Raises:
        LocalError: The disk is full or cannot be written.
    """
    kept = {"presets": list(map(_kept, remembered.presets)), "captcha_s": remembered.captcha_s}
    write_whole(path, json.dumps(kept, ensure_ascii=False).encode())


def _preset(kept: Mapping[str, Any]) -> Preset:
    return Preset(
        name=str(kept["name"]),
        modules=frozenset(kept["modules"]) & frozenset(MODULE_TITLES),
        for_all=bool(kept.get("for_all", False)),
        years=tuple(map(Year.parse, kept["years"])),
        stale_days=None if kept["stale_days"] is None else int(kept["stale_days"]),
    )


def _kept(preset: Preset) -> dict[str, object]:
    return {
        "name": preset.name,
        "modules": sorted(preset.modules),
        "for_all": preset.for_all,
        "years": list(map(str, preset.years)),
        "stale_days": preset.stale_days,
    }
