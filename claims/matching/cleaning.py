"""A post or a sentence as plain words: what is an address, a handle or an ornament does not take part in comparing."""

import html
import re
import unicodedata
from functools import lru_cache

_LINK = re.compile(r"(?i)(?:https?://|\bwww\.)\S+|pic\.twitter\.com/\S+|\b(?:t\.co|bit\.ly)/\S+")
_MARKUP = re.compile(r"(?s)<(?:script|style)\b.*?</(?:script|style)>|</?[a-zA-Z][^<>]{0,300}>")
# How an embedded post is signed: "— Name (@handle) February 25, 2016".
_SIGNATURE = re.compile(
    r"\s*[—–]\s*(?P<name>[^—–\n]{0,80}?)\s*\(\s*@\w+\s*\)\s*"
    r"(?P<day>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s+\d{1,2},\s+\d{4})?[\s\"”]*$"
)
_TAGGED = re.compile(r"[#@](\w+)")
_INNER_WORD = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ0-9])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[0-9])(?=[A-Za-z])|_+")
_RETWEET = re.compile(r"^(?:RT|MT)\s+@\w+:?\s*")
_FOLDED = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "‑": "-", "\u00a0": " "})


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """One line of words: links, mark-up, emoji, control signs and the signature of an embedded post are gone, a hash
    tag is its words ("#StreetLights" → "Street Lights"), a handle is a name. May be empty."""
    text = unicodedata.normalize("NFC", html.unescape(text) if "&" in text else text)
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    text = text.rstrip()
    if "@" in text:
        text = _SIGNATURE.sub("", text)
    if "/" in text or "www." in text.casefold():
        text = _LINK.sub(" ", text)
    if "@" in text or "#" in text:
        text = _RETWEET.sub("", text)
        text = _TAGGED.sub(lambda found: " " + _INNER_WORD.sub(" ", found[1]) + " ", text)
    if not text.isascii():
        text = text.translate(_FOLDED)
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_kept, text))
    return " ".join(text.split())


def signature(text: str) -> str:
    """The name with which an embedded post is signed, or nothing."""
    found = _SIGNATURE.search(text.rstrip())
    return found["name"].strip() if found else ""


@lru_cache(maxsize=10_000)
def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"So", "Sk", "Cs", "Co", "Cn"} or character in "\u200d\ufe0f":
        return " "
    if category[0] == "C":
        return " " if character.isspace() else ""
    return character
