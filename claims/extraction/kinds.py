"""What sort of proposition a claim is."""

import re

from claims.extraction.analysis import ClaimKind, CueKind, Quantity
from claims.extraction.wording import NAME, OPINION, SHOULD, VAGUE

_PREDICTION = re.compile(
    r"\b(?:will|won't|won’t|shall|going\s+to|expected\s+to|likely\s+to|set\s+to|forecast\s+to|due\s+to\s+(?:be|open|start|begin)|predict\w*|"
    r"by\s+20[3-9]\d)\b|['’]ll\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:because|caused?|causes|causing|led\s+to|leads?\s+to|result(?:s|ed)?\s+in|as\s+a\s+result\s+of|due\s+to|thanks\s+to|"
    r"responsible\s+for|triggered|driven\s+by|contributed\s+to|owing\s+to)\b",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"\b(?:supports?|opposes?|favou?rs?|backs?|our\s+position|stance|committed\s+to|commitment|priorit(?:y|ies)|focus\s+of|calls?\s+(?:for|on)|"
    r"stands?\s+(?:by|for|against)|rejects?|readiness|mediating\s+position|in\s+favou?r\s+of|attitude)\b",
    re.IGNORECASE,
)
_OWN_WILL = re.compile(
    r"\b(?:I|we)\s+(?:will|shall|won't|won’t|promise|pledge|vow|are\s+going\s+to|am\s+going\s+to)\b|\b(?:I|we)['’]ll\b",
    re.IGNORECASE,
)
_JUDGEMENT = re.compile(
    r"\b(?:significant|substantial|important|unconditional|the\s+main\s+thing|potential\s+to|crucial|vital|essential|great|wonderful|terrible|best|worst|beautiful|"
    r"disgrace\w*|shame\w*|proud|honou?r|unfair|fair|ridiculous|tremendous|fantastic|meaningful|political\s+will|conducive|constructive|successful|"
    r"relatively|remarkable|impressive|amazing|disappointing)\b",
    re.IGNORECASE,
)
PROMISES = frozenset({"promise", "pledge", "vow", "swear", "assure"})


def kind_of(
    text: str, quantities: tuple[Quantity, ...], cue: str, cue_kind: CueKind | None, *, is_dated: bool = False
) -> ClaimKind:
    """The kind of a claim from its wording and, when it is a statement's, from the cue.

    A dated event, or one with several named actors, is no opinion for the adjectives in it.
    """
    is_anchored = is_dated or len(NAME.findall(text)) >= 3
    figures = [q for q in quantities if q.unit or q.value >= 13]
    if cue in PROMISES or (cue_kind is not None and _OWN_WILL.search(text)):
        return ClaimKind.PROMISE
    if cue in ("predict", "forecast") or _PREDICTION.search(text):
        return ClaimKind.PREDICTION
    if cue_kind in (CueKind.INTEND, CueKind.ORDER, CueKind.DECLINE):
        return ClaimKind.POSITION
    if SHOULD.search(text) and not figures:
        return ClaimKind.OPINION
    if figures:
        return ClaimKind.NUMERICAL
    if _CAUSE.search(text):
        return ClaimKind.CAUSAL
    if _POSITION.search(text):
        return ClaimKind.POSITION
    judgements = len(_JUDGEMENT.findall(text)) + len(VAGUE.findall(text)) // 2
    if judgements and not is_anchored:
        return ClaimKind.OPINION
    if len(OPINION.findall(text)) >= 2 and not is_anchored:
        return ClaimKind.OPINION
    return ClaimKind.FACTUAL
