"""Invented articles, with invented places, people and figures, and what checking their claims brought up."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from claims.services.sample import ARTICLES

_OWN: dict[str, Any] = json.loads((Path(__file__).parent / "stories.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    outlet: str
    byline: str
    published_on: date
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A source, and what it says."""

    title: str
    publisher: str
    url: str
    passage: str


@dataclass(frozen=True, slots=True)
class Case:
    """A claim by some of its words, and what checking it brought up; the first source is a primary one."""

    words: str
    slug: str
    summary: str
    rationale: str
    reply: str
    sources: tuple[Found, ...]


def _story(row: dict[str, Any]) -> Story:
    return Story(
        row["title"].removeprefix("Sample: "), row["outlet"].removesuffix(" (sample)"), row["byline"],
        date.fromisoformat(row["published_on"]), row["text"],
    )  # fmt: skip


def _case(row: dict[str, Any]) -> Case:
    return Case(**{**row, "sources": tuple(Found(**one) for one in row["sources"])})


# The three that a new desk comes with, as if they were nobody's sample, and five more.
STORIES = [_story(row) for row in (*json.loads(ARTICLES.read_text(encoding="utf-8")), *_OWN["stories"])]
CASES = {name: _case(row) for name, row in _OWN["cases"].items()}
