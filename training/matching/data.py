"""The sets that matching learns from, as the data folder holds them: JSON lines, gzipped."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLAIM_SETS = ("snopes_claims", "politifact_claims")


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


def digest(folder: Path, name: str) -> str:
    """The SHA-256 of a file, by which a run can be told from another."""
    return hashlib.sha256(_path(folder, name).read_bytes()).hexdigest()


def _path(folder: Path, name: str) -> Path:
    """Below the folder, wherever: sets are sorted into folders by what they are for."""
    return next(iter(sorted(folder.rglob(f"{name}.jsonl.gz"))), folder / f"{name}.jsonl.gz")


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    with gzip.open(_path(folder, name), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
