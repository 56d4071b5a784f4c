"""Figures that must not be fallen below: measured once, a little subtracted, written down."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from claims.evaluation.intervals import Figure

MARGIN = 0.03  # processors round the encoder's numbers a little differently

Floors = dict[str, dict[str, float]]  # section → figure → floor


def below(figures: Mapping[str, Mapping[str, Figure]]) -> Floors:
    """Floors for measured figures, by section: less the margin, cut to two places."""
    return {
        section: {
            name: max(0.0, math.floor(round(100 * (figure.value - MARGIN), 6)) / 100) for name, figure in rows.items()
        }
        for section, rows in figures.items()
    }


def broken(figures: Mapping[str, Mapping[str, Figure]], floors: Floors) -> list[str]:
    """One line for each figure that is below its floor, or that is not measured any more."""
    lines = []
    for section, rows in floors.items():
        for name, floor in rows.items():
            figure = figures.get(section, {}).get(name)
            if figure is None:
                lines.append(f"{section}: {name}: not measured any more; write the floors anew")
            elif figure.value < floor:
                lines.append(f"{section}: {name}: {figure.value:.3f} is below the floor of {floor:.2f}")
    return lines


def write(path: Path, floors: Floors) -> None:
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read(path: Path) -> Floors:
    floors: Floors = json.loads(path.read_text(encoding="utf-8"))
    return floors
