"""The gold set: articles with everything a careful reader marks in them, one TOML file each.

The rules of annotation are in docs/annotation-guide.md.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from claims.evaluation.excerpts import CLOSE, OPEN, NotFound, span_of
from claims.extraction.analysis import ClaimKind, Span, StatementKind

SPEECH, BELIEF, INTENTION = "speech", "belief", "intention"
WORTHY = 2  # from this worth on a desk would check the claim

_ARTICLE = {"title", "genre", "traps", "outlet", "published_on", "language", "text", "statement", "claim", "note"}
_STATEMENT = {
    "id", "source", "cue", "content", "kind", "speaker", "unnamed", "medium", "addressee", "said_on", "parent", "deed",
    "polarity", "hedged", "note",
}  # fmt: skip
_CLAIM = {"span", "standalone", "kind", "statement", "worth", "cluster", "note"}


class GoldBroken(ValueError):
    """Mistakes in gold files, one line each with the file and the entry."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class GoldStatement:
    id: str
    source: Span | None
    cue: Span | None  # None: the layout alone attributes
    content: tuple[Span, ...]
    kind: StatementKind
    speaker: str  # full name; empty when unnamed or nobody
    is_unnamed: bool
    medium: str
    addressee: str
    said_on: tuple[date, date] | None  # both days included
    parent: str | None
    deed: str
    is_denied: bool
    is_hedged: bool


@dataclass(frozen=True, slots=True)
class GoldClaim:
    span: Span
    standalone: str
    kind: ClaimKind
    statement: str | None  # None: the outlet's own voice
    worth: int  # 0..3
    cluster: str  # claims of one article that repeat one another share it


@dataclass(frozen=True, slots=True)
class GoldArticle:
    name: str
    title: str
    genre: str
    traps: tuple[str, ...]
    outlet: str
    published_on: date | None
    language: str
    text: str
    statements: tuple[GoldStatement, ...]
    claims: tuple[GoldClaim, ...]


def files(paths: Iterable[Path]) -> list[Path]:
    """The gold files named, and those below the folders named, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        below = sorted(path.rglob("*.toml")) if path.is_dir() else [path]
        if not below:
            raise GoldBroken([f"{path}: there is no .toml file in this folder"])
        found.extend(below)
    return found


def load(paths: Iterable[Path]) -> list[GoldArticle]:
    """All articles of files and folders, or GoldBroken with every mistake in any of them."""
    articles: list[GoldArticle] = []
    mistakes: list[str] = []
    for path in files(paths):
        try:
            articles.append(read(path))
        except GoldBroken as error:
            mistakes.extend(error.mistakes)
    names = [article.name for article in articles]
    mistakes += [f"{name}: two files have this name" for name in sorted({n for n in names if names.count(n) > 1})]
    if mistakes:
        raise GoldBroken(mistakes)
    return articles


def read(path: Path) -> GoldArticle:
    """One article, or GoldBroken."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GoldBroken([f"{path}: there is no such file"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GoldBroken([f"{path}: not TOML: {error}"]) from None
    return _Reader(path, table).article()


class _Reader:
    """Reads one file and keeps its mistakes, so that a writer sees all of them at once."""

    def __init__(self, path: Path, table: dict[str, Any]) -> None:
        self.name, self.table = path.stem, table
        self.mistakes: list[str] = []
        self.entry = ""
        self.row: dict[str, Any] = table
        self.text = ""

    def wrong(self, what: str) -> None:
        place = f"{self.name}.toml: {self.entry}: " if self.entry else f"{self.name}.toml: "
        self.mistakes.append(place + what)

    def article(self) -> GoldArticle:
        self._known(_ARTICLE)
        self.text = self._words("text", needed=True)
        if OPEN in self.text or CLOSE in self.text:
            self.wrong(f"the text holds {OPEN} or {CLOSE}, which mark excerpts")
        published_on = self.table.get("published_on")
        if published_on is not None and type(published_on) is not date:
            self.wrong("published_on: write a day as 2025-03-04, without quotation marks")
            published_on = None
        traps = self._strings("traps")
        title, genre = self._words("title", needed=True), self._words("genre", needed=True)
        outlet, language = self._words("outlet"), self._words("language", needed=True)
        statements = [self._statement(number, row) for number, row in self._rows("statement")]
        claims = [self._claim(number, row) for number, row in self._rows("claim")]
        kept = tuple(s for s in statements if s is not None)
        kept_claims = tuple(c for c in claims if c is not None)
        self._check_links(kept, kept_claims)
        if self.mistakes:
            raise GoldBroken(self.mistakes)
        return GoldArticle(self.name, title, genre, traps, outlet, published_on, language, self.text, kept, kept_claims)

    def _rows(self, name: str) -> list[tuple[int, dict[str, Any]]]:
        rows = self.table.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.wrong(f"write each {name} under a line [[{name}]]")
            return []
        return list(enumerate(rows, 1))

    def _statement(self, number: int, row: dict[str, Any]) -> GoldStatement | None:
        self.row = row
        identity = self._words("id")
        self.entry = f"statement {identity}" if identity else f"statement number {number}"
        before = len(self.mistakes)
        self._known(_STATEMENT)
        if not identity:
            self.wrong("id is missing")
        source, cue = self._span("source"), self._span("cue")
        content = tuple(span for part in self._strings("content") if (span := self._place(part, "content")) is not None)
        if not content:
            self.wrong("content holds no excerpt")
        for one, other in pairwise(content):
            if other.start < one.end:
                self.wrong("parts of the content overlap, or are not in the order of the text")
        for name, part in (("source", source), ("cue", cue)):
            if part is not None and any(part.start < s.end and s.start < part.end for s in content):
                self.wrong(f"the {name} overlaps the content")
        kind = self._one_of("kind", [k.value for k in StatementKind])
        deed = self._one_of("deed", [SPEECH, BELIEF, INTENTION], SPEECH)
        polarity = self._one_of("polarity", ["affirmed", "denied"], "affirmed")
        is_unnamed, is_hedged = self._flag("unnamed"), self._flag("hedged")
        speaker = self._words("speaker")
        if is_unnamed and speaker:
            self.wrong("an unnamed source has no speaker: leave one of the two out")
        said_on = self._days("said_on")
        words = self._words("medium"), self._words("addressee")
        parent = self._words("parent") or None
        if len(self.mistakes) > before:
            return None
        return GoldStatement(
            identity, source, cue, content, StatementKind(kind), speaker, is_unnamed, *words, said_on, parent, deed,
            polarity == "denied", is_hedged,
        )  # fmt: skip

    def _claim(self, number: int, row: dict[str, Any]) -> GoldClaim | None:
        self.row, self.entry = row, f"claim {number}"
        before = len(self.mistakes)
        self._known(_CLAIM)
        span = self._span("span")
        if span is None and len(self.mistakes) == before:
            self.wrong("span is missing")
        standalone = self._words("standalone", needed=True)
        kind = self._one_of("kind", [k.value for k in ClaimKind])
        worth = row.get("worth")
        if type(worth) is not int or not 0 <= worth <= 3:
            self.wrong(f"worth is {worth!r}; write 0, 1, 2 or 3")
        statement, cluster = self._words("statement") or None, self._words("cluster")
        if len(self.mistakes) > before or span is None:
            return None
        return GoldClaim(span, standalone, ClaimKind(kind), statement, int(worth or 0), cluster)

    def _check_links(self, statements: tuple[GoldStatement, ...], claims: tuple[GoldClaim, ...]) -> None:
        self.entry = ""
        written = [str(row.get("id", "")) for _, row in self._rows("statement")]
        for double in sorted({i for i in written if i and written.count(i) > 1}):
            self.wrong(f"two statements have the id {double!r}")
        parents = {s.id: s.parent for s in statements}
        for statement in statements:
            self.entry = f"statement {statement.id}"
            if statement.parent is not None and statement.parent not in written:
                self.wrong(f"parent {statement.parent!r} is no statement of this file")
            seen, at = {statement.id}, statement.parent
            while at is not None and at in parents:
                if at in seen:
                    self.wrong("its parents go round in a circle")
                    break
                seen.add(at)
                at = parents[at]
        for number, claim in enumerate(claims, 1):
            self.entry = f"claim {number} ({claim.span.of(self.text)[:40]!r})"
            if claim.statement is not None and claim.statement not in written:
                self.wrong(f"statement {claim.statement!r} is no statement of this file")
        spans = [claim.span for claim in claims]
        for span in sorted({s for s in spans if spans.count(s) > 1}):
            self.entry = ""
            self.wrong(f"two claims have the same span {span.of(self.text)[:60]!r}")
        repeated = [str(row["cluster"]) for _, row in self._rows("claim") if row.get("cluster")]
        for cluster in sorted({c for c in repeated if repeated.count(c) == 1}):
            self.entry = ""
            self.wrong(f"cluster {cluster!r} has one claim only; leave it out, or mark the claim that it repeats")

    # -- fields ----------------------------------------------------------------------------------

    def _known(self, names: set[str]) -> None:
        for name in sorted(set(self.row) - names):
            self.wrong(f"{name!r} is not a field; there are {', '.join(sorted(names))}")

    def _words(self, name: str, *, needed: bool = False) -> str:
        value = self.row.get(name, "")
        if not isinstance(value, str):
            self.wrong(f"{name} is not a string")
            return ""
        if needed and not value.strip():
            self.wrong(f"{name} is missing or empty")
        return value

    def _strings(self, name: str) -> tuple[str, ...]:
        value = self.row.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(f"{name} is not a list of strings")
            return ()
        return tuple(value)

    def _flag(self, name: str) -> bool:
        value = self.row.get(name, False)
        if not isinstance(value, bool):
            self.wrong(f"{name} is {value!r}; write true or false")
        return value is True

    def _one_of(self, name: str, allowed: list[str], otherwise: str = "") -> str:
        value = self.row.get(name, otherwise)
        if value not in allowed:
            self.wrong(f"{name} is {value!r}; write one of {', '.join(allowed)}")
            return allowed[0]
        return str(value)

    def _days(self, name: str) -> tuple[date, date] | None:
        value = self.row.get(name, "")
        if type(value) is date:
            return value, value
        if value == "":
            return None
        try:
            days = [date.fromisoformat(part) for part in str(value).split("/")]
        except ValueError:
            days = []
        if len(days) not in {1, 2} or days[0] > days[-1]:
            self.wrong(f"{name} is {value!r}; write a day as 2025-03-04, or two with / between")
            return None
        return days[0], days[-1]

    def _span(self, name: str) -> Span | None:
        excerpt = self._words(name)
        return self._place(excerpt, name) if excerpt else None

    def _place(self, excerpt: str, name: str) -> Span | None:
        try:
            return span_of(self.text, excerpt)
        except NotFound as error:
            self.wrong(f"{name}: {error}")
            return None
