"""Several WARC files and what belongs to them as one WACZ package, version 1.2.0, that replay tools open."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import urlsplit

from claims.archiving.warc import Record, read_warc

WACZ_VERSION = "1.2.0"
_PAGES_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "All pages"}


@dataclass(frozen=True, slots=True)
class Member:
    """One copy in the package. ``name`` is a file name without a folder."""

    name: str
    data: bytes
    url: str
    title: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """The package as a whole."""

    title: str
    description: str
    software: str
    created: datetime
    main_page_url: str = ""
    main_page_at: datetime | None = None


def write_wacz(
    out: IO[bytes], *, members: Iterable[Member], described: Described, extra: Mapping[str, bytes] | None = None
) -> None:
    """Write the package. ``extra``: further files by their path, listed with their hashes like all others.

    The archives lie in it uncompressed, as they are packed already and readers seek in them. The same input makes the
    same bytes.
    """
    resources: list[dict[str, Any]] = []
    index: list[str] = []
    pages: list[str] = [_json(_PAGES_HEADER)]
    with zipfile.ZipFile(out, "w") as package:

        def put(path: str, data: bytes) -> None:
            _store(package, path, data, described.created)
            resources.append({"name": path.rpartition("/")[2], "path": path, "hash": _sha256(data), "bytes": len(data)})

        for member in members:
            put(f"archive/{member.name}", member.data)
            index += _cdxj(member)
            page = {
                "id": member.name.partition(".")[0],
                "url": member.url,
                "ts": _moment(member.at),
                "title": member.title,
            }
            pages.append(_json(page | ({"text": member.text} if member.text else {})))
        put("indexes/index.cdxj", "".join(f"{line}\n" for line in sorted(index)).encode())
        put("pages/pages.jsonl", "".join(f"{line}\n" for line in pages).encode())
        for path, data in (extra or {}).items():
            put(path, data)
        package_json = _json(
            {
                "profile": "wacz",
                "wacz_version": WACZ_VERSION,
                "title": described.title,
                "description": described.description,
                "software": described.software,
                "created": _moment(described.created),
                "modified": _moment(described.created),
                **_main_page(described),
                "resources": resources,
            },
            indent=2,
        ).encode()
        _store(package, "datapackage.json", package_json, described.created)
        digest = {"path": "datapackage.json", "hash": _sha256(package_json)}
        _store(package, "datapackage-digest.json", _json(digest, indent=2).encode(), described.created)


def _main_page(described: Described) -> dict[str, str]:
    if not described.main_page_url:
        return {}
    at = {"mainPageDate": _moment(described.main_page_at)} if described.main_page_at else {}
    return {"mainPageUrl": described.main_page_url, **at}


def _store(package: zipfile.ZipFile, path: str, data: bytes, at: datetime) -> None:
    at = max(at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))  # the oldest day that a ZIP file knows
    info = zipfile.ZipInfo(path, at.timetuple()[:6])
    info.external_attr = 0o644 << 16
    info.compress_type = zipfile.ZIP_STORED if path.endswith(".gz") else zipfile.ZIP_DEFLATED
    package.writestr(info, data)


def _json(value: Any, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cdxj(member: Member) -> Iterator[str]:
    """A line for each record that can be played back: sort key, moment, and where it lies."""
    for record in read_warc(member.data):
        if record.kind in ("response", "resource"):
            stamp = "".join(sign for sign in record.at[:19] if sign.isdigit())
            yield f"{surt(record.url)} {stamp} {_json(_where(record, member.name))}"


def _where(record: Record, name: str) -> dict[str, str]:
    return {
        "url": record.url,
        "mime": record.content_type.partition(";")[0].strip() or "unk",
        "status": str(record.status or 200),
        "digest": record.digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": name,
    }


def surt(url: str) -> str:
    """An address as web archives sort it: ``org,example)/path?query``; those without a host as they are."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return url.lower().replace(" ", "%20")
    host = parts.hostname.removeprefix("www.")
    # A number is no name: its parts are not turned round.
    is_address = ":" in host or host.rpartition(".")[2].isdigit()
    turned = host if is_address else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{turned}{port}){parts.path or '/'}{query}".lower()
