"""Every miss and every false find gets the name that says what went wrong."""

import pytest

from claims.evaluation.attribution import compare
from claims.evaluation.mistakes import Mistake, by_kind, of_statements
from claims.evaluation.sets import Marked
from claims.extraction import Span

TEXT = (
    "Ada Quill said the mill shut in May and that nobody had been warned. Bo Lund added it burned. "
    "The council voted to rebuild it. His book “Red Dawn” sold well."
)


def mark(source: str, cue: str, *content: str, name: str = "") -> Marked:
    def spans(words: str) -> tuple[Span, ...]:
        start = TEXT.index(words)
        return (Span(start, start + len(words)),) if words else ()

    return Marked(spans(source), spans(cue), tuple(s for c in content for s in spans(c)), (name,) if name else ())


LONG = "the mill shut in May and that nobody had been warned"
LONGER = f"{LONG}. Bo Lund added it burned"
SHUT = mark("Ada Quill", "said", "the mill shut in May", name="Ada Quill")
WARNED = mark("Ada Quill", "said", "that nobody had been warned", name="Ada Quill")
BURNED = mark("Bo Lund", "added", "it burned", name="Bo Lund")


def kinds(gold: list[Marked], guessed: list[Marked]) -> list[str]:
    return [mistake.kind for mistake in of_statements("a", compare(TEXT, gold, guessed))]


@pytest.mark.parametrize(
    ("gold", "guessed", "expected"),
    [
        ([SHUT], [SHUT], []),
        ([SHUT], [], ["missed: cue not found"]),
        ([mark("Ada Quill", "", "it burned")], [], ["missed: speech without a cue not seen"]),
        ([SHUT], [mark("Ada Quill", "said", "it burned")], ["missed: cue found, content elsewhere"]),
        (
            [SHUT],
            [mark("Ada Quill", "said", LONGER)],
            ["missed: content too long"],
        ),
        ([SHUT], [mark("Ada Quill", "said", "the mill")], ["missed: content too short"]),
        (
            [SHUT, BURNED],
            [SHUT, mark("Ada Quill", "said", "it burned", name="Ada Quill")],
            ["found: wrong source", "found: wrong speaker"],
        ),
        (
            [WARNED, BURNED],
            [mark("Ada Quill", "said", "that nobody had been warned. Bo Lund added it burned", name="Ada Quill")],
            ["missed: merged with another statement"],
        ),
        (
            [mark("Ada Quill", "said", LONG), mark("nobody", "warned", "shut in May")],
            [mark("Ada Quill", "said", LONG)],
            ["missed: nested statement not seen"],
        ),
        (
            [mark("", "", LONGER)],
            [mark("", "", "the mill shut in May"), mark("", "", "Bo Lund added it")],
            ["missed: cut into several statements"],
        ),
        ([SHUT], [mark("", "said", "the mill shut in May")], ["found: no source found", "found: speaker unresolved"]),
        ([mark("", "", "it burned")], [BURNED], ["found: source where there is none"]),
        ([SHUT], [mark("Ada Quill", "said", "the mill shut in May", name="Bo Lund")], ["found: wrong speaker"]),
        ([], [mark("The council", "voted", "to rebuild it")], ["extra: deed taken for a statement"]),
        ([], [mark("", "", "“Red Dawn”")], ["extra: title or single words in marks"]),
        ([], [mark("", "", "His book “Red Dawn” sold well")], ["extra: no cue, and nobody speaks"]),
        ([], [BURNED], ["extra: speech that the reader did not mark"]),
        ([SHUT], [SHUT, mark("Ada Quill", "said", "shut")], ["extra: a part of a statement once more"]),
    ],
)  # fmt: skip
def test_each_mistake_has_its_kind(gold: list[Marked], guessed: list[Marked], expected: list[str]) -> None:
    assert kinds(gold, guessed) == expected


def test_kinds_come_with_the_most_frequent_first() -> None:
    rows = [Mistake(kind, "a", "", "") for kind in ("b", "c", "c", "a")]
    assert [(kind, len(found)) for kind, found in by_kind(rows)] == [("c", 2), ("a", 1), ("b", 1)]


def test_a_mistake_shows_the_words_of_both() -> None:
    (mistake,) = of_statements("a", compare(TEXT, [SHUT], [mark("Ada Quill", "said", "the mill")]))
    assert mistake.wanted == "[Ada Quill = Ada Quill] <said> the mill shut in May"
    assert mistake.found == "[Ada Quill] <said> the mill"
