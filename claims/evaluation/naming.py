"""Whether two ways of naming a speaker name the same one."""

import re

_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[^\W_]+")
_LEFT_OUT = frozenset(
    "the a an mr mrs ms dr sir president minister senator sen rep gov governor secretary professor prof judge "
    "justice".split()
)
_PRONOUNS = frozenset("i he she they we it you who him her them us me his its their one this that".split())

Words = tuple[str, ...]


def name_words(name: str) -> Words:
    """The words of a name in lower case, without titles and possessives; empty for nothing and for a mere pronoun."""
    words = tuple(w for w in _WORD.findall(_POSSESSIVE.sub("", name.casefold())) if w not in _LEFT_OUT)
    return () if len(words) == 1 and words[0] in _PRONOUNS else words


def is_part(short: Words, long: Words) -> bool:
    """Whether the words stand in the longer name, whole and in a row."""
    return bool(short) and any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def agree(one: Words, other: Words) -> bool:
    """Whether one name stands inside the other."""
    return is_part(one, other) or is_part(other, one)
