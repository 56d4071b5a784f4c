"""Through what something was said: an outlet that was told, a platform, a letter, a book."""

import re

from claims.extraction.analysis import Span
from claims.extraction.gazetteer import HONORIFICS, ORGANISATION_NOUNS, PLATFORMS, ROLES
from claims.extraction.names import is_medium, organisation_name
from claims.extraction.register import Register
from claims.extraction.words import word_set

US = frozenset({"us", "me"})
# Nouns that are an outlet even where no name stands beside them: "told local radio", "told state television".
_OUTLETS = word_set("radio television tv newspaper newspapers broadcaster magazine podcast media newswire weekly daily")
_REPORTERS = word_set(
    "reporter reporters journalist journalists correspondent editor host presenter interviewer blogger"
)
_NAME = r"[A-Z][\w’'.&-]*(?:\s+(?:of\s+|the\s+|and\s+)?[A-Z][\w’'.&-]*){0,4}"
_TALK = re.compile(
    r"\b(?i:interview(?:ed)?\s+(?:with|by|on|to|for)|speaking\s+(?:to|on|with)|spoke\s+(?:to|with)|appear(?:ing|ance)\s+on"
    r"|appeared\s+on|quoted\s+by|reported\s+by|cited\s+by|polled\s+by|told)\s+"
    rf"(?P<kind>(?:(?:the|an?)\s+)?(?:[a-z]+\s+){{0,3}}?)(?P<name>{_NAME})(?P<tail>\s+[a-z]+)?"
)
_PLATFORM = re.compile(
    r"\b(?i:on|via|in\s+an?|his|her|their|its)\s+(?P<name>"
    r"Twitter|X(?![\w’'-]|\s+[A-Z])|WhatsApp|Threads|Truth\s+Social|Substack|Weibo|Facebook|Instagram|Telegram|YouTube|TikTok|LinkedIn|Mastodon|Bluesky|Reddit|tweet)\b"
)
_TWEETED = re.compile(r"\b(?:re)?tweet(?:ed|s|ing)?\b")
_NAMES_TWITTER = re.compile(r"(?i)\btwitter\b|\btweet(?:s|ed|ing)?\b")
_OWN = (
    r"(?:an?|the|his|her|its|their|our|one|another|this|that|(?:the|an?|its|their|his|her)\s+[\w-]+['’]s?"
    r"|[A-Z][\w-]+['’]s)"
)
# What words are sent in: "in a six-page letter", "in a statement to members", "on the group’s blog".
_CHANNEL = re.compile(
    rf"\b(?i:in|on|through|via|by)\s+(?P<channel>{_OWN}\s+(?:[a-z][\w-]*\s+){{0,3}}?"
    r"(?:statement|letter|note|message|e-?mail|interview|post|blog|video|memo|op-ed|column|release|filing|podcast|newsletter|"
    r"page|account|website|forum|voicemail|telegram|tweet|article|essay|affidavit|leaflet|communiqu[ée]|"
    r"lawyer|spokes(?:man|woman|person)))\b(?!\s+(?:with|by|to\s+be|of\s+intent)\b)(?!-)"
)
# What is broadcast or printed: "on Channel Six’s breakfast programme", "wrote in the Zürn Post".
_AIRED = re.compile(
    rf"\bon\s+(?:the\s+)?(?P<name>{_NAME})(?P<kind>(?:\s+[a-z][\w-]*){{0,3}}?\s+(?:programme|program|show|podcast|bulletin))?"
)
_PRINTED = re.compile(
    rf"\b(?:wr[oi]te|writes|written|writing|argue[sd]?|published)\s+(?:\w+\s+)?in\s+(?:the\s+)?(?P<name>{_NAME})"
)
_INTERVIEWED = re.compile(
    rf"\b(?i:interview(?:ed)?\s+(?:with|by|to|for))\s+(?:the\s+)?(?P<name>{_NAME})(?!\s+[a-z]+\s+(?:[A-Z]))"
)
# A work whose title stands beside its kind: "in the journal Coastal Ecology", "in her book „The Laughing Chief“".
_TITLED = re.compile(
    rf"\b(?i:in|on|for|by)\s+{_OWN}\s+(?:[a-z][\w-]*\s+){{0,2}}?(?P<kind>journal|newspaper|magazine|daily|weekly|newsletter|book|memoirs?|"
    rf"autobiography|blog|podcast|station|broadcaster|programme|program|show|website),?\s+[“„\"«‘']?(?P<name>{_NAME})"
)


def of_addressee(words: str, outlet: str | None, register: Register, *, is_told: bool) -> str | None:
    """The outlet that somebody spoke to, where it is one: by its name, by the outlet's own, or by "us"."""
    lower = words.lower()
    if outlet and (
        lower in US or (lower.startswith(("this ", "our ")) and is_medium(words)) or _is_short_for(words, outlet)
    ):
        return outlet if lower in US or lower.startswith(("this ", "our ")) else words
    name = _named(words)
    if _is_of_reporters(words):
        return None
    if not is_medium(words):
        return words if is_told and _looks_like_an_outlet(words, register) else None
    if not name:
        last = lower.rsplit(maxsplit=1)[-1]
        return organisation_name(words) if last in _OUTLETS or lower.endswith("news agency") else None
    if register.person(tuple(name.split())) and not is_medium(name):
        return None
    return name


def _is_of_reporters(words: str) -> bool:
    """ "the radio reporter Emeka Landau" is a person, told as one."""
    return any(word in _REPORTERS for word in words.lower().split())


def _named(words: str) -> str:
    runs = re.findall(_NAME, words)
    return organisation_name(max(runs, key=len)) if runs else ""


def _is_short_for(words: str, outlet: str) -> bool:
    """ "the Ledger" of the Pardesh Ledger, "MNA" of the Meridian News Agency."""
    short = organisation_name(words)
    names = [word for word in re.findall(r"[^\W_]+", outlet) if word[:1].isupper()]
    if not short or not short[0].isupper():
        return False
    if short.isupper() and len(short) > 1 and len(short) <= len(names):
        return "".join(name[0] for name in names).startswith(short)
    parts = short.split()
    return all(part in names for part in parts) and parts[-1] not in {"The", "A"}


def _looks_like_an_outlet(words: str, register: Register) -> bool:
    """ "told LumePress": a bare name of nobody the text knows, and of no authority."""
    names = words.split()
    if len(names) > 4 or not all(name[:1].isupper() for name in names):
        return False
    if register.person(tuple(names)) or words.lower() in register.places:
        return False
    names = names[:-1] if names[1:] and names[-1] == "FM" else names  # a station, and no foreign minister
    return not any(name.lower() in ORGANISATION_NOUNS | ROLES | HONORIFICS for name in names)


def of_posts(text: str) -> str | None:
    """The platform of the posts set into a text, where the text names it."""
    return PLATFORMS["twitter"] if _NAMES_TWITTER.search(text) else None


def in_words(narration: str, outlet: str | None, register: Register) -> tuple[str, Span] | None:
    """The medium that the words around a cue name, with its place in them; the first kind that is found."""
    platform = _PLATFORM.search(narration)
    if platform is not None:
        name = platform["name"]
        return (PLATFORMS["twitter"] if name == "tweet" else name), Span(*platform.span())
    tweeted = _TWEETED.search(narration)
    if tweeted is not None:
        return PLATFORMS["twitter"], Span(*tweeted.span())
    talk = _TALK.search(narration)
    if (
        talk is not None
        and not _is_of_reporters(talk["kind"])
        and (is_medium(talk["name"]) or is_medium(talk["kind"]) or (talk["tail"] and is_medium(talk["tail"])))
    ):
        return organisation_name(talk["name"]), Span(talk.start(), talk.end("name"))
    named = _outlet_named(narration, outlet, register)
    if named is not None:
        return organisation_name(named["name"]), Span(*named.span())
    titled = _TITLED.search(narration)
    if titled is not None:
        return organisation_name(titled["name"]), Span(*titled.span())
    channel = _CHANNEL.search(narration)
    if channel is not None:
        return re.sub(r"\s+", " ", channel["channel"]), Span(*channel.span("channel"))
    return None


def _outlet_named(narration: str, outlet: str | None, register: Register) -> re.Match[str] | None:
    """Where the words tell of a programme, of a paper that printed it, or of whoever made the interview."""
    for pattern in (_AIRED, _PRINTED):
        for match in pattern.finditer(narration):
            name = match["name"]
            is_aired = pattern is _AIRED and match["kind"] is not None
            if is_aired or is_medium(name) or (outlet is not None and _is_short_for(name, outlet)):
                return match
    interview = _INTERVIEWED.search(narration)
    if interview is None or register.person(tuple(organisation_name(interview["name"]).split())):
        return None
    words = [word.lower() for word in interview["name"].split()]
    return None if any(word in HONORIFICS | ROLES | ORGANISATION_NOUNS for word in words) else interview
