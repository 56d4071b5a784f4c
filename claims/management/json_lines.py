"""JSON lines in, JSON lines out, for the batch commands: a bad line is answered in its place and the rest goes on."""

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

PROGRESS_EVERY = 50

Row = dict[str, Any]


class BadRow(ValueError):
    """A line that cannot be worked on; the message says what to mend."""


def rows(lines: IO[str]) -> Iterator[tuple[int, Row | BadRow]]:
    """The objects of the stream with their line numbers, from 1; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, BadRow(f"not JSON: {error}; write one object per line")
            continue
        yield number, row if isinstance(row, dict) else BadRow('not an object; write {"id": …, "text": …}')


def text_of(row: Row, field: str = "text") -> str:
    """The row's text, or a BadRow."""
    if "id" not in row:
        raise BadRow('"id" is missing; give every line an id of its own')
    text = row.get(field)
    if not isinstance(text, str):
        raise BadRow(f'"{field}" is missing or not a string')
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise BadRow(f'"{field}" holds half of a character (a lone surrogate); send valid Unicode')
    return text


def failure(number: int, row: Row | None, error: Exception) -> Row:
    """What stands in the place of a line that failed."""
    answer: Row = {"id": row["id"]} if row is not None and "id" in row else {}
    return {**answer, "error": str(error) or type(error).__name__, "line": number}


class Writer:
    """Writes one answer a line, and the progress to another stream."""

    def __init__(self, out: Callable[[str], Any], progress: Callable[[str], Any], noun: str) -> None:
        self._out, self._progress, self._noun = out, progress, noun
        self.done = self.failed = 0

    def write(self, answer: Row) -> None:
        self._out(json.dumps(answer, ensure_ascii=False))
        self.done += 1
        self.failed += "error" in answer
        if self.done % PROGRESS_EVERY == 0:
            self._progress(f"{self.done} {self._noun}")

    def finish(self) -> None:
        self._progress(f"{self.done} {self._noun}, {self.failed} with an error")
