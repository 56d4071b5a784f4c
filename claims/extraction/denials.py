"""What a source says is not so, worded as what it asserts: "denied that guards were asleep", they were not asleep."""

from collections.abc import Sequence

from spacy.tokens import Token

from claims.extraction.analysis import Put, Span, Substitution
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

DENYING = word_set("deny reject dispute refute believe think accept agree")  # these two without "not": never denied
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_BE = word_set("is are was were 's 're am")
_DENIED = word_set("not n't n’t no never none nobody nothing neither")
_ANY = {"any": "no", "anybody": "nobody", "anyone": "no one", "anything": "nothing", "ever": "never"}


def can_be_denied(tokens: Sequence[Token]) -> bool:
    """Whether the words are one clause with a subject and a verb that a "not" can be put to."""
    root = _root(tokens)
    return (
        root is not None and not any(token.lower_ in _DENIED for token in tokens) and _bearer(root, tokens) is not None
    )


def denied(sentence: Sentence, tokens: Sequence[Token]) -> list[Substitution]:
    """The substitution that turns the clause round."""
    for token in tokens:
        if token.lower_ in _ANY:
            word = _ANY[token.lower_]
            return [_put(sentence, token, word.capitalize() if token.text[0].isupper() else word)]
    root = _root(tokens)
    bearer = _bearer(root, tokens) if root is not None else None
    if bearer is None:
        return []
    if bearer.tag_ == "MD" or bearer.lower_ in _BE or bearer.dep_ in {"aux", "auxpass"}:
        return [_put(sentence, bearer, f"{bearer.text} not")]
    helper = {"VBD": "did", "VBZ": "does", "VBP": "do"}[bearer.tag_]
    return [_put(sentence, bearer, f"{helper} not {bearer.lemma_}")]


def _put(sentence: Sentence, token: Token, words: str) -> Substitution:
    return Substitution(Span(sentence.start(token), sentence.end(token)), words, Put.CUE)


def _root(tokens: Sequence[Token]) -> Token | None:
    here = {token.i for token in tokens}
    tops = [token for token in tokens if token.head.i == token.i or token.head.i not in here]
    verbs = [token for token in tops if token.pos_ in {"VERB", "AUX"}]
    if len(verbs) != 1 or any(child.dep_ == "conj" and child.pos_ == "VERB" for child in verbs[0].rights):
        return None
    root = verbs[0]
    has_subject = any(child.dep_ in {"nsubj", "nsubjpass", "expl"} and child.i in here for child in root.lefts)
    return root if has_subject else None


def _bearer(root: Token, tokens: Sequence[Token]) -> Token | None:
    """The word that "not" follows: the first auxiliary, else the verb itself."""
    first = tokens[0].i
    helpers = [c for c in root.lefts if c.dep_ in {"aux", "auxpass"} and c.i >= first and c.lower_ != "to"]
    if helpers:
        return helpers[0]
    return root if root.tag_ in _FINITE else None
