"""Sources as CSL-JSON, the form in which citation programs exchange what they cite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

TYPES = {
    "web_page": "webpage",
    "document": "document",
    "dataset": "dataset",
    "person": "interview",
    "other": "document",
}
_BY_MEDIUM = {
    "image": "graphic",
    "video": "motion_picture",
    "audio": "broadcast",
    "interview": "interview",
    "dataset": "dataset",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation is made of. ``kind`` and ``medium``: the desk's words; ``copies``: addresses in archives."""

    key: str
    kind: str
    title: str
    medium: str = ""
    url: str = ""
    author: str = ""
    publisher: str = ""
    published_on: date | None = None
    accessed_at: datetime | None = None
    copies: tuple[str, ...] = ()
    note: str = ""


def as_csl(cited: Cited, *, custom: dict[str, Any] | None = None) -> dict[str, Any]:
    """One item. Only keys of the CSL-JSON schema, what is our own under ``custom``; empty ones left out."""
    kind = _BY_MEDIUM.get(cited.medium) or TYPES.get(cited.kind, "document")
    item: dict[str, Any] = {"id": cited.key, "type": kind, "title": cited.title}
    if cited.author:
        # Names come as sites print them: which part is the family's is not ours to guess.
        item["author"] = [{"literal": name.strip()} for name in cited.author.split(",") if name.strip()]
    if cited.publisher:
        item["container-title" if kind == "webpage" else "publisher"] = cited.publisher
    if cited.published_on:
        item["issued"] = _parts(cited.published_on)
    if cited.accessed_at:
        item["accessed"] = _parts(cited.accessed_at.date())
    if cited.url:
        item["URL"] = cited.url
    if cited.copies:
        item["archive_location"] = cited.copies[0]
    if cited.note:
        item["note"] = cited.note
    if custom:
        item["custom"] = custom
    return item


def _parts(day: date) -> dict[str, Any]:
    return {"date-parts": [[day.year, day.month, day.day]]}
