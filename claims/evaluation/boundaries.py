"""Sentence boundaries inside paragraphs."""

from collections.abc import Mapping, Sequence

from claims.evaluation.intervals import Share, Tally, f1, ratio
from claims.extraction import sentences


def text_of(gold: Sequence[str]) -> str:
    """A paragraph of the sentences."""
    return " ".join(sentence.strip() for sentence in gold)


def split(text: str) -> list[str]:
    """The engine's sentences."""
    return [span.of(text) for span in sentences.split(text, sentences.paragraphs(text))]


def measure(paragraphs: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> Tally:
    """Figures for paragraphs as lists of sentences. The end of a paragraph is no boundary: nobody can miss it."""
    return Tally([_counts(gold, guessed) for gold, guessed in zip(paragraphs, found, strict=True)], _shares)


def _counts(gold: Sequence[str], guessed: Sequence[str]) -> dict[str, float]:
    want, have = _ends(gold), _ends(guessed)
    whole = set(zip([0, *want], want, strict=False)) & set(zip([0, *have], have, strict=False))
    size = want[-1]
    inner_want, inner_have = set(want) - {size}, set(have) - {size}
    return {
        "gold": len(inner_want),
        "guessed": len(inner_have),
        "right": len(inner_want & inner_have),
        "sentences": len(want),
        "sentences guessed": len(have),
        "sentences right": len(whole),
    }


def _ends(parts: Sequence[str]) -> list[int]:
    """Where each sentence ends, in characters that are no white space."""
    ends, at = [], 0
    for part in parts:
        at += len("".join(part.split()))
        ends.append(at)
    return ends


def _shares(sums: Mapping[str, float]) -> dict[str, Share]:
    return {
        "boundary precision": ratio(sums["right"], sums["guessed"]),
        "boundary recall": ratio(sums["right"], sums["gold"]),
        "boundary F1": f1(sums["right"], sums["guessed"], sums["gold"]),
        "whole sentences F1": f1(sums["sentences right"], sums["sentences guessed"], sums["sentences"]),
    }
