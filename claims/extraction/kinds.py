"""What sort of proposition a claim is."""

import re

from claims.extraction.analysis import ClaimKind, CueKind, Quantity
from claims.extraction.wording import NAME, OPINION, SHOULD, VAGUE
from claims.extraction.words import word_set

_PREDICTION = re.compile(
    r"\b(?:will|won't|won’t|shall|going\s+to|gonna|expected\s+to|likely\s+to|set\s+to|forecast\s+to|predict\w*|on\s+course\s+to|"
    r"(?:is|are|was|were)\s+due\s+to\s+\w+|by\s+20[3-9]\d)\b|['’]ll\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\bwould\b", re.IGNORECASE)
_IF = re.compile(r"\b(?:if|had|have|rather|like)\b", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:because|caused|causes|causing|led\s+to|leads?\s+to|result(?:s|ed)?\s+in|as\s+a\s+result\s+of|"
    r"due\s+to\s+(?:the|a|an|its|his|her|their|\w+ing)|thanks\s+to|to\s+blame|blam(?:ed|es)|accounted\s+for|accounts\s+for|"
    r"responsible\s+for|triggered|driven\s+by|contributed\s+to|owing\s+to)\b",
    re.IGNORECASE,
)
_POSITION = re.compile(
    r"\b(?:supports?|opposes?|favou?rs?|our\s+position|stance|committed\s+to|commitment|priorit(?:y|ies)|focus\s+of|calls?\s+(?:for|on)|"
    r"stands?\s+(?:by|for|against)|rejects?|readiness|(?:is|are)\s+ready\s+to|welcomes?|mediating\s+position|in\s+favou?r\s+of|"
    r"attitude|backs)\b",
    re.IGNORECASE,
)
_OWN_WILL = re.compile(
    r"\b(?:I|we)(?:\s+(?:are|am)|['’](?:re|m))?\s+(?:will|shall|won't|won’t|promise|pledge|vow|intend|(?:not\s+)?going\s+to)\b|\b(?:I|we)['’]ll\b"
    r"|^(?:that\s+)?(?:he|she|it|they)\s+(?:would|will)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\b(?:will|would|shall|not\s+to|to\s+[a-z]+)\b|['’]ll\b|\bnever\b", re.IGNORECASE)
_JUDGEMENT = re.compile(
    r"\b(?:significant|substantial|important|unconditional|the\s+main\s+thing|potential\s+to|crucial|vital|essential|great|wonderful|terrible|best|worst|beautiful|"
    r"disgrace\w*|shame\w*|proud|honou?r|unfair|fair|ridiculous|tremendous|fantastic|meaningful|political\s+will|conducive|constructive|successful|"
    r"relatively|remarkable|impressive|amazing|disappointing|too\s+(?:long|little|late|much|many|far|slow\w*|cheap|small|expensive|high|low)|premature|"
    r"regrettable|unnecessary|understandable|absurd|farce|nonsense|scandal\w*|insult\w*|mockery|joke|nightmare|coincidence|clever|stupid|foolish|pleasant|"
    r"unfit|wrong\s+(?:place|time|way|question|answer)|small\s+thing|good\s+enough|not\s+be\s+enough|courage\w*|brave|cruel\w*|reckless|heroic|"
    r"cannot\s+afford|can['’]t\s+afford|is\s+the\s+problem|the\s+problem|a\s+failure|a\s+gift|a\s+mandate|breakthrough|deserves?|fairy\s+tale)\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:I|we)\s+(?:think|believe|feel|hope|wish|want|need|would\s+like|do\s+not\s+want|don['’]t\s+(?:want|think|believe|need)|am\s+(?:proud|sure|afraid|"
    r"ashamed|sorry)|have\s+nothing\s+against|must|love|hate|regret|welcome)\b|\bwe\s+cannot\b|\b(?:what|all)\s+(?:we|I)\s+(?:need|want)\b",
    re.IGNORECASE,
)
_MAXIM = re.compile(
    r"^[“\"‘]?(?:nobody|no\s+one|everybody|everyone|every|you|people)\s+(?:\w+s|can|may|cannot|can['’]t|know|do|go)\b",
    re.IGNORECASE,
)
# One or a few words of somebody's own as the predicate: it was "premature".
_QUOTED_WORD = re.compile(r"\b(?:is|are|was|were|be|been|as|for|a|an)\s+[“\"‘„][^”\"’“]{3,45}[”\"’“]", re.IGNORECASE)
PROMISES = frozenset({"promise", "pledge", "vow", "swear", "assure", "guarantee", "undertake"})
DEMANDS = word_set("urge ask call_for demand appeal want wish hope plead beg advise recommend insist request press")
VERDICTS = word_set(
    "call describe label dismiss praise criticise criticize hail characterise characterize brand deem slam condemn"
)
_TIMES = word_set("second minute hour day week month year decade century fortnight night season a.m p.m am pm")
_WAYS = word_set("metre meter kilometre kilometer mile km m foot feet yard")


def kind_of(
    text: str, quantities: tuple[Quantity, ...], cue: str, cue_kind: CueKind | None, *, is_dated: bool = False
) -> ClaimKind:
    """The kind of a claim from its wording and, when it is a statement's, from the cue.

    A dated event, or one with several named actors, is no opinion for the adjectives in it.
    """
    figures = [q for q in quantities if _is_telling(q)]
    said = _by_what_was_done(text, cue, cue_kind)
    if said is not None:
        return said
    if (SHOULD.search(text) or _WISH.search(text)) and not figures:
        return ClaimKind.OPINION
    if figures:
        return ClaimKind.NUMERICAL
    if cue in VERDICTS and not is_dated:
        return ClaimKind.OPINION
    if cue == "blame" or _CAUSE.search(text):
        return ClaimKind.CAUSAL
    if _POSITION.search(text):
        return ClaimKind.POSITION
    if not (is_dated or len(NAME.findall(text)) >= 3) and _is_judgement(text, is_told=cue_kind is not None):
        return ClaimKind.OPINION
    return ClaimKind.FACTUAL


def _by_what_was_done(text: str, cue: str, cue_kind: CueKind | None) -> ClaimKind | None:
    """Where speaking itself settles it: a promise, a forecast, a demand, a stance."""
    is_told = cue_kind is not None
    if (cue in PROMISES and _TO_COME.search(text)) or (is_told and _OWN_WILL.search(text)):
        return ClaimKind.PROMISE
    if cue in ("predict", "forecast", "expect") or _PREDICTION.search(text):
        return ClaimKind.PREDICTION
    if is_told and _WOULD.search(text) and not _IF.search(text):
        return ClaimKind.PREDICTION  # what was to come, told later
    if cue in DEMANDS and (cue_kind is not CueKind.SAY or text.lower().startswith(("to ", "for "))):
        return ClaimKind.OPINION
    if cue_kind is CueKind.INTEND and _TO_COME.search(text):
        return ClaimKind.PROMISE
    return ClaimKind.POSITION if cue_kind in (CueKind.INTEND, CueKind.ORDER, CueKind.DECLINE) else None


def _is_judgement(text: str, *, is_told: bool) -> bool:
    if _JUDGEMENT.search(text) or len(VAGUE.findall(text)) >= 2 or len(OPINION.findall(text)) >= 2:
        return True
    return is_told and bool(_QUOTED_WORD.search(text) or _MAXIM.search(text))


def _is_telling(quantity: Quantity) -> bool:
    """A figure that is the matter itself: not how long ago, how far away, or a mere "two"."""
    if quantity.unit in ("%", "percentage point", "share") or quantity.unit.isupper():
        return True
    unit = quantity.unit.lower()
    if unit in _TIMES or unit.removesuffix("s") in _TIMES or unit in _WAYS or unit.removesuffix("s") in _WAYS:
        return quantity.value >= 1000 or quantity.bound != "exactly"
    return quantity.value >= 13 or quantity.bound != "exactly" or (bool(unit) and quantity.value >= 3)
