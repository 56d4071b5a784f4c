"""How much of an article, and how little else, is read from real web pages.

    python benchmarks/page_bodies.py FOLDER

FOLDER holds `html.tar` (gzipped pages) and `trafilatura_segments.jsonl.gz`: one page a line, with passages that must be
in the body ("with") and passages that must not ("without"). Beside our reader run trafilatura's two usual modes.
Whitespace is folded before a passage is looked for.
"""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from claims.extraction.page import read_page
from claims.extraction.plain import TextError

Reader = Callable[[bytes, str], str]


def ours(page: bytes, url: str) -> str:
    try:
        return read_page(page, url=url, charset=None).text
    except TextError:
        return ""


def trafilatura_balanced(page: bytes, url: str) -> str:
    return trafilatura.extract(page, url=url, include_comments=False) or ""


def trafilatura_precision(page: bytes, url: str) -> str:
    return trafilatura.extract(page, url=url, include_comments=False, favor_precision=True) or ""


def folded(text: str) -> str:
    return " ".join(text.split())


def measure(reader: Reader, pages: list[tuple[bytes, dict[str, Any]]]) -> str:
    kept = lost = let_in = kept_out = 0
    seconds = 0.0
    for page, expected in pages:
        started = time.perf_counter()
        text = reader(page, expected["url"])
        seconds += time.perf_counter() - started
        text = folded(text)
        wanted = [folded(passage) in text for passage in expected["with"]]
        unwanted = [folded(passage) in text for passage in expected["without"]]
        kept, lost = kept + sum(wanted), lost + len(wanted) - sum(wanted)
        let_in, kept_out = let_in + sum(unwanted), kept_out + len(unwanted) - sum(unwanted)
    precision, recall = kept / (kept + let_in), kept / (kept + lost)
    f1 = 2 * precision * recall / (precision + recall)
    return (
        f"{reader.__name__:22} kept {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}  "
        f"{1000 * seconds / len(pages):.0f} ms a page"
    )


def main(folder: Path) -> None:
    segments = gzip.decompress((folder / "trafilatura_segments.jsonl.gz").read_bytes()).decode("utf-8")
    rows = [json.loads(line) for line in segments.splitlines()]
    with tarfile.open(folder / "html.tar") as archive:
        members = {Path(member.name).name: member for member in archive.getmembers()}
        pages = []
        for row in rows:
            content = archive.extractfile(members[row["file"]])
            if content is not None:
                pages.append((gzip.decompress(content.read()), row))
    print(f"{len(pages)} pages")
    for reader in (ours, trafilatura_balanced, trafilatura_precision):
        print(measure(reader, pages))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Name the folder: python benchmarks/page_bodies.py FOLDER")
    main(Path(sys.argv[1]))
