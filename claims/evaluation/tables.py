"""Figures as plain tables for a terminal, and as values for a machine."""

from collections.abc import Mapping, Sequence
from typing import Any

from claims.evaluation.intervals import Figure
from claims.evaluation.mistakes import Mistake, by_kind

Figures = Mapping[str, Figure]
EXCERPT = 150  # characters of a mistake that are shown


def table(title: str, figures: Figures) -> list[str]:
    """One figure a line with its interval and what it is a share of."""
    rows = [
        (name, _value(f.value), _interval(f), f"of {f.of:,}" if f.of is not None else "") for name, f in figures.items()
    ]
    return [title, *_lined_up(rows), ""]


def side_by_side(title: str, columns: Mapping[str, Figures]) -> list[str]:
    """The same figures of several engines, one engine a column."""
    names = list(next(iter(columns.values())))
    rows: list[tuple[str, ...]] = [("", *columns)]
    for name in names:
        cells = [f"{_value(figures[name].value)} {_interval(figures[name])}".strip() for figures in columns.values()]
        rows.append((name, *cells))
    return [title, *_lined_up(rows), ""]


def mistakes(found: Sequence[Mistake], examples: int) -> list[str]:
    """The kinds with their counts, and a few of each."""
    lines = ["Errors by kind"]
    for kind, rows in by_kind(found):
        lines.append(f"{len(rows):5d}  {kind}")
        for row in rows[:examples]:
            lines.append(f"         {row.place}")
            lines += [
                f"           {label}  {_short(words)}"
                for label, words in (("gold ", row.wanted), ("found", row.found))
                if words
            ]
    return [*lines, ""]


def values(figures: Figures) -> dict[str, dict[str, Any]]:
    """For JSON: value, interval and count of each figure."""
    return {
        name: {
            "value": round(f.value, 6),
            "low": round(f.low, 6) if f.low is not None else None,
            "high": round(f.high, 6) if f.high is not None else None,
            "of": f.of,
        }
        for name, f in figures.items()
    }


def _value(number: float) -> str:
    return f"{number:.3f}"


def _interval(figure: Figure) -> str:
    return f"[{figure.low:.3f} {figure.high:.3f}]" if figure.low is not None and figure.high is not None else ""


def _lined_up(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 40] + " … " + line[-37:]
