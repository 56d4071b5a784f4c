"""Somebody's "I" put into the third person, with the verb that goes with it."""

from spacy.tokens import Token

from claims.extraction.analysis import Put, Span, Substitution
from claims.extraction.parsing import Sentence

_THIRD = {"am": "is", "'m": " is", "are": "is", "'re": " is", "have": "has", "'ve": " has", "do": "does", "were": "was"}
_LOOSE = {"'ll": " will", "'d": " would"}


def agreeing(sentence: Sentence, pronoun: Token, name: str, *, is_first: bool) -> list[Substitution]:
    """Substitutions for one first-person pronoun; only the first one takes the full name, later ones the last word."""
    shown = name if is_first else name.rsplit(maxsplit=1)[-1]
    where = Span(sentence.start(pronoun), sentence.end(pronoun))
    if pronoun.lower_ in {"my", "our", "mine"}:
        return [Substitution(where, f"{shown}’s", Put.SPEAKER)]
    found = [Substitution(where, shown, Put.SPEAKER)]
    if pronoun.dep_ not in {"nsubj", "nsubjpass"}:
        return found
    verb = pronoun.head
    auxiliaries = [c for c in verb.lefts if c.dep_ in {"aux", "auxpass"} and c.i > pronoun.i]
    bearer = auxiliaries[0] if auxiliaries else verb
    if bearer.tag_ not in {"VBP", "MD", "VB", "VBD"} or bearer.i < pronoun.i:
        return found
    spot = Span(sentence.start(bearer), sentence.end(bearer))
    word = bearer.lower_.replace("’", "'")
    if word in _THIRD and (word != "were" or pronoun.lower_ in {"we", "us"}):
        found.append(Substitution(spot, _THIRD[word], Put.SPEAKER))
    elif word in _LOOSE:
        found.append(Substitution(spot, _LOOSE[word], Put.SPEAKER))
    elif bearer.tag_ == "VBP":
        found.append(Substitution(spot, _third(bearer.text), Put.SPEAKER))
    return found


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"
