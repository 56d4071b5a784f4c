"""The sets that matching learns from, as the data folder holds them: JSON lines, gzipped."""

import gzip
import hashlib
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A set to learn from, as the command line names it: ``snopes``, or ``politifact:5000`` for some of its claims."""

    name: str
    most: int | None = None

    @classmethod
    def read(cls, written: str) -> "Asked":
        name, _, most = written.strip().partition(":")
        return cls(name, int(most) if most else None)

    @property
    def claims(self) -> str:
        return f"{self.name}_claims"

    @property
    def queries(self) -> str:
        return f"{self.name}_queries_train"


@dataclass(frozen=True, slots=True)
class Claim:
    """A known claim; ``text`` is all that is compared: the claim, the title of its check, who made it."""

    key: str
    text: str
    bare: str
    title: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class Query:
    """What was said, and the keys of the checks of that claim."""

    text: str
    relevant: tuple[str, ...]


def claims(folder: Path, name: str) -> list[Claim]:
    return [
        Claim(
            row["vclaim_id"],
            " ".join(filter(None, (row.get("vclaim"), row.get("title"), row.get("speaker")))),
            row.get("vclaim") or "",
            row.get("title") or "",
            row.get("subtitle") or "",
        )
        for row in _rows(folder, name)
    ]


def queries(folder: Path, name: str) -> list[Query]:
    return [Query(row["text"], tuple(row["relevant"])) for row in _rows(folder, name)]


def learned_from(folder: Path, asked: Asked, seed: int) -> list[Claim]:
    """The claims of a set, or as many as are wanted, in their order: what the training queries ask for, and others by
    lot. The development queries have no say in it."""
    found = claims(folder, asked.claims)
    return found if asked.most is None else some(found, _wanted(folder, asked), asked.most, seed)


def some(found: list[Claim], wanted: Iterable[str], most: int, seed: int) -> list[Claim]:
    kept = set(wanted)
    others = [claim.key for claim in found if claim.key not in kept]
    kept.update(random.Random(seed).sample(others, max(0, min(len(others), most - len(kept)))))
    return [claim for claim in found if claim.key in kept]


def _wanted(folder: Path, asked: Asked) -> set[str]:
    return {key for query in queries(folder, asked.queries) for key in query.relevant}


def digest(folder: Path, name: str) -> str:
    """The SHA-256 of a file, by which a run can be told from another."""
    return hashlib.sha256(_path(folder, name).read_bytes()).hexdigest()


def _path(folder: Path, name: str) -> Path:
    """Below the folder, wherever: sets are sorted into folders by what they are for."""
    return next(iter(sorted(folder.rglob(f"{name}.jsonl.gz"))), folder / f"{name}.jsonl.gz")


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(_path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
