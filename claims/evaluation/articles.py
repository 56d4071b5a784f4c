"""Whole gold articles: what surrounds a statement (medium, day, chain), the claims, their wording and their order."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from claims.evaluation.attribution import Compared, compare, mark_of
from claims.evaluation.gold import BELIEF, INTENTION, SPEECH, WORTHY, GoldArticle, GoldClaim, GoldStatement
from claims.evaluation.intervals import Share, f1, harmonic, ratio
from claims.evaluation.naming import agree, name_words
from claims.evaluation.overlap import Ruler, pairs, stretch
from claims.evaluation.ranking import LINE, average_precision, gain, reciprocal_rank
from claims.evaluation.sets import marks_of
from claims.extraction.analysis import (
    Analysis,
    Claim,
    ClaimKind,
    CueKind,
    Polarity,
    SpeakerKind,
    Statement,
)

CHECKABLE = frozenset({ClaimKind.FACTUAL, ClaimKind.NUMERICAL, ClaimKind.CAUSAL, ClaimKind.POSITION})
_DEEDS = {
    CueKind.BELIEVE: BELIEF,
    CueKind.PERCEIVE: BELIEF,
    CueKind.INTEND: INTENTION,
}  # every other kind of cue speaks
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
Counts = dict[str, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One article, what the engine made of it, and which find is which mark."""

    article: GoldArticle
    analysis: Analysis
    statements: Compared
    claims: Mapping[int, int]  # number of the gold claim → number of the found one


def judge(article: GoldArticle, analysis: Analysis) -> Judged:
    compared = compare(article.text, marks_of(article), [mark_of(s) for s in analysis.statements])
    found = pairs(
        Ruler(article.text), [stretch([c.span]) for c in article.claims], [stretch([c.span]) for c in analysis.claims]
    )
    return Judged(article, analysis, compared, found)


# -- what surrounds a statement -----------------------------------------------------------------------


def detail_counts(judged: Judged) -> Counts:
    found: Counts = {"statements": len(judged.article.statements)}
    numbers = {s.id: number for number, s in enumerate(judged.article.statements)}
    for number, gold in enumerate(judged.article.statements):
        other = judged.statements.pairs.get(number)
        _add(found, "media", bool(gold.medium))
        _add(found, "days", gold.said_on is not None)
        _add(found, "chains", gold.parent is not None)
        _add(found, "unnamed", gold.is_unnamed)
        _add(found, "denied", gold.is_denied)
        if other is None:
            continue
        _compare_details(found, gold, judged.analysis.statements[other])
        guessed_parent = judged.analysis.statements[other].parent
        wanted_parent = judged.statements.pairs.get(numbers[gold.parent]) if gold.parent in numbers else None
        _add(found, "chains guessed", guessed_parent is not None)
        _add(found, "chains right", guessed_parent is not None and guessed_parent == wanted_parent)
    return found


def _compare_details(found: Counts, gold: GoldStatement, guess: Statement) -> None:
    _add(found, "found", is_so=True)
    _add(found, "kind right", gold.kind is guess.kind)
    _add(found, "deed right", gold.deed == _DEEDS.get(guess.cue_kind, SPEECH))
    _add(found, "media guessed", bool(guess.medium))
    _add(found, "media right", bool(gold.medium) and agree(name_words(gold.medium), name_words(guess.medium or "")))
    days = (guess.said_on.start, guess.said_on.end) if guess.said_on is not None else None
    _add(found, "days guessed", days is not None)
    _add(found, "days right", days is not None and days == gold.said_on)
    is_unnamed = guess.speaker is not None and guess.speaker.kind is SpeakerKind.UNNAMED
    _add(found, "unnamed guessed", is_unnamed)
    _add(found, "unnamed right", is_unnamed and gold.is_unnamed)
    is_denied = guess.polarity is Polarity.DENIED
    _add(found, "denied guessed", is_denied)
    _add(found, "denied right", is_denied and gold.is_denied)
    _add(found, "hedge right", guess.is_hedged == gold.is_hedged)


def detail_shares(sums: Mapping[str, float]) -> dict[str, Share]:
    """Kind, deed and hedge are shares of the statements found; the rest are F1 over all statements."""
    return {
        "kind right (direct, mixed, indirect)": ratio(sums["kind right"], sums["found"]),
        "speech, belief or intention right": ratio(sums["deed right"], sums["found"]),
        "hedge right": ratio(sums["hedge right"], sums["found"]),
        "medium F1": f1(sums["media right"], sums["media guessed"], sums["media"]),
        "day F1": f1(sums["days right"], sums["days guessed"], sums["days"]),
        "chain F1": f1(sums["chains right"], sums["chains guessed"], sums["chains"]),
        "unnamed source F1": f1(sums["unnamed right"], sums["unnamed guessed"], sums["unnamed"]),
        "denial F1": f1(sums["denied right"], sums["denied guessed"], sums["denied"]),
    }


# -- claims -------------------------------------------------------------------------------------------


def claim_counts(judged: Judged) -> Counts:
    gold, guessed = judged.article.claims, judged.analysis.claims
    found: Counts = {"claims": len(gold), "guessed": len(guessed), "found": len(judged.claims)}
    for name in ("kind right", "checkable right", "voice right", "wording", "wording as it stands", "narrator", "seen"):
        found[name] = 0.0
    for number, claim in enumerate(gold):
        _add(found, "narrator", claim.statement is None)
        if number not in judged.claims:
            continue
        guess = guessed[judged.claims[number]]
        _add(found, "narrator found", claim.statement is None)
        _add(found, "kind right", claim.kind is guess.kind)
        _add(found, "checkable right", (claim.kind in CHECKABLE) == (guess.kind in CHECKABLE))
        _add(found, "voice right", is_voice_right(judged, claim, guess))
        found["wording"] += likeness(claim.standalone, guess.standalone)
        found["wording as it stands"] += likeness(claim.standalone, claim.span.of(judged.article.text))
    found.update(_order_counts(judged))
    found.update(_repeat_counts(judged))
    return found


def _repeat_counts(judged: Judged) -> Counts:
    wanted, guessed = repeats(judged)
    return {"pairs": len(wanted), "pairs guessed": len(guessed), "pairs right": len(wanted & guessed)}


def repeats(judged: Judged) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Pairs of gold claims that say the same: all the reader's, and the machine's among the claims that were found."""
    gold, made = judged.article.claims, judged.analysis.claims
    clusters = [_first(made, number) for number in range(len(made))]
    wanted, guessed = set(), set()
    for one, other in combinations(range(len(gold)), 2):
        if gold[one].cluster and gold[one].cluster == gold[other].cluster:
            wanted.add((one, other))
        found = judged.claims.get(one), judged.claims.get(other)
        if found[0] is not None and found[1] is not None and clusters[found[0]] == clusters[found[1]]:
            guessed.add((one, other))
    return wanted, guessed


def _first(claims: Sequence[Claim], number: int) -> int:
    """The claim that a claim repeats in the end; itself when none."""
    seen = set()
    while (before := claims[number].repeat_of) is not None and number not in seen:
        seen.add(number)
        number = before
    return number


def is_voice_right(judged: Judged, claim: GoldClaim, guess: Claim) -> bool:
    """Whether the found claim hangs on the find of the same statement, or both are the outlet's own."""
    if claim.statement is None or guess.statement is None:
        return claim.statement is None and guess.statement is None
    number = next(n for n, s in enumerate(judged.article.statements) if s.id == claim.statement)
    return judged.statements.pairs.get(number) == guess.statement


def likeness(one: str, other: str) -> float:
    """F1 of the words of two wordings, each word as often as it stands there."""
    first, second = Counter(_WORD.findall(one.casefold())), Counter(_WORD.findall(other.casefold()))
    shared = sum((first & second).values())
    return harmonic(shared / sum(second.values()) if second else 0.0, shared / sum(first.values()) if first else 0.0)


def _order_counts(judged: Judged) -> Counts:
    """The list of claims as the desk sees it: by score, and for comparison in the order of the text."""
    gold, guessed = judged.article.claims, judged.analysis.claims
    owner = {j: i for i, j in judged.claims.items()}
    worth = [gold[owner[j]].worth if j in owner else 0 for j in range(len(guessed))]
    all_worths = [claim.worth for claim in gold]
    worthy, top = sum(w >= WORTHY for w in all_worths), max(all_worths, default=0)
    by_score = sorted(range(len(guessed)), key=lambda j: (-guessed[j].check_worthiness, j))
    by_place = sorted(range(len(guessed)), key=lambda j: (guessed[j].span, j))
    flagged = [j for j in range(len(guessed)) if guessed[j].check_worthiness >= LINE]
    found: Counts = {
        "articles": float(bool(worthy)),
        "worthy": worthy,
        "flagged": len(flagged),
        "flagged right": sum(worth[j] >= WORTHY for j in flagged),
    }
    for name, order in (("score", by_score), ("place", by_place)):
        ranked = [worth[j] for j in order]
        has_any = bool(worthy)
        found[f"AP by {name}"] = average_precision([int(w >= WORTHY) for w in ranked], worthy) if has_any else 0.0
        found[f"RR by {name}"] = reciprocal_rank([int(w == top) for w in ranked]) if has_any else 0.0
        found[f"gain by {name}"] = gain(ranked, all_worths) if has_any else 0.0
    return found


def claim_shares(sums: Mapping[str, float]) -> dict[str, Share]:
    found, articles = sums["found"], sums["articles"]
    return {
        "claims: precision": ratio(found, sums["guessed"]),
        "claims: recall": ratio(found, sums["claims"]),
        "claims: F1": f1(found, sums["guessed"], sums["claims"]),
        "the outlet's own claims: recall": ratio(sums.get("narrator found", 0.0), sums["narrator"]),
        "hangs on the right statement": ratio(sums["voice right"], found),
        "kind of claim right": ratio(sums["kind right"], found),
        "checkable or not right": ratio(sums["checkable right"], found),
        "stand-alone wording: words F1": ratio(sums["wording"], found),
        "the words of the text instead: words F1": ratio(sums["wording as it stands"], found),
        "repeats: pairs F1": f1(sums["pairs right"], sums["pairs guessed"], sums["pairs"]),
        f"worth {WORTHY} or 3: average precision": ratio(sums["AP by score"], articles),
        "… in the order of the text": ratio(sums["AP by place"], articles),
        f"worth {WORTHY} or 3: F1 at 0.5": f1(sums["flagged right"], sums["flagged"], sums["worthy"]),
        "worthiest claim: MRR": ratio(sums["RR by score"], articles),
        "… in the order of the text: MRR": ratio(sums["RR by place"], articles),
        "worth 0 to 3: nDCG": ratio(sums["gain by score"], articles),
        "… in the order of the text: nDCG": ratio(sums["gain by place"], articles),
    }


def _add(counts: Counts, name: str, is_so: bool) -> None:  # noqa: FBT001  a count is a sum of yes and no
    counts[name] = counts.get(name, 0.0) + is_so
