"""What sort of proposition a claim is."""

import re
from collections.abc import Sequence

from spacy.tokens import Token

from claims.extraction.analysis import ClaimKind, CueKind, Quantity
from claims.extraction.clauses import Proposition
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
_QUOTED_WORD = re.compile(r"\b(?:is|are|was|were|be|been)\s+[“\"‘„](?!no\b|only\b)[^”\"’“]{3,30}[”\"’“]", re.IGNORECASE)
PROMISES = frozenset({"promise", "pledge", "vow", "swear", "assure", "guarantee", "undertake"})
DEMANDS = word_set("urge ask call_for demand appeal want wish hope plead beg advise recommend insist request press")
VERDICTS = word_set(
    "call describe label dismiss praise criticise criticize hail characterise characterize brand deem slam condemn"
)
URGES = word_set("urge ask_for call_for demand appeal plead beg caution_against recommend advise")
STANDS = word_set("rule_out")
UNSURE = word_set("warn estimate expect fear predict forecast doubt think believe reckon worry hope")
_PASSIVE_TO_COME = re.compile(
    r"\b(?:will|would|shall)\s+(?:not\s+)?be\s+\w+(?:ed|en|ept|eld|ade|aid|uilt|ut|one|old)\b", re.IGNORECASE
)
# A quantity without a figure.
_MUCH = re.compile(
    r"\b(?:doubled|halved|tripled|quadrupled|by\s+(?:a|one)\s+(?:half|third|quarter|fifth|tenth)|(?:almost|nearly|about)\s+half|"
    r"margin\s+of\s+error)\b|^(?:most|a\s+majority)\b",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:died|killed|dead|missing|unaccounted|hurt|injured|wounded|drowned|trapped|treated|displaced)\b",
    re.IGNORECASE,
)  # whoever is counted in this, the count matters
_COST = re.compile(r"\b(?:will|would)\s+cost\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")
_OLD = re.compile(r"(?:\baged?\s|\bage\s+of\s|,\s)$")
_ASIDES = frozenset({"relcl", "advcl", "acl", "appos"})
LONG = 12  # words from which a figure beside the main clause is not what a claim is about
_TIMES = word_set("second minute hour day week month year decade century fortnight night season a.m p.m am pm")
_WAYS = word_set("metre meter kilometre kilometer mile km m foot feet yard")


def kind_of(
    text: str,
    quantities: Sequence[Quantity],
    cue: str,
    cue_kind: CueKind | None,
    *,
    is_dated: bool = False,
    is_quoted: bool = False,
) -> ClaimKind:
    """The kind of a claim from its wording and, when it is a statement's, from the cue.

    A dated event, or one with several named actors, is no opinion for the adjectives in it.
    """
    is_count = bool(quantities and _HARM.search(text))
    figures = [q for q in quantities if _is_telling(q) or (is_count and q.value >= 2)]
    said = _by_what_was_done(text, cue, cue_kind, has_figures=bool(figures))
    if said is not None:
        return said
    if (SHOULD.search(text) or _WISH.search(text)) and not figures:
        return ClaimKind.OPINION
    if figures or _MUCH.search(text):
        return ClaimKind.NUMERICAL
    if quantities and is_quoted and not is_dated and not NAME.search(text):
        return ClaimKind.NUMERICAL  # who speaks freely and counts, counts on purpose
    if cue in VERDICTS and not is_dated:
        return ClaimKind.OPINION
    if cue == "blame" or _CAUSE.search(text):
        return ClaimKind.CAUSAL
    if _POSITION.search(text):
        return ClaimKind.POSITION
    if not (is_dated or len(NAME.findall(text)) >= 3) and _is_judgement(text, is_told=cue_kind is not None):
        return ClaimKind.OPINION
    return ClaimKind.FACTUAL


def _by_what_was_done(text: str, cue: str, cue_kind: CueKind | None, *, has_figures: bool) -> ClaimKind | None:
    """Where speaking itself settles it: a promise, a forecast, a demand, a stance."""
    is_told = cue_kind is not None
    if (cue in PROMISES and _TO_COME.search(text)) or (is_told and _OWN_WILL.search(text)):
        return ClaimKind.PROMISE
    if cue in URGES or cue_kind is CueKind.ORDER:
        return ClaimKind.OPINION
    if cue in STANDS:
        return ClaimKind.POSITION
    if has_figures and _COST.search(text):
        return ClaimKind.NUMERICAL
    if cue_kind is CueKind.SAY and cue not in UNSURE and _PASSIVE_TO_COME.search(text) and not _IF.search(text):
        return ClaimKind.PROMISE  # what will be done is done by who announces it
    if cue in ("predict", "forecast", "expect") or _PREDICTION.search(text):
        return ClaimKind.PREDICTION
    if is_told and _WOULD.search(text) and not _IF.search(text):
        return ClaimKind.PREDICTION  # what was to come, told later
    if cue in DEMANDS and (cue_kind is not CueKind.SAY or text.lower().startswith(("to ", "for "))):
        return ClaimKind.OPINION
    if cue_kind is CueKind.INTEND and _TO_COME.search(text):
        return ClaimKind.PROMISE
    return ClaimKind.POSITION if cue_kind in (CueKind.INTEND, CueKind.DECLINE) else None


def main_figures(text: str, proposition: Proposition, quantities: Sequence[Quantity]) -> list[Quantity]:
    """The figures that a claim is about: no hour, age or year; in a long claim none of a clause beside the main one."""
    if not quantities:
        return []
    sentence = proposition.sentence
    first, last = sentence.token_at(proposition.span.start), sentence.token_at(proposition.span.end - 1)
    return [
        quantity
        for quantity in quantities
        if not _is_hour_age_or_year(text, quantity)
        and (last - first < LONG or not _is_aside(sentence.doc[sentence.token_at(quantity.span.start)], first, last))
    ]


def _is_hour_age_or_year(text: str, quantity: Quantity) -> bool:
    words, before = quantity.span.of(text), text[max(0, quantity.span.start - 12) : quantity.span.start]
    after = text[quantity.span.end : quantity.span.end + 5]
    if _CLOCK.fullmatch(words) and (
        before.endswith(("at ", "by ", "until ", "before ", "**")) or re.match(r"\s?[ap]\.?m", after)
    ):
        return True
    if not quantity.unit and words.isdigit() and 1000 <= quantity.value < 2100:
        return True  # a year that no date was read from
    return not quantity.unit and words.isdigit() and bool(_OLD.search(before)) and after[:1] in (",", ".")


def _is_aside(token: Token, first: int, last: int) -> bool:
    while first <= token.i <= last:
        if token.dep_ in _ASIDES:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False


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
