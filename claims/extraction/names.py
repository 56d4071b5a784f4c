"""Names as they stand in a text: runs of capitalised words, taken apart into role, title and name."""

import re
from collections import Counter
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import SpeakerKind
from claims.extraction.gazetteer import (
    ALSO_PLACES,
    DOCUMENT_NOUNS,
    HONORIFICS,
    MEDIA_WORDS,
    ORGANISATION_NOUNS,
    PARTICLES,
    PARTIES,
    ROLE_MODIFIERS,
    ROLES,
    SPELLED_OUT,
    gender_of,
    is_given_name,
)
from claims.extraction.parsing import Sentence

DEPARTMENTS = ("affairs", "relations", "operations", "services")  # "Envoy for Maritime Affairs Jane Doe"
ROLE_ENDINGS = ("ologist", "ographer", "iatrist", "etician", "nomist", "ysicist")  # "Glaciologist Jane Doe"
_POSSESSIVE = re.compile(r"['’]s?$")
_CLEAN = re.compile(r"\s+")
_KEEPS_ITS_STOP = re.compile(r"(?:[A-Z]\.)+|(?:Jr|Sr|St)\.")


@dataclass(frozen=True, slots=True)
class Named:
    """A name as it stands in the text, taken apart."""

    words: tuple[str, ...]  # the name alone
    role: str  # the words before it
    title: str  # "Mr", "Dr": lower case, no full stop
    label: str  # spaCy's label or ""
    token: int  # number of its last token in the sentence
    first: int


def names_in(sentence: Sentence) -> list[Named]:
    """Runs of capitalised words, cut at entity borders, with titles and roles taken off the front."""
    doc = sentence.doc
    found = []
    index = 0
    while index < len(doc):
        if not _is_name_word(doc[index]):
            index += 1
            continue
        last = index
        while last + 1 < len(doc) and _continues(
            doc[last], doc[last + 1], doc[last + 2] if last + 2 < len(doc) else None
        ):
            last += 1
        while last > index and not _is_name_word(doc[last]) and doc[last - 1].text != "-":
            last -= 1
        found.extend(_pieces(list(doc[index : last + 1])))
        index = last + 1
    return found


def _is_name_word(token: Token) -> bool:
    return token.text[:1].isupper() and (
        token.tag_ in ("NNP", "NNPS") or token.ent_type_ in ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC")
    )


def _continues(token: Token, following: Token, after: Token | None) -> bool:
    if _is_name_word(following):
        return True
    if following.text == "-" and after is not None and after.text[:1].isalnum() and not token.whitespace_:
        return True
    if token.text == "-" and following.text[:1].isalnum():
        return True
    if following.text == "." and (len(token.text) == 1 or token.lower_ in HONORIFICS):
        return True
    if (
        following.tag_ == "POS"
        and after is not None
        and after.text[:1].isupper()
        and after.lower_ in ORGANISATION_NOUNS
    ):
        return True  # "the Mineworkers’ League"
    if token.tag_ == "POS" and following.lower_ in ORGANISATION_NOUNS:
        return True
    return following.lower_ in PARTICLES and after is not None and _is_name_word(after)


def _pieces(tokens: list[Token]) -> list[Named]:
    """A run may hold a role, a name and more: "Russian FM Sergey Lavrov", "Massachusetts Sen. Ada Bell"."""
    start, title = _start_of_name(tokens)
    role_tokens = [t for t in tokens[:start] if t.text != "." and t.lower_.rstrip(".") not in HONORIFICS - ROLES]
    name_tokens = tokens[start:]
    stripped: list[Token] = []
    while len(name_tokens) > 1 and name_tokens[0].lower_ in ROLE_MODIFIERS | PARTIES:
        stripped.append(name_tokens.pop(0))
    has_role = bool(title) or any(t.lower_.rstrip(".") in ROLES for t in role_tokens)
    if stripped and not has_role and not _is_personal(name_tokens):
        name_tokens, stripped = stripped + name_tokens, []
    cut = 0 if has_role else _start_of_person(name_tokens)
    role_tokens += stripped + name_tokens[:cut]
    name_tokens = name_tokens[cut:]
    words = tuple(filter(None, (_clean_word(word) for word in _joined(name_tokens).split())))
    if not words or not any(c.isalpha() for c in "".join(words)):
        return []
    role = _joined(_with_role_before(tokens[0], role_tokens))
    if title in SPELLED_OUT:
        role = f"{role} {SPELLED_OUT[title]}".strip()
    labels = Counter(t.ent_type_ for t in name_tokens if t.ent_type_)
    label = labels.most_common(1)[0][0] if labels else ""
    return [Named(words, role, title, label, name_tokens[-1].i, tokens[0].i)]


def _start_of_name(tokens: list[Token]) -> tuple[int, str]:
    """Where the name begins behind titles and roles, and the last title."""
    start, title = 0, ""
    for index, token in enumerate(tokens[:-1]):
        word = token.lower_.rstrip(".")
        if word in HONORIFICS:
            title, start = word, index + 1
            if tokens[start].text == "." and start + 1 < len(tokens):
                start += 1
        elif word in ROLES or (index == 0 and word.endswith(ROLE_ENDINGS)):
            start = index + 1
            if tokens[start].text == "-" and start + 2 < len(tokens):  # "Secretary-General Ban"
                start += 2
    return start, title


def _is_personal(tokens: list[Token]) -> bool:
    """Whether these words look like somebody's full name."""
    if any(t.lower_ in ORGANISATION_NOUNS | MEDIA_WORDS for t in tokens):
        return False
    if is_given_name(tokens[0].text):
        return True
    return len(tokens) > 1 and all(t.ent_type_ == "PERSON" for t in tokens)


def _start_of_person(tokens: list[Token]) -> int:
    """Where a given name begins behind words of another kind: "Pennsylvania Ed Rendell", "State John Kerry"."""
    if is_given_name(tokens[0].text):
        return 0
    for index in range(1, len(tokens) - 1):
        before = tokens[index - 1]
        if before.lower_ in DEPARTMENTS:
            return index
        if (
            is_given_name(tokens[index].text)
            and (before.ent_type_ != "PERSON" or before.lower_ in ORGANISATION_NOUNS | ROLE_MODIFIERS | PARTIES)
            and not any(t.lower_ in ORGANISATION_NOUNS | MEDIA_WORDS for t in tokens[index:])
            and before.text != "-"
        ):
            return index
    return 0


def _clean_word(word: str) -> str:
    word = _POSSESSIVE.sub("", word) if len(word) > 2 else word
    bare = word.strip('"”“,;:()[]')
    return bare if _KEEPS_ITS_STOP.fullmatch(bare) else bare.strip(".'’‘")


def _with_role_before(first: Token, role_tokens: list[Token]) -> list[Token]:
    """Roles before a name: "deputy mayor Jane Doe", "Secretary of State John Smith", "Lund mayor Jane Doe"."""
    doc = first.doc
    index = first.i - 1
    if role_tokens and index >= 1 and doc[index].lower_ == "of":  # "Secretary of | State John Smith"
        head = index - 1
        while head >= 0 and index - head < 4 and doc[head].tag_ in ("NNP", "NN", "JJ"):
            head -= 1
        before = list(doc[head + 1 : index + 1])
        return [*before, *role_tokens] if any(t.lower_ in ROLES for t in before) else role_tokens
    before = []
    while index >= 0 and len(before) < 6:
        token = doc[index]
        word = token.lower_
        if (
            token.tag_ in ("NN", "NNP", "JJ", "NNPS", "HYPH")
            and (word in ROLES or ((before and not token.is_punct) or token.text == "-"))
        ) or (word == "'s" and before):
            before.append(token)
        else:
            break
        index -= 1
    if not any(t.lower_ in ROLES for t in before):
        before = []
    return [*reversed(before), *role_tokens]


def _joined(tokens: list[Token]) -> str:
    return (
        "".join(t.text_with_ws if t is not tokens[-1] else t.text for t in tokens).replace(" - ", "-").strip()
        if tokens
        else ""
    )


def organisation_name(words: str) -> str:
    """Without article and possessive."""
    return _POSSESSIVE.sub(
        "", re.sub(r"^(?:the|a|an)\s+", "", _CLEAN.sub(" ", words).strip(), flags=re.IGNORECASE)
    ).strip(" ,.;:\"“”'’‘")


def kind_of_noun(lemma: str, text: str) -> SpeakerKind | None:
    for word in (lemma.lower(), text.lower()):
        if word in ORGANISATION_NOUNS:
            return SpeakerKind.ORGANISATION
        if word in DOCUMENT_NOUNS:
            return SpeakerKind.DOCUMENT
    return None


def is_medium(words: str) -> bool:
    return any(word.lower() in MEDIA_WORDS for word in re.findall(r"\w+", words))


def is_personal_name(named: Named) -> bool:
    """Whether a name that the register does not know looks like a person's all the same."""
    words = [word.lower() for word in named.words]
    if len(words) < 2 or len(words) > 4 or any(word in ORGANISATION_NOUNS | MEDIA_WORDS for word in words):
        return False
    if not all(word[:1].isalpha() for word in words):
        return False
    return (
        named.label == "PERSON"
        or bool(named.title)
        or (gender_of(words[0]) is not None and words[0] not in ALSO_PLACES)
    )
