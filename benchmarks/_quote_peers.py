"""A quotation finder of another house, in an environment of its own: run by _peers_beside.py, never imported.

    python _quote_peers.py PEER MODEL < request.json > answer.json

Takes ``{"texts": {id: text}, "timed": text, "rounds": n}``; answers with the attributions of every text as spans, how
many texts the peer gave up on, and the median processor seconds for the timed text, its parse included.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

Row = dict[str, list[list[int]]]

PEERS: dict[str, tuple[str, str]] = {
    "textacy": ("textacy.extract.triples", "direct_quotations"),
    "sayswho": ("sayswho.quote_finder", "quote_finder"),
}


def prepared(peer: str, text: str) -> tuple[str, list[int]]:
    """The text as the peer wants it, and where each of its characters stands in the text as given.

    sayswho expects one line break between paragraphs, as its own preparation leaves them, and fails on two.
    """
    kept = [
        at
        for at, character in enumerate(text)
        if peer != "sayswho" or character != "\n" or (at > 0 and text[at - 1] != "\n")
    ]
    return "".join(text[at] for at in kept), [*kept, len(text)]


def attributions(doc: Any, finder: Callable[[Any], Iterable[Any]], places: list[int]) -> list[Row]:
    """Both peers answer with a speaker and a cue as lists of words and a content as one stretch of the parsed text."""

    def span(start: int, end: int) -> list[int]:
        return [places[start], places[end - 1] + 1]

    return [
        {
            "source": [span(word.idx, word.idx + len(word)) for word in found.speaker],
            "cue": [span(word.idx, word.idx + len(word)) for word in found.cue],
            "content": [span(found.content.start_char, found.content.end_char)],
        }
        for found in finder(doc)
    ]


def megabytes() -> float:
    """The most memory this process held; a process's own count, where the system keeps one, starts anew with it."""
    status = Path("/proc/self/status")
    if status.exists():
        row = next((line for line in status.read_text().splitlines() if line.startswith("VmHWM:")), "")
        if row:
            return int(row.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    peer, model = sys.argv[1:3]
    module, name = PEERS[peer]
    finder = getattr(import_module(module), name)
    parse = import_module("spacy").load(model)
    request = json.load(sys.stdin)
    answer: dict[str, Any] = {"attributions": {}, "gave_up": 0}
    for identity, text in request["texts"].items():
        try:
            given, places = prepared(peer, text)
            answer["attributions"][identity] = attributions(parse(given), finder, places)
        except Exception as error:  # noqa: BLE001  a text that a peer cannot read is part of its score
            answer["attributions"][identity] = []
            answer["gave_up"] += 1
            print(f"{peer}: {type(error).__name__}: {str(error)[:80]}", file=sys.stderr)
    seconds = []
    for _ in range(request["rounds"]):
        started = process_time()
        given, places = prepared(peer, request["timed"])
        doc = parse(given)
        try:
            attributions(doc, finder, places)
        except Exception:  # noqa: BLE001  its parse is then what it costs
            answer["timed_gave_up"] = True
        seconds.append(process_time() - started)
    answer["seconds"] = median(seconds)
    answer["megabytes"] = megabytes()
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
