"""Readers of annotated sets in JSON lines, gzipped or not; a line that cannot be read is named with its number.

Attribution: ``{"doc", "text", "date"?, "attributions": [{"source", "cue", "content"}…]}``, spans as
``[[start, end]…]``; of several rows with one ``doc`` (more annotators) the first counts. An attribution may carry
``{"entity": {"mentions": […]}}``, the names of its speaker. Ranking: ``{"doc"?, "text", "check" | "verifiable"}`` with
0 or 1, or whole articles as ``{"sentences": […], "positive": index}``. Retrieval: queries ``{"id", "text", "relevant":
[…]}``; known claims ``{"id", "text"}`` or the fields of published checks (``vclaim``, ``title``, ``speaker``).
Sentences: ``{"sentences": […]}``, the sentences of one paragraph.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from claims.evaluation.gold import GoldArticle
from claims.extraction.analysis import Span

Row = dict[str, Any]
Item = TypeVar("Item")


class SetBroken(ValueError):
    """A file cannot be read as the set it was said to be; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution, by whoever marked it."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    names: tuple[str, ...] = ()  # what the text calls the speaker; a machine gives one at most


@dataclass(frozen=True, slots=True)
class MarkedText:
    name: str
    text: str
    published_on: date | None
    marked: tuple[Marked, ...]
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences that belong together, in order, with a label each: 1 is worth checking."""

    name: str
    sentences: tuple[str, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    text: str
    relevant: frozenset[str] = field(default_factory=frozenset)


def rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The objects of a file with their line numbers, from 1; blank lines are passed over."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise SetBroken(f"{path}, line {number}: not JSON: {error}; write one object per line") from None
                if not isinstance(row, dict):
                    raise SetBroken(f"{path}, line {number}: not an object")
                yield number, row
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SetBroken(f"{path}: {error}") from None


def attributions(path: Path) -> list[MarkedText]:
    found: dict[str, MarkedText] = {}
    for number, row in rows(path):
        try:
            name = str(row["doc"])
            if name not in found:
                text = str(row["text"])
                found[name] = MarkedText(
                    name, text, _day(row.get("date")), tuple(_marked(a, len(text)) for a in row["attributions"])
                )
        except (KeyError, TypeError, ValueError) as error:
            raise SetBroken(
                f"{path}, line {number}: not an article with attributions ({_why(error)}); "
                'write {"doc", "text", "attributions": [{"source", "cue", "content"}]}'
            ) from None
    return _not_empty(list(found.values()), path)


def of_gold(articles: Iterable[GoldArticle]) -> list[MarkedText]:
    """The statements of gold articles as attributions."""
    return [MarkedText(a.name, a.text, a.published_on, marks_of(a), a.outlet or None) for a in articles]


def marks_of(article: GoldArticle) -> tuple[Marked, ...]:
    """One mark for each statement of a gold article, in their order."""
    return tuple(
        Marked(
            (s.source,) if s.source is not None else (),
            (s.cue,) if s.cue is not None else (),
            s.content,
            (s.speaker,) if s.speaker else (),
        )
        for s in article.statements
    )


def labelled(path: Path) -> list[Sentences]:
    """Documents of sentences; rows of one ``doc`` that follow each other are one document."""
    found: list[tuple[str, list[str], list[int]]] = []
    for number, row in rows(path):
        try:
            if "sentences" in row:
                texts = [str(text) for text in row["sentences"]]
                found.append((f"article {len(found)}", texts, _one_positive(row["positive"], len(texts))))
                continue
            name, text, label = str(row.get("doc", "")), str(row["text"]), _label(row)
        except (KeyError, TypeError, ValueError) as error:
            raise SetBroken(
                f"{path}, line {number}: not a labelled sentence ({_why(error)}); "
                'write {"doc", "text", "check": 0 or 1}, or {"sentences", "positive"}'
            ) from None
        if not found or found[-1][0] != name:
            found.append((name, [], []))
        found[-1][1].append(text)
        found[-1][2].append(label)
    return _not_empty([Sentences(name, tuple(texts), tuple(labels)) for name, texts, labels in found], path)


def queries(path: Path) -> list[Query]:
    found = []
    for number, row in rows(path):
        try:
            found.append(Query(str(row["id"]), str(row["text"]), _relevant(row["relevant"])))
        except (KeyError, TypeError, ValueError) as error:
            raise SetBroken(
                f'{path}, line {number}: not a query ({_why(error)}); write {{"id", "text", "relevant": [ids]}}'
            ) from None
    return _not_empty(found, path)


def known_claims(path: Path) -> list[Query]:
    """Known claims, from ``{"id", "text"}`` or from the fields of published checks."""
    found = []
    for number, row in rows(path):
        identity = row.get("id") or row.get("vclaim_id") or row.get("url")
        text = (
            row.get("text")
            if "id" in row
            else " ".join(str(row[f]) for f in ("vclaim", "title", "speaker") if row.get(f))
        )
        if not identity or not text:
            raise SetBroken(f'{path}, line {number}: not a known claim; write {{"id", "text"}}')
        found.append(Query(str(identity), str(text)))
    return _not_empty(found, path)


def paragraphs(path: Path) -> list[tuple[str, ...]]:
    """The sentences of each paragraph."""
    found = []
    for number, row in rows(path):
        texts = row.get("sentences")
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) and t.strip() for t in texts):
            raise SetBroken(f'{path}, line {number}: not a paragraph; write {{"sentences": ["…", "…"]}}')
        found.append(tuple(texts))
    return _not_empty(found, path)


def _marked(row: Row, size: int) -> Marked:
    mentions = (row.get("entity") or {}).get("mentions") or []
    return Marked(
        _spans(row.get("source"), size),
        _spans(row.get("cue"), size),
        _spans(row["content"], size),
        tuple(str(mention) for mention in mentions),
    )


def _spans(pairs: Any, size: int) -> tuple[Span, ...]:
    spans = tuple(Span(int(start), int(end)) for start, end in pairs or ())
    if any(not 0 <= span.start < span.end <= size for span in spans):
        raise ValueError(f"a span of {pairs!r} is outside the text of {size} characters")
    return spans


def _day(written: Any) -> date | None:
    try:
        return date.fromisoformat(str(written)[:10]) if written else None
    except ValueError:
        return None


def _label(row: Row) -> int:
    for name in ("check", "verifiable"):
        if name in row:
            if row[name] not in {0, 1}:
                raise ValueError(f"{name} is {row[name]!r}, not 0 or 1")
            return int(row[name])
    raise ValueError("there is no label")


def _one_positive(number: Any, size: int) -> list[int]:
    if not isinstance(number, int) or not 0 <= number < size:
        raise ValueError(f"there is no sentence number {number!r}")
    return [int(n == number) for n in range(size)]


def _relevant(keys: Any) -> frozenset[str]:
    found = frozenset(str(key) for key in keys)
    if not found:
        raise ValueError("relevant is empty")
    return found


def _why(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _not_empty(found: list[Item], path: Path) -> list[Item]:
    if not found:
        raise SetBroken(f"{path}: the file is empty")
    return found
